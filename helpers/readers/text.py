"""Sentences, masks and spans: what every reader needs of a text.

A sentence ends behind a full stop, a question or exclamation mark or an ellipsis, with the marks
that close a quotation, where the next word has a capital, also where the blank between was lost; an
abbreviation or an initial ends none.
"""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import itemgetter
from types import SimpleNamespace

from helpers.readers.rules import compiled, word_lists

_NO_STOP = {word for words in word_lists("abbreviations").values() for word in words}
shapes = SimpleNamespace(**compiled("text_shapes"))  # a pattern by each name


def sentences(text, start=0, end=None):
    """The sentences of a text, or a part of it, as `(start, end)` without outer white space.

    >>> text = "Mr. N. Gherman left. On 4 July, she will return"
    >>> [text[a:b] for a, b in sentences(text)]
    ['Mr. N. Gherman left.', 'On 4 July, she will return']
    """
    end = len(text) if end is None else end
    found = shapes.sentence_end.finditer(text, start, end)
    stops = (stop.end() for stop in found if not _abbreviated(text, start, stop))
    return [span for a, b in pairwise([start, *stops, end]) if (span := stripped(text, a, b))]


def _abbreviated(text, start, stop):
    """Whether a stop is that of an abbreviation or an initial."""
    words = text[max(start, stop.start() - 40) : stop.start()].split() or [""]
    before = words[-1].lstrip('(["“').lower()
    short = all(part in _NO_STOP or part.isalpha() and not part[1:] for part in before.split("."))
    known = before in _NO_STOP or short and before != "i"
    # nor does the number of an item, "1.", at the head of a text
    return stop[0].startswith(".") and (known or before.isdigit() and stop.start() < start + 4)


def stripped(text, start, end, signs=None):
    """The span without outer white space, or some signs, or None where nothing is left."""
    part = text[start:end]
    start, end = end - len(part.lstrip(signs)), start + len(part.rstrip(signs))
    return (start, end) if start < end else None


def masked(text, kept):
    """A text in which all but the spans to keep is blank, so that offsets stay."""
    letters = ["\n"] * len(text)
    for start, end, *_ in kept:
        letters[start:end] = text[start:end]
    return "".join(letters)


def blanked(text, spans, sign=" "):
    """A text in which some spans are blank, or filled with another sign."""
    letters = list(text)
    for start, end, *_ in spans:
        letters[start:end] = sign * (end - start)
    return "".join(letters)


def within(spans, start, end):
    """The spans, in order and without overlap, that touch `start … end`."""
    first = bisect_right(spans, start, key=itemgetter(1))
    return spans[first : bisect_left(spans, end, key=itemgetter(0))]


def lower(text):
    """A text in small letters, as long as it was: the small form of one capital is longer."""
    return text.replace("\u0130", "I").lower()
