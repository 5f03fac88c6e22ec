"""Who is named in a text.

A name needs no office to be a name. A person is found where the words round a name say so (an
office or an address before it, an office behind it, "who", a verb of speech), where the name begins
with a common given name or ends as family names do, or where its last word comes back alone, does
something, and "he" or "she" is near. These rules are patterns over tags of words (tags.py) in
tables/name_patterns.csv, with an example each. A name found once is also read where it stands
again, whole or by its family or given name. Forms of one name are merged, each with a reason; a
form that fits two people stays by itself.

Not found: a single name that no office or address introduces; a name in a line in which every word
has a capital; a name that begins with an ordinary word ("Hope Roe") unless the words round it tell.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache, cached_property
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from helpers.readers.offices import normal_offices
from helpers.readers.rules import rule_rows
from helpers.readers.tags import patterns, tag, tagged

_SMALL = re.compile("[xvhemfbcgzdu]")  # tags of words in small letters
_BESIDE, _STATE = re.compile(r"[NYSK]R?,t?$"), re.compile(r"o(?:tGo)?L")
_SMALL_WORD = re.compile(r"\b[a-zà-ÿ]\w++")
_SOMEWHERE = (" in ", " at ", "near ", "from ")  # "in Austin" is no person
_NEAR = 40  # words between a family name and the pronoun for it
_MOST = 20  # fuller forms that a form is compared with, so that time grows with the text alone


class PersonMention(NamedTuple):
    """A person named at `text[start:end]`: the name's fullest form there, the office beside it."""

    start: int
    end: int
    name: str
    office: str | None


class Candidate(NamedTuple):
    """A name and its office as ranges of tags, and the rule that found them."""

    name: range
    office: range
    rule: str


class Merged(NamedTuple):
    """The fullest form of a person's name, and why a form is taken for it."""

    name: str
    why: str


class _Words:
    """A text as words with tags."""

    def __init__(self, text):
        self.text, (self.spans, self.tags) = text, tagged(text)

    @cached_property
    def small(self):
        """The words that stand in small letters somewhere in the text."""
        return set(_SMALL_WORD.findall(self.text))

    def place(self, where):
        """The span of a range of tags."""
        return self.spans[where[0]][0], self.spans[where[-1]][1]

    def words(self, where):
        """The words of a range of tags."""
        return " ".join(self.text[slice(*self.place(where))].split()) if where else ""


@cache
def _rules():
    """The rows of the rules, surest first, each with its compiled pattern."""
    rows = rule_rows("name_patterns", "kind", "name", "pattern", "example", "counter")
    return [(row, re.compile(patterns()[row.name])) for row in rows if row.kind != "block"]


@cache
def _block(name):
    """A block of the table, compiled."""
    return re.compile(patterns()[name])


def find_people(text):
    """The people named in a text, in order, as a list of `PersonMention`.

    `name` is the fullest form in this text, `office` the words of the office beside this mention.

    >>> [m[2:] for m in find_people("Deputy Head of Mission Jane Doe met Mr. Roe. Then Doe left.")]
    [('Jane Doe', 'Deputy Head of Mission'), ('Roe', None), ('Jane Doe', None)]
    """
    found = _forms(text)
    merged = _merged(found)
    return [mention._replace(name=merged[mention.name].name) for mention in found]


def aliases(text):
    """Each form of a name in a text → `Merged(name, why)`."""
    return _merged(_forms(text))


def full_names(text):
    """The spans of all that is written as a full name, as in a byline."""
    words = _Words(text)
    return [words.place(range(*match.span())) for match in _block("full").finditer(words.tags)]


def _forms(text):
    """The people named in a text as `PersonMention`s in order, each name as it stands there."""
    words = _Words(text)
    candidates = _candidates(words)
    found = []
    for name, office, rule in candidates:
        held = words.words(office).removesuffix("s" if rule.startswith("offices") else "")
        found.append(PersonMention(*words.place(name), words.words(name), held or None))
    taken = {i for candidate in candidates for i in candidate.name}
    return sorted([*found, *_again(words, found, taken)]) if found else []


def _candidates(words):
    """Who is a person by a rule, or by a family name that comes back."""
    named, claimed, found = set(), set(), []
    for rule, pattern in _rules():
        held = "office" in pattern.groupindex
        for match in pattern.finditer(words.tags):
            name = range(*match.span("name"))
            office = _office(match, words.tags, claimed) if held else range(0)
            if held and not office or not named.isdisjoint(name) or _headline(match, words.tags):
                continue
            sure = rule.kind == "rule" and (words.tags[name[0]] == "Y" or len(name) == 1)
            if not sure and _word(words, name):
                continue
            named.update(name)
            claimed.update(office)
            found.append(Candidate(name, office, rule.name))
    return found + _returning(words, named)


def _word(words, name):
    """Whether the last word of a name also stands in small letters: Job Support."""
    return words.words(name[-1:]).lower() in words.small


def _returning(words, named):
    """Full names whose last word comes back alone, does something, and has "he" or "she" near."""
    tags, active, found = words.tags, set(), []
    for match in _block("active").finditer(tags):
        if "u" in tags[max(0, match.start() - _NEAR) : match.end() + _NEAR]:
            active.add(words.words(range(*match.span())))
    for match in _block("full name").finditer(tags) if active else ():
        name = range(*match.span())
        if words.words(name[-1:]) not in active or _word(words, name) or _headline(match, tags):
            continue
        if named.isdisjoint(name):
            found.append(Candidate(name, range(0), "family name comes back"))
    return found


