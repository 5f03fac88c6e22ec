"""Words as letters: what the readers of names and offices see of a text.

Every word and sign of a text becomes one letter, so that a rule can be a short pattern over a line
of letters: "Minister of Energy Jane Doe" is `HoFYN`, an office and a name. Which kind of word has
which letter stands in tables/tags.csv; the words stand in name_words.csv, given_names.csv and
verbs.csv. A word that no table knows is told by its shape: a capital makes it a name (N), an ending
of family names a family name (S). The patterns stand in name_patterns.csv.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from helpers.readers.rules import any_of, filled, rule_rows, word_lists

_SIGNS = {"s": "'", "d": "0", "b": ";", "p": "-", "&": "&", ",": ",", "(": "(", ")": ")"}
_CAMEL = re.compile(r"[^\W\d_a-z]\w{0,30}[A-Z]")
_NOT_CAMEL = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Fitz|[OD]['’])[A-Z]")
_ARABIC = re.compile(r"(?:al|el|ul|as|ash|ad|ar|an|at)-[A-Z]")


class Tagged(NamedTuple):
    """The words and signs of a text as `(start, end)`, and their tags in one string."""

    spans: list
    tags: str


@cache
def _tags():
    """Kind → its row in the table."""
    rows = rule_rows("tags", "kind", "capital", "small", "meaning", "example")
    return {row.kind: row for row in rows}


@cache
def _lexicon():
    """Word → the row of its kind; where two kinds have a word, the first row of tags.csv wins."""
    given = {"given": [name for names in word_lists("given_names").values() for name in names]}
    listed, words = word_lists("name_words") | word_lists("verbs") | given, {}
    for kind, tag in _tags().items():
        for word in listed.get(kind, ()):
            word, adjective, _ = word.partition("=")
            words.setdefault(word.lower(), _tags()["adjective"] if adjective else tag)
    return {word: tag for word, tag in words.items() if " " not in word}


@cache
def _endings(kind):
    """The endings of a kind, as `str.endswith` takes them."""
    return tuple(ending.lstrip("-").lower() for ending in word_lists("name_words")[kind])


@cache
def _token():
    """What a text is cut into; a full stop ends a sentence, save after an initial or Mr."""
    words = word_lists("name_words")["honorific"]
    honorifics = any_of(
        re.escape(word) + ("" if word.endswith(".") else r"\b\.?") for word in words
    )
    return re.compile(
        rf"""(?P<A>\b(?:U\.\s?[SKN]|D\.\s?C)\.?)(?!\w) | (?P<G>\bSt\.)
        | (?P<T>(?<!&)\b(?:{honorifics}))
        | (?P<I>\b(?:[^\W\d_a-z]|Ye|Yu|Ya|Zh|Sh|Kh|Ch|Ts|Dzh)\.(?=[ \xa0-]?[^\W\d_a-z]))
        | (?P<s>['’]s\b) | (?P<word>[^\W\d_]++(?:(?:-|['’](?!s\b))[^\W\d_]++)*+) | (?P<d>\d++)
        | (?P<b>\n[ \t]*+\n|(?<![^\n]{{45}})\n|[.!?;:…•|*›»“”"«\t]) | (?P<p>[,()&/–—-])""",
        re.VERBOSE,
    )


@lru_cache(maxsize=1 << 16)
def tag(word):
    """The letter of a word."""
    lexicon, low, capital = _lexicon(), word.lower(), word[0].isupper()
    found = lexicon.get(low)
    if found is None and "-" in low and all(part in lexicon for part in low.split("-")):
        found = lexicon[low.rpartition("-")[2]]
    if found == _tags()["given"] and word.isupper() and len(word) < 7:
        found = None  # a short word in capitals is rather an abbreviation
    if found:
        return found.capital if capital else found.small
    return _shape(word, low) if capital else _small_shape(word)


def _small_shape(word):
    """The letter of a word that no table knows and that begins with a small letter."""
    if word.endswith("ed"):
        return "d"
    return "N" if _ARABIC.match(word) else "x"


def _shape(word, low):
    """The letter of a word that no table knows and that begins with a capital."""
    if word[0] > "ỿ" or "Ͱ" <= word[0] < "Ḁ":
        return "X"  # no Latin letter
    if any(_CAMEL.match(part) and not _NOT_CAMEL.match(part) for part in word.split("-")):
        if not low.strip("ivx"):
            return "R"
        return "K" if word.isupper() and len(word) > 6 else "A"
    if low.endswith(_endings("ending")):
        return "F"
    if low.endswith(_endings("family")):
        return "S"
    return "N" if len(word) > 1 else "X"


def tagged(text):
    """The words and signs of a text with their letters, as `Tagged`.

    >>> tagged("Minister of Energy Jane Doe left.").tags
    'HoFYNd;'
    """
    spans, tags = [], []
    for match in _token().finditer(text):
        kind, sign = match.lastgroup, match.group()
        spans.append(match.span())
        if kind == "word":
            tags.append(tag(sign))
        else:
            tags.append(kind if kind.isupper() else _SIGNS.get(sign, _SIGNS[kind]))
    return Tagged(spans, "".join(tags))


@cache
def patterns():
    """Name of a block, rule or likely rule → its pattern over tags, the blocks in it filled in."""
    found = {}
    for row in rule_rows("name_patterns", "kind", "name", "pattern", "example", "counter"):
        found[row.name] = filled(row.pattern, found)
    return found
