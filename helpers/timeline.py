"""The timeline: what happened when, how it is known, and how sure it is."""

import re
from collections import defaultdict
from datetime import date, timedelta
from html import escape

import pandas as pd

from helpers.corpus import article_spans, raw_of
from helpers.dates import anniversaries, check_dates, date_mentions, to_edtf
from helpers.people import organisations, people
from helpers.text import read_table, sentences
from helpers.voices import voices

COLUMNS = ["date", "earliest", "latest", "role", "what", "who", "where", "doc_id", "start", "end", "when", "rule",
           "certainty"]
NEEDED = ["raw", "text", "spans", "path", "sha256", "published", "published_evidence", "published_rule"]  # narrow is quicker
LEAD = 6  # sentences: a report names its event in the opening, or takes it up right after
FRESH = 60  # days: a report older than that is background
FROM_ARCHIVE = ("archive header", "file name", "metadata", "table", "HTML metadata")
MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
_EVENT = re.compile(r"\b(?:met|held|visited|hosted|signed|arrived|received|took (?:place|part)|attended|opened|spoke|"
                    r"convened|gathered|launched|adopted|announced|said|told|began|concluded|chaired|addressed|"
                    r"presented|discussed|agreed)\b", re.I)
_AHEAD = re.compile(r"\b(?:will|shall|would|to be|plans?|planned|scheduled|upcoming|forthcoming|preparations? for|"
                    r"intends?|expected|due|ahead of|next)\b", re.I)
_EDGE = re.compile(r"\b(?:since|until|till|before|by|after|from|between)\s+(?:the\s+)?\Z", re.I)
_PLACE = re.compile(r"\b(?:met|held|visited?|took place|gathered|convened|arrived)\b(?:(?!\bwill\b)[^.;]){0,160}?"
                    rf"\b(?:in|at)\s+(?!(?:{'|'.join(MONTHS[1:])})\b)(?P<place>[A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+)*)")


def build_timeline(corpus, outside_facts=None):
    """A row per dated event of a corpus: what each document reports, mentions and plans, and its publication.

    `date` is EDTF (ISO 8601-2): a day, month or year as known, `[a..b]` for one day within bounds; `earliest` and
    `latest` are its bounds (`YYYY-MM-DD`, None where open); `what` is the document's own sentence, `raw[start:end]`,
    `when` the words that date it, `rule` what decided, `certainty` one of *stated, from the text, from the archive,
    inferred, with an outside fact*. `outside_facts` is the table of `read_outside_facts`; without it nothing rests on
    the world outside. Documents whose language the rules do not cover give no row.
    """
    english = corpus[corpus["language"].isin(["en", None])] if "language" in corpus else corpus
    english = english[[c for c in NEEDED if c in english and (c != "raw" or english[c].notna().all())]]
    dates, who, rows = _dates(english), _principals(english), []
    for place, doc_id in enumerate(english.index):
        one = english.iloc[place:place + 1]
        rows += _document_events(one, dates.get(doc_id, []), who.get(doc_id, ""), outside_facts)
    rows.sort(key=lambda r: (r["latest"] or "9999", r["earliest"] or "", r["doc_id"], r["start"], r["role"]))
    return pd.DataFrame([[r[c] for c in COLUMNS] for r in rows], columns=COLUMNS, dtype=object)


def read_outside_facts(path):
    """The table of what is known from outside the archive: `fact, from, to, source, used for`.

    `used for` says how: `not while: WORDS` (a text that uses these words was not written from … to) or
    `day of: WORDS` (the occasion called so lasted from … to). Days may be given as month or year.
    Raises ValueError naming file and line where a row is not of this form.
    """
    table = read_table(path, ["fact", "from", "to", "source", "used for"])
    for line, row in table.iterrows():
        if not re.fullmatch(r"(?:not while|day of): \S.*", row["used for"]):
            raise ValueError(f"{path}, line {line}: 'used for' must read `not while: WORDS / OTHERS` or `day of: WORDS`")
        for column in ("from", "to"):
            try:
                _edge(row[column], first=True)
            except (KeyError, ValueError):
                raise ValueError(f"{path}, line {line}: '{column}' must be YYYY, YYYY-MM or YYYY-MM-DD") from None
    return table


# --- one document ----------------------------------------------------------------------------------------------------

