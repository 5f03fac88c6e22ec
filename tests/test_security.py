"""Document text is data: harmless wherever it is shown or saved, never a path, never code, never a request."""

import ast
import csv
import io
import json
import re
import socket
import time
import unicodedata

import mistune
import pandas as pd
import pytest
from bleach import clean
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import HOUSE
from helpers import build_timeline, evidence, load_corpus, paragraphs, shared_passages
from helpers import people as people_of
from helpers import voices as voices_of
from helpers.corpus import draft_metadata, duplicates, lines, problems, raw_of
from helpers.dates import anniversaries, check_dates, find_dates
from helpers.evidence import Quote, blockquote, selectors
from helpers.figures import save, show_table
from helpers.salience import rank_dates
from helpers.text import plain, sentences, spreadsheet_safe
from helpers.themes import read_themes, theme_matrix, theme_mentions
from helpers.timeline import contradictions, document_names, ladder, to_timelinejs
from helpers.topics import fit_topics, tokenise

HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "[click](javascript:alert(1)) ![x](http://example.org/x.png) **bold** `code` | cell",
    "html entity": "&lt;b&gt; &#60;script&#62;",
    "latex": r"$\href{javascript:alert(1)}{x}$ $$\unicode{x202e}$$ \(x\)",
    "ansi": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x08\x08",
    "formula": "=cmd|' /C calc'!A0",
    "right to left": "abc\u202edef\u2066ghi\u200f",
    "fence": "``` ~~~ --- <!-- -->",
}
render = mistune.create_markdown(
    escape=False, plugins=["table", "strikethrough"]
)  # HTML as it comes, nothing sanitised


@pytest.fixture(params=HOSTILE)
def words(request):
    return HOSTILE[request.param]


