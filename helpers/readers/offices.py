"""Offices in their normal form, and the organisations that a text names.

An office is read by the pattern `office` of tables/name_patterns.csv and brought into one form by
tables/office_forms.csv and the forms of organisations in tables/organisations.csv: "Kazakh Foreign
Minister" is the "Minister of Foreign Affairs of Kazakhstan". An organisation is known by its forms
in that table, or by its look ("Osh Bridge Club"): a word for bodies, and an end that is sure, in a
line in which not every word has a capital. "The Centre" is the last one named before it whose row
says that this word refers back to it. Whose a bare "President" is, is not known here.
"""

import re
from collections import namedtuple
from functools import lru_cache

from helpers.readers.rules import any_of, compiled, phrases, rule_rows, word_lists
from helpers.readers.tags import PATTERNS, SMALL, tag, tagged
from helpers.readers.text import lower, shapes, within

# an organisation at `text[start:end]`: its words, its name in tables/organisations.csv or None
OrganisationMention = namedtuple("OrganisationMention", "start end words name")

_LISTS = word_lists("name_words")
# country, or its adjective → country
COUNTRIES = {w: country or w for w, _, country in (s.partition("=") for s in _LISTS["country"])}
_ORGANISATIONS = rule_rows("organisations", "name", "forms", "back")


def _plain(text):
    """A text in small letters and one spelling, as long as it was."""
    return lower(text).replace("organis", "organiz").replace("centre", "center").replace("’", "'")


# a word by which alone a body is known by its look
_INSTITUTION = re.compile(rf"\b(?:{phrases(_LISTS['institution'])})\b", re.IGNORECASE)
# form of an organisation → its row; a single word is read as it is written
_FORMS = [(form.strip(), row) for row in _ORGANISATIONS for form in row.forms.split(";")]
_FORMS = {_plain(form) if " " in form else form: row for form, row in _FORMS}
_FORM = re.compile(rf"\b(?:{phrases(map(_plain, _FORMS))})(?!\w)")
# the patterns of offices that one person holds, filled with the names of states, places and bodies
_NAMES = _LISTS | {"country": COUNTRIES.values(), "organisation": [r.name for r in _ORGANISATIONS]}
_NAMES = {kind: map(re.escape, {*words} - {*_LISTS["wide"]}) for kind, words in _NAMES.items()}
_SOLE = compiled("sole_offices", {kind: any_of(words) for kind, words in _NAMES.items()})


@lru_cache(maxsize=1 << 12)
def normal_offices(words):
    """The offices in the words of one or more, each in its normal form, as a tuple.

    >>> normal_offices("Deputy Prime Minister – Kazakh Foreign Minister")
    ('Deputy Prime Minister of Kazakhstan', 'Minister of Foreign Affairs of Kazakhstan')
    """
    office = " ".join(words.split())
    for (start, end), row in reversed(_known(office).items()):
        office = office[:start] + row.name + office[end:]
    tags = tagged(office)
    parts = [_normal(tags.words(where)) for where in tags.find(PATTERNS["office"])]
    _, of, state = parts[-1].rpartition(" of ") if parts else ("", "", "")
    if state not in COUNTRIES.values() or " at " in parts[-1]:  # the envoy at the court of Peru
        return tuple(parts)
    # of several offices the last has the country
    return tuple(p if re.search(r" of |[A-Z]{2}", p) else p + of + state for p in parts)


def was_held(office):
    """Whether the words of an office say that it is not held on the day: "former President"."""
    return not {*re.findall(r"\w+", office.lower())}.isdisjoint(_LISTS["past"])


def held_alone(office):
    """Whether an office in its normal form names its body or state, and has one holder at a time.

    >>> [held_alone(x) for x in ("President of Chile", "President", "Deputy Minister of UNESCO")]
    [True, False, False]
    """
    several = {*office.lower().split()}.intersection(_LISTS["many"] + _LISTS["sent"])
    return not several and any(pattern.fullmatch(office) for pattern in _SOLE.values())


def _normal(office):
    """One office in its normal form."""
    first, _, rest = office.partition(" ")
    if COUNTRIES.get(first, first) != first:
        office = f"{rest} of {COUNTRIES[first]}"
    for row in rule_rows("office_forms", "pattern", "replacement", "example", "result", "counter"):
        office = re.sub(row.pattern, row.replacement, office)
    return office[:1].upper() + office[1:]


def _known(text):
    """Span → row of the organisations that a text names by a form in the table, in order."""
    spans = {form.span(): " ".join(form[0].split()) for form in _FORM.finditer(_plain(text))}
    forms = {s: words if " " in words else text[slice(*s)] for s, words in spans.items()}
    return {span: _FORMS[form] for span, form in forms.items() if form in _FORMS}


def find_organisations(text):
    """The organisations named in a text, in order, as a list of `OrganisationMention`."""
    tags = tagged(text)
    lines = {tags.place(where): tags.line(where) for where in tags.find(PATTERNS["looks"])}
    bodies = [*lines]
    looks = {s for s in bodies if _INSTITUTION.search(text, *s) and SMALL.search(lines[s])}
    backs = {match.span(1) for match in shapes.back.finditer(text)}
    found = {span: row for span, row in _known(text).items() if _alone(text, bodies, *span)}
    for spans in (looks, backs):
        taken = sorted(found)
        found |= {span: None for span in spans if not within(taken, *span)}
    mentions, last = [], {}
    for start, end in sorted(found):
        words = " ".join(text[start:end].split())
        row = found[start, end] or last.get(_plain(words))
        if row:
            last[_plain(row.back)] = row
        if row or (start, end) not in backs:
            mentions.append(OrganisationMention(start, end, words, row and row.name))
    return mentions


def _alone(text, bodies, start, end):
    """Whether a form is no part of another's name, as in "Peru General Assembly"."""
    behind = shapes.behind.match(text, end)
    longer = any(b - a > end - start for a, b in within(bodies, start, end))
    return not longer and not (behind and tag(behind[1]) in "BF")
