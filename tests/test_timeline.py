"""The timeline on the seeds beyond the gold, on other corpora, and its exports."""

import json
import runpy
import time

import edtf
import pandas as pd
import pytest

from conftest import HOUSE, assert_growth
from helpers.corpus import load_corpus
from helpers.outside_facts import read_outside_facts
from helpers.timeline import (
    build_timeline,
    contradictions,
    date_mentions,
    document_names,
    known_days,
    to_timelinejs,
    when_in_words,
)

ladder = runpy.run_path(str(HOUSE / "notebooks" / "ladder.py"))["ladder"]

D000, D001, D002 = "000_0b4a62419c29d985", "001_17663b2a2e3f0db7", "002_b84f380dea72327e"
D004 = "004_e840541f2d65fa8b"
NAME_FACT, SUMMIT_FACT, TRIP_INFERENCE, MEETING_FACT = range(4)  # the rows of outside_facts.csv


@pytest.fixture(scope="module")
def facts():
    return read_outside_facts(HOUSE / "notebooks" / "outside_facts.csv")


def reported(timeline, doc_id):
    rows = timeline[(timeline["doc_id"] == doc_id) & (timeline["role"] == "reported")]
    assert len(rows) == 1
    return rows.iloc[0]


def made(tmp_path, **texts):
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return load_corpus(tmp_path)


def frame(*texts):
    rows = [(f"{n:05}_page", text) for n, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["doc_id", "text"]).set_index("doc_id")


# --- the seeds ------------------------------------------------------------------------------------


def test_every_date_is_valid_edtf(corpus, facts):
    for timeline in (build_timeline(corpus), build_timeline(corpus, facts)):
        for row in timeline.itertuples():
            parsed = edtf.parse_edtf(row.date)
            if row.date.startswith("XXXX"):
                continue
            if row.earliest:
                assert time.strftime("%Y-%m-%d", parsed.lower_strict()) == row.earliest, row.date
            if row.latest:
                assert time.strftime("%Y-%m-%d", parsed.upper_strict()) == row.latest, row.date


def test_it_says_what_happened_in_words_of_the_document(corpus):
    timeline = build_timeline(corpus)
    said = {d: reported(timeline, d)["headline"] for d in corpus.index}
    assert said[D000] == "Murat Nurtleu met with … Kaha Imnadze"
    delegation = "On April 20, 2022, a UN delegation … met with the leadership of KAZISS"
    visit = (
        "During his visit to Kazakhstan, UN Secretary-General António Guterres visited the UN Plaza"
    )
    assert (said[D002], said[D004]) == (delegation, f"{visit} …")
    for doc_id, words in said.items():
        assert all(
            part in corpus.at[doc_id, "raw"] for part in words.removesuffix(" …").split(" … ")
        )


def test_the_columns_have_their_types(corpus):
    timeline = build_timeline(corpus)
    places = timeline[["start", "end", "date_start", "date_end"]].dtypes.astype(str)
    assert places.tolist() == ["int64", "int64", "Int64", "Int64"]
    dated = timeline[timeline["date_start"].notna() & (timeline["role"] != "publication")]
    for row in dated.itertuples():
        assert corpus.at[row.doc_id, "raw"][row.date_start : row.date_end] == row.when
    assert all(isinstance(v, str) or v is None for v in timeline["latest"])


def test_what_a_page_knows_is_treated_alike(corpus):
    timeline = build_timeline(corpus)
    for doc_id, earliest in ((D000, "2007-01-01"), (D004, "2019-05-01")):
        event = reported(timeline, doc_id)
        assert (event["earliest"], event["certainty"]) == (earliest, "inferred")
        assert "after what the page knows as past (if it reports recent news)" in event["rule"]


# --- outside facts --------------------------------------------------------------------------------


def test_the_plain_answers(corpus, facts):
    timeline = build_timeline(corpus, facts)
    event = reported(timeline, D004)
    assert (event["earliest"], event["latest"]) == ("2022-09-01", "2024-07-03")
    assert event["likely"] == "early July 2024 (inferred)"
    event = reported(timeline, D000)
    assert (event["earliest"], event["latest"]) == ("2024-08-02", "2024-08-11")
    assert "one trip: inferred" in event["rule"]
    assert (timeline["certainty"] == "with an outside fact").sum() == 3


