"""Temporal expressions of English news as TIMEX3 values, by explicit rules.

The rules stand in `tables/dates.csv`, each with an example, their words in `tables/date_words.csv`. One trigger
expression over the whole text finds where to look; each rule then reads a window round its own kind of trigger. Values
follow TIMEX3 (ISO-TimeML, ISO 24617-1).
"""

import datetime as dt
import re
from bisect import bisect
from collections import defaultdict, namedtuple
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

import pandas as pd
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta, weekday

from helpers.people import masked, page
from helpers.text import TABLES, read_table, sentences
from helpers.voices import quotations, within

DAY = dt.timedelta(days=1)

HOLIDAYS = {row.holiday: [int(n) for n in row.when.split()]
            for row in read_table(TABLES / "holidays.csv", ["holiday", "when"]).itertuples()}
WORDS = defaultdict(dict, holiday=HOLIDAYS)
for row in read_table(TABLES / "date_words.csv", ["kind", "value", "words"]).itertuples():
    WORDS[row.kind] |= dict.fromkeys(row.words.split(" | "), row.value)
UNITS, SETS, SEASONS, PARTS, TENSES = (WORDS[kind] for kind in ("unit", "set", "season", "part", "tense"))
ORDINALS, STEPS, MONTHS, WEEKDAYS = ({word: int(n) for word, n in WORDS[kind].items()}
                                     for kind in ("ordinal", "step", "month", "weekday"))
NUMBERS = {word: float(n) for kind in ("number", "tens") for word, n in WORDS[kind].items()}
ANCHORED = {"that", "same", "previous", "preceding", "prior", "following"}  # counted from the mention before
VAGUE = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}
SPANS = {  # first and last month, number in EDTF; month 14 is February of the next year
    "SP": (3, 5, 21), "SU": (6, 8, 22), "FA": (9, 11, 23), "WI": (12, 14, 24), "Q1": (1, 3, 33), "Q2": (4, 6, 34),
    "Q3": (7, 9, 35), "Q4": (10, 12, 36), "H1": (1, 6, 40), "H2": (7, 12, 41)}


def _any(words):
    return "|".join(sorted(words, key=len, reverse=True))


def _filled(pattern):
    """A pattern with the words of each <<kind>> in it."""
    return re.sub("<<(.+?)>>", lambda m: _any(word.replace(".", r"\.") for word in WORDS[m[1]]), pattern)


BLOCKS = {name: _filled(pattern) for pattern, name in WORDS["block"].items()}


def _compile(pattern):
    pattern = re.sub(rf"({_any(BLOCKS)})\d?", lambda m: BLOCKS[m[1]].replace("@", m[0].lower()), pattern)
    pattern = pattern.replace(" ", r"[^\S\n]?\s[^\S\n]{0,3}").replace("~", r"\s?[^\S\n]{0,3}")
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")


class DateMention(NamedTuple):
    """A temporal expression: `text` at `start:end`, TIMEX3 `type` and `value`, and the rule that read it."""

    start: int
    end: int
    text: str
    type: str
    value: str
    rule: str

    earliest = property(lambda self: bounds(self.value)[0], doc="The first day the value allows, or None.")
    latest = property(lambda self: bounds(self.value)[1], doc="The last day the value allows, or None.")


@lru_cache(maxsize=4096)
def bounds(value):
    """The first and the last day a TIMEX3 value allows, `(None, None)` where it denotes no days.

    >>> [str(day) for day in bounds("2024-W08")]
    ['2024-02-19', '2024-02-25']
    """
    try:
        if "/" in value:
            return tuple(bounds(part)[i] for i, part in enumerate(value.split("/")))
        if m := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:T.*)?", value):
            return (dt.date(*map(int, m.groups())),) * 2
        if m := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
            monday = dt.date.fromisocalendar(int(m[1]), int(m[2]), 1)
            return monday + (5 if m[3] else 0) * DAY, monday + 6 * DAY
        if m := re.fullmatch(r"(\d{4})-(\d\d|[A-Z]\w)", value):
            first, last, *_ = SPANS.get(m[2]) or (int(m[2]), int(m[2]))
            year, month = divmod(int(m[1]) * 12 + last, 12)
            return dt.date(int(m[1]), first, 1), dt.date(year, month + 1, 1) - DAY
        if m := re.fullmatch(r"(\d{2,4})(?:-XX-XX)?", value):
            return dt.date(int(m[1].ljust(4, "0")), 1, 1), dt.date(int(m[1].ljust(4, "9")), 12, 31)
    except (ValueError, OverflowError):  # 30 February, the year 0
        pass
    return None, None


