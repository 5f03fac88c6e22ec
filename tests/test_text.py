"""Tables that users edit, the themes they name, and the baselines for days."""

import pandas as pd
import pytest

from helpers import rank_dates
from helpers.salience import rank_at_random, rank_by_mentions, rank_by_publication
from helpers.text import progress, read_table
from helpers.themes import read_themes, strongest, theme_matrix, theme_mentions


@pytest.mark.parametrize(
    ("content", "message"),
    [("# why\na,b\nx\n", "line 3: 1 cells where the header has 2"), ("# why\na,c\n", "line 2: column b is missing")],
)
def test_a_wrong_table_names_file_and_line(tmp_path, content, message):
    path = tmp_path / "t.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=rf"t\.csv, {message}"):
        read_table(path, ["a", "b"])


def test_a_table_keeps_its_line_numbers(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('\ufeff# why\na,b\n\n"x, y", 2\n', encoding="utf-8")
    assert read_table(path, ["a"]).reset_index().to_numpy().tolist() == [[4, "x, y", "2"]]


def test_progress_hands_the_items_on():
    assert list(progress(range(3), "counting")) == [0, 1, 2]


def test_a_theme_is_agreed_discussed_described_or_in_a_name(corpus, tmp_path):
    path = tmp_path / "themes.csv"
    path.write_text(
        "theme,words\nforum,Expert Forum\nAfghanistan,Afghan*\nfood,food\nnothing,unicorn\n", "utf-8"
    )
    themes = read_themes(path)
    named = theme_mentions(corpus, themes)
    assert all(corpus.at[r.doc_id, "raw"][r.start : r.end] == r.words for r in named.itertuples())
    marks = theme_matrix(named, corpus, themes).rename(columns=lambda d: d[:3])
    assert marks.loc["forum", "002"] == "agreed" and marks.loc["food", "002"] == "discussed"
    assert marks.loc["Afghanistan"].to_dict() == {
        "000": "not named",
        "001": "discussed",
        "002": "discussed",
        "003": "not named",
        "004": "in a name",
    }
    assert set(marks.loc["nothing"]) == {"not named"}
    assert len(strongest(named)) == (marks != "not named").to_numpy().sum()


def test_days_are_ranked_and_so_are_the_baselines():
    texts = [
        "They met on 4 May 2021.",
        "They met on 4 May 2021 and, in the end, on 4 May 2021.",
        "On 6 May 2021 they left.",
    ]
    published = ["2021-05-05", None, "2021-05-06"]
    corpus = pd.DataFrame({"text": texts, "published": published}, index=list("abc"))
    assert rank_dates(corpus, 2) == ["2021-05-04", "2021-05-06"]
    assert rank_by_mentions(corpus, 1) == ["2021-05-04"] and rank_by_publication(corpus, 5) == [
        "2021-05-05",
        "2021-05-06",
    ]
    assert sorted(rank_at_random(corpus, 5)) == ["2021-05-05", "2021-05-06"]
