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
from textwrap import shorten

from helpers.readers import tense
from helpers.readers.date_values import ordinal
from helpers.readers.tense import AROUND, LONG, PATTERNS
from helpers.readers.text import blanked, lower, within
from helpers.readers.timex import bounds, edtf_within, to_edtf

CERTAINTIES = ("stated", "from the text", "from the archive", "inferred", "with an outside fact")
ARCHIVE = ("archive header", "file name", "metadata", "table", "HTML metadata")
# of a publication, by its rule; the day of the last update is not that of the first form
SURE = {rule: "from the archive" for rule in ARCHIVE} | {"updated": "from the text"}
TOLD, PLAN, PUBLISHED = "after what was told at it:", "before a", "by its publication"
KNOWN = "after what the page knows as past (if it reports recent news):"
OPENING = 3  # sentences in which a report names its event
FRESH = 31  # days: what is older than that is no news
LONGEST = 162  # characters of a headline

# `what` is raw[start:end]; days are "YYYY-MM-DD" or None; raw[date_start:date_end] dates it;
# `before` is a day of the year that it lies before, "07-04"; `steps` are the grounds of its bounds;
# `facts` (lines) and `likely` (words) come from outside the document
Event = namedtuple(
    "Event",
    "date earliest latest role headline what who where doc_id start end when date_start date_end "
    "rule certainty likely before steps facts",
    defaults=(None, None, (), ()),
)
Step = namedtuple("Step", "ground words earliest latest certainty")
Act = namedtuple("Act", "start end actor verb party")  # a sentence, who acts or what is held, verb


def events(document):
    """What a document alone can say, as a list of `Event`; none where its language is not read."""
    if document.language not in (None, "en"):
        return []
    told = [*tense.told(document)]
    past = [one.mention for one in told if one.role == "background"]
    last = max(past, key=lambda m: m.earliest, default=None)
    event = _reported(document, told, last)
    others = [_told_of(document, one, one.role) for one in told if one.role not in (None, "limit")]
    first = {(one.date, one.role): one for one in reversed([*others, *_counted_back(document)])}
    first.pop((event and event.date, "background"), None)
    after = event.earliest if event else last and str(last.earliest)
    others = [next_possible(one, after) for one in reversed(first.values())]
    return [one for one in (_publication(document), event, *others) if one]


def _event(document, role, dates, span, found, headline, *known):
    """An `Event` in a sentence, dated by the words of a span in it."""
    place = document.doc_id, *span, document.words(found), *found
    return Event(*dates, role, headline, document.words(span), "", None, *place, *known)


def _publication(document):
    """The row of the publication, or None; words that are not in the document are empty."""
    day, start, end, _, rule = document.publication
    if not day:
        return None
    span, opening = (start or 0, end or 0), next(iter(document.sentences), (0, 0))
    known = _shortened(document.title or document.words(opening)), rule, SURE.get(rule, "stated")
    return _event(document, "publication", (day, day, day), span, span, *known)


def _told_of(document, told, role):
    """The row of a date in its sentence, which is of an event, looks back on it or announces it."""
    found, span = told.mention, (told.start, told.end)
    dates = to_edtf(found.value), *(day and str(day) for day in (found.earliest, found.latest))
    sure = "stated" if found.value[:4] in found.text else "from the text"
    rule = f"its own day: {found.rule}" if role == "reported" else found.rule
    return _event(document, role, dates, span, found[:2], _clause(document, told), rule, sure)


def next_possible(event, after):
    """A plan without a year does not lie before its document: its first possible day."""
    if event.role != "planned" or event.date[:5] != "XXXX-" or not after:
        return event
    for year in range(int(after[:4]), int(after[:4]) + 9):  # a 29 February may be eight years away
        first, last = bounds(f"{year:04}{event.date[4:]}")
        if last and str(last) >= after:
            return event._replace(earliest=max(str(first), after), certainty="inferred")
    return event


def _counted_back(document):
    """Rows for the years that hide in anniversaries: the 30th in 2022 counts from 1992."""
    published = (document.publication.day or "9999")[:4]
    for found in PATTERNS["anniversary"].finditer(lower(document.body)):
        for unit in tense.sentence(document.sentences, *found.span()):
            count = ordinal(found["ord"])
            # else it may be the year of what is celebrated
            if found["year"] >= published and 0 < count < int(found["year"]):
                year = f"{int(found['year']) - count:04}"
                words = _shortened(document.words(found.span()))
                known = f"counted back from the {words}", "counted back", "inferred"
                days = year, *map(str, bounds(year))
                yield _event(document, "background", days, unit, found.span("when"), *known)


# --- the reported event ---------------------------------------------------------------------------


