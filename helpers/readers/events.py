"""Events: what one document reports, looks back on and plans, and its own publication.

A *reported* event is what the page was written for: somebody who acts (a named person, a body, a
delegation) beside a verb of events, or an occasion that was held, in the title or the opening; a
guide, a review or a recipe reports none. Its day is the one that its own sentence, or one that
takes the occasion up, gives. Without one it lies after what was told at it and before its
publication. Else it lies after what the page knows as past: that bounds the page, and the event
only if the page reports recent news, so it is *inferred*.

*Background* is a date told as past, *planned* one told as ahead (see `tense`). Not read: events
without a verb ("the agreement of 2019"), verbs that `tables/events.csv` does not name, languages
other than English.
"""

import datetime as dt
import re
from collections import namedtuple
from operator import attrgetter

from helpers.readers import tense
from helpers.readers.dates import anniversaries
from helpers.readers.tense import AROUND, LONG, pattern
from helpers.readers.text import lower, within
from helpers.readers.timex import bounds, edtf_within, to_edtf

CERTAINTIES = ("stated", "from the text", "from the archive", "inferred", "with an outside fact")
FROM_ARCHIVE = ("archive header", "file name", "metadata", "table", "HTML metadata")
TOLD, PLAN, PUBLISHED = "after what was told at it:", "before a", "by its publication:"
KNOWN = "after what the page knows as past (if it reports recent news):"
OPENING, LEAD = 3, 6  # sentences: a report names its event in the one, takes it up in the other
FRESH = 31  # days: what is older than that is no news
LONGEST = 160  # characters of a headline

# `what` is raw[start:end]; days are "YYYY-MM-DD" or None; raw[date_start:date_end] dates it;
# `before` is a day of the year that it lies before, "07-04"; `steps` are the grounds of its bounds;
# `facts` (lines) and `likely` (words) come from outside the document
Event = namedtuple(
    "Event",
    "date earliest latest role what headline who where start end when date_start date_end rule "
    "certainty before steps facts likely",
    defaults=(None, (), (), None),
)
Step = namedtuple("Step", "ground words earliest latest certainty")
Act = namedtuple("Act", "start end actor verb party")  # a sentence, who acts or what is held, verb


def events(document):
    """What a document alone can say, as a list of `Event`; none where its language is not read."""
    if document.language not in (None, "en"):
        return []
    told = tense.told(document)
    known, event = _known(document, told), _reported(document, told)
    first = {(one.mention.value, one.sense): one for one in reversed(told) if one.sense}
    others = [_mentioned(document, one) for one in reversed(first.values())]
    others = [e for e in others if not event or (e.date, e.role) != (event.date, "background")]
    others += _counted_back(document, {e.date for e in others})
    after = event.earliest if event else known and known.earliest
    found = [_publication(document)] if document.publication.day else []
    return [*found, *([event] if event else []), *(next_possible(e, after) for e in others)]


def _event(document, role, dates, span, mention, **more):
    """An `Event` in a sentence, dated by a mention `(words, start, end)`."""
    empty = {"headline": "", "who": "", "where": None, "rule": "", "certainty": "from the text"}
    cells = {"what": document.raw[slice(*span)], "start": span[0], "end": span[1], "role": role}
    dated = dict(zip(("date", "earliest", "latest"), dates, strict=True))
    when = dict(zip(("when", "date_start", "date_end"), mention, strict=True))
    return Event(**{**empty, **cells, **dated, **when, **more})


def _publication(document):
    """The row of the publication; where its words are not in the document they are empty."""
    day, start, end, _, rule = document.publication
    span = start or 0, end or 0
    sure = "from the archive" if rule in FROM_ARCHIVE else "stated"
    words = document.raw[slice(*span)], *span
    cells = {"headline": _shortened(document.title or ""), "rule": rule, "certainty": sure}
    return _event(document, "publication", (day, day, day), span, words, **cells)


def _mentioned(document, told):
    """The row of a date: planned where it lies ahead, background where it is past."""
    mention, role = told.mention, "planned" if told.sense == "ahead" else "background"
    days = [day and str(day) for day in (mention.earliest, mention.latest)]
    dates = to_edtf(mention.value), *days
    sure = "stated" if mention.value[:4] in mention.text else "from the text"
    words, span = (mention.text, mention.start, mention.end), (told.start, told.end)
    cells = {"headline": _clause(document, told), "rule": mention.rule, "certainty": sure}
    return _event(document, role, dates, span, words, **cells)


def next_possible(event, after):
    """A plan without a year does not lie before its document: its first possible day."""
    if event.role != "planned" or event.date[:5] != "XXXX-" or not after:
        return event
    for year in range(int(after[:4]), int(after[:4]) + 9):  # a 29 February may be eight years away
        first, last = bounds(f"{year:04}{event.date[4:]}")
        if last and str(last) >= after:
            return event._replace(earliest=max(str(first), after), certainty="inferred")
    return event


