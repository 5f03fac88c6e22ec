"""Documents made from the seeds, as many as are wanted: other sentences, days and names."""

import random
import re
from datetime import date, timedelta
from pathlib import Path

from helpers.corpus import load_corpus

SEEDS = Path(__file__).parents[1] / "seeds"
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
FORMS = {
    "%Y-%m-%d": r"\d{4}-\d\d-\d\d",
    "%d %B %Y": rf"\d\d? {MONTH},? \d{{4}}",
    "%B %d, %Y": rf"{MONTH} \d\d?, \d{{4}}",
}
SYLLABLES = [a + b for a in "bdgklmnprst" for b in "aeiou"]


def make_corpus(n, seeds=SEEDS):
    """`n` raw documents like the seeds, no two the same, and the same ones on every run."""
    draw, documents = random.Random(0), list(load_corpus(seeds)["document"])
    pool = [document.words(span) for document in documents for span in document.sentences]
    families = sorted({m.name.split()[-1] for document in documents for m in document.names})
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, families))})\b")
    for _ in range(n):
        document = draw.choice(documents)
        raw = document.raw
        for start, end in reversed(document.paragraphs):
            some = draw.choices(pool, k=max(1, (end - start) // 140))
            raw = raw[:start] + " ".join(some) + raw[end:]
        for form, pattern in FORMS.items():
            raw = re.sub(pattern, lambda _, form=form: _day(draw).strftime(form), raw)
        other = {family: "".join(draw.choices(SYLLABLES, k=3)).title() for family in families}
        yield named.sub(lambda found, other=other: other[found[0]], raw)


def _day(draw):
    return date(2019, 1, 1) + timedelta(days=draw.randrange(2191))
