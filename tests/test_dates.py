"""Dates: every rule on its example, sentences read by hand, what is no date, properties of any text, the archive."""

import datetime as dt
import re
import time
from pathlib import Path

import pandas as pd
import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.dates import RULES, anniversaries, bounds, check_dates, date_mentions, find_dates, to_edtf

SEEDS = Path(__file__).parents[1] / "seeds"
WEDNESDAY = "2024-02-21"


def values(text, reference=WEDNESDAY):
    return [(m.text, m.value) for m in find_dates(text, reference)]


@pytest.mark.parametrize("rule", RULES.itertuples(), ids=lambda rule: f"{rule.name}: {rule.example}")
def test_rule_reads_its_example_and_not_its_counter_example(rule):
    assert (rule.name, rule.expected) in [(m.rule, m.value) for m in find_dates(rule.example, WEDNESDAY)]
    assert rule.name not in [m.rule for m in find_dates(rule.counter, WEDNESDAY)]


EXPLICIT = [
    ("signed on 20 February 2024 in Astana", "20 February 2024", "2024-02-20"),
    ("signed on Feb. 20, 2024", "Feb. 20, 2024", "2024-02-20"),
    ("March 01 , 2008", "March 01 , 2008", "2008-03-01"),
    ("on 10 September 2001", "10 September 2001", "2001-09-10"),
    ("on 30 Sept. 2019", "30 Sept. 2019", "2019-09-30"),
    ("the 4th of July 2023", "the 4th of July 2023", "2023-07-04"),
    ("Monday, September 30, 2024", "Monday, September 30, 2024", "2024-09-30"),
    ("20-Feb-2024", "20-Feb-2024", "2024-02-20"),
    ("on 2024/08/11", "2024/08/11", "2024-08-11"),
    ("dated 04/20/2022", "04/20/2022", "2022-04-20"),
    ("On 28 – 30 April 2025", "28 – 30 April 2025", "2025-04-28/2025-04-30"),
    ("from 3 to 5 May 2023", "3 to 5 May 2023", "2023-05-03/2023-05-05"),
    ("May–July 2023", "May–July 2023", "2023-05/2023-07"),
    ("the 2022–24 plan", "2022–24", "2022/2024"),
    ("in the second quarter of 2023", "the second quarter of 2023", "2023-Q2"),
    ("in the first half of 2023", "the first half of 2023", "2023-H1"),
    ("in the summer of 2019", "the summer of 2019", "2019-SU"),
    ("in the 1990s", "the 1990s", "199"),
    ("in the late '80s", "the late '80s", "198"),
    ("of the nineteenth century", "the nineteenth century", "18"),
    ("at the end of 2010", "the end of 2010", "2010"),
    ("in early June 2023", "early June 2023", "2023-06"),
    ("at 18:00 UTC on 3 March 2023", "18:00 UTC on 3 March 2023", "2023-03-03T18:00Z"),
    ("29 December 2020, 09:54", "29 December 2020, 09:54", "2020-12-29T09:54"),
    ("Easter 2024", "Easter 2024", "2024-03-31"),
    ("Thanksgiving 2023", "Thanksgiving 2023", "2023-11-23"),
    ("since the year 1848", "the year 1848", "1848"),
]
RELATIVE = [  # read on Wednesday 21 February 2024
    ("It was agreed yesterday.", "yesterday", "2024-02-20"),
    ("The day after tomorrow they leave.", "The day after tomorrow", "2024-02-23"),
    ("He arrived on Monday.", "Monday", "2024-02-19"),
    ("He will arrive on Monday.", "Monday", "2024-02-26"),
    ("The office stays closed until Friday.", "Friday", "2024-02-23"),
    ("They met last Wednesday.", "last Wednesday", "2024-02-14"),
    ("They meet next Wednesday.", "next Wednesday", "2024-02-28"),
    ("They met on Thursday evening.", "Thursday evening", "2024-02-15TEV"),
    ("They spoke this morning.", "this morning", "2024-02-21TMO"),
    ("They spoke last night.", "last night", "2024-02-20TNI"),
    ("It rose last week.", "last week", "2024-W07"),
    ("It rose over the last year.", "the last year", "P1Y"),
    ("It fell last year.", "last year", "2023"),
    ("It ends next month.", "next month", "2024-03"),
    ("It fell last quarter.", "last quarter", "2023-Q4"),
    ("It was held in December last year.", "December last year", "2023-12"),
    ("It will open in September.", "September", "2024-09"),
    ("It opened in September.", "September", "2023-09"),
    ("The president will take part on July 4.", "July 4", "2024-07-04"),
    ("The president took part on July 4.", "July 4", "2023-07-04"),
    ("The summit took place on Jan. 30.", "Jan. 30", "2024-01-30"),
    ("It began two days ago.", "two days ago", "2024-02-19"),
    ("It began three months ago.", "three months ago", "2023-11"),
    ("It began a fortnight ago.", "a fortnight ago", "2024-W06"),
    ("In İzmir, İstanbul and İznik on 3 May 2020.", "3 May 2020", "2020-05-03"),
    ("It began a decade ago.", "a decade ago", "201"),
    ("By the end of this year it will close.", "the end of this year", "2024"),
    ("It was cold last winter.", "last winter", "2022-WI"),
    ("They meet later this week.", "later this week", "2024-W08"),
]
SPANS = [
    ("for three years", "three years", "P3Y"),
    ("over the past two weeks", "the past two weeks", "P2W"),
    ("within 24 hours", "24 hours", "PT24H"),
    ("after two and a half years", "two and a half years", "P2.5Y"),
    ("half an hour", "half an hour", "PT30M"),
    ("for 30 seconds", "30 seconds", "PT30S"),
    ("a two-day summit", "two-day", "P2D"),
    ("several months", "several months", "PXM"),
    ("for a few days", "a few days", "PXD"),
    ("the next twenty-five years", "the next twenty-five years", "P25Y"),
    ("more than two decades", "more than two decades", "P20Y"),
    ("every day", "every day", "P1D"),
    ("twice per month", "per month", "P1M"),
    ("on Tuesdays", "Tuesdays", "XXXX-WXX-2"),
    ("the quarterly report", "quarterly", "P1Q"),
    ("in recent months", "in recent months", "PAST_REF"),
    ("in the near future", "the near future", "FUTURE_REF"),
]


