"""What of a saved page is the article: a mask with reasons over the raw text, never a rewritten string.

The article is the stretch of lines with the largest sum of prose less furniture (maximum subsequence segmentation,
Pasternack and Roth, WWW 2009); prose has words, most of them in lower case, and the end of a sentence. What sites
print inside that stretch is named, with examples, in `tables/furniture.csv`.
"""

import re
import unicodedata
from bisect import bisect
from collections import Counter, namedtuple
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from itertools import groupby, pairwise

import pandas as pd

from .text import TABLES, read_table

_SCOPES = ("line", "next", "section", "end")  # of the rules that read a whole line
_OUTSIDE = "outside the article"
_ARCHIVE = "archive header"
_PLACES = {"byline": "byline", "source": "source line"}  # of a day: a label, and the rule it stands for
_LONGEST = 300  # characters: a longer line is prose, whatever it says
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_STOP = re.compile(r"[.!?…:;。！？：；؟؛۔।။][\s\"'”’»)\]』」）*_]*$")
_CLAUSE = re.compile(r"[.,;:!?]\s|[，。、；：！？،؛۔।။]")
_BULLET = re.compile(r"(?:[*+•·▪◦‣○●■►»>–—-]+|o|\d{1,3}[.)])\s+")
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")  # Thai, Han, kana …
_OTHER_SCRIPT = re.compile(r"[^\W\d_\x00-\u02af\u1e00-\u2bff]")
_EAST_ASIAN = dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"), "EAST ASIAN")
_MARKDOWN = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,600}\)|\[([^\[\]]{0,300})\]\([^()]{0,600}\)"
                       r"|(?<!\w)[*_]{1,3}(?=\w)|(?<=\w)[*_]{1,3}(?!\w)")
_Line = namedtuple("_Line", "start end indent gap text")  # gap: a blank line stands above
# A paragraph (of one line, or of several where it is hard-wrapped), heading or menu item, and what it looks like;
# `heading` is (label, reason, scope) where a rule says what stands below.
_Block = namedtuple("_Block", "lines indent text words prose stop bullet script heading")


def furniture():
    """The rules of `tables/furniture.csv`: label, reason, scope, pattern, an example and a counter-example."""
    return read_table(TABLES / "furniture.csv", ["label", "reason", "scope", "pattern", "example", "counter"])


@cache
def _rules(*scopes):
    """The rules `(label, reason, scope, pattern)` of some scopes, and one pattern that matches where any does."""
    flags = 0 if scopes == ("opening",) else re.IGNORECASE
    rows = sorted((row for row in furniture().itertuples() if row.scope in scopes), key=lambda r: scopes.index(r.scope))
    joined = re.sub(r"\?P<\w>", "", "|".join(f"(?:{row.pattern})" for row in rows))
    rules = [(row.label, row.reason, row.scope, re.compile(row.pattern, flags)) for row in rows]
    return rules, re.compile(joined, flags)


@lru_cache(1 << 14)  # the pages of a site share their menus
def _rule(text, *scopes):
    """(label, reason, scope) of the first rule that reads the whole line, or None."""
    text = text.strip(" \t*+•·#_|") or text
    rules, anywhere = _rules(*scopes)
    if len(text) > _LONGEST or not anywhere.fullmatch(text):
        return None
    return next(rule[:3] for rule in rules if rule[3].fullmatch(text))


def _lines(raw):
    """The non-blank lines of a text, without outer white space."""
    raw, last, lines = raw.replace("\r\n", " \n").replace("\r", "\n"), 0, []  # as long as before: offsets hold
    for found in _LINE.finditer(raw):
        start, end = found.span()
        indent = start - 1 - raw.rfind("\n", 0, start)
        lines.append(_Line(start, end, indent, raw.count("\n", last, start) > 1, found.group()))
        last = end
    return lines


def _width(lines):
    """The column at which a hard-wrapped text breaks its lines, or 0 where lines are whole paragraphs."""
    edges = sorted(line.indent + len(line.text) for line in lines
                   if len(line.text) >= 30 and "](" not in line.text and "://" not in line.text)
    wide = bisect(edges, 140)  # wider than anybody wraps
    width = edges[int((wide - 1) * .95)] if wide else 0
    pairs = [(a, b) for a, b in pairwise(lines) if _continues(a, b, width)]
    broken = sum(not _STOP.search(a.text[-8:]) and not b.text[0].isupper() for a, b in pairs)
    return width if broken >= max(2, .4 * len(pairs), len(edges) - wide) else 0