def to_edtf(value):
    """The EDTF form (ISO 8601-2) of a TIMEX3 value, None for what lies on no calendar.

    >>> to_edtf("2024-W08"), to_edtf("2024-SU"), to_edtf("201"), to_edtf("PRESENT_REF")
    ('[2024-02-19..2024-02-25]', '2024-22', '201X', None)
    """
    if re.fullmatch(r"\d{4}-W\d\d(-WE)?", value):
        return "[{}..{}]".format(*bounds(value)) if bounds(value)[0] else None
    if m := re.fullmatch(r"(\d{4})-([A-Z]\w)", value):
        return f"{m[1]}-{SPANS[m[2]][2]}"
    if value.isdigit():
        return value.ljust(4, "X")
    if m := re.fullmatch(r"BC(\d{4})", value):
        return f"-{int(m[1]) - 1:04}".replace("-0000", "0000")  # EDTF has a year 0
    days = value.partition("T")[0]
    written = re.fullmatch(r"[\dX]{4}(-[\dX]{2}){0,2}(/[\dX]{4}(-[\dX]{2}){0,2})?", days)
    return days if written and days.strip("X-") and ("X" in days or None not in bounds(days)) else None


# --- what stands around a mention ------------------------------------------------------------------------------------

TENSE = re.compile(r"\b(?:{})(?!\w)".format("|".join(
    f"(?P<{sense}>{_any(word for word, value in TENSES.items() if value == sense)})" for sense in ("future", "past"))))
PREPOSITION = re.compile(rf"\b(?:{_any(WORDS['preposition'])})[ -]+\(?\Z")
NO_YEAR = re.compile(rf"(?:[$£€#+]|\b(?:{_any(WORDS['no year'])})\W{{0,2}}|\d\s|[\d–/:.+-]) ?\Z")
COUNTED = re.compile(rf"\s?(?:(?P<unit>{_any(WORDS['counted'])})"
                     r"|(?!(?:as|is|was|has|this|its|it's|does|us|across|games|olympics)\b)[a-z]+[^s\W]s\b)")
POSSESSIVE = re.compile(r"\b(?:his|her|their|my|our|your) (?:early|mid|late)?[ -]?\Z")
CLAUSE = re.compile(r"[.!?;]\s|\n\n")
DAY_VALUE = re.compile(r"\d{4}-\d\d-\d\d")


class _Context:
    """What a rule may ask of its surroundings: reference, mention before, the words around, the tense."""

    def __init__(self, low, reference):
        self.low, self.reference = low, reference
        self.anchor, self.day, self.value = reference, reference, ""  # of the mention before

    def follow(self, value):
        """Take note of a mention: later ones may be counted from it."""
        if first := bounds(value)[0]:
            self.anchor, self.value = first, value
            self.day = first if DAY_VALUE.match(value) else self.day

    def before(self, m, pattern):
        """Whether the words before a match fit a pattern."""
        return re.search(rf"\b(?:{pattern}) (?:the )?\Z", self.words(m)[0])

    def words(self, m):
        return self.low[max(0, m.start() - 30):m.start()], self.low[m.end():m.end() + 30]

    def tense(self, m):
        """1 where the nearest verb or preposition of the clause points ahead, -1 back, 0 where none does."""
        left = CLAUSE.split(self.low[max(0, m.start() - 100):m.start()])[-1]
        right = CLAUSE.split(self.low[m.end():m.end() + 60])[0]
        cues = [(len(left) - cue.end(), cue.lastgroup) for cue in TENSE.finditer(left)]
        cues += [(cue.start() + 8, cue.lastgroup) for cue in TENSE.finditer(right)]  # the words before weigh more
        return {"future": 1, "past": -1}.get(min(cues, default=(0, None))[1], 0)

    @cached_property
    def narrative(self):
        """Whether the text tells of other years than the reference's: then a date belongs to the one before it."""
        years = [int(year) for year in re.findall(r"\b(?:1[5-9]|20)\d\d\b", self.low)]
        return len(years) >= 5 and 5 * sum(abs(year - self.reference.year) < 2 for year in years) < len(years)

    @cached_property
    def day_first(self):
        """Whether numeric dates name the day first, by those of the text that can be read one way; None: unknown."""
        pairs = re.findall(r"\b(\d\d?)[/-](\d\d?)[/-]\d{2,4}\b", self.low)
        votes = {int(a) > 12 for a, b in pairs if (int(a) > 12) != (int(b) > 12)}
        return votes.pop() if len(votes) == 1 else None


