"""The day of publication: the seeds, forms of days, lines that are not it, the table of rules."""

from pathlib import Path

import pytest

from helpers.readers import publication as reader
from helpers.readers.cleaning import label_spans
from helpers.readers.publication import publication, publication_date
from helpers.readers.rules import rule_rows

SEEDS = {
    path.stem[:3]: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[1] / "seeds").glob("*.txt")
}
TITLE = "River states agree on a common gauge"
ARTICLE = [
    "The water ministers of the four river states met in Osh on Thursday and agreed to build one "
    "network of gauges.",
    "Under the plan each country keeps its own stations, but the readings go to one office, which "
    "publishes them every morning.",
    "The four sides did not settle who pays for the upper valley, where most of the old stations "
    "were closed in the nineties.",
    "A second round is to follow in the autumn, when the snow figures for the year are known to "
    "all of them.",
]
RUSSIAN = [
    "Министры договорились о реке",
    "Министры четырёх стран встретились в четверг и договорились построить общую сеть станций.",
    "Каждая страна сохраняет свои станции, но показания идут в одно бюро, которое их печатает.",
]
FRENCH = [
    "Les ministres se mettent d’accord sur le fleuve",
    "Les ministres de quatre pays se sont réunis jeudi et ont décidé de construire un réseau.",
    "Chaque pays garde ses stations, mais les chiffres vont à un bureau qui les publie le matin.",
]


def page(*lines):
    """A page of the house: a menu, the title, some lines, the article."""
    return "\n\n".join(["Home", "News", TITLE, *lines, *ARTICLE])


def read(raw, name=None):
    found = publication(raw, label_spans(raw), name)
    assert found.words == (raw[found.start : found.end] if found.start is not None else name or "")
    return found


# the seeds


@pytest.mark.parametrize(
    "doc, day, words, rule",
    [
        ("000", "2024-08-11", "date 2024-08-11 Tell a friend", "archive header"),
        ("001", "2024-02-21", "///nCa, 21 February 2024", "source line"),
        ("002", None, "", ""),
        ("003", "2020-12-29", "29 December 2020, 09:54", "dateline"),
        ("004", None, "", ""),
    ],
)
def test_the_days_of_the_seeds(doc, day, words, rule):
    found = publication(raw := SEEDS[doc], label_spans(raw))
    assert (found.day, found.words, found.rule) == (day, words, rule)
    assert found.start is None or raw[found.start : found.end] == words


# forms of days


@pytest.mark.parametrize(
    "line, day",
    [
        ("Published: Jan 29, 2025", "2025-01-29"),
        ("Date published: 29 January 2025", "2025-01-29"),
        ("By Marta Lindqvist | August 12, 2021", "2021-08-12"),
        ("By M.L. on December 21, 2023", "2023-12-21"),
        ("M.L. • 12/18/23 4:02pm", "2023-12-18"),
        ("by M.L. - 12/22/23 12:24 PM ET", "2023-12-22"),
        ("by M.L. - 3/2/23 12:24 PM ET", "2023-03-02"),
        ("August 12, 2021 August 19, 2021", "2021-08-12"),
        ("Posted on 3 March 2020, updated on 4 March 2020", "2020-03-03"),
        ("Updated 4 March 2020 / Published 3 March 2020", "2020-03-03"),
        ("29.12.2020 09:54", "2020-12-29"),
        ("2020-12-29", "2020-12-29"),
        ("2020-12-29T09:54:10+06:00", "2020-12-29"),
        ("29/12/2020", "2020-12-29"),
        ("12/12/2020", "2020-12-12"),
        ("29-Dec-2020", "2020-12-29"),
        ("29&nbsp;December 2020", "2020-12-29"),
        ("29\xa0December\xa02020", "2020-12-29"),
        ("29 December 2020  09:54", "2020-12-29"),
        ("29 December 2020,\xa009:54", "2020-12-29"),
        ("Tue, 9 Mar 2021 02:10 PM (IST)", "2021-03-09"),
        ("* 29 December 2020\n\n* 09:54", "2020-12-29"),
        ("29 декабря 2020", "2020-12-29"),
        ("29. Dezember 2020", "2020-12-29"),
        ("29 de diciembre de 2020", "2020-12-29"),
        ("29 décembre 2020", "2020-12-29"),
        ("29 желтоқсан 2020", "2020-12-29"),
        ("29 grudnia 2020", "2020-12-29"),
        ("29 Aralık 2020", "2020-12-29"),
        ("2020. december 29.", "2020-12-29"),
        ("29 ديسمبر 2020", "2020-12-29"),
        ("29 tháng 12 năm 2020", "2020-12-29"),
        ("2020年12月29日", "2020-12-29"),
        ("2020년 12월 29일", "2020-12-29"),
        ("03/04/2020", None),
        ("03.04.2020", None),
        ("31 February 2020", None),
        ("31/31/2020", None),
        ("29-30 December 2020", None),
        ("December 29–30, 2020", None),
        ("December 2020", None),
        ("Version 10.2.20", None),
    ],
)
def test_the_day_below_the_title(line, day):
    assert read(page(line)).day == day


