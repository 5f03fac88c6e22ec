"""What of a saved page is the article: a mask with reasons over the raw text, no rewritten string.

The page is segmented once (`blocks`). The article is the run of blocks with the largest sum of
weights (maximum subsequence segmentation, Pasternack and Roth, WWW 2009): prose weighs its words,
furniture (`furniture`) a loss, any other short line (a heading, an item, a line of code) next to
nothing. A heading such as "Related news" or "Comments" costs much, so that prose below it belongs
to the article only where there is more of it. Inside the article, furniture is named and set apart,
repeated paragraphs are kept once, and so is prose in the page's own script. The title is looked for
above the article.

It does not see what only HTML shows, it does not know other pages (`site_furniture` does, when it
is given some), and of a page of teasers it keeps the teasers. Every step is linear in the text.
"""

import re
from collections import Counter, namedtuple

from helpers.readers.blocks import blocks_of, plain
from helpers.readers.furniture import OPENINGS
from helpers.readers.text import shapes

Span = namedtuple("Span", "start end label reason", defaults=("",))

# What a block adds to the article, in words.
_FURNITURE, _SHORT = -8, -0.7
_MOST = 50  # words: a longer paragraph weighs no more
_SENTENCE = 0.1  # of its words: a sentence of a few words
_ASIDE = 0.2  # of its words: prose at another indent than most
_CARDS = 3  # times: what is printed more often belongs to a list of cards and divides nothing
_DIGIT = re.compile("[0-9]")

# Where the title is looked for and what says what it is about, in blocks; its least score; words
# with fewer than which an article says too little.
_ABOVE, _BELOW, _LEAST, _TELLS = 60, 80, 11, 30

# --- the article -------------------------------------------------------------------------------


def _usual(blocks, quality):
    """The indent in which most words of prose stand, or whether they are Latin."""
    counts = Counter()
    for block in blocks:
        if block.prose:
            counts[getattr(block, quality)] += block.words
    return max(counts, key=counts.get, default=None)


def _form(block):
    """A block as it is, a short line without its numbers, unless hardly anything is left."""
    form = block.text if block.prose else _DIGIT.sub("", block.text)
    return form if len(form) > 3 else block.text


def _weights(blocks):
    """What each block adds to the article; a page may print its article twice: the first counts."""
    indent, seen = _usual(blocks, "indent"), set()
    forms = [*map(_form, blocks)]
    printed = Counter(forms)
    prose = sum(min(block.words, _MOST) for block in blocks if block.prose)
    losses = {"script": 0, "end": -150, "section": -prose / 10}  # a section ends a short article
    for block, form in zip(blocks, forms, strict=True):
        words = min(block.words, _MOST)
        again = form in seen if block.prose else printed[form] > _CARDS
        if again:
            yield 0
        elif block.rule and block.rule.label == "boilerplate":
            yield losses.get(block.rule.scope, _FURNITURE)
        elif block.prose:
            yield words if block.indent == indent else words * _ASIDE
        else:
            yield words * _SENTENCE if block.stop and words > 1 else _SHORT
        seen.add(form)


def _article(blocks):
    """The range of blocks with the largest sum of weights."""
    best = total = first = 0
    article = range(0)
    for last, weight in enumerate(_weights(blocks), start=1):
        total, first = (total + weight, first) if total > 0 else (weight, last - 1)
        if total > best:
            best, article = total, range(first, last)
    return article


def _title(blocks, article):
    """The index of the title near the start of the article, or None; its words come back below.

    It is a line of some length, in capitals, dated or signed below, and not far from the article;
    rather the first line of the page, right above the article, than another, and rather not what
    stands below a title.
    """
    body = (blocks[i] for i in article[:_BELOW])
    about = _stems(" ".join(block.text for block in body if block.prose or block.words > 20))
    tells = len(about) > _TELLS
    scores = {None: _LEAST if tells else 0}
    for i in range(max(0, article.start - _ABOVE), article.start + 1):
        block, above, stems = blocks[i], blocks[i - 1], _stems(blocks[i].text)
        share = len(stems & about) / max(1, len(stems)) if tells else 1
        short = 3 <= block.words <= 30 and not (block.bullet or block.rule or block.prose)
        opens = i + 1 == article.start and all(line.rule for line in blocks[:i])
        if short and share >= 0.5 - opens / 10 and not shapes.no_title.search(block.text[-8:]):
            labels = {line.rule.label for line in blocks[i + 1 : i + 4] if line.rule}
            dated = not labels.isdisjoint(("byline", "dateline"))
            capitals = sum(not word[0].islower() for word in block.text.split()) > 0.6 * block.words
            twin = i - 1 in scores and block.text in above.text  # with a path or a day before it
            # a standfirst is much longer than the title above, a heading shorter, a day has digits
            alike = above.words < block.words < 1.5 * above.words and not _DIGIT.search(block.text)
            below = i - 1 in scores and above.words > 3 and not twin and not alike
            size = min(block.words, 9, 12 - block.words / 6)  # a sentence is rarely a title
            scores[i] = size + 8 * share + (i - article.start) / 10
            scores[i] += 4 * dated + 3 * capitals - 4 * below + 2 * (opens + twin)
    return max(scores, key=scores.get)


