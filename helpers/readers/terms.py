"""Terms: the words of a text that can tell what it is about, for tables of texts × terms.

What it finds: words, and fixed phrases as one term ("Central Asia", "climate change"), as they are
written, so that "Organization" (a body) does not meet "organisation" (a deed). Spellings meet in
British English (a table, and a rule for -ize and -yze), and the plural of a word in small letters
meets its singular ("agencies", "agency").

What it leaves out: function words, verbs of saying, days and months, titles of office, formulas of
press releases, numbers and single letters. The words stand in `tables/stop_words.csv`, the phrases
in `tables/phrases.csv`; whoever disagrees strikes a line.

What it does not do: it knows English only, no grammar and no names of people; verbs and nouns of
one form are one term, and a plural without a rule ("lens" was one) needs a line in
`tables/spellings.csv`.
"""

import re
from collections import defaultdict
from functools import cache, lru_cache

from helpers.readers.rules import rule_rows, word_lists

_WORD = re.compile(r"\w+(?:[-‑'’]\w+|\.[A-Z](?=\.))*")  # also U.S.
_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|ll|re|ve|d|m)?)\Z")  # isn't, Kazakhstan's, states'
_IZE = re.compile(r"(?<=\w{3})([iy])z(?=(?:e|ed|es|er|ers|ing|able|ations?|ational)\Z)")
_SIZE = re.compile(r"(?:cap|down|over|out|re|under|up)siz")  # not "sise"
_IES = re.compile(r"ies\Z")
_PLURAL = re.compile(r"(?:(?<=ss|ch|sh)es|(?<=x)es|(?<![sui])(?<!ic)s)\Z")


@cache
def _spellings():
    """American form → British form; a word whose two forms are one is left as it is."""
    return {row.american: row.british for row in rule_rows("spellings", "american", "british")}


@cache
def stop_words(*kinds):
    """The words, in small letters, that the table lists under some kinds; without a kind all."""
    lists = word_lists("stop_words")
    return frozenset(word for kind in kinds or lists for word in lists[kind])


@lru_cache(50_000)
def spelled(token):
    """A token in British spelling without possessive; nothing for numbers and single letters."""
    word = _CLITIC.sub("", token.replace(".", "").replace("‑", "-"))
    if len(word) < 2 or not word[0].isalpha():
        return ""
    small = word.lower()
    british = _spellings().get(small) or (small if _SIZE.match(small) else _IZE.sub(r"\1s", small))
    if british == small:
        return word
    return british.capitalize() if word[0].isupper() else british


@cache
def _phrases():
    """First word → its phrases in small letters, the longest first: `(words, term)`.

    One word in capitals (US, WHO) is an abbreviation, and kept as it is written.
    """
    heads = defaultdict(list)
    for row in rule_rows("phrases", "phrase", "term"):
        words = [spelled(token) for token in _WORD.findall(row.phrase)]
        small = [word.lower() for word in words]
        first = words[0] if len(words) == 1 and words[0].isupper() else small[0]
        heads[first].append((small, row.term))
    return {head: sorted(found, key=lambda item: -len(item[0])) for head, found in heads.items()}


@lru_cache(50_000)
def _term(word):
    """The term of a word: without its plural ending, and nothing for a stop word."""
    if word.lower() in stop_words():
        return ""
    if word in _spellings() or len(word) < 4 or not word.islower():
        return word
    return _PLURAL.sub("", _IES.sub("y", word))


def tokenise(text):
    """The terms of a text in order.

    >>> tokenise("The UN's confidence-building centers in Central Asian states, and 18 in the US")
    ['UN', 'confidence-building', 'centre', 'Central Asia', 'state', 'US']
    """
    words, phrases = [spelled(token) for token in _WORD.findall(text)], _phrases()
    small, terms, at = [word.lower() for word in words], [], 0
    while at < len(words):
        begun = (*phrases.get(small[at], ()), *phrases.get(words[at], ()))
        here = (found for found in begun if small[at : at + len(found[0])] == found[0])
        phrase, term = next(here, (small[at : at + 1], _term(words[at])))
        terms.append(term)
        at += len(phrase)
    return [term for term in terms if term]