@pytest.mark.parametrize(
    ("struck", "moved", "bounds", "plan", "likely"),
    [
        (NAME_FACT, D004, ("2019-05-01", "2024-07-03"), "2024-07-04", True),
        (SUMMIT_FACT, D004, ("2022-09-01", None), "XXXX-07-04", True),
        (TRIP_INFERENCE, D004, ("2022-09-01", "2024-07-03"), "2024-07-04", False),
        (MEETING_FACT, D000, ("2007-01-01", "2024-08-11"), None, False),
    ],
)
def test_striking_a_fact_moves_exactly_what_rests_on_it(
    corpus, facts, struck, moved, bounds, plan, likely
):
    whole, timeline = (
        build_timeline(corpus, facts),
        build_timeline(corpus, facts.drop(facts.index[struck])),
    )
    event = reported(timeline, moved)
    assert (event["earliest"], event["latest"]) == bounds
    assert bool(event["likely"]) == likely
    rows = timeline[(timeline["doc_id"] == moved) & (timeline["role"] == "planned")]
    assert rows["date"].tolist() == ([plan] if plan else [])
    rest = [table[table["doc_id"] != moved].reset_index(drop=True) for table in (timeline, whole)]
    pd.testing.assert_frame_equal(*rest)


def test_no_outside_fact_is_hidden_in_code(corpus, facts):
    assert not (build_timeline(corpus)["certainty"] == "with an outside fact").any()
    code = "".join(path.read_text() for path in (HOUSE / "helpers").rglob("*.py"))
    assert not any(word in code for word in ("Nur-Sultan", "Shanghai", "Consultative"))


def test_a_fact_without_its_words_moves_nothing(facts):
    corpus = frame(
        "The ministers met in the port on the day of the summit and spoke of the water.\n"
    )
    bare, whole = build_timeline(corpus), build_timeline(corpus, facts)
    pd.testing.assert_frame_equal(bare, whole)


def fact(tmp_path, told):
    """A table of one outside fact, given as its days, its source and its use."""
    path = tmp_path / "facts.csv"
    path.write_text(f"fact,from,to,source,used for\nx,{told}\n")
    return read_outside_facts(path)


def test_a_fact_that_contradicts_the_document_moves_nothing(tmp_path):
    fair = fact(tmp_path, "2019-05-01,2019-05-02,y,within 9 days of: came for the fair")
    corpus = frame("The ministers met in the port on 3 June 2023, as they came for the fair.\n")
    event = build_timeline(corpus, fair).iloc[0]
    assert (event["earliest"], event["latest"]) == ("2023-06-03", "2023-06-03")
    assert ladder(corpus, "00000_page", fair)["latest"].tolist()[1] == "2023-06-03"


def test_a_day_without_its_year_is_no_bound_for_a_fact_to_move(tmp_path):
    fair = fact(tmp_path, "2024-05-01,2024-05-02,y,within 9 days of: came for the fair")
    corpus = frame("The ministers met in the port on 3 June, as they came for the fair.\n")
    event = build_timeline(corpus, fair).iloc[0]
    assert (event["date"], event["earliest"], event["latest"]) == ("XXXX-06-03", None, None)


@pytest.mark.parametrize("year", ["0001-01-01", "9999-12-31"])
def test_a_fact_at_the_end_of_the_calendar(tmp_path, year):
    path = tmp_path / "facts.csv"
    path.write_text(
        f"fact,from,to,source,used for\nx,{year},{year},y,within 99 days of: came for the fair\n"
        f"x,{year},{year},y,day of: the summer fair\n"
    )
    corpus = frame("The ministers met in the port, as they came for the fair.\n")
    timeline = build_timeline(corpus, read_outside_facts(path))
    edtf.parse_edtf(timeline["date"].iloc[0])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,2019,2020,y,sometime: Astana", "line 2: 'used for' must read"),
        ("x,2019,2020,y,within some days of: Astana", "line 2: 'used for' must read"),
        ("x,spring,2020,y,not while: Astana", "line 2: 'from' must be YYYY"),
        ("x,2019,2019-02-30,y,not while: Astana", "line 2: 'to' must be YYYY"),
        ("x,2019,2020,not while: Astana", "line 2: 4 cells where the header has 5"),
    ],
)
def test_a_wrong_row_names_file_and_line(tmp_path, row, message):
    (tmp_path / "facts.csv").write_text(f"fact,from,to,source,used for\n{row}\n")
    with pytest.raises(ValueError, match=f"facts.csv, {message}"):
        read_outside_facts(tmp_path / "facts.csv")


def test_the_ladder(corpus, facts):
    rungs = ladder(corpus, D004, facts)
    facts_used = ["outside fact", "outside fact", "inference"]
    assert rungs["rung"].tolist() == ["its own words", "the archive", *facts_used]
    assert rungs["earliest"].tolist() == ["2019-05-01"] * 2 + ["2022-09-01"] * 3
    assert rungs["latest"].tolist() == [None] * 3 + ["2024-07-03"] * 2
    assert "Astana in 001 (20 February 2024)" in rungs.at[1, "words"]
    assert "Nur-Sultan in 003" in rungs.at[1, "words"]


