"""What one document alone can say: its reported event, its past, its plans; on invented pages."""

import re

import edtf
import pytest

from helpers.readers import rules, tense
from helpers.readers.document import Document
from helpers.readers.events import CERTAINTIES, LONGEST

MET = "The ministers met in the old port and spoke of the water in the lake.\n\n"
LAKE = "\n\nThe water of the lake fell again, and the towns on its shore count their wells.\n"


def read(text, published=None):
    return Document("page", text + LAKE, {"published": published} if published else None).events


def role(found, name):
    return [event for event in found if event.role == name]


def reported(text, published=None):
    return next(iter(role(read(text, published), "reported")), None)


ROWS = rules.rule_rows("events", "kind", "forms", "example", "counter")
PATTERNS = rules.rule_rows("event_patterns", "name", "pattern", "example", "counter")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind} {row.line}")
def test_each_row_of_words_is_in_its_example_and_not_in_its_counter(row):
    forms = "|".join(re.escape(form) for form in row.forms.split("; "))
    found = re.compile(rf"(?<!\w)(?:{forms})(?![\w’'])")
    assert found.search(row.example.lower()) and not found.search(row.counter.lower())
    assert len(row.forms) < 300


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: row.name)
def test_each_pattern_matches_its_example_and_not_its_counter(row):
    found = tense.PATTERNS[row.name]
    assert found.search(row.example.replace("_", " "))
    assert not row.counter or not found.search(row.counter.replace("_", " "))
    assert len(row.pattern) < 300


# --- the reported event ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date", "certainty"),
    [
        ("The ministers met in the old port on 3 May 2023.", "2023-05-03", "stated"),
        (
            "The ministers of the two states met in the port on 3 May.",
            "2023-05-03",
            "from the text",
        ),
        ("The treaty was signed by the ministers on 3 May 2023.", "2023-05-03", "stated"),
        ("The talks took place in the port on 3–4 May 2023.", "2023-05-03/2023-05-04", "stated"),
        (
            f"{MET}The meeting took place on 3 May 2023.",
            "2023-05-03",
            "stated",
        ),
        ("The ministers met in the old port.", "[..2023-05-09]", "from the text"),
    ],
)
def test_an_actor_and_a_verb_make_an_event(text, date, certainty):
    event = reported(text, "2023-05-09")
    assert (event.date, event.certainty) == (date, certainty)


@pytest.mark.parametrize(
    "text",
    [
        "Ten ways to cook an eel\n\nThe council met on 3 May 2023 and ate one.",
        "Stir the flour into the butter and wait for five minutes.",
        "The lens is sharp, the case is light, and it will cost less in May.",
        "The lake opened up before us, and gulls met our boat.",
        "The council will meet on 30 May 2023.",
        "The council met on 3 May 1998, and nobody remembers why.",
        "“The council met on 3 May 2023 and chose nobody at all,” the old man said.",
        "The council won’t do it, and the harbour knows.",
        "To note the minutes of the council held on the third.",
        "Following the talks, a plan for the next ferry was signed by nobody we know.",
        "They were asked to the session of the council chaired by the town this year.",
    ],
)
def test_other_pages_report_none(text):
    assert reported(text, "2023-05-09") is None


@pytest.mark.parametrize(
    "text",
    [
        "A delegation led by Anna Novak, the mayor, met with the Minister of Rivers Karl Berg.",
        "Acting mayor of the old town opened the lock.",
        "Anna Novak and Karl Berg signed the pact.",
        "Mayor of Osh Anna Novak, Anna Lind, and Karl Berg signed the pact on the old river.",
        "At the ministry, Anna Novak and Karl Berg signed the pact.",
        "Anna Novak was ill, and Karl Berg signed the pact.",
        "Norway and the council signed a pact.",
        "Norwegian and Finnish delegations signed a pact.",
        "Finnish delegations, who came late, signed a pact.",
        "Mayors of Osh and Riga Anna Novak and Karl Berg signed the pact.",
        "Anna Novak, Head of the Post and Minister of Osh met Karl Berg.",
        "Anna Novak, head of the Osh Museum, signed a pact.",
        "It rained, and the council signed a pact.",
        "The council met envoys of Peru, Chile and Cuba.",
        "The council signed a pact under which the lake rises.",
        "Mayor Anna Novak and her Finnish counterpart, Karl Berg, signed the pact.",
        "The delegation, led by Karl Berg, adviser to the President of Osh, held long talks.",
        "Osh, 3 May 2023—The council and the port signed a pact.",
    ],
)
def test_a_headline_is_the_sentence_itself(text):
    event = reported(f"{text} Novak said that it rains.", "2023-05-09")
    assert event.headline == event.what == text