def _of_year(m, c, make):
    """`make(year)` for the year named, or a step away, or else the one nearest to the reference on the right side."""
    g = m.groupdict()
    if g.get("year") or not c.reference:
        return make(g.get("year") or "XXXX")
    step, other = g.get("step") or "the", g.get("step2")
    if other or step in ("this", "current"):
        return make(f"{c.reference.year + STEPS.get(other, 0):04}")
    told = step in ANCHORED or step == "the" and c.narrative
    begin, end = bounds(c.value) if told and c.value else (c.reference, c.reference)
    ahead = 1 if told else {1: 0.3, 0: 2, -1: 8}[c.tense(m)]

    def cost(value):
        first, last = bounds(value)
        if first is None:
            return 9e9
        after, before = (first - end).days, (begin - last).days
        beside = STEPS[step] and (after if STEPS[step] > 0 else before) <= 0  # what is next does not hold today
        return 9e9 if beside else max(after * ahead, before, 0)
    return min((make(f"{begin.year + k:04}") for k in sorted(range(-4, 5), key=abs)), key=cost)


def _shift(day, unit, n):
    """The value of the unit that lies `n` units from the one that holds `day`."""
    if unit in ("D", "W", "2W", "WE"):
        day += int(n) * DAY * {"D": 1, "2W": 14}.get(unit, 7)
        week = "{:04}-W{:02}".format(*day.isocalendar()) + "-WE" * (unit == "WE")
        return day.isoformat() if unit == "D" else week
    months = {"M": 1, "Q": 3, "Y": 12, "10Y": 120, "100Y": 1200}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 + int(n * months), 12)
    dt.date(year, 1, 1)  # raises beyond the calendar
    rest = {"M": f"-{month + 1:02}", "Q": f"-Q{month // 3 + 1}"}.get(unit, "")
    return f"{year:04}"[:{"10Y": 3, "100Y": 2}.get(unit, 4)] + rest


def _number(word, half=None):
    """The number that figures or words name, None for several and few."""
    word = " ".join(word.split()).replace(",", "")
    parts = [float(word) if word[0].isdigit() else NUMBERS.get(word)]
    parts = parts if parts[0] is not None else [NUMBERS.get(part) for part in word.split("-")]
    return None if None in parts else sum(parts) + bool(half) / 2


def _ordinal(word):
    return ORDINALS.get(word) or int(re.match(r"\d+", word)[0])


def _named(names, word):
    return next(n for name, n in names.items() if name[:3] == word[:3])


# --- what the rules make: functions of the match and its context, named in tables/dates.csv ---------------------------

def _month_day(m, c, month="month", day="day"):
    return _of_year(m, c, lambda year: f"{year}-{_named(MONTHS, m[month]):02}-{int(m[day]):02}")


def _days(m, c):
    last = _month_day(m, c, "month2" if "month2" in m.groupdict() else "month", "day2")
    return f"{last[:4]}-{_named(MONTHS, m['month']):02}-{int(m['day']):02}/{last}"


def _month(m, c):
    """A month; `May` and other names that are words or people too need a preposition before them."""
    g, name, (before, after) = m.groupdict(), m["month"], c.words(m)
    if m[0] == name and re.match(r"mar|may|apr|jun\b|june|aug|\w{3}\b", name) and not (
            PREPOSITION.search(before) or re.match(r"\s?(?:and|to|-|–|sales)\b", after)):
        return None
    months = [f"-{_named(MONTHS, g[key]):02}" for key in ("month", "month2") if key in g]
    return _of_year(m, c, lambda year: "/".join(year + month for month in months))


def _week_of_month(m, c):
    (first, last), n = bounds(_month(m, c)), _ordinal(m["ord"])
    return first and _shift(last - 3 * DAY if n < 0 else first + (7 * n - 4) * DAY, "W", 0)


