"""Cleaning as a mask with reasons: the seeds, planted furniture, hand-made pages, and what holds for any text."""

import re
import textwrap
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.cleaning import (
    body_paragraphs,
    clean_text,
    furniture,
    label_lines,
    label_spans,
    publication_date,
    publication_evidence,
)

SEEDS = {path.stem[:3]: path.read_text(encoding="utf-8")
         for path in (Path(__file__).parents[1] / "seeds").glob("*.txt")}

TITLE = "River states agree on a common gauge"
ARTICLE = [
    "The water ministers of the four river states met in Osh on Thursday and agreed to build one network of gauges.",
    "“We have argued about numbers for twenty years,” the host of the meeting said. “From now on we shall argue about "
    "the same numbers.”",
    "Under the plan each country keeps its own stations, but the readings go to one office, which publishes them every "
    "morning.",
    "The four sides did not settle who pays for the upper valley, where most of the old stations were closed in the "
    "nineties.",
    "A second round is to follow in the autumn, when the snow figures for the year are known to all of them.",
    "Farmers along the lower canal have asked for the same data since the dry summer that cost them half the harvest.",
]
FURNITURE = {
    "share line": "Share on Facebook Share on Twitter Share on Telegram",
    "share names": "Facebook | Twitter | WhatsApp | Email | Print",
    "image credit": "Photo: Press service of the water ministry",
    "image credit by": "Image courtesy of the River Commission",
    "caption with its own date": "The ministers in Osh, 14 March 2023. Photo: River Commission",
    "agency caption": "A gauge on the lower canal, 2 May 2019 / Getty Images",
    "subscribe line": "Subscribe to our newsletter and never miss a story",
    "inbox line": "Get the latest news delivered straight to your inbox.",
    "byline": "By Marta Lindqvist",
    "two-line byline": "Author:\nMarta Lindqvist",
    "ticker repeated": "\n".join(["TALAS GOLD 5.12 +1.4% OSH POWER 12.30 -0.2%"] * 12),
    "exchange rates": "USD 89.50 EUR 97.12 RUB 0.95 CNY 12.4",
    "pairs of currencies": "usd/kgs 89.50 eur/kgs 97.12",
    "weather": "Osh +21 °C",
    "render date": "Today is Monday, 3 March 2025",
    "page printed on": "Page generated on 2025-03-03 at 10:15",
    "pager": "« Previous 1 2 3 … 12 Next »",
    "page of": "Page 1 of 3",
    "counter": "Views: 1,204",
    "counters": "1,204 views 12 comments",
    "breadcrumb": "Home > News > Water",
    "breadcrumb with quotes": "Home » Region » Water",
    "time with view count": "14:35, 20 February 2024 | 1250 views",
    "source line": "Source: River Commission",
    "source line with date": "///Valley Wire, 21 February 2024",
    "read more": "Read more: Who owns the upper valley?",
    "see also": "See also: Snow figures at a ten-year low",
    "copyright": "© 2024 Valley Wire. All rights reserved.",
    "copyright in words": "Copyright 2024 Valley Wire",
    "related news": "Related news\nSnow figures at a ten-year low\nCanal toll to rise by a tenth",
    "related news paragraph": "Related: Snow figures were at a ten-year low, the weather service said last week.",
    "advertisement": "Advertisement",
    "telephone": "+996 312 55 01 02",
    "tags": "Tags: water, Osh, gauges",
    "language choice": "EN | RU | KG",
    "another script": "Уважаемый посетитель, сайт находится в процессе доработки.",
    "menu": "Skip to main content",
    "affiliate note": "We may earn a commission from links on this page.",
    "cookies": "This site uses cookies to improve your experience.",
    "error report": "Found a mistake? Select it and press Ctrl+Enter",
}


def body_of(raw):
    return [raw[start:end] for start, end in body_paragraphs(raw)]


def titles_of(raw):
    rows = label_lines(raw)
    return [text.lstrip("# ") for text in rows.text[rows.label == "title"]]


# the table of rules

