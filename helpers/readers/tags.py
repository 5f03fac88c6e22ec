"""Words as letters: what the readers of names and offices see of a text.

Every word and sign of a text becomes one letter, so that a rule can be a short pattern over a line
of letters: "Minister of Energy Jane Doe" is `HoFYN`, an office and a name. Which kind of word has
which letter stands in tables/tags.csv; the words stand in name_words.csv, given_names.csv and
verbs.csv. A word that no table knows is told by its shape: a capital makes it a name (N), an ending
of family names a family name (S). The patterns stand in name_patterns.csv.
"""

import re
from collections import namedtuple
from functools import cached_property, lru_cache
from operator import attrgetter

from helpers.readers.rules import any_of, compiled, filled, rule_rows, word_lists
from helpers.readers.text import shapes

SMALL = re.compile("[xvhemfbcgzduk]")  # a line without any is a heading
PATTERNS = compiled("name_patterns")  # name of a block, rule or likely rule → pattern over letters

_LISTS = word_lists("name_words") | word_lists("verbs")
_KINDS = {row.kind: row for row in rule_rows("tags", "kind", "capital", "small", "shape", "token")}
_PARTS = {kind: any_of(re.escape(word.lstrip("-")) for word in _LISTS[kind]) for kind in _LISTS}
_LISTS["given"] = [name for names in word_lists("given_names").values() for name in names]
# word → the row of its kind; where two kinds have a word, the first row of tags.csv wins
_LEXICON = {
    word.partition("=")[0].lower(): _KINDS["adjective" if "=" in word else kind]
    for kind in reversed(_KINDS)
    for word in reversed(_LISTS.get(kind, []))
}
# the rows of the kinds that are told by their shape, each with its pattern
_SHAPES = [(r, re.compile(filled(r.shape, _PARTS))) for r in _KINDS.values() if r.shape]
# what a text is cut into: a group for each kind that is told by its token
_TOKENS = "|".join(f"(?P<{kind}>{row.token})" for kind, row in _KINDS.items() if row.token)
_TOKEN = re.compile(filled(_TOKENS, _PARTS))


class Tagged(namedtuple("Tagged", "text matches tags")):
    """A text, the matches of its words and signs, and their letters in one string."""

    @cached_property
    def small(self):
        """The words that stand in small letters somewhere in the text."""
        return set(shapes.small_word.findall(self.text))

    def find(self, pattern):
        """The matches of a pattern over the letters, as ranges of words."""
        return [range(*match.span()) for match in pattern.finditer(self.tags)]

    def line(self, where):
        """The letters of the line or sentence round a range of words."""
        before = self.tags[max(0, where.start - 150) : where.start].rpartition(";")[2]
        return before + self.tags[where.start : where.stop + 150].partition(";")[0]

    def place(self, where):
        """The span of a range of words."""
        return self.matches[where[0]].start(), self.matches[where[-1]].end()

    def words(self, where):
        """The words of a range, parted by single blanks."""
        return " ".join(self.text[slice(*self.place(where))].split()) if where else ""


def tag(word):
    """The letter of a word."""
    low = word.lower()
    letter = attrgetter("capital" if word[0].isupper() else "small")
    found = _LEXICON.get(low)
    if found is None and "-" in low and all(part in _LEXICON for part in low.split("-")):
        found = _LEXICON[low.rpartition("-")[2]]
    if found and not (found.kind == "given" and word.isupper() and len(word) < 7):
        return letter(found)  # a short given name in capitals is rather an abbreviation
    fitting = (row for row, shape in _SHAPES if letter(row) != "-" and shape.fullmatch(word))
    return letter(next(fitting))


@lru_cache(maxsize=1 << 16)
def _letter(kind, sign):
    """The letter of what a text is cut into: a word, or a sign of a kind."""
    if kind == "other":
        return tag(sign)
    return sign if sign in "&,()" else _KINDS[kind].capital


@lru_cache(maxsize=16)  # names and organisations are read from one body
def tagged(text):
    """The words and signs of a text with their letters, as `Tagged`.

    >>> tagged("Minister of Energy Jane Doe left.").tags
    'HoFYNd;'
    """
    matches = list(_TOKEN.finditer(text))
    return Tagged(text, matches, "".join([_letter(m.lastgroup, m[0]) for m in matches]))
