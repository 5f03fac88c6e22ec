"""Evidence: quotations found byte for byte, claims that stand on them, and the ledger that checks each."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers.corpus import raw_of
from helpers.text import plain, read_table, sentences

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
CERTAINTIES = ("stated", "from the text", "from the archive", "inferred", "with an outside fact")


class NotFound(ValueError):
    """Words that do not stand in the document they are said to stand in."""


@dataclass(frozen=True)
class Quote:
    """Words found byte for byte in a raw document, or NotFound at once.

    `doc_id` may be shortened as long as one document begins so; `nth` picks a later occurrence (1 is the first);
    `corpus` is the archive to look in, the seeds where none is given. `start` and `end` are character offsets.

    >>> Quote("001", "20 February 2024").start
    439
    >>> Quote("001", "20 February 2025")
    Traceback (most recent call last):
    helpers.evidence.NotFound: 001_17663b2a2e3f0db7 does not hold the words '20 February 2025'; copy them from the document
    """

    doc_id: str
    words: str
    corpus: object = None
    nth: int = 1
    start: int = None
    end: int = None

    def __post_init__(self):
        doc_id, raw = _document(self.doc_id, self.corpus)
        at = -1
        for _ in range(self.nth):
            at = raw.find(self.words, at + 1) if self.words else -1
            if at < 0:
                raise NotFound(f"{doc_id} does not hold the words {self.words!r}"
                               f"{f' {self.nth} times' if self.nth > 1 else ''}; copy them from the document")
        for field, value in (("doc_id", doc_id), ("start", at), ("end", at + len(self.words))):
            object.__setattr__(self, field, value)

    def _repr_markdown_(self):
        raw = _document(self.doc_id, self.corpus)[1]
        a, b = next(((a, b) for a, b in sentences(raw) if a <= self.start < b), (self.start, self.end))
        a, b = min(a, self.start), max(b, self.end)
        return blockquote(raw[a:b], self.doc_id, a, [(self.start - a, self.end - a)])


def _document(doc_id, corpus):
    """The full id and the raw text of the one document whose id begins so."""
    ids = list(_seeds() if corpus is None else corpus.index)
    hits = [i for i in ids if i == doc_id] or [i for i in ids if str(i).startswith(doc_id)]
    if len(hits) != 1:
        raise NotFound(f"{len(hits)} documents are called {doc_id!r}; name one of {', '.join(map(str, ids[:10]))}")
    return hits[0], _seeds()[hits[0]] if corpus is None else raw_of(corpus, hits[0])


@lru_cache(maxsize=1)
def _seeds():
    return {p.stem: p.read_bytes().decode("utf-8") for p in sorted(SEEDS.glob("*.txt"))}


def blockquote(words, doc_id, start, hits=()):
    """Words of a document as a Markdown blockquote, hits in bold, the document and the characters below.

    `start` is where the words begin in the raw document, `hits` are `(start, end)` within the words.
    """
    parts, at = [], 0
    for a, b in sorted(hits):
        parts += [plain(words[at:a]), f"**{plain(words[a:b])}**"]
        at = b
    return f"> {''.join([*parts, plain(words[at:])])}\n>\n> — {plain(doc_id)}, characters {start}–{start + len(words)}"


def selectors(quote, context=32):
    """A quotation as a W3C Web Annotation target: TextQuoteSelector and TextPositionSelector (W3C 2017)."""
    raw = _document(quote.doc_id, quote.corpus)[1]
    return {"source": quote.doc_id, "selector": [
        {"type": "TextQuoteSelector", "exact": quote.words, "prefix": raw[max(0, quote.start - context):quote.start],
         "suffix": raw[quote.end:quote.end + context]},
        {"type": "TextPositionSelector", "start": quote.start, "end": quote.end}]}


class Claim(NamedTuple):
    """A sentence that can be checked: the words that carry it, a check, how sure it is, what would overturn it.

    `quotes` are `(doc_id, words)` pairs, `check` a function without arguments that gives True where the tables agree,
    `certainty` one of CERTAINTIES.
    """

    text: str
    quotes: list
    check: object
    certainty: str
    would_change: str


def read_claims(folder, checks):
    """The claims of `claims.csv`, with their words from `claim_words.csv` and their checks, as name → Claim.

    Raises ValueError naming the file where a claim has no check or no words, or a check or words have no claim.
    """
    folder = Path(folder)
    table = read_table(folder / "claims.csv", ["claim", "certainty", "text", "would change"])
    words = read_table(folder / "claim_words.csv", ["claim", "doc_id", "words"])
    for what, names in (("check", set(checks)), ("row in claim_words.csv", set(words["claim"]))):
        if odd := names ^ set(table["claim"]):
            raise ValueError(f"{folder / 'claims.csv'}: no claim, or no {what}, called {', '.join(sorted(odd))}")
    return {row["claim"]: Claim(row["text"], list(words.loc[words["claim"] == row["claim"], ["doc_id", "words"]]
                                                  .itertuples(index=False, name=None)),
                                checks[row["claim"]], row["certainty"], row["would change"])
            for _, row in table.iterrows()}


def ledger(claims, corpus):
    """Every claim tried, a row each: `text, holds, quotations, certainty, would change, failure, found`.

    `claims` maps names to claims, or is a list. A claim holds where it has words, all of them are found, and its check
    says yes; `failure` tells why it does not, `found` are its quotations.
    """
    rows = []
    for name, claim in (claims if isinstance(claims, dict) else dict(enumerate(claims, start=1))).items():
        if claim.certainty not in CERTAINTIES:
            raise ValueError(f"claim {name}: certainty {claim.certainty!r} is none of {', '.join(CERTAINTIES)}")
        found, failures = _look_up(claim.quotes, corpus)
        try:
            failures += [] if claim.check() else ["the check says no"]
        except Exception as error:  # on an edited corpus a check may find its row gone: that is a failure too
            failures.append(f"the check cannot be made: {type(error).__name__}: {error}")
        rows.append((name, claim.text, not failures and bool(found), len(found), claim.certainty, claim.would_change,
                     "; ".join(failures), found))
    columns = ["claim", "text", "holds", "quotations", "certainty", "would change", "failure", "found"]
    return pd.DataFrame(rows, columns=columns).set_index("claim")


def _look_up(quotes, corpus):
    found, failures = [], []
    for doc_id, words in quotes:
        try:
            found.append(Quote(doc_id, words, corpus))
        except NotFound as error:
            failures.append(str(error))
    return found, failures