@pytest.mark.parametrize("rule", furniture().itertuples(), ids=lambda rule: f"{rule.Index} {rule.reason}")
def test_each_rule_matches_its_example_and_not_its_counter_example(rule):
    pattern = re.compile(rule.pattern, 0 if rule.scope == "opening" else re.IGNORECASE)
    match = {"opening": pattern.match, "ending": pattern.search}.get(rule.scope, pattern.fullmatch)
    assert match(rule.example) and not match(rule.counter)
    assert rule.label in ("boilerplate", "byline", "caption", "dateline", "source")


@pytest.mark.parametrize("rule", furniture().itertuples(), ids=lambda rule: f"{rule.Index} {rule.reason}")
def test_no_rule_is_slow_on_a_hostile_line(rule):
    pattern = re.compile(rule.pattern, 0 if rule.scope == "opening" else re.IGNORECASE)
    bits = {rule.example + " ", *rule.example.split(), "1 ", "1", "a ", "A ", "Ab ", " ", ".", "> ", "12:30 ", "(", "-"}
    started = time.process_time()
    for bit in bits:
        pattern.fullmatch((bit * 300)[:298] + "?!")
    assert time.process_time() - started < .2


# the seeds

@pytest.mark.parametrize("doc, first, last, count", [
    ("000", "Deputy Prime Minister", "international organizations.", 9),
    ("001", "Kazakhstan is interested", "Kaha Imnadze.", 8),
    ("002", "On April 20, 2022", "current global turbulence.", 10),
    ("003", "Minister of Foreign Affairs", "objectives of CICA.", 4),
    ("004", "During his visit", "120 people.", 10),
])
def test_the_seeds_lose_their_furniture_and_nothing_else(doc, first, last, count):
    body = body_of(SEEDS[doc])
    assert body[0].startswith(first) and body[-1].endswith(last) and len(body) == count
    assert all(len(paragraph.split()) >= 12 for paragraph in body)


@pytest.mark.parametrize("doc, words, label", [
    ("000", "date 2024-08-11 Tell a friend", "boilerplate"),
    ("001", "///nCa, 21 February 2024", "source"),
    ("002", "20 04 22 2", "caption"),
    ("002", "Дорогой посетитель!", "boilerplate"),
    ("003", "29 December 2020, 09:54", "dateline"),
    ("003", "NUR-SULTAN. KAZINFORM", "dateline"),
    ("003", "Nurmaganbetova Zhanna", "byline"),
    ("003", "Foreign policy CICA Kazakhstan Ministry of Foreign Affairs", "boilerplate"),
    ("003", "Kazakh man detained in Thailand – Kazakh MFA", "boilerplate"),
    ("004", "Tell a friend", "boilerplate"),
])
def test_the_furniture_of_the_seeds_has_its_label(doc, words, label):
    rows = label_lines(SEEDS[doc])
    assert rows.label[rows.text == words].tolist() == [label]
    assert (rows.reason[rows.label == "boilerplate"] != "").all()


def test_the_titles_of_the_seeds():
    titles = {doc: titles_of(raw) for doc, raw in SEEDS.items()}
    assert len(titles["002"]) == 1 and titles["002"][0].startswith("A meeting with the head of the un Regional Center")
    assert titles["003"] == ["Kazakhstan’s chairmanship in the CICA gains momentum"]
    assert titles["000"] == titles["001"] == titles["004"] == []


def test_the_days_of_the_seeds():
    assert {doc: publication_evidence(raw) for doc, raw in SEEDS.items()} == {
        "000": (date(2024, 8, 11), "date 2024-08-11 Tell a friend", "archive header"),
        "001": (date(2024, 2, 21), "///nCa, 21 February 2024", "source line"),
        "002": (None, "", ""),
        "003": (date(2020, 12, 29), "29 December 2020, 09:54", "dateline"),
        "004": (None, "", ""),
    }


# planted furniture

