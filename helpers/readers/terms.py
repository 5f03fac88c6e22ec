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
    word = shapes.clitic.sub("", token.replace(".", "").replace("‑", "-"))
    if len(word) < 2 or not word[0].isalpha():
        return ""
    small = word.lower()
    british = _spellings().get(small) or shapes.ize.sub(r"\1s", small)
    if british == small:
        return word
    return british.capitalize() if word[0].isupper() else british


@cache
def _phrases():
    """Each phrase in small letters → its term, and a pattern of one of them or of one word.

    One word in capitals (US, WHO) is an abbreviation, and kept as it is written.
    """
    terms = {_spaced(row.phrase): row.term for row in rule_rows("phrases", "phrase", "term")}
    terms = {words if words.isupper() else words.lower(): term for words, term in terms.items()}
    phrases = any_of(re.escape(words) for words in terms if " " in words)
    return terms, re.compile(rf"(?:{phrases})(?!\S)|\S+")


def _spaced(text):
    """The words of a text in British spelling, parted by blanks; a number leaves two."""
    return " ".join([spelled(token) for token in shapes.term.findall(text)])


@lru_cache(50_000)
def _term(words):
    """The term of a phrase, or of a word: without its plural ending, nothing for a stop word."""
    terms, small = _phrases()[0], words.lower()
    if words in terms or small in terms:
        return terms.get(words, terms.get(small))
    if small in stop_words():
        return ""
    if words in _spellings() or len(words) < 4 or words != small:
        return words
    return shapes.plural.sub("", re.sub(r"ies\Z", "y", words))


def tokenise(text):
    """The terms of a text in order.

    >>> tokenise("The UN's confidence-building centers in Central Asian states, and 18 in the US")
    ['UN', 'confidence-building', 'centre', 'Central Asia', 'state', 'US']
    """
    words = _spaced(text)
    found = (words[slice(*match.span())] for match in _phrases()[1].finditer(lower(words)))
    return [term for term in map(_term, found) if term]
