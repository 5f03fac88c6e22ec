"""The day on which a page was published, with the words that say so; never a guess.

Every short line with a full day is a candidate. What holds of it (its place, the words round the
day, whether it is the first or the only one) earns weights; the day of the heaviest line counts if
it is heavy enough and leads every other day. Weights and forms of days are rows of
`tables/publication.csv`. Where no line leads, one of an archive's kind above the page counts, and
last a day in the name of the file. Not found: a day that the page does not print; two numbers of
which nothing tells the month; the day of the last change alone; one of several articles on a page,
each with its own day.
"""

import re
from collections import Counter, namedtuple
from functools import cache

from helpers.readers.cleaning import label_spans
from helpers.readers.rules import filled, rule_rows
from helpers.readers.timex import bounds, day_first

Publication = namedtuple("Publication", "day start end words rule")
_Candidate = namedtuple("_Candidate", "inside held day index weight")
# inside: whether the line stands not above, not behind the article; held: names of rules

# Reason of a line → what tells the day.
_BY = {"archive header": "archive header", "author's name": "byline", "source line": "source line"}
_OPEN = "?"  # a day of which nothing tells whether the first number is the month
_WIDEST, _LONGEST = 160, 60  # characters: read of a line; of a paragraph that may be a date
_TRIGGER = re.compile(r"\d(?:[90]\d\d(?!\d)|[/.-]\s?\d\d(?!\d))")


@cache
def _rows(kind):
    """The rows of a kind, with their patterns compiled and their weights as numbers."""
    rows = rule_rows("publication", "kind", "name", "weight", "pattern", "example", "counter")
    parts = {row.name: row.pattern for row in rows if row.kind == "part"}
    rows = [row._replace(weight=float(row.weight or 0)) for row in rows if row.kind == kind]
    return [row._replace(pattern=re.compile(filled(row.pattern, parts), re.I)) for row in rows]


_MONTHS = {m: int(row.name) for row in _rows("month") for m in row.pattern.pattern.split("; ")}


def _day(found):
    """The day that a match of a form names, or None."""
    year = int(found["y"]) + 2000 * (len(found["y"]) == 2)
    day = f"{year}-{_MONTHS.get(found['m'].lower(), 0):02}-{int(found['d']):02}"
    return day if bounds(day)[0] else None


def _found(text, order):
    """Where days stand in a text → the day; of two forms that differ the one called so, or none."""
    found = {}
    for form in _rows("day"):
        for match in form.pattern.finditer(text):
            day = _day(match)
            if day and found.setdefault(match.span(), day) != day and order != "day first":
                found[match.span()] = day if order == form.name else _OPEN
    return found


def _lines(raw, spans):
    """Index, text and days of each short line that has a day."""
    english, told = _rows("language")[0].pattern.search(raw), day_first(raw)
    usual = {True: "day first", False: "month first", None: None if english else "day first"}[told]
    for index, span in enumerate(spans):
        end = min(span.end, span.start + _WIDEST)
        paragraph = span.label == "body" and span.end - span.start > _LONGEST
        text = raw[span.start : end + 6 * (raw[end - 1] in "/.-")]  # a day may run over a line end
        if not paragraph and _TRIGGER.search(raw, span.start, end):
            order = next((row.name for row in _rows("order") if row.pattern.search(text)), usual)
            if found := _found(text, order):
                yield index, text, found


def _anchors(spans):
    """From where places are counted: the top, the title, the first and the last paragraph."""
    body = [i for i, span in enumerate(spans) if span.label == "body"] or [0]
    titles = [i for i, span in enumerate(spans) if span.label == "title"] or body
    return {"page": 0, "title": titles[0], "first": body[0], "last": body[-1]}


def _candidates(raw, spans):
    """The lines that name a day, with the weights of their words and places."""
    lines, anchors = ["", *(raw[s.start : s.end] for s in spans), ""], _anchors(spans)
    for index, text, found in _lines(raw, spans):
        rest = text.replace(text[slice(*next(iter(found)))], "")  # without its day
        read = {"cue": text, "rest": rest, "label": spans[index].label}
        read |= {"cue above": lines[index], "cue below": lines[index + 2]}
        held = [row for kind in read for row in _rows(kind) if row.pattern.search(read[kind])]
        names, weight = frozenset(row.name for row in held), sum(row.weight for row in held)
        for row in _rows("place"):
            anchor, low, high = row.pattern.pattern.split()
            weight += row.weight * (int(low) <= index - anchors[anchor] <= int(high))
        inside = anchors["title"] - 5 <= index <= anchors["last"]
        yield _Candidate(inside, names, min(found.values()), index, weight)


def _best(candidates):
    """The heaviest candidate, or None where it is too light or does not lead every other day."""
    weights = {row.name: row.weight for row in (*_rows("page"), *_rows("least"))}
    first = next((c for c in candidates if c.inside), None)
    days, totals = {c.day for c in candidates}, {}
    alike = Counter((inside, held) for inside, held, _ in {c[:3] for c in candidates})
    for c in candidates:
        holds = {"the first day": c is first, "the only day": len(days) == 1}
        holds["a list of articles"] = alike[c.inside, c.held] > 1
        totals[c] = c.weight + sum(weights[name] for name in holds if holds[name])
    best = max(totals, key=totals.get, default=None)
    rivals = [total + weights["lead"] for c, total in totals.items() if c.day != best.day]
    heavy = [c for c, total in totals.items() if total >= max([weights["score"], *rivals])]
    told = any("updated" not in c.held or "published" in c.held for c in heavy)
    return best if told and best.day != _OPEN else None


def publication(raw, spans, name=None):
    """When a page was published: `Publication(day, start, end, words, rule)`.

    `day` is "YYYY-MM-DD" or None; `words` are `raw[start:end]`, or the name of the file (`name`).
    `rule`: dateline, byline, source line, archive header or file name.
    """
    candidates = [*_candidates(raw, spans)]
    archived = (c for c in candidates if spans[c.index].reason == "archive header")
    best = _best(candidates) or next(archived, None)
    if best is None:
        day = next((day for day in _found(name or "", None).values() if day != _OPEN), None)
        return Publication(day, None, None, name if day else "", "file name" if day else "")
    start, end, _, reason = spans[best.index]
    return Publication(best.day, start, end, raw[start:end], _BY.get(reason, "dateline"))


def publication_date(raw, name=None):
    """The day a page was published as "YYYY-MM-DD", or None: never a guess."""
    return publication(raw, label_spans(raw), name).day