def _reported(document, told, last):
    """The event that the page was written for, or None; `last` is the last told as past."""
    if PATTERNS["no report"].search(lower(document.title or "")[:300]):
        return None
    titles = [(s.start, s.end) for s in document.spans if s.label == "title"]
    low, units = lower(blanked(document.raw, document.quotations)), document.sentences[:OPENING]
    acts = [act for unit in (*units, *titles) if (act := _act(document, low, *unit))]
    lead = next((act for act in acts if not _is_old(document, act, told)), None)
    if lead is None:
        return None
    acts = [lead, *acts]
    own = next((t for act in acts for t in told if _dates(document, t, act, lead)), None)
    event = _told_of(document, own, "reported") if own else _bounded(document, told, lead, last)
    where = next(filter(None, (_place(document, act) for act in acts)), None)
    who = "; ".join(_who(document, lead, low, units))
    return event._replace(headline=_headline(document, lead), who=who, where=where)


def _who(document, act, low, opening):
    """The names of who acted, or of both sides that met; none where only one of two is named."""
    verb, done = act.verb
    close = PATTERNS["end"].search(document.raw, done, act.end).start()
    met = within(document.names, done, close if PATTERNS["meets"].search(low[verb:done]) else done)
    sides = {m.name for m in within(document.names, *act.actor)}
    sides |= {name for name, role in document.roles.items() if role == "principal"}
    sides |= {m.name for m in met if m.office}
    if any(m.name not in sides for m in met):
        return []
    named = dict.fromkeys(m.name for m in within(document.names, *act[:2]))
    who = [name for name in named if name in sides]
    deed = f"{low[slice(*act.actor)]} {low[verb:done]}"
    if len(who) == 1 and not PATTERNS["apart"].search(deed):
        near = {m.name for unit in (act, *opening) for m in within(document.names, *unit[:2])}
        who = [name for name in document.roles if name in sides & near]
    two_sides = PATTERNS["other side"].search(low, act.actor[0], close)
    return [] if len(who) == 1 and two_sides and within(document.names, *act.actor) else who


def _act(document, low, start, end):
    """Who acts, or what was held, with the verb of a sentence, from the small letters; or None."""
    end = min(end, start + LONG)
    named = _named(document, start, end)
    parties = {m.span() for m in PATTERNS["party"].finditer(low, start, end)}
    actors = sorted(
        a for a in {*named, *parties} if not PATTERNS["object"].search(low, start, a[0])
    )
    for verb in PATTERNS["acted"].finditer(low, start, end):
        near = [a for a in actors if a[1] < verb.start()][-6:]
        near = [a for a in near if PATTERNS["gap"].search(low[a[1] : verb.start()])]
        if near:
            heads = [a for a in actors if a < near[-1] and PATTERNS["list"].match(low, a[1])]
            actor = heads[0] if heads else _joined(document, low, named, start, near[-1])
            return Act(start, end, actor, verb.span(), True)
    held = PATTERNS["held"].search(low, start, end)
    if held and not PATTERNS["unreal"].search(document.raw, start, end):  # where May is no verb
        return Act(start, end, held.span("occasion"), held.span("verb"), False)
    for verb in PATTERNS["passive"].finditer(low, start + 1, end):
        by = any(0 <= actor[0] - verb.end() < 20 for actor in actors)
        if by and not PATTERNS["unreal"].search(document.raw, start, end):
            return Act(start, end, (start, verb.start()), verb.span(), True)
    return None


def _joined(document, low, named, start, actor):
    """The span of an actor with those that stand before it: "A, mayor of Osh, B and C"."""
    signs = blanked(document.raw, named, "@")[start : actor[1]]
    first = next(iter(within(document.names, start, actor[0])), None)
    opens = first and PATTERNS["opening"].search(signs[: first.end - start])
    if opens and not PATTERNS["governs"].search(low, first.end, actor[0]):
        return start, actor[1]
    found = PATTERNS["joined"].search(signs)
    return (start + found.start(), actor[1]) if found else actor


def _is_old(document, act, told):
    """Whether the sentence dates its act before what is news: where no day is known, by a year."""
    own = [t for t in told if t.start == act.start and t.mention.latest]
    if not document.publication.day:
        return any(t.role in ("background", None) and len(t.mention.value) < 10 for t in own)
    today = dt.date.fromisoformat(document.publication.day)
    return any((today - t.mention.latest).days > FRESH for t in own)


def _dates(document, told, act, lead):
    """Whether a date is the day of the act: of the lead itself or of what takes it up."""
    mention, published = told.mention, document.publication.day
    takes_up = told.start == act.start and (act == lead or not act.party)
    close = told.leads or told.role or 0 <= mention.start - act.actor[1] < AROUND
    exact = re.fullmatch(r"\d{4}-\d\d-\d\d([T/].*)?", mention.value)
    known = takes_up and close and exact and told.role not in ("planned", "limit")
    return bool(known) and (not published or str(mention.earliest) <= published)


