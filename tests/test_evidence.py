"""Quotations are found byte for byte or fail at once; the ledger tells which claim fell, and why."""

import pytest

from helpers import Claim, Quote, ledger
from helpers.evidence import NotFound, blockquote, read_claims, selectors


def test_a_quote_is_where_it_says(corpus):
    quote = Quote("004", "On July 4", corpus)
    assert corpus.at[quote.doc_id, "raw"][quote.start:quote.end] == quote.words == "On July 4"
    assert Quote("000", "Murat Nurtleu", corpus, nth=2).start > Quote("000", "Murat Nurtleu", corpus).start


@pytest.mark.parametrize(("doc_id", "words"), [("001", "20 February 2025"), ("001", ""), ("00", "UN"), ("nobody", "UN"),
                                               ("001", "20  February 2024")])
def test_words_that_are_not_there_fail_at_once(corpus, doc_id, words):
    with pytest.raises(NotFound):
        Quote(doc_id, words, corpus)
    with pytest.raises(NotFound):
        Quote("001", "UNRCCA", corpus, nth=99)


def test_a_quote_is_shown_in_its_sentence(corpus):
    shown = Quote("001", "20 February 2024", corpus)._repr_markdown_()
    assert shown.startswith("> The meeting took place in Astana on Tuesday, **20 February 2024**, as part")
    assert shown.endswith("— 001\\_17663b2a2e3f0db7, characters 394–493")


def test_document_text_is_shown_as_text():
    shown = blockquote("<script>alert(1)</script> **bold** $x$ \x1b[31m \u202e", "d", 0, [(0, 8)])
    assert "<script>" not in shown and "\x1b" not in shown and "\u202e" not in shown and "$" not in shown
    assert shown.startswith("> **&lt;script&gt;**")


def test_selectors_are_w3c(corpus):
    quote = Quote("004", "On July 4", corpus)
    text, position = selectors(quote)["selector"]
    raw = corpus.at[quote.doc_id, "raw"]
    assert raw.count(text["prefix"] + text["exact"] + text["suffix"]) == 1
    assert raw[position["start"]:position["end"]] == text["exact"]


def test_the_ledger(corpus):
    good, no, gone, broken = (
        Claim("holds", [("001", "20 February 2024")], lambda: True, "stated", "another day"),
        Claim("check says no", [("001", "20 February 2024")], lambda: False, "stated", "another day"),
        Claim("words are gone", [("001", "21 March 2030")], lambda: True, "stated", "another day"),
        Claim("cannot be checked", [("001", "UN")], lambda: 1 / 0, "stated", "another day"))
    book = ledger([good, no, gone, broken], corpus)
    assert book["holds"].tolist() == [True, False, False, False]
    assert "check says no" in book.at[2, "failure"] and "does not hold the words" in book.at[3, "failure"]
    assert "ZeroDivisionError" in book.at[4, "failure"]
    assert not ledger([good._replace(quotes=[])], corpus)["holds"].any(), "a claim without words is no claim"
    with pytest.raises(ValueError, match="certainty 'sure' is none of"):
        ledger([good._replace(certainty="sure")], corpus)


@pytest.mark.parametrize(("checks", "words", "message"), [
    ([], "a", "no claim, or no check, called a"), (["a", "b"], "a", "no check, called b"),
    (["a"], "c", "no row in claim_words.csv, called a, c")])
def test_a_claim_needs_its_check_and_its_words(tmp_path, checks, words, message):
    (tmp_path / "claims.csv").write_text("claim,certainty,text,would change\na,stated,A day.,another day\n")
    (tmp_path / "claim_words.csv").write_text(f"claim,doc_id,words\n{words},001,UN\n")
    with pytest.raises(ValueError, match=message):
        read_claims(tmp_path, dict.fromkeys(checks, lambda: True))