def _counted_back(document, known):
    """Rows for the years that hide in anniversaries: the 30th in 2022 counts from 1992."""
    rows, cells = [], {"rule": "counted back", "certainty": "inferred"}
    for start, end in document.sentences:
        what = document.raw[start : min(end, start + LONG)]
        hidden = anniversaries(what, document.publication.day) if "anniversary" in what else ()
        for found in hidden:
            dates = found.year, f"{found.year}-01-01", f"{found.year}-12-31"
            mention = found.words, start + found.start, start + found.end
            cells["headline"], span = _shortened(what), (start, start + len(what))
            if found.year not in known:
                rows.append(_event(document, "background", dates, span, mention, **cells))
            known.add(found.year)
    return rows


# --- the reported event ---------------------------------------------------------------------------


def _reported(document, told):
    """The event that the page was written for, or None."""
    if pattern("no report").search(lower(document.title or "")[:300]):
        return None
    titles = [(s.start, s.end) for s in document.spans if s.label == "title"]
    opening = [act for unit in document.sentences[:OPENING] if (act := _act(document, *unit))]
    headed = [act for unit in titles if (act := _act(document, *unit))]
    lead = next((a for a in [*opening, *headed] if not _is_old(document, a, told)), None)
    if lead is None:
        return None
    acts = [lead, *(_act(document, *unit) for unit in document.sentences[:LEAD]), *headed]
    acts = [act for act in acts if act]
    own = next((t for act in acts for t in told if _dates(document, t, act, lead)), None)
    event = _dated(document, own) if own else _bounded(document, told, lead)
    who = [name for name, role in document.roles.items() if role == "principal"]
    first = {m.name: m.start for m in reversed(document.names)}
    who.sort(key=first.get)
    where = next(filter(None, (_place(document, act) for act in acts)), None)
    return event._replace(headline=_headline(document, lead), who="; ".join(who), where=where)


def _act(document, start, end):
    """Who acts, or what was held, with the verb of a sentence outside quotations; None without."""
    end = min(end, start + LONG)
    low = lower(document.raw[start:end])
    named = [*within(document.names, start, end), *within(document.organisations, start, end)]
    actors = {(m.start, m.end) for m in named}
    actors |= {(start + m.start(), start + m.end()) for m in pattern("party").finditer(low)}
    actors = sorted(actors)
    for found in pattern("acted").finditer(low):
        verb = start + found.start(), start + found.end()
        near = [a for a in actors if 0 < verb[0] - a[1] < 280][-6:]
        near = [a for a in near if pattern("gap").search(low[a[1] - start : found.start()])]
        if near and not within(document.quotations, *verb):
            whole = min(a for a in near if a[1] == near[-1][1])  # "Lake Commission", not the latter
            return Act(start, end, _subject(low, start, actors, whole), verb, True)
    return _held(document, low, start, end) or _passive(document, low, start, end, actors)


def _subject(low, start, actors, last):
    """Who acts: of a list of members ("a delegation consisting of …") the party before it."""
    listing = (a for a in actors if a < last and pattern("list").search(low[a[1] - start :][:40]))
    return next(listing, last)


def _held(document, low, start, end):
    """An occasion that was held, or None."""
    verb = pattern("held").search(low)
    occasion = verb and pattern("occasion").search(low, 0, verb.start())
    if not occasion or pattern("unreal").search(document.raw, start, start + len(low)):
        return None  # in small letters the month would be the verb "may"
    between = low[occasion.end() : verb.start()]
    if len(between) > AROUND or pattern("breaks").search(between):
        return None
    spans = [(start + found.start(), start + found.end()) for found in (occasion, verb)]
    return None if within(document.quotations, *spans[1]) else Act(start, end, *spans, False)


def _passive(document, low, start, end, actors):
    """What was done by somebody, named right behind, or None."""
    for found in pattern("passive").finditer(low):
        verb = start + found.start(), start + found.end()
        by = any(0 <= actor[0] - verb[1] < 20 for actor in actors)
        if by and found.start() and not within(document.quotations, *verb):
            return Act(start, end, (start, verb[0]), verb, True)
    return None


def _is_old(document, act, told):
    """Whether the sentence dates its act before what is news, or ahead."""
    inside, published = [t for t in told if t.start == act.start], document.publication.day
    if not published or any(t.sense == "ahead" and t.leads for t in inside):
        return any(t.sense == "ahead" for t in inside)
    fresh = dt.date.fromisoformat(published).toordinal() - FRESH
    past = [t.mention for t in inside if t.sense != "ahead" and t.mention.latest]
    months = [m for m in past if re.fullmatch(r"\d{4}-\d\d", m.value)]
    earlier = any(m.value != published[:7] for m in months)
    return earlier or any(m.latest.toordinal() < fresh for m in past)


def _dates(document, told, act, lead):
    """Whether a date is the day of the act: of the lead itself or of what takes it up."""
    mention, published = told.mention, document.publication.day
    form = r"\d{4}-\d\d(?:-\d\d(?:[T/].*)?)?" if told.sense else r"\d{4}-\d\d-\d\d(?:[T/].*)?"
    takes_up = act == lead or not act.party
    if told.start != act.start or told.sense == "ahead" or not takes_up:
        return False
    if not re.fullmatch(form, mention.value) or not mention.latest:
        return False
    before = lower(document.raw[max(act.start, mention.start - 40) : mention.start])
    close = told.leads or told.sense or 0 <= mention.start - act.verb[1] < AROUND
    past = not published or str(mention.earliest) <= published
    return bool(close and past and not pattern("edge").search(before))