@pytest.mark.parametrize(
    "line, day",
    [
        ("Publié le 04/05/2021 à 18:30", "2021-05-04"),
        ("Publié le 04/05/\n2021 à 18:30", "2021-05-04"),
        ("04.05.2021", "2021-05-04"),
    ],
)
def test_outside_english_the_day_stands_first(line, day):
    assert read("\n\n".join([FRENCH[0], line, *FRENCH[1:]])).day == day
    assert read("\n\n".join([RUSSIAN[0], line.split(" ")[-1], *RUSSIAN[1:]])).day != "2021-04-05"


@pytest.mark.parametrize("other, day", [("25", "2024-09-10"), ("10/28/2023", "2024-09-10")])
def test_other_days_of_the_page_tell_month_and_day_apart(other, day):
    raw = page("09/10/2024") + f"\n\nMore news\n\nCanal toll to rise\n\n{other}"
    assert read(raw).day == (day if "/" in other else None)
    assert read(raw.replace("10/28/2023", "28/10/2023")).day == (
        "2024-10-09" if "/" in other else None
    )


@pytest.mark.parametrize(
    "opening",
    ["OSH, 29 December 2020 -", "OSH, Talas, December 29, 2020/River Press (RP)/ -- "],
)
def test_the_day_in_the_dateline_of_an_agency_counts(opening):
    assert read("\n\n".join([TITLE, opening + ARTICLE[0], *ARTICLE[1:]])).day == "2020-12-29"


def test_a_day_of_an_update_counts_where_a_line_of_its_own_has_it_too():
    assert read(page("By Ann Berg | Updated on 4 March 2020", "4 March 2020")).day == "2020-03-04"
    assert read(page("By Ann Berg | Updated on 4 March 2020", "5 March 2020")).day is None


def test_the_evidence_names_the_publication_and_not_its_change():
    raw = page("Published 3 March 2020", "Updated 4 March 2020")
    assert read(raw)[0] == "2020-03-03"
    assert read(raw).words == "Published 3 March 2020"  # the line of the change is not shown
    assert read(raw).rule == "dateline"


@pytest.mark.parametrize(
    "line",
    [
        "Updated 4 March 2020",
        "Updated on 4 March 2020",
        "Last updated: March 4th, 2020, 10:45 AM",
        "By Marta Lindqvist, reviewed 4 March 2020",
    ],
)
def test_the_day_of_the_last_change_alone_is_not_that_of_the_publication(line):
    assert read(page(line)).day is None
    assert read(page(line), "2020-03-02_bridge").day == "2020-03-02"


@pytest.mark.parametrize("below", ["3 March 2025", "3 March 2025 · 5 minutes of reading"])
def test_a_meeting_in_the_title_takes_no_day_from_the_page(below):
    raw = "\n\n".join(["Berg chairs the meeting of the River Council", below, *ARTICLE])
    assert read(raw).day == "2025-03-03"


# days that are not it


@pytest.mark.parametrize(
    "line",
    [
        "Today is Monday, 3 March 2025",
        "Page generated on 2025-03-03 at 10:15",
        "Comments close on 3 March 2025",
        "Register until 3 March 2025",
        "This article was corrected on 3 March 2025",
        "Photo: River Commission, 3 March 2025",
        "© 3 March 2025 Valley Wire",
        "Close date: 2025-03-03",
        "Expiry date 3 March 2025",
        "Board approved date: 3 March 2025",
        "Date: 3 March 2025, Venue: Old Mill",
        "3 March 2025 – Board Minutes",
        "Minutes of the council, 3 March 2025",
    ],
)
def test_a_line_that_dates_something_else(line):
    assert read(page(line)).day is None
    assert read(page("Published: 1 March 2025", line)).day == "2025-03-01"


def test_the_clock_of_the_site_and_a_related_story_have_other_days():
    raw = "\n\n".join(
        ["Friday, 3 January 2025", "News", "Water", "Region", "World", "Home > Water", TITLE]
        + [*ARTICLE, "Related news", "Canal toll to rise", "5 May 2024"]
    )
    assert read(raw).day is None
    assert read(raw.replace(TITLE, TITLE + "\n\n5 June 2024")).day == "2024-06-05"


def test_a_day_above_the_words_local_time_is_the_clock_of_the_site():
    assert read(page("Saturday 3 May 2025")).day == "2025-05-03"
    assert read(page("Saturday 3 May 2025", "Osh Local Time", "08:39 PM")).day is None


