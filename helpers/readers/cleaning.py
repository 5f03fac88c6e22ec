"""What of a saved page is the article: a mask with reasons over the raw text, no rewritten string.

The page is segmented once (`blocks`). The article is the run of blocks with the largest sum of
weights (maximum subsequence segmentation, Pasternack and Roth, WWW 2009): prose weighs its words,
furniture (`furniture`) a loss, any other short line (a heading, an item, a line of code) next to
nothing. A heading such as "Related news" or "Comments" costs much, so that prose below it belongs
to the article only where there is more of it. Inside the article, furniture is named and set apart,
repeated paragraphs are kept once, and so is prose in the page's own script and language. The title
is looked for above the article.

It does not see what only HTML shows, it does not know other pages (`site_furniture` does, when it
is given some), and of a page of teasers it keeps the teasers. Every step is linear in the text.
"""

from collections import Counter, namedtuple
from itertools import groupby

from helpers.readers.blocks import STOP, blocks_of, plain, read_more
from helpers.readers.furniture import line_rule, searched
from helpers.readers.language import sure_language

Span = namedtuple("Span", "start end label reason paragraph", defaults=("", None))

_BODY, _TITLE = ("body", ""), ("title", "")
# What a block adds to the article, in words.
_FURNITURE, _NOTE, _SHORT, _SENTENCE = 8, -1, -0.7, 3
_MOST = 50  # words: a longer paragraph weighs no more
_ELSEWHERE = 0.2  # of its words: prose at another indent than most
_VISITOR = 0.3  # of its words: prose that speaks to the visitor of the site
_NO_DIGITS = str.maketrans("", "", "0123456789")
_CARDS = 3  # times: what is printed more often belongs to a list of cards and divides nothing

# --- the article -------------------------------------------------------------------------------


def _usual(blocks, quality):
    """The script or indent in which most words of prose stand."""
    counts = Counter()
    for block in blocks:
        if block.prose:
            counts[getattr(block, quality)] += block.words
    return max(counts, key=counts.get, default=None)


def _weights(blocks):
    """What each block adds to the article; a page may print its article twice: the first counts."""
    indent, script, seen = _usual(blocks, "indent"), _usual(blocks, "script"), set()
    listed = False  # whether prose or a colon stands above the items of a list
    for block, loss in zip(blocks, _losses(blocks), strict=True):
        if loss is not None:
            yield loss
        elif block.script != script:
            yield _SHORT
        elif block.prose:
            yield 0 if block.text in seen else _prose_weight(block, indent)
        elif block.stop and block.words > 3:
            yield _SENTENCE
        else:
            yield 0 if listed and block.bullet else _SHORT
        listed = block.prose or block.text.endswith(":") or listed and bool(block.bullet)
        seen.add(block.text)


def _losses(blocks):
    """What each line of furniture takes from the article, None for other blocks."""
    prose = sum(min(block.words, _MOST) for block in blocks if block.prose)
    losses = {"end": -min(150, prose / 4), "section": -min(120, prose / 8)}
    forms = [_form(block.text) for block in blocks]
    printed = Counter(forms)
    for block, form in zip(blocks, forms, strict=True):
        rule = None if block.rule and block.rule.scope == "visitor" else block.rule
        if printed[form] > _CARDS and not block.prose or rule and rule.reason == "script":
            yield 0
        elif rule and rule.label == "boilerplate":
            yield losses.get(rule.scope, -min(_FURNITURE, prose / 25))
        else:
            yield _NOTE if rule else None


def _form(text):
    """A line without its numbers, unless hardly anything is left."""
    form = text.translate(_NO_DIGITS)
    return form if len(form) > 3 else text


def _prose_weight(block, indent):
    """The words of a block of prose, fewer where it stands aside or speaks to the visitor."""
    weight = min(block.words, _MOST)
    if not block.bullet and block.indent != indent:
        weight *= _ELSEWHERE
    return weight * _VISITOR if block.rule else weight


