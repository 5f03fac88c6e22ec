"""The timeline: what happened when, how it is known, and how sure it is."""

import re
from calendar import month_name
from collections import defaultdict
from html import escape
from itertools import pairwise
from os.path import commonprefix

import pandas as pd
from joblib import Parallel, delayed

from helpers.corpus import documents
from helpers.outside_facts import as_facts, flat, narrowed, stands
from helpers.outside_facts import read_outside_facts as read_outside_facts
from helpers.readers.dates import check_dates
from helpers.readers.text import sentences, within
from helpers.readers.timex import bounds

COLUMNS = """date earliest latest role headline what who where doc_id start end when date_start
    date_end rule certainty likely before""".split()  # noqa: SIM905
PLACES = {"start": "int64", "end": "int64", "date_start": "Int64", "date_end": "Int64"}
CHUNK = 100  # documents
SHORT = 48  # characters of a document's name


def build_timeline(corpus, outside_facts=None, n_jobs=1):
    """A row per event: what documents report, look back on and plan, and their publication.

    A DataFrame. `date` is EDTF (ISO 8601-2), `[a..b]` for one day within bounds, missing where
    nothing dates it; `earliest, latest` its bounds as YYYY-MM-DD strings (`pd.to_datetime` reads
    them), missing where open; `role` reported, background, planned or publication; `headline` what
    happened and `what` the sentence, `raw[start:end]`, both in the document's words; `who` the
    principals, joined by "; "; `when` the words that date it, at `date_start:date_end` where they
    stand together; `rule` what decided; `certainty` one of *stated, from the text, from the
    archive, inferred, with an outside fact*; `likely` what an inference adds; `before` a day of the
    year ("07-04") that it lies before. `outside_facts` is the table of `read_outside_facts`,
    `n_jobs` goes to joblib. Documents in a language that is not read give no row.
    """
    held, known = list(documents(corpus).values()), as_facts(outside_facts)
    chunks = [held[first : first + CHUNK] for first in range(0, len(held), CHUNK)]
    parts = Parallel(n_jobs=n_jobs)(delayed(_chunk_rows)(chunk, known) for chunk in chunks)
    rows = sorted((row for part in parts for row in part), key=_order)
    table = pd.DataFrame([[row[c] for c in COLUMNS] for row in rows], columns=COLUMNS, dtype=object)
    return table.astype(PLACES)


def _order(row):
    days = row["latest"] or "9999", row["earliest"] or ""
    return (*days, row["doc_id"], row["start"], row["role"])


def _chunk_rows(chunk, facts):
    return [
        event._asdict() | {"doc_id": document.doc_id}
        for document in chunk
        for event in narrowed(document, facts)
    ]


def date_mentions(corpus):
    """Every temporal expression in title, dateline, source and body of the documents.

    A DataFrame: `doc_id, start, end, words, type, value` (TIMEX3), `rule, earliest, latest` (days
    as YYYY-MM-DD, missing where it denotes none), `label`, `quoted` (bool: in a quotation, where a
    "today" is the speaker's) and `sentence`.
    """
    rows = [row for document in documents(corpus).values() for row in _mention_rows(document)]
    columns = "doc_id start end words type value rule earliest latest label quoted sentence"
    table = pd.DataFrame(rows, columns=columns.split(), dtype=object)
    return table.astype({"start": "int64", "end": "int64", "quoted": bool})


def _mention_rows(document):
    units = [
        (span.start + a, span.start + b, span.label)
        for span in document.spans
        for a, b in (sentences(document.words(span)) if document.dates else ())
    ]
    for m in document.dates:
        unit = next(iter(within(units, m.start, m.end)), (m.start, m.end, None))
        days = (None if day is None else str(day) for day in (m.earliest, m.latest))
        quoted = bool(within(document.quotations, m.start, m.end))
        found = (m.start, m.end, m.text, m.type, m.value, m.rule, *days)
        yield document.doc_id, *found, unit[2], quoted, document.words(unit)


