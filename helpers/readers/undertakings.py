"""What became of each matter: agreed, offered, praised, discussed …, by the verb that governs it.

The kinds, their definitions and their verbs stand in `tables/undertakings.csv`. A sentence gives an
undertaking for each kind of verb in it, and is "named" without any; the items of a list have the
kind of the last verb before its colon. A verb alone says little on the pages of the world ("you are
ready to bake"), so most kinds count only where somebody does it: the speaker, or a person, party,
body or country before the verb; a coming event needs a meeting, a summit or the like.

`who` does it, in the words of the page (a person by the fullest name); `to` is the first country or
body behind the verb, where a row has a receiver. Neither is looked for in another sentence.
"""

import re
from collections import defaultdict, namedtuple
from functools import cache

from helpers.readers.offices import countries
from helpers.readers.rules import rule_rows
from helpers.readers.text import lower, within
from helpers.readers.voices import frames, phrases

# "Air India" is no country
_LONGER = re.compile(r"\b(?!(?:The|In|Both|And|For) )[A-Z][\w-]{1,18} \Z")
_CAPITAL, _WORD = re.compile(r"(?<![\w-])[A-Z][a-z]{2,}\b(?!-)"), re.compile(r"(?<![\w-])\w+")


# a sentence, what became of its matter, the words that tell it, who does it, and to whom
Undertaking = namedtuple("Undertaking", "start end kind rule who to")


@cache
def _rules():
    """First word of a verb → the rows that have such a verb, each with its pattern."""
    rules = defaultdict(list)
    for row in rule_rows("undertakings", "kind", "doer", "receiver", "forms"):
        forms = [form.strip().lower() for form in row.forms.split(";")]
        pattern = re.compile(rf"(?:{phrases(forms)})(?![\w-]|\s{{1,4}}by\b)")
        for word in {form.split()[0] for form in forms}:
            rules[word].append((row, pattern))
    return rules


def undertakings(document):
    """What became of each matter of the body, as `Undertaking`s in order."""
    found, listed, before, low = [], None, 0, lower(document.body)
    for voice in document.voices:
        text = document.raw[voice.start : voice.end]
        if listed and text[0] in "–—•*-":
            found.append(listed._replace(start=voice.start, end=voice.end))
            continue
        told = _told(document, low, voice)
        listed = told.pop() if told and text.endswith(":") else None
        if not told and not listed:
            told = [Undertaking(voice.start, voice.end, "named", "", voice.speaker, None)]
        reach = before if frames()["reaches back"].match(lower(text)) else voice.start
        found += [undertaking._replace(start=reach) for undertaking in told]
        before = voice.start
    return found


def _told(document, low, voice):
    """The undertakings of one sentence, each kind once, in the order of their verbs."""
    told, talk = {}, frames()["talk" if {*document.roles.values()} - {"mentioned"} else "talked"]
    for rule, verb in _verbs(low, voice):
        who = _doer(document, low, voice, verb, rule.doer)
        near = max(voice.start, verb.start() - 400)
        talked = rule.doer == "talk" and talk.search(low, near, verb.end())
        if rule.kind not in told and (who or talked or rule.doer in ("event", "page")):
            words = " ".join(document.raw[slice(*verb.span())].split())
            people = [m.start for m in within(document.names, verb.end(), voice.end)]
            him = frames()["somebody"].match(low, verb.end(), min(people, default=voice.end))
            bodies = _bodies(document, verb.end(), him.end() if him else voice.end)
            to = next((body for *_, body in bodies if rule.receiver), None)
            told[rule.kind] = Undertaking(*voice[:2], rule.kind, words, who, to)
    return list(told.values())


def _verbs(low, voice):
    """The verbs of a sentence that stand where their rows want them, each as `(row, match)`."""
    for word in _WORD.finditer(low, voice.start, voice.end):
        for rule, pattern in _rules().get(word.group(), ()):
            lead = low[max(voice.start, word.start() - 160) : word.start()]
            verb = pattern.match(low, word.start(), voice.end)
            unreal = frames()["unreal"].search(lead)
            event = rule.doer != "event" or frames()["event"].search(lead)
            if verb and event and not unreal and (rule.doer != "page" or voice.voice == "page"):
                yield rule, verb


def _doer(document, low, voice, verb, doer):
    """Who does what a verb tells, or None."""
    place, start = verb.start(), max(voice.start, verb.start() - 400)
    if doer == "event" or verb.group().startswith(("was ", "were ")):
        return None
    actors = _actors(document, low, start, place)
    beside = _beside(document, low, actors, place)
    others = {words for *_, words in actors} - {voice.speaker}  # of whom "he" may tell
    who = "we" if others or within(document.quotations, place, place + 1) else "self"
    if doer == "beside" or doer == "subject" and frames()["another"].search(low[start:place]):
        return beside or (voice.speaker if frames()[who].search(low[start:place]) else None)
    near = actors if doer in ("named", "subject") else _parties(document, low, start, place)
    return beside or voice.speaker or next((actor for *_, actor in near), None)


def _beside(document, low, actors, place):
    """The actor directly before a verb, or None; two that are joined by "and" are one."""
    for n, (start, end, words) in reversed([*enumerate(actors)]):
        inside, gap = frames()["within"].search(low[max(0, start - 160) : start]), low[end:place]
        if frames()["gap"].match(gap) and (not inside or gap.strip() in ("'s", "’s")):
            if n and frames()["joined"].fullmatch(low, actors[n - 1][1], start):
                return " ".join(document.raw[actors[n - 1][0] : end].split())
            return words
    return None


def _actors(document, low, start, end):
    """The people of a stretch as `(start, end, name)`, else its parties, bodies and countries."""
    people = [(m.start, m.end, m.name) for m in within(document.names, start, end)]
    bodies = [*_parties(document, low, start, end), *_bodies(document, start, end)]
    return people or sorted(bodies)  # what is named beside people mostly stands in their offices


def _parties(document, low, start, end):
    """The parties of a stretch as `(start, end, words)`."""
    found = frames()["party"].finditer(low, start, end)
    return [(*party.span(), document.words(party.span())) for party in found]


def _bodies(document, start, end):
    """The organisations and countries of a stretch as `(start, end, name)`, in order."""
    named = within(document.organisations, start, end)
    bodies = [(o.start, o.end, o.name or o.words) for o in named if o.name or " " in o.words]
    for word in _CAPITAL.finditer(document.body, start, end):
        country = countries().get(word.group())
        if country and not _LONGER.search(document.body, max(0, word.start() - 20), word.start()):
            bodies.append((*word.span(), country))
    return sorted(bodies)
