"""The timeline: what happened when, how it is known, and how sure it is."""

import re
from html import escape
from itertools import pairwise
from os.path import commonprefix

import pandas as pd

from helpers.corpus import documents, short_ids, spread
from helpers.outside_facts import as_facts, in_words, narrowed
from helpers.readers.events import Event
from helpers.readers.text import within

PLACES = {"start": "int64", "end": "int64", "date_start": "Int64", "date_end": "Int64"}
ROLES = ("reported", "planned", "background", "publication")  # which slides matter most
SLIDES = 500  # of a timeline for TimelineJS at most
WITHIN = "a day within "  # the words before bounds
SHORT = 48  # characters of a document's title in its name


def build_timeline(corpus, outside_facts=None, n_jobs=1):
    """A row per event: what documents report, look back on and plan, and their publication.

    A DataFrame. `date` is EDTF (ISO 8601-2), `[a..b]` for one day within bounds, missing where
    nothing dates it; `earliest, latest` its bounds as YYYY-MM-DD strings (`pd.to_datetime` reads
    them), missing where open; `role` reported, background, planned or publication; `headline` what
    happened and `what` the sentence, `raw[start:end]`, both in the document's words; `who` the
    principals, joined by "; ", empty where one of them is in doubt; `when` the words that date it,
    at `date_start:date_end` where they stand together; `rule` what decided; `certainty` one of
    *stated, from the text, from the archive, inferred, with an outside fact*; `likely` what an
    inference adds; `before` a day of the year ("07-04") that it lies before. `outside_facts` is the
    table of `read_outside_facts`, `n_jobs` goes to joblib. Documents in a language that is not read
    give no row.
    """
    held, facts = list(documents(corpus).values()), as_facts(outside_facts)
    chunks = spread(_events_of, held, n_jobs, facts)
    rows = [event for chunk in chunks for found in chunk for event in found]
    rows.sort(key=lambda e: (e.latest or "9999", e.earliest or "", e.doc_id, e.start, e.role))
    table = pd.DataFrame(rows, columns=Event._fields, dtype=object)
    return table.drop(columns="facts").astype(PLACES)


def _events_of(chunk, facts):
    return [narrowed(document, facts) for document in chunk]


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
    for m in document.dates:
        span = within(document.spans, m.start, m.end)[0]
        sentence = next(iter(within(document.sentences, m.start, m.end)), span)
        days = (day and str(day) for day in (m.earliest, m.latest))
        quoted = bool(within(document.quotations, m.start, m.end))
        yield document.doc_id, *m, *days, span.label, quoted, document.words(sentence)


# --- checks, names and exports --------------------------------------------------------------------


def contradictions(corpus, timeline):
    """What does not fit, as `kind, doc_id, words`: weekdays, ranges, twin reports."""
    mentions = [(doc_id, m) for doc_id, d in documents(corpus).items() for m in d.dates]
    rows = [(m.problem, doc_id, m.text) for doc_id, m in mentions if m.problem]
    reported = timeline[timeline["role"] == "reported"].sort_values("who", kind="stable")
    for a, b in pairwise(reported.itertuples()):
        if a.who and a.who == b.who and may_be_one_day(a, b):
            ids = sorted((a.doc_id, b.doc_id))
            rows += [("two reports that may be one event", doc_id, a.who) for doc_id in ids]
    return pd.DataFrame(rows, columns=["kind", "doc_id", "words"])


def may_be_one_day(a, b):
    """Whether two rows of a timeline may be of one day, also where a year is not known."""
    days = {row.date[5:] for row in (a, b) if re.fullmatch(r".{4}-\d\d-\d\d", row.date or "")}
    overlap = max(a.earliest or "", b.earliest or "") <= min(a.latest or "9", b.latest or "9")
    return len(days) < 2 and overlap


def to_timelinejs(timeline, title):
    """TimelineJS data: partial dates kept, a bounded day at its known end, all text escaped.

    Of more than 500 dated events reported ones come first; the title says how many are left.
    """
    dated = timeline.dropna(subset=["earliest", "latest"], how="all").astype(object)
    shown = dated.sort_values("role", key=lambda role: role.map(ROLES.index), kind="stable")
    shown = shown.head(SLIDES).sort_index()
    told = title if len(shown) == len(dated) else f"{title}: {len(shown)} of {len(dated)} events"
    slides = [_slide(row) for row in shown.to_dict("records")]
    return {"title": {"text": {"headline": escape(told)}}, "events": slides}


