"""Values of the rules for dates: what a match of a rule says, in its text and on its day.

A value is a template of `tables/timex_rules.csv`, or a function below that the table names. Both
get the match and its `Context`. The words stand in `tables/timex_words.csv`.
"""

import re
from collections import defaultdict
from fractions import Fraction
from functools import cached_property

from helpers.readers.rules import any_of, filled, rule_rows
from helpers.readers.text import lower, shapes
from helpers.readers.timex import DAY, bounds, day_first, duration, shifted

VAGUE = {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}
AHEAD = {1: 1 / 8, 0: 2, -1: 8}  # what a day ahead weighs, by tense; news tells of what has been
UNKNOWN = "XXXX-XX-XX"  # a day
NEAR = 500  # characters within which "two days later" may count from the mention before

WORDS = defaultdict(dict)
for row in rule_rows("timex_words", "kind", "value", "words", "example"):
    WORDS[row.kind] |= dict.fromkeys(row.words.split(" | "), row.value)
UNITS, ANCHORED = WORDS["unit"], WORDS["anchored"]  # anchored: told from the mention before
STEPS, WEEKDAYS = ({word: int(n) for word, n in WORDS[k].items()} for k in ("step", "weekday"))
NUMBERS = {word: float(n) for kind in ("number", "ones", "tens") for word, n in WORDS[kind].items()}
PARTS = {kind: any_of(w.replace(".", r"\.") for w in words) for kind, words in WORDS.items()}
for pattern, name in WORDS["block"].items():
    pattern = filled(pattern, PARTS)  # of kinds, and of the blocks above
    PARTS |= {name + n: pattern.replace("@", name.lower() + n) for n in ("", "2")}
# words → what stands for them in a value, by the group of a pattern; Sep. and Sept. are a month
MONTHS = {word[:k]: n for word, n in WORDS["month"].items() for k in (3, 4, None)}
FIGURES = WORDS | {"month": MONTHS}


def spelled(pattern):
    """A pattern of the tables as a regular expression."""
    pattern = filled(pattern, PARTS).replace(" ", r"[^\S\n]?\s[^\S\n]{0,3}")
    return pattern.replace("~", r"\s?[^\S\n]{0,3}")


TENSE = re.compile(filled(r"\b(?:(?P<future><<future>>)|(?P<past><<past>>))(?!\w)", PARTS))
DAY_VALUE = re.compile(r"\d{4}-\d\d-\d\d")


class Context:
    """What a rule may ask of its surroundings: reference, mention before, words around, tense."""

    def __init__(self, text, reference):
        self.low = lower(text).replace("’", "'").replace("‘", "'")
        self.reference = self.anchor = self.day = reference
        self.value, self.position = "", -NEAR  # of the mention before

    def follow(self, value, position):
        """Take note of a mention: later ones may be counted from it."""
        if None not in (days := bounds(value)):
            self.anchor, self.value, self.position = days[0], value, position
            self.day = days[0] if DAY_VALUE.match(value) else self.day
        elif value.startswith("XXXX-") and not self.reference:  # none is known from here on
            self.anchor, self.day, self.value = None, None, ""

    def tense(self, m):
        """1 where the nearest verb or preposition of the clause points ahead, -1 back, else 0."""
        left = shapes.clause.split(self.low[max(0, m.start() - 100) : m.start()])[-1]
        right = shapes.clause.split(self.low[m.end() : m.end() + 100])[0]
        cues = [(len(left) - cue.end(), cue.lastgroup) for cue in TENSE.finditer(left)]
        cues += [(cue.start() + 8, cue.lastgroup) for cue in TENSE.finditer(right)]  # weigh less
        alone = "future" if left.endswith(" by ") else None
        return {"future": 1, "past": -1}.get(min(cues, default=(0, alone))[1], 0)

    @cached_property
    def narrative(self):
        """Whether the text tells of other years than the reference's, and dates follow each other.

        A year in brackets behind a number is that of a resolution, and tells nothing.
        """
        years = [int(year) for year in re.findall(r"(?<!\d\s\()\b(?:1[5-9]|20)\d\d\b", self.low)]
        near = self.reference and sum(abs(y - self.reference.year) < 2 for y in years)
        return len(years) >= 5 and 5 * (near or 0) < len(years)

    day_first = cached_property(lambda self: day_first(self.low))


