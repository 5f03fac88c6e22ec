"""Offices in their normal form, and the organisations that a text names.

An office is read by the pattern `office` of tables/name_patterns.csv and brought into one form by
tables/office_forms.csv and the forms of organisations in tables/organisations.csv: "Kazakh Foreign
Minister" is the "Minister of Foreign Affairs of Kazakhstan". An organisation is known by its forms
in that table, or by its look ("Osh Bridge Club"); "the Centre" is the last one named before it
whose row says that this word refers back to it. Whose a bare "President" is, is not known here.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from helpers.readers.rules import any_of, compiled, rule_rows, word_lists
from helpers.readers.tags import patterns, tagged

_BACK = re.compile(r"\b[Tt]he (?:global |world |international )?([A-Z][a-z]{1,30})\b")
_QUALIFIED = re.compile(r" of |[A-Z]{2}")


class OrganisationMention(NamedTuple):
    """An organisation at `text[start:end]`: its words, its name in tables/organisations.csv."""

    start: int
    end: int
    words: str
    name: str | None


@cache
def countries():
    """Country, or its adjective → country."""
    pairs = (word.partition("=") for word in word_lists("name_words")["country"])
    return {word: country or word for word, _, country in pairs}


@lru_cache(50_000)
def normal_offices(words):
    """The offices in the words of one or more, each in its normal form, as a tuple.

    >>> normal_offices("Deputy Prime Minister – Kazakh Foreign Minister")
    ('Deputy Prime Minister of Kazakhstan', 'Minister of Foreign Affairs of Kazakhstan')
    """
    names = _names()
    office = _forms().sub(lambda form: names[_plain(form.group())].name, " ".join(words.split()))
    tags = tagged(office)
    parts = [_normal(tags.words(where)) for where in tags.find(patterns()["office"])]
    _, of, state = parts[-1].rpartition(" of ") if parts else ("", "", "")
    if state not in countries().values():
        return tuple(parts)
    # of several offices the last has the country
    return tuple(p if _QUALIFIED.search(p) else p + of + state for p in parts)


def was_held(office):
    """Whether the words of an office say that it is not held on the day: "former President"."""
    return not {*re.findall(r"\w+", office.lower())}.isdisjoint(word_lists("name_words")["past"])


def held_alone(office):
    """Whether an office in its normal form names its body or state, and has one holder at a time.

    >>> [held_alone(x) for x in ("President of Chile", "President", "Deputy Minister of UNESCO")]
    [True, False, False]
    """
    kinds, words = word_lists("name_words"), {*office.lower().split()}
    rules = [name for name, pattern in _sole().items() if pattern.fullmatch(office)]
    if words & {*kinds["sent"]} and "sent by one to one" not in rules:
        return False
    return bool(rules) and not words & {*kinds["many"]}


@cache
def _sole():
    """Name of a row of sole_offices.csv → its compiled pattern."""
    kinds = word_lists("name_words")
    parts = {
        "country": {*countries().values()} - {*kinds["wide"]},
        "place": {*kinds["place"]} - {*kinds["wide"]},
        "organisation": {row.name for row in _names().values()},
        "state office": kinds["state office"],
    }
    parts = {name: f"(?:{any_of(map(re.escape, words))})" for name, words in parts.items()}
    return compiled("sole_offices", parts)


def _normal(office):
    """One office in its normal form."""
    first, _, rest = office.partition(" ")
    if countries().get(first, first) != first:
        office = f"{rest} of {countries()[first]}"
    for row in rule_rows("office_forms", "pattern", "replacement", "example", "result", "counter"):
        office = re.sub(row.pattern, row.replacement, office)
    return office[:1].upper() + office[1:]


@cache
def _names():
    """Plainest form of an organisation → its row in the table."""
    rows = rule_rows("organisations", "name", "forms", "back")
    return {_plain(form): row for row in rows for form in row.forms.split(";")}


@cache
def _forms():
    """The pattern of the known forms of organisations, longest first."""
    rows = rule_rows("organisations", "name", "forms", "back")
    forms = [form.strip() for row in rows for form in row.forms.split(";")]
    return re.compile(rf"\b(?:{'|'.join(map(_spelt, sorted(forms, key=len, reverse=True)))})\b")


def _plain(form):
    """A form in small letters and one spelling."""
    form = " ".join(form.casefold().replace("organis", "organiz").split())
    return re.sub(r"center\b", "centre", form)


def _spelt(form):
    """The pattern of a form: of several words in either spelling and any case."""
    if " " not in form:
        return re.escape(form)
    form = re.sub(r"(?i)cent(?:re|er)\b", "cent(?:re|er)", form)
    form = re.sub("(?i)organi[sz]", "organi[sz]", form)
    return "(?i:" + r"\s{1,4}".join(form.split()) + ")"


def find_organisations(text):
    """The organisations named in a text, in order, as a list of `OrganisationMention`."""
    names, tags = _names(), tagged(text)
    found = {m.span(): names[_plain(m.group())] for m in _forms().finditer(text)}
    found |= _referred(text, found)
    named = {span: row.name for span, row in found.items()}
    looks = map(tags.place, tags.find(patterns()["body"]))
    named |= dict.fromkeys(_outside(looks, found))
    return [
        OrganisationMention(start, end, " ".join(text[start:end].split()), name)
        for (start, end), name in sorted(named.items())
    ]


def _outside(spans, found):
    """The spans that touch none of those found."""
    taken = {i for span in found for i in range(*span)}
    return [span for span in spans if taken.isdisjoint(range(*span))]


def _referred(text, found):
    """Span → row of words that refer back, "the Centre": the last one named that has this word."""
    last, referred = {}, {}
    backs = _outside((match.span(1) for match in _BACK.finditer(text)), found)
    for span in sorted([*found, *backs]):
        if span in found:
            last[_plain(found[span].back)] = found[span]
        elif (back := _plain(text[slice(*span)])) in last:
            referred[span] = last[back]
    return referred
