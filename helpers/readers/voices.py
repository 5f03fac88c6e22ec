"""Whose words are these: quotations, who speaks, and who takes part in what is told.

A quotation is what somebody speaks between quotation marks, also where one of them is lost. Names
of works, terms and words used with irony stand in marks too: what counts is a verb of speech beside
the marks, or a whole sentence between them.

A speaker is given only where the page settles it: a name, or an office that one person of the page
holds, beside a verb of speech; the quotation directly behind an attributed one; "he" or "she" who
speaks directly behind somebody's words, where nobody else is near who looks like a person. Else
None. Not found: speakers of a dialogue without verbs, quotations in single marks, other languages.

The patterns stand in `tables/speech_frames.csv`, the verbs in `tables/verbs.csv`.
"""

import re
from collections import defaultdict, namedtuple
from itertools import accumulate

from helpers.readers.names import PersonMention
from helpers.readers.offices import normal_offices
from helpers.readers.rules import compiled, phrases, word_lists
from helpers.readers.tags import PATTERNS, tagged
from helpers.readers.text import blanked, lower, shapes, stripped, within

ROLES = ("principal", "present", "inferred", "mentioned", "byline")  # strongest first

_CLOSES = {"„": "“”", "«": "»", "»": "«", "“": "”", "”": "”", '"': '"”'}
_BLANK = ", \t\n\r\x0b\x0c\xa0\u2009\u202f"


# a sentence, whose it is (quotation, reported speech or page), and who speaks, if known
Voice = namedtuple("Voice", "start end voice speaker")
# what the rules for speakers ask of a document: what is quoted has its own names
_Page = namedtuple("_Page", "paragraphs names told low")


_VERBS = {kind: phrases(forms) for kind, forms in word_lists("verbs").items()}
FRAMES = compiled("speech_frames", _VERBS)  # name of a frame → its pattern


def quotations(text):
    """The direct quotations of a text as `(start, end)` between the marks, without a last comma.

    A lost opening mark counts as at the start of its paragraph, a lost closing mark as at its end.

    >>> text = 'We are ready", he said. He opened "The Great Silk Road".'
    >>> [text[a:b] for a, b in quotations(text)]
    ['We are ready']
    """
    found = []
    for paragraph in shapes.paragraph.finditer(text):
        for start, end, opened in _between_marks(text, *paragraph.span()):
            span = stripped(text, start, end, _BLANK)
            if span and _is_speech(text, *span, opened):
                found.append(span)
    return found


def _between_marks(text, first, last):
    """What stands between marks in a paragraph, as `(start, end, whether it has been opened)`."""
    opened = None
    mixed = text.count("“", first, last) != text.count("”", first, last)  # “so it may end"
    for mark in shapes.mark.finditer(text, first, last):
        place, sign, opens = mark.start(), mark[0], mark["opens"] is not None
        if opened and not opens and (sign in _CLOSES[text[opened - 1]] or mixed and sign == '"'):
            yield opened, place, True
            opened, first = None, last  # no later mark closes what stands before this one
        elif opened is None and opens:
            opened = mark.end()
        elif opened is None and first < place and sign not in "«„":
            yield first, place, False
    if opened == first + 1:
        yield opened, last, True


def _is_speech(text, start, end, opened):
    """Whether words between marks are spoken, and no name, term or word used with irony."""
    words, speech = text[start : min(end, start + 400)].split(), FRAMES["telling verb"]
    near = text[max(0, start - 200) : start].rstrip('“”„«»" ')
    before = shapes.clause_end.split(near[-120:])[-1]
    after = text[end : end + 120].lstrip(",.!?“”\"«»' ")
    stopped = text[end - 1] in ".!?…"
    # a new sentence has a capital
    after = "" if stopped and after[:1].isupper() else shapes.clause_end.split(after)[0]
    ended = stopped or "," in text[end : end + (1 if before and len(words) < 4 else 2)]
    said = before[-1:] != "(" and speech.search(lower(f"{before} , {after}"))
    named = FRAMES["work"].search(lower(before[-20:]))  # the days, themed “Water for all”
    if said and not named and (ended or opened and before.endswith((":", ","))):
        return True
    capitals = sum(word[0].isupper() for word in words)
    work = named or 2 * capitals >= len(words)
    enough = len(words) > (3 if said else 14) or stopped and not before
    told = said or near[-1:] in ("", "\n", ":") or speech.search(lower(near))
    return bool(opened and enough and told and not work)