@pytest.mark.parametrize("place", [0, 1, 3, 5, 6], ids=lambda place: f"above paragraph {place + 1}")
@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["blank lines", "no blank lines"])
@pytest.mark.parametrize("kind", FURNITURE)
def test_planted_furniture_goes_and_the_article_stays(kind, gap, place):
    parts = [TITLE, *ARTICLE[:place], FURNITURE[kind], *ARTICLE[place:]]
    assert body_of(gap.join(parts)) == ARTICLE


@pytest.mark.parametrize("place", [1, 4, 6])
def test_a_repeated_title_goes(place):
    parts = [TITLE, *ARTICLE]
    parts.insert(place, TITLE)
    assert body_of("\n\n".join(parts)) == ARTICLE


@pytest.mark.parametrize("place", range(6))
def test_read_more_at_the_end_of_a_paragraph_goes(place):
    parts = [part + " Read more »" * (i == place) for i, part in enumerate(ARTICLE)]
    assert body_of("\n\n".join(parts)) == ARTICLE


def test_an_article_printed_twice_is_kept_once():
    assert body_of("\n\n".join([TITLE, *ARTICLE, TITLE, *ARTICLE])) == ARTICLE


def test_a_paragraph_repeated_in_the_middle_is_kept_once():
    raw = "\n\n".join([TITLE, *ARTICLE[:4], ARTICLE[1], *ARTICLE[4:]])
    assert body_of(raw) == ARTICLE
    assert label_lines(raw).reason[5] == "repeated"


def test_comments_below_the_article_go():
    comments = ["Comments (2)", "I have seen the gauges myself, and they are good.", "So have I, but they were broken."]
    assert body_of("\n\n".join([TITLE, *ARTICLE, *comments])) == ARTICLE


@pytest.mark.parametrize("opening", ["NUR-SULTAN. KAZINFORM ", "ASTANA – ", "OSH, March 14 (Reuters) - ",
                                     "Berlin (dpa) - ", "МОСКВА, 20 фев — "])
def test_a_dateline_opens_a_body_line(opening):
    rows = label_lines("\n\n".join([TITLE, opening + ARTICLE[0], *ARTICLE[1:]]))
    assert rows.label.tolist() == ["title", "dateline", *["body"] * 6]
    assert rows.text.tolist()[1:3] == [opening.strip(), ARTICLE[0]]


# paragraphs, scripts, renderers

@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("indent", ["", "    "])
def test_hard_wrapped_lines_are_one_paragraph(width, indent):
    parts = [TITLE, "Home > News", *ARTICLE]
    raw = "\n\n".join(textwrap.fill(part, width, initial_indent=indent, subsequent_indent=indent) for part in parts)
    assert clean_text(raw).split("\n\n") == ARTICLE
    assert len(body_paragraphs(raw)) == 6 and "\n" in body_of(raw)[0]


def test_a_heading_on_a_hard_wrapped_paragraph_stays_apart():
    parts = [textwrap.fill(part, 72) for part in ARTICLE]
    assert clean_text("\n\n".join([*parts[:3], "Who pays\n" + parts[3], *parts[4:]])).split("\n\n")[3] == "Who pays"


def test_short_lines_that_are_not_full_stay_apart():
    assert len(body_paragraphs("\n".join(["The first sentence is short.", "The second one is too.", *ARTICLE]))) == 8


def test_markdown_loses_its_addresses():
    raw = "* [Home](/)\n* [News](/news)\n\n# " + TITLE + "\n\n" + "\n\n".join(
        part.replace("the", "[the](https://example.org/a_b?c=1)", 1) for part in ARTICLE) + "\n\n* [Imprint](/imprint)"
    assert clean_text(raw).split("\n\n") == ARTICLE
    assert titles_of(raw) == [TITLE]


PROSE = {
    "Russian": "Министры четырёх стран встретились в четверг и договорились построить общую сеть станций на реке.",
    "Kazakh": "Төрт елдің су министрлері бейсенбіде кездесіп, өзен бойында ортақ бекеттер салуға келісті.",
    "German": "Die Minister der vier Staaten trafen sich am Donnerstag und einigten sich auf ein gemeinsames Messnetz.",
    "Arabic": "التقى وزراء المياه في الدول الأربع يوم الخميس واتفقوا على بناء شبكة مشتركة من محطات القياس.",
    "Chinese": "四国水利部长周四在奥什举行会议，同意建设共同的水文站网，并且每天早上公布所有数据，供各方使用。",
}


