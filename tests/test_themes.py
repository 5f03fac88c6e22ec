"""Themes, voices and undertakings as tables, against gold made by reading."""

import pandas as pd
import pytest

from conftest import HOUSE, gold
from helpers.themes import (
    STRENGTH,
    read_themes,
    strongest,
    theme_matrix,
    theme_mentions,
    undertakings,
    voices,
)


@pytest.fixture(scope="module")
def themes():
    return read_themes(HOUSE / "notebooks" / "themes.csv")


@pytest.fixture(scope="module")
def mentions(corpus, themes):
    return theme_mentions(corpus, themes)


def test_marks_of_the_seeds(corpus, themes, mentions):
    matrix = theme_matrix(mentions, corpus, themes)
    wanted = {(row["theme"], row["doc_id"]): row["mark"] for row in gold("themes")}
    found = {place: matrix.loc[place] for place in wanted if place[0] in matrix.index}
    assert found == {place: wanted[place] for place in found}
    assert len(found) >= 60


def test_the_words_of_a_mark_stand_where_the_table_says(corpus, mentions):
    assert not mentions.empty
    for row in mentions.itertuples():
        raw = corpus.at[row.doc_id, "raw"]
        assert raw[row.start : row.end] == row.words
    assert set(mentions["mark"]) <= set(STRENGTH)


def test_glaciers_were_told_at_the_meeting_and_a_name_is_no_theme(mentions):
    marks = mentions.groupby([mentions["doc_id"].str[:3], "theme"])["mark"].agg(set)
    assert marks["004", "climate and glaciers"] == {"discussed"}
    assert marks["004", "Afghanistan"] == {"in a name"}


def test_strongest_is_the_first_with_the_strongest_mark():
    table = pd.DataFrame(
        [
            ("a", "d", 9, "agreed"),
            ("a", "d", 5, "agreed"),
            ("a", "d", 1, "described"),
            ("b", "d", 2, "in a name"),
        ],
        columns=["theme", "doc_id", "start", "mark"],
    )
    assert strongest(table)["start"].tolist() == [5, 2]


def test_a_theme_that_nobody_names(corpus, tmp_path):
    path = tmp_path / "themes.csv"
    path.write_text("theme,words\nforum,Expert Forum\nnothing,unicorn\n", "utf-8")
    themes = read_themes(path)
    matrix = theme_matrix(theme_mentions(corpus, themes), corpus, themes)
    assert set(matrix.loc["nothing"]) == {"not named"}
    assert matrix.rename(columns=lambda doc_id: doc_id[:3]).loc["forum", "002"] == "agreed"


def test_a_wrong_table_of_themes_names_file_and_line(tmp_path):
    path = tmp_path / "themes.csv"
    path.write_text("theme,words\nwater\n", "utf-8")
    with pytest.raises(ValueError, match=r"themes\.csv, line 2: 1 cells"):
        read_themes(path)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (voices, ["doc_id", "start", "end", "text", "voice", "speaker"]),
        (undertakings, ["doc_id", "start", "end", "words", "kind", "rule", "who", "to"]),
    ],
)
def test_tables_know_their_places_and_keep_none(corpus, table, columns):
    found = table(corpus)
    assert found.columns.tolist() == columns
    for row in found.itertuples(index=False):
        assert corpus.at[row.doc_id, "raw"][row.start : row.end] == row[3]
    last = found[columns[-1]]
    assert last.map(lambda cell: cell is None or isinstance(cell, str)).all() and last.isna().any()
    assert table(corpus.iloc[:0]).columns.tolist() == columns


def test_speakers_have_the_name_of_the_corpus():
    pages = pd.DataFrame(
        {
            "text": [
                "The President of Chile Jane Doe met the guests, and she was very glad.",
                "The President of Chile J. Doe said that the guests of the city were late.",
            ],
            "published": [None, None],
        },
        index=["a", "b"],
    )
    assert voices(pages)["speaker"].dropna().tolist() == ["Jane Doe"]