def _filled(m, c, template):
    """The value that a template of the table makes of a match."""
    words = {g: " ".join((word or "").split()).rstrip(".") for g, word in m.groupdict().items()}
    words = {name: FIGURES[name.rstrip("2")].get(word, word) for name, word in words.items()}
    words["told"] = c.day or UNKNOWN
    turn = words.get("month2", "13") < words.get("month", "")  # from December to January

    def make(year):
        value = template.format(**{**words, "year": year})
        return _years_on(value, -1) if turn and value[0].isdigit() else value

    needs_year = "{year}" in template and not words.get("year")
    return _of_year(m, c, make) if needs_year else make(words.get("year"))


def _of_year(m, c, make):
    """`make(year)` of the year a step away, told of, or nearest."""
    words = m.groupdict()
    step, other = words.get("step"), words.get("step2")
    if not c.reference:
        return make("XXXX")
    if other or step in ("this", "current"):
        base = c.anchor if other in ANCHORED else c.reference
        return make(f"{base.year + STEPS.get(other, 0):04}")
    if c.value and (step in ANCHORED or not step and c.narrative):
        return _nearest(make, *bounds(c.value), 1, STEPS.get(step, 0))
    return _nearest(make, c.reference, c.reference, AHEAD[c.tense(m)], STEPS.get(step, 0))


def _nearest(make, begin, end, ahead, side):
    """The value nearest to a time; what is next or last does not hold it."""

    def distance(value):
        first, last = bounds(value)
        if first is None or side > 0 and first <= end or side < 0 and last >= begin:
            return float("inf")
        return max((first - end).days * ahead, (begin - last).days, 0)

    years = (begin.year + k for k in sorted(range(-4, 5), key=abs))
    return min((make(f"{year:04}") for year in years), key=distance)


def _years_on(value, n):
    """The value some years later: the same quarter, month, day."""
    return f"{int(value[:4]) + n:04}{value[4:]}"


def _number(word, half=None):
    """The number that figures or words name, None for several and few."""
    words = " ".join(word.split()).replace(",", "")
    parts = [words] if words in NUMBERS else re.split("[- ]", words)
    numbers = [Fraction(part) if part[0].isdigit() else NUMBERS.get(part) for part in parts]
    return None if None in numbers else float(sum(numbers)) + bool(half) / 2


def ordinal(word):
    """The number of `third` or `3rd`."""
    return int(WORDS["ordinal"].get(word) or re.match(r"\d+", word)[0])


# --- what the table cannot say: functions of the match and its context, named there as values


def _week_of_month(m, c):
    (first, last), n = bounds(_filled(m, c, "{year}-{month}")), ordinal(m["ordinal"])
    return first and shifted(last - 3 * DAY if n < 0 else first + (7 * n - 4) * DAY, "W", 0)


def _week_of_day(m, c):
    day = bounds(_filled(m, c, "{year}-{month}-{day:0>2}"))[0]
    return day and shifted(day, "W", 0)


def _weekday(m, c, step=None):
    number, step = WEEKDAYS[m["weekday"]], step or m["step"]
    if not c.reference:
        return f"XXXX-WXX-{number}"
    day = c.day if step in ANCHORED else c.reference
    ahead = (number - day.isoweekday()) % 7
    if STEPS.get(step):
        return shifted(day, "D", ahead or 7 if STEPS[step] > 0 else ahead - 7)
    return shifted(day, "D", ahead - 7 if ahead and c.tense(m) < 1 else ahead)