def _weekday(m, c):
    number, step = _named(WEEKDAYS, m["weekday"]), m["step"]
    if m["weekday"] not in WEEKDAYS or c.before(m, "black|bloody|super|cyber|easter"):
        return None
    if not c.reference:
        return f"XXXX-WXX-{number}"
    day = c.day if step in ANCHORED else c.reference
    ahead = (number - day.isoweekday()) % 7
    if STEPS.get(step):
        return _shift(day, "D", ahead or 7 if STEPS[step] > 0 else ahead - 7)
    return _shift(day, "D", ahead - 7 if ahead and c.tense(m) < 1 else ahead)


def _today(m, c):
    n = {"yesterday": -1, "before": -2, "tomorrow": 1, "after": 2}.get(m["word"] or m["side"], 0)
    return _shift(c.reference, "D", n) if c.reference else VAGUE[(n > 0) - (n < 0)]


def _step(m, c):
    """`last week`, `the next day`, `the end of this year`: a unit some steps away from the reference or a mention."""
    step, unit, n = m["step"], UNITS[m["unit"]], STEPS[m["step"]]
    if unit[0] == "T" or step == "the" and not (m["mod"] or m["whole"] or c.before(
            m, "(?:rest|remainder|course|most|end) of|end|ending|finish|ended|later? in")):
        return None
    span = c.before(m, "over|in|during|within") if step == "last" else m["the"] and step in ("past", "prior", "coming")
    if span and unit not in ("Q", "D"):
        return _duration(1, unit)
    anchored = step in ANCHORED or m["whole"] or m["the"] and step == "next"
    day = c.anchor if anchored else c.day if (step, unit) == ("the", "D") else c.reference
    return _shift(day, unit, n) if day else VAGUE[n]


def _ago(m, c):
    sign, n, unit = -1 if m["dir"] in ("ago", "earlier") else 1, _number(m["num"] or "one", m["half"]), UNITS[m["unit"]]
    day = c.reference if m["dir"] in ("ago", "from now") else c.anchor
    vague = n is None or unit[0] == "T" or not day or m["s"] and not m["num"]
    return VAGUE[sign] if vague else _shift(day, unit, sign * n)


def _duration(n, unit):
    time, factor, letter = re.fullmatch(r"(T?)(\d*)(\D+)", unit).groups()
    if n == 0.5 and unit in ("Y", "TH", "D"):
        return {"Y": "P6M", "TH": "PT30M", "D": "PT12H"}[unit]
    return f"P{time}{'X' if n is None else format(n * int(factor or 1), 'g')}{letter}"


def _length(m, c):
    g, unit = m.groupdict(), UNITS[m["unit"]]
    fraction = unit == "Q" and not g.get("adjective") and not g.get("the")  # a quarter of them
    if fraction or unit == "WE" or unit == "TS" and not m["s"]:
        return None
    return _duration(_number(m["num"], m["half"]), unit)


def _units(m, c):
    short = m["unit"] in ("minute", "hour", "day")
    return None if short and not c.before(m, "in|for|within|after|just") else _duration(None, UNITS[m["unit"]])


def _every(m, c):
    return _duration(2 if m["other"] else _number(m["num"] or "one"), UNITS[m["unit"]])


def _same_period(m, c):
    return f"{int(c.value[:4]) - 1:04}{c.value[4:7]}" if re.match(r"\d{4}", c.value) else "PAST_REF"


def _century(m, c):
    return f"{_ordinal(m['ord']) - 1:02}" if 0 < _ordinal(m["ord"]) < 30 else None


def _quarter(m, c):
    n, kind, g = _ordinal(m["ord"]), m["kind"][0].upper(), m.groupdict()
    count, said = 4 if kind == "Q" else 2, g.get("year") or g.get("step2")
    if n > count or not said and (kind == "H" or m["kind"] == "q" and not PREPOSITION.search(c.words(m)[0])):
        return None
    if n < 0 and not said:
        return _shift(c.reference, "Q", -1) if c.reference else "PAST_REF"
    return _of_year(m, c, lambda year: f"{year}-{kind}{n if n > 0 else count}")


def _season(m, c):
    said = m["year"] or m["step2"] or m["step"] not in (None, "the") or c.before(m, "in|by|until|since")
    if not said and m["season"] in ("fall", "spring") or re.match(r"\sof\b", c.words(m)[1]):
        return None
    return _of_year(m, c, lambda year: f"{year}-{SEASONS[m['season']]}")