def test_a_ladder_of_a_page_without_an_event_is_empty(facts):
    assert (
        len(ladder(frame("Stir the flour into the butter and wait.\n"), "00000_page", facts)) == 0
    )


# --- checks, names, exports -----------------------------------------------------------------------


def test_two_meetings_of_the_same_men_are_kept_and_shown(corpus, facts):
    timeline = build_timeline(corpus)
    assert len(timeline[timeline["role"] == "reported"]) == 5
    doubts = contradictions(corpus, timeline)
    kind = "two reports that may be one event"
    assert doubts[["kind", "doc_id"]].to_numpy().tolist() == [[kind, D000], [kind, D001]]
    assert not len(contradictions(corpus, build_timeline(corpus, facts)))  # the trip parts them


def test_contradictions_are_found(tmp_path):
    corpus = made(
        tmp_path,
        a="28 December 2020, 10:00\n\nThe two ministers met in the capital on Monday, 20 February "
        "2024, and discussed the sharing of water in the basin.\n\n"
        "They agreed to meet again on 30 February 2025 there.\n",
    )
    found = contradictions(corpus, build_timeline(corpus))
    assert "weekday" in " ".join(found["kind"]) and len(found) >= 2


MET = "Minister Jane Doe met Minister Ali Roe on {} in the town hall of Lima.\n"


@pytest.mark.parametrize("other, doubts", [("4 December", 2), ("3 December", 0)])
def test_reports_on_different_days_of_a_year_that_is_not_known_are_two(tmp_path, other, doubts):
    corpus = made(tmp_path, a=MET.format("4 December"), b=MET.format(other))
    timeline = build_timeline(corpus)
    assert (timeline["date"].str[:5] == "XXXX-").all() and len(timeline) == 2
    assert len(contradictions(corpus, timeline)) == doubts


def test_names_say_who_and_when(corpus, facts):
    names = document_names(corpus, build_timeline(corpus))
    assert names[D001] == "001 Nurtleu–Imnadze, 20 February 2024"
    assert names[D000] == "000 Nurtleu–Imnadze, by 11 August 2024"
    assert names[D002] == "002 Gherman in KAZISS, 20 April 2022"
    assert names[D004] == "004 Guterres in Almaty, before a 4 July"
    known = document_names(corpus, build_timeline(corpus, facts))
    assert known[D004] == "004 Guterres in Almaty, early July 2024 (inferred)"


def test_a_name_has_the_day_of_an_event_whose_year_nothing_tells(tmp_path):
    corpus = made(tmp_path, **{"7_talks": "On 3 December Ana Petrova met with John Smith."})
    names = document_names(corpus, build_timeline(corpus))
    assert names == {"7_talks": "7 Petrova–Smith, a 3 December, year not known"}


def test_names_are_titles_and_always_unique(tmp_path):
    page = "{}\n\nThe ministers met in the old port and spoke of the water in the lake.\n"
    long = "Ministers of the lake towns meet again to speak of wells, pipes and the price of water"
    texts = {f"press_release_2024_01_0{n}": page.format(long) for n in range(1, 6)}
    corpus = made(tmp_path, other=page.format("Wells run dry"), **texts)
    names = document_names(corpus, build_timeline(corpus))
    assert len(set(names.values())) == len(names) == 6
    assert names["other"] == "Wells run dry"
    assert names["press_release_2024_01_01"].startswith("Ministers of the lake towns meet again")
    assert names["press_release_2024_01_01"].endswith("… (…1)")
    bare = frame(
        "The ministers met and spoke of water.\n" * 2, "The ministers left and slept.\n" * 2
    )
    assert len(set(document_names(bare, build_timeline(bare)).values())) == 2


def test_offices_are_known_on_the_day_of_the_event_else_of_the_page(corpus):
    days = known_days(build_timeline(corpus))
    assert days[D001] == ("2024-02-20", "2024-02-20") and days[D000] == ("2024-08-11", "2024-08-11")


def test_timelinejs(corpus):
    timeline = build_timeline(corpus)
    data = json.loads(json.dumps(to_timelinejs(timeline, "<b>t</b>")))
    assert len(data["events"]) == len(timeline)
    assert data["title"]["text"]["headline"] == "&lt;b&gt;t&lt;/b&gt;"
    by_date = {event["display_date"]: event for event in data["events"]}
    assert by_date["2018"]["start_date"] == {"year": 2018}
    bounded = by_date["a day within 1–29 December 2020"]
    assert bounded["start_date"] == {"year": 2020, "month": 12, "day": 29}
    assert "end_date" not in bounded
    assert bounded["text"]["headline"] == "Mukhtar Tileuberdi met with … Kairat Sarybay"
    assert len({event["unique_id"] for event in data["events"]}) == len(timeline)