@pytest.mark.parametrize("language", PROSE)
def test_a_page_wholly_in_another_language_is_kept(language):
    sentence = PROSE[language]
    raw = "\n\n".join(["Menu", "Login", sentence, f"{sentence} {sentence}"])
    assert body_of(raw) == [sentence, f"{sentence} {sentence}"]
    assert "Login" not in clean_text(raw)


def test_reasons_name_another_script():
    rows = label_lines("\n\n".join([*ARTICLE[:3], PROSE["Russian"], *ARTICLE[3:]]))
    assert rows.reason[3] == "another script" and rows.label[3] == "boilerplate"


@pytest.mark.parametrize("raw", ["", " \n\t\n", "Home\n\nMenu\n\nLogin", "© 2024 Valley Wire. All rights reserved."])
def test_a_page_without_prose_gives_nothing(raw):
    assert clean_text(raw) == ""


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n\n"])
def test_every_kind_of_line_end(end):
    assert body_of(end.join([TITLE, *ARTICLE])) == ARTICLE


@pytest.mark.parametrize("raw", ["They met.\n", ARTICLE[0], "They met.\nNobody spoke of it."])
def test_a_page_with_prose_gives_something(raw):
    assert clean_text(raw).split() == raw.split()


# the day of publication

@pytest.mark.parametrize("line, day", [
    ("Published: Jan 29, 2025", "2025-01-29"),
    ("By Marta Lindqvist | August 12, 2021", "2021-08-12"),
    ("August 12, 2021 August 19, 2021", "2021-08-12"),
    ("Posted on 3 March 2020, updated on 4 March 2020", "2020-03-03"),
    ("29.12.2020 09:54", "2020-12-29"),
    ("2020-12-29", "2020-12-29"),
    ("29/12/2020", "2020-12-29"),
    ("29 декабря 2020", "2020-12-29"),
    ("29. Dezember 2020", "2020-12-29"),
    ("2020年12月29日", "2020-12-29"),
    ("03/04/2020", None),
    ("Updated on 4 March 2020", None),
    ("31 February 2020", None),
    ("Today is Monday, 3 March 2025", None),
    ("December 2020", None),
])
def test_the_day_below_the_title(line, day):
    assert publication_date("\n\n".join(["Home", TITLE, line, *ARTICLE])) == day


def test_other_days_of_a_page_are_not_its_own():
    raw = "\n\n".join(["Friday, 3 January 2025", "News", "Water", "Region", "World", "Home > Water", TITLE, *ARTICLE,
                       "Related news", "Canal toll to rise", "5 May 2024"])
    assert publication_date(raw) is None
    assert publication_date("On April 20, 2022, a delegation met with the ministers in Osh and left.") is None


def test_a_list_of_articles_gives_no_day():
    raw = "\n\n".join(["Snow figures at a ten-year low", "Ann Berg | June 5, 2025", TITLE, "Ann Berg | June 2, 2025",
                       *ARTICLE])
    assert publication_date(raw) is None
    assert publication_date(raw.replace("June 5", "June 2")) == "2025-06-02"


def test_a_dotted_day_is_safe_only_where_nobody_puts_the_month_first():
    russian = "\n\n".join(["Министры договорились о реке", "09.10.2024", PROSE["Russian"], PROSE["Russian"] + " Да."])
    assert publication_date(russian) == "2024-10-09"
    assert publication_date("\n\n".join([TITLE, "09.10.2024", *ARTICLE])) is None


