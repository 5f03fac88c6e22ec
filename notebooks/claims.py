"""What notebook 4 says about the five documents: a function a claim.

The docstring of a claim is its sentence. The function asks the archive through its `case`, and what
it returns fills the holes of the sentence, so that its facts are those that the check found. A
page is called by the beginning of its id and by what it reports (see notebook 4): the August page
is 000, the February page 001, the KazISS page 002, the CICA page 003 and the Almaty page 004.
"""

import datetime as dt
import re
from itertools import combinations
from os.path import commonprefix
from types import SimpleNamespace

from helpers import build_timeline, load_corpus, shared_passages
from helpers.corpus import documents, lines
from helpers.outside_facts import in_words, read_outside_facts
from helpers.people import handovers, offices, people, roles
from helpers.show import listed
from helpers.themes import (
    NOT_NAMED,
    read_themes,
    theme_matrix,
    theme_mentions,
    undertakings,
    voices,
)
from helpers.timeline import known_days, may_be_one_day

AUGUST, FEBRUARY, KAZISS, CICA, ALMATY = "000", "001", "002", "003", "004"
ALL = (AUGUST, FEBRUARY, KAZISS, CICA, ALMATY)
STATES = ("Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan")
TEXT, ARCHIVE, INFERRED, OUTSIDE = (
    "from the text",
    "from the archive",
    "inferred",
    "with an outside fact",
)


def read_archive(folder, facts_file, themes_file):
    """The tables that the claims ask, all from one reading of the documents in a folder."""
    return archive_of(load_corpus(folder), read_outside_facts(facts_file), read_themes(themes_file))


def archive_of(corpus, facts, themes):
    """The tables that the claims ask of a corpus, by name."""
    timeline = build_timeline(corpus)
    held = offices(corpus, known_days(timeline))
    return SimpleNamespace(
        corpus=corpus,
        documents=documents(corpus),
        facts=facts,
        timeline=timeline,
        dated=build_timeline(corpus, facts),
        people=people(corpus),
        roles=roles(corpus),
        offices=held,
        handovers=handovers(held),
        undertakings=undertakings(corpus),
        voices=voices(corpus),
        passages=shared_passages(corpus),
        marks=theme_matrix(theme_mentions(corpus, themes), corpus, themes),
        lines=lines(corpus),
    )


# --- what a claim asks ------------------------------------------------


def rows_of(case, table, page):
    """The rows of a table that are about one page."""
    doc_id = case.page(page).doc_id
    return table[table["doc_id"] == doc_id]


def event_of(case, page, table=None):
    """The reported event of a page, with or without outside facts."""
    rows = rows_of(case, case.archive.timeline if table is None else table, page)
    reported = rows[rows["role"] == "reported"]
    return case.only(reported, f"{page} does not report one event")


def names_in(event):
    """The family names of those who met."""
    return listed(name.split()[-1] for name in event["who"].split("; "))


def day(text):
    """A day as a reader says it.

    >>> day("2024-02-20")
    '20 February 2024'
    """
    found = dt.date.fromisoformat(text)
    return f"{found.day} {found:%B %Y}"


def month(text):
    """A month as a reader says it.

    >>> month("2019-03")
    'March 2019'
    """
    return f"{dt.date.fromisoformat(text[:7] + '-01'):%B %Y}"


def pages_with(case, pattern):
    """The pages whose article has words of a pattern, as short ids; every page is asked."""
    return [page for page in ALL if re.search(pattern, case.page(page).text)]


def pages_of(doc_ids):
    """Short ids in order.

    >>> pages_of(["001_17663b2a2e3f0db7", "000_0b4a62419c29d985"])
    '000 and 001'
    """
    return listed(sorted(doc_id.partition("_")[0] for doc_id in doc_ids), none="no page")


def voice_of(case, page, words):
    """Whether words of a page are quoted, reported or the page's own."""
    case.quote(page, words)
    start = case.quotes[-1].start
    rows = rows_of(case, case.archive.voices, page)
    voice = rows[(rows["start"] <= start) & (rows["end"] > start)].iloc[0]
    return {"quotation": "quoted", "reported speech": "reported"}.get(voice["voice"], "told")


def themes_marked(case, page, *marks):
    """The themes that a page gives one of some marks, any mark where none is named."""
    column = case.archive.marks[case.page(page).doc_id]
    return set(column.index[column.isin(marks) if marks else column != NOT_NAMED])


def fact_with(case, words):
    """The outside fact whose words begin so; it is what the claim then rests on."""
    facts = case.archive.facts
    found = facts[facts["fact"].str.contains(words, regex=False)]
    fact = case.only(found, f"no outside fact says {words!r}")
    case.step(OUTSIDE, fact["fact"])
    return fact


# --- when ------------------------------------------------