def ladder(corpus, doc_id, outside_facts):
    """How a document without a date is placed: `rung, words, earliest, latest, certainty`.

    First its own words, then the archive (documents that use a name of which a fact knows; they
    cannot order the names), then one outside fact after the other, then what is inferred. A rung
    that cannot narrow the bounds leaves them as they were.
    """
    held, facts = documents(corpus), as_facts(outside_facts)
    own = [event for event in held[doc_id].events if event.role == "reported"]
    whole = [event for event in narrowed(held[doc_id], facts) if event.role == "reported"]
    rungs = [("its own words", e.when, e.earliest, e.latest, e.certainty) for e in own]
    article = flat(held[doc_id].article)
    for fact in facts if own else ():
        if fact.kind == "not while" and stands(fact.words[0], article):
            words = "; ".join(_uses(held, doc_id, fact.words))
            rungs.append(("the archive", words, own[0].earliest, own[0].latest, "from the archive"))
    number = 0
    for step in whole[0].steps[len(own[0].steps) :] if own else ():
        number += step.ground == "outside fact"
        rung = f"{step.ground} {number}" if step.ground == "outside fact" else step.ground
        rungs.append((rung, *step[1:]))
    columns = ["rung", "words", "earliest", "latest", "certainty"]
    return pd.DataFrame(rungs, columns=columns, dtype=object)


def _uses(held, doc_id, names):
    """Which other documents use which of some names, and when their events were."""
    articles = {key: flat(document.article) for key, document in held.items() if key != doc_id}
    for name in names:
        for key in (key for key, article in articles.items() if stands(name, article)):
            reported = [e._asdict() for e in held[key].events if e.role == "reported"]
            when = when_in_words(reported[0]) if reported else "not dated"
            yield f"{name} in {_short_id(key)} ({when})"


# --- checks, names and exports --------------------------------------------------------------------


def contradictions(corpus, timeline):
    """What does not fit, as `kind, doc_id, words`: weekdays, ranges, late events, twin reports."""
    held = documents(corpus)
    rows = [
        (problem.kind, doc_id, problem.words)
        for doc_id, document in held.items()
        for problem in check_dates(document.text, document.publication.day)
    ]
    reported = timeline[timeline["role"] == "reported"].drop_duplicates("doc_id")
    for event in reported.itertuples():
        day = held[event.doc_id].publication.day
        if day and event.earliest and event.earliest > day:
            rows.append(("event after its publication", event.doc_id, f"{event.when} > {day}"))
    for who, twins in reported[reported["who"] != ""].groupby("who"):
        for a, b in pairwise(twins.itertuples()):
            if max(a.earliest or "", b.earliest or "") <= min(a.latest or "9", b.latest or "9"):
                ids = ", ".join(sorted((a.doc_id, b.doc_id)))
                rows.append(("two reports that may be one event", ids, who))
    return pd.DataFrame(rows, columns=["kind", "doc_id", "words"])


