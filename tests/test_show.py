"""Data becomes Markdown in one place, and stays words there."""

import re

import mistune
import pandas as pd
import pytest

from helpers import show
from helpers.readers.document import Document

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[here](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "`code` and *stars* and _lines_",
    "$x$ and \\(y\\)",
    "# heading",
    "- item",
    "1. item",
    "| a | b |",
    "http://example.org",
    "a@example.org",
    "\x1b[31mred\x1b[0m",
    "\u202eright to left",
]
to_html = mistune.create_markdown(plugins=["table", "url", "strikethrough"])


def harmless(html):
    return not any(
        mark in html for mark in ("<script", "<img", "<a ", "<em", "<h1", "<li", "<code")
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hole_shows_words_as_words(words):
    assert harmless(to_html(show.say("{words}", words=words).data))


@pytest.mark.parametrize("words", [*HOSTILE, "[2019-05..]", "a\nb", "``", "", "&amp;"])
def test_in_code_a_hole_is_harmless_too(words):
    page = to_html(show.say("*{words}* was `{words}`, not **{words}**", words=words).data)
    assert harmless(re.sub(r"</?code>|</?em>", "", page))


@pytest.mark.parametrize("words", HOSTILE)
def test_a_cell_shows_words_as_words(words):
    table = pd.DataFrame([[words]], columns=[words])
    assert harmless(to_html(show.show_table(table).data))


@pytest.mark.parametrize("words", HOSTILE)
def test_evidence_shows_words_as_words(words):
    page = Document(
        "<b>id</b>", f"They said {words} of it.", spans=[(0, len(words) + 20, "body", "")]
    )
    assert harmless(to_html(show.evidence(page, 0, 4).data))


def test_the_sentence_around_a_hole_is_the_writers():
    assert show.say("**{n}** of {all:.0%}", n=2, all=0.5).data == "**2** of 50%"


def test_a_table_says_what_it_leaves_out():
    text = show.show_table(pd.DataFrame({"n": range(40)}), 10).data
    assert text.endswith("Rows not shown: 30 of 40.")
    assert "not shown" not in show.show_table(pd.DataFrame({"n": range(10)}), 10).data
    assert "not shown: 1 of 11" in show.show_table(pd.DataFrame({"n": range(11)}), 10).data
    assert text.count("\n") == 13


def test_missing_values_are_empty_cells():
    table = pd.DataFrame([[None, float("nan"), pd.NA, 0.123456]], columns=list("abcd"))
    assert show.show_table(table).data.splitlines()[2] == "|  |  |  | 0.1235 |"


def test_lists_in_words():
    assert show.listed([]) == "none"
    assert show.listed(["a"]) == "a"
    assert show.listed(["a", "b", "c"]) == "a, b and c"


def test_evidence_shows_the_sentence_and_where_the_words_stand():
    raw = "One two three. Four five six seven. Eight nine."
    page = Document("page", raw, spans=[(0, len(raw), "body", "")])
    start = raw.index("six")
    text = show.evidence(page, start, start + 3).data
    assert text.splitlines()[0] == "> Four five **six** seven."
    assert text.splitlines()[-1] == f"> — page, characters {start}–{start + 3}"


def test_what_is_saved_can_act_as_no_formula(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path))
    show.save(pd.DataFrame({"a": ["=1+1", "-2+3+cmd|' /C calc'!A0", "plain", "-5"]}), "t.csv")
    assert "\n=1" not in (tmp_path / "t.csv").read_text()
    assert "\n-2" not in (tmp_path / "t.csv").read_text()


def test_a_table_of_many_rows_is_written_as_parquet_and_the_notebook_names_it(
    tmp_path, monkeypatch
):
    shown = []
    monkeypatch.setenv("FIGURES", str(tmp_path))
    monkeypatch.setattr(show, "ROWS", 3)
    monkeypatch.setattr(show, "display", lambda *data, **_: shown.extend(data))
    few, many = pd.DataFrame({"a": ["=1", None, "x"]}), pd.DataFrame({"a": ["=1", None, "x", "y"]})
    assert show.save(few, "few.csv")[0] == "few.csv" and not shown
    assert show.save(many, "many.csv")[0] == "many.parquet"
    assert shown[0].data == "Saved as figures/many.parquet: 4 rows."
    assert pd.read_parquet(tmp_path / "many.parquet").equals(many)
    show.show(show.plt.figure(), "A picture.", many, "picture")
    assert "Numbers: figures/picture.parquet, 4 rows" in shown[-1].data
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"few.csv", "many.parquet", "picture.parquet", "picture.png"}