@pytest.mark.parametrize(("text", "words", "value"), EXPLICIT + RELATIVE + SPANS)
def test_expression_is_read(text, words, value):
    assert values(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "On 3 May 2021 he fell ill; the next day he left and two weeks later he returned.",
            ["2021-05-03", "2021-05-04", "2021-W20"],
        ),
        ("It rose in January 2023, compared with the same period last year.", ["2023-01", "2022-01"]),
        (
            "War came in September 1939. In 1940 the city fell. On 10 May 1940 they crossed; on 14 June they took it. "
            "In December 1941 they stopped; in January they turned. By 1943 it was over.",
            ["1939-09", "1940", "1940-05-10", "1940-06-14", "1941-12", "1942-01", "1943"],
        ),
        ("They worked from 2009 to 2011.", ["2009", "2011"]),
        ("Dated 03/04/2021 and again 25/04/2021.", ["2021-04-03", "2021-04-25"]),
        ("Dated 03/04/2021 and again 04/25/2021.", ["2021-03-04", "2021-04-25"]),
        ("Dated 03/04/2021.", ["2021-XX-XX"]),
        ("Dated 02/03/2024.", ["2024-XX-XX"]),
        ("Dated 02/12/2024.", ["2024-02-12"]),
    ],
)
def test_dates_lean_on_each_other(text, wanted):
    assert [m.value for m in find_dates(text, WEDNESDAY)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the capital.",
        "He sat in the sun.",
        "For a second the door stood open, the second one.",
        "Call +7 701 759 90 19 or 8 (7172) 201-19-95.",
        "It costs $2000, or 1990 tenge.",
        "Security Council resolution 1540 and No. 2024.",
        "They won 3:2 and 21:15.",
        "usd/kzt 447.32 eur/kzt 482.21",
        "18 agencies with more than 120 people",
        "20 04 22 1",
        "a 34-year-old driver, 12 years old",
        "in the 6th Consultative Meeting",
        "Section 5.3.2 of Article 12",
        "April said no; May agreed with August.",
        "Theresa May spoke.",
        "2000 people and 1900 tons",
        "The prices fall, a spring of water.",
        "an annex, todays, monthly's",
        "12.5.1 and 1.2.3",
        "a quarter of them",
        "dated 45/13/2022",
        "She is in her 80s.",
    ],
)
def test_what_is_no_date(text):
    found = [m for m in find_dates(text, WEDNESDAY) if m.type != "SET"]
    assert found == []


