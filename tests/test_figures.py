"""Figures can be drawn of any corpus, read by anybody, and told apart when their data change."""

import base64
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread
from matplotlib.text import Text

from helpers import build_timeline, figures, fit_topics, load_corpus, paragraphs, shared_passages
from helpers.corpus import lines
from helpers.figures import MARKS, THEME_MARKS, save, show, show_table
from helpers.people import handovers, offices, people, person_matrix
from helpers.themes import read_themes, theme_matrix, theme_mentions
from helpers.timeline import document_names, known_days, ladder, possible_days

THEMES = "theme,words\nwater,water*|rivers\nschools,school*\n"


def pictures(corpus, facts, themes):
    """Every figure of the notebooks as `name: (figure, data)`, drawn only where its notebook draws it."""
    timeline, passages, body = build_timeline(corpus), shared_passages(corpus), paragraphs(corpus)
    names, who = document_names(corpus, timeline), people(corpus)
    model = fit_topics(body["text"], None if len(corpus) < 10 else 3, groups=body["doc_id"])
    shares = pd.DataFrame(model.doc_weights, columns=model.names).groupby(body["doc_id"].to_numpy()).sum()
    marks, held = theme_matrix(theme_mentions(corpus, themes), corpus, themes), offices(corpus, known_days(timeline))
    principals = {d: list(t["name"]) for d, t in who[who["role"] == "principal"].groupby("doc_id")}
    yield "kept_and_removed", figures.draw_kept_and_removed(lines(corpus), names)
    yield "timeline", figures.draw_timeline(timeline, names)
    yield "headline", figures.draw_headline(timeline, principals, marks, names)
    yield "matrix", figures.draw_matrix(marks, THEME_MARKS, names)
    yield "people", figures.draw_matrix(person_matrix(corpus), MARKS, names)
    yield "offices", figures.draw_offices(held, handovers(held))
    for doc_id in corpus.index[-1:]:
        if days := possible_days(timeline, doc_id):
            yield "ladder", figures.draw_ladder(ladder(corpus, doc_id, facts), days)
    if len(passages):
        yield "frames", figures.draw_frames(passages, names)
    if model.choice is not None:
        yield "agreement", figures.draw_agreement(model.choice)
    if model.names:
        yield "terms", figures.draw_terms(model)
        yield "shares", figures.draw_shares(shares, names)
        yield "over_time", figures.draw_over_time(shares, timeline, names)


@pytest.fixture(scope="module")
def themes(tmp_path_factory):
    path = tmp_path_factory.mktemp("themes") / "themes.csv"
    path.write_text(THEMES, encoding="utf-8")
    return read_themes(path)


@pytest.fixture(scope="module")
def drawn(corpus, facts, themes):
    return dict(pictures(corpus, facts, themes))


def contrast(a, b):
    """The contrast of two colours (WCAG 2.2)."""

    def light(colour):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(a), light(b)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_right():
    assert contrast("white", "black") == pytest.approx(21) and contrast("#767676", "white") == pytest.approx(
        4.54, abs=0.01
    )


def test_every_figure_of_the_seeds_is_drawn(drawn):
    assert set(drawn) == {
        "kept_and_removed",
        "timeline",
        "headline",
        "matrix",
        "people",
        "offices",
        "ladder",
        "frames",
        "agreement",
        "terms",
        "shares",
        "over_time",
    }


def test_text_can_be_read(drawn):
    for name, (figure, _) in drawn.items():
        texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
        assert texts and min(t.get_fontsize() for t in texts) >= 8, name
        assert min(contrast(t.get_color(), "white") for t in texts) >= 4.5, name
        assert figure.get_figwidth() <= 11 and not [t for t in texts if "$" in t.get_text() and t.get_parse_math()]