def _steps(document, last, plan):
    """What bounds an event without a day of its own: a past fact, a plan, the publication."""
    day, rule = document.publication.day, document.publication.rule
    if last and (day or plan):  # else it says no more than that the page has a past
        spoken = [voice for voice in document.voices if voice.voice == "reported speech"]
        at_it = within(spoken, last.start, last.end)  # what is told at it had happened before it
        ground, sure = (TOLD, "from the text") if at_it else (KNOWN, "inferred")
        yield Step(ground, last.text, str(last.earliest), None, sure)
    if plan:
        yield Step(PLAN, plan.text, None, None, "from the text")
    if day:
        yield Step(PUBLISHED, f"({rule})", None, day, SURE.get(rule, "from the text"))


def _bounded(document, told, lead, last):
    """The event without a day of its own, within what its document allows."""
    ahead = [t.mention for t in told if t.role == "planned"]
    plan = next((m for m in ahead if re.fullmatch(r"XXXX-\d\d-\d\d", m.value)), None)
    steps, day = tuple(_steps(document, last, plan)), document.publication.day
    low = next((step.earliest for step in steps if step.earliest), None)
    own = low and not day and re.fullmatch(r"\d{4}(-\d\d)?", last.value)  # as precise as its words
    dates = edtf_within(last.value if own else low, day), low, day
    when = "; ".join(step.words for step in steps if step.ground != PUBLISHED)
    rule = ", ".join(f"{step.ground} {step.words}" for step in steps) or "nothing dates it"
    sure = max((s.certainty for s in steps), key=CERTAINTIES.index, default="from the text")
    event = _event(document, "reported", dates, lead[:2], (None, None), "", rule, sure)
    return event._replace(when=when, before=plan and plan.value[5:], steps=steps)


# --- words ----------------------------------------------------------------------------------------


def _named(document, start, end):
    """The people and bodies that a stretch names, as sorted spans."""
    found = within(document.names, start, end), within(document.organisations, start, end)
    return sorted((m.start, m.end) for mentions in found for m in mentions)


def _headline(document, act):
    """Who did what, in the document's words; what is left out between them is an ellipsis."""
    raw, (first, last), (verb, done) = document.raw, act.actor, act.verb
    if not within(document.names, first, last):
        first = PATTERNS["head"].match(raw, min(act.start, first), first).end()  # of its clause
        dateline = PATTERNS["dash"].search(raw, act.start, first)
        if " and " in raw[first:last] and last - act.start < LONGEST / 2 and not dateline:
            first = act.start  # who else acts
    close = PATTERNS["end"].search(raw, done, act.end).start()
    others = [m for m in within(document.names, done, close) if m.end == close and m.office]
    words = raw[verb:close]
    if close - verb > 70 and others and PATTERNS["meets"].search(lower(raw[verb:done])):
        words = f"{raw[verb:done]} … {raw[others[0].start : close]}"  # his or her office between
    gap = raw[last:verb] if raw[last:verb].strip(" ,\n") else " "
    left_out = gap.strip() and not gap.startswith((" and ", " of "))
    between = " … " if left_out and (act.party or len(gap) > LONGEST / 2) else gap
    subject = raw[first:last]
    if len(subject) > LONGEST * 2 / 3:  # there must be room for the verb
        names = [document.words(m) for m in within(document.names, first, last)]
        between = " … " if gap.strip() or not names else between
        subject = " … ".join(names) or shorten(subject, LONGEST // 2, placeholder="")
    return _shortened(subject + between + words)


def _clause(document, told):
    """The sentence of a date; of a long one its beginning, and never without the date."""
    raw, start, found = document.raw, told.start, told.mention
    words = _shortened(raw[start : told.end])
    if " ".join(found.text.split()) in words:
        return words
    if found.end - start < LONGEST * 5 // 4:
        return _shortened(raw[start : found.end], 2 * LONGEST)
    bodies = [b.end for b in within(document.organisations, start, start + LONGEST // 2)]
    head = raw[start : bodies[0]] + " …" if bodies else _shortened(raw[start:], LONGEST // 3)
    cut = found.end - LONGEST * 2 // 3
    clause = raw.find(", ", cut, found.start)  # its tail is no piece of a name
    return " ".join([_shortened(head), *raw[max(clause, cut) : found.end].split()[1:]])


def _shortened(words, longest=LONGEST):
    """Words on one line, cut between two of them with an ellipsis where they are long."""
    return shorten(words.lstrip("–•*- "), longest, placeholder=" …", break_on_hyphens=False)


def _place(document, act):
    """Where a sentence says that its act was, or None; the name of a body or person is no place."""
    if not PATTERNS["there"].fullmatch(lower(document.raw[slice(*act.verb)])):
        return None
    taken = *document.organisations, *document.names, *document.dates
    clause = blanked(document.raw, taken)[act.verb[0] : act.end][:240]
    found = PATTERNS["place"].search(PATTERNS["breaks"].split(clause)[0])
    return found["place"] if found and not PATTERNS["no place"].search(lower(found[0])) else None