def _today(m, c, n, unit="D"):
    """The unit, or part of a day, some days from the reference; vague without one."""
    if not c.reference:
        return VAGUE[(int(n) > 0) - (int(n) < 0)] if unit == "D" else f"XXXX-WXX-{unit}"
    part = m.groupdict().get("part")
    return shifted(c.reference + int(n) * DAY, unit, 0) + WORDS["part"].get(part, "")


def _step(m, c):
    """`last week`, `the end of this year`: a unit some steps from the reference or a mention."""
    step, unit, n = m["step"], UNITS[m["unit"]], STEPS.get(m["step"], 0)
    told = step in ANCHORED or m["whole"] or m["the"] and step == "next"
    day = c.anchor if told or not step and c.narrative else c.reference
    day = c.day if not step and unit == "D" else day
    ends = {shifted(end, unit, 0) for end in bounds(c.value) if end}
    if step in ANCHORED and (not day or len(ends) > 1):  # it does not tell which of its weeks
        return None
    return shifted(day, unit, n) if day else VAGUE[n]


def _away(m, c):
    """`two days ago`, `a year later`: from the reference or the mention before, else a length."""
    unit, absolute = UNITS[m["unit"]], m["dir"] in ("ago", "from now")
    n = None if m["s"] and not m["num"] else _number(m["num"] or "one", m["numhalf"])
    day = c.reference if absolute else m.start() - c.position < NEAR and c.anchor
    if n is None or unit[0] == "T" or not day:
        return VAGUE[-1] if m["dir"] == "ago" else duration(n, unit)
    n *= -1 if m["dir"] in ("ago", "earlier", "before") else 1
    if not absolute and unit == "Y" and c.value[5:6] in ("Q", "H"):  # of that quarter
        return _years_on(c.value[:7], int(n))
    return shifted(day, unit, n)


def _length(m, c, number="one"):
    g = m.groupdict()
    return duration(_number(g.get("num") or number, g.get("numhalf")), UNITS[m["unit"]])


def _same_period(m, c):
    of = re.fullmatch(r"\d{4}(?:-(?:\d\d|[QH]\d))?", c.value)
    return _years_on(of[0], -1) if of else VAGUE[-1]


def _century(m, c):
    return f"{ordinal(m['ordinal']) - 1:02}" if 0 < ordinal(m["ordinal"]) < 30 else None


def _numeric(m, c):
    """Day and month told apart by a dot, a part over 12, the text's other dates, the reference."""
    a, b, year = m["a"].zfill(2), m["b"].zfill(2), m["y"]
    year = year if len(year) == 4 else ("20" if year < "50" else "19") + year
    orders = [(b, a)] if m["sep"] == "." or a == b else [(b, a), (a, b)]
    days = [f"{year}-{mm}-{dd}" for mm, dd in orders if "01" <= mm <= "12" and "01" <= dd <= "31"]
    if len(days) < 2:
        return days[0] if days else None
    if c.day_first is not None:
        return days[not c.day_first]
    near = [v for v in days if c.reference and abs(bounds(v)[0] - c.reference) < 28 * DAY]
    return near[0] if len(near) == 1 else f"{year}-XX-XX"


def _clock(m, c):
    """A time of the day of the mention before, in halves of the day."""
    hour = int(m["h"]) % 12 + 12 * (m["halfday"] == "p")
    return f"{c.day or UNKNOWN}T{hour:02}:{m['min'] or '00'}{WORDS['zone'].get(m['zone'], '')}"


def _years(m, c, between):
    last = m["year"][: 4 - len(m["year2"])] + m["year2"]
    return f"{m['year']}{between}{last}" if 0 < int(last) - int(m["year"]) < 150 else None


def made(value, m, c):
    """The value that a rule makes of a match: by a function above, or by its template."""
    name, *arguments = value.split()
    function = globals().get(f"_{name}")
    return function(m, c, *arguments) if function else _filled(m, c, value)