def february_meeting(case):
    """The February page (001) dates the meeting of {who} to {weekday}, {day}; the calendar
    agrees.

    Would change with: a release or a diary of either side with another day.
    """
    event = event_of(case, FEBRUARY)
    words = case.quote(FEBRUARY, event["when"])
    weekday = f"{dt.date.fromisoformat(event['earliest']):%A}"
    case.needs(weekday in words, "the weekday is not that of the day")
    return {"who": names_in(event), "weekday": weekday, "day": day(event["earliest"])}


def kaziss_meeting(case):
    """The KazISS page (002) dates its meeting to {day}.

    Would change with: a release or a diary of either side with another day.
    """
    event = event_of(case, KAZISS)
    case.needs(event["certainty"] == "stated", "the page does not state the day")
    case.quote(KAZISS, event["when"])
    return {"day": day(event["earliest"])}


def december_talk(case):
    """The CICA page (003) places the talk of {who} on one day from {first} to {last}: meetings
    “{words}” were reported in it, and the page is of {page}.

    Would change with: the day in a release of the ministry or of the Secretariat.
    """
    event, words = event_of(case, CICA), case.quote(CICA, "held in December this year")
    own = case.page(CICA).publication
    case.quote(CICA, own.words)
    case.step(
        TEXT, "what is reported in a talk was before it, and a page comes after what it reports"
    )
    days = {"first": day(event["earliest"]), "last": day(event["latest"]), "page": day(own.day)}
    return {"who": names_in(event), "words": words, **days}


def august_meeting(case):
    """The August page (000) gives its meeting no day. It was on or before {day}, if the date
    line above the page, whose origin is not known, is the day of the page; the like line of the
    CICA page (003) equals that page's own date.

    Would change with: a page whose date line and own date disagree.
    """
    event = event_of(case, AUGUST)
    case.quote(AUGUST, f"date {event['latest']}")
    line, own = case.quote(CICA, "date 2020-12-29"), case.page(CICA).publication
    case.needs(own.rule == "dateline" and own.day in line, "the line of 003 is not its own date")
    case.step(ARCHIVE, "the day is that of a line above the page")
    return {"day": day(event["latest"])}


def august_and_the_heads_of_state(case):
    """The guest of the August page (000) “{words}”, which was in Astana on {day} (an outside
    fact), so that the talk belongs to that visit. It was on a day within {bounds}, if he was
    there at most {reach} days before or after (an assumption) and the line above the page gives
    the day of the page; whether it was before, on or after {day} no page says.

    Would change with: the programme of the visit.
    """
    words = case.quote(AUGUST, "arrived to Kazakhstan to take part in the 6th Consultative Meeting")
    fact = fact_with(case, "Consultative Meeting")
    case.step(INFERRED, "a guest who came for a meeting was received on that visit")
    event = event_of(case, AUGUST, case.archive.dated)
    case.quote(AUGUST, f"date {event['latest']}")
    bounds = in_words(f"{event['earliest']}/{event['latest']}")
    reach = re.search(r"within (\d+) days", fact["used for"])[1]
    return {"day": day(fact["to"]), "words": words, "bounds": bounds, "reach": reach}


def almaty_visit(case):
    """The Almaty page (004) gives no date. By its own words it is not from before {after} and
    looks ahead to a {before}; the year is not named.

    Would change with: a dated copy of the page.
    """
    event = event_of(case, ALMATY)
    for words in event["when"].split("; "):
        case.quote(ALMATY, words)
    case.needs(case.page(ALMATY).publication.day is None, "the page has a date")
    case.step(TEXT, "a page knows what was before it and looks forward to what comes after")
    after = dt.date.fromisoformat(event["earliest"])
    before = dt.date.fromisoformat(f"2000-{event['before']}")
    return {"after": f"{after:%B %Y}", "before": f"{before.day} {before:%B}"}


def name_of_the_capital(case):
    """The Almaty page (004) says {name} and looks back on {back}. The capital, one city under two
    names, was called Nur-Sultan from {first} to {last} (an outside fact), so the page is from
    after that. The archive alone shows Nur-Sultan on {then} (003) and {name} on {later} (001),
    and not when the name changed.

    Would change with: a page from between those months that says Astana.
    """
    name = case.quote(ALMATY, "Astana")
    back = case.quote(ALMATY, event_of(case, ALMATY)["when"].partition("; ")[0])
    case.quote(CICA, "NUR-SULTAN")
    case.quote(FEBRUARY, "in Astana on Tuesday")
    fact = fact_with(case, "Nur-Sultan")
    event = event_of(case, ALMATY, case.archive.dated)
    case.needs(event["earliest"][:7] >= fact["to"][:7], "the name does not place the page")
    return {
        "first": month(fact["from"]),
        "last": month(fact["to"]),
        "name": name,
        "back": back,
        "then": day(case.page(CICA).publication.day),
        "later": day(event_of(case, FEBRUARY)["earliest"]),
    }