def test_lines_and_marks_are_seen_and_differ_in_shape(drawn):
    for colour in (figures.INK, figures.GREY, figures.BLUE, figures.ORANGE):
        assert contrast(colour, "white") >= 4.5
    assert len(set(MARKS.values())) == len(MARKS) and len(set(THEME_MARKS.values())) == len(THEME_MARKS)
    for name, (figure, _) in drawn.items():
        for line in (
            line for axes in figure.axes for line in axes.lines if line.get_marker() not in ("", "None", None)
        ):
            assert contrast(line.get_markeredgecolor(), "white") >= 4.5, name


def test_every_figure_comes_with_its_numbers(drawn):
    assert all(isinstance(data, pd.DataFrame) and len(data) and len(data.columns) > 1 for _, data in drawn.values())


@pytest.mark.parametrize(
    "text",
    [
        "They met.\n\nNothing else is said of it in this text, and nobody is named.",
        "The water of the rivers was discussed at length by those who had come.",
    ],
)
def test_a_corpus_without_dates_people_and_topics(tmp_path, facts, themes, text):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    for _, (figure, _) in pictures(load_corpus(tmp_path), facts, themes):
        figure.canvas.draw()
        plt.close(figure)


def test_a_large_corpus_with_long_names(tmp_path, facts, themes):
    for i in range(40):
        (tmp_path / f"{i:03d}_{'x' * 90}.txt").write_text(
            f"Talks on $water$ number {i}\n\nMinister of Energy Jane Doe met Kim Roe{i} in Almaty on {1 + i % 28} May "
            f"{1990 + i}. They discussed water and the rivers of the region in hall {i}.\n\nThe sides agreed to build "
            f"{i + 2} schools near the lake and to plant trees.",
            encoding="utf-8",
        )
    for name, (figure, _) in pictures(load_corpus(tmp_path), facts, themes):
        figure.canvas.draw()
        assert figure.get_figheight() < 40, name
        plt.close(figure)


def test_show_saves_and_says(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path / "new"))
    told = []
    monkeypatch.setattr(figures, "display", lambda *a, **k: told.append((a[0], k.get("metadata"))))
    for value in (1, 1, 2):
        show(figures.canvas()[0], "What is <shown>.", pd.DataFrame({"a": ["x"], "b": [value]}), "name")
    (bundle, metadata), (caption, _) = told[:2]
    assert metadata["image/png"]["alt"] == "What is <shown>." and caption.data.startswith("*What is &lt;shown&gt;.*")
    assert base64.b64decode(bundle["image/png"]) == (tmp_path / "new" / "name.png").read_bytes()
    assert imread(tmp_path / "new" / "name.png").shape[1] == 900, "nine inches at 100 dpi"
    marks = [re.search(r"sha256 (\w{12})\]", b["text/plain"])[1] for b, _ in told[::2]]
    assert marks[0] == marks[1] != marks[2] and f"`{marks[0]}`" in caption.data


def test_the_users_own_settings_do_not_matter():
    plt.rcParams.update({"font.size": 30, "axes.facecolor": "black", "text.usetex": True})
    figure, axes = figures.canvas()
    assert plt.rcParams["font.size"] == 10 and not plt.rcParams["text.usetex"] and axes.get_facecolor()[:3] == (1, 1, 1)
    plt.close(figure)


def test_tables(tmp_path, monkeypatch):
    monkeypatch.setenv("FIGURES", str(tmp_path))
    table = pd.DataFrame({"a": ["x|y", None, "=1"], "b": [1 / 3, float("nan"), 2.0]})
    assert show_table(table, 2).data.splitlines() == [
        "| a | b |",
        "| --- | --- |",
        "| x\\|y | 0.3333 |",
        "|  |  |",
        "",
        "Rows not shown: 1.",
    ]
    assert show_table(table[:0]).data == "None here (no row of a, b)."
    assert save(table, "t.csv") == b"a,b\nx|y,0.3333333333333333\n,\n'=1,2.0\n" == (tmp_path / "t.csv").read_bytes()