def _iso(day):
    return day.isoformat() if day else "XXXX-XX-XX"


def _written(m, c):
    return f"{m['y']}-{m['mo']:0>2}-{m['d']:0>2}" + (f"T{m['time']}{(m['zone'] or '').upper()}" if m["time"] else "")


def _numeric(m, c):
    """The order of day and month by evidence: a part over 12, a dot, another date of the text, the reference."""
    a, b, sep, short = int(m["a"]), int(m["b"]), m["sep"], len(m["y"]) == 2
    year = ("20" if m["y"] < "50" else "19") + m["y"] if short else m["y"]
    if short and (sep == "-" or sep == "." and len(m[0]) < 8) or re.match(r"[./-]\d", c.words(m)[1]):
        return None
    pairs = [(a, b)] if a == b or sep == "." else [(a, b), (b, a)]  # nobody writes the month first before dots
    forms = [f"{year}-{month:02}-{day:02}" for day, month in pairs if 0 < month <= 12 and 0 < day <= 31]
    if len(forms) < 2:
        return forms[0] if forms else None
    if c.day_first is not None:
        return forms[not c.day_first]
    near = [form for form in forms if c.reference and bounds(form)[0] and abs(bounds(form)[0] - c.reference) < 28 * DAY]
    return near[0] if len(near) == 1 else f"{year}-XX-XX"


def _clock(m, c):
    """A time of the day of the mention before; one that is not sure, marked ?, counts only beside its day."""
    hour, half, zone = int(m["h"]), m.groupdict().get("halfday"), m["zone"]
    if half:
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 99
    sure = half or zone or c.before(m, "at|by|until|till|from|after|before|around|since")
    time = f"T{hour:02}:{m['min'] or '00'}{'Z' * (zone in ('utc', 'gmt'))}"
    return "?" * (not sure) + _iso(c.day) + time if hour < 24 else None


def _part(m, c):
    step, part = m["step"], PARTS[m["part"]]
    if step in ("last", "this", "next"):
        return _iso(c.reference and c.reference + STEPS[step] * DAY) + part
    return "?" * (not (step in ANCHORED or step and c.before(m, "in|during"))) + _iso(c.day) + part


def _year(m, c):
    year, (before, after) = int(m["year"]), c.words(m)
    cue = PREPOSITION.search(before) or m["mod"] or year < 1900 and before.endswith("(")
    counted = (noun := COUNTED.match(after)) and (noun["unit"] or not cue or year % 100 == 0 or year < 1900)
    doubtful = (year < 1900 or year == 2000) and not cue
    return None if NO_YEAR.search(before) or counted or doubtful or re.match(r"[-–/:]\d", after) else m["year"]


def _years(m, c):
    last = m["year"][:4 - len(m["year2"])] + m["year2"]
    unlikely = abs(int(last) - int(m["year"])) > 150 or len(m["year2"]) == 2 and last <= m["year"]
    return None if unlikely or NO_YEAR.search(c.words(m)[0]) else f"{m['year']}/{last}"


def _decade(m, c):
    if m["hundred"]:
        return m["hundred"] + m["ten"]
    cue = m["mod"] or m["the"] or "'" in m[0][:1] or re.search(r"(?:'|\band )\Z", c.words(m)[0])
    return "19" + m["ten"] if cue and m["ten"] > "2" and not POSSESSIVE.search(c.words(m)[0]) else None


def _holiday(m, c):
    month, *rest = HOLIDAYS[m["holiday"]]

    def day(year):
        if len(rest) == 1:
            return f"{year}-{month:02}-{rest[0]:02}"
        if year == "XXXX":
            return "XXXX-XX-XX"
        if not rest:
            return (easter(int(year)) + month * DAY).isoformat()
        number, which = rest
        first = dt.date(int(year), month, 1)
        return (first + relativedelta(day=1 if which > 0 else 31, weekday=weekday(number - 1, which))).isoformat()
    return _of_year(m, c, day)


# --- finding ---------------------------------------------------------------------------------------------------------