def test_without_a_reference_what_is_relative_stays_open():
    text = "Today, last week, on Tuesday, on July 4 and next year; 20 May 2022."
    assert [m.value for m in find_dates(text)] == [
        "PRESENT_REF",
        "PAST_REF",
        "XXXX-WXX-2",
        "XXXX-07-04",
        "FUTURE_REF",
        "2022-05-20",
    ]
    assert [m.value for m in find_dates("at 9 a.m. in March")] == ["XXXX-XX-XXT09:00", "XXXX-03"]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2024-02-20", "2024-02-20", "2024-02-20"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-W08", "2024-02-19", "2024-02-25"),
        ("2024-W08-WE", "2024-02-24", "2024-02-25"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2023-WI", "2023-12-01", "2024-02-29"),
        ("199", "1990-01-01", "1999-12-31"),
        ("19", "1900-01-01", "1999-12-31"),
        ("2024-07-03/2024-07-04", "2024-07-03", "2024-07-04"),
        ("2024-02-20TMO", "2024-02-20", "2024-02-20"),
        ("2024-XX-XX", "2024-01-01", "2024-12-31"),
        ("2024-02-30", "None", "None"),
        ("P3Y", "None", "None"),
        ("PRESENT_REF", "None", "None"),
        ("XXXX-07-04", "None", "None"),
        ("BC0044", "None", "None"),
    ],
)
def test_bounds(value, first, last):
    assert tuple(map(str, bounds(value))) == (first, last)


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2024-02-20", "2024-02-20"),
        ("2024-02-20T09:54", "2024-02-20"),
        ("2024-07-03/2024-07-04", "2024-07-03/2024-07-04"),
        ("2024-W08", "[2024-02-19..2024-02-25]"),
        ("2024-SU", "2024-22"),
        ("2024-Q1", "2024-33"),
        ("2024-H2", "2024-41"),
        ("201", "201X"),
        ("20", "20XX"),
        ("XXXX-07-04", "XXXX-07-04"),
        ("2024-XX-XX", "2024-XX-XX"),
        ("BC0044", "-0043"),
        ("BC0001", "0000"),
        ("9999-W52", None),
        ("PRESENT_REF", None),
        ("P3Y", None),
        ("XXXX-WXX-2", None),
        ("XXXX-XX-XX", None),
        ("2024-02-30", None),
        ("XXXX-SU", None),
    ],
)
def test_edtf(value, edtf):
    assert to_edtf(value) == edtf
    if edtf:
        parse_edtf(edtf)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("on Monday, 20 February 2024", "weekday disagrees"),
        ("on 30 February 2024", "no such day"),
        ("on 28-24 April 2024", "ends before it begins"),
        ("from June 2023 to May 2023", "ends before it begins"),
        ("dated 03/04/2021", "day and month cannot be told apart"),
        ("from 2024-2022", "ends before it begins"),
    ],
)
def test_inconsistency_is_reported(text, kind):
    assert [p.kind for p in check_dates(text)] == [kind]


def test_consistent_dates_are_not_reported():
    assert (
        check_dates("On Tuesday, 20 February 2024, from May to July 2024, 24-28 April, 29 February 2024.", WEDNESDAY)
        == []
    )


def test_anniversaries_hide_a_year():
    assert [tuple(a) for a in anniversaries("The 30th anniversary of the CICA in 2022. No thirtieth meeting.")] == [
        ("30th anniversary", "1992", 30)
    ]
    assert [a.year for a in anniversaries("They marked the tenth anniversary.", "2024-02-21")] == ["2014"]
    assert anniversaries("They marked the tenth anniversary.") == []


# --- properties ------------------------------------------------------------------------------------------------------

PIECES = """the last 3 July 2024 , - a year ago two weeks later 09:54 p.m. on Monday of 31 February 20/04/22 '90s 99999
İ half an and quarter every 12.13.2014 1 9999 years earlier century 0 Easter 44 BC several previous May"""
WORDS = st.sampled_from([*PIECES.split(), "\n\n"])


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join)),
    st.sampled_from([None, WEDNESDAY, "0001-01-01", "9999-12-31"]),
)
def test_any_text_gives_valid_spans_in_order(text, reference):
    position = 0
    for m in find_dates(text, reference):
        assert position <= m.start < m.end <= len(text) and m.text == text[m.start : m.end]
        assert m.type in ("DATE", "TIME", "DURATION", "SET") and re.fullmatch(r"[\dA-Z_:./-]+", m.value)
        assert (m.earliest is None) == (m.latest is None) or "/" in m.value
        position = m.end
        if edtf := to_edtf(m.value):
            parse_edtf(edtf)
    check_dates(text, reference)
    anniversaries(text, reference)


