"""Time expressions of English prose as TIMEX3 values, by explicit rules.

Found are days, weeks, months, seasons, quarters, years, decades, times of the day, lengths and
sets, in words or figures, told from the day of the text ("last Friday") or from the mention before
("two days later"). A year that is not written is that of the range or the story, else the nearest
on the side of the reference to which verb or preposition point. Not found are products and counts
that look like years, feasts that move, and periods that only have a name.

The rules stand in `tables/timex_rules.csv`; what they make of their matches, in `date_values`. One
trigger expression over the whole text finds where to look; each rule reads a window round its own
kind of trigger. Of rules that meet, the one that begins first counts, then the longest, then
the first.
"""

import re
from collections import defaultdict, namedtuple

import re2

from helpers.readers.date_values import DAY_VALUE, PARTS, WEEKDAYS, WORDS, Context, made, spelled
from helpers.readers.rules import filled, rule_rows
from helpers.readers.timex import bounds

READ_IN = frozenset({"title", "dateline", "source", "body"})  # the labels that are read for dates


class DateMention(namedtuple("DateMention", "start end text type value rule")):
    """A time expression: `text` at `start:end`, TIMEX3 `type`, `value`, the rule that read it."""

    earliest = property(lambda self: bounds(self.value)[0], doc="The first day allowed, or None.")
    latest = property(lambda self: bounds(self.value)[1], doc="The last day allowed, or None.")

    @property
    def problem(self):
        """What is wrong with it, None if nothing."""
        if None in (self.earliest, self.latest):
            return "no such day" if self.value[:4].isdigit() else None
        if self.earliest > self.latest:
            return "ends before it begins"
        weekday = WEEKDAYS.get(re.split(r"\W", self.text.lower())[0])
        if weekday and DAY_VALUE.match(self.value) and self.earliest.isoweekday() != weekday:
            return "weekday disagrees"
        return "day and month cannot be told apart" if self.value.endswith("-XX-XX") else None


# --- finding

_RULES = defaultdict(list)  # kind of trigger → its rules
for row in rule_rows("timex_rules", "name", "trigger", "pattern", "value", "after", "unless"):
    after = row.after and re.compile(rf"\b(?:{spelled(row.after)})[ -]{{1,3}}\(?(?:the )?\Z")
    unless = row.unless and re.compile(rf"(?:{spelled(row.unless)})[ -]{{0,2}}\Z")
    pattern = re.compile(rf"(?<!\w)(?:{spelled(row.pattern)})(?!\w)")
    rule = row._replace(pattern=pattern, after=after, unless=unless)
    for kind in row.trigger.split():
        _RULES[kind].append(rule)
_KINDS = "|".join(f"(?P<{kind}>{forms})" for forms, kind in WORDS["trigger"].items())
TRIGGER = re2.compile(filled(_KINDS, PARTS).replace(" ", r"\s{1,4}").replace(r"\s", r"[\s\pZ]"))


def _matches(low):
    """The matches of all rules as (rule, match), in order.

    Each rule looks round each trigger of its kind for what does not begin behind the trigger.
    """
    found = {}
    for trigger in TRIGGER.finditer(low.encode("utf-8", "replace").decode()):  # no lone surrogates
        start, end = trigger.span()
        for rule in _RULES[trigger.lastgroup]:
            for m in rule.pattern.finditer(low, max(0, start - 40), end + 40):
                if m.start() <= start:
                    found[m.start(), -m.end(), rule.line] = rule, m
    return [found[place] for place in sorted(found)]


def _read(rule, m, c):
    """The value of a match, None where the words before it or its maker think better of it."""
    before = c.low[max(0, m.start() - 40) : m.start()]
    if rule.after and not rule.after.search(before) or rule.unless and rule.unless.search(before):
        return None
    try:
        return made(rule.value, m, c)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None


def find_dates(text, reference=None):
    """The time expressions of a text in order, as a list of `DateMention` without overlap.

    `reference` is the day of the document, "YYYY-MM-DD" or a date; what is relative is counted from
    it, and without it stays open.

    >>> [(m.text, m.value) for m in find_dates("Met on 3-4 July and a week later.", "2024-07-20")]
    [('3-4 July', '2024-07-03/2024-07-04'), ('a week later', '2024-W28')]
    """
    mentions, position, day = [], 0, DAY_VALUE.match(str(reference))
    context = Context(text, day and bounds(day[0])[0])
    for rule, m in _matches(context.low):
        value = m.start() >= position and _read(rule, m, context)
        named = (m.start(n) for n in ("month", "month2", "weekday") if m.groupdict().get(n))
        if not value or any(text[start].islower() for start in named):  # may, sun: rather words
            continue
        position = m.end()
        spans = [m.span("head"), m.span("rest")] if "+" in value else [m.span()]
        for (first, last), part in zip(spans, value.split("+"), strict=True):
            _add(mentions, text, DateMention(first, last, "", "", part, rule.name))
            context.follow(part.lstrip("?"), last)
    sure = (m for m in mentions if m.value[0] != "?")
    return [m._replace(text=text[m.start : m.end], type=_type(m)) for m in sure]


def _add(mentions, text, new):
    """Append a mention, joined to the one before where one is a day and the other a time of it."""
    pair = [*mentions[-1:], new]
    day = next((m for m in pair if DAY_VALUE.fullmatch(m.value)), None)
    time = next((m for m in pair if re.match(r"\??(?:\d{4}|XXXX)-..-..T", m.value)), None)
    between = text[pair[0].end : new.start] if day and time else ";"
    if gap := re.fullmatch(r"(?:\s?,)?\s?(?:(?:at|on|of|from|in the) )?", between):
        value = f"{day.value}T{time.value.partition('T')[2]}"
        if day is new and "," in gap[0]:  # "in the evening, May 7": each for itself
            mentions[-1] = time._replace(value=value)
        else:
            mentions.pop()
            new = new._replace(start=pair[0].start, value=value, rule=time.rule)
    mentions.append(new)


def _type(mention):
    if mention.rule.startswith(("set", "every", "times")):
        return "SET"
    length, time = re.match(r"P[TX\d]", mention.value), re.search(r"[\dX]T", mention.value)
    return "DURATION" if length else "TIME" if time else "DATE"


def spoken(mention):
    """A mention by its own words alone: a speaker's "today" is not the day of the page."""
    own = find_dates(mention.text)
    return mention._replace(type=own[0].type, value=own[0].value) if own else mention


def check_dates(text, reference=None):
    """The dates of a text that cannot be as they stand: each has a `problem`; none is mended.

    >>> [(m.text, m.problem) for m in check_dates("Monday, 20 February 2024, and 30 February 2024")]
    [('Monday, 20 February 2024', 'weekday disagrees'), ('30 February 2024', 'no such day')]
    """
    return [mention for mention in find_dates(text, reference) if mention.problem]
