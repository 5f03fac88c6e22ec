"""What the helpers say of the five documents, against what a reader found (tests/gold)."""

import pandas as pd
import pytest

from conftest import HOUSE, gold
from helpers import build_timeline, date_mentions, shared_passages
from helpers.corpus import documents, lines
from helpers.people import handovers, offices, people
from helpers.themes import read_themes, theme_matrix, theme_mentions, undertakings, voices
from helpers.timeline import known_days


@pytest.fixture(scope="module")
def mentions(corpus):
    return date_mentions(corpus)


@pytest.fixture(scope="module")
def timeline(corpus):
    return build_timeline(corpus)


@pytest.fixture(scope="module")
def actors(corpus):
    return people(corpus)


def occurrence(raw, words, nth=1):
    """The span of the nth occurrence of words."""
    at = -1
    for _ in range(int(nth)):
        at = raw.index(words, at + 1)
    return at, at + len(words)


def place(corpus, g):
    return occurrence(corpus.at[g["doc_id"], "raw"], g["words"], g.get("nth") or 1)


def touching(table, doc_id, start, end):
    """The rows of a table that touch a stretch of a document."""
    rows = table[table["doc_id"] == doc_id]
    return rows[(rows["start"] < end) & (rows["end"] > start)]


def text_of(value):
    return "" if pd.isna(value) else value


def test_every_line_has_its_label(corpus):
    found = [(r.doc_id, r.label, r.text.strip()) for r in lines(corpus).itertuples()]
    assert found == [(g["doc_id"], g["label"], g["text"]) for g in gold("lines")]


def test_every_date_is_found_and_read_right(corpus, mentions):
    for g in gold("dates"):
        rows = touching(mentions, g["doc_id"], *place(corpus, g))
        assert [value[:10] for value in rows["value"]] == [g["value"]], g


def test_looser_expressions_are_right_or_absent(corpus, mentions):
    for g in gold("dates_extra"):
        rows = touching(mentions, g["doc_id"], *place(corpus, g))
        assert set(rows["value"]) <= {g["value"]}, g


def test_no_date_that_is_not_there(corpus, mentions):
    wanted = [
        (g["doc_id"], *place(corpus, g)) for name in ("dates", "dates_extra") for g in gold(name)
    ]
    for r in mentions.itertuples():
        met = [doc == r.doc_id and a < r.end and b > r.start for doc, a, b in wanted]
        assert any(met), (r.doc_id, r.words, r.value)


@pytest.mark.parametrize("g", gold("not_dates"), ids=lambda g: f"{g['doc_id'][:3]} {g['words']}")
def test_what_looks_like_a_date_and_is_none(corpus, mentions, g):
    raw = corpus.at[g["doc_id"], "raw"]
    for nth in range(1, raw.count(g["words"]) + 1):
        assert touching(mentions, g["doc_id"], *occurrence(raw, g["words"], nth)).empty
    assert g["words"] in raw


def test_the_events(timeline):
    columns = ["doc_id", "role", "date", "earliest", "latest", "certainty"]
    found = {tuple(map(text_of, row)) for row in timeline[columns].itertuples(index=False)}
    assert found == {tuple(g[column] for column in columns) for g in gold("events")}


def test_every_event_stands_on_its_words(corpus, timeline):
    for r in timeline.itertuples():
        assert corpus.at[r.doc_id, "raw"][r.start : r.end] == r.what
    for g in gold("events"):
        rows = timeline[(timeline["doc_id"] == g["doc_id"]) & (timeline["role"] == g["role"])]
        rows = rows[rows["date"].fillna("") == g["date"]]
        assert any(g["words"] in what for what in rows["what"]), g


def test_every_person_is_found_with_the_office(corpus, actors):
    found = {(r.doc_id, r.start, r.end): r for r in actors.itertuples()}
    for g in gold("people"):
        person = found.pop((g["doc_id"], *place(corpus, g)))
        assert person.name == g["name"]
        assert (person.role == "byline") == (g["role"] == "byline")
        if g["office"]:
            assert person.office == g["office"]
    assert not found, "people whom the reader did not find"


def test_the_roles_of_people(actors):
    strongest = actors.groupby(["doc_id", "name"])["role"].agg(set)
    for g in gold("people"):
        assert g["role"] in strongest[g["doc_id"], g["name"]], g


def test_four_quotations_with_their_speakers(corpus):
    spoken, pages = voices(corpus).query("voice == 'quotation'"), documents(corpus)
    for g in gold("quotations"):
        start, end = place(corpus, g)
        assert any(a <= start and end <= b for a, b in pages[g["doc_id"]].quotations), g
        assert set(touching(spoken, g["doc_id"], start, end)["speaker"]) == {g["speaker"]}, g
    assert sum(len(page.quotations) for page in pages.values()) == len(gold("quotations"))


def test_the_offices_and_the_handovers(corpus, timeline):
    held = offices(corpus, known_days(timeline))
    found = handovers(held)
    columns = ["before", "after", "earliest", "latest"]
    wanted = {tuple(g[c] for c in columns) for g in gold("handovers")}
    assert set(found[columns].itertuples(index=False, name=None)) == wanted


def test_the_shared_passages(corpus):
    table, ids = shared_passages(corpus), list(corpus.index)
    assert set(zip(table["doc_a"], table["doc_b"], strict=True)) == {(ids[0], ids[1])}
    for g in gold("passages")[
        1:-1
    ]:  # the first is a formula of protocol, the last differs in half its words
        start, end = occurrence(corpus["raw"].iloc[0], g["words_000"])
        assert ((table["start_a"] < end) & (table["end_a"] > start)).any(), g


def test_what_became_of_each_matter(corpus):
    done = undertakings(corpus)
    for g in gold("undertakings"):
        rows = touching(done, g["doc_id"], *place(corpus, g))
        assert g["kind"] in set(rows["kind"]), g


def test_every_theme_has_the_mark_that_a_reader_gave_it(corpus):
    themes = read_themes(HOUSE / "notebooks" / "themes.csv")
    found = theme_mentions(corpus, themes)
    matrix = theme_matrix(found, corpus, themes)
    wanted = {(g["theme"], g["doc_id"]): g["mark"] for g in gold("themes")}
    assert {(t, d): matrix.at[t, d] for t in matrix.index for d in matrix.columns} == wanted
    for r in found.itertuples():
        assert corpus.at[r.doc_id, "raw"][r.start : r.end] == r.words


def test_gold_words_stand_in_their_documents(corpus):
    for name in ("dates", "events", "people", "quotations", "undertakings", "themes"):
        for g in gold(name):
            assert g["words"] in corpus.at[g["doc_id"], "raw"], (name, g)


def test_an_empty_corpus_gives_empty_tables(corpus):
    for table in (build_timeline, people, voices, undertakings, date_mentions, shared_passages):
        assert isinstance(table(corpus[:0]), pd.DataFrame), table