VERY = "of the very old and very large " * 5


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (f"It rained, and the council met, which {VERY}.", "It rained, and the council met …"),
        (f"A delegation, led by {VERY}, signed the pact.", "A delegation … signed the pact"),
        (
            f"Anna Novak met with the Minister of Rivers Karl Berg and spoke {VERY}port.",
            "Anna Novak met with … Karl Berg",
        ),
        (
            f"Anna Novak said at a meeting with Karl Berg, the Head {VERY}port, that it rains.",
            "Anna Novak said at a meeting with Karl Berg",
        ),
        (
            f"The Head of the port and {VERY}port, Anna Novak opened the lock.",
            "Anna Novak opened the lock",
        ),
    ],
)
def test_a_headline_says_by_an_ellipsis_what_is_left_out(text, headline):
    assert reported(text, "2023-05-09").headline == headline


def test_what_is_too_long_in_each_way_is_cut_at_its_end():
    text = f"In the town {VERY} the council signed a pact {VERY}."
    headline = reported(text, "2023-05-09").headline
    assert text.startswith(headline.removesuffix(" …")) and LONGEST - 20 < len(headline) <= LONGEST
    text = f"The council, which {VERY}, signed a pact {VERY} {VERY}."
    headline = reported(text, "2023-05-09").headline
    assert headline.startswith("The council … signed a pact of") and headline.endswith(" …")


@pytest.mark.parametrize(
    ("words", "length"), [("met of\nLake Osh.", 15), ("with Berg\nLake Osh.", 9)]
)
def test_a_clause_does_not_end_where_a_line_breaks_behind_of(words, length):
    assert tense.PATTERNS["end"].search(words).start() == length


def test_who_only_speaks_of_it_is_none_of_those_who_did_it():
    text = "Anna Novak opened the old dam on Monday. It is tall. It is wide. It is new. "
    assert reported(f"{text}Karl Berg said that it is fine.", "2023-05-09").who == "Anna Novak"
    assert reported("Anna Novak said at a press conference that it rains.", "2023-05-09") is None
    text = "The council signed the pact. Anna Novak met with Karl Berg on the old dam."
    assert reported(text, "2023-05-09").who == ""


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Anna Novak met with the Minister of Rivers Karl Berg.", "Anna Novak; Karl Berg"),
        ("Anna Novak held long talks with the mayor of the port.", ""),  # one side has no name
        ("Anna Novak, mayor of Osh, and Karl Berg signed the pact.", "Anna Novak; Karl Berg"),
        ("Anna Novak signed the pact for Osh and Karl Berg signed for Riga.", ""),
        ("At the fair of Anna Novak, the mayor Karl Berg signed the pact.", ""),
        ("A delegation of the port met with Mayor Anna Novak.", ""),
        ("Judge Anna Novak charged a man with the murder of Mayor Karl Berg.", ""),
        ("OSH (AP) – Mayor Anna Novak and Karl Berg signed the pact.", "Anna Novak; Karl Berg"),
        ("Anna Novak received letters ranging from the king to Mayor Karl Berg.", ""),
        ("The Council of Osh chaired by Mayor Anna Novak approved the pact.", ""),
        ("Mayor Anna Novak held long talks with aides of the late President Karl Berg.", ""),
        ("Mayor Anna Novak met with the envoy of President Karl Berg.", ""),
        ("Mayor Anna Novak met with President Karl Berg’s envoy.", ""),
        (
            "Anna Novak met Minister Karl Berg at the port.The mayor will meet Mayor Eva Roe.",
            "Anna Novak; Karl Berg",
        ),
        ("Anna Novak left and Karl Berg signed the pact.", ""),
        ("President Anna Novak refuses to go, so Minister Karl Berg signed the pact.", ""),
    ],
)
def test_both_sides_of_a_meeting_are_named_or_nobody_is(text, who):
    assert reported(text, "2023-05-09").who == who