def _office(match, tags, claimed):
    """The office of a match as a range of tags, without what belongs to another name."""
    first, last = match.start("chain"), match.end("office")
    if match.start("name") < first:  # Jane Doe, head of the bank, director of the fund Kim Roe
        last = next((i for i in range(first, last) if i in claimed), last)
        return range(first, first + len(tags[first:last].rstrip(",&-t")))
    if _BESIDE.search(tags, max(0, first - 4), first):  # Jane Doe, head of the bank, Kim Roe
        first = last if tags[last] == "," else match.start("office")
    elif _STATE.search(match["chain"]) and _STATE.search(match["office"]):
        first = match.start("office")  # the President of Chile and Premier of Peru Jane Doe: two
    return range(first, last)


def _headline(match, tags):
    """Whether a match is in a line in which every word has a capital: a verb looks like a name."""
    first = max(0, match.start() - 60)
    before = tags[first : match.start()].rpartition(";")[2]
    after = tags[match.end() : match.end() + 60].partition(";")[0]
    line = before + match[0] + after
    return len(line) > max(5, len(match[0])) and not _SMALL.search(line)


def _again(words, found, taken):
    """Where a name stands again, whole or by its family name or its common given name alone."""
    forms = {mention.name for mention in found}
    firsts = {form.split()[0] for form in forms}
    alone = {form.split()[-1] for form in forms}
    alone |= {first for first in firsts if tag(first) == "Y" and first.lower() not in words.small}
    for match in _block("again").finditer(words.tags):
        where = range(*match.span())
        if taken.isdisjoint(where):
            (start, end), form = words.place(where), words.words(where)
            somewhere = words.text[max(0, start - 5) : start].lower().endswith(_SOMEWHERE)
            if form in forms or form in alone and not somewhere:
                yield PersonMention(start, end, form, None)


def _merged(found):
    """The merged forms of one text."""
    forms = defaultdict(set)
    for mention in found:
        forms[mention.name].update(normal_offices(mention.office or ""))
    return merge_names(forms)


def merge_names(forms, across=False):
    """Each form → `Merged(name, why)`; `forms` maps a form to its normal offices.

    A form that fits two people stays by itself. Across documents one word needs the office too.
    """
    merged, index = {}, defaultdict(list)
    for form in sorted(forms, key=_fullness):
        words, held, fits = fold(form), forms[form], []
        for name in _near(index, words, held):
            if why := _same(words, fold(name), bool(held & forms[name]), across):
                fits.append(Merged(name, why))
        merged[form] = fits[0] if len(fits) == 1 else Merged(form, "fullest form")
        for key in _keys(words, held) if merged[form].name == form else ():
            index[key].append(form)
    return merged


def _fullness(form):
    """Sorts forms: most words that are no initials first, then the longest."""
    return -sum("." not in word for word in form.split()), -len(form), form.isascii(), form


def fold(form):
    """The words of a name without accents and capitals."""
    letters = (c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))
    return "".join(letters).casefold().split()


def _keys(words, offices):
    """Under what a form is found by its shorter forms: the pairs that `_same` may join."""
    keys = [("last", words[-1]), ("first", words[0]), ("all", *sorted(words))]
    keys += [("initial", words[-1], initial) for initial in {word[0] for word in words[:-1]}]
    return keys + [("office", words[0][0], office) for office in sorted(offices)]


def _near(index, words, offices):
    """The fuller forms to compare a form with, each once; under a key with too many, none."""
    if len(words) == 1:
        keys = [("last", words[0]), ("first", words[0])]
    else:
        keys = [("all", *sorted(words)), ("initial", words[-1], words[0][0])]
        keys += [("office", words[0][0], office) for office in sorted(offices)]
    found = [index[key] for key in keys if len(index.get(key, ())) in range(1, _MOST + 1)]
    return dict.fromkeys(name for names in found for name in names)


def _same(a, b, office, across):
    """Why words `a` name the person of the fuller words `b`, or None; `office`: they share one."""
    if len(a) == 1:
        return _same_single(a[0], b, office) if office or not across else None
    if sorted(a) == sorted(b):
        return "same words"
    if a[-1] == b[-1] and all(any(_fits(x, y) for y in b[:-1]) for x in a[:-1]):
        return "initial and family name" if any("." in x for x in a) else "shorter form"
    if office and len(b) > 1 and _near_spelling(a, b):
        return "near spelling, same initial, same office"
    return None


def _same_single(word, b, office):
    """Why one word names the person of a fuller form, or None."""
    if word == b[-1]:
        return "family name"
    if word == b[0]:
        return "first word, same office" if office else "given name"
    return None


def _fits(word, fuller):
    """Whether a word is another one, or its initial."""
    return word == fuller or word[-1] == "." and fuller.startswith(word[:-1])


def _near_spelling(a, b):
    """Whether two names differ by the spelling of the family name: N. German, Natalia Gherman."""
    if a[0][0] != b[0][0] or Levenshtein.distance(a[-1], b[-1]) > max(1, len(b[-1]) // 6):
        return False
    return "." in (a[0][-1], b[0][-1]) or Levenshtein.distance(a[0], b[0]) <= 1