def _article(blocks):
    """The range of blocks with the largest sum of weights."""
    best = total = first = 0
    article = range(0)
    for last, weight in enumerate(_weights(blocks), start=1):
        total, first = (total + weight, first) if total > 0 else (weight, last - 1)
        if total > best:
            best, article = total, range(first, last)
    return article if any(blocks[i].prose for i in article) else _without_prose(blocks)


def _without_prose(blocks):
    """Of a page without prose: from the first line that ends as a sentence to the last."""
    some = [i for i, b in enumerate(blocks) if b.words > 1 and b.stop and not b.rule]
    return range(some[0], some[-1] + 1) if some else range(0)


def _title(blocks, first):
    """The index of the title among the blocks above the article, or None."""
    printed = Counter(_bare(block) for block in blocks)
    scores = {None: 0}
    for i in range(max(0, first - 30), first):
        if _may_be_title(blocks[i], blocks[first].script):
            scores[i] = _title_score(blocks, i, first, printed)
    return max(scores, key=scores.get)


def _bare(block):
    return block.text.strip("# ")


def _may_be_title(block, script):
    short = 3 <= block.words <= 30 and not block.bullet and not block.rule
    return short and block.script == script and not searched("day", block.text)


def _title_score(blocks, i, first, printed):
    """How much a line looks like the title: dated or signed below, printed twice, marked, near."""
    text, below = blocks[i].text, blocks[i + 1 : i + 4]
    signed = any(block.rule and block.rule.label == "byline" for block in below)
    dated = signed or any(searched("day", block.text[:100]) for block in below)
    twice, ends = printed[_bare(blocks[i])] > 1, text.endswith((".", ":", ";"))
    marked, length = text.startswith("# "), min(blocks[i].words, 9)
    return length + 4 * (dated + twice - ends) + 9 * marked - (first - i) / 3


# --- verdicts ----------------------------------------------------------------------------------


def _cards(blocks):
    """The blocks, with a heading that stands there often read as the link of a card."""
    printed = Counter(block.text for block in blocks if _is_heading(block.rule))
    link = line_rule("learn more")
    return [b._replace(rule=link) if printed[b.text] > _CARDS else b for b in blocks]


def _is_heading(rule):
    return rule is not None and rule.scope in ("section", "end")


class _Page:
    """The blocks of a page with its article, its title and what is usual in it."""

    def __init__(self, raw):
        self.blocks = _cards(blocks_of(raw))
        self.article = _article(self.blocks)
        self.title = _title(self.blocks, self.article.start) if self.article else None
        self.heading = None if self.title is None else _bare(self.blocks[self.title])
        prose = [self.blocks[i] for i in self.article if self.blocks[i].prose]
        self.script, self.foreign = _usual(prose, "script"), _foreign(prose)

    def verdicts(self):
        """Of each block `(label, reason)`, in order."""
        seen, section, cue = set(), False, None
        for i, block in enumerate(self.blocks):
            rule = block.rule if block.rule and block.rule.scope != "visitor" else None
            section = _is_heading(rule) or section and not block.prose
            if i == self.title:
                yield _TITLE
            elif _bare(block) == self.heading or block.words > 12 and block.text in seen:
                yield "boilerplate", "repeated"
            elif rule or cue and block.words <= 5:
                yield (rule or cue)[:2]
            else:
                yield self._by_place(i, block, section)
            cue = rule if rule and rule.scope == "next" else None
            seen.add(block.text)

    def _by_place(self, i, block, section):
        if block.script != (self.script or block.script):
            return "boilerplate", "another script"
        if i not in self.article:
            return "boilerplate", "outside the article"
        if section:
            return "boilerplate", "related news"
        return ("boilerplate", "another language") if block.text in self.foreign else _BODY


def _foreign(blocks):
    """The paragraphs in another language; asked are those without the page's usual small words."""
    texts = [block.text[:150] for block in blocks]
    words = [frozenset(text.lower().split()) for text in texts]
    counts = Counter(word for some in words for word in some)
    usual = {word for word, n in counts.most_common(40) if n > 1 and len(word) <= 5}
    odd = [i for i, some in enumerate(words) if len(some & usual) < 2]
    if not odd:
        return frozenset()
    languages = {i: sure_language(texts[i]) for i in odd}
    rest = " ".join(text for i, text in enumerate(texts) if i not in languages)
    own = sure_language(rest) or Counter(languages.values()).most_common(1)[0][0]
    return frozenset(blocks[i].text for i, found in languages.items() if found not in (own, None))