def one_summit(case):
    """That since May 2019 one summit of the Shanghai Cooperation Organization was held in
    Astana, from {first} to {last}, places the visit of the Almaty page (004) on or before
    {day}.

    Would change with: another summit of the organisation in Astana on a 4 July.
    """
    case.quote(ALMATY, "Shanghai Cooperation Organization Summit in Astana")
    fact, event = _visit_before_summit(case)
    return {"first": day(fact["from"]), "last": day(fact["to"]), "day": day(event["latest"])}


def almaty_plain_answer(case):
    """The visit of {guest} to Almaty (004) was most likely in the first days of {month}. The page
    says that on “{on}” he “{words}” of the summit of the Shanghai Cooperation Organization in
    Astana; the one such summit there since May 2019 was on {summit} (an outside fact); and the
    page tells of one visit to Kazakhstan, so that both were probably one trip (inferred).

    Would change with: a diary of the Secretary-General with another visit to Almaty after
    September 2022.
    """
    words = case.quote(ALMATY, "will take part in the work")
    on = case.quote(ALMATY, "July 4")
    case.quote(ALMATY, "During his visit to Kazakhstan")
    fact, event = _visit_before_summit(case)
    case.step(INFERRED, "the visit and the summit are one trip")
    return {
        "guest": event["who"].split("; ")[0],
        "month": month(event["latest"]),
        "words": words,
        "on": on,
        "summit": in_words(f"{fact['from']}/{fact['to']}"),
    }


def _visit_before_summit(case):
    """The outside fact of the summit, and the event that it bounds."""
    fact = fact_with(case, "Shanghai Cooperation Organization")
    event = event_of(case, ALMATY, case.archive.dated)
    eve = dt.date.fromisoformat(fact["to"]) - dt.timedelta(days=1)
    case.needs(event["latest"] == eve.isoformat(), "the summit does not bound the visit")
    return fact, event


def what_rests_on_outside_facts(case):
    """The outside facts move the dates of {pages} and of no other page.

    Would change with: a text that uses the words of such a fact and is not dated by them.
    """
    case.quote(ALMATY, "Summit in Astana")
    case.quote(AUGUST, "the 6th Consultative Meeting")
    dated = case.archive.dated
    case.step(OUTSIDE, "the table of outside facts")
    return {"pages": pages_of(set(dated.loc[dated["certainty"] == OUTSIDE, "doc_id"]))}


def cica_anniversary(case):
    """By its {count} anniversary in {then}, CICA counts from {year}; the page (003) does not
    say what happened then.

    Would change with: a page that counts the anniversary from another year.
    """
    rows = rows_of(case, case.archive.timeline, CICA)
    counted = rows[rows["certainty"] == INFERRED]
    found = case.only(counted, "no year is counted back")
    case.step(INFERRED, "an anniversary counts whole years")
    planned = rows[(rows["role"] == "planned") & (rows["start"] == found["start"])]
    then = planned.iloc[-1]["date"]
    case.quote(CICA, f"{found['when']} of the CICA in {then}")
    return {"count": found["when"].split()[0], "then": then, "year": found["date"]}


def figures_of_today(case):
    """The {agencies} agencies and more than {people} people of the UN building (004) are as of
    a “Today” that has no date.

    Would change with: a dated copy of the page.
    """
    case.quote(ALMATY, "Today, the UN building in Almaty houses")
    case.needs(
        case.page(ALMATY).publication.day is None, "the page has a date, so that its today has one"
    )
    case.step(TEXT, "the today of a page without a date has none")
    found = re.search(
        r"houses (\d+) agencies with a staff of more than (\d+)", case.page(ALMATY).text
    )
    return {"agencies": found[1], "people": found[2]}


# --- who ------------------------------------------------


def heads_of_unrcca(case):
    """{n} pages report a meeting with a head of UNRCCA, the UN Regional Centre for Preventive
    Diplomacy for Central Asia: {heads}.

    Would change with: a list of the heads of UNRCCA that lacks one of them.
    """
    case.quote(
        AUGUST, "Head of the UN Regional Centre on Preventive Diplomacy for Central Asia (UNRCCA)"
    )
    case.quote(
        FEBRUARY,
        "Head of the UN Regional Center for Preventive Diplomacy for Central Asia (UNRCCA)",
    )
    case.quote(
        KAZISS,
        "Head of the Regional Center for Preventive Diplomacy in Central Asia Natalia Gherman",
    )
    actors = case.archive.people
    office = (
        actors["office"].fillna("").str.contains(r"(?<!Deputy )Head of the (?:UN )?Regional Cent")
    )
    heads = actors[office & (actors["role"] == "principal")]
    pages = heads.groupby(heads["name"].str.split().str[-1])["doc_id"].agg(set).sort_index()
    return {
        "n": _word(heads["doc_id"].nunique()).capitalize(),
        "heads": "; ".join(f"{pages_of(ids)} with {name}" for name, ids in pages.items()),
    }