def _document_events(one, mentions, who, facts):
    """The rows of a corpus of one document: publication, reported event, background, planned."""
    doc_id, document = one.index[0], one.iloc[0]
    raw, published = raw_of(one, doc_id), document["published"] or None
    spans = _sentence_spans(raw, document)
    mentions = [m._replace(ahead=_is_ahead(raw, m, published)) for m in mentions]
    rows = [_publication(doc_id, document, raw)] if published else []
    if not spans:
        return rows
    lead = _event_mention(raw, mentions, spans[:LEAD], published)
    event = _stated(lead, spans) if lead is not None else _bounded(one, raw, mentions, spans)
    titles = [(a, b) for a, b, label in article_spans({**document, "raw": raw}) if label == "title"]
    event |= {"doc_id": doc_id, "role": "reported", "who": who, "where": _place(one, raw, spans[:LEAD] + titles)}
    others = [_mentioned(m, raw, spans, published) for m in mentions
              if (lead is None or m.value != lead.value) and m.label in ("body", "title") and to_edtf(m.value)]
    others += _hidden(raw, spans, document, published)
    others = list({(r["date"], r["role"]): {**r, "doc_id": doc_id} for r in reversed(others)}.values())
    if facts is not None:
        event, others = _with_facts(event, others, raw, spans, facts)
    others = [_next_possible(row, event) for row in others]
    return rows + [{"who": "", "where": None, **row, "what": raw[row["start"]:row["end"]]} for row in [event, *others]]


def _sentence_spans(raw, document):
    spans = article_spans({**document, "raw": raw})
    return [(a + s, a + e) for a, b, label in spans if label == "body" for s, e in sentences(raw[a:b])]


def _sentence_of(start, spans):
    return next(((a, b) for a, b in spans if a <= start < b), None)


def _publication(doc_id, document, raw):
    words = str(document.get("published_evidence") or "").partition(": ")[2]
    start = raw.find(words) if words else -1
    start, end = (start, start + len(words)) if start >= 0 else (0, 0)
    day, rule = document["published"], document.get("published_rule") or "given"
    return {"date": day, "earliest": day, "latest": day, "role": "publication", "what": raw[start:end], "who": "",
            "where": None, "doc_id": doc_id, "start": start, "end": end, "when": raw[start:end], "rule": rule,
            "certainty": "from the archive" if rule in FROM_ARCHIVE else "stated"}


def _is_ahead(raw, mention, published):
    """Whether a mention lies in the future of its document: after its day, or by the words that govern it."""
    if published and mention.earliest is not None and not pd.isna(mention.earliest):
        return str(mention.earliest) > published
    around = raw[max(0, mention.start - 80):mention.end + 80].replace("\n", " ")
    before, _, after = around.partition(mention.words)
    clause = re.split(r"[.;!?]\s", before)[-1] + " " + re.split(r"[.;!?]\s", after)[0]
    return bool(_AHEAD.search(clause))


def _event_mention(raw, mentions, spans, published):
    """The first day in the opening that an event verb governs: the reported event's own date, or None."""
    for a, b in spans:
        for m in mentions:
            if not (a <= m.start < b) or m.ahead or pd.isna(m.latest) or not re.fullmatch(r"\d{4}-\d\d-\d\d(/.*)?", m.value):
                continue
            if _EDGE.search(raw[a:m.start]) or not _EVENT.search(raw[a:b]):
                continue
            age = (date.fromisoformat(published) - m.latest).days if published else 0
            if 0 <= age <= FRESH:
                return m
    return None


def _stated(m, spans):
    """The event whose day its own words give: stated with its year, read from the text where the page supplies it."""
    start, end = _sentence_of(m.start, spans)
    certainty = "stated" if re.search(r"\d{4}", m.words) else "from the text"
    return {"date": to_edtf(m.value), "earliest": str(m.earliest), "latest": str(m.latest), "start": start, "end": end,
            "when": m.words, "rule": f"its own day: {m.rule}", "certainty": certainty}


def _bounded(one, raw, mentions, spans):
    """The event without a day of its own: after what was told there, or what an undated page knows; by publication."""
    published, rule = one.iloc[0]["published"] or None, one.iloc[0].get("published_rule")
    told = _told(one) if published else []
    past = [m for m in mentions if m.label == "body" and not m.ahead and m.earliest is not None
            and not pd.isna(m.earliest) and (not published or any(a <= m.start < b for a, b in told))]
    after = max(past, key=lambda m: m.earliest, default=None)
    ahead = next((m for m in mentions if m.ahead and m.value.startswith("XXXX-")), None)
    start, end = next(((a, b) for a, b in spans[:LEAD] if _EVENT.search(raw[a:b])), spans[0])
    low, high = (after and str(after.earliest)), published
    if low and high and low > high:
        low = None
    grounds = [f"after {after.words}" if low else "", f"before a {ahead.words}" if ahead and not published else "",
               f"by its publication ({rule})" if published else ""]
    return {"date": _within(low and (after.value if len(after.value) < 10 and not high else low), high),
            "earliest": low, "latest": high, "start": start, "end": end,
            "when": "; ".join(m.words for m in (after if low else None, ahead if not published else None) if m),
            "rule": ", ".join(filter(None, grounds)) or "nothing dates it",
            "certainty": "from the archive" if rule in FROM_ARCHIVE else "from the text" if low or high else "inferred"}