@pytest.fixture
def hostile(tmp_path, words):
    """A corpus of two pages whose title, people and sentences hold hostile words, one of them with a hostile name."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    page = (
        f"Ministers met in Almaty\n\nOn 4 May 2021 Minister of Energy Jane {words} Doe met Kim Roe in Almaty. "
        f"“We agreed on {words} water,” said Jane Doe.\n\n{words}\n\nThe two ministers spoke about the rivers of the "
        f"region and about their use.\n\nThey will meet again in a year, and they hope for progress.\n\n"
        f"The sides agreed to open {words} a joint school."
    )
    for name in ("a", "=b $x$ [y](z) `c`"):
        (folder / f"{name}.txt").write_text(page, encoding="utf-8")
    return load_corpus(folder)


def tags(markdown):
    """The HTML elements that Markdown turns into."""
    return set(re.findall(r"<(\w+)", render(markdown)))


def unseen(text):
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c not in "\n"]


def test_tables_show_words_as_words(words):
    shown = show_table(pd.DataFrame({"name": [words], words: ["x"]})).data
    assert tags(shown) == {"table", "thead", "tbody", "tr", "th", "td"} and not unseen(shown) and "$" not in shown
    assert shown.count("\n") == 2


def test_blockquotes_show_words_as_words(words):
    shown = blockquote(words, "a", 0, [(2, 4)])
    assert tags(shown) <= {"blockquote", "p", "strong"} and not unseen(shown) and "$" not in shown


def test_nothing_is_lost_by_being_harmless(words):
    html = render(plain(words)).removeprefix("<p>").removesuffix("</p>\n")
    assert clean(html, tags=set(), strip=False) == html, "no element is left"
    kept = re.sub(
        r"&(lt|gt|amp|quot|#36);", lambda m: {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "#36": "$"}[m[1]], html
    )
    assert kept == "".join(f"⟨U+{ord(c):04X}⟩" if unseen(c) else c for c in words)


def test_a_quote_of_a_hostile_page(hostile, words):
    doc_id = hostile.index[1]
    assert tags(Quote("a", words, hostile)._repr_markdown_()) <= {"blockquote", "p", "strong"}
    assert json.loads(json.dumps(selectors(Quote(doc_id, words, hostile))))["selector"][0]["exact"] == words


def test_everything_made_of_a_hostile_page(hostile, tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path / "figures"))
    timeline = build_timeline(hostile)
    tables = {
        "lines": lines(hostile),
        "paragraphs": paragraphs(hostile),
        "problems": problems(hostile),
        "people": people_of.people(hostile),
        "voices": voices_of.voices(hostile),
        "timeline": timeline,
        "undertakings": voices_of.undertakings(hostile),
        "passages": shared_passages(hostile),
    }
    for name, table in tables.items():
        shown = show_table(table).data
        assert tags(shown) <= {"table", "thead", "tbody", "tr", "th", "td", "p"} and not unseen(shown), name
        cells = csv.reader(io.StringIO(save(table, f"{name}.csv").decode("utf-8")))
        assert not [c for row in cells for c in row if re.match(r"[=+@\t\r]|-(?!\d)", c)], name
    told = json.loads(json.dumps(to_timelinejs(timeline, hostile.index[0])))
    texts = [e["text"][k] for e in told["events"] for k in ("headline", "text")] + [
        e["display_date"] for e in told["events"]
    ]
    assert texts and not any(re.search(r"<\w|javascript:[^)]*\"", t) for t in texts)
    draft_metadata(hostile, tmp_path / "metadata.csv")
    assert not re.search(r"(?m)(?:^|,)\"?[=+@]", (tmp_path / "metadata.csv").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "doc_id", ["../../secret", "/etc/passwd", "..\\secret", "a/../../b", "~/x", "file:///etc/passwd"]
)
def test_no_id_and_no_metadata_leads_outside(tmp_path, doc_id):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("This must never be read by anybody at all.")
    rows = [{"doc_id": doc_id, "text": "They met in Almaty on 4 May 2021.", "path": str(tmp_path / "secret.txt")}]
    pd.DataFrame(rows).to_csv(folder / "table.csv", index=False)
    (folder / "metadata.csv").write_text(f"doc_id,title,url\n{doc_id},{doc_id},{doc_id}\n{doc_id}.txt,x,y\n")
    before = sorted(tmp_path.rglob("*"))
    corpus = load_corpus(folder)
    assert corpus.at[doc_id, "title"] == doc_id and corpus.at[doc_id, "path"] == str(folder / "table.csv")
    assert raw_of(corpus.assign(raw=None), doc_id).startswith("They met")
    blockquote("x", doc_id, 0), build_timeline(corpus), document_names(corpus, build_timeline(corpus))
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_is_fetched(monkeypatch, tmp_path, corpus, facts):
    def refuse(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = (
        '<html><body><p>See <img src="http://example.org/x.png"> the talks on 4 May 2021 in Almaty.</p></body></html>'
    )
    (tmp_path / "a.html").write_text(page)
    everything(load_corpus(HOUSE / "seeds"), facts)
    load_corpus(tmp_path)


def everything(corpus, facts=None):
    """Every public function once, as the notebooks call them."""
    timeline = build_timeline(corpus, facts)
    for doc_id in corpus.index[:1]:
        ladder(corpus, doc_id, facts) if facts is not None else None
    themes = read_themes(HOUSE / "notebooks" / "themes.csv")
    theme_matrix(theme_mentions(corpus, themes), corpus, themes)
    for each in (
        people_of.people,
        people_of.offices,
        people_of.organisations,
        voices_of.undertakings,
        duplicates,
        lines,
        people_of.provenance,
        people_of.person_matrix,
        shared_passages,
    ):
        each(corpus)
    (
        contradictions(corpus, timeline),
        to_timelinejs(timeline, "t"),
        document_names(corpus, timeline),
        rank_dates(corpus, 3),
    )
    fit_topics(paragraphs(corpus)["text"], 3)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
@given(
    st.lists(
        st.text(max_size=60)
        | st.sampled_from(
            [
                "Minister Jane Doe met Kim Roe on 4 May 2021.",
                "“We agreed,” said Kim Roe.",
                "date 2024-08-11",
                "They agreed to build a school.",
                "President of",
                "“",
                "in December this year",
                *HOSTILE.values(),
            ]
        ),
        max_size=8,
    )
)
def test_any_text_goes_through_everything(tmp_path, parts):
    raw = "\n\n".join(["The ministers met in Almaty to speak about the rivers of the region.", *parts])
    (tmp_path / "a.txt").write_bytes(raw.replace("\0", "").encode("utf-8", "replace"))
    try:
        corpus = load_corpus(tmp_path)
    except ValueError:  # a page without an article, and said so
        return
    everything(corpus)
    assert all(corpus.at[r.doc_id, "raw"][r.start : r.end] == r.text for r in lines(corpus).itertuples())


LINEAR = {
    "plain": plain,
    "sentences": sentences,
    "find_dates": find_dates,
    "check_dates": check_dates,
    "anniversaries": anniversaries,
    "find_people": people_of.find_people,
    "quotations": voices_of.quotations,
    "normal_offices": people_of.normal_offices,
    "tokenise": tokenise,
    "voices": lambda t: voices_of.voices(_page(t)),
    "undertakings": lambda t: voices_of.undertakings(_page(t)),
    "organisations": lambda t: people_of.organisations(_page(t)),
    "aliases": people_of.aliases,
    "spreadsheet_safe": lambda t: spreadsheet_safe(pd.DataFrame({"a": [t]})),
}
PIECES = [
    "a ",
    "“",
    '" ',
    "said ",
    "Said that ",
    "A. ",
    "Minister of ",
    "1 ",
    "2020-",
    "May ",
    ". ",
    "\n",
    "\t \n",
    "(",
    "agreed to ",
    "He said: ",
    "UN ",
    "- ",
    "of the ",
    ", and ",
    "=",
    "\u202e",
]


def _page(text):
    return pd.DataFrame(
        [{"raw": text, "text": text, "published": None, "language": "en", "spans": [(0, len(text), "body")]}],
        index=["a"],
    )


def _seconds(call, text):
    start = time.process_time()
    call(text)
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("name", LINEAR)
@pytest.mark.parametrize("piece", PIECES)
def test_time_doubles_with_the_length(name, piece):
    sizes = [n // len(piece) for n in (15_000, 60_000)]
    short, long = (min(_seconds(LINEAR[name], piece * n + end) for end in ("", "!")) for n in sizes)
    assert long < max(0.3, 8 * short), f"{short:.3f} s and, four times as long, {long:.3f} s"


@pytest.mark.parametrize("name", LINEAR)
def test_a_mixture_of_everything_takes_little_time(name):
    assert _seconds(LINEAR[name], " ".join(PIECES) * 150) < 4


FORBIDDEN = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "pickle",
    "marshal",
    "shelve",
    "subprocess",
    "urllib",
    "requests",
    "socket",
    "http",
    "ctypes",
    "shell",
    "read_pickle",
    "to_pickle",
}


def names_used(path):
    """Every name that a module imports or calls, `re.compile` apart."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (a.name.split(".")[0] for a in node.names)
            yield (getattr(node, "module", None) or "").split(".")[0]
        elif isinstance(node, ast.Call):
            yield ast.unparse(node.func) if not isinstance(node.func, ast.Attribute) else node.func.attr
            if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) != "re.compile":
                yield ast.unparse(node.func)


@pytest.mark.parametrize("path", sorted((HOUSE / "helpers").glob("*.py")), ids=lambda p: p.stem)
def test_the_helpers_run_no_code_and_ask_no_network(path):
    used = set(names_used(path)) - ({"compile"} if "re.compile" in path.read_text(encoding="utf-8") else set())
    assert not used & FORBIDDEN
    assert "trust=True" not in path.read_text(encoding="utf-8"), "a pickle that is trusted is still a pickle"


def test_the_check_for_code_finds_code(tmp_path):
    (tmp_path / "a.py").write_text("import pickle\nfrom os import path\nos.system('x')\neval('1')\n")
    assert set(names_used(tmp_path / "a.py")) & FORBIDDEN == {"pickle", "os.system", "eval"}


def test_evidence_reads_the_seeds_only():
    assert evidence.SEEDS == HOUSE / "seeds"
