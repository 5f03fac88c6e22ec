"""The most salient days of a corpus too large to show whole, and the baselines that show what the method earns."""

import random
from collections import Counter

from joblib import Parallel, delayed

from helpers.dates import find_dates
from helpers.text import progress

LATER, NAMED, PUBLISHED = 2.0, 1.0, 0.5  # what a document adds to a day it looks back on, names, is published on
CHUNK = 100  # documents: enough that sending them costs little, few enough to be done again when a worker is lost


def rank_dates(corpus, n, n_jobs=1):
    """The `n` most salient days of a corpus (`YYYY-MM-DD`), best first, ties to the earlier day.

    A document counts once for each day it names, and a little for the day of its publication, on which something was
    news (Tran et al. 2015 count both). To look back counts double, for then the day was worth it; only a day that the
    corpus could have reported when it happened can earn that. A day after the last publication has not happened.
    """
    scores, rows = Counter(), list(_named_days(corpus, n_jobs))
    published = [day for day, _ in rows if day]
    first, last = min(published, default="0000"), max(published, default="9999")
    for today, days in rows:
        for day in {*days}:
            scores[day] += LATER if today and first <= day < today else NAMED
        if today:
            scores[today] += PUBLISHED
    return _best({day: score for day, score in scores.items() if day <= last}, n)


def rank_by_mentions(corpus, n, n_jobs=1):
    """Baseline: the days that most mentions name."""
    return _best(Counter(day for _, days in _named_days(corpus, n_jobs) for day in days), n)


def rank_by_publication(corpus, n, n_jobs=1):
    """Baseline: the days on which most documents were published."""
    return _best(Counter(_published(corpus)), n)


def rank_at_random(corpus, n, n_jobs=1):
    """Baseline: days drawn at random (fixed state) from the publication days."""
    days = sorted(set(_published(corpus)))
    return random.Random(0).sample(days, min(n, len(days)))


def _published(corpus):
    return [day for day in corpus["published"] if isinstance(day, str)]


def _best(scores, n):
    return [day for day, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:n]]


def _named_days(corpus, n_jobs):
    """For each document its publication day (or None) and the days it names, in order."""
    texts, published = corpus["text"], corpus["published"]
    chunks = (list(zip(texts[i:i + CHUNK], published[i:i + CHUNK], strict=True)) for i in range(0, len(corpus), CHUNK))
    work = Parallel(n_jobs=n_jobs)(delayed(_days_of)(chunk) for chunk in progress(chunks, "dating", -(-len(corpus) // CHUNK)))
    return (row for rows in work for row in rows)


def _days_of(chunk):
    rows = []
    for text, published in chunk:
        published = published if isinstance(published, str) else None
        days = (m.earliest for m in find_dates(text, published) if m.type in ("DATE", "TIME") and m.earliest == m.latest)
        rows.append((published, [day.isoformat() for day in days if day]))
    return rows
