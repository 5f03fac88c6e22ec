"""Claims: a check asks the archive, gives the facts, and the claim's sentence has holes for them.

A claim is a function. Its docstring is the sentence, then, after `Would change with:`, what would
overturn it. Called with a `Case`, it asks for words and conditions and returns the facts that fill
the sentence; what it asked for decides how certain the claim is. A claim that asks in vain does not
hold.
"""

from collections import namedtuple

import pandas as pd

from helpers.readers.events import CERTAINTIES

# a claim that was tried: where it does not hold, `sentence` is empty and `failure` says why
Row = namedtuple("Row", "claim sentence holds certainty reason would_change failure quotes pages")
# words found byte for byte in a raw document: `raw[start:end] == words`
Quote = namedtuple("Quote", "doc_id start end words")


class Fails(ValueError):
    """Why a claim does not hold: words that are not there, or a condition that is not met."""


class Case:
    """What one check asks of the archive, noted as it asks.

    `archive` has the tables that checks read, at least `documents` (id → Document).
    """

    def __init__(self, archive):
        self.archive = archive
        self.quotes, self.pages, self.steps = [], set(), []

    def page(self, doc_id):
        """The one Document called so, or whose id begins so; the claim rests on it."""
        known = self.archive.documents
        hits = [doc_id] if doc_id in known else [i for i in known if str(i).startswith(doc_id)]
        names = ", ".join(map(str, list(known)[:10]))
        wrong = f"{len(hits)} documents are called {doc_id!r}; name one of {names}"
        full = self.only(hits, wrong)
        self.pages.add(full)
        return known[full]

    def quote(self, doc_id, words):
        """The words, found byte for byte where they first stand; they are shown as evidence."""
        page = self.page(doc_id)
        at = page.raw.find(words) if words else -1
        lost = f"{page.doc_id} does not hold the words {words!r}; copy them from the document"
        self.needs(at >= 0, lost)
        self.quotes.append(Quote(page.doc_id, at, at + len(words), words))
        return words

    def needs(self, condition, why):
        """Go on where a condition is met; `why` says what is the matter where it is not."""
        if not condition:
            raise Fails(why)

    def only(self, found, why):
        """The one thing found: a row of a table, or an item of a list; `why` says what is the
        matter where there is none, or another.
        """
        self.needs(len(found) == 1, why)
        return found.iloc[0] if isinstance(found, pd.DataFrame) else found[0]

    def step(self, certainty, reason):
        """Note a step beyond the words: one of CERTAINTIES, and the reason in words."""
        self.steps.append((certainty, reason))

    @property
    def certainty(self):
        """How the claim is known: by its most daring step, else by how many pages."""
        steps = ["from the archive" if len(self.pages) > 1 else "stated"]
        steps += [certainty for certainty, _ in self.steps]
        return max(steps, key=list(CERTAINTIES).index)


def try_claim(claim, archive):
    """A claim as a `Row`: its sentence with its facts, or why it does not hold."""
    sentence, _, change = (claim.__doc__ or "").partition("Would change with:")
    case, text, certainty, failure = Case(archive), "", None, ""
    try:
        facts = claim(case)
        case.needs(case.quotes, "it stands on no words; quote some")
        text, certainty = " ".join(sentence.split()).format(**facts), case.certainty
    except Fails as error:
        failure = str(error)
    except (LookupError, TypeError, ValueError, AttributeError) as error:  # a row is not there
        failure = f"the check cannot be made: {type(error).__name__}: {error}"
    reason, change = "; ".join(reason for _, reason in case.steps), " ".join(change.split())
    name, pages = claim.__name__.replace("_", " "), sorted(case.pages)
    return Row(name, text, not failure, certainty, reason, change, failure, case.quotes, pages)


def ledger(claims, archive):
    """Every claim tried, a row each: DataFrame, index `claim`, with the columns of `Row`."""
    return pd.DataFrame([try_claim(claim, archive) for claim in claims]).set_index("claim")


def selectors(document, quote, context=32):
    """A quotation as a target of the W3C's Web Annotation Data Model (2017)."""
    _, start, end, exact = quote
    before = document.raw[max(0, start - context) : start]
    after = document.raw[end : end + context]
    words = {"type": "TextQuoteSelector", "exact": exact, "prefix": before, "suffix": after}
    place = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"source": quote.doc_id, "selector": [words, place]}