def _within(low, high):
    """The EDTF set of one day within bounds; None where neither is known."""
    return f"[{low or ''}..{high or ''}]" if low or high else None


def _dates(corpus):
    """The dates that stand outside quotations, by document, as named tuples; `ahead` is yet to be said."""
    found, table = defaultdict(list), date_mentions(corpus)
    table = table[(table["type"] == "DATE") & ~table["quoted"].astype(bool)].assign(ahead=False)
    for mention in table.itertuples(index=False):
        found[mention.doc_id].append(mention)
    return found


def _told(one):
    """The spans of reported speech in a document: what was told at a meeting had happened before it."""
    spoken = voices(one)
    return [(a, b) for a, b, voice in zip(spoken["start"], spoken["end"], spoken["voice"], strict=True)
            if voice == "reported speech"]


def _principals(corpus):
    """The names of those who met or spoke, by document."""
    actors = people(corpus)
    actors = actors[actors["role"] == "principal"]
    return {doc_id: "; ".join(names.unique()) for doc_id, names in actors.groupby("doc_id")["name"]}


def _place(one, raw, spans):
    """Where the opening or the title says that it happened, in its words, or None; the name of a body is no place."""
    places = [m for a, b in spans if (m := _PLACE.search(raw, a, b))]
    bodies = organisations(one) if places else one
    return next((m["place"] for m in places if not (
        (bodies["start"] < m.start("place")) & (bodies["end"] >= m.end("place"))).any()), None)


def _mentioned(m, raw, spans, published):
    """A row for a date that is mentioned: planned where it lies ahead, background where it does not."""
    start, end = _sentence_of(m.start, spans) or (m.start, m.end)
    bounds = [None if v is None or pd.isna(v) else str(v) for v in (m.earliest, m.latest)]
    return {"date": to_edtf(m.value), "earliest": bounds[0], "latest": bounds[1], "start": start, "end": end,
            "role": "planned" if m.ahead else "background", "when": m.words, "rule": m.rule,
            "certainty": "stated" if m.value[:4] in m.words else "from the text"}


def _hidden(raw, spans, document, published):
    """Rows for years that hide in ordinals: the 30th anniversary in 2022 counts from 1992."""
    rows = []
    for a, b in spans:
        for words, year, _ in anniversaries(raw[a:b], published):
            rows.append({"date": year, "earliest": f"{year}-01-01", "latest": f"{year}-12-31", "start": a, "end": b,
                         "role": "background", "when": words, "rule": "counted back", "certainty": "inferred"})
    return rows


# --- outside facts and the ladder ------------------------------------------------------------------------------------

def _facts_for(text, facts):
    """The outside facts whose words stand in a text, as `(line, kind, words, from, to)` with days."""
    flat = " ".join(text.split()).lower()
    for line, row in facts.iterrows():
        kind, _, words = row["used for"].partition(" / ")[0].partition(": ")
        if re.search(rf"(?<!\w){re.escape(words.lower())}(?!\w)", flat):
            yield line, kind, words, _edge(row["from"], first=True), _edge(row["to"], first=kind == "not while")


def _edge(text, first):
    """The first or the last day of a day, month or year.

    >>> _edge("2022-09", first=False)
    '2022-09-30'
    """
    day = pd.Period(text, freq={4: "Y", 7: "M", 10: "D"}[len(text)])
    return (day.start_time if first else day.end_time).date().isoformat()