def _word(number):
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[number] if number < len(words) else str(number)


def _handed_over(case, office):
    rows = case.archive.handovers
    found = rows[rows["office"].str.contains(office)]
    change, facts = case.only(found, "the pages do not show two holders"), {}
    for side, bound in (("before", "earliest"), ("after", "latest")):
        held = case.archive.offices.query("office == @change.office and name == @change[@side]")
        seen = held.loc[held[bound] == change[bound], "doc_id"]
        facts[side] = change[side].split()[-1]
        facts[f"{side}_day"] = day(change[bound])
        facts[f"{side}_page"] = pages_of(seen)
        _show_name_and_day(case, seen.iloc[0], change[side])
    return facts


def _show_name_and_day(case, page, name):
    """Quote how a page writes a name, and the words that date the event or the page."""
    named = rows_of(case, case.archive.roles, page)
    case.quote(page, named.set_index("name").at[name, "words"])
    event = event_of(case, page)
    is_dated = event["earliest"] and event["earliest"] == event["latest"]
    case.quote(page, event["when"] if is_dated else case.page(page).publication.words)


def foreign_minister(case):
    """The pages show two foreign ministers of Kazakhstan, {before} on {before_day}
    ({before_page}) and {after} on {after_day} ({after_page}): between these days the office
    changed hands at least once.

    Would change with: a list of ministers in which one of them held another office on that day.
    """
    case.quote(CICA, "Minister of Foreign Affairs of the Republic of Kazakhstan")
    case.quote(FEBRUARY, "Minister of Foreign Affairs of Kazakhstan")
    return _handed_over(case, "^Minister of Foreign Affairs of Kazakhstan")


def head_of_unrcca(case):
    """The pages show two heads of UNRCCA, the UN Regional Centre for Preventive Diplomacy for
    Central Asia: {before} on {before_day} ({before_page}) and {after} on {after_day}
    ({after_page}). Between these days the office changed hands at least once.

    Would change with: a list of the heads of UNRCCA in which one of them held another office on
    that day.
    """
    case.quote(KAZISS, "Head of the Regional Center for Preventive Diplomacy in Central Asia")
    case.quote(
        FEBRUARY,
        "Head of the UN Regional Center for Preventive Diplomacy for Central Asia (UNRCCA)",
    )
    return _handed_over(case, "^Head of (?:the )?(?:UN Regional|UNRCCA)")


def who_connects(case):
    """{n} people stand on two pages each: {people}. The CICA page (003) shares {shared} with
    the others.

    Would change with: a sixth page, or a name that two pages write so differently that it was
    not recognised.
    """
    case.quote(CICA, "Mukhtar Tileuberdi met with Executive Director")
    named = case.archive.roles.query("role != 'byline'")
    pages = named.groupby("name", sort=False)["doc_id"].agg(set)
    twice = pages[pages.map(len) > 1]
    for row in named[named["name"].isin(twice.index)].itertuples():
        case.quote(row.doc_id, row.words)
    told = [f"{name.split()[-1]} ({pages_of(ids)})" for name, ids in twice.items()]
    shared = [name for name, ids in twice.items() if case.page(CICA).doc_id in ids]
    return {
        "n": _word(len(twice)).capitalize(),
        "people": listed(told),
        "shared": listed(shared, "nobody"),
    }


def tokayev(case):
    """President Tokayev is {role} on {n} pages ({pages}), as the author of reforms and at an
    inauguration; no page says that he took part in the meeting which it reports.

    Would change with: a list of those present that has his name.
    """
    case.quote(FEBRUARY, "reforms initiated by the President Kassym-Jomart Tokayev")
    case.quote(ALMATY, "the President of the Republic of Kazakhstan Kassym-Jomart Tokayev")
    named = case.archive.roles.query("name == 'Kassym-Jomart Tokayev'")
    return {
        "role": listed(sorted(set(named["role"]))),
        "n": _word(len(named)),
        "pages": pages_of(named["doc_id"]),
    }


def tukumov(case):
    """Tukumov, the director of KazISS, was probably at the meeting of 2022 (002): he speaks
    “{words}”, and the leadership that was met is not named.

    Would change with: a list of those present without his name.
    """
    words = case.quote(KAZISS, "Following the meeting")
    case.quote(KAZISS, "met with the leadership of KAZISS")
    row = rows_of(case, case.archive.roles, KAZISS).set_index("name").loc["Ye. Tukumov"]
    case.needs(row["role"] == INFERRED, "the page says whether he was there")
    case.step(INFERRED, "who speaks after a meeting was probably there")
    return {"words": words}