def test_a_weekday_above_all_is_the_clock_of_the_site_where_nothing_else_is_told():
    assert read("\n\n".join(["Friday, 3 January 2025", TITLE, *ARTICLE])).day is None
    assert read("\n\n".join(["3 January 2025", TITLE, *ARTICLE])).day == "2025-01-03"
    assert read("\n\n".join(["News", "Friday, 3 January 2025", TITLE, *ARTICLE])).day


def test_a_header_before_the_first_line_is_the_archives_and_the_line_is_read():
    raw = "\n".join([f" date 2024-05-05 {TITLE}", *ARTICLE])
    assert read(raw)[0] == "2024-05-05" and read(raw).rule == "archive header"
    assert read(raw).words == "date 2024-05-05"
    assert [raw[s.start : s.end] for s in label_spans(raw) if s.label == "title"] == [TITLE]
    assert read("\n".join([f" date 2024-05-05 {ARTICLE[0]}", *ARTICLE[1:]]))[0] == "2024-05-05"


def test_comments_have_other_days():
    comments = ["Comments (2)", "Ann Berg 4 June 2024 at 10:15", "They are good gauges.", "Bo Lind"]
    assert read("\n\n".join([page(), *comments])).day is None
    assert read("\n\n".join([page("5 May 2024"), *comments])).day == "2024-05-05"


def test_a_day_in_the_text_is_not_that_of_the_page():
    text = "On April 20, 2022, a delegation met with the ministers in Osh and left after two days."
    assert publication_date(text) is None
    assert publication_date(page(text)) is None


def test_a_list_of_articles_gives_no_day():
    raw = "\n\n".join(["Snow at a ten-year low", "Ann Berg | June 5, 2025", TITLE]) + "\n\n"
    raw += "\n\n".join(["Ann Berg | June 2, 2025", *ARTICLE])
    assert publication_date(raw) is None
    assert publication_date(raw.replace("June 5", "June 2")) == "2025-06-02"


def test_an_index_of_articles_gives_no_day():
    raw = "\n\n".join(
        f"{TITLE} {i}\n\nJune {i}, 2025\n\n{part}" for i, part in enumerate(ARTICLE, 1)
    )
    assert publication_date(raw) is None


def test_the_name_of_the_file_is_the_last_resort():
    raw = "\n\n".join(ARTICLE)
    assert read(raw, "2024-02-20_unrcca") == (
        "2024-02-20",
        None,
        None,
        "2024-02-20_unrcca",
        "file name",
    )
    assert read(raw, "20240220_unrcca").day == "2024-02-20"
    assert read(raw + "\n\n///Wire, 21 February 2024", "2024-02-25_x").rule == "source line"
    assert publication(raw, label_spans(raw), "000_0b4a62419c29d985") == (None, None, None, "", "")


@pytest.mark.parametrize(
    "raw", ["", "\n", "3 May 2021", "03/05/", "\ud800 3 May 2021", "2021-05-03" * 99]
)
def test_any_text_can_be_read(raw):
    assert publication_date(raw) in (None, "2021-05-03")


# the table


ROWS = rule_rows("publication", "kind", "name", "weight", "pattern", "example", "counter")
PATTERNS = {kind: {row.line: row for row in reader._rows(kind)} for kind in {r.kind for r in ROWS}}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.line} {row.kind} {row.name}")
def test_each_row_holds_of_its_example_and_not_of_its_counter_example(row):
    if row.kind in ("least", "page"):
        assert float(row.weight)
    elif row.kind == "place":
        _, low, high = row.pattern.split()
        assert int(low) <= int(row.example) <= int(high)
        assert not int(low) <= int(row.counter) <= int(high)
    elif row.kind == "month":
        assert row.example in row.pattern.split("; ") and row.counter not in row.pattern
    else:
        pattern = PATTERNS[row.kind][row.line].pattern
        assert pattern.search(row.example) and not pattern.search(row.counter)


@pytest.mark.parametrize("words", ["4 min read", "4 minute read", "Reading time 4 min"])
def test_a_time_to_read_is_told_in_several_words(words):
    (row,) = (row for row in PATTERNS["cue"].values() if row.name == "time to read")
    assert row.pattern.search(f"3 May 2021 · {words}")


def test_no_name_belongs_to_two_months():
    names = [name for row in ROWS if row.kind == "month" for name in row.pattern.split("; ")]
    assert len(names) == len(set(names)) > 400
    assert all(len(row.pattern) < 300 for row in ROWS)


def test_a_day_counts_from_the_least_weight_on():
    weights = {
        row.name: float(row.weight) for kind in ("page", "least") for row in reader._rows(kind)
    }
    least = weights["score"] - weights["the only day"]
    line = reader._Candidate(False, frozenset(), "2021-05-04", 0, least)
    assert reader._best([line]) == line
    assert reader._best([line._replace(weight=least - 0.5)]) is None
