"""The most salient days of a corpus too large to show whole."""

from collections import Counter

from helpers.corpus import documents, spread

LATER, NAMED, PUBLISHED = 2.0, 1.0, 0.5  # for a day looked back on, named, published on


def rank_dates(corpus, n, n_jobs=1):
    """The `n` most salient days of a corpus (`YYYY-MM-DD`), best first, ties to the earlier day.

    A document counts once for each day it names, and a little for the day of its publication, on
    which something was news (Tran et al. 2015 count both). To look back counts double, for then the
    day was worth it; only a day that the corpus could have reported when it happened can earn that.
    A day after the last publication has not happened.
    """
    scores, rows = Counter(), days_named(corpus, n_jobs)
    published = [day for day, _ in rows if day]
    first, last = min(published, default="0000"), max(published, default="9999")
    for today, named in rows:
        for day in named:
            scores[day] += LATER if today and first <= day < today else NAMED
        if today:
            scores[today] += PUBLISHED
    return sorted((day for day in scores if day <= last), key=lambda day: (-scores[day], day))[:n]


def days_named(corpus, n_jobs=1):
    """For each document its publication day (or None) and the set of single days it names."""
    chunks = spread(_days_of, list(documents(corpus).values()), n_jobs)
    return [row for rows in chunks for row in rows]


def _days_of(chunk):
    return [(document.publication.day, _single_days(document)) for document in chunk]


def _single_days(document):
    return {str(m.earliest) for m in document.dates if m.earliest and m.earliest == m.latest}
