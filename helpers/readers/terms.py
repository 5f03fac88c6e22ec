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
from functools import cache, lru_cache

from helpers.readers.rules import any_of, rule_rows, word_lists
from helpers.readers.text import lower, shapes

# American form → British form; a word whose two forms are one is left as it is
_SPELLINGS = {row.american: row.british for row in rule_rows("spellings", "american", "british")}


@cache
def stop_words(*kinds):
    """The words, in small letters, that the table lists under some kinds; without a kind all."""
    lists = word_lists("stop_words")
    return frozenset(word for kind in kinds or lists for word in lists[kind])


@lru_cache(50_000)
def spelled(token):
    """A token in British spelling without possessive; nothing for numbers and single letters."""
    word = shapes.clitic.sub("", token.replace(".", "").replace("‑", "-"))
    if len(word) < 2 or not word[0].isalpha():
        return ""
    small = word.lower()
    british = _SPELLINGS.get(small) or shapes.ize.sub(r"\1s", small)
    if british == small:
        return word
    return british.capitalize() if word[0].isupper() else british


def _spaced(text):
    """The words of a text in British spelling, parted by blanks; a number leaves two."""
    return " ".join([spelled(token) for token in shapes.term.findall(text)])


# phrase in small letters → its term, of a stop word none; US and WHO are kept as they are written
_TERMS = {_spaced(row.phrase): row.term for row in rule_rows("phrases", "phrase", "term")}
_TERMS = {words if words.isupper() else words.lower(): term for words, term in _TERMS.items()}
_TERMS |= dict.fromkeys(stop_words(), "")
_PHRASES = any_of(re.escape(words) for words in _TERMS if " " in words)
_WORDS = re.compile(rf"(?:{_PHRASES})(?!\S)|\S+")  # a phrase, or one word


@lru_cache(50_000)
def _term(words):
    """The term of a phrase, or of a word: without its plural ending, nothing for a stop word."""
    small = words.lower()
    if words in _TERMS or small in _TERMS:
        return _TERMS.get(words, _TERMS.get(small))
    if words in _SPELLINGS or len(words) < 4 or words != small:
        return words
    return shapes.plural.sub("", re.sub(r"ies\Z", "y", words))


def tokenise(text):
    """The terms of a text in order.

    >>> tokenise("The UN's confidence-building centers in Central Asian states, and 18 in the US")
    ['UN', 'confidence-building', 'centre', 'Central Asia', 'state', 'US']
    """
    words = _spaced(text)
    found = (words[slice(*match.span())] for match in _WORDS.finditer(lower(words)))
    return [term for term in map(_term, found) if term]