def _dated(document, told):
    """The event whose day its own words give: stated with its year, else read from the text."""
    mention = told.mention
    sure = "stated" if re.search(r"\d{4}", mention.text) else "from the text"
    days = str(mention.earliest), str(mention.latest)
    cells = {"rule": f"its own day: {mention.rule}", "certainty": sure}
    cells["steps"] = (Step("its own day:", mention.text, *days, sure),)
    words, span = (mention.text, mention.start, mention.end), (told.start, told.end)
    return _event(document, "reported", (to_edtf(mention.value), *days), span, words, **cells)


def _known(document, told):
    """The `Step` that a past fact sets for the page, and so for news that it reports, or None.

    What is told at the event itself had happened before it, without any such assumption.
    """
    last = max(
        (t.mention for t in told if t.sense == "past"), key=attrgetter("earliest"), default=None
    )
    if last is None:
        return None
    spoken = [voice for voice in document.voices if voice.voice == "reported speech"]
    at_it = within(spoken, last.start, last.end)
    ground, sure = (TOLD, "from the text") if at_it else (KNOWN, "inferred")
    return Step(ground, last.text, str(last.earliest), None, sure)


def _bounded(document, told, lead):
    """The event without a day of its own, within what its document allows."""
    day, rule, known = document.publication.day, document.publication.rule, _known(document, told)
    ahead = [t.mention for t in told if t.sense == "ahead" and not day]
    ahead = next((m for m in ahead if re.fullmatch(r"XXXX-\d\d-\d\d", m.value)), None)
    steps = [known] if known and not (day and known.earliest > day) else []
    steps += [Step(PLAN, ahead.text, None, None, "from the text")] if ahead else []
    when = "; ".join(step.words for step in steps)
    if day:
        sure = "from the archive" if rule in FROM_ARCHIVE else "from the text"
        steps.append(Step(PUBLISHED, f"({rule})", None, day, sure))
    low = next((step.earliest for step in steps if step.earliest), None)
    date = edtf_within(low if day else _precise(low, told), day)
    cells = {"rule": ", ".join(f"{s.ground} {s.words}" for s in steps) or "nothing dates it"}
    sure = max((s.certainty for s in steps), key=CERTAINTIES.index, default="from the text")
    cells |= {"certainty": sure, "before": ahead and ahead.value[5:], "steps": tuple(steps)}
    span, words = (lead.start, lead.end), (when, None, None)
    return _event(document, "reported", (date, low, day), span, words, **cells)


def _precise(low, told):
    """A lower bound in its words' own precision where nothing bounds the other side: "2019-05"."""
    values = (t.mention.value for t in told if str(t.mention.earliest) == low)
    return next((value for value in values if re.fullmatch(r"\d{4}(-\d\d)?", value)), low)


# --- words ----------------------------------------------------------------------------------------


def _headline(document, act):
    """Who did what, in the document's words; what is left out between them is an ellipsis."""
    raw, (first, last), (verb, done) = document.raw, act.actor, act.verb
    person = within(document.names, first, last)
    article = not person and pattern("article").search(raw, max(act.start, first - 70), first)
    close = pattern("end").search(raw, done, act.end).start()
    others = [m for m in within(document.names, done, close) if m.end == close and m.office]
    words = raw[verb:close]
    if close - verb > 70 and others and act.party:  # his or her office stands between
        words = f"{raw[verb:done]} … {raw[others[0].start : close]}"
    between = raw[last:verb]
    if act.party and between.strip():
        between = " … " if between.strip(" ,") else " "
    return _shortened(raw[article.start() if article else first : last] + between + words)


def _clause(document, told):
    """The words round a date: its sentence, or of a long one who acts and the clause with it."""
    raw, start, end = document.raw, told.start, told.end
    cuts = [m.end() for m in pattern("cut").finditer(raw, start, told.mention.start)]
    if end - start <= LONGEST or not cuts:
        return _shortened(raw[start:end])
    stop = pattern("end").search(raw, told.mention.end, end)
    named = [within(spans, start, cuts[-1]) for spans in (document.names, document.organisations)]
    actors = sorted((m.start, m.end) for found in named for m in found)
    actor = f"{document.words(actors[0])} … " if actors else ""
    return _shortened(actor + raw[cuts[-1] : stop.start()])


def _shortened(words):
    """Words on one line, cut between two of them with an ellipsis where they are long."""
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"


def _place(document, act):
    """Where a sentence says that its act was, or None; the name of a body or person is no place."""
    if not pattern("there").fullmatch(lower(document.raw[slice(*act.verb)])):
        return None
    clause = pattern("breaks").split(document.raw[act.verb[0] : act.end][:240])[0]
    for found in pattern("place").finditer(clause):
        span = [act.verb[0] + at for at in found.span("place")]
        taken = document.organisations, document.names, document.dates
        if not any(within(spans, *span) for spans in taken):
            return found["place"]
    return None