def two_meetings(case):
    """The August and the February page (000, 001) report two meetings of {who}: in August the
    guest had come for “{august}”, which was on {day}; the visit of {earlier} was “{february}”.
    Without that outside fact the pages do not rule out that they are one.

    Would change with: one release behind both pages.
    """
    february = case.quote(FEBRUARY, "part of the SGSR’s regional tour")
    august = case.quote(AUGUST, "the 6th Consultative Meeting of the Heads of State")
    fact = fact_with(case, "Consultative Meeting")
    events = [event_of(case, page, case.archive.dated) for page in (FEBRUARY, AUGUST)]
    case.needs(events[0]["latest"] < events[1]["earliest"], "they may be of one day")
    return {
        "who": listed(sorted({names_in(event) for event in events})),
        "august": august,
        "february": february,
        "day": day(fact["to"]),
        "earlier": day(events[0]["latest"]),
    }


# --- in whose words ------------------------------------------------


def one_source_each(case):
    """No event of the archive is told by two independent sources: {n} pages report an event,
    {credits} credit Kazakhstan's foreign ministry, and {other} tells of another meeting than
    they do.

    Would change with: a page of a guest's own organisation on one of these meetings.
    """
    case.quote(AUGUST, "press service of the Kazakh MFA reports")
    case.quote(FEBRUARY, "foreign ministry of Kazakhstan reports")
    case.quote(CICA, "the Kazakh MFA’s press service informs")
    case.quote(ALMATY, "press service of the Kazakh MFA reports")
    events = case.archive.timeline.query("role == 'reported'")
    pages, credit = events["doc_id"].str.partition("_")[0], pages_with(case, CREDIT)
    source = pages.where(~pages.isin(credit), "ministry")
    pairs = combinations(events.assign(source=source).itertuples(), 2)
    twice = [_may_be_one(a, b) for a, b in pairs if a.source != b.source]
    case.needs(not any(twice), "two sources may tell of one event")
    case.step(INFERRED, "a release by the same ministry is not a second source")
    other = pages_of(pages[~pages.isin(credit)])
    return {"n": _word(len(events)), "credits": _word(len(credit)), "other": other}


def _may_be_one(a, b):
    """Whether two reports may be of one event: the days and people that are known allow it."""
    who, others = ({*event.who.split("; ")} - {""} for event in (a, b))
    return may_be_one_day(a, b) and bool(not who or not others or who & others)


CREDIT = r"(?:MFA|[Ff]oreign ministry)[^.]{0,60}\b(?:reports|informs)\b"


def credited_sources(case):
    """{n} of the five pages credit the Kazakh foreign ministry ({pages}); {other} credits
    nobody.

    Would change with: the pages as they were first published.
    """
    case.quote(AUGUST, "press service of the Kazakh MFA reports")
    case.quote(FEBRUARY, "foreign ministry of Kazakhstan reports")
    case.quote(CICA, "the Kazakh MFA’s press service informs")
    case.quote(ALMATY, "press service of the Kazakh MFA reports")
    credit = pages_with(case, CREDIT)
    other = [page for page in ALL if page not in credit]
    return {
        "n": _word(len(credit)).capitalize(),
        "pages": pages_of(credit),
        "other": pages_of(other),
    }


def quotations(case):
    """Direct speech stands on {pages} only: {n} quotations, of {speakers}. Where those of the
    August page begin is inferred, because their opening marks are lost.

    Would change with: a fuller release with quotations behind one of the other pages.
    """
    case.quote(FEBRUARY, "“Kazakhstan attaches priority to cooperation with the UN")
    case.quote(FEBRUARY, "“As the head of the UNRCCA")
    case.quote(AUGUST, 'with the direct involvement of the UN", noted the Foreign Minister')
    case.quote(AUGUST, 'strengthening multifaceted regional cooperation," emphasized Mr. Imnadze')
    case.step(INFERRED, "a quotation whose opening mark is lost begins with its paragraph")
    spans = [(case.page(page).doc_id, span) for page in ALL for span in case.page(page).quotations]
    spoken = case.archive.voices.query("voice == 'quotation'")
    case.needs(spoken["speaker"].notna().all(), "a quotation has no speaker")
    return {
        "pages": pages_of({doc_id for doc_id, _ in spans}),
        "n": _word(len(spans)),
        "speakers": listed(sorted({name.split()[-1] for name in spoken["speaker"]})),
    }