def test_what_stands_in_a_clause_of_time_is_not_what_is_reported():
    text = "The lake rose before Mayor Anna Novak announced the plan."
    assert reported(text, "2023-05-09") is None


def test_of_those_whose_offices_fill_a_headline_the_names_stand_in_it():
    event = reported(
        "Mayor Ana Petrova, Director of the Osh Museum of the River and of the Port of Osh, and "
        "Deputy Head of the Regional Bank of the Port of Osh and of the Port of Riga Eva Novak "
        "opened the lock on 3 May 2021."
    )
    assert event.headline == "Ana Petrova … Eva Novak opened the lock on 3 May 2021"


def test_a_page_without_a_title_is_headed_by_its_first_sentence():
    page = next(event for event in read("The ministers met in the port.", "2023-05-09"))
    assert page.role == "publication" and page.headline == "The ministers met in the port."


def test_who_met_is_who_the_sentence_names():
    others = "Otto Lind said that it rains. Earlier, Otto Lind said that it is late."
    met = reported(f"Anna Novak met with Karl Berg on Monday. {others}", "2023-05-09")
    assert met.who == "Anna Novak; Karl Berg"
    assert reported(f"The two ministers met on the dam. {others}", "2023-05-09").who == ""
    assert reported(f"The mayor visited the old dam. {others}", "2023-05-09").who == ""


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The council on Monday signed a pact.", "2023-05-08"),
        ("In the morning of the feast on 3 May 2023, the council signed a pact.", "2023-05-03"),
        ("After the feast of 3 May 2023 the council signed a pact.", "[..2023-05-09]"),
        ("The lock is shut, the council announced on Monday.", None),
        ("The council signed the pact, the mayor said on Monday.", "[..2023-05-09]"),
        ("The council signed the pact, said Anna Novak on Monday.", "[..2023-05-09]"),
        ("The council signed the pact, Karl Berg told the radio late on Monday.", "[..2023-05-09]"),
        ("The council signed the pact on Monday, the mayor told the radio.", "2023-05-08"),
        ("Anna Novak, who was on a state visit to Riga, was held in the port on Monday.", None),
    ],
)
def test_a_day_is_that_of_an_act_where_it_leads_its_clause_or_follows_who_acts(text, date):
    event = reported(text, "2023-05-09")
    assert (event and event.date) == date


def test_a_headline_holds_its_date():
    text = f"They spoke {'of the very old and very large town ' * 5}that was built in 2007."
    (event,) = role(read(text), "background")
    assert event.headline == text.removesuffix(".")
    text = f"The town {'with very old lanes ' * 19}, which has a mill that was sold, in May 2007."
    (event,) = role(read(text), "background")
    assert event.headline.startswith("The town with very old lanes") and " … " in event.headline
    assert event.headline.endswith("which has a mill that was sold, in May 2007")
    assert len(event.headline) < 2 * LONGEST + 2


def test_a_name_is_no_place_and_a_month_is_none():
    assert reported("The ministers met in Riga in May.", "2023-05-09").where == "Riga"
    assert reported("The ministers met in May.", "2023-05-09").where is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("The ministers met on the sidelines of a fair in Rio de Janeiro.", "Rio de Janeiro"),
        ("The ministers discussed the floods in Norway.", None),
        ("The ministers met in Osh’s Palace Hotel.", None),
        ("The ministers met to speak of the floods in Norway.", None),
        ("The ministers met on the water of the towns in Norway.", None),
        ("The ministers held a meeting within the Plan of Action in Foreign Policy.", None),
    ],
)
def test_what_is_spoken_of_is_not_where_it_was(text, where):
    assert reported(text, "2023-05-09").where == where


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("On December 3, Anna Novak met with Karl Berg.", "XXXX-12-03"),
        ("Anna Novak met with Karl Berg on 22-23 March.", "XXXX-03-22/XXXX-03-23"),
        ("Anna Novak met with Karl Berg on Monday.", None),
    ],
)
def test_a_day_of_a_year_that_nothing_tells_is_said_as_it_is(text, date):
    event = reported(text)
    assert (event.date, event.earliest, event.latest) == (date, None, None)
    assert event.rule.startswith("its own day") == bool(date)


