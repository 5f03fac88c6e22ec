"""The most salient days: what counts, and what the method earns over simpler ones."""

from collections import Counter

import pandas as pd

from helpers.salience import days_named, rank_dates


def made(*rows):
    return pd.DataFrame(rows, columns=["published", "text"]).assign(title=None)


def best(scores, n):
    return sorted(scores, key=lambda day: (-scores[day], day))[:n]


def by_mentions(corpus, n):
    """Baseline: the days that most documents name."""
    return best(Counter(day for _, days in days_named(corpus) for day in days), n)


def by_publication(corpus, n):
    """Baseline: the days on which most documents were published."""
    return best(Counter(day for day, _ in days_named(corpus) if day), n)


def test_to_look_back_counts_above_the_same_day():
    corpus = made(
        ("2024-03-01", "They met on 1 March 2024."),
        ("2024-03-02", "It opened on 2 March 2024."),
        ("2024-03-09", "They met on 1 March 2024."),
    )
    assert rank_dates(corpus, 3) == ["2024-03-01", "2024-03-02", "2024-03-09"]
    corpus = made(("2024-03-01", ""), ("2024-03-05", "Today, 5 March 2024, is not 2 March 2024."))
    assert rank_dates(corpus, 1) == ["2024-03-02"]


def test_a_document_counts_once_however_often_it_names_a_day():
    often = "On 3 May 2024 they met. On 3 May 2024 they spoke. On 3 May 2024 they left."
    once = ("2024-05-20", "It began on 4 May 2024.")
    corpus = made(("2024-05-01", ""), ("2024-05-20", often), once, once)
    assert rank_dates(corpus, 2) == ["2024-05-04", "2024-05-03"]


def test_what_the_corpus_could_not_report_earns_less_and_what_lies_ahead_of_it_nothing():
    ahead = "After 9 May 1945 came 9 May 2024; 9 June 2024 will be next."
    corpus = made(("2024-05-01", ""), ("2024-05-20", ahead))
    assert rank_dates(corpus, 9) == ["2024-05-09", "1945-05-09", "2024-05-01", "2024-05-20"]


def test_ties_go_to_the_earlier_day_and_vague_dates_count_for_nothing():
    vague = ("2024-05-01", "They met in 2023, in March 2024 and last week.")
    corpus = made(vague, ("2024-04-01", ""))
    assert rank_dates(corpus, 9) == by_publication(corpus, 9) == ["2024-04-01", "2024-05-01"]


def test_the_baselines_miss_what_was_looked_back_on():
    corpus = made(
        ("2024-06-01", "The fair is open on 1 June 2024."),
        ("2024-06-01", "The fair is open on 1 June 2024."),
        ("2024-06-08", "The bridge fell on 3 June 2024."),
        ("2024-06-09", "The bridge fell on 3 June 2024."),
    )
    assert rank_dates(corpus, 1) == ["2024-06-03"]
    assert by_mentions(corpus, 1) == by_publication(corpus, 1) == ["2024-06-01"]


def test_missing_days():
    corpus = made(
        ("2024-05-02", "They met on Tuesday."),
        (None, "They met on 7 May 2024."),
        ("2024-05-09", ""),
    )
    assert rank_dates(corpus, 2) == ["2024-04-30", "2024-05-07"]
    assert rank_dates(corpus.iloc[:0], 2) == []
    assert rank_dates(corpus.assign(published=None), 0) == []
