"""What became of each matter: agreed, offered, praised, discussed …, by the verb that governs it.

The kinds, their definitions and their verbs stand in `tables/undertakings.csv`. A sentence gives an
undertaking for each kind of verb in it, and is "named" without any; the items of a list have the
kind of the last verb before its colon. A verb alone says little on the pages of the world ("you are
ready to bake"), so most kinds count only where somebody does it: a person, party, body or country
directly before the verb, or the speaker who says "I" or "we"; a coming event needs a meeting, a
summit or the like.

`who` does it, in the words of the page (a person by the fullest name); `to` is the country or body
behind the verb, where a row has a receiver and nothing else with a capital stands between.
"""

import re
from collections import namedtuple

from helpers.readers.offices import COUNTRIES
from helpers.readers.rules import phrases, rule_rows
from helpers.readers.tags import PATTERNS, tagged
from helpers.readers.text import lower, within
from helpers.readers.voices import FRAMES

# a sentence, what became of its matter, the words that tell it, who does it, and to whom
Undertaking = namedtuple("Undertaking", "start end kind rule who to")
# what the rules for doers ask of a document: who is no person, as `(start, end, name)`
_Page = namedtuple("_Page", "document low bodies")


# the rows of verbs, and a pattern of them all, in which each row is a group
_ROWS = rule_rows("undertakings", "kind", "doer", "receiver", "forms")
_VERBS = "|".join(f"({phrases(map(str.strip, row.forms.split(';')))})" for row in _ROWS)
_VERB = re.compile(rf"(?<![\w-])(?:{_VERBS})(?![\w-]|\s{{1,4}}by\b)")


def undertakings(document):
    """What became of each matter of the body, as `Undertaking`s in order."""
    page, found, listed, before = _page(document), [], None, 0
    for voice in document.voices:
        text = document.raw[voice.start : voice.end]
        if listed and text[0] in "–—•*-":
            found.append(listed._replace(start=voice.start, end=voice.end))
            continue
        told = _told(page, voice)
        listed = told.pop() if told and text.endswith(":") else None
        if not told and not listed:
            told = [Undertaking(voice.start, voice.end, "named", "", voice.speaker, None)]
        reach = before if FRAMES["reaches back"].match(lower(text)) else voice.start
        found += [undertaking._replace(start=reach) for undertaking in told]
        before = voice.start
    return found


def _page(document):
    """What the rules for doers ask of a document."""
    low, bodies = lower(document.body), []
    parties = [(*p.span(), document.words(p.span())) for p in FRAMES["party"].finditer(low)]
    named = [(o.start, o.end, o.name or o.words) for o in document.organisations]
    tags = tagged(document.body)
    states = {where: COUNTRIES.get(tags.words(where)) for where in tags.find(PATTERNS["state"])}
    states = [(*tags.place(where), state) for where, state in states.items() if state]
    for found in (parties, named, states):  # none inside another
        bodies = sorted(bodies + [one for one in found if not within(bodies, *one[:2])])
    return _Page(document, low, bodies)


def _told(page, voice):
    """The undertakings of one sentence, each kind once, in the order of their verbs."""
    document, low, _ = page
    told, last = {}, voice.start
    talk = FRAMES["talk" if {*document.roles.values()} - {"mentioned"} else "talked"]
    for rule, verb in _verbs(low, voice):
        near = max(voice.start, verb.start() - 400)
        who = _doer(page, voice, near, verb, rule.doer)
        joined = told and FRAMES["goes on"].search(low, last, verb.start())
        turns = joined and FRAMES["turns"].search(low, last, joined.start())
        # "and", with no person and no clause between
        if joined and not turns and not within(document.names, last, verb.start()):
            who = [*told.values()][-1].who
        last = verb.end()
        talked = rule.doer == "talk" and talk.search(low, near, verb.end())
        if rule.kind not in told and (who or talked or rule.doer in ("event", "page")):
            words = " ".join(document.raw[slice(*verb.span())].split())
            to = _receiver(page, verb.end(), voice.end, FRAMES.get(rule.receiver))
            told[rule.kind] = Undertaking(*voice[:2], rule.kind, words, who, to)
    return list(told.values())


def _receiver(page, done, end, receives):
    """The first country or body behind a verb, if nothing but what may be stands between."""
    behind = within(page.bodies, done, end)[:1] if receives else ()
    return next((b[2] for b in behind if receives.match(page.document.body, done, b[0])), None)


def _verbs(low, voice):
    """The verbs of a sentence that stand where their rows want them, each as `(row, match)`."""
    for verb in _VERB.finditer(low, voice.start, voice.end):
        rule = _ROWS[verb.lastindex - 1]
        lead = low[max(voice.start, verb.start() - 160) : verb.start()]
        event = rule.doer != "event" or FRAMES["event"].search(lead)
        told = rule.kind != "described" or voice.voice == "page"
        if event and told and not FRAMES["unreal"].search(lead):
            yield rule, verb


def _doer(page, voice, near, verb, doer):
    """Who does what a verb tells, or None."""
    place = verb.start()
    if doer in ("event", "page") or verb.group().startswith(("was ", "were ")):
        return None
    # what is named beside people mostly stands in their offices
    actors = within(page.document.names, near, place) or within(page.bodies, near, place)
    # "he" may tell of whoever is named before, and in a quotation of anybody
    who = "we" if actors or within(page.document.quotations, place, place + 1) else "self"
    speaks = doer in ("speaker", "talk") or FRAMES[who].search(page.low, near, place)
    return _beside(actors, page.low, place, doer) or (voice.speaker if speaks else None)


def _beside(actors, low, place, doer):
    """The actor directly before a verb, or None; two that are joined by "and" are one."""
    for n, (start, end, name, *_) in reversed([*enumerate(actors)]):
        if FRAMES["owner" if doer == "owner" else "gap"].match(low, end, place):
            if n and FRAMES["joined"].fullmatch(low, actors[n - 1][1], start):
                start, name = actors[n - 1][0], f"{actors[n - 1][2]} and {name}"
            if doer == "owner" or not FRAMES["within"].search(low, max(0, start - 160), start):
                return name
    return None
