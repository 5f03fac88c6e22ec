"""Cleaning as a mask with reasons: the seeds, planted furniture, pages of many kinds, any text."""

import textwrap
from pathlib import Path

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import assert_growth, gold
from helpers.readers import cleaning
from helpers.readers.blocks import plain
from helpers.readers.cleaning import (
    Span,
    body_paragraphs,
    clean_text,
    label_spans,
    plain_text,
    site_furniture,
    without,
)
from helpers.readers.furniture import (
    OPTIONS,
    RULES,
    rule_of,
    rule_pattern,
)

SEEDS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[1] / "seeds").glob("*.txt")
}

TITLE = "River states agree on a common gauge"
ARTICLE = [
    "The water ministers of the four river states met in Osh on Thursday and agreed to build "
    "one network of gauges.",
    "“We have argued about numbers for twenty years,” the host of the meeting said. “From "
    "now on we shall argue about "
    "the same numbers.”",
    "Under the plan each country keeps its own stations, but the readings go to one office, "
    "which publishes them every "
    "morning.",
    "The four sides did not settle who pays for the upper valley, where most of the old "
    "stations were closed in the "
    "nineties.",
    "A second round is to follow in the autumn, when the snow figures for the year are known "
    "to all of them.",
    "Farmers along the lower canal have asked for the same data since the dry summer that "
    "cost them half the harvest.",
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
    "related news paragraph": (
        "Related: Snow figures were at a ten-year low, the weather service said last week."
    ),
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
    return [raw[start:end] for start, end in body_paragraphs(label_spans(raw))]


def rows(raw):
    return [(span.label, span.reason, raw[span.start : span.end]) for span in label_spans(raw)]


def labelled(raw, label):
    return [text.lstrip("# ") for found, _, text in rows(raw) if found == label]


# the table of rules

NAMES = [f"{rule.line} {rule.reason}" for rule in RULES]


def reads(rule, text):
    """Whether one rule reads a text."""
    pattern = re2.compile(rule_pattern(rule), OPTIONS)
    return len(text) <= int(rule.longest) and pattern.search(text)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_each_rule_reads_its_example_and_not_its_counter_example(rule):
    assert reads(rule, rule.example) and not reads(rule, rule.counter)
    assert rule.label in ("boilerplate", "byline", "caption", "dateline", "source")
    assert max(map(len, rule[:-1])) < 300


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_finds_its_example_among_all_rules(rule):
    if rule.scope != "opening":
        found = rule_of(rule.example, prose=True)
        assert found.label == rule.label and found.line <= rule.line
        assert rule_of(rule.example) == (None if rule.scope == "prose" else found)


@pytest.mark.parametrize("text", ["-" * 26 + " x 1", "12:30" + " " * 25 + "word", "usd " * 70])
def test_a_line_that_hung_the_rules_is_read(text):
    assert label_spans(text) and rule_of(text) is None


# the seeds


@pytest.mark.parametrize("doc", SEEDS)
def test_the_seeds_have_the_labels_of_the_gold(doc):
    expected = [(row["label"], row["text"]) for row in gold("lines") if row["doc_id"] == doc]
    assert [(label, text) for label, _, text in rows(SEEDS[doc])] == expected
    assert all(reason for label, reason, _ in rows(SEEDS[doc]) if label not in ("title", "body"))


@pytest.mark.parametrize(
    ("doc", "first", "last", "count"),
    [
        ("000", "Deputy Prime Minister", "international organizations.", 9),
        ("001", "Kazakhstan is interested", "Kaha Imnadze.", 8),
        ("002", "On April 20, 2022", "current global turbulence.", 10),
        ("003", "Minister of Foreign Affairs", "objectives of CICA.", 4),
        ("004", "During his visit", "120 people.", 10),
    ],
)
def test_the_seeds_lose_their_furniture_and_nothing_else(doc, first, last, count):
    body = body_of(next(raw for stem, raw in SEEDS.items() if stem.startswith(doc)))
    assert body[0].startswith(first) and body[-1].endswith(last) and len(body) == count
    assert all(len(paragraph.split()) >= 12 for paragraph in body)


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


def test_an_article_printed_twice_is_kept_once():
    assert body_of("\n\n".join([TITLE, *ARTICLE, TITLE, *ARTICLE])) == ARTICLE


def test_a_paragraph_repeated_in_the_middle_is_kept_once():
    raw = "\n\n".join([TITLE, *ARTICLE[:4], ARTICLE[1], *ARTICLE[4:]])
    assert body_of(raw) == ARTICLE
    assert rows(raw)[5][1] == "repeated"


def test_comments_below_the_article_go():
    comments = [
        "Comments (2)",
        "I have seen the gauges myself, and they are good.",
        "So have I, but they were broken.",
    ]
    assert body_of("\n\n".join([TITLE, *ARTICLE, *comments])) == ARTICLE


@pytest.mark.parametrize(
    "opening",
    [
        "NUR-SULTAN. KAZINFORM ",
        "ASTANA – ",
        "OSH, March 14 (Reuters) - ",
        "Berlin (dpa) - ",
        "МОСКВА, 20 фев — ",
    ],
)
def test_a_dateline_opens_a_body_line(opening):
    found = rows("\n\n".join([TITLE, opening + ARTICLE[0], *ARTICLE[1:]]))
    assert [label for label, *_ in found] == ["title", "dateline", *["body"] * 6]
    assert [text for *_, text in found[1:3]] == [opening.strip(), ARTICLE[0]]


def test_a_dateline_before_a_word_of_one_letter():
    first = "A bridge over the river was opened to the boats of the town on a quiet morning."
    found = rows("\n\n".join([TITLE, f"OSH, March 14 (Reuters) - {first}", *ARTICLE[1:]]))
    assert found[2][0] == "body" and found[2][-1] == first


# paragraphs, scripts, renderers


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("indent", ["", "    "])
def test_hard_wrapped_lines_are_one_paragraph(width, indent):
    parts = [TITLE, "Home > News", *ARTICLE]
    raw = "\n\n".join(
        textwrap.fill(part, width, initial_indent=indent, subsequent_indent=indent)
        for part in parts
    )
    assert clean_text(raw).split("\n\n") == ARTICLE
    assert len(body_of(raw)) == 6 and "\n" in body_of(raw)[0]


def test_three_lines_that_go_on_are_hard_wrapped():
    text = "The ministers of the valley met in the port on Monday and spoke of the dam and road."
    raw = textwrap.fill(text, 40)
    assert body_of(raw) == [raw]


def test_hard_wrapped_lines_of_names_are_one_paragraph():
    list_of = (
        "They were met by the mayors of Osh, Talas, Naryn, Batken, Tokmok, Karakol, Uzgen and "
    )
    names = (
        list_of
        + "Kochkor, and by the heads of the Canal Office, the Lake Office and the River Office of "
    )
    names += (
        "Northern Talas, of the Council of Mayors of the Upper Valley, and of the Farmers of Osh."
    )
    raw = "\n\n".join([TITLE, textwrap.fill(names, 60), textwrap.fill(names[:-1] + " too.", 60)])
    assert body_of(raw)[0].replace("\n", " ") == names


def test_a_heading_on_a_hard_wrapped_paragraph_stays_apart():
    parts = [textwrap.fill(part, 72) for part in ARTICLE]
    assert (
        clean_text("\n\n".join([*parts[:3], "Who pays\n" + parts[3], *parts[4:]])).split("\n\n")[3]
        == "Who pays"
    )


def test_short_lines_that_are_not_full_stay_apart():
    assert (
        len(
            body_of("\n".join(["The first sentence is short.", "The second one is too.", *ARTICLE]))
        )
        == 8
    )


def test_markdown_loses_its_marks_of_emphasis():
    assert plain("[the lake](a.html) is *deep* and __cold__") == "the lake is deep and cold"


def test_markdown_loses_its_addresses():
    raw = (
        "* [Home](/)\n* [News](/news)\n\n# "
        + TITLE
        + "\n\n"
        + "\n\n".join(
            part.replace("the", "[the](https://example.org/a_b?c=1)", 1) for part in ARTICLE
        )
        + "\n\n* [Imprint](/imprint)"
    )
    assert clean_text(raw).split("\n\n") == ARTICLE
    assert labelled(raw, "title") == [TITLE]


@pytest.mark.parametrize(
    "between",
    [
        "Enter your address and win a voucher",
        "Show the first twenty replies",
        "A voice for the coast",
    ],
)
def test_a_line_of_the_site_is_not_the_title_though_it_stands_nearer(between):
    assert labelled("\n\n".join([TITLE, between, *ARTICLE]), "title") == [TITLE]


@pytest.mark.parametrize(
    "line",
    [
        "Each country keeps its own stations, and one office publishes what they read",
        "It is not settled who pays for the upper valley and its old stations",
        "Osh, Talas Valley, March 12, WIRE",
        "Friday, March 12, 2021, 1:27 p.m. Canal Office",
        "Talas, Osh, March 12 / Wire, J. Doe /",
        "Thursday, 2 May 2019 00:00 - - {{hits.values}}",
        "The Ministers of the River States, the Head of the Canal Office and the Mayor of",
        "The Ministers of the River States in Osh. PHOTO COURTESY RIVER COMMISSION",
        "/ Osh Wire / News / River states agree on a common gauge",
        "Osh | Valley | States |",
        "River states in Osh 28-01-2022 17:57",
    ],
)
def test_what_stands_between_title_and_article_is_not_the_title(line):
    """A standfirst, a place and day, a clock, a caption, a path."""
    assert labelled("\n\n".join([TITLE, line, *ARTICLE]), "title") == [TITLE]


def test_a_long_sentence_below_a_short_title_is_not_the_title():
    sentence = (
        "The water ministers of the four river states of the valley met in Osh to agree on one "
        "network of gauges, on stations, readings and one office"
    )
    title = "Ministers agree on river gauges"
    assert labelled("\n\n".join([title, sentence, *ARTICLE]), "title") == [title]


def test_of_a_title_printed_twice_the_one_without_a_path_or_day_is_the_title():
    above = "River States 30/05/2023 " + TITLE
    assert labelled("\n\n".join(["News of the day", above, TITLE, *ARTICLE]), "title") == [TITLE]


def test_the_line_with_which_a_page_begins_need_say_less_of_it():
    for title in (
        "Canals, sluices, farmers and weirs of the lower valley",
        "Ministers, farmers, canals",
    ):
        assert labelled("\n\n".join([title, *ARTICLE]), "title") == [title]


@pytest.mark.parametrize(
    "opening", ["OSH, MAY 9 (WIRE): ", "OSH, May 9 -", "OSH, Talas, May 9. ", "9 May 2021, OSH – "]
)
def test_a_dateline_is_cut_whole(opening):
    assert body_of("\n\n".join([TITLE, opening + ARTICLE[0], *ARTICLE[1:]])) == ARTICLE


@pytest.mark.parametrize(
    "kicker", ["News of the river valley states", "Water and the river states"]
)
def test_a_shorter_line_above_a_title_takes_nothing_from_it(kicker):
    title = "River states agree on a common gauge"
    assert labelled("\n\n".join([kicker, title, *ARTICLE]), "title") == [title]


@pytest.mark.parametrize(
    "title", ["What the river states agreed on", "Farmers ask what the common gauge is for"]
)
def test_a_title_may_end_in_a_small_word(title):
    assert labelled("\n\n".join([title, *ARTICLE]), "title") == [title]


def test_a_title_may_have_one_long_word():
    assert labelled("\n\n".join(["On the Farmers", *ARTICLE]), "title") == ["On the Farmers"]


def test_a_page_whose_lines_above_are_not_about_it_has_no_title():
    assert labelled("\n\n".join(["Enter your address and win a voucher", *ARTICLE]), "title") == []


PROSE = {
    "Russian": (
        "Министры четырёх стран встретились в четверг и договорились построить общую сеть "
        "станций на реке."
    ),
    "Kazakh": (
        "Төрт елдің су министрлері бейсенбіде кездесіп, өзен бойында ортақ бекеттер салуға келісті."
    ),
    "German": (
        "Die Minister der vier Staaten trafen sich am Donnerstag und einigten sich auf ein "
        "gemeinsames Messnetz."
    ),
    "Arabic": (
        "التقى وزراء المياه في الدول الأربع يوم الخميس واتفقوا على بناء شبكة مشتركة من محطات "
        "القياس."
    ),
    "Chinese": (
        "四国水利部长周四在奥什举行会议，同意建设共同的水文站网，并且每天早上公布所有数据，供"
        "各方使用。"
    ),
}


@pytest.mark.parametrize("language", PROSE)
def test_a_page_wholly_in_another_language_is_kept(language):
    sentence = PROSE[language]
    raw = "\n\n".join(["Menu", "Login", sentence, f"{sentence} {sentence}"])
    assert body_of(raw) == [sentence, f"{sentence} {sentence}"]
    assert "Login" not in clean_text(raw)


def test_reasons_name_another_script():
    found = rows("\n\n".join([*ARTICLE[:3], PROSE["Russian"], *ARTICLE[3:]]))
    assert found[3][:2] == ("boilerplate", "another script")


@pytest.mark.parametrize(
    "raw", ["", " \n\t\n", "Home\n\nMenu\n\nLogin", "© 2024 Valley Wire. All rights reserved."]
)
def test_a_page_without_prose_gives_nothing(raw):
    assert clean_text(raw) == ""


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n\n"])
def test_every_kind_of_line_end(end):
    assert body_of(end.join([TITLE, *ARTICLE])) == ARTICLE


@pytest.mark.parametrize("raw", ["They met.\n", ARTICLE[0], "They met.\nNobody spoke of it."])
def test_a_page_with_prose_gives_something(raw):
    assert clean_text(raw).split() == raw.split()


# pages of many kinds: what must stay and what must go

MENU = ["Skip to content", "Home", "Shop", "About", "Log in", "Search"]
FOOTER = [
    "About us",
    "Careers",
    "Privacy Policy",
    "Facebook",
    "© 2025 Valley Tools. All rights reserved.",
]
POSTS = [
    "Has anyone replaced the float of an old river gauge? Mine sticks at two metres of water.",
    "I had the same. Clean the guide rod with vinegar, it worked for me.",
    "No, vinegar eats the brass.",
    "Thanks both, I will try a little oil first.",
    "Also check the cable. If the cable is kinked the float hangs, and no oil helps then.",
    "It was the cable in the end, and now it runs.",
]


def page_of(*parts):
    return "\n\n".join([*MENU, *parts, *FOOTER])


def test_a_thread_keeps_all_its_posts():
    posts = []
    for i, post in enumerate(POSTS, start=1):
        posts += [
            f"#{i}",
            f"Posts: {40 + i}",
            f"March {i}, 2024, 10:0{i} am",
            post,
            "Like",
            "Reply",
        ]
    assert set(POSTS) <= set(
        body_of(page_of("Float of the gauge sticks", *posts, "Similar threads"))
    )


def test_a_product_keeps_description_features_and_specifications():
    about = "The RG-40 measures the level of small rivers, and it needs no electricity at all."
    features = ["Features", "Range from 0 to 4 metres", "Brass housing, sealed against silt"]
    delivery = "We deliver within three days to all countries of the basin."
    specifications = ["Specifications", "Weight 2.4 kg", "Cable Steel, 2 mm", "Delivery", delivery]
    shop = ["€ 89.00", "In stock", "Add to cart"]
    more = ["You may also like", "RG-20", "€ 49.00", "Add to cart"]
    raw = page_of("River gauge RG-40 with cable", *shop, about, *features, *specifications, *more)
    assert body_of(raw) == [about, *features, *specifications]


def test_documentation_keeps_its_lines_of_code():
    text = [
        "Then open the port and read a value.",
        "from gauge import Gauge",
        "print(Gauge('/dev/ttyS0').read())",
        "The value is given in millimetres, and never below zero.",
        "timeout",
        "How many seconds to wait for a value before an error is raised.",
    ]
    assert body_of(page_of("Read a gauge", *text, "Was this page helpful?", "Yes", "No")) == text


def test_short_paragraphs_round_scripts_stay_and_the_scripts_go():
    text = [
        "The gauge was built in 1931.",
        "It stands by the mill.",
        "Its float is of brass.",
        "Visitors may see it on Sundays.",
    ]
    script = [
        "<script>",
        "window.dataLayer = window.dataLayer || [];",
        "gtag('js', 1);",
        "</script>",
    ]
    parts = [part for paragraph in text for part in (*script, paragraph)]
    assert body_of(page_of("The gauge of Osh", *parts)) == text


def test_a_script_divides_no_article():
    script = ["<script>", "window.dataLayer = [];", "gtag('js', 1);", "</script>"]
    last = "Its float is of brass."
    assert body_of("\n\n".join([TITLE, *ARTICLE, *script, last])) == [*ARTICLE, last]


def test_cards_that_end_in_read_more_are_one_list():
    cards = []
    for place in ("brook", "river", "harbour", "canal", "lake"):
        teaser = f"This gauge is made for the {place}, and it is read from the bank."
        cards += [f"Gauge for the {place}", teaser, "Read more"]
    kept = body_of(page_of("Gauges of the valley", *cards))
    assert sum(paragraph.startswith("This gauge") for paragraph in kept) == 5


@pytest.mark.parametrize(
    "note",
    [
        "Martha Lind is a freelance writer who lives in Osh with two dogs.",
        "This page is for general informational purposes only, and no advice is given.",
        "This site is protected by reCAPTCHA, and our privacy policy applies to it.",
    ],
)
def test_notes_below_the_article_go(note):
    assert body_of("\n\n".join([TITLE, *ARTICLE, note])) == ARTICLE


# knowledge of other pages


def test_lines_that_recur_over_pages_are_furniture_only_when_asked():
    line = "Copied, data, value"
    texts = ["\n\n".join([*ARTICLE[:2], line, f"Item {i}"]) for i in range(20)]
    assert site_furniture(texts) == {line}
    assert site_furniture(texts[:4]) == set()
    raw = "\n\n".join([*ARTICLE[:2], "[Copied](/copy), data, value", *ARTICLE[2:]])
    spans = label_spans(raw)
    assert len(body_paragraphs(spans)) == 7
    cleaned = without(spans, raw, site_furniture(texts))
    assert cleaned[2].reason == "recurs on other pages"
    assert [raw[a:b] for a, b in body_paragraphs(cleaned)] == ARTICLE


def test_spans_given_from_outside_are_paragraphs_of_their_own():
    raw = "One two. Three four."
    spans = [Span(0, 8, "body"), Span(9, 20, "body")]
    assert body_paragraphs(spans) == [(0, 8), (9, 20)]
    assert plain_text(raw, [(0, 8), (9, 20)]) == "One two.\n\nThree four."


# what holds for any text

WORDS = st.sampled_from(
    [
        *ARTICLE,
        TITLE,
        *FURNITURE.values(),
        *PROSE.values(),
        "",
        " ",
        "  * ",
        "\r",
        "\r\n",
        "\x0b",
        "\u2028",
        "\x1c",
        "\xa0",
        "[a](b",
        "![](x)",
        "ASTANA – ",
        "Read more",
        "# ",
        "1",
        "«",
        "—",
    ]
)


@settings(max_examples=150)
@given(st.lists(WORDS | st.text(max_size=40), max_size=30).map("\n".join))
def test_the_rows_hold_every_character_once_and_in_order(raw):
    spans, position = label_spans(raw), 0
    for start, end, *_ in spans:
        assert raw[start:end] == raw[start:end].strip() != ""
        assert position <= start < end and not raw[position:start].strip()
        position = end
    assert not raw[position:].strip()
    paragraphs = body_paragraphs(spans)
    assert clean_text(raw) == plain_text(raw, paragraphs)
    bodies = [span for span in spans if span.label == "body"]
    assert all(any(a <= span.start < span.end <= b for a, b in paragraphs) for span in bodies)


@pytest.mark.slow  # shorter ones are read by every reader in test_linear_time
@pytest.mark.parametrize(
    "bit",
    [
        "word ",
        " ",
        '"',
        "1",
        "\n",
        "a\n",
        "A sentence of words that ends. ",
        "a b c d e f g.\n",
        "[",
        "[a](",
        "> ",
        "20 May 2020 ",
        "«\n",
        "12:30\n",
        "Ab ",
        "ASTANA ",
        "\ud800",
        "https://a/",
        "<script>\n",
    ],
)
def test_time_is_linear_in_the_length(bit):
    def cleaning(length):
        raw = (bit * length)[:length]
        return lambda: clean_text(raw)

    assert_growth(cleaning, 8_000, 64_000, below=30, floor=0.005)  # a quadratic rule takes 64 times


ENGLISH = [
    "The two ministers met in the capital on Monday and discussed the sharing of water in "
    "the basin.",
    "They agreed to keep in touch and to meet again before the end of the year, and thanked "
    "their hosts for the day.",
]
GERMAN = [
    "Die beiden Minister trafen sich am Montag in der Hauptstadt und sprachen über das "
    "Wasser, das die Länder teilen.",
    "Sie werden sich vor dem Ende des Jahres noch einmal treffen, auch mit den Vertretern "
    "der Staaten und der Bank.",
]
RUSSIAN = [
    "Министры встретились в столице в понедельник и обсудили, как страны будут делить воду, "
    "которая для них важна.",
    "Они также договорились о том, что встреча будет не последней, и поблагодарили за приём "
    "всех, кто был на ней.",
]
KAZAKH = [
    "Министрлер дүйсенбіде астанада кездесіп, бұл өңірдегі су мәселесі туралы және сауда "
    "бойынша келіссөз жүргізді.",
    "Олар бұл кездесу соңғы болып қалмайды деп сенім білдірді және осы бағытта бірге жұмыс "
    "істеу үшін уағдаласты да.",
]


@pytest.mark.parametrize("page", [ENGLISH, GERMAN, RUSSIAN, KAZAKH])
def test_a_page_wholly_in_one_language_stays(page):
    assert clean_text("\n\n".join(page)) == "\n\n".join(page)


@given(st.lists(st.sampled_from([-3, -2, -1, 0, 1, 2, 3]), max_size=12))
def test_the_article_is_the_shortest_stretch_with_the_largest_weight(weights):
    """Nothing that earns nothing stands at its ends: the page has other lines there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.readers.cleaning._weights", lambda blocks: blocks)
        found = cleaning._article(weights)
    places = range(len(weights) + 1)
    sums = {(a, b): sum(weights[a:b]) for a in places for b in places if a <= b}
    assert sums[found.start, found.stop] == max(sums.values())
    parts = [weights[found.start : n] for n in range(found.start + 1, found.stop + 1)]
    parts += [weights[n : found.stop] for n in range(found.start, found.stop)]
    assert all(sum(part) > 0 for part in parts)


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        (["Fine."], []),
        (["So it was."], ["So it was."]),
        (["Gauge", "Weir", "Bridge", "Mill", "They met in the old port."], -5),
        (["Gauge", "Weir", "Bridge", "Mill", "They met in the port."], []),
        ([f"{n} km" for n in range(1, 13)] + ["The river rose again in the north."], []),
    ],
    ids=["one word", "a sentence", "six words of prose", "five words", "a table of numbers"],
)
def test_what_stands_below_an_article_goes_on_with_it_or_does_not(below, kept):
    body = body_of("\n\n".join([TITLE, *ARTICLE, *below]))
    assert body == ARTICLE + (below if kept == -5 else kept)


@pytest.mark.parametrize("times", [2, 3, 4])
def test_a_line_printed_more_than_three_times_divides_no_article(times):
    more = [f"The river rose again in the {place}." for place in ("north", "west", "east", "south")]
    lines = [line for part in more[:times] for line in (FURNITURE["share line"], part)]
    body = body_of("\n\n".join([TITLE, *ARTICLE[:2], *lines]))
    assert body == ARTICLE[:2] + (more if times == 4 else [])


@pytest.mark.parametrize("indent", ["", "    "])
def test_prose_at_another_indent_below_short_lines_is_no_part_of_the_article(indent):
    short = ["Gauge", "Weir", "Bridge", "Mill", "Lock", "Dam", "Pump"]
    side = "The gauges were bought from a firm in the next valley, which has sold forty since May."
    body = body_of("\n\n".join([TITLE, *ARTICLE, *short, indent + side]))
    assert body == ARTICLE + ([] if indent else [*short, side])


@pytest.mark.parametrize(("before", "apart"), [(0, True), (2, True), (3, False)])
def test_a_dateline_opens_one_of_the_first_three_paragraphs(before, apart):
    above = "The ministers spoke of the rivers of the region, its towns and its roads {}.\n\n"
    raw = "".join(above.format(n) for n in range(before))
    raw += "LIMA, May 3 – The ministers spoke of the rivers of the region for a whole day.\n\n"
    raw += "The towns of the region were glad of it and said so for a long time."
    assert ("LIMA, May 3 –" not in clean_text(raw)) == apart