def _continues(upper, lower, width):
    """Whether the lower line goes on with the paragraph of the upper: its first word had no room there."""
    if lower.gap or _BULLET.match(lower.text):
        return False
    word = lower.text.split(maxsplit=1)[0]
    room = width - upper.indent - len(upper.text)
    link = "](" in upper.text or "/" in upper.text and " " not in upper.text  # html2text breaks addresses at hyphens
    return link and room < 40 or -2 <= room <= (len(word) if "/" in word or "](" in word else min(20, len(word)))


def _paragraphs(lines):
    """The lines of each paragraph: more than one where it is hard-wrapped."""
    width, groups = _width(lines), []
    for line in lines:
        if not (width and groups and _continues(groups[-1][-1], line, width)):
            groups.append([])
        groups[-1].append(line)
    return groups


def _script(text):
    """The script of most letters of a text, the first word of their Unicode names; Latin goes without saying."""
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return "LATIN"
    names = (unicodedata.name(letter, "?").split()[0] for letter in text[:400] if letter.isalpha())
    return Counter(_EAST_ASIAN.get(name, name) for name in names).most_common(1)[0][0]


def _plain(text):
    """A text without white space at line ends and without the marks of Markdown: of its links the words."""
    text = re.sub(r"\s*\n\s*", " ", text) if "\n" in text else text
    return _MARKDOWN.sub(r"\1", text).strip() if "](" in text else text


