"""Whose words are these: quotations, who speaks, and who takes part in what is told.

A quotation is what somebody speaks between quotation marks, also where one of them is lost. Names
of works, terms and words used with irony stand in marks too: what counts is a verb of speech beside
the marks, or a whole sentence between them.

A speaker is given only where the page settles it: a name, or an office that one person of the page
holds, beside a verb of speech; the quotation directly behind an attributed one; "he" or "she" where
all that looks like a person in the paragraph, with a name or without, is one (a paragraph without
any looks back to the one before it, if somebody speaks there). Else None. Not found: speakers of a
dialogue without verbs, quotations in single marks, other languages.

The patterns stand in `tables/speech_frames.csv`, the verbs in `tables/verbs.csv`.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cache, cached_property
from operator import itemgetter
from typing import NamedTuple

from helpers.readers.offices import normal_offices
from helpers.readers.rules import any_of, compiled, word_lists
from helpers.readers.tags import patterns, tagged
from helpers.readers.text import blanked, lower, within

ROLES = ("principal", "present", "inferred", "mentioned", "byline")  # strongest first

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t]*\n))*")
# a mark opens where a gap is before it, and none behind it
_MARK = re.compile(r'["“”«»„](?P<opens>(?<![^\s(\[–—/-].)(?:(?<=[«„])|(?=[^\s,.;:!?)])))?')
_CLOSES = {"„": "“”", "«": "»", "»": "«", "“": "”", "”": "”", '"': '"”'}
_CLAUSE = re.compile(r"(?:\b(?:Mrs?|Ms|Dr|Prof)\.|[^.!?\n])*")
_BLANK = ", \t\n\r\x0b\x0c\xa0\u2009\u202f"
_ADDRESS = re.compile(r"\b(?:mr|mrs|ms|dr|prof)\.?\Z")
_ARTICLE = re.compile(r"\b(?:the|an?)\s{0,4}\Z")
_PERSON = re.compile("[YNSI]+|(?<!,)t[mfxJ]{0,2}[hec](?![mfhecYNSI])")  # a name, or "a farmer"
# what may stand before a short form: the bank chief is the Peruvian Bank Chief, and no deputy
_NO_LESSER = r"(?:(?!(?:deputy|vice|first|of|for|to|in|on|at)\b)\S+ )*"
_LISTED = re.compile(r"[\s,]{0,4}(?:and|as well as)?\s{0,4}")


class Voice(NamedTuple):
    """A sentence, whose it is (quotation, reported speech or page), and who speaks, if known."""

    start: int
    end: int
    voice: str
    speaker: str | None


def phrases(forms):
    """A pattern for one of some phrases in small letters; "…" stands for up to four words."""
    forms = (re.escape(form.lower()) for form in forms)
    forms = (form.replace(r"\ …\ ", r"(?:\s\S{1,40}){0,4}?\s") for form in forms)
    return any_of(form.replace(r"\ ", r"\s{1,4}") for form in forms)


@cache
def frames():
    """Name of a frame → its compiled pattern."""
    verbs = {kind: phrases(forms) for kind, forms in word_lists("verbs").items()}
    return compiled("speech_frames", verbs)


def quotations(text):
    """The direct quotations of a text as `(start, end)` between the marks, without a last comma.

    A lost opening mark counts as at the start of its paragraph, a lost closing mark as at its end.

    >>> text = 'We are ready", he said. He opened "The Great Silk Road".'
    >>> [text[a:b] for a, b in quotations(text)]
    ['We are ready']
    """
    found = []
    for paragraph in _PARAGRAPH.finditer(text):
        for start, end, whole in _between_marks(text, *paragraph.span()):
            words = text[start:end]
            start, end = end - len(words.lstrip()), start + len(words.rstrip(" ,"))
            if start < end and _is_speech(text, start, end, whole):
                found.append((start, end))
    return found


def _between_marks(text, first, last):
    """What stands between marks in a paragraph, as `(start, end, whether both marks are there)`."""
    opened = None
    mixed = text.count("“", first, last) != text.count("”", first, last)  # “so it may end"
    for mark in _MARK.finditer(text, first, last):
        place, sign, opens = mark.start(), mark[0], mark["opens"] is not None
        if opened and not opens and (sign in _CLOSES[text[opened - 1]] or mixed and sign == '"'):
            yield opened, place, True
            opened = None
        elif opened is None and opens:
            opened = mark.end()
        elif opened is None and sign not in "«„":
            yield first, place, False
    if opened == first + 1:
        yield opened, last, False


def _is_speech(text, start, end, whole):
    """Whether words between marks are spoken, and no name, term or word used with irony."""
    words, speech = text[start : min(end, start + 400)].split(), frames()["any speech"]
    near = text[max(0, start - 200) : start].rstrip('“”„«»" ')
    before = re.split(r"[.!?\n]", near[-120:])[-1]
    introduced, stopped = before.endswith((":", ",")), text[end - 1] in ".!?…"
    sure = introduced or not before or len(words) > 3 or text[end : end + 1] == ","
    ended = stopped or sure and "," in text[end : end + 2]
    said = before[-1:] != "(" and speech.search(lower(f"{before} , {_after(text, end)}"))
    if not whole and not (said and ended):
        return len(words) > 14 and start > 0 and bool(_MARK.match(text, start - 1))
    if said and (introduced or ended):
        return True
    if _capitals(words) >= 0.5 or frames()["work"].search(lower(before[-20:])):
        return False
    if said:
        return len(words) > 3
    told = near[-1:] in ("", "\n", ":") or speech.search(lower(near))
    return bool(told) and (len(words) > 14 or stopped and not before)


def _after(text, end):
    """The clause behind words in marks; behind a full stop a new sentence begins."""
    rest = text[end : end + 120].lstrip(",.!?“”\"«»' ")
    return "" if text[end - 1] in ".…" and rest[:1].isupper() else _CLAUSE.match(rest)[0]


def _capitals(words):
    """The share of capital words among the longer ones: all, or most, in the title of a work."""
    longer = [word for word in words[1:] if len(word) > 3]
    return sum(word[0].isupper() for word in longer) / max(1, len(longer))


class _Page:
    """What the rules for speakers ask of a document, each computed once."""

    def __init__(self, document):
        self.names, self.paragraphs = document.names, document.paragraphs
        self.known = {mention.name for mention in document.names}
        self.told = blanked(document.body, document.quotations)  # what is quoted has its own names
        self.low = lower(self.told)
        self.spoken = defaultdict(set)  # number of a paragraph → who has spoken in it so far
        self.looked = {}  # number of a paragraph → what looks like a person in it

    @cached_property
    def held(self):
        """Who holds which office, as `(office, name)`; nobody where too many do to compare."""
        pairs = {(m.name, m.office) for m in self.names if m.office}
        held = {(n.lower(), name) for name, office in pairs for n in normal_offices(office)}
        return held if len(held) <= 50 else set()

    def paragraph(self, place):
        """The number of the paragraph in which a place lies."""
        return bisect_right(self.paragraphs, place, key=itemgetter(0)) - 1


def voices(document):
    """Each sentence of the body as a `Voice`, in order."""
    page, found, last, speaker = _Page(document), [], None, None
    for start, end in document.sentences:
        inside, frame = within(document.quotations, start, end), (start, end)
        if inside:  # all sentences that the quotations touch
            touched = within(document.sentences, inside[0][0], inside[-1][1])
            frame = touched[0][0], touched[-1][1]
        if frame != last:
            before = found[-1] if found and inside else None
            speaker = _speaker(page, *frame) or _goes_on(page, before, frame)
        said = speaker or frames()["reported"].search(page.low, start, end)
        voice = "quotation" if inside else "reported speech" if said else "page"
        found.append(Voice(start, end, voice, speaker))
        page.spoken[page.paragraph(start)].update({speaker} - {None})
        last = frame
    return found


def _goes_on(page, before, frame):
    """The speaker of the quotation directly before one that has no words beside it, or None."""
    if before is None or before.voice != "quotation" or re.search(r"\w", page.told[slice(*frame)]):
        return None
    return before.speaker if page.paragraph(before.start) == page.paragraph(frame[0]) else None


def _speaker(page, start, end):
    """Who speaks in a sentence, or in those of a quotation, or None where it is in doubt."""
    if not frames()["attribution"].search(page.low, start, end):
        return None
    named = within(page.names, start, end)
    beside = {mention.name for mention in named if _says(page, mention, start, end)}
    beside |= _holders(page, start, end) if page.held else set()
    if beside:
        return beside.pop() if len(beside) == 1 else None
    return _antecedent(page, start, end)


def _says(page, mention, start, end):
    """Whether a verb of speech stands beside a name and belongs to it alone."""
    lead, rules, behind = _lead(page.low, start, mention), frames(), (page.told, mention.end, end)
    if rules["owner"].match(*behind) or rules["joint"].match(*behind):
        return False
    if rules["inverted"].search(lead[-120:]) or rules["according"].search(lead[-40:]):
        return not rules["runs on"].match(*behind)
    if rules["not subject"].search(lead[-40:]):
        return False
    said = rules["apposition"].match(page.low, *behind[1:])
    another = said and page.told[said.end() : said.end() + 2].strip().istitle()
    return bool(said and not another or rules["subject"].match(page.low, *behind[1:]))


def _lead(low, start, mention):
    """What stands before a name, its office, its article and its honorific, and one blank."""
    text = low[max(start, mention.start - 400) : mention.start].rstrip(_BLANK)
    text = _ADDRESS.sub("", text).rstrip(_BLANK).removesuffix(lower(mention.office or ""))
    return _ARTICLE.sub("", text).rstrip(_BLANK) + " "


def _holders(page, start, end):
    """The people meant by "the Foreign Minister said": an office that one of the page holds."""
    meant, rules, office = set(), frames(), patterns()["office"].pattern
    for frame, ending in (("the office", r"\Z"), ("said the", "(?!,?T?[YNSI])")):
        for found in rules[frame].finditer(page.low, start, end):
            lead = page.low[max(start, found.start() - 20) : found.start()]
            words = tagged("the " + page.told[slice(*found.span("office"))])
            held = re.match(f"t(?:{office}){ending}", words.tags)
            if held and not rules["not subject"].search(lead):
                meant.add(_holder(page, words.words(range(1, held.end()))))
    return meant - {None}


def _holder(page, office):
    """The one person who holds what a short form of an office means, or None."""
    short = any_of(re.escape(form.lower()) for form in normal_offices(office))
    meant = re.compile(rf"{_NO_LESSER}(?:{short})(?!\S)")
    names = {name for full, name in page.held if meant.match(full)}
    return names.pop() if len(names) == 1 else None


def _antecedent(page, start, end):
    """Whom "he" or "she" who speaks must mean, or None."""
    pronoun = frames()["he said"].search(page.low, start, end)
    if not pronoun:
        return None
    here = page.paragraph(start)
    people = {who for place, who in _look(page, here) if place < pronoun.end()}
    people |= page.spoken[here]
    if not people and page.spoken[here - 1]:
        people = {who for _, who in _look(page, here - 1)} | page.spoken[here - 1]
    return people.pop() if len(people) == 1 and people <= page.known else None


def _look(page, number):
    """The first two different people, or what looks like them, of a paragraph: `(place, name)`."""
    if number not in page.looked:
        first, last = page.paragraphs[number]
        words, found = tagged(page.told[first:last]), {}
        for run in words.find(_PERSON):
            start, form = first + words.place(run)[0], words.words(run)
            mention = within(page.names, start, first + words.place(run)[1])
            opens = words.tags[max(0, run.start - 1) : run.start] in ("", ";")
            if mention or not opens or not form.isalpha():
                found.setdefault(mention[0].name if mention else form, start)
        pronouns = [frames()[name].search(page.low, first, last) for name in ("a man", "a woman")]
        if all(pronouns):  # two people, whoever is named
            found["he and she"] = max(pronoun.start() for pronoun in pronouns)
        page.looked[number] = sorted((place, who) for who, place in found.items())[:2]
    return page.looked[number]


def roles(document):
    """Name → strongest role in the document: one of ROLES, without the byline."""
    found, low = {m.name: "mentioned" for m in document.names}, lower(document.body)
    for start, end, _, speaker in document.voices:
        listed = _listed(low, within(document.names, start, end), start, end)
        if speaker:
            later = frames()["later"].search(low[start:end])
            listed.append((speaker, "inferred" if later else "principal"))
        for name, role in listed:
            found[name] = min(found[name], role, key=ROLES.index)
    return found


def _listed(low, named, start, end):
    """`(name, role)` of those named in a sentence; members of a list share that of the first."""
    found, before = [], start
    for mention in named:
        if not found or not _LISTED.fullmatch(_lead(low, before, mention)):
            role = _role(low, start, mention, end)
        found.append((mention.name, role))
        before = mention.end
    return found


def _role(low, start, mention, end):
    """The role of a person by what stands before and behind the name."""
    rules, lead = frames(), _lead(low, start, mention)
    behind = low, mention.end, min(end, mention.end + 300)
    meets = rules["meets"].search(lead[-60:])
    if rules["present"].search(lead) or meets and rules["others too"].match(*behind):
        return "present"
    return "principal" if meets or rules["met"].match(*behind) else "mentioned"