def _holders(document):
    """Where "the Foreign Minister" stands, an office that one person of the page holds: mentions of
    that person.
    """
    held = defaultdict(set)  # the first words of an office → who holds it
    for mention in document.names:
        for office in normal_offices(mention.office or ""):
            for first in accumulate(office.lower().split(), "{} {}".format):
                held[first].add(mention.name)
    words = tagged(document.body)
    for where in words.find(PATTERNS["the office"]) if held else ():
        for office in normal_offices(words.words(where[1:])):
            if len(names := held.get(office.lower(), ())) == 1:
                yield PersonMention(*words.place(where), *names, None)


def voices(document):
    """Each sentence of the body as a `Voice`, in order."""
    told = blanked(document.body, document.quotations)
    names = sorted([*document.names, *_holders(document)])
    page, found, last = _Page(document.paragraphs, names, told, lower(told)), [], None
    for start, end in document.sentences:
        inside, frame = within(document.quotations, start, end), (start, end)
        if inside:  # all sentences that the quotations touch
            touched = within(document.sentences, inside[0][0], inside[-1][1])
            frame = touched[0][0], touched[-1][1]
        if frame != last:
            speaker = _speaker(page, *frame, found[-1] if found else None)
        said = speaker or FRAMES["reported"].search(page.low, start, end)
        voice = "quotation" if inside else "reported speech" if said else "page"
        found.append(Voice(start, end, voice, speaker))
        last = frame
    return found


def _speaker(page, start, end, before):
    """Who speaks in a sentence, or in those of a quotation, or None where it is in doubt."""
    beside = {m.name for m in within(page.names, start, end) if _says(page, m, start, end)}
    if beside or before is None or before.speaker is None:
        return beside.pop() if len(beside) == 1 else None
    if pronoun := FRAMES["he said"].search(page.low, start, end):
        goes_on = not _others(page, before.start, pronoun.end(), before.speaker)
    else:  # a quotation without words beside it
        wordless = before.voice == "quotation" and not re.search(r"\w", page.told[start:end])
        goes_on = wordless and len(within(page.paragraphs, before.start, end)) == 1
    return before.speaker if goes_on else None


def _others(page, start, end, speaker):
    """Whether anybody but the speaker, named or not, looks like a person in a stretch."""
    words = tagged(page.told[start:end])
    runs = [words.place(run) for run in words.find(PATTERNS["somebody"])]
    named = [{m.name for m in within(page.names, start + a, start + b)} for a, b in runs]
    both = all(FRAMES[who].search(page.low, start, end) for who in ("a man", "a woman"))
    return both or any(names != {speaker} for names in named)


def _says(page, mention, start, end):
    """Whether a verb of speech stands beside a name and belongs to it alone."""
    lead, behind = lead_of(page.low, start, mention), (page.told, mention.end, end)
    if FRAMES["inverted"].search(lead[-120:]):
        return not FRAMES["runs on"].match(*behind)
    return bool(not FRAMES["not subject"].search(lead[-120:]) and FRAMES["subject"].match(*behind))


def lead_of(low, start, mention):
    """What stands before a name, its office, its article and its honorific, and one blank."""
    text = low[max(start, mention.start - 400) : mention.start].rstrip(_BLANK)
    text = FRAMES["address"].sub("", text).rstrip(_BLANK)
    text = text.removesuffix(lower(mention.office or ""))
    return FRAMES["article"].sub("", text).rstrip(_BLANK) + " "


def roles(document):
    """Name → strongest role in the document: one of ROLES, without the byline."""
    told, low = [(m.name, "mentioned") for m in document.names], lower(document.body)
    for start, end, _, speaker in document.voices:
        if speaker:
            later = FRAMES["later"].search(low[start:end])
            told.append((speaker, "inferred" if later else "principal"))
        before, role = start, None
        for mention in within(document.names, start, end):
            if role is None or not FRAMES["listed"].search(lead_of(low, before, mention)):
                role = _role(low, start, mention, end)  # members of a list share that of the first
            told.append((mention.name, role))
            before = mention.end
    return dict(sorted(told, key=lambda one: -ROLES.index(one[1])))


def _role(low, start, mention, end):
    """The role of a person by what stands before and behind the name."""
    lead, behind = lead_of(low, start, mention), (low, mention.end, min(end, mention.end + 300))
    meets = FRAMES["meets"].search(lead[-60:]) and not FRAMES["owns"].match(*behind)
    if FRAMES["present"].search(lead) or meets and FRAMES["others too"].match(*behind):
        return "present"
    return "principal" if meets or FRAMES["met"].match(*behind) else "mentioned"