def test_the_name_of_the_file_is_the_last_resort():
    raw = "\n\n".join(ARTICLE)
    assert publication_evidence(raw, "2024-02-20_unrcca") == (date(2024, 2, 20), "2024-02-20_unrcca", "file name")
    assert publication_evidence(raw, "20240220_unrcca")[0] == date(2024, 2, 20)
    assert publication_evidence(raw + "\n\n///Wire, 21 February 2024", "2024-02-25_x")[2] == "source line"
    assert publication_evidence(raw, "000_0b4a62419c29d985")[0] is None


# what holds for any text

WORDS = st.sampled_from([*ARTICLE, TITLE, *FURNITURE.values(), *PROSE.values(), "", " ", "  * ", "\r", "\r\n", "\x0b",
                         "\u2028", "\x1c", "\xa0", "[a](b", "![](x)", "ASTANA – ", "Read more", "# ", "1", "«", "—"])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(max_size=40), max_size=30).map("\n".join))
def test_the_rows_hold_every_character_once_and_in_order(raw):
    spans = label_spans(raw)
    rows = label_lines(raw)
    assert all(raw[r.start:r.end] == r.text == r.text.strip() != "" for r in rows.itertuples())
    position = 0
    for start, end, *_ in spans:
        assert position <= start < end and not raw[position:start].strip()
        position = end
    assert not raw[position:].strip()
    assert body_paragraphs(raw) == body_paragraphs(raw, spans)
    publication_evidence(raw)


@pytest.mark.parametrize("bit", ["word ", " ", "\"", "1", "\n", "a\n", "A sentence of words that ends. ",
                                 "a b c d e f g.\n", "[", "[a](", "> ", "20 May 2020 ", "«\n", "12:30\n", "Ab ",
                                 "ASTANA "])
def test_time_is_linear_in_the_length(bit):
    def seconds(length):
        raw = (bit * length)[:length]
        times = []
        for _ in range(2):
            started = time.process_time()
            clean_text(raw)
            times.append(time.process_time() - started)
        return min(times)

    assert seconds(64_000) < 30 * max(seconds(8_000), .005)  # eight times the text; a quadratic rule takes 64 times


ENGLISH = ["The two ministers met in the capital on Monday and discussed the sharing of water in the basin.",
           "They agreed to keep in touch and to meet again before the end of the year, and thanked their hosts for the day."]
GERMAN = ["Die beiden Minister trafen sich am Montag in der Hauptstadt und sprachen über das Wasser, das die Länder teilen.",
          "Sie werden sich vor dem Ende des Jahres noch einmal treffen, auch mit den Vertretern der Staaten und der Bank."]
RUSSIAN = ["Министры встретились в столице в понедельник и обсудили, как страны будут делить воду, которая для них важна.",
           "Они также договорились о том, что встреча будет не последней, и поблагодарили за приём всех, кто был на ней."]
KAZAKH = ["Министрлер дүйсенбіде астанада кездесіп, бұл өңірдегі су мәселесі туралы және сауда бойынша келіссөз жүргізді.",
          "Олар бұл кездесу соңғы болып қалмайды деп сенім білдірді және осы бағытта бірге жұмыс істеу үшін уағдаласты да."]


@pytest.mark.parametrize(("page", "line"), [(ENGLISH, GERMAN[1]), (GERMAN, ENGLISH[0]), (KAZAKH, RUSSIAN[1])])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_paragraph_in_another_language_is_furniture(page, line, place):
    raw = "\n\n".join([*page[:place], line, *page[place:]])
    assert clean_text(raw) == "\n\n".join(page)
    assert {r.reason for r in label_lines(raw).itertuples() if r.text == line} <= {"another language", "outside the article"}


@pytest.mark.parametrize("page", [ENGLISH, GERMAN, RUSSIAN, KAZAKH])
def test_a_page_wholly_in_one_language_stays(page):
    assert clean_text("\n\n".join(page)) == "\n\n".join(page)


def test_a_foreign_title_in_a_sentence_is_no_other_language():
    sentence = "The newspaper Die Zeit der Frauen und der Männer printed the words of the minister on its first page."
    assert clean_text("\n\n".join([ENGLISH[0], sentence, ENGLISH[1]])).count("\n\n") == 2
