"""The blocks of a page: its lines, hard-wrapped paragraphs put together, and what each looks like.

A block is prose where it has six words or more, most of them begin with a small letter, and it ends
as a sentence ends, or has forty words. Scripts without spaces count two signs
as a word. Each step is linear in the text.
"""

import re
from collections import namedtuple
from itertools import pairwise

from helpers.readers.furniture import RULES, rule_of
from helpers.readers.text import shapes

Line = namedtuple("Line", "start end indent gap text")  # gap: a blank line stands above
Block = namedtuple("Block", "start end indent text words prose stop bullet latin rule")

_DATED = next(rule.cue for rule in RULES if rule.reason == "archive header")
_HEADER = re.compile(rf"\A(\s{{0,9}}{_DATED}) (\S[^\n]*)")  # an archive's, put before a line
_WIDEST = 140  # characters: nobody wraps wider


def blocks_of(raw):
    """The blocks of a page, in order: of more than one line where it is hard-wrapped."""
    lines = [*_lines(raw)]
    width, groups = _width(lines), []
    for line in lines:
        if not (width and groups and _continues(groups[-1][-1], line, width)):
            groups.append([])
        groups[-1].append(line)
    return [_block(group) for group in groups]


def _lines(raw):
    """The non-blank lines of a text, without outer white space."""
    text = raw.replace("\r\n", " \n").replace("\r", "\n")  # as long as before: offsets hold
    header = _HEADER.match(text)
    if header and not rule_of(header[2]):  # it shares its line with the page
        text = f"{header[1]}\n{text[header.start(2) :]}"
    last = 0
    for found in shapes.line.finditer(text):
        start, end = found.span()
        indent = start - 1 - text.rfind("\n", 0, start)
        yield Line(start, end, indent, text.count("\n", last, start) > 1, found.group())
        last = end


def _width(lines):
    """The column at which a hard-wrapped text breaks its lines; 0: lines are paragraphs."""
    edges = sorted(line.indent + len(line.text) for line in lines if len(line.text) >= 30)
    width = edges[int((len(edges) - 1) * 0.95)] if edges else 0
    pairs = [(a.text[-8:], b.text[0]) for a, b in pairwise(lines) if _continues(a, b, width)]
    open_ends = [(a, b) for a, b in pairs if not shapes.stop.search(a)]
    wrapped = sum(not b.isupper() or bool(shapes.goes_on.search(a)) for a, b in open_ends)
    return width if width <= _WIDEST and wrapped >= max(2, 0.4 * len(pairs)) else 0


def _continues(upper, lower, width):
    """Whether the lower line goes on with the paragraph of the upper: it had no room there."""
    room = width - upper.indent - len(upper.text)
    apart = lower.gap or shapes.bullet.match(lower.text)
    return not apart and -2 <= room <= len(lower.text.split(maxsplit=1)[0])


def plain(text):
    """A text on one line, without the marks of Markdown: of its links only the words."""
    text = " ".join(shapes.line.findall(text.replace("\r", "\n")))
    return shapes.markdown.sub(r"\1", text).strip() if "](" in text else text


def _block(lines):
    """A paragraph, heading or menu item, and what it looks like."""
    text = plain("\n".join([line.text for line in lines])[:4000])
    bullet = shapes.bullet.match(text)
    words = text[bullet.end() if bullet else 0 :].split()
    count = len(words) + (0 if text.isascii() else len(shapes.no_spaces.findall(text)) // 2)
    small = sum(word[0].isalpha() and not word[0].isupper() for word in words) >= 0.45 * len(words)
    stop = bool(shapes.stop.search(text[-12:]))
    prose = count >= 6 and (stop or count >= 40) and small
    latin = text.isascii() or len(shapes.not_latin.findall(text)) < 0.4 * len(text)
    place = lines[0].start, lines[-1].end, lines[0].indent
    return Block(*place, text, count, prose, stop, bullet, latin, rule_of(text, prose))
