"""Who is named in a text.

A name needs no office to be a name. A person is found where the words round a name say so (an
office or an address before it, an office behind it, "who", a verb of speech), where the name begins
with a common given name or ends as family names do, or where its last word comes back alone, does
something, and "he" or "she" is near. These rules are patterns over tags of words (tags.py) in
tables/name_patterns.csv, with an example each. A name found once is also read where it stands
again, whole or by its family or given name. Forms of one name are merged; a form that fits two
people stays by itself.

Not found: a single name that no office or address introduces; a name in a line in which every word
has a capital; a name that begins with an ordinary word ("Hope Roe") unless the words round it tell.
"""

import unicodedata
from collections import defaultdict, namedtuple
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from helpers.readers.offices import normal_offices
from helpers.readers.rules import rule_rows
from helpers.readers.tags import PATTERNS, SMALL, tag, tagged
from helpers.readers.text import shapes

_SOMEWHERE = (" in ", " at ", "near ", "from ", "city of ", "town of ")  # "in Austin" is no person
_MOST = 20  # fuller forms that a form is compared with, so that time grows with the text alone


# a person named at `text[start:end]`: the name's fullest form there, the office beside it or None
PersonMention = namedtuple("PersonMention", "start end name office")


def find_people(text):
    """The people named in a text, in order, as a list of `PersonMention`.

    `name` is the fullest form in this text, `office` the words of the office beside this mention.

    >>> [m[2:] for m in find_people("Deputy Head of Mission Jane Doe met Mr. Roe. Then Doe left.")]
    [('Jane Doe', 'Deputy Head of Mission'), ('Roe', None), ('Jane Doe', None)]
    """
    words, found, taken = tagged(text), [], set()
    for name, office in _candidates(words, taken):
        if taken.isdisjoint(name):
            taken.update(name)
            found.append(PersonMention(*words.place(name), words.words(name), office))
    found = sorted([*found, *_again(words, found, taken)]) if found else []
    fullest = merge_names(found)
    return [mention._replace(name=fullest[mention.name]) for mention in found]


def full_names(text):
    """The spans of all that is written as a full name, as in a byline."""
    words = tagged(text)
    return [words.place(where) for where in words.find(PATTERNS["full"])]


def _candidates(words, taken):
    """Who is a person by a rule: `(range of the name, words of the office)`, the surest first."""
    active = {words.words(where) for where in words.find(PATTERNS["active"])}
    for rule in rule_rows("name_patterns", "kind", "name", "pattern", "example", "counter"):
        for match in PATTERNS[rule.name].finditer(words.tags) if rule.kind != "block" else ():
            name, office = range(*match.span("name")), _office(match, words.tags, taken)
            last, line = words.words(name[-1:]), words.line(range(*match.span()))
            common = len(name) > 1 and last != last.lower() in words.small
            gone = rule.name == "comes back" and last not in active
            heading = len(line) > max(5, len(match[0])) and not SMALL.search(line)
            if office is not None and not (common or gone or heading):
                plural = "s" if rule.name.startswith("offices") else ""  # Presidents Doe and Roe
                held = "" if "y" in line else words.words(office).removesuffix(plural)
                yield name, held or None


def _office(match, tags, taken):
    """The office of a match as a range of words, or None where it is another's."""
    if "office" not in match.re.groupindex:
        return range(0)
    first, last = match.start("chain"), match.end("office")
    if match.start("name") < first:
        return range(first, last)
    # President Doe, the Premier, Mr. Roe, …: who has an office before the name has none behind it
    series = "T" in match[0] and tags.rfind(",", first - 2, first) - 1 in taken
    if not series and PATTERNS["beside"].search(tags, max(0, first - 4), first):
        first = last if tags[last] == "," else match.start("office")
    elif PATTERNS["of a state"].search(match["chain"]):
        first = match.start("office")  # the President of Chile and Premier of Peru Jane Doe: two
    return range(first, last) or None


def _again(words, found, taken):
    """Where a name stands again, whole or by its family name or its common given name alone."""
    forms = {mention.name for mention in found}
    given = {form.split()[0] for form in forms}
    alone = {name for name in given if tag(name) == "Y" and name.lower() not in words.small}
    alone |= {form.split()[-1] for form in forms}
    for where in words.find(PATTERNS["again"]):
        (start, end), form = words.place(where), words.words(where)
        somewhere = words.text[max(0, start - 9) : start].lower().endswith(_SOMEWHERE)
        # Jeff T is another Jeff
        another = somewhere or form in given and shapes.initial.match(words.text, end)
        if taken.isdisjoint(where) and (form in forms or form in alone and not another):
            yield PersonMention(start, end, form, None)


def merge_names(mentions, across=False):
    """Each form of a name → the fullest form of that person's name, from all its mentions.

    A form that fits two people stays by itself. Across documents one word needs the office too.
    """
    offices, fullest, index = defaultdict(set), {}, defaultdict(list)
    for mention in mentions:
        offices[mention.name].update(normal_offices(mention.office or ""))
    for form in sorted(offices, key=_fullness):
        words, held = fold(form), offices[form]
        # two forms that `_same` may join have one of these in common
        keys = {words[0], words[-1], *((words[0][0], office) for office in held)}
        keys |= {(words[-1], word[0]) for word in words[:-1]}
        near = {name for key in keys if len(index[key]) <= _MOST for name in index[key]}
        fits = [n for n in near if _same(words, fold(n), held & offices[n], across)]
        fullest[form] = fits[0] if len(fits) == 1 else form
        for key in keys if fullest[form] == form else ():
            index[key].append(form)
    return fullest


def _fullness(form):
    """Sorts forms: most words that are no initials first, then the longest."""
    return -sum("." not in word for word in form.split()), -len(form), form.isascii(), form


@lru_cache(maxsize=1 << 16)
def fold(form):
    """The words of a name without accents and capitals, as a tuple."""
    letters = (c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))
    return tuple("".join(letters).casefold().replace(".", ". ").split())


def _same(a, b, offices, across):
    """Whether words `a` name the person of the fuller words `b`; `offices`: those they share."""
    if len(a) == 1:
        return a[0] in (b[0], b[-1]) and (offices or not across)
    first = _fits(a[0], b[0]) or not across  # on one page a person may go by a middle name
    shorter = a[-1] == b[-1] and first and all(any(_fits(x, y) for y in b[:-1]) for x in a[:-1])
    return shorter or sorted(a) == sorted(b) or offices and len(b) > 1 and _near_spelling(a, b)


def _fits(word, fuller):
    """Whether a word is another one, or its initial."""
    return word == fuller or word[-1] == "." and fuller.startswith(word[:-1])


def _near_spelling(a, b):
    """Whether two names differ by the spelling of the family name: N. German, Natalia Gherman."""
    initial = a[0][0] == b[0][0] and "." in (a[0][-1], b[0][-1])
    return initial and Levenshtein.distance(a[-1], b[-1]) <= max(1, len(b[-1]) // 6)