def _block(lines):
    plain = _plain(" ".join([line.text[:4000] for line in lines]))
    bullet = _BULLET.match(plain)
    words = plain[bullet.end():].split() if bullet else plain.split()
    count = len(words) + (0 if plain.isascii() else len(_NO_SPACES.findall(plain)) // 2)
    initials = [word[0] for word in words] if count >= 6 else ()
    lower = sum(map(str.isalpha, initials)) - sum(map(str.isupper, initials))
    stop = bool(_STOP.search(plain[-12:]) or count >= 6 and _rules("ending")[1].search(plain[-60:]))
    ends = stop or count >= 25 and _CLAUSE.search(plain) or count >= 60
    prose = bool(count >= 6 and lower >= .45 * len(words) and ends)
    heading = _rule(plain, "section", "end") if count <= 12 else None
    return _Block(lines, lines[0].indent, plain, count, prose, stop, bullet, _script(plain), heading)


def _usual(blocks, quality):
    """The script or indent in which most words of prose stand."""
    counts = Counter()
    for block in blocks:
        counts[getattr(block, quality)] += block.words * block.prose
    return max(counts, key=counts.get, default=None)


def _weights(blocks):
    """What each block adds to the article: its words where it is prose, a loss where it is furniture."""
    indent, script = _usual(blocks, "indent"), _usual(blocks, "script")
    prose = sum(min(block.words, 50) for block in blocks if block.prose)
    loss = {"end": -min(200, prose / 4), "section": -min(80, prose / 10)}
    seen = Counter()
    for block in blocks:
        if block.heading:
            yield loss[block.heading[2]]
        elif seen[block.text] > (0 if block.prose else 3):
            yield 0  # a page may print its article twice: the first copy is the article
        elif block.prose and block.script == script:
            yield min(block.words, 50) * (1 if block.bullet or block.indent == indent else .2)
        else:
            yield 1 if block.stop and block.words > 3 and block.script == script else -2.5
        seen[block.text] += 1


def _article(blocks):
    """The range of blocks with the largest sum of weights; without any prose, that from first to last sentence."""
    best = total = first = 0
    span = range(0)
    for last, weight in enumerate(_weights(blocks), start=1):
        total, first = (total + weight, first) if total > 0 else (weight, last - 1)
        if total > best:
            best, span = total, range(first, last)
    if not any(blocks[i].prose for i in span):
        some = [i for i, b in enumerate(blocks) if b.words > 1 and b.stop and not _rule(b.text, *_SCOPES)]
        span = range(some[0], some[-1] + 1) if some else range(0)
    return span


def _title(blocks, first):
    """The index of the title among the blocks above the article, or None."""
    printed, scores = Counter([block.text.strip("# ") for block in blocks]), {None: 0}
    for i in range(max(0, first - 30), first):
        text, words = blocks[i].text, blocks[i].words
        if not 3 <= words <= 30 or blocks[i].bullet or blocks[i].script != blocks[first].script \
                or _rule(text, *_SCOPES) or _days(text):
            continue
        dated = any(_days(b.text[:100]) or (_rule(b.text, "line", "next") or "?")[0] == "byline"
                    for b in blocks[i + 1:i + 4])
        twice, marked, ends = printed[text.strip("# ")] > 1, text.startswith("# "), text.endswith((".", ":", ";"))
        scores[i] = min(words, 9) + 4 * (dated + twice - ends) + 9 * marked - (first - i) / 3
    return max(scores, key=scores.get)


@cache
def _function_words():
    """Language → its frequent small words."""
    rows = read_table(TABLES / "function_words.csv", ["language", "words"]).itertuples()
    return {row.language: frozenset(row.words.split()) for row in rows}


def _language(texts):
    """The language most of whose small words stand in the first ten of some paragraphs."""
    found = [{*text.lower().split()} for text in texts[:10]]
    hits = {language: sum(len(words & known) for words in found) for language, known in _function_words().items()}
    return max(hits, key=hits.get)


def _foreign(text, language):
    """Whether a paragraph has several small words of another language and hardly any of the page's own."""
    words, known = {*text.lower().split()}, _function_words()
    own = len(words & known[language])
    return own < 3 and any(len(words & other) > max(3, 3 * own) for other in known.values())


def _judge(blocks, article, title, some):
    """(label, reason) for some of the blocks, given which are the article and which one is its title."""
    script = _usual([blocks[i] for i in article], "script")
    language = _language([blocks[i].text for i in article if blocks[i].prose])
    heading = title is not None and blocks[title].text.strip("# ")
    seen, section, cue = set(), False, None
    for i in some:
        block = blocks[i]
        rule = block.heading or _rule(block.text, "line", "next")
        section = bool(block.heading) or section and not block.prose
        if i == title:
            yield "title", ""
        elif block.text.strip("# ") == heading or block.words > 12 and block.text in seen:
            yield "boilerplate", "repeated"
        elif rule or cue and block.words <= 5:
            yield (rule or cue)[:2]
        elif block.script != (script or block.script):
            yield "boilerplate", "another script"
        elif i in article and block.prose and not section and _foreign(block.text, language):
            yield "boilerplate", "another language"
        elif section or i not in article:
            yield "boilerplate", "related news" if i in article else _OUTSIDE
        else:
            yield "body", ""
        cue = rule if rule and rule[2] == "next" else None
        seen.add(block.text)


def _split(block, label, reason, opens):
    """The stretches of a block: its lines, the first without its dateline, the last without its `Read more`."""
    spans = [(line.start, line.end, label, reason) for line in block.lines]
    if label == "body" and opens and (place := _rules("opening")[1].match(block.lines[0].text)):
        start, end, *body = spans[0]
        spans[:1] = [(start, start + len(place.group().rstrip()), "dateline", "place and agency"),
                     (start + place.end(), end, *body)]
    if label == "body" and (more := _rules("ending")[1].search(block.lines[-1].text[-60:])):
        start, end, *body = spans[-1]
        spans[-1:] = [(start, end - len(more.group()), *body),
                      (end - len(more.group().lstrip()), end, "boilerplate", "read more")]
    return spans


def _labelled(raw, whole=True):
    """The stretches of each block as lists of `(start, end, label, reason)`: of all there is, or of the article."""
    blocks = [_block(lines) for lines in _paragraphs(_lines(raw))]
    article = _article(blocks)
    title = _title(blocks, article[0]) if article else None
    some = range(len(blocks)) if whole else article
    for i, verdict in zip(some, _judge(blocks, article, title, some), strict=True):
        yield _split(blocks[i], *verdict, i < article.start + 3)


def label_spans(raw):
    """The stretches of a text as `(start, end, label, reason)`, in order."""
    return [span for spans in _labelled(raw) for span in spans]


def label_lines(raw):
    """The stretches of a text as a DataFrame `start, end, text, label, reason`, with `raw[start:end] == text`.

    A row is a line that is not blank, or a part of one where a dateline shares it with the body. Labels: title, body,
    dateline, byline, source, caption, boilerplate; `reason` names the rule ("" for title and body).

    >>> list(label_lines("Home » News\\n\\nThe ministers met to speak about the rivers of the region.").label)
    ['boilerplate', 'body']
    """
    rows = [(start, end, raw[start:end], label, reason) for start, end, label, reason in label_spans(raw)]
    return pd.DataFrame(rows, columns=["start", "end", "text", "label", "reason"])


def body_paragraphs(raw, spans=None):
    """The paragraphs of the article as `(start, end)`; a hard-wrapped one runs over its line ends."""
    starts = [group[0].start for group in _paragraphs(_lines(raw))]
    body = (span for span in (label_spans(raw) if spans is None else spans) if span[2] == "body")
    paragraphs = ([*group] for _, group in groupby(body, key=lambda span: bisect(starts, span[0])))
    return [(paragraph[0][0], paragraph[-1][1]) for paragraph in paragraphs]


def clean_text(raw):
    """The article as a string: its paragraphs, each on one line, a blank line between; of links only the words."""
    bodies = ([span for span in spans if span[2] == "body"] for spans in _labelled(raw, whole=False))
    return "\n\n".join(_plain(raw[spans[0][0]:spans[-1][1]]) for spans in bodies if spans)


def _days(text, *scopes):
    """The days a text names in full."""
    days = []
    for *_, pattern in _rules(*scopes or ("day", "dotted day"))[0]:
        for found in pattern.finditer(text):
            month = found["m"]
            if month.isalpha():
                month = next((number for _, number, _, name in _rules("month")[0] if name.fullmatch(month)), 0)
            with suppress(ValueError):
                days.append(date(int(found["y"]), int(month), int(found["d"])))
    return days


def _dated(raw, spans):
    """The spans that may say when a page was published, the best first."""
    body = [i for i, span in enumerate(spans) if span[2] == "body"] or [0]
    top = next((i for i, span in enumerate(spans) if span[2] == "title"), max(0, body[0] - 6))
    signed = ("dateline", "byline")
    below = [s for s in spans[top:body[0] + 6] if s[2] in signed or s[3] in (_OUTSIDE, "time and views")]
    above = [s for s in spans[max(0, top - 4):top][::-1] if _days(raw[s[0]:s[1]])]
    named = [{day for start, end, *_ in part for day in _days(raw[start:end])} for part in (below, above)]
    if all(named) and not named[0] & named[1]:  # a list of articles, each with its day
        below = above = []
    said = _rules("published")[1]
    ends = [s for s in spans[body[-1]:] if s[2] == "source" or s[2] != "body" and said.match(raw, s[0])]
    return [*below, *(s for s in above if s[2] in signed), *ends, *(s for s in spans[:3] if s[3] == _ARCHIVE)]


def publication_evidence(raw, name=None, spans=None):
    """When a page was published: `(day, words, rule)`, a `date` (or None) and the words and the rule that say so.

    In this order: a dateline or byline beside the title, a source line, an archive's header, a date in `name` (a file's
    stem). Of two days in a line the earlier counts; one that speaks of changes only says nothing, nor one further off.
    """
    scopes = ("day",) if " the " in raw else ("day", "dotted day")  # an American page may mean September by 9.10.2024
    for start, end, label, reason in _dated(raw, label_spans(raw) if spans is None else spans):
        text = raw[start:end][:160]
        changed = _rules("changed")[1].match(text) and not _rules("published")[1].match(text)
        if not changed and (days := _days(text, *scopes)):
            return min(days), raw[start:end], reason if reason == _ARCHIVE else _PLACES.get(label, "dateline")
    days = _days(re.sub(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)", r"\1-\2-\3", (name or "").replace("_", " ")))
    return (days[0], name, "file name") if days else (None, "", "")


def publication_date(raw, name=None):
    """The day a page was published as "YYYY-MM-DD", or None: never a guess (see `publication_evidence`)."""
    day = publication_evidence(raw, name)[0]
    return day and day.isoformat()
