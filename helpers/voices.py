"""Whose words are these, who met whom, and who undertook what: the sentences of a document by their verbs.

The verbs stand in `tables/verbs.csv`; they are looked for in small letters, which is several times faster.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import product
from operator import itemgetter

from .people import OFFICE, mentions, normal_offices, page, table, tagged, words_of
from .text import sentences

ROLES = ("principal", "present", "inferred", "mentioned", "byline")  # strongest first
KINDS = ("agreed", "promised", "proposed", "announced", "discussed", "described", "named")


def lower(text):
    """A text in small letters, as long as it was: the small form of one capital is longer."""
    return text.replace("\u0130", "I").lower()


@cache
def _phrases(*kinds):
    """The pattern of the verbs of some kinds; an ellipsis stands for up to four words."""
    forms = sorted((form.lower() for kind in kinds for form in words_of("verbs", kind)), key=len, reverse=True)
    forms = [re.escape(f).replace(r"\ …\ ", r"(?:\s\S+){0,4}?\s").replace(r"\ ", r"\s+") for f in forms]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")


_MARK = re.compile('["“”«»„]')
_SPEECH, _MEET = _phrases("speech", "statement"), _phrases("meet").pattern
_SAYS = re.compile(r"(?:,[^,.]{1,200},)?\s*(?:(?:also|has|had|then|further|in turn|\w+ly),?\s+){0,3}" + _SPEECH.pattern)
_SAID_BY = re.compile(_SPEECH.pattern + r"\s*(?:by\s+)?\Z")
_TALKED = re.compile(r"\b(?:the (?:parties|sides|participants|delegations)|they)\s+(?:\w+\s+)?"
                     + _phrases("discussed").pattern)
_PRONOUN = re.compile(rf"\bs?he\s+(?:(?:\w+ly|also)\s+){{0,2}}{_SPEECH.pattern}|{_SPEECH.pattern}\s+s?he\b")
_MEETING = "(?:meeting|talks|negotiations|event|session|visit|conversation)"
_PRESENT = re.compile(rf"\b(?:delegation|{_MEETING})\b[^.;]*?\b(?:consisting of|including|attended by|participation of"
                      r"|composed of|comprising|accompanied by)\s*\Z|\brepresented\b[^.;]{0,60}\bby\s*\Z")
_LATER = re.compile(rf"\s*(?:following|after)\b[^,]{{0,40}}\b{_MEETING}")
_MEETS, _MET = re.compile(_MEET + r"\s*(?:with\s*)?\Z"), re.compile(r"(?:,[^,]{0,200},)?\s+" + _MEET)
_PARTY = re.compile(r"\b(?:[Tt]he (?:parties|sides|participants|delegations?|Cent(?:re|er))|They|UN representatives"
                    r"|[A-Z]{3,})\b")
_ADDRESS, _ARTICLE = re.compile(r"\b(?:mr|mrs|ms|dr|prof)\.?\Z"), re.compile(r"\b(?:the|an?)\s*\Z")
_BLANK = ", \t\n\r\x0b\x0c\xa0\u2009\u202f"


def quotations(text):
    """The direct quotations of a text as `(start, end)` spans between the marks, without a comma at the end.

    A lost opening mark counts as at the start of its paragraph, a lost closing mark as at its end. Words in marks that
    are a name or a term are no quotation: what counts is a verb of speech in their sentence, or their length.

    >>> text = 'We are ready", he said. He opened "The Great Silk Road".'
    >>> [text[a:b] for a, b in quotations(text)]
    ['We are ready']
    """
    spans = []
    for paragraph in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*\n))*", text):
        first, opened, closed = paragraph.start(), None, False
        for mark in _MARK.finditer(text, *paragraph.span()):
            opens = mark.group() in "«„" or (opened is None and mark.group() in "“\"" and mark.end() < len(text)
                                             and not text[mark.end()].isspace()
                                             and (mark.start() == first or text[mark.start() - 1] in " \n\t\xa0([–—-"))
            if opens and opened is None:
                opened = mark.end()
            elif not opens and (opened or not closed):
                spans.append((opened or first, mark.start()))
                opened, closed = None, True
        if opened == first + 1:
            spans.append((opened, paragraph.end()))
    spans = [(a, a + len(text[a:b].rstrip(" ,"))) for a, b in spans]
    return [span for span in spans if _is_speech(text, *span)]


def _is_speech(text, start, end):
    """Whether words between marks are spoken, and no name or term."""
    words = text[start:min(end, start + 400)].split()
    after = re.match(r"[^.!?\n]*", text[end:end + 120].lstrip(",.!?”“»\"' "))[0]
    before = re.split(r"[.!?\n]", text[max(0, start - 120):start].rstrip("“\"«„ "))[-1].rstrip()
    whole = text[end - 1:end] in (".", "!", "?")
    ended = whole or "," in text[end:end + 2] or before.endswith((":", ","))
    term = len(words) < 4 or (len(words) < 9 and 2 * sum(word[0].isupper() for word in words) >= len(words))
    spoken = (ended or not term) and _SPEECH.search(lower(f"{before} {after}"))
    return bool(words and (len(words) > 14 or spoken or (whole and not before)))


def voices(corpus):
    """Each sentence of the body and whose it is: a DataFrame `doc_id, start, end, text, voice, speaker`.

    `voice` is quotation, reported speech or page; `speaker` a name, or None where none stands there without doubt.
    """
    return _rows(corpus, _voices, ["text", "voice", "speaker"])


def _rows(corpus, found, columns):
    """The DataFrame of what is found in each document: its place, its words and the columns that tell of it."""
    rows = []
    for doc_id, named in mentions(corpus).items():
        document = page(corpus, doc_id)
        rows += [(doc_id, a, b, document.raw[a:b], *rest) for a, b, *rest in found(document, named)]
    return table(rows, ["doc_id", "start", "end", *columns])


@lru_cache(maxsize=2048)
def _voices(document, named):
    """`(start, end, voice, speaker)` of each sentence of a document."""
    rows, last, quoted, frames = [], None, quotations(document.body), {}
    told = _without(document.body, quoted)
    low, held = lower(told), frozenset((m.name, m.office) for m in named if m.office)
    for first, end in ((a, b) for a, b, label in document.spans if label == "body"):
        spans = [(first + a, first + b) for a, b in sentences(document.raw[first:end])]
        for a, b in spans:
            inside = within(quoted, a, b)
            frame = _frame(spans, inside) if inside else (a, b)
            if frame not in frames:
                frames[frame] = _speaker(told, low, *frame, named, held, last)
            speaker = frames[frame]
            said = speaker or _SPEECH.search(low, a, b) or _TALKED.search(low, a, b)
            rows.append((a, b, "quotation" if inside else "reported speech" if said else "page", speaker))
            names = {m.name for m in within(named, a, b)}
            last = speaker or (last if not names else names.pop() if len(names) == 1 else None)
    return rows


def within(spans, start, end):
    """The spans, in order and without overlap, that touch `start … end`."""
    return spans[bisect_right(spans, start, key=itemgetter(1)):bisect_left(spans, end, key=itemgetter(0))]


def _frame(spans, inside):
    """From the first to the last sentence that some quotations touch."""
    first = bisect_right(spans, inside[0][0], key=itemgetter(1))
    return spans[first][0], spans[bisect_left(spans, inside[-1][1], key=itemgetter(0)) - 1][1]


def _without(text, spans):
    """A text in which some spans are blank, as what is quoted has verbs and names of its own."""
    parts, position = [], 0
    for a, b in spans:
        parts += [text[position:a], " " * (b - a)]
        position = b
    return "".join([*parts, text[position:]])


def _speaker(told, low, start, end, named, held, last):
    """Who speaks in a sentence: a name beside the verb, an office held by one person here, or the last one."""
    if not _SPEECH.search(low, start, end):
        return None
    for m in within(named, start, end):
        if told[m.start] != " " and (_SAYS.match(low, m.end, end) or _SAID_BY.search(_lead(low, start, m)[-60:])):
            return m.name
    spans, tags = tagged(told[start:end])
    for office in re.finditer(rf"t({OFFICE})(?!,?T?[NSI])", tags):
        a, b = start + spans[office.start(1)][0], start + spans[office.end() - 1][1]
        article = start + spans[office.start()][0]
        if _SAYS.match(low, b, end) or _SAID_BY.search(low[max(start, a - 40):article]):
            return _holder(held, told[a:b])
    return last if _PRONOUN.search(low, start, end) else None


def _lead(low, start, mention):
    """What stands before a name, its office, its article and its honorific."""
    text = low[max(start, mention.start - 400):mention.start].rstrip(_BLANK)
    if address := _ADDRESS.search(text, max(0, len(text) - 5)):
        text = text[:address.start()].rstrip(_BLANK)
    text = text.removesuffix(lower(mention.office or ""))
    article = _ARTICLE.search(text, max(0, len(text) - 8))
    return text[:article.start()] if article else text


@lru_cache(maxsize=4096)
def _holder(held, short):
    """The one person who holds what a short form of an office means ("the Foreign Minister"), or None."""
    names = {name for name, office in held if _holds(office, short)}
    return names.pop() if len(names) == 1 else None


def _holds(office, short):
    for held, part in product(normal_offices(office), normal_offices(short)):
        full, words = ({*re.findall(r"[\w-]+", x.lower())} for x in (held, part))
        head, sought = (re.split(r" (?:of|for|to|in|on|at) ", x)[0].split()[-1].lower() for x in (held, part))
        if head == sought and words - {"the"} <= full and not (full - words) & {"deputy", "vice", "first"}:
            return True
    return False


# --- who was there ---------------------------------------------------------------------------------------------------

def roles(document, named):
    """Name → strongest role in the document."""
    found, low = {m.name: "mentioned" for m in named}, lower(document.body)
    for start, end, _, speaker in _voices(document, named):
        listed = _listed(low, within(named, start, end), start, end)
        if speaker:
            listed.append((speaker, "inferred" if _LATER.match(low, start, end) else "principal"))
        for name, role in listed:
            found[name] = min(found[name], role, key=ROLES.index)
    return found


def _listed(low, named, start, end):
    """`(name, role)` of those named in a sentence, by what stands before and behind; members of a list share theirs."""
    found, before = [], start
    for m in named:
        lead, after = _lead(low, start, m), low[m.end:min(end, m.end + 300)]
        if found and re.fullmatch(r"[\s,]*(?:and|as well as)?\s*", _lead(low, before, m)):
            role = found[-1][1]
        elif _PRESENT.search(lead):
            role = "present"
        elif _MEETS.search(lead[-60:]):
            role = "present" if re.match(r",?\s+as well as\b", after) else "principal"
        else:
            role = "principal" if _MET.match(after) else "mentioned"
        found.append((m.name, role))
        before = m.end
    return found


# --- undertakings ----------------------------------------------------------------------------------------------------

def undertakings(corpus):
    """What became of each matter: a DataFrame `doc_id, start, end, words, kind, rule, who`.

    `kind` follows the verb (`rule`) in `tables/verbs.csv`: a sentence gives a row for each kind of verb in it, and is
    "named" without any; the items of a list have the kind of the last verb before its colon. `who` is the speaker or
    the party before the verb, or None.
    """
    return _rows(corpus, _undertakings, ["words", "kind", "rule", "who"])


def _undertakings(document, named):
    """`(start, end, kind, rule, who)` for each sentence and kind."""
    rows, listed, before = [], None, 0
    for start, end, _, speaker in _voices(document, named):
        text = document.raw[start:end]
        if listed and text[0] in "–—•*-":
            rows.append((start, end, *listed))
            continue
        low = lower(text)
        found = sorted((m.start(), kind, " ".join(text[slice(*m.span())].split()))
                       for kind in KINDS[:-1] if (m := _phrases(kind).search(low)))
        party = _PARTY.search(text, 0, found[0][0] if found else 40)
        who = speaker or (party and party.group())
        listed = (*found.pop()[1:], who) if found and text.endswith(":") else None
        first = before if re.match(r"In this (?:regard|connection|context)\b", text) else start  # what "this" is
        rows += [(first, end, kind, rule, who) for _, kind, rule in found]
        rows += [] if found or listed else [(start, end, "named", "", who)]
        before = start
    return rows
