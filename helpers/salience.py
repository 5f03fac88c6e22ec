"""The most salient days of a corpus too large to show whole, and the baselines that show what the method earns."""

import random
from collections import Counter

from joblib import Parallel, delayed

from helpers.dates import find_dates
from helpers.text import progress

LATER, SAME_DAY, AHEAD, PUBLISHED = 2.0, 1.0, 1.0, 0.5  # what a document adds to a day


def rank_dates(corpus, n, n_jobs=1):
    """The `n` most salient days of a corpus (`YYYY-MM-DD`), best first, ties to the earlier day.

    Each document counts once for each day it names, one that looks back on the day above one of the same day, and
    its publication counts a little for its own day (after Tran et al. 2015, who count publications and mentions).
    """
    scores = Counter()
    for published, days in _named_days(corpus, n_jobs):
        for day in days:
            scores[day] += AHEAD if not published or day > published else LATER if day < published else SAME_DAY
        if published:
            scores[published] += PUBLISHED
    return _best(scores, n)


def rank_by_mentions(corpus, n, n_jobs=1):
    """Baseline: the days that most mentions name."""
    return _best(Counter(d for _, days in _named_days(corpus, n_jobs, every=True) for d in days), n)


def rank_by_publication(corpus, n, n_jobs=1):
    """Baseline: the days on which most documents were published."""
    return _best(Counter(d for d in corpus["published"] if isinstance(d, str)), n)


def rank_at_random(corpus, n, n_jobs=1):
    """Baseline: days drawn at random (fixed state) from the publication days."""
    days = sorted({d for d in corpus["published"] if isinstance(d, str)})
    return random.Random(0).sample(days, min(n, len(days)))


def _best(scores, n):
    return [day for day, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:n]]


def _named_days(corpus, n_jobs=1, every=False):
    """For each document its publication day and the days it names, each once unless `every`."""
    pairs = [(t, p if isinstance(p, str) else None) for t, p in zip(corpus["text"], corpus["published"], strict=True)]
    chunks = progress(range(0, len(pairs), 100), "dating")
    read = Parallel(n_jobs=n_jobs)(delayed(_days_of)(pairs[i:i + 100], every) for i in chunks)
    return [row for chunk in read for row in chunk]


def _days_of(pairs, every):
    rows = []
    for text, published in pairs:
        days = [str(m.earliest) for m in find_dates(text, published)
                if m.type in ("DATE", "TIME") and m.earliest is not None and m.earliest == m.latest]
        rows.append((published, days if every else sorted(set(days))))
    return rows
