"""Claims fill their own sentences, know how sure they are, and fall with a reason."""

from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.evidence import CERTAINTIES, Case, Fails, ledger, selectors
from helpers.readers.document import Document

RAW = "The envoy came. The envoy left on 3 May 2021."
PAGES = {
    "a_1": Document("a_1", RAW),
    "b_2": Document("b_2", "Nobody came to the hall on that day."),
}
ARCHIVE = SimpleNamespace(documents=PAGES)


def quoted(doc_id, words, archive=ARCHIVE):
    """The `Quote` that a check is given."""
    case = Case(archive)
    assert case.quote(doc_id, words) == words
    return case.quotes[0]


def test_a_quote_is_where_it_says():
    quote = quoted("a", "The envoy left")
    assert quote == ("a_1", 16, 30, "The envoy left")
    assert RAW[quote.start : quote.end] == quote.words


@pytest.mark.parametrize(
    ("doc_id", "words", "why"),
    [
        ("a", "The Envoy", "does not hold the words 'The Envoy'"),
        ("a", "", "does not hold"),
        ("c", "x", "0 documents are called 'c'"),
        ("", "x", "2 documents are called ''"),
    ],
)
def test_words_that_are_not_there_are_a_failure(doc_id, words, why):
    with pytest.raises(Fails, match=why):
        quoted(doc_id, words)


def stated(case):
    """The envoy left on {day}.

    Would change with: a diary.
    """
    return {"day": case.quote("a", "3 May 2021")}


def across(case):
    """Two pages: {a}, {b}.

    Would change with: a third.
    """
    return {"a": case.quote("a", "came"), "b": case.quote("b", "came")}


def guessed(case):
    """He was probably {a}.

    Would change with: a list.
    """
    case.step("inferred", "who comes is there")
    case.step("from the text", "as it says")
    return {"a": case.quote("a", "came")}


def asks_in_vain(case):
    """It was {day}.

    Would change with: anything.
    """
    case.needs(False, "the page does not say")
    return {"day": case.quote("a", "3 May 2021")}


def without_words(case):
    """It was so.

    Would change with: words.
    """
    return {}


@pytest.mark.parametrize("kind", [list, lambda found: pd.DataFrame({"day": found})])
def test_only_one_thing_is_the_only_one(kind):
    case = Case(ARCHIVE)
    one = case.only(kind(["3 May"]), "no day")
    assert (one if isinstance(one, str) else one["day"]) == "3 May"
    for found in ([], ["3 May", "4 May"]):
        with pytest.raises(Fails, match="no day"):
            case.only(kind(found), "no day")


def test_the_ledger():
    book = ledger([stated, across, guessed, asks_in_vain, without_words], ARCHIVE)
    assert book["holds"].tolist() == [True, True, True, False, False]
    known = ["stated", "from the archive", "inferred", None, None]
    assert [None if c != c else c for c in book["certainty"]] == known
    assert book.at["stated", "sentence"] == "The envoy left on 3 May 2021."
    assert book.at["stated", "would_change"] == "a diary."
    assert book.at["asks in vain", "failure"] == "the page does not say"
    assert "stands on no words" in book.at["without words", "failure"]
    assert book.at["across", "pages"] == ["a_1", "b_2"]


def test_the_five_words_mean_what_the_readme_says():
    assert CERTAINTIES == {
        "stated": "one page says it outright",
        "from the text": "it follows from the words of one page",
        "from the archive": "it takes two pages, or a line above a page that is no part of it",
        "inferred": "the words make it likely and do not say it",
        "with an outside fact": "it needs something that no page says",
    }


def test_selectors_are_w3c():
    target = selectors(PAGES["a_1"], quoted("a", "left"), context=6)
    assert target == {
        "source": "a_1",
        "selector": [
            {"type": "TextQuoteSelector", "exact": "left", "prefix": "envoy ", "suffix": " on 3 "},
            {"type": "TextPositionSelector", "start": 26, "end": 30},
        ],
    }


def test_words_at_the_very_start_of_a_document_are_found():
    archive = SimpleNamespace(documents={"a": Document("a", "The rivers rose.")})
    assert quoted("a", "The rivers", archive).start == 0