def _slide(row):
    headline = row["headline"] or row["when"] or row["role"]
    slide = {
        "display_date": escape(when_in_words(row)),
        "group": row["role"],
        "text": {"headline": escape(headline), "text": escape(row["what"])},
        "unique_id": f"{row['doc_id']}-{row['start']}-{row['role']}-{row['date']}",
    }
    for key, day in zip(("start_date", "end_date"), row["date"].split("/"), strict=False):
        partial = re.fullmatch(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", day)  # a year, a month or a day
        known = day if partial else row["latest"] or row["earliest"]
        slide[key] = dict(zip(("year", "month", "day"), map(int, known.split("-")), strict=False))
    return slide


def when_in_words(row):
    """The date of a row as a reader says it.

    >>> when_in_words({"date": "[2019-05..]"})
    'May 2019 or later, end not known'
    >>> when_in_words({"date": "[2020-12-01..2020-12-29]"})
    'a day within 1–29 December 2020'
    """
    first, bounded, last = (row["date"] or "not known").strip("[]").partition("..")
    if first and last:
        return WITHIN + in_words(f"{first}/{last}")
    if bounded and first:
        return f"{in_words(first)} or later, end not known"
    return f"{in_words(last)} or earlier, start not known" if bounded else in_words(first)


def document_names(corpus, timeline):
    """What each document is called, as `{doc_id: name}`; no two are called the same.

    Documents with a short number before an underscore ("004_…") are called by it, by who met or
    acted, and by when; others by their title, cut with an ellipsis, else by their id. Of titles
    that are alike, each has the part of its id by which it differs.
    """
    held, short = documents(corpus), short_ids(corpus)
    names = {doc_id: _cut(document.title or doc_id) for doc_id, document in held.items()}
    if all(re.fullmatch(r"\d{1,5}", head) for head in short.values()):
        reported = timeline[timeline["role"] == "reported"]
        names |= {row["doc_id"]: _content(row) for row in reported.to_dict("records")}
        return {doc_id: f"{short[doc_id]} {name}" for doc_id, name in names.items()}
    for name, ids in pd.Series([*names], dtype=str).groupby([*names.values()]):
        shared = len(commonprefix([*ids]))
        names |= {d: f"{name} (…{d[shared:]})" for d in ids if len(ids) > 1}
    return names


def _cut(words):
    """Words on one line, cut between two of them where they are long."""
    words = " ".join(str(words).split())
    return words if len(words) <= SHORT else f"{words[:SHORT].rsplit(' ', 1)[0]}…"


def _content(event):
    """Who met or acted, where, and when, of a reported event."""
    who = [name.split()[-1] for name in event["who"].split("; ") if name]
    met = [name for name in who if name in event["headline"]][:2] or who[:1]
    place = f" in {event['where']}" if event["where"] and len(met) < 2 else ""
    return f"{'–'.join(met)}{place}, {_short_when(event)}".strip(" ,")


def _short_when(event):
    low, high = event["earliest"], event["latest"]
    if event["likely"] or not event["date"]:
        return event["likely"] or "not dated"
    if event["before"] and not high:
        return f"before {in_words('XXXX-' + event['before']).partition(',')[0]}"
    if high and (not low or low != high and event["certainty"] == "inferred"):
        return f"by {in_words(high)}"
    return when_in_words(event).removeprefix(WITHIN)


def known_days(timeline):
    """The day on which a document's offices are known: a Series `doc_id` → `(earliest, latest)`.

    The day of the reported event where it is known, else that of the page, else the event's bounds.
    """
    events, pages = (timeline[timeline["role"] == role] for role in ("reported", "publication"))
    known = events[events["earliest"] == events["latest"]]
    rows = pd.concat([known, pages, events]).drop_duplicates("doc_id")
    return pd.Series([*zip(rows["earliest"], rows["latest"], strict=True)], rows["doc_id"], object)