FORMS = [
    "{d.day} {d:%B} {d.year}",
    "{d:%B} {d.day}, {d.year}",
    "{d:%A}, {d.day} {d:%B} {d.year}",
    "{d:%b}. {d.day} , {d.year}",
    "{d:%Y-%m-%d}",
    "{d:%d.%m.%Y}",
    "{d.day}-{d:%b}-{d.year}",
    "the {d.day}th of {d:%B}, {d.year}",
    "{d:%Y/%m/%d}",
    "{d:%A} {d:%B} {d.day:02} {d.year}",
]


@settings(max_examples=100, deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_day_is_read_back(day, form):
    words = form.format(d=day).replace("May.", "May")
    assert [m.value for m in find_dates(f"They met on {words} in Almaty.", WEDNESDAY)] == [day.isoformat()]


SHIFTING = [
    "today",
    "yesterday",
    "last week",
    "next Friday",
    "on Monday",
    "two days ago",
    "three weeks from now",
    "this weekend",
    "tonight",
]


@settings(max_examples=100, deadline=None)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2050, 12, 31)), st.sampled_from(SHIFTING))
def test_a_week_more_in_the_reference_is_a_week_more_in_the_value(day, words):
    text, week = f"They met {words} in Almaty.", dt.timedelta(weeks=1)
    (now,), (later,) = find_dates(text, day), find_dates(text, day + week)
    assert (now.earliest + week, now.latest + week) == (later.earliest, later.latest)


@pytest.mark.parametrize(
    "words",
    ["1234567890", "2024 ", "2024-", "January ", "May 3 ", "of the of the ", " ", "\n", "1/2/", "a year ", "Monday, "],
)
def test_hostile_text_takes_linear_time(words):
    began = time.perf_counter()
    find_dates(words * (100_000 // len(words)), WEDNESDAY)
    assert time.perf_counter() - began < 5  # about a second; what is not linear takes minutes


# --- the five documents ----------------------------------------------------------------------------------------------

GOLD = {  # read by hand: words, TIMEX3 value, label
    "000": [
        ("today", "PRESENT_REF", "body"),
        ("annual", "P1Y", "body"),
        ("current", "PRESENT_REF", "body"),
        ("2007", "2007", "body"),
    ],
    "001": [
        ("Tuesday, 20 February 2024", "2024-02-20", "body"),
        ("over the years", "PXY", "body"),
        ("21 February 2024", "2024-02-21", "source"),
    ],
    "002": [
        ("April 20, 2022", "2022-04-20", "body"),
        ("annual", "P1Y", "body"),
        ("2018", "2018", "body"),
        *[("current", "PRESENT_REF", "body")] * 3,
    ],
    "003": [
        ("29 December 2020, 09:54", "2020-12-29T09:54", "dateline"),
        ("2021", "2021", "body"),
        ("2022", "2022", "body"),
        ("December this year", "2020-12", "body"),
    ],
    "004": [
        ("current", "PRESENT_REF", "body"),
        ("July 4", "XXXX-07-04", "body"),
        ("May 2019", "2019-05", "body"),
        ("Today", "PRESENT_REF", "body"),
    ],
}
PUBLISHED = {"000": "2024-08-11", "001": "2024-02-21", "003": "2020-12-29"}


@pytest.fixture(scope="module")
def archive():
    raws = {path.stem[:3]: path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))}
    return pd.DataFrame({"raw": raws, "published": {k: PUBLISHED.get(k) for k in raws}}).rename_axis("doc_id")


def test_the_mentions_of_the_archive(archive):
    table = date_mentions(archive)
    found = {
        k: list(rows[["words", "value", "label"]].itertuples(index=False, name=None))
        for k, rows in table.groupby("doc_id")
    }
    assert found == GOLD
    assert table.loc[table.quoted, "words"].tolist() == ["today", "annual"]
    for row in table.itertuples():
        raw = archive.at[row.doc_id, "raw"]
        assert raw[row.start : row.end] == row.words and row.words in row.sentence and row.sentence in raw


def test_a_corpus_without_raw_counts_in_its_text():
    corpus = pd.DataFrame({"text": ["They met on 4 July."], "published": [None]}, index=["a"])
    row = date_mentions(corpus).iloc[0]
    assert (row.start, row.end, row.value, row.label) == (12, 18, "XXXX-07-04", "body")
    assert date_mentions(corpus[:0]).empty