def test_what_is_held_now_and_then_is_no_report():
    assert reported("Meetings of the President of Peru and Ambassadors are held each May.") is None


@pytest.mark.parametrize("when", ["in 2018", "in August 2018"])
def test_what_a_page_without_a_day_tells_as_past_is_not_what_it_reports(when):
    assert reported(f"The third session was held {when} in the old port.") is None


@pytest.mark.parametrize(
    "text",
    [
        "A delegation led by Minister Karl Berg arrived in Osh on 3 May 2023.",
        "Minister Karl Berg paid a farewell call on the president of Peru on 3 May 2023.",
        "Karl Berg was sworn in as mayor of Osh on 3 May 2023.",
    ],
)
def test_who_came_took_leave_or_office_acts(text):
    assert reported(text, "2023-05-04").date == "2023-05-03"


def test_a_limit_that_lasts_is_a_limit():
    text = "The ministers agreed to extend the truce through 3-5 May 2023."
    assert reported(text, "2023-05-09").date == "[..2023-05-09]"


def test_an_event_from_one_day_to_another_was_on_these_days():
    text = "The meeting was held from 3-5 July 2022 in the old hall of Osh."
    assert reported(text, "2022-07-06").date == "2022-07-03/2022-07-05"


def test_a_limit_is_not_the_day_of_an_event():
    text = "The ministers agreed to extend the truce through 3 May 2023."
    assert reported(text).date is None and reported(text, "2023-05-09").date == "[..2023-05-09]"


def test_what_was_told_at_an_event_had_happened_before_it():
    text = f"{MET}Anna Novak said that the dam was opened in March 2023."
    event = reported(text, "2023-05-09")
    assert (event.date, event.certainty) == ("[2023-03-01..2023-05-09]", "from the text")
    assert event.rule.startswith("after what was told at it: March 2023, by its publication")


@pytest.mark.parametrize(
    ("more", "published", "date"),
    [
        ("", "2023-05-09", "[2011-03-01..2023-05-09]"),
        ("They will meet again on 4 July.", None, "[2011-03..]"),
    ],
)
def test_what_a_page_knows_bounds_its_news_by_inference_only(more, published, date):
    event = reported(f"{MET}The dam was opened in March 2011. {more}", published)
    assert (event.earliest, event.latest, event.certainty) == ("2011-03-01", published, "inferred")
    assert "if it reports recent news" in event.rule and event.date == date


def test_a_past_fact_alone_bounds_nothing():
    # "2011 or later" of a page without a day and without a plan is true of nearly any page
    event = reported(f"{MET}The dam was opened in March 2011.")
    assert (event.date, event.earliest, event.rule) == (None, None, "nothing dates it")


# --- past, ahead, neither -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The dam was opened in May 2011.", "May 2011"),
        ("In 2011, the town was small.", "2011"),
        ("The ferry has run since 2011.", "2011"),
        ("It is a school, founded at the wish of the towns in 2011.", "2011"),
    ],
)
def test_told_as_past(sentence, words):
    (event,) = role(read(sentence), "background")
    assert event.when == words and event.earliest[:4] == "2011"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mayor said the bridge will open on 4 June 2023.", "planned"),
        ("The mayor said they will meet in Osh in July 2023.", "planned"),
        ("The mayor added the council plans to open the mill in 2025.", "planned"),
        ("The mayor stressed the port has grown since 2018.", "background"),
        ("The dam was opened in January 2023.", "background"),
    ],
)
def test_what_somebody_says_of_a_day_is_read(text, name):
    assert len(role(read(text, "2023-05-09"), name)) == 1


def test_a_month_that_holds_the_page_is_looked_back_on():
    assert role(read("The port was closed in January 2023.", "2023-01-02"), "background")


@pytest.mark.parametrize(("day", "is_news"), [("8 April", True), ("7 April", False)])
def test_what_is_older_than_a_month_is_no_news(day, is_news):
    text = f"Mayor Anna Novak met Mayor Karl Berg on {day} 2023 in the old port."
    assert bool(role(read(text, "2023-05-09"), "reported")) == is_news