def shared_sentence(case):
    """The two pages on Nurtleu and Imnadze (000 and 001) share the sentence that begins
    “{words}”; of the {n} passages that two pages share, all stand on these two.

    Would change with: the releases behind the pages, if only one of them has the sentence.
    """
    case.quote(AUGUST, "They highlighted the importance")
    case.quote(FEBRUARY, "They highlighted the importance")
    found = case.archive.passages
    begin = found[found["words_a"].str.startswith("They highlighted the importance")]
    sentence = case.only(begin, "the sentence is not shared")
    pairs = sorted({*zip(found["doc_a"], found["doc_b"], strict=True)})
    case.only(pairs, "other pages share a passage too")
    words = commonprefix([sentence["words_a"], sentence["words_b"]]).strip()
    return {"words": words, "n": _word(len(found))}


def leading_role(case):
    """The “{words}” of the UN is {february} in 001 and {august} in 000: the voice differs. If
    these are two meetings, a repeated talking point explains it as well as an editor does.

    Would change with: a recording or a transcript of either meeting.
    """
    words = "leading role"
    february, august = (voice_of(case, page, words) for page in (FEBRUARY, AUGUST))
    case.needs(february != august, "the voice is the same")
    return {"words": words, "february": february, "august": august}


def creative_processes(case):
    """“{august_words}” are {august} in 000, “{february_words}” are {february} in 001; the two
    words may render one Russian word.

    Would change with: a recording or a transcript of either meeting.
    """
    first, second = "constructive processes", "creative processes"
    case.step(INFERRED, "two English words may be two translations")
    august, february = voice_of(case, AUGUST, first), voice_of(case, FEBRUARY, second)
    case.needs(february != august, "the voice is the same")
    words = {"august_words": first, "february_words": second}
    return {"august": august, "february": february, **words}


def welcome_and_congratulation(case):
    """The August page (000) both welcomes the guest to the meeting of heads of state
    (“{welcome}”) and congratulates “{congratulation}”; whether the talk was before, during
    or after that meeting cannot be read from it.

    Would change with: a day for either sentence.
    """
    welcome = case.quote(AUGUST, "welcome you to Astana today")
    congratulation = case.quote(AUGUST, "on the successful hosting of the 6th Consultative Meeting")
    event = event_of(case, AUGUST)
    case.needs(event["earliest"] != event["latest"], "the page gives the day of the talk")
    case.step(TEXT, "what a page does not say, nobody can read from it")
    return {"welcome": welcome, "congratulation": congratulation}


def our_country(case):
    """The Almaty page (004) has “{words}” outside any quotation. The words are {voice} as
    those of {speaker}: either the page is written from his side, or they were his own and lost
    their marks of quotation.

    Would change with: marks of quotation in the release behind it.
    """
    words = "between our country and the global Organization"
    rows = rows_of(case, case.archive.voices, ALMATY)
    row = rows[rows["text"].str.contains(words, regex=False)].iloc[0]
    case.step(INFERRED, "the page does not say whose word “our” is")
    return {
        "words": words,
        "voice": voice_of(case, ALMATY, words),
        "speaker": row["speaker"].split()[-1],
    }


def signs_of_translation(case):
    """Some of the English was probably translated: “{august}” (000), “{february}” (001),
    “{kaziss}” for {name} (002).

    Would change with: an earlier version of a page in English.
    """
    case.step(INFERRED, "such slips are more likely in a translation")
    actors = rows_of(case, case.archive.people, KAZISS)
    return {
        "name": actors.set_index("words").at["N. German", "name"],
        "august": case.quote(AUGUST, "It is The headquartered"),
        "february": case.quote(FEBRUARY, "SGSR’s regional tour"),
        "kaziss": case.quote(KAZISS, "N. German"),
    }


def guests_praise(case):
    """On all {n} pages that name the UN ({pages}) its side praises or supports Kazakhstan; on
    no page stands a word of criticism (criticise, condemn, regret, concern about, disagree, and
    their forms).

    Would change with: a report of the same meetings by the United Nations.
    """
    case.quote(AUGUST, "expressed gratitude for the country's commitment")
    case.quote(FEBRUARY, "He highly commended the comprehensive reforms")
    case.quote(KAZISS, "expressed support for ongoing structural changes in Kazakhstan")
    case.quote(ALMATY, "highly appreciated Kazakhstan’s efforts")
    critical = pages_with(case, r"\b(?:criticis|criticiz|condemn|regret|concern about|disagree)")
    case.needs(not critical, "a page reports a criticism")
    done = case.archive.undertakings
    host = done["kind"].isin(["praised", "supported"]) & (done["to"] == "Kazakhstan")
    praising, pages = set(done.loc[host, "doc_id"]), pages_with(case, r"\bUN\b")
    case.needs(
        pages_of(praising) == pages_of(pages), "the UN side does not praise, or another does"
    )
    return {"n": _word(len(pages)), "pages": pages_of(pages)}


# --- about what ------------------------------------------------