def to_timelinejs(timeline, title):
    """TimelineJS data: partial dates kept, a bounded day at its known end, all text escaped."""
    events = []
    for row in timeline.astype(object).to_dict("records"):
        known, dated = row["latest"] or row["earliest"], row["date"] or ""
        if not known:
            continue
        lasted = re.fullmatch(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", dated)
        partial = dated if re.fullmatch(r"\d{4}(-\d\d)?", dated) else lasted[1] if lasted else known
        headline = row["headline"] or row["when"] or row["role"]
        event = {
            "start_date": _parts(partial),
            "display_date": escape(when_in_words(row)),
            "group": row["role"],
            "text": {"headline": escape(headline), "text": escape(row["what"])},
            "unique_id": f"{row['doc_id']}-{row['start']}-{row['role']}-{dated}",
        }
        events.append(event | ({"end_date": _parts(lasted[2])} if lasted else {}))
    return {"title": {"text": {"headline": escape(title)}}, "events": events}


def _parts(text):
    return dict(zip(("year", "month", "day"), map(int, text.split("-")), strict=False))


def when_in_words(row):
    """The date of a row as a reader says it.

    >>> when_in_words({"date": "[2019-05..]", "earliest": "2019-05-01", "latest": None})
    '2019-05 or later, end not known'
    """
    dated, low, high = row["date"] or "not known", row["earliest"], row["latest"]
    if not dated.startswith("["):
        return dated
    if low and high:
        return f"one day within {low} to {high}"
    return (
        f"{high} or earlier, start not known" if high else f"{dated[1:-3]} or later, end not known"
    )


def document_names(corpus, timeline):
    """What each document is called, as `{doc_id: name}`; no two are called the same.

    Documents with a short number before an underscore ("004_…") are called by it, by who met or
    acted, and by when; others by their title, cut with an ellipsis, else by their id. Of names that
    are alike, each has the part of its id by which it differs.
    """
    held, reported = documents(corpus), timeline[timeline["role"] == "reported"]
    events = {row["doc_id"]: _content(row) for row in reported.to_dict("records")}
    heads = {doc_id: _short_id(doc_id) for doc_id in held}
    numbered = len(set(heads.values())) == len(held) and not set(heads.values()) & set(held)
    alike = defaultdict(list)
    for doc_id, document in held.items():
        title = _cut(document.title or doc_id)
        alike[f"{heads[doc_id]} {events.get(doc_id, title)}" if numbered else title].append(doc_id)
    names = {}
    for name, ids in alike.items():
        shared = len(commonprefix([str(doc_id) for doc_id in ids])) if len(ids) > 1 else 0
        names |= {d: f"{name} (…{str(d)[shared:]})" if len(ids) > 1 else name for d in ids}
    unique = len(set(names.values())) == len(names)
    return {doc_id: names[doc_id] if unique else str(doc_id) for doc_id in held}


def _short_id(doc_id):
    """The number before an underscore, else the whole id."""
    head, _, rest = str(doc_id).partition("_")
    return head if rest and re.fullmatch(r"\d{1,5}", head) else str(doc_id)


def _cut(words):
    """Words on one line, cut between two of them where they are long."""
    words = " ".join(str(words).split())
    return words if len(words) <= SHORT else f"{words[:SHORT].rsplit(' ', 1)[0]}…"


def _content(event):
    """Who met or acted, where, and when, of a reported event."""
    who = [name.split()[-1] for name in event["who"].split("; ") if name]
    met = [name for name in who if name in event["headline"]]
    place = f" in {event['where']}" if event["where"] and len(met) < 2 else ""
    return f"{'–'.join((met or who)[:2])}{place}, {_short_when(event)}".strip(" ,")


def _short_when(row):
    low, high = row["earliest"], row["latest"]
    if row["likely"] or not (low or high):
        return row["likely"] or "not dated"
    if not high:
        month, day = (row["before"] or low[5:]).split("-")
        limit = f"{int(day)} {month_name[int(month)]}"
        return f"before a {limit}" if row["before"] else f"after {_day(low)}"
    if low and low != high and row["certainty"] != "inferred":
        return (
            f"{int(low[8:])}–{_day(high)}"
            if low[:7] == high[:7]
            else f"{_day(low)} to {_day(high)}"
        )
    return _day(high) if low == high else f"by {_day(high)}"


def _day(day):
    return f"{int(day[8:])} {month_name[int(day[5:7])][:3]} {day[:4]}"


def possible_days(timeline, doc_id):
    """The days on which a plan without a year may fall, from its first possible year on."""
    plans = timeline[timeline["date"].str.startswith("XXXX-", na=False)]
    plans = plans[plans["doc_id"] == doc_id]
    last = timeline["latest"].dropna().max()
    if not len(plans) or not isinstance(last, str):
        return []
    plan = plans.iloc[0]
    years = range(int((plan["earliest"] or last)[:4]), int(last[:4]) + 2)
    days = [f"{year:04}{plan['date'][4:]}" for year in years]
    return [str(first) for first, _ in map(bounds, days) if first]


def known_days(timeline):
    """The day on which a document's offices are known: a Series `doc_id` → `(earliest, latest)`.

    The day of the reported event where it is known, else that of the page, else the event's bounds.
    """
    days = {}
    for doc_id, rows in timeline.groupby("doc_id"):
        found = {row.role: (row.earliest, row.latest) for row in rows.itertuples()}
        event = found.get("reported", (None, None))
        known = event[0] and event[0] == event[1]
        days[doc_id] = event if known else found.get("publication", event)
    return pd.Series(days, dtype=object)