@pytest.mark.parametrize(("day", "is_old"), [("6 May", True), ("7 May", False), ("9 May", False)])
def test_what_was_on_the_two_days_before_a_page_is_its_news_and_not_looked_back_on(day, is_old):
    events = read(f"The dam was opened on {day} 2023.", "2023-05-09")
    assert bool(role(events, "background")) == is_old


def test_what_dates_something_in_the_sentence_of_a_report_is_not_looked_back_on():
    text = "Anna Novak and Karl Berg signed the pact on the dam that was opened in 2023."
    events = read(f"{text} The mill was opened in 2012.", "2023-05-09")
    assert [event.date for event in role(events, "background")] == ["2012"]


@pytest.mark.parametrize(
    "sentence",
    [
        "They agreed to hold the fair at the end of 2011.",
        "The contract runs through 2036.",
        "The loan was given until 2036.",
        "The Skoda 2020 was sold in the old town.",
        "We played Harbour 2077 for a night.",
        "Harbour 2077 was released to cheers.",
        "The market is expected to have doubled in 2036.",
        "The goal was set for 2036.",
        "By 2036 the lake will be gone.",
        "The novel tells of a port that was built in 2011.",
        "It is held in May 2011 style.",
        "Our ten best boats of 2025.",
        "They counted 2011 seals.",
        "The canal was built during 1958-63 by the town.",
        "The 2011 models were slow.",
        "Since 2036 is far away, nobody cares.",
        "It was the first win at home since May 2011.",
        "This is the fifth rise in a row since May 2011.",
        "They raised the toll by 84% since May 2011.",
        "It was held ahead of the feast that began later in 2011.",
        "They signed the Pact for the 21st Century by the lake.",
        "For the three months ended 3 May 2012 the costs were higher than in 2011.",
        "They moved the fair from its usual place in 2011 to the port.",
        "“It was opened in 2011, before any of you were born,” he said.",
    ],
)
def test_neither_past_nor_planned(sentence):
    assert read(sentence) == []
    assert not role(read(sentence, "2023-05-09"), "planned")


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("The council will meet on 30 May.", "2023-05-30"),
        ("The session is scheduled for June 2023.", "2023-06"),
        ("They spoke of preparations for the fair in 2024.", "2024"),
    ],
)
def test_planned(sentence, date):
    (event,) = role(read(sentence, "2023-05-09"), "planned")
    assert event.date == date


@pytest.mark.parametrize(
    "sentence",
    [
        "He is out due to an injury until 30 May.",
        "Your heart rate will be 180 in May 2024.",
        "Earlier, on 8 May, the mayor stated that the town plans to open a dam.",
        "If it rains, the council will meet in June 2023.",
        "Most people will live in towns in 2050.",
        "The mill hopes that the day will mark a new beginning since opening in June.",
    ],
)
def test_not_planned(sentence):
    assert not role(read(sentence, "2023-05-09"), "planned")


@pytest.mark.parametrize(
    ("when", "date", "earliest"),
    [
        ("on 4 April", "XXXX-04-04", "2012-04-04"),
        ("on 4 July", "XXXX-07-04", "2011-07-04"),
        ("in February", "XXXX-02", "2012-02-01"),
        ("on 29 February", "XXXX-02-29", "2012-02-29"),
    ],
)
def test_a_plan_without_a_year_lies_after_what_the_page_knows(when, date, earliest):
    found = read(f"The dam was opened in May 2011.\n\nThe council will meet {when}.")
    (plan,) = role(found, "planned")
    assert (plan.date, plan.earliest, plan.latest) == (date, earliest, None)


@pytest.mark.parametrize(("length", "cut"), [(LONGEST - 1, 0), (LONGEST, 0), (LONGEST + 1, 1)])
def test_only_what_is_longer_than_a_headline_is_cut(length, cut):
    opening = "In the old port, the lock was opened in 2007 for boats "
    text = opening + "r" * (length - len(opening) - 1) + "."
    (event,) = role(read(text), "background")
    assert len(text) == length and event.what == text
    assert event.headline == (f"{opening}…" if cut else text)


