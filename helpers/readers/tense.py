"""Tense: which dates of a document are told as past, which as ahead, and which as neither.

A date is *background* where a past verb governs it ("took place in May 2019", "In 2007 it was
small", "since 2018"), *planned* where it lies after the publication, or has no known place before
it, and a plan is told of ("will take part", "is scheduled for"). A year in the name of a product or
a work, a limit ("through 2036"), a target or a forecast is neither, as is one in a quotation.
"""

from collections import namedtuple

from helpers.readers.date_values import PARTS
from helpers.readers.rules import compiled, phrases, word_lists
from helpers.readers.text import lower, within
from helpers.readers.timex import to_edtf

AROUND = 200  # characters on either side of a date in which the word stands that governs it
LONG = 1200  # characters: what is longer on either side is no sentence

# a date, the start and end of its sentence, the role of what it dates; if it opens its clause
Told = namedtuple("Told", "mention start end role leads")


_WORDS = PARTS | {kind: phrases(forms) for kind, forms in word_lists("events").items()}
PATTERNS = compiled("event_patterns", _WORDS)  # with the words of `tables/events.csv` in them


def sentence(units, start, end):
    """The sentence that holds something, cut where it is too long for one, in a list, or none."""
    return [(max(a, start - LONG), min(b, end + LONG)) for a, b in within(units, start, end)[:1]]


def told_dates(document):
    """The dates of body and title outside quotations, each with its sentence and its role."""
    units = sorted([*document.sentences, *(s[:2] for s in document.spans if s.label == "title")])
    for mention in document.dates:
        dated = mention.type in ("DATE", "TIME") and to_edtf(mention.value)
        if dated and not within(document.quotations, mention.start, mention.end):
            for unit in sentence(units, mention.start, mention.end):
                yield _read(document, mention, *unit)


def _read(document, mention, start, end):
    """A date with its role, by the words round it in its clause."""
    raw, published = document.raw, document.publication.day
    before = raw[max(start, mention.start - AROUND) : mention.start]
    before = PATTERNS["stop"].split(before)[-1].lstrip()
    after = PATTERNS["stop"].split(raw[mention.end : min(end, mention.end + AROUND)])[0]
    # "May" and "Will" begin a sentence only; @ stands before the date
    clause = f"{before[:1].lower()}{before[1:]}@{mention.text} {after}"
    before, after = lower(before), lower(after)
    later = published and mention.earliest and str(mention.earliest) > published
    # until, through, and when somebody spoke, whenever that was of which it tells
    lasts = "/" in mention.value and PATTERNS["lasts"].search(before)
    limit = PATTERNS["edge"].search(before) and not lasts or PATTERNS["said"].search(clause)
    role = "limit" if limit else None
    if later or not published and PATTERNS["planned"].search(clause):
        cue = PATTERNS["announced"].search(clause) and not PATTERNS["doubt"].search(clause)
        when = PATTERNS["for"].search(before) and role is None
        role = "planned" if cue and when else role
    elif mention.earliest and not PATTERNS["unreal"].search(clause):
        role = "background" if _past(before, after) else role
    return Told(mention, start, end, role, bool(PATTERNS["leads"].search(before)))


def _past(before, after):
    """Whether a past verb governs what stands between two stretches of a clause."""
    if PATTERNS["since"].search(before):
        return not (PATTERNS["because"].match(after) or PATTERNS["record"].search(before))
    if PATTERNS["edge"].search(before) or not PATTERNS["follows"].match(after):
        return False
    if PATTERNS["leads"].search(before):
        verb = PATTERNS["finite"].search(after[:90])
        return bool(verb and verb["was"])
    verbs = list(PATTERNS["old"].finditer(before)) if PATTERNS["inside"].search(before) else []
    if not verbs or PATTERNS["to do"].search(before, verbs[-1].start()):  # agreed to open it
        return False
    return not PATTERNS["present"].search(before[: verbs[-1].start()])
