"""Values of time expressions: TIMEX3 (ISO 24617-1), the days they allow, their EDTF (ISO 8601-2).

A value names a day `2024-02-20`, a week `2024-W08`, its weekend `2024-W08-WE`, a month, quarter,
half or season `2024-02`, `2024-Q1`, `2024-H1`, `2024-SP`, a year, decade or century `2024`, `202`,
`20`, an interval of two of them parted by `/`, or something on no calendar: a length `P3Y`, the
vague `PAST_REF`; X stands for what is not known.
"""

import datetime as dt
import re

from dateutil.relativedelta import relativedelta

DAY = dt.timedelta(days=1)
# first and last month, number in EDTF; month 14 is February of the next year
PARTS = {"SP": (3, 5, 21), "SU": (6, 8, 22), "FA": (9, 11, 23), "WI": (12, 14, 24)}
PARTS |= {f"Q{n}": (3 * n - 2, 3 * n, 32 + n) for n in range(1, 5)}
PARTS |= {"H1": (1, 6, 40), "H2": (7, 12, 41)}
# day and month; what begins with a digit and not with its bound is searched for twice as fast
PAIR = re.compile(r"(\d(?<!\w.)\d?)[/-](\d\d?)[/-]\d{2,4}\b")
# of a unit its days, its months, the letters of a day that name it
UNITS = {"D": (1, 0, 10), "W": (7, 0, 0), "2W": (14, 0, 0), "WE": (7, 0, 0), "Q": (0, 3, 0)}
UNITS |= {"M": (0, 1, 7), "Y": (0, 12, 4), "10Y": (0, 120, 3), "100Y": (0, 1200, 2)}


def day_first(text):
    """Whether the numeric dates of a text name the day first, by those with one reading; or None.

    >>> day_first("3/4/2021 and 25/4/2021"), day_first("3/4/2021"), day_first("4/25/2021")
    (True, None, False)
    """
    pairs = [(int(a) > 12, int(b) > 12) for a, b in PAIR.findall(text)]
    votes = {a for a, b in pairs if a != b}
    return votes.pop() if len(votes) == 1 else None


def bounds(value):
    """The first and the last day a TIMEX3 value allows, `(None, None)` where it denotes no days.

    >>> [str(day) for day in bounds("2024-W08")]
    ['2024-02-19', '2024-02-25']
    """
    try:
        days = [_bounds(part) for part in value.split("/")]
        return days[0][0], days[-1][1]
    except (ValueError, OverflowError):  # 30 February, the year 0
        return None, None


def _bounds(value):
    if week := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        monday = dt.date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return monday + (5 if week[3] else 0) * DAY, monday + 6 * DAY
    found = re.fullmatch(r"(\d{4}|\d{2,3}\Z)(?:-(\d\d|[A-WYZ]\w))?(?:-(\d\d))?(-XX)*(T.*)?", value)
    if not found:
        return None, None
    year, part, day = found.group(1, 2, 3)
    first, last, _ = PARTS.get(part) or (int(part or 1), int(part or 12), None)
    begin = dt.date(int(year.ljust(4, "0")) or 1, first, int(day or 1))  # there is no year 0
    end = dt.date(int(year.ljust(4, "9")), 1, 1)
    return begin, end + relativedelta(months=last - 1, day=int(day or 31))


def to_edtf(value):
    """The EDTF form (ISO 8601-2) of a TIMEX3 value, None for what lies on no calendar.

    >>> to_edtf("2024-W08"), to_edtf("2024-SU"), to_edtf("201"), to_edtf("PRESENT_REF")
    ('[2024-02-19..2024-02-25]', '2024-22', '201X', None)
    """
    value = value.partition("T")[0]
    known = re.sub(r"XXXX(?=-\d\d)", "2000", value)  # a leap year
    earliest, latest = bounds(known)
    if not earliest or not latest or earliest > latest:
        return None
    day = r"\d{4}(-\d\d){0,2}"
    if re.fullmatch(rf"{day}(-XX){{0,2}}|{day}/{day}", known):
        return value
    if "/" in value:
        return f"{earliest}/{latest}"
    if value[5:] in PARTS:
        return f"{value[:4]}-{PARTS[value[5:]][2]}"
    return edtf_within(earliest, latest) if "W" in value else value.ljust(4, "X")


def edtf_within(earliest, latest):
    """The EDTF of one day that lies within two days, either of them None where that side is open.

    >>> edtf_within("2024-02-19", "2024-02-25"), edtf_within(None, dt.date(2024, 8, 11))
    ('[2024-02-19..2024-02-25]', '[..2024-08-11]')
    """
    first, last = str(earliest or ""), str(latest or "")
    if not (first or last) or first and last and first > last:
        return None
    return first if first == last else f"[{first}..{last}]"


def shifted(day, unit, n):
    """The value of the unit `n` units from that of `day`; an error off the calendar."""
    days, months, letters = UNITS[unit]
    day += relativedelta(days=int(n * days), months=int(n * months))
    if letters:
        return day.isoformat()[:letters]
    if unit == "Q":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return "{:04}-W{:02}".format(*day.isocalendar()) + "-WE" * (unit == "WE")


def moved(day, number):
    """The ISO day some days away from another, not beyond the calendar."""
    place = dt.date.fromisoformat(day).toordinal() + number
    return str(dt.date.fromordinal(min(max(place, 1), dt.date.max.toordinal())))


def duration(n, unit):
    """The value of `n` units, None for an unknown number of them."""
    time, factor, letter = re.fullmatch(r"(T?)(\d*)(\D+)", unit).groups()
    return f"P{time}{'X' if n is None else format(n * int(factor or 1), 'g')}{letter}"