def test_an_anniversary_counts_back_and_is_named_by_its_own_words():
    text = "They spoke of the 30th anniversary of the Lake Council in 2022, and of eels."
    (event,) = role(read(text, "2020-12-29"), "background")
    assert (event.date, event.certainty) == ("1992", "inferred")
    assert event.headline == "counted back from the 30th anniversary of the Lake Council in 2022"
    assert (event.when, event.what) == ("30th anniversary", text)


@pytest.mark.parametrize(
    ("sentence", "published", "years"),
    [
        ("They marked the 10th anniversary of the fair in 2024.", "2024-02-21", ["2014"]),
        ("They marked the 10th anniversary of the fair in 2024.", None, []),
        ("They marked the tenth anniversary of the fair in 2024.", "2024-02-21", ["2014"]),
        ("They marked the 20th anniversary of the flood in 1987.", "2007-02-21", []),
        ("It is the 20th anniversary of the May 1987 flood.", "2007-02-21", []),
        ("It is the 75th anniversary of the law, signed in May 1935.", "2010-02-21", []),
        ("No 30th meeting, and no last anniversary in 2022.", "2020-02-21", []),
        ("No thirtieth meeting, and no last anniversary in 2022.", "2020-02-21", []),
        # the year of the page need not be the one in which it is
        ("They marked the tenth anniversary of the fair in the port.", "2024-02-21", []),
        ("They marked the tenth anniversary of the fair in the port.", None, []),
        ("The 99th anniversary of the year 50.", "0050-02-21", []),
        ("The 10th anniversary of the fair was held after the flood of 2024.", "2024-02-21", []),
        ("The 999th anniversary of the year in 1000.", "0999-02-21", ["0001"]),
    ],
)
def test_anniversaries_hide_a_year(sentence, published, years):
    hidden = [e for e in role(read(sentence, published), "background") if e.rule == "counted back"]
    assert [event.date for event in hidden] == years


@pytest.mark.parametrize(
    ("rule", "certainty"), [("dateline", "stated"), ("metadata", "from the archive")]
)
def test_a_day_that_a_table_has_is_not_stated_by_the_page(rule, certainty):
    known = {"published": "2023-05-09", "published_rule": rule}
    page, event = Document("page", MET + LAKE, known).events
    assert (page.role, page.rule, page.certainty) == ("publication", rule, certainty)
    assert event.rule == f"by its publication ({rule})"


# --- always ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", [None, "0001-01-01", "9999-12-31", "2020-06-01"])
@pytest.mark.parametrize(
    "text",
    [
        "The ministers of the region spoke in Port Anna about the agreement of 2019.\n\n"
        "They will meet again in February, and they hope for progress.",
        f"{MET}The dam was opened in 2022/2023, and in the 1930s it was small.",
        f"{MET}In the fall of 2023 it was dry. In the second half it was wet.",
        f"{MET}The wall was built in 44 BC, and a new one in the 19th century.",
        "The ministers met on 31 December.\n\nThey will meet on 1 January, and next year in May.",
    ],
)
def test_every_date_is_valid_edtf_and_nothing_stops(text, published):
    found = read(text, published)
    assert role(found, "reported") or "2019" in text or "December" in text
    for event in found:
        assert event.date is None or edtf.parse_edtf(event.date)
        assert not (event.earliest and event.latest) or event.earliest <= event.latest
        assert event.certainty in CERTAINTIES
        assert event.role == "publication" or event.what in text


def test_another_language_gives_none():
    text = "Министры встретились 20 февраля 2024 года в столице и обсудили вопросы торговли. " * 3
    assert Document("page", text).events == []


@pytest.mark.parametrize(("published", "before"), [(None, "07-04"), ("2023-05-09", None)])
def test_a_plan_bounds_only_a_page_without_a_day_of_its_own(published, before):
    text = "The ministers met in the old port. They will meet again on 4 July."
    assert reported(text, published).before == before


@pytest.mark.parametrize(("far", "found"), [(tense.AROUND, True), (tense.AROUND + 1, False)])
def test_what_is_held_stands_near_its_verb(far, found):
    between = (" of the towns by the river and the lake" * 9)[: far - 1] + " "
    event = reported(f"The talks{between}were held in the port on 3 May 2023.", "2023-05-09")
    assert (event is not None and event.date == "2023-05-03") == found
