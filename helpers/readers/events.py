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

import re
from collections import namedtuple
from itertools import pairwise
from textwrap import shorten

from helpers.readers.date_values import ordinal
from helpers.readers.rules import rule_rows
from helpers.readers.tense import AROUND, LONG, PATTERNS, sentence, told_dates
from helpers.readers.text import blanked, lower, within
from helpers.readers.timex import bounds, edtf_within, moved, to_edtf
from helpers.readers.voices import FRAMES, lead_of

# from the safest to the most daring: word → what it means
CERTAINTIES = {row.word: row.meaning for row in rule_rows("certainties", "word", "meaning")}
ARCHIVE = ("archive header", "file name", "metadata", "table", "HTML metadata")
SURE = dict.fromkeys(ARCHIVE, "from the archive")  # of a publication, by its rule
TOLD = "after what was told at it:"
KNOWN = "after what the page knows as past (if it reports recent news):"
OPENING = 3  # sentences in which a report names its event
FRESH = 31  # days: what is older than that is no news
LONGEST = 162  # characters of a headline

# `what` is raw[start:end]; days are "YYYY-MM-DD" or None; raw[date_start:date_end] dates it;
# `before` is a day of the year that it lies before, "07-04"; `facts` (lines) and `likely` (words)
# come from outside the document
Event = namedtuple(
    "Event",
    "date earliest latest role headline what who where doc_id start end when date_start date_end "
    "rule certainty likely before facts",
    defaults=(None, None, ()),
)
Act = namedtuple("Act", "start end actor verb party")  # a sentence, who acts or what is held, verb


def events(document):
    """What a document alone can say, as a list of `Event`; none where its language is not read."""
    if document.language not in (None, "en"):
        return []
    told = [*told_dates(document)]
    past = [one.mention for one in told if one.role == "background"]
    last = max(past, key=lambda m: m.earliest, default=None)
    event = _reported(document, told, last)
    others = [_told_of(document, one, one.role) for one in told if one.role not in (None, "limit")]
    # what a report's own sentence dates is hardly ever past to it, nor is the news of a page
    own, day = event and event.what, document.publication.day or ""
    eve = day and moved(day, -2)  # what was then a page tells as its news, even without a report
    news = [o.what == own or o.earliest == o.latest and eve <= o.date <= day for o in others]
    others = [o for o, new in zip(others, news, strict=True) if o.role == "planned" or not new]
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
        for unit in sentence(document.sentences, *found.span()):
            count = ordinal(found["ordinal"])
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
    close = PATTERNS["end"].search(document.raw, lead.verb[1], lead.end).start()  # of its clause
    who = _who(document, lead, low, close)
    headline = _headline(document, lead, low, close, who)
    return event._replace(headline=headline, who="; ".join(who), where=where)


def _who(document, act, low, close):
    """The principals of an act; nobody where its sentence names another, or only one of two."""
    signs = blanked(document.raw, document.names, "@")[act.start : act.verb[0]]
    first = act.start if PATTERNS["actors"].match(signs) else act.actor[0]
    sides = {m.name for m in within(document.names, first, act.actor[1])}
    alone = len(sides) == 1 and PATTERNS["other side"].search(low, act.actor[0], close)
    if PATTERNS["meets"].match(low, act.verb[0], close):
        met = within(document.names, act.verb[1], close)
        met = [m for m in met if m.office and not FRAMES["owns"].match(low, m.end)]
        # not "met the aide of Minister Jane Doe"
        sides |= {m.name for m in met if not lead_of(low, act.verb[1], m).endswith(" of ")}
    sides |= {name for name, role in document.roles.items() if role == "principal"}
    named = dict.fromkeys(m.name for m in within(document.names, act.start, act.end))
    others = [n for n in named if n not in sides and document.roles[n] != "present"]
    acted = any(m.name in sides for m in within(document.names, act.start, act.verb[0]))
    who = [name for name in named if name in sides]
    return [] if others or not acted or alone and len(who) == 1 else who


def _act(document, low, start, end):
    """Who acts, or what was held, with the verb of a sentence, from the small letters; or None."""
    end = min(end, start + LONG)
    found = [*within(document.names, start, end), *within(document.organisations, start, end)]
    found += [party.span() for party in PATTERNS["party"].finditer(low, start, end)]
    actors = sorted({a[:2] for a in found if not PATTERNS["object"].search(low, start, a[0])})
    for verb in PATTERNS["acted"].finditer(low, start, end):
        near = [a for a in actors if a[1] < verb.start()][-6:]
        near = [a for a in near if PATTERNS["gap"].search(low[a[1] : verb.start()])]
        if near:
            heads = [a for a in actors if a < near[-1] and PATTERNS["list"].match(low, a[1])]
            return Act(start, end, heads[0] if heads else near[-1], verb.span(), True)
    held = PATTERNS["held"].search(low, start, end)
    if held and not PATTERNS["unreal"].search(document.raw, start, end):  # where May is no verb
        return Act(start, end, held.span("occasion"), held.span("verb"), False)
    for verb in PATTERNS["passive"].finditer(low, start + 1, end):
        by = any(0 <= actor[0] - verb.end() < 20 for actor in actors)
        if by and not PATTERNS["unreal"].search(document.raw, start, end):
            return Act(start, end, (start, verb.start()), verb.span(), True)
    return None