def _with_facts(event, others, raw, spans, facts):
    """The event and the other rows of a document, narrowed by every outside fact whose words it uses."""
    body = " ".join(raw[a:b] for a, b in spans)
    for line, kind, _, begin, end in _facts_for(body, facts):
        if kind == "not while" and event["earliest"] and begin <= event["earliest"] < end:
            event = _narrow(event, line, earliest=end)
        others = [_planned_on(row, line, begin, end) if kind == "day of" and row["role"] == "planned"
                  and row["date"].startswith("XXXX") and list(_facts_for(raw[row["start"]:row["end"]], facts.loc[[line]]))
                  else row for row in others]
    for row in others:
        if row["role"] == "planned" and row["rule"].startswith("outside fact") and not event["latest"]:
            event = _narrow(event, int(row["rule"].split()[-1]), latest=_day_before(row["earliest"]))
    return event, others


def _narrow(row, line, **bounds):
    row = {**row, **bounds}
    return {**row, "date": _within(row["earliest"], row["latest"]), "certainty": "with an outside fact",
            "rule": f"{row['rule']}, outside fact in line {line}"}


def _planned_on(row, line, begin, end):
    """A planned day without a year, put into the year of the occasion that an outside fact dates."""
    days = [d for y in range(int(begin[:4]), int(end[:4]) + 1) if begin <= (d := f"{y}{row['date'][4:]}") <= end]
    if len(days) != 1:
        return row
    return {**row, "date": days[0], "earliest": days[0], "latest": days[0], "certainty": "with an outside fact",
            "rule": f"outside fact in line {line}"}


def _next_possible(row, event):
    """A planned day without a year cannot lie before its document: its first possible year follows from there."""
    if not row["date"].startswith("XXXX-") or row["role"] != "planned" or not event["earliest"]:
        return row
    year = int(event["earliest"][:4]) + (event["earliest"][4:] > row["date"][4:])
    return {**row, "earliest": f"{year}{row['date'][4:]}", "certainty": event["certainty"]}


def _day_before(day):
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def ladder(corpus, doc_id, outside_facts):
    """How a document without a date is placed, a rung a row: `rung, words, earliest, latest, certainty`.

    First its own words, then the archive (other documents that use a name of which an outside fact knows), then one
    outside fact after the other. A rung that cannot narrow the bounds says so by leaving them as they were.
    """
    one = corpus.loc[[doc_id]]
    pick = lambda facts: build_timeline(one, facts).query("role == 'reported'").iloc[0]  # noqa: E731
    own = pick(None)
    rungs = [("its own words", own["when"], own["earliest"], own["latest"], own["certainty"])]
    used = list(_facts_for(_article(one, doc_id), outside_facts))
    for line, kind, *_ in used:
        if kind == "not while":
            rungs.append(("the archive", _uses(corpus, doc_id, outside_facts.at[line, "used for"]), own["earliest"],
                          own["latest"], "from the archive"))
    for n, (line, *_) in enumerate(used, start=1):
        row = pick(outside_facts.loc[[u[0] for u in used[:n]]])
        rungs.append((f"outside fact {n}", _told_with_days(outside_facts.loc[line]), row["earliest"], row["latest"],
                      "with an outside fact"))
    return pd.DataFrame(rungs, columns=["rung", "words", "earliest", "latest", "certainty"], dtype=object)


def _told_with_days(fact):
    return f"{fact['fact']} ({fact['from']} to {fact['to']})"


def _article(corpus, doc_id):
    raw = raw_of(corpus, doc_id)
    return " ".join(raw[a:b] for a, b, _ in article_spans({**corpus.loc[doc_id], "raw": raw}))


def _uses(corpus, doc_id, used_for):
    """Which other documents use which of the names of a fact, and when they are from."""
    names = re.split(r": | / ", used_for)[1:]
    when = build_timeline(corpus).query("role == 'reported'").set_index("doc_id")
    return "; ".join(f"{name} in {d.split('_')[0]} ({when_in_words(when.loc[d])})" for name in names
                     for d in when.index if d != doc_id and name.lower() in _article(corpus, d).lower())


# --- checks and exports ----------------------------------------------------------------------------------------------

def contradictions(corpus, timeline):
    """What does not fit, as `kind, doc_id, words`: weekdays, ranges, events after their publication, twin reports."""
    rows = [(c.kind, doc_id, c.words) for doc_id in corpus.index
            for c in check_dates(corpus.at[doc_id, "text"], corpus.at[doc_id, "published"] or None)]
    reported = timeline[timeline["role"] == "reported"].set_index("doc_id")
    for doc_id, event in reported.iterrows():
        published = corpus.at[doc_id, "published"]
        if published and event["earliest"] and event["earliest"] > published:
            rows.append(("event after its publication", doc_id, f"{event['when']} > {published}"))
    for who, twins in reported[reported["who"] != ""].groupby("who"):
        for a, b in zip(twins.index, twins.index[1:], strict=False):
            low, high = twins.loc[[a, b], "earliest"].fillna("0000"), twins.loc[[a, b], "latest"].fillna("9999")
            if max(low) <= min(high):
                rows.append(("two reports that may be one event", f"{a}, {b}", who))
    return pd.DataFrame(rows, columns=["kind", "doc_id", "words"])


