"""Outside facts: what is known from outside the archive, and the dates that move with it.

A fact is a row of a table that a user can edit; it moves dates only where its words stand in a
document. Strike a row, and exactly what rests on it moves back.
"""

import re
from calendar import month_name
from collections import namedtuple

import pandas as pd

from helpers.readers.events import next_possible
from helpers.readers.rules import read_rows
from helpers.readers.text import lower
from helpers.readers.timex import bounds, edtf_within, moved

COLUMNS = ["fact", "from", "to", "source", "used for"]
FORMS = "'used for' must read `not while: …`, `day of: …`, `within N days of: …` or `likely: …`"
CERTAINTY = "with an outside fact"
DATED = re.compile(r"(\d{4}|XXXX)-(0[1-9]|1[0-2])(?:-(\d\d))?(?=/|\Z)")  # a month or a day


def read_outside_facts(path):
    """The table of what is known from outside the archive: `fact, from, to, source, used for`.

    `used for` says what a fact does, and in which words it must stand in a document:
    `not while: WORDS / OTHERS` (a text with these words was not written from … to),
    `day of: WORDS` (a planned day without a year belongs to this occasion),
    `within N days of: WORDS` (an event whose own sentence says so lies so near to the occasion),
    `likely: WORDS` (an inference: it is shown beside the bounds and moves none).
    Days may be given as month or year. Raises ValueError naming file and line.
    """
    rows = read_rows(path, COLUMNS)
    for row in rows:
        for column, day in zip(("from", "to"), row[1:3], strict=True):
            if not re.fullmatch(r"\d{4}(-\d\d){0,2}", day) or not bounds(day)[0]:
                wrong = f"'{column}' must be YYYY, YYYY-MM or YYYY-MM-DD"
                raise ValueError(f"{path}, line {row.line}: {wrong}")
        if not re.fullmatch(r"(not while|day of|within \d{1,3} days of|likely): \S.*", row[4]):
            raise ValueError(f"{path}, line {row.line}: {FORMS}")
    lines = pd.Index([row.line for row in rows], name="line")
    return pd.DataFrame([row[:5] for row in rows], lines, COLUMNS, dtype=object)


# `reach` in days for `within N days of`, None for the other kinds
Fact = namedtuple("Fact", "line kind reach words first last told")


def as_facts(table):
    """The rows of the table of outside facts as `Fact`s, none for None."""
    found = []
    for line, row in () if table is None else table.iterrows():
        kind, _, words = row["used for"].partition(": ")
        reach = next(map(int, re.findall(r"\d+", kind)), None)
        first, last = str(bounds(row["from"])[0]), str(bounds(row["to"])[kind != "not while"])
        told = f"{row['fact']} ({row['from']} to {row['to']})"
        found.append(Fact(line, kind, reach, words.split(" / "), first, last, told))
    return found


def in_words(value):
    """A day, a month or a stretch from one to another as a reader says it; all else as it is.

    >>> in_words("2024-02-20"), in_words("2020-12-01/2020-12-29"), in_words("2019-05/2022-09")
    ('20 February 2024', '1–29 December 2020', 'May 2019 to September 2022')
    >>> in_words("XXXX-07-04"), in_words("201X")
    ('a 4 July, year not known', '201X')
    """
    first, _, last = value.partition("/")
    if first[8:] and first[:7] == last[:7]:
        return f"{int(first[8:])}–{in_words(last).removeprefix('a ')}"
    return DATED.sub(_date_in_words, value).replace("/", " to ")


def _date_in_words(found):
    year, month, day = found.groups()
    words = f"{int(day)} {month_name[int(month)]}" if day else month_name[int(month)]
    return f"a {words}, year not known" if year == "XXXX" else f"{words} {year}"


def flat(text):
    """A text in small letters on one line."""
    return lower(" ".join(text.split()))


def stands(words, text):
    """Whether some words stand in a text that is `flat`."""
    return bool(re.search(rf"(?<!\w){re.escape(flat(words))}(?!\w)", text))


def narrowed(document, facts):
    """The events of a document, narrowed by every outside fact whose words it uses."""
    found, article = list(document.events), facts and flat(document.article)
    used = [fact for fact in facts if stands(fact.words[0], article)]
    for fact in used:
        found = [_dated(event, fact) if event.role == "planned" else event for event in found]
        plans = [event for event in found if fact.line in event.facts]
        found = [_within(e, fact, plans) if e.role == "reported" else e for e in found]
    after = next((event.earliest for event in found if event.role == "reported"), None)
    return [next_possible(event, after) for event in found] if used else found


def _dated(event, fact):
    """A planned day without a year, put into the year of the occasion that a fact dates."""
    years = range(int(fact.first[:4]), int(fact.last[:4]) + 1)
    days = [f"{year}{event.date[4:]}" for year in years if event.date[:5] == "XXXX-"]
    days = [day for day in days if fact.first <= day <= fact.last and bounds(day)[0]]
    if fact.kind != "day of" or len(days) != 1 or not stands(fact.words[0], flat(event.what)):
        return event
    return _resting_on(fact, event, *days * 3, f"outside fact in line {fact.line}")


def _within(event, fact, plans):
    """The reported event within what a fact allows, unless that contradicts the document."""
    if fact.kind == "likely":
        return event._replace(likely=f"{_season(fact.first, fact.last)} (inferred)")
    low, high = _limits(event, fact, plans)
    dated, a_day = edtf_within(low, high), (event.date or "").startswith("XXXX-")
    # a day of the year is more than bounds
    if a_day or not dated or (low, high) == (event.earliest, event.latest):
        return event
    near = " (one trip: inferred)" if fact.reach is not None else ""
    rule = f"{event.rule}, outside fact in line {fact.line}{near}"
    return _resting_on(fact, event, dated, low, high, rule)


def _resting_on(fact, event, dated, low, high, rule):
    cells = {"date": dated, "earliest": low, "latest": high, "rule": rule}
    return event._replace(facts=(*event.facts, fact.line), certainty=CERTAINTY, **cells)


def _limits(event, fact, plans):
    """The bounds of a reported event that a fact leaves."""
    low, high = event.earliest, event.latest
    if fact.kind == "not while" and low and fact.first <= low < fact.last:
        return fact.last, high
    if plans:
        return low, min(filter(None, (high, moved(plans[0].earliest, -1))))
    if fact.reach is not None and stands(fact.words[0], flat(event.what)):
        first, last = moved(fact.first, -fact.reach), moved(fact.last, fact.reach)
        return max(low or first, first), min(high or last, last)
    return low, high


def _season(first, last):
    """The part of a month that holds two days, "early July 2024", else the two days."""
    parts = [("early", "mid", "late")[min(int(day[8:]) - 1, 29) // 10] for day in (first, last)]
    if first[:7] == last[:7] and parts[0] == parts[1]:
        return f"{parts[0]} {in_words(first[:7])}"
    return in_words(f"{first}/{last}")
