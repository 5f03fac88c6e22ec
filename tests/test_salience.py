"""The most salient days: what counts, and that the baselines stand beside the method."""

import pandas as pd
import pytest

from helpers import rank_dates
from helpers.salience import rank_at_random, rank_by_mentions, rank_by_publication

RANKERS = [rank_dates, rank_by_mentions, rank_by_publication, rank_at_random]


def made(*rows):
    return pd.DataFrame(rows, columns=["published", "text"]).assign(title=None)


def test_to_look_back_counts_above_the_same_day():
    corpus = made(("2024-03-01", "They met on 1 March 2024."), ("2024-03-02", "It opened on 2 March 2024."),
                  ("2024-03-09", "They met on 1 March 2024."))
    assert rank_dates(corpus, 3) == ["2024-03-01", "2024-03-02", "2024-03-09"]
    assert rank_dates(made(("2024-03-01", ""), ("2024-03-05", "Today, 5 March 2024, is not 2 March 2024.")), 1) == [
        "2024-03-02"]


def test_a_document_counts_once_however_often_it_names_a_day():
    often = "On 3 May 2024 they met. On 3 May 2024 they spoke. On 3 May 2024 they left."
    corpus = made(("2024-05-01", ""), ("2024-05-20", often), ("2024-05-20", "It began on 4 May 2024."),
                  ("2024-05-20", "It began on 4 May 2024."))
    assert rank_dates(corpus, 2) == ["2024-05-04", "2024-05-03"]
    assert rank_by_mentions(corpus, 1) == ["2024-05-03"]


def test_what_the_corpus_could_not_report_earns_less_and_what_lies_ahead_of_it_nothing():
    corpus = made(("2024-05-01", ""), ("2024-05-20", "After 9 May 1945 came 9 May 2024; 9 June 2024 will be next."))
    assert rank_dates(corpus, 9) == ["2024-05-09", "1945-05-09", "2024-05-01", "2024-05-20"]


def test_ties_go_to_the_earlier_day_and_vague_dates_count_for_nothing():
    corpus = made(("2024-05-01", "They met in 2023, in March 2024 and last week."), ("2024-04-01", ""))
    assert rank_dates(corpus, 9) == rank_by_publication(corpus, 9) == ["2024-04-01", "2024-05-01"]


@pytest.mark.parametrize("rank", RANKERS)
def test_every_ranker_takes_the_same_and_gives_days(rank):
    corpus = made(("2024-05-02", "They met on Tuesday."), (None, "They met on 7 May 2024."), ("2024-05-09", ""))
    days = rank(corpus, 2)
    assert days == rank(corpus, 2, n_jobs=2) and len(days) == 2
    assert rank(corpus.iloc[:0], 2) == [] and rank(corpus.assign(published=None), 0) == []