def _stems(text):
    """How its longer words begin, in scripts without spaces its signs."""
    return {word[:5].lower() for word in shapes.long_word.findall(text)}


# --- verdicts ----------------------------------------------------------------------------------


def _verdicts(blocks, article):
    """Of each block `(label, reason)`, in order."""
    title = _title(blocks, article) if article else None
    latin = _usual([blocks[i] for i in article], "latin")
    seen, heading = set(), None
    for i, block in enumerate(blocks):
        rule, inside = block.rule, i in article
        below = heading and not block.prose and (inside or heading.scope == "next")
        if i == title:
            yield "title", ""
        elif block.text in seen:
            yield "boilerplate", "repeated"
        elif rule or below:
            yield (rule or heading)[:2]
        elif latin is not None and block.latin != latin:
            yield "boilerplate", "another script"
        else:
            yield ("body", "") if inside else ("boilerplate", "outside the article")
        if block.prose or heading and heading.scope == "next":
            heading = None
        if rule and rule.scope in ("next", "section", "end"):  # it holds for the short lines below
            heading = rule
        if block.words > 12 or i == title:
            seen.add(block.text)


# --- knowledge of other pages --


def site_furniture(texts):
    """The paragraphs that recur over pages of one site and are no sentences.

    A paragraph counts once a page, and recurs where it is on five pages and on a twentieth of all.
    """
    lines = (line for text in texts for line in {*text.split("\n\n")})
    counts = Counter(line for line in lines if not shapes.stop.search(line[-12:]))
    return {line for line, n in counts.items() if n >= max(5, len(texts) / 20)}


def without(spans, raw, lines):
    """The spans, of which body that is one of some recurring lines becomes boilerplate."""
    found = {s for s in spans if s.label == "body" and plain(raw[s.start : s.end]) in lines}
    other = {"label": "boilerplate", "reason": "recurs on other pages"}
    return [span._replace(**other) if span in found else span for span in spans]


# --- spans -------------------------------------------------------------------------------------


def label_spans(raw):
    """Every stretch of a page as `Span(start, end, label, reason)`, in order.

    A span is a line that is not blank, a hard-wrapped paragraph, or a part of one where a dateline
    shares it with the body.
    Labels: title, body, dateline, byline, source, caption, boilerplate; the reason names the rule
    ("" for title and body).

    >>> raw = "Home » News\\n\\nThe ministers met to speak about the rivers of the region."
    >>> [(span.label, raw[span.start:span.end][:13]) for span in label_spans(raw)]
    [('boilerplate', 'Home » News'), ('body', 'The ministers')]
    """
    blocks, spans = blocks_of(raw), []
    article = _article(blocks)
    for i, verdict in enumerate(_verdicts(blocks, article)):
        span = Span(blocks[i].start, blocks[i].end, *verdict)
        opens = span.label == "body" and i < article.start + 3
        spans += _without_opening(span, raw) if opens else [span]
    return spans


def _without_opening(span, raw):
    """The span of a paragraph, its dateline apart: place and agency, before a capital."""
    text = raw[span.start : span.end][:120]
    found = OPENINGS.match(text.encode("utf-8", "replace").decode())  # no lone surrogates
    rest = text[found.end() :].lstrip('"“«') if found else ""
    if not rest[:1].isalnum() or rest[0].islower() or rest[1:2].isupper():
        return [span]
    close = span.start + len(found.group().rstrip())
    place = Span(span.start, close, "dateline", "place and agency")
    return [place, span._replace(start=span.start + found.end())]


def body_paragraphs(spans):
    """The paragraphs of the article as `(start, end)`."""
    return [span[:2] for span in spans if span.label == "body"]


def plain_text(raw, paragraphs):
    """The paragraphs as one string, each on one line, a blank line between; of links the words."""
    return "\n\n".join(plain(raw[start:end]) for start, end in paragraphs)


def clean_text(raw):
    """The article of a page as a string."""
    return plain_text(raw, body_paragraphs(label_spans(raw)))