# --- knowledge of other pages --


def site_furniture(pages, share=0.05, least=5):
    """The lines that recur over pages of one site and are no sentences, white space made single.

    `pages` gives for each page its body paragraphs as strings. A line counts once a page, and
    recurs where it is on `least` pages and on a `share` of all.
    """
    counts, pages = Counter(), list(pages)
    for page in pages:
        counts.update({_flat(line) for line in page if not STOP.search(line.rstrip()[-12:])})
    return frozenset(line for line, n in counts.items() if n >= max(least, share * len(pages)))


def without(spans, raw, lines):
    """The spans, of which body that is one of some recurring lines becomes boilerplate."""
    return [
        span._replace(label="boilerplate", reason="recurs on other pages")
        if span.label == "body" and _flat(raw[span.start : span.end]) in lines
        else span
        for span in spans
    ]


def _flat(text):
    return " ".join(text.split())


# --- spans -------------------------------------------------------------------------------------


def label_spans(raw):
    """Every stretch of a page as `Span(start, end, label, reason, paragraph)`, in order.

    A span is a line that is not blank, or a part of one where a dateline shares it with the body.
    Labels: title, body, dateline, byline, source, caption, boilerplate; the reason names the rule
    ("" for title and body). Spans of one hard-wrapped paragraph share its number.

    >>> raw = "Home » News\\n\\nThe ministers met to speak about the rivers of the region."
    >>> [(span.label, raw[span.start:span.end][:13]) for span in label_spans(raw)]
    [('boilerplate', 'Home » News'), ('body', 'The ministers')]
    """
    page, spans = _Page(raw), []
    for i, verdict in enumerate(page.verdicts()):
        parts = [Span(line.start, line.end, *verdict, i) for line in page.blocks[i].lines]
        if verdict is _BODY and i < page.article.start + 3:
            parts = _without_opening(parts, raw)
        spans += _without_ending(parts, raw) if verdict is _BODY else parts
    return spans


def _without_opening(parts, raw):
    """The spans of a paragraph, its dateline apart: place and agency, before a capital."""
    text = raw[parts[0].start : parts[0].end][:120]
    found = searched("opening", text)
    rest = text[found.end() :].lstrip('"“«') if found else ""
    if not rest[:1].isalnum() or rest[0].islower() or rest[1:2].isupper():
        return parts
    start, body = parts[0].start, parts[0]._replace(start=parts[0].start + found.end())
    place = Span(start, start + len(found.group().rstrip()), "dateline", "place and agency")
    return [place, body, *parts[1:]]


def _without_ending(parts, raw):
    """The spans of a paragraph, a `Read more` at its end apart."""
    last = parts[-1]
    tail = raw[last.start : last.end][-60:]
    if not (found := read_more(tail)):
        return parts
    words = tail[found.start() + 1 :]
    body = last._replace(end=last.end - len(words))
    more = Span(last.end - len(words.lstrip()), last.end, "boilerplate", "read more")
    return [*parts[:-1], body, more]


def body_paragraphs(raw, spans):
    """The paragraphs of the article as `(start, end)`; a hard-wrapped one runs over line ends."""
    body = [span for span in spans if span.label == "body"]
    numbered = groupby(
        body, key=lambda span: (span.paragraph, span.paragraph is None and span.start)
    )
    parts = [list(part) for _, part in numbered]
    return [(part[0].start, part[-1].end) for part in parts]


def plain_text(raw, paragraphs):
    """The paragraphs as one string, each on one line, a blank line between; of links the words."""
    return "\n\n".join(plain(raw[start:end]) for start, end in paragraphs)


def clean_text(raw):
    """The article of a page as a string."""
    return plain_text(raw, body_paragraphs(raw, label_spans(raw)))