RULES = read_table(TABLES / "dates.csv", ["name", "trigger", "pattern", "value", "example", "expected", "counter"])
_MAKERS = {name: globals()[f"_{name}"] for name in RULES["value"] if f"_{name}" in globals()}
_COMPILED = [(row.name, row.trigger, _compile(row.pattern), row.value) for row in RULES.itertuples(index=False)]
_FORMS = [(_filled(form).replace(" ", r"\s{1,4}"), kind) for form, kind in WORDS["trigger"].items()]
TRIGGER = re.compile(rf"\b(?:{'|'.join(form for form, _ in _FORMS)})")
_KIND = re.compile("|".join(f"(?P<{kind}>{'|'.join(form for form, of in _FORMS if of == kind)})"
                            for kind in dict.fromkeys(kind for _, kind in _FORMS)))


def _windows(low):
    """For each kind of trigger the stretches of text in which its rules have to look."""
    found = {kind: [] for kind in _KIND.groupindex}
    for m in TRIGGER.finditer(low):
        spans = found[_KIND.match(low, m.start()).lastgroup]
        if spans and m.start() - 40 <= spans[-1][1]:
            spans[-1][1] = m.end() + 40
        else:
            spans.append([max(0, m.start() - 40), m.end() + 40])
    return found


def _capital(text, m):
    """Whether each name that is also a word stands with a capital: May, March, Sun."""
    names = [name for name in ("month", "month2", "weekday", "holiday") if m.groupdict().get(name)]
    return not any(text[m.start(name)].islower() and re.fullmatch(r".{3,4}|march|august", m[name]) for name in names)


def _read(maker, m, context):
    """The value of a match, None where its rule thinks better of it."""
    if maker in _MAKERS:
        try:
            return _MAKERS[maker](m, context)
        except (ValueError, OverflowError):  # before the year 1 or after 9999
            return None
    groups = {name: (SETS | WEEKDAYS).get(word, word) for name, word in m.groupdict().items()}
    return maker.format(day=_iso(context.day), today=_iso(context.reference), **groups)


def find_dates(text, reference=None):
    """The temporal expressions of a text in order, as a list of `DateMention` without overlap.

    `reference` is the day of the document, "YYYY-MM-DD" or a date; what is relative is counted from it, and without
    it stays open.

    >>> [(m.text, m.value) for m in find_dates("They met on 3-4 July and a week later.", "2024-07-20")]
    [('3-4 July', '2024-07-03/2024-07-04'), ('a week later', '2024-W28')]
    """
    reference = dt.date.fromisoformat(reference) if isinstance(reference, str) and reference else reference or None
    low = text.replace("\u0130", "I").lower().replace("’", "'")  # the one capital whose small form is longer
    windows, context, mentions, position = _windows(low), _Context(low, reference), [], 0
    matches = sorted((m.start(), -m.end(), n, m) for n, (_, kind, pattern, _) in enumerate(_COMPILED)
                     for lo, hi in windows[kind] for m in pattern.finditer(low, lo, hi))
    for start, _, n, m in matches:
        name, _, _, maker = _COMPILED[n]
        if start >= position and _capital(text, m) and (value := _read(maker, m, context)):
            position = m.end()
            _add(mentions, text, DateMention(start, position, "", "", value, name))
            context.follow(value.lstrip("?"))
    return [m._replace(text=text[m.start:m.end], type=_type(m)) for m in mentions if m.value[0] != "?"]


def _add(mentions, text, new):
    """Append a mention, joined to the one before where one is a day and the other a time of it."""
    if mentions and re.fullmatch(r"\s?,?\s?(?:(?:at|on|of|from|in the) )?", text[mentions[-1].end:new.start][:20]):
        old = mentions[-1]
        days, times = ([bool(re.fullmatch(form, m.value)) for m in (old, new)] for form in (
            r"\d{4}-\d\d-\d\d", r"\??(?:\d{4}|XXXX)-..-..T.*"))
        if days[0] and times[1] or times[0] and days[1]:
            day, time = (old, new) if days[0] else (new, old)
            new = new._replace(start=old.start, value=day.value + time.value[time.value.index("T"):], rule=time.rule)
            mentions.pop()
    mentions.append(new)


def _type(mention):
    if mention.rule in ("set", "every", "every weekday"):
        return "SET"
    duration, time = re.match(r"P[TX\d]", mention.value), re.search(r"[\dX]T", mention.value)
    return "DURATION" if duration else "TIME" if time else "DATE"


# --- what is made of the mentions -------------------------------------------------------------------------------------