def _is_old(document, act, told):
    """Whether the sentence dates its act before what is news: where no day is known, by a year."""
    own = [t for t in told if t.start == act.start and t.mention.latest]
    if day := document.publication.day:
        return any(str(t.mention.latest) < moved(day, -FRESH) for t in own)
    return any(t.role in ("background", None) and len(t.mention.value) < 10 for t in own)


def _dates(document, told, act, lead):
    """Whether a date is the day of the act: of the lead itself or of what takes it up."""
    mention, published = told.mention, document.publication.day
    takes_up = told.start == act.start and (act == lead or not act.party)
    close = told.leads or told.role or 0 <= mention.start - act.actor[1] < AROUND
    exact = re.fullmatch(r"(\d{4}|XXXX)-\d\d-\d\d([T/].*)?", mention.value)
    known = takes_up and close and exact and told.role not in ("planned", "limit")
    return bool(known) and (not published or str(mention.earliest) <= published)


def _bounded(document, told, lead, last):
    """The event without a day of its own, within what its document allows: a past fact, a plan and
    the publication bound it.
    """
    day, published = document.publication.day, document.publication.rule
    ahead = [t.mention for t in told if t.role == "planned"]
    plan = next((m for m in ahead if re.fullmatch(r"XXXX-\d\d-\d\d", m.value)), None)
    last = last if day or plan else None  # else it says no more than that the page has a past
    low, known = last and str(last.earliest), {}  # what bounds it → how sure that is
    if last:
        spoken = [voice for voice in document.voices if voice.voice == "reported speech"]
        at_it = within(spoken, last.start, last.end)  # what is told at it had happened before it
        known[f"{TOLD if at_it else KNOWN} {last.text}"] = "from the text" if at_it else "inferred"
    if plan:
        known[f"before a {plan.text}"] = "from the text"
    if day:
        known[f"by its publication ({published})"] = SURE.get(published, "from the text")
    own = low and not day and re.fullmatch(r"\d{4}(-\d\d)?", last.value)  # as precise as its words
    dates = edtf_within(last.value if own else low, day), low, day
    sure = max(["from the text", *known.values()], key=[*CERTAINTIES].index)
    rule = ", ".join(known) or "nothing dates it"
    event = _event(document, "reported", dates, lead[:2], (None, None), "", rule, sure)
    when = "; ".join(mention.text for mention in (last, plan) if mention)
    return event._replace(when=when, before=plan and plan.value[5:])


# --- words ----------------------------------------------------------------------------------------


def _headline(document, act, low, close, who):
    """The sentence: whole, to the end of its clause, without what stands between who acts and the
    verb, or with nothing but names before it; the first that is short enough, else its beginning.
    """
    raw, verb = document.raw, act.verb[0]
    cut = f"{raw[act.start : act.actor[1]]} … {raw[verb:close]}"
    forms = [raw[act.start : act.end], f"{raw[act.start : close]} …", cut]
    if who:
        met = len(who) > 1 and PATTERNS["meets"].match(low, verb, close)
        told = [met.span()] if met else [(verb, close)]
        names = within(document.names, act.start, close if met else verb)
        forms.append(_only(raw, told + [m for m in names if m.name in who]))
    beginning = forms[0] if act.verb[1] - act.start < LONGEST else cut  # which has the verb
    return _shortened(next((words for words in forms if len(words) <= LONGEST), beginning))


def _only(raw, spans):
    """Some spans of a text on one line, with an ellipsis where words between them are left out."""
    spans = sorted(span[:2] for span in spans)
    words = raw[slice(*spans[0])]
    for (_, end), (start, stop) in pairwise(spans):
        words += (" … " if raw[end:start].strip(" ,\n") else " ") + raw[start:stop]
    return words


def _clause(document, told):
    """The sentence of a date; of a long one its beginning, and never without the date."""
    whole = _shortened(document.raw[told.start : told.end])
    if " ".join(told.mention.text.split()) in whole:
        return whole
    words = " ".join(document.raw[told.start : told.mention.end].split())
    if len(words) <= 2 * LONGEST:
        return words
    return f"{_shortened(words)} {words[-LONGEST:].partition(' ')[2]}"


def _shortened(words):
    """Words on one line, cut between two of them with an ellipsis where they are long."""
    words = shorten(words.lstrip("–•*- "), LONGEST, placeholder=" …", break_on_hyphens=False)
    return words.replace("… …", "…")


def _place(document, act):
    """Where a sentence says that its act was, or None; the name of a body or person is no place."""
    if not PATTERNS["there"].fullmatch(lower(document.raw[slice(*act.verb)])):
        return None
    taken = *document.organisations, *document.names, *document.dates
    clause = blanked(document.raw, taken)[act.verb[0] : act.end][:240]
    found = PATTERNS["place"].search(PATTERNS["breaks"].split(clause)[0])
    return found["place"] if found and not PATTERNS["no place"].search(lower(found[0])) else None