def to_timelinejs(timeline, title):
    """The timeline as TimelineJS data: partial dates kept, a bounded day shown at its known end, all text escaped."""
    events = []
    for row in timeline.to_dict("records"):
        known = row["latest"] or row["earliest"]
        if not known:
            continue
        lasted = re.fullmatch(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)", row["date"] or "")
        partial = row["date"] if re.fullmatch(r"\d{4}(-\d\d)?", row["date"] or "") else lasted[1] if lasted else known
        event = {"start_date": _parts(partial), "display_date": escape(when_in_words(row)), "group": row["role"],
                 "text": {"headline": escape(row["who"] or row["when"] or row["role"]), "text": escape(row["what"])},
                 "unique_id": f"{row['doc_id']}-{row['start']}-{row['role']}-{row['date']}"}
        events.append(event | ({"end_date": _parts(lasted[2])} if lasted else {}))
    return {"title": {"text": {"headline": escape(title)}}, "events": events}


def _parts(text):
    return dict(zip(("year", "month", "day"), map(int, text.split("-")), strict=False))


def when_in_words(row):
    """The date of a row as a reader says it.

    >>> when_in_words({"date": "[2020-12-01..2020-12-29]", "earliest": "2020-12-01", "latest": "2020-12-29"})
    'one day within 2020-12-01 to 2020-12-29'
    """
    low, high = row["earliest"], row["latest"]
    if not str(row["date"] or "").startswith("["):
        return row["date"] or "not known"
    if low and high:
        return f"one day within {low} to {high}"
    return f"on or before {high}" if high else f"after {row['date'][1:-3]}, open above"


def document_names(corpus, timeline):
    """What each document is called: the first part of its id, who met, and when, as `doc_id` → name."""
    heads = [str(i).split("_")[0] for i in corpus.index]
    reported = timeline[timeline["role"] == "reported"].drop_duplicates("doc_id").set_index("doc_id")
    names = {}
    for doc_id, head in zip(corpus.index, heads, strict=True):
        head = head if heads.count(head) == 1 else str(doc_id)[:20]
        row = reported.loc[doc_id].to_dict() if doc_id in reported.index else None
        who = "–".join(name.split()[-1] for name in row["who"].split("; ")[:2]) if row and row["who"] else ""
        names[doc_id] = ", ".join(filter(None, [f"{head} {who}".strip(), _short_when(row) if row else "not dated"]))
    return names


def _short_when(row):
    day = lambda d: f"{int(d[8:])} {MONTHS[int(d[5:7])][:3]} {d[:4]}" if d else ""  # noqa: E731
    low, high = row["earliest"], row["latest"]
    if low and low == high:
        return day(low)
    if low and high and low[:7] == high[:7]:
        return f"{int(low[8:])}–{day(high)}"
    if not low and not high:
        return "not dated"
    if not high and (ahead := re.search(r"before a [^,]+", row["rule"])):
        return ahead.group()
    return f"{day(low)} to {day(high)}" if low and high else f"by {day(high)}" if high else f"after {day(low)}"


def possible_days(timeline, doc_id):
    """The days on which a plan without a year may fall: from its first possible year to the year after the last known."""
    plans = timeline[(timeline["doc_id"] == doc_id) & timeline["date"].astype(str).str.startswith("XXXX-")]
    if not len(plans):
        return []
    day, first = plans.iloc[0]["date"][5:], plans.iloc[0]["earliest"]
    last = timeline["latest"].dropna().max()
    return [f"{year}-{day}" for year in range(int((first or last)[:4]), int(last[:4]) + 2)]


def known_days(timeline):
    """For each document the day on which its offices are known, as `doc_id` → `(earliest, latest)`.

    The day of the reported event where it is known, else that of the page, else the event's bounds.
    """
    days = {}
    for doc_id, rows in timeline.groupby("doc_id"):
        bounds = {r.role: (r.earliest, r.latest) for r in rows.itertuples() if r.role in ("reported", "publication")}
        event = bounds.get("reported", (None, None))
        days[doc_id] = event if event[0] and event[0] == event[1] else bounds.get("publication", event)
    return pd.Series(days, dtype=object)
