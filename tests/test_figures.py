"""Figures can be drawn of any corpus, read by anybody, and carry the numbers that they draw."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.dates import date2num, num2date
from matplotlib.text import Text

from conftest import HOUSE
from helpers import build_timeline, figures, load_corpus
from helpers.corpus import lines
from helpers.people import roles
from helpers.show import show
from helpers.timeline import document_names

ROLES = ["principal", "present", "inferred", "mentioned", "byline"]


def pictures(corpus, facts):
    """Every figure of the notebooks that any corpus has, as `name: (figure, data)`."""
    timeline, dated = build_timeline(corpus), build_timeline(corpus, facts)
    names = document_names(corpus, timeline)
    return {
        "kept_and_removed": figures.draw_kept_and_removed(lines(corpus), names),
        "timeline": figures.draw_timeline(timeline, dated, names),
        "people": figures.draw_grid(roles(corpus)[["name", "doc_id", "role"]], ROLES, names),
    }


@pytest.fixture(scope="module")
def drawn(corpus, facts):
    return pictures(corpus, facts)


def contrast(a, b):
    """The contrast of two colours (WCAG 2.2)."""

    def light(colour):
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in to_rgb(colour)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(a), light(b)))
    return (high + 0.05) / (low + 0.05)


def number(day):
    """The place of a day, or of none, on an axis of time."""
    return date2num(np.datetime64(day or "NaT"))


def texts(figure):
    return [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]


def test_contrast_is_measured_right():
    assert contrast("white", "black") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)


def test_text_can_be_read(drawn):
    for name, (figure, _) in drawn.items():
        assert min(t.get_fontsize() for t in texts(figure)) >= 8, name
        assert figure.get_figwidth() <= 6.5, "wider figures cannot be read on a telephone"
        assert not [t for t in texts(figure) if "$" in t.get_text() and t.get_parse_math()]


def test_colours_of_marks_can_be_seen():
    for colour in (figures.INK, figures.GREY, figures.BLUE, figures.ORANGE):
        assert contrast(colour, "white") >= 4.5
    assert contrast("white", figures.SHADES[0]) >= 4.5
    assert min(contrast(figures.INK, shade) for shade in figures.SHADES[1:]) >= 4.5


def test_one_mark_has_one_meaning(drawn):
    """A dot is a known day and nothing else, in every figure."""
    for name, (figure, _) in drawn.items():
        dots = [line for axes in figure.axes for line in axes.lines if line.get_marker() == "o"]
        assert not dots or name == "timeline"
    axes = drawn["timeline"][0].axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert len(set(labels)) == len(labels) == 6


def test_only_the_bar_of_the_page_tells_its_open_ends(corpus, facts):
    """The hollow bar of a page says which end is not known; the filled one of facts stands out."""
    timeline, dated = build_timeline(corpus), build_timeline(corpus, facts)
    figure, _ = figures.draw_timeline(timeline, dated, document_names(corpus, timeline))
    told = [text.get_text() for text in figure.axes[0].texts]
    events = timeline[timeline["role"] == "reported"]
    open_ends = events[["earliest", "latest"]].isna().any(axis=1).sum()
    assert sum("not known" in text for text in told) == open_ends > 0
    narrowed = dated.query("role == 'reported' and certainty == 'with an outside fact'")
    blue = to_rgb(figures.BLUE)
    bars = [bar for bar in figure.axes[0].patches if to_rgb(bar.get_edgecolor()) == blue]
    filled = [bar for bar in bars if to_rgb(bar.get_facecolor()) == blue]
    hollow = [bar for bar in bars if bar not in filled]
    assert len(filled) == len(narrowed) > 0
    assert max(bar.get_height() for bar in hollow) < min(bar.get_height() for bar in filled) < 0.5
    plt.close(figure)


def test_words_do_not_overprint(drawn):
    for name, (figure, _) in drawn.items():
        figure.canvas.draw()
        boxes = [t.get_window_extent() for t in texts(figure)]
        hits = [
            (a, b)
            for i, a in enumerate(boxes)
            for b in boxes[i + 1 :]
            if min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2
        ]
        assert not hits, name


def test_every_figure_comes_with_its_numbers(drawn):
    for _, data in drawn.values():
        assert isinstance(data, pd.DataFrame) and len(data) and len(data.columns) > 1


@pytest.mark.parametrize(
    "text", ["They met.\n\nNothing else is said of it in this text.", "Water. " * 40]
)
def test_a_corpus_without_dates_and_people(tmp_path, facts, text):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    for figure, _ in pictures(load_corpus(tmp_path), facts).values():
        figure.canvas.draw()
        plt.close(figure)


def test_a_large_corpus_with_long_names(tmp_path, facts):
    page = (HOUSE / "seeds" / "001_17663b2a2e3f0db7.txt").read_text(encoding="utf-8")
    for n in range(40):
        text = page.replace("20 February 2024", f"{n % 28 + 1} March {1984 + n}").replace(
            "Tuesday, ", ""
        )
        (tmp_path / f"{'a_long_name_of_a_file_' * 4}{n}.txt").write_text(text, encoding="utf-8")
    for name, (figure, _) in pictures(load_corpus(tmp_path), facts).items():
        figure.canvas.draw()
        assert figure.get_figheight() < 20
        if name == "timeline":
            box = figure.axes[0].get_window_extent()
            assert box.width > figure.get_window_extent().width * 0.5
            assert "20 of 40" in figure.axes[0].get_xlabel()
        plt.close(figure)


def test_of_many_people_some_are_drawn_and_counted():
    rows = [(f"P{n % 60}", f"d{n % 77}", "present") for n in range(4620)]
    rows += [("once", "d99", "present"), *((f"often {n}", f"d{n}", "present") for n in range(9))]
    cells = pd.DataFrame(rows, columns=["name", "doc_id", "role"])
    names = {f"d{n}": f"page {n}" for n in range(100)}
    figure, data = figures.draw_grid(cells, ROLES, names)
    axes = figure.axes[0]
    assert len(data) == 4630 and len(axes.patches) == figures.DRAWN * figures.COLUMNS
    assert axes.get_xlabel().endswith(": 100 of 4630 are drawn")
    plt.close(figure)


def test_an_odd_year_does_not_stretch_an_axis():
    days = [f"{year}-05-01" for year in (1700, *range(2001, 2020))]
    low, high = figures._axis(pd.DataFrame({"earliest": days, "latest": days}))
    assert (num2date(low).year, num2date(high).year) == (2000, 2019)
    low, high = figures._axis(pd.DataFrame({"earliest": days[:19], "latest": days[:19]}))
    assert (num2date(low).year, num2date(high).year) == (1699, 2019)


def test_show_saves_and_says(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setenv("FIGURES", str(tmp_path))
    monkeypatch.setattr("helpers.show.display", lambda *data, **more: shown.append((data, more)))
    figure, axes = figures.canvas(3)
    axes.plot([1, 2])
    show(figure, "A line <b>.", pd.DataFrame({"a": [1, 2]}), "line")
    assert {p.name for p in tmp_path.iterdir()} == {"line.png", "line.csv"}
    assert "2 rows, sha256" in shown[0][0][0]["text/plain"]
    assert shown[0][1]["metadata"]["image/png"]["alt"] == "A line &lt;b&gt;."
    assert "A line &lt;b&gt;." in shown[1][0][0].data


def test_the_users_own_settings_do_not_matter():
    plt.rcParams["font.size"] = 30
    figure, _ = figures.canvas(3)
    assert plt.rcParams["font.size"] == 10
    plt.close(figure)


@pytest.mark.parametrize("name", ["003 Tileuberdi–Sarybay, 1–29 December 2020", "a, " + "b " * 90])
def test_a_label_says_all_or_that_it_is_cut(name):
    shown = figures._folded(name, 11)
    whole = shown.replace("–\n", "–").split() == name.split()
    assert whole or shown.endswith(" …")
    assert whole == ("003" in name)


def test_a_bar_that_begins_with_its_axis_begins_on_it():
    low = number("2018-01-01")
    for first, words in (("2018-01-01", ""), ("2017-12-31", "← not before 2017")):
        event = {"earliest": first, "latest": "2019-01-01", "role": "reported"}
        event |= {"first": number(first), "last": number("2019-01-01")}
        assert figures._untold(event, low) == words


@pytest.mark.parametrize(
    ("role", "first", "last", "likely", "words"),
    [
        ("reported", None, "2003-07-23", "", "← by 2003"),
        ("reported", "2001-02-03", "2003-07-23", "", "← by 2003"),
        ("reported", None, "2019-01-01", "", "start not known"),
        ("reported", "2019-05-01", None, "", "end not known"),
        ("reported", "2018-05-01", "2019-01-01", "", ""),
        ("narrowed", "2018-05-01", "2019-01-01", "early May 2018 (inferred)", "likely: early May"),
        ("narrowed", "2018-05-01", "2019-01-01", "", "1 May 2018 to 1 January 2019"),
    ],
)
def test_what_a_bar_cannot_tell_is_written_beside_it(role, first, last, likely, words):
    row = {"role": role, "earliest": first, "latest": last, "likely": likely}
    row["date"] = f"[{first}..{last}]"
    row |= {"first": number(first), "last": number(last)}
    told = figures._untold(row, number("2018-01-01"))
    assert told.startswith(words) and bool(told) == bool(words)


def test_documents_that_share_people_are_drawn_before_those_that_name_many():
    rows = [(f"only {d} {n}", f"d{d}", "present") for d in range(9) for n in range(9)]
    rows += [("Both", "d7", "present"), ("Both", "d8", "mentioned")]
    cells = pd.DataFrame(rows, columns=["name", "doc_id", "role"])
    figure, _ = figures.draw_grid(cells, ROLES, {f"d{n}": f"page {n}" for n in range(9)})
    axes = figure.axes[0]
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert {"page 7", "page 8"} <= set(labels) and len(labels) == figures.COLUMNS
    assert "Both" in [label.get_text() for label in axes.get_yticklabels()]
    plt.close(figure)
