"""The timeline on the seeds beyond the gold, on other corpora, and its exports."""

import json
import time

import edtf
import pandas as pd
import pytest

from conftest import HOUSE
from helpers import build_timeline, load_corpus
from helpers.timeline import (
    contradictions,
    document_names,
    known_days,
    ladder,
    possible_days,
    read_outside_facts,
    to_timelinejs,
    when_in_words,
)

D000, D001, D004 = "000_0b4a62419c29d985", "001_17663b2a2e3f0db7", "004_e840541f2d65fa8b"


def reported(timeline, doc_id):
    return timeline[(timeline["doc_id"] == doc_id) & (timeline["role"] == "reported")].iloc[0]


def made(tmp_path, **texts):
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return load_corpus(tmp_path)


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


def test_striking_an_outside_fact_moves_exactly_what_rests_on_it(corpus, facts):
    whole, bare = build_timeline(corpus, facts), build_timeline(corpus)
    expected = {  # struck line → earliest, latest of 004, date of its plan
        facts.index[0]: ("2019-05-01", "2024-07-03", "2024-07-04"),
        facts.index[1]: ("2022-09-01", None, "XXXX-07-04"),
    }
    others = lambda t: t[t["doc_id"] != D004].reset_index(drop=True)  # noqa: E731
    for line, (earliest, latest, plan) in expected.items():
        timeline = build_timeline(corpus, facts.drop(line))
        event = reported(timeline, D004)
        assert (event["earliest"], event["latest"]) == (earliest, latest)
        assert plan in set(timeline[timeline["doc_id"] == D004]["date"])
        pd.testing.assert_frame_equal(others(timeline), others(bare))
    event = reported(whole, D004)
    assert (event["earliest"], event["latest"], event["certainty"]) == ("2022-09-01", "2024-07-03", "with an outside fact")
    pd.testing.assert_frame_equal(others(whole), others(bare))


def test_no_outside_fact_is_hidden_in_code(corpus, facts):
    assert not (build_timeline(corpus)["certainty"] == "with an outside fact").any()
    code = "".join(p.read_text() for p in (HOUSE / "helpers").glob("*.py"))
    assert "Nur-Sultan" not in code and "Shanghai" not in code


@pytest.mark.parametrize(("row", "message"), [
    ("x,2019,2020,y,sometime: Astana", "line 2: 'used for' must read"),
    ("x,spring,2020,y,not while: Astana", "line 2: 'from' must be YYYY"),
    ("x,2019,2020,not while: Astana", "line 2: 4 cells where the header has 5"),
])
def test_a_wrong_row_names_file_and_line(tmp_path, row, message):
    (tmp_path / "facts.csv").write_text(f"fact,from,to,source,used for\n{row}\n")
    with pytest.raises(ValueError, match=f"facts.csv, {message}"):
        read_outside_facts(tmp_path / "facts.csv")


def test_the_ladder(corpus, facts):
    rungs = ladder(corpus, D004, facts)
    assert rungs["rung"].tolist() == ["its own words", "the archive", "outside fact 1", "outside fact 2"]
    assert rungs["earliest"].tolist() == ["2019-05-01", "2019-05-01", "2022-09-01", "2022-09-01"]
    assert rungs["latest"].tolist() == [None, None, None, "2024-07-03"]
    assert "Astana in 001 (2024-02-20)" in rungs.at[1, "words"] and "Nur-Sultan in 003" in rungs.at[1, "words"]
    assert possible_days(build_timeline(corpus), D004)[0] == "2019-07-04"


def test_two_meetings_of_the_same_men_are_kept_and_shown(corpus):
    timeline = build_timeline(corpus)
    assert len(timeline[timeline["role"] == "reported"]) == 5
    doubts = contradictions(corpus, timeline)
    assert doubts[["kind", "doc_id"]].values.tolist() == [["two reports that may be one event", f"{D001}, {D000}"]]


def test_contradictions_are_found(tmp_path):
    corpus = made(tmp_path, a="28 December 2020, 10:00\n\nThe two ministers met in the capital on Monday, 20 February 2024, and "
                  "discussed the sharing of water in the basin.\n\nThey agreed to meet again on 30 February 2025 there.\n")
    kinds = " ".join(contradictions(corpus, build_timeline(corpus))["kind"])
    assert "weekday" in kinds and len(contradictions(corpus, build_timeline(corpus))) >= 2


def test_names_say_who_and_when(corpus):
    names = document_names(corpus, build_timeline(corpus))
    assert names[D001] == "001 Nurtleu–Imnadze, 20 Feb 2024"
    assert names[D000] == "000 Nurtleu–Imnadze, by 11 Aug 2024"
    assert names[D004].endswith("before a July 4")


def test_offices_are_known_on_the_day_of_the_event_else_of_the_page(corpus):
    days = known_days(build_timeline(corpus))
    assert days[D001] == ("2024-02-20", "2024-02-20") and days[D000] == ("2024-08-11", "2024-08-11")


def test_timelinejs(corpus):
    timeline = build_timeline(corpus)
    data = json.loads(json.dumps(to_timelinejs(timeline, "<b>t</b>")))
    assert len(data["events"]) == len(timeline) and data["title"]["text"]["headline"] == "&lt;b&gt;t&lt;/b&gt;"
    by_date = {e["display_date"]: e for e in data["events"]}
    assert by_date["2018"]["start_date"] == {"year": 2018}
    bounded = by_date["one day within 2020-12-01 to 2020-12-29"]
    assert "end_date" not in bounded and bounded["start_date"] == {"year": 2020, "month": 12, "day": 29}
    assert len({e["unique_id"] for e in data["events"]}) == len(timeline)


def test_an_interval_lasts(tmp_path):
    corpus = made(tmp_path, a="The ministers of the five states met in the capital on 3–4 July 2024 and discussed water.\n")
    timeline = build_timeline(corpus)
    event = timeline.iloc[0].to_dict()
    assert event["date"] == "2024-07-03/2024-07-04" and when_in_words(event) == "2024-07-03/2024-07-04"
    assert "end_date" in to_timelinejs(timeline, "t")["events"][0]


def test_a_corpus_without_dates(tmp_path):
    corpus = made(tmp_path, a="The ministers met in the capital and discussed the sharing of water in the basin at length.\n")
    row = build_timeline(corpus).iloc[0]
    assert (row["date"], row["earliest"], row["latest"], row["rule"]) == (None, None, None, "nothing dates it")


def test_other_languages_give_no_row(tmp_path):
    corpus = made(tmp_path, a="Министры встретились 20 февраля 2024 года в столице и обсудили вопросы торговли и воды.\n" * 2)
    assert len(build_timeline(corpus)) == 0


def test_a_thousand_documents_in_ten_seconds(corpus):
    many = pd.concat([corpus.assign(_n=i) for i in range(200)]).drop(columns="_n")
    many.index = [f"{i:04d}_{d}" for i, d in enumerate(many.index)]
    many.index.name = "doc_id"
    start = time.perf_counter()
    timeline = build_timeline(many)
    assert len(timeline) == 200 * len(build_timeline(corpus))
    assert time.perf_counter() - start < 10