def test_timelinejs_escapes_the_words_of_documents():
    corpus = frame("The council of <b>Port Anna</b> met in the port on 3 June 2023 and spoke.\n")
    event = to_timelinejs(build_timeline(corpus), "t")["events"][0]
    assert "met" in event["text"]["headline"] and "<" not in "".join(event["text"].values())


def test_an_interval_lasts():
    corpus = frame(
        "The ministers of the five states met on 3–4 July 2024 and discussed the water.\n"
    )
    timeline = build_timeline(corpus)
    event = timeline.iloc[0].to_dict()
    assert event["date"] == "2024-07-03/2024-07-04" and when_in_words(event) == "3–4 July 2024"
    assert "end_date" in to_timelinejs(timeline, "t")["events"][0]


@pytest.mark.parametrize(
    ("dated", "words"),
    [
        ("[2019-05..]", "May 2019 or later, end not known"),
        ("[..2024-08-11]", "11 August 2024 or earlier, start not known"),
        ("[2020-12-01..2020-12-29]", "a day within 1–29 December 2020"),
        ("[2020-12-30..2021-01-02]", "a day within 30 December 2020 to 2 January 2021"),
        ("2024-02-20", "20 February 2024"),
        ("2018-03", "March 2018"),
        ("2024-22", "2024-22"),  # a season
        ("2018", "2018"),
        ("2019/2021", "2019 to 2021"),
        ("XXXX-07-04", "a 4 July, year not known"),
        ("XXXX-03-22/XXXX-03-23", "22–23 March, year not known"),
        (None, "not known"),
    ],
)
def test_when_in_words(dated, words):
    assert when_in_words({"date": dated}) == words


# --- other corpora --------------------------------------------------------------------------------


def test_a_corpus_without_dates():
    row = build_timeline(frame("The ministers met in the capital and discussed the water.\n")).iloc[
        0
    ]
    assert (row["date"], row["earliest"], row["latest"]) == (None, None, None)
    assert row["rule"] == "nothing dates it"


def test_an_undated_page_with_a_month_ahead(tmp_path):
    corpus = made(
        tmp_path,
        a="The ministers of the region spoke in Port Anna about the agreement of 2019.\n\n"
        "They will meet again in February, and they hope for progress.\n",
    )
    timeline = build_timeline(corpus)
    for row in timeline.itertuples():
        assert all(day is None or len(day) == 10 for day in (row.earliest, row.latest))
    assert document_names(corpus, timeline) and len(contradictions(corpus, timeline)) == 0


def test_other_languages_give_no_row(tmp_path):
    text = (
        "Министры встретились 20 февраля 2024 года в столице и обсудили вопросы торговли и воды.\n"
    )
    assert len(build_timeline(made(tmp_path, a=text * 2))) == 0


def test_an_empty_corpus_gives_empty_tables(corpus):
    none = corpus[:0]
    timeline = build_timeline(none)
    assert list(timeline) == list(build_timeline(corpus))
    assert len(date_mentions(none)) == len(timeline) == 0
    assert document_names(none, timeline) == {} and len(known_days(timeline)) == 0
    assert to_timelinejs(timeline, "t")["events"] == []


def test_of_many_events_the_slides_are_those_reported_and_the_title_counts_them(monkeypatch):
    timeline = build_timeline(different(9))
    monkeypatch.setattr("helpers.timeline.SLIDES", 10)
    roles, data = set(timeline["role"]), to_timelinejs(timeline, "Wells")
    assert len(data["events"]) == 10 < len(timeline) and len(roles) > 1
    assert data["title"]["text"]["headline"] == f"Wells: 10 of {len(timeline)} events"
    assert [event["group"] for event in data["events"]].count("reported") == 9
    starts = [tuple(event["start_date"].values()) for event in data["events"]]
    assert starts == sorted(starts)


def different(number):
    """So many pages, no two alike, of two events each."""
    months = ("May", "June", "July", "August")
    towns = [f"Port {chr(65 + n % 26)}ana{n}" for n in range(number)]
    days = [f"{n % 28 + 1} {months[n % 4]} 2023" for n in range(number)]
    return frame(
        *(
            f"The council of {town} met on {day} and discussed {n} wells.\n\n"
            f"The dam of the lake was opened in {1900 + n % 100}.\n"
            for n, (town, day) in enumerate(zip(towns, days, strict=True))
        )
    )


def test_it_is_linear_in_documents():
    def building(number):
        corpus = different(number)
        return lambda: pd.testing.assert_index_equal(
            build_timeline(corpus).index, pd.RangeIndex(2 * number)
        )

    assert_growth(building, 100, 400, below=4 * 1.5)