def agreement(case):
    """An agreement is reported on one page only ({pages}), between a UN delegation and KazISS,
    in {n} points: to continue the annual expert forum, to develop an expert dialogue on water
    and climate, and to take part in joint activities on the role of women and gender equality.

    Would change with: the text of what was agreed.
    """
    case.quote(KAZISS, "a UN delegation")
    case.quote(KAZISS, "met with the leadership of KAZISS")
    case.quote(KAZISS, "reached an agreement on further cooperation")
    case.quote(KAZISS, "– continue the practice of holding the annual Central Asian Expert Forum")
    case.quote(KAZISS, "– develop an expert dialogue on water issues, climate change")
    case.quote(KAZISS, "strengthening the role of women and gender equality")
    for page in ALL:
        case.page(page)
    done = case.archive.undertakings
    agreed = done[done["kind"] == "agreed"]
    return {"pages": pages_of(set(agreed["doc_id"])), "n": _word(len(agreed))}


def discussed_not_agreed(case):
    """Of {themes} the KazISS page (002) reports discussion and no agreement; energy and
    counter-terrorism stand only in its paragraph on the centre's mission.

    Would change with: minutes of the meeting.
    """
    case.quote(KAZISS, "Particular attention is paid to the Afghan problem")
    case.quote(
        KAZISS,
        "The topic of ongoing political and economic reforms in Kazakhstan was also discussed",
    )
    case.quote(KAZISS, "noted the existing opportunities of Kazakhstan to provide food")
    case.quote(KAZISS, "energy, counter-terrorism and capacity building")
    spoken = rows_of(case, case.archive.voices, KAZISS)
    places = spoken[spoken["text"].str.contains("counter-terrorism|energy")]
    place = case.only(places, "they stand elsewhere too")
    case.needs(place["voice"] == "page", "they were spoken of")
    case.step(TEXT, "what stands before the report of the talk was not raised in it")
    return {"themes": listed(sorted(themes_marked(case, KAZISS, "discussed")))}


def offers(case):
    """The KazISS page (002) reports offers ({offered}) and proposals ({proposed}) without a day:
    UN representatives “{food}” so that Kazakhstan can provide food for the region, UNRCCA's
    “{legal}”, and the director's “{forum}”.

    Would change with: a page that tells what became of them.
    """
    food = case.quote(KAZISS, "are ready to assist the Kazakh side in this matter")
    legal = case.quote(KAZISS, "readiness to provide advisory and legal support")
    forum = case.quote(KAZISS, "possibility of holding an extraordinary CAEF meeting")
    done = rows_of(case, case.archive.undertakings, KAZISS)
    undated = done[~done["words"].str.contains(r"\d")]
    kinds = {kind: _word((undated["kind"] == kind).sum()) for kind in ("offered", "proposed")}
    case.step(TEXT, "no day stands in these sentences")
    return {**kinds, "food": food, "legal": legal, "forum": forum}


def afghanistan(case):
    """Afghanistan is discussed on {discussed}; on {name} the word stands only inside the name
    of a proposed centre; {none} do not name it.

    Would change with: fuller releases behind the pages that do not name it.
    """
    case.quote(FEBRUARY, "the situation in Afghanistan")
    case.quote(KAZISS, "the Afghan problem")
    case.quote(
        ALMATY, "UN Regional Centre for Sustainable Development for Central Asia and Afghanistan"
    )
    pages = {
        mark: [p for p in ALL if "Afghanistan" in themes_marked(case, p, mark)]
        for mark in ("discussed", "in a name", NOT_NAMED)
    }
    return {
        "discussed": pages_of(pages["discussed"]),
        "name": pages_of(pages["in a name"]),
        "none": pages_of(pages[NOT_NAMED]),
    }


def fair_comparison(case):
    """Of the themes of notebook 2, both pages on Nurtleu and Imnadze name {both}. In 001 and
    not in 000 stand {february}; in 000 and not in 001 {august}. The occasions differ, a tour
    and a summit, and perhaps the outlets.

    Would change with: fuller releases behind either page.
    """
    case.quote(FEBRUARY, "the rational use of transboundary water resources in the region")
    case.quote(FEBRUARY, "development of the Middle corridor")
    case.quote(FEBRUARY, "the situation in Afghanistan")
    case.quote(FEBRUARY, "the comprehensive reforms")
    case.quote(AUGUST, "Kazakhstan's current chairmanship within several regional organizations")
    august, february = themes_marked(case, AUGUST), themes_marked(case, FEBRUARY)
    sets = {"both": august & february, "february": february - august, "august": august - february}
    return {name: listed(sorted(themes, key=str.lower)) for name, themes in sets.items()}


