"""Offices in their normal form, and the organisations that a text names.

An office is read by the pattern `office` of tables/name_patterns.csv and brought into one form by
tables/office_forms.csv and the forms of organisations in tables/organisations.csv: "Kazakh Foreign
Minister" is the "Minister of Foreign Affairs of Kazakhstan". An organisation is known by its forms
in that table, or by its look ("Osh Bridge Club"); "the Centre" is the last one named before it
whose row says that this word refers back to it. Whose a bare "President" is, is not known here.
"""

import re
from functools import cache
from typing import NamedTuple

from helpers.readers.rules import any_of, filled, rule_rows, word_lists
from helpers.readers.tags import patterns, tagged

OFFICE = patterns()["office"]
_OFFICES = re.compile(OFFICE)
_BODY = re.compile(patterns()["body"])
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


@cache
def _state():
    """The pattern of a country at the end of an office."""
    return re.compile(rf" of (?:{any_of(map(re.escape, set(countries().values())))})\Z")


def normal_offices(words):
    """The offices in the words of one or more, each in its normal form, as a tuple.

    >>> normal_offices("Deputy Prime Minister – Kazakh Foreign Minister")
    ('Deputy Prime Minister of Kazakhstan', 'Minister of Foreign Affairs of Kazakhstan')
    """
    names = _names()
    office = _forms().sub(lambda form: names[_plain(form.group())].name, " ".join(words.split()))
    spans, tags = tagged(office)
    found = [office[spans[m.start()][0] : spans[m.end() - 1][1]] for m in _OFFICES.finditer(tags)]
    parts = [_normal(part) for part in found]
    state = (
        _state().search(parts[-1]) if parts else None
    )  # of several offices the last has the country
    return tuple(p + state.group() if state and not _QUALIFIED.search(p) else p for p in parts)


def was_held(office):
    """Whether the words of an office say that it is not held on the day: "former President"."""
    return not {*re.findall(r"\w+", office.lower())}.isdisjoint(word_lists("name_words")["past"])


def held_alone(office):
    """Whether an office in its normal form names its body or state, and has one holder at a time.

    >>> [held_alone(x) for x in ("President of Chile", "President", "Deputy Minister of UNESCO")]
    [True, False, False]
    """
    kinds, words = word_lists("name_words"), {*office.lower().split()}
    if words & set(kinds["many"]):
        return False
    rules = [name for name, pattern in _sole().items() if pattern.fullmatch(office)]
    return bool(rules) and (not words & set(kinds["sent"]) or "sent by one to one" in rules)


@cache
def _sole():
    """Name of a row of sole_offices.csv → its compiled pattern."""
    kinds = word_lists("name_words")
    parts = {
        "country": set(countries().values()) - set(kinds["wide"]),
        "place": set(kinds["place"]) - set(kinds["wide"]),
        "organisation": {row.name for row in rule_rows("organisations", "name", "forms", "back")},
        "state office": kinds["state office"],
    }
    parts = {name: f"(?:{any_of(map(re.escape, words))})" for name, words in parts.items()}
    rows = rule_rows("sole_offices", "name", "pattern", "example", "counter")
    return {row.name: re.compile(filled(row.pattern, parts)) for row in rows}


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
    forms.sort(key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(_spelt(form) for form in forms)})\b")


def _plain(form):
    """A form in small letters and one spelling."""
    form = " ".join(form.casefold().replace("organis", "organiz").split())
    return re.sub(r"center\b", "centre", form)


def _spelt(form):
    """The pattern of a form: of several words in either spelling and any case."""
    if " " not in form:
        return re.escape(form)
    for variants in (r"cent(?:re|er)\b", "organi[sz]"):
        form = re.sub("(?i)" + variants, lambda _, v=variants: v, form)
    return "(?i:" + r"\s{1,4}".join(form.split()) + ")"


def find_organisations(text):
    """The organisations named in a text, in order, as a list of `OrganisationMention`."""
    names = _names()
    found = {m.span(): names[_plain(m.group())] for m in _forms().finditer(text)}
    taken = {i for span in found for i in range(*span)}
    found |= _referred(text, found, taken)
    taken.update(i for span in found for i in range(*span))
    spans, tags = tagged(text)
    looks = ((spans[m.start()][0], spans[m.end() - 1][1]) for m in _BODY.finditer(tags))
    named = {span: row.name for span, row in found.items()}
    named |= dict.fromkeys(span for span in looks if taken.isdisjoint(range(*span)))
    return [
        OrganisationMention(start, end, " ".join(text[start:end].split()), name)
        for (start, end), name in sorted(named.items())
    ]


def _referred(text, found, taken):
    """Span → row of words that refer back, "the Centre": the last one named that has this word."""
    backs = {m.span(1): m[1] for m in _BACK.finditer(text) if m.start(1) not in taken}
    last, referred = {}, {}
    for span in sorted([*found, *backs]):
        if span in found:
            last[_plain(found[span].back)] = found[span]
        elif _plain(backs[span]) in last:
            referred[span] = last[_plain(backs[span])]
    return referred