_ANNIVERSARY = _compile("ORD(?: |-)anniversary")
DateProblem = namedtuple("DateProblem", "start end words kind")
Anniversary = namedtuple("Anniversary", "words year count")


def check_dates(text, reference=None):
    """The inconsistencies among the dates of a text, as a list of `DateProblem`; they are reported, not repaired.

    >>> [(p.words, p.kind) for p in check_dates("On Monday, 20 February 2024, and until 30 February 2024")]
    [('Monday, 20 February 2024', 'weekday disagrees'), ('30 February 2024', 'no such day')]
    """
    mentions, problems = find_dates(text, reference), []
    for m in mentions:
        named = re.match(_any(WEEKDAYS), m.text.lower())
        if re.fullmatch(r"\d{4}-\d\d-\d\d(/.*)?|.*/.*-\d\d-\d\d", m.value) and None in (m.earliest, m.latest):
            problems.append(DateProblem(*m[:3], "no such day"))
        elif m.earliest and m.earliest > m.latest:
            problems.append(DateProblem(*m[:3], "ends before it begins"))
        elif named and DAY_VALUE.match(m.value) and m.earliest.isoweekday() != WEEKDAYS[named[0]]:
            problems.append(DateProblem(*m[:3], "weekday disagrees"))
        elif m.rule == "numeric" and m.value.endswith("-XX-XX"):
            problems.append(DateProblem(*m[:3], "day and month cannot be told apart"))
    for a, b in zip(mentions, mentions[1:], strict=False):
        opens = re.search(r"\b(?:from|between)\s(?:the\s)?\Z", text[max(0, a.start - 15):a.start], re.IGNORECASE)
        joins = re.fullmatch(r",?\s(?:to|and|until|through)\s", text[a.end:b.start][:20])
        if opens and joins and a.earliest and b.latest and a.earliest > b.latest:
            problems.append(DateProblem(a.start, b.end, text[a.start:b.end], "ends before it begins"))
    return sorted(problems)


def anniversaries(text, reference=None):
    """The years that hide in anniversaries, as a list of `Anniversary`; none where the year it falls in is not known.

    >>> anniversaries("preparations for the 30th anniversary of the CICA in 2022")
    [Anniversary(words='30th anniversary', year='1992', count=30)]
    """
    found = []
    for a, b in sentences(text):
        for m in _ANNIVERSARY.finditer(text[a:b].lower()):
            at, count = a + m.start(), _ordinal(m["ord"])
            near = max(a, at - 200)
            dates = [d for d in find_dates(text[near:min(b, at + 200)], reference) if d.value[:4].isdigit()]
            nearest = min(dates, key=lambda d, at=at - near: abs(d.start - at), default=None)
            year = nearest.value[:4] if nearest else str(reference or "")[:4]
            if year and 0 < count < int(year):
                found.append(Anniversary(text[at:a + m.end()], f"{int(year) - count:04}", count))
    return found


def date_mentions(corpus):
    """A DataFrame of every temporal expression in title, dateline, source and body of the documents of a corpus.

    Columns: `doc_id, start, end` (offsets into the raw document, or into `text` where the corpus keeps no raw one),
    `words, type, value, rule, earliest, latest, label, quoted` (inside a quotation, where a deictic is the speaker's)
    and `sentence`. The reference of each document is its `published` day.
    """
    rows = [(doc_id, *row) for doc_id, published in corpus["published"].items()
            for row in _document_mentions(page(corpus, doc_id), published if isinstance(published, str) else None)]
    columns = "doc_id start end words type value rule earliest latest label quoted sentence"
    return pd.DataFrame(rows, columns=columns.split())


def _document_mentions(document, published):
    raw, spans = document.raw, [span for span in document.spans if span[2] != "byline"]
    text = masked(raw, [span[:2] for span in spans])
    quoted = quotations(text)
    units = [(a + s, label, raw[a + s:a + e]) for a, b, label in spans for s, e in sentences(raw[a:b])]
    for m in find_dates(text, published):
        _, label, sentence = units[bisect(units, m.start, key=itemgetter(0)) - 1]
        spoken = bool(within(quoted, m.start, m.end))
        if spoken and (own := find_dates(m.text)):  # the speaker's "today" is not the page's: only its words are known
            m = m._replace(type=own[0].type, value=own[0].value)
        yield *m, m.earliest, m.latest, label, spoken, sentence