def central_asian_states(case):
    """Of the five Central Asian states (which five, is an outside fact) Kazakhstan is named on
    every page, {once} on 000 alone, as the address of UNRCCA, and {never} on none.

    Would change with: fuller releases behind any page.
    """
    case.quote(AUGUST, "the five Central Asian states")
    address = re.search(r"headquartered in [^.]+", case.page(AUGUST).text)[0]
    case.quote(AUGUST, address)
    named = {state: pages_with(case, rf"\b{state}") for state in STATES}
    never = [state for state, pages in named.items() if not pages]
    once = [state for state, pages in named.items() if len(pages) == 1 and state in address]
    once = case.only(once, "the state of the address is named elsewhere too")
    case.step(OUTSIDE, "which five states they are, no page says")
    case.needs(len(named["Kazakhstan"]) == len(ALL), "a page does not name Kazakhstan")
    return {"once": once, "never": listed(never)}


def cica_page(case):
    """The CICA page (003) names neither the UN nor Central Asia; the other pages name both.

    Would change with: a fuller release behind it.
    """
    case.quote(AUGUST, "UN Regional Centre on Preventive Diplomacy for Central Asia")
    case.quote(FEBRUARY, "UN Regional Center for Preventive Diplomacy for Central Asia")
    case.quote(KAZISS, "UN representatives")
    case.quote(KAZISS, "the countries of Central Asia")
    case.quote(ALMATY, "UN Regional Centre for Sustainable Development for Central Asia")
    missing = {
        words: [p for p in ALL if p not in pages_with(case, rf"\b{words}\b")]
        for words in ("UN", "Central Asia")
    }
    case.needs(
        all(pages == [CICA] for pages in missing.values()), "another page lacks one, or 003 has it"
    )
    return {}


def proposed_centre(case):
    """The centre in Almaty (004) is called an initiative of {who}; the page does not say that
    it was agreed or founded. It is neither UNRCCA nor the “{other}”.

    Would change with: a decision of the United Nations on it.
    """
    case.quote(ALMATY, "initiative to establish in Almaty the UN Regional Centre")
    other = case.quote(ALMATY, "UNESCO Central Asian Regional Glaciological Centre")
    rows = rows_of(case, case.archive.undertakings, ALMATY)
    found = rows[rows["words"].str.contains("to establish in Almaty", regex=False)]
    case.needs("agreed" not in set(found["kind"]), "it was agreed")
    proposed = found[found["kind"] == "proposed"]
    case.needs(len(proposed), "nobody proposes it")
    case.quote(AUGUST, "The UN Regional Centre for Preventive Diplomacy for Central Asia is")
    case.step(TEXT, "an initiative is not yet a decision")
    return {"who": proposed.iloc[0]["who"], "other": other}


def site_furniture(case):
    """{share:.0%} of the CICA page (003) is furniture of its site, among it the weather of
    another season (“{weather}”) and the city's other name; on the February page (001) all is
    article but its source line “{line}”.

    Would change with: a copy of the page as it was first published.
    """
    weather = case.quote(CICA, "Astana+21+23℃")
    line = case.quote(FEBRUARY, "///nCa, 21 February 2024")
    rows = rows_of(case, case.archive.lines, CICA)
    size = (rows["end"] - rows["start"]).groupby(rows["label"]).sum()
    february = rows_of(case, case.archive.lines, FEBRUARY)
    other = february.loc[february["label"] != "body", "text"].tolist()
    case.needs(other == [line], "more than that line is not body")
    case.step(TEXT, "the rules of notebook 1 say what is furniture")
    case.step(OUTSIDE, "that is no weather of a December, and the two names are of one city")
    return {"share": size["boilerplate"] / size.sum(), "weather": weather, "line": line}


SECTIONS = {
    "When": [
        february_meeting,
        kaziss_meeting,
        december_talk,
        august_meeting,
        august_and_the_heads_of_state,
        almaty_visit,
        name_of_the_capital,
        one_summit,
        almaty_plain_answer,
        what_rests_on_outside_facts,
        cica_anniversary,
        figures_of_today,
    ],
    "Who": [
        heads_of_unrcca,
        foreign_minister,
        head_of_unrcca,
        who_connects,
        tokayev,
        tukumov,
        two_meetings,
    ],
    "In whose words": [
        one_source_each,
        credited_sources,
        quotations,
        shared_sentence,
        leading_role,
        creative_processes,
        welcome_and_congratulation,
        our_country,
        signs_of_translation,
        guests_praise,
    ],
    "About what": [
        agreement,
        discussed_not_agreed,
        offers,
        afghanistan,
        fair_comparison,
        central_asian_states,
        cica_page,
        proposed_centre,
        site_furniture,
    ],
}
CLAIMS = [claim for claims in SECTIONS.values() for claim in claims]
HEADLINES = [one_source_each, almaty_plain_answer, agreement, head_of_unrcca, central_asian_states]
