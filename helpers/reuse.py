"""Passages that recur: near-verbatim sentences and frames that two documents share."""

import re
from collections import defaultdict
from itertools import combinations, pairwise
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import Indel, Levenshtein

from helpers.corpus import documents
from helpers.readers.terms import spelled, stop_words
from helpers.readers.text import within

_PARTS = ("doc", "start", "end", "words", "voice")
_COLUMNS = [f"{part}_{side}" for side in "ab" for part in _PARTS] + ["similarity", "changed"]
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_ENDING = re.compile(r"(?<=\w{4})(?:ing|ed|es|s)\Z")  # only to align: maintaining, maintain
_EMPTY = stop_words("English", "calendar", "title", "formula")
_CROWD = 40  # sentences with one run of words; above that each is compared with the next one only
CONTENT = 4  # words of content that a passage shares at least: fewer are a set phrase
_GAP = 0.3  # what a word without counterpart costs, where a shared word earns 1


class Token(NamedTuple):
    """A word of a sentence: where it stands in the raw document, and its stem for aligning."""

    start: int
    end: int
    word: str
    stem: str


class Sentence(NamedTuple):
    """A sentence of a document, as tokens, with its voice."""

    doc_id: str
    tokens: list


class Passage(NamedTuple):
    """The best common stretch of two sentences."""

    a: list
    b: list
    similarity: float
    changed: str


def shared_passages(corpus):
    """The passages that two documents share, the most similar first; offsets in the raw documents.

    Columns: `doc_a, start_a, end_a, words_a, voice_a` (quotation, reported speech or page), the
    same for b (`doc_a` before `doc_b`), `similarity` (0 to 1: the share of words in common,
    inflection apart), `changed` (what differs, a → b).

    Sentences that share a run of three words are aligned, and the best stretch is kept if it
    shares `CONTENT` words of content: names and offices alone are no passage. The work grows with
    the shared runs, not with pairs of documents."""
    held = documents(corpus)
    sentences = [
        Sentence(doc_id, _tokens(document.raw, start, end))
        for doc_id, document in sorted(held.items())
        for start, end in document.sentences
    ]
    rows = []
    for a, b in candidates(sentences):
        if passage := _align(a.tokens, b.tokens):
            sides = _side(held[a.doc_id], passage.a), _side(held[b.doc_id], passage.b)
            rows.append((*sides[0], *sides[1], passage.similarity, passage.changed))
    order = ["similarity", "doc_a", "start_a", "doc_b", "start_b"]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.sort_values(order, ascending=[False, *[True] * 4], ignore_index=True)


def _side(document, tokens):
    start, end = tokens[0].start, tokens[-1].end
    voices = within(document.voices, start, end)
    words = document.raw[start:end]
    return document.doc_id, start, end, words, voices[0].voice if voices else None


def _tokens(raw, start, end):
    """The words of a stretch; stems are there to align *maintaining* with *maintain*."""
    found = _WORD.finditer(raw[start:end])
    words = [(start + word.start(), start + word.end(), word[0]) for word in found]
    return [Token(a, b, w, _ENDING.sub("", (spelled(w) or w).lower())) for a, b, w in words]


def candidates(sentences):
    """Pairs of sentences of two documents that share a run of three words, one of content."""
    index = defaultdict(list)
    for number, sentence in enumerate(sentences):
        stems = [token.stem for token in sentence.tokens]
        for run in set(zip(stems, stems[1:], stems[2:], strict=False)):
            if not _EMPTY.issuperset(run):
                index[run].append(number)
    pairs = set()
    for found in index.values():
        pairs.update(combinations(found, 2) if len(found) <= _CROWD else pairwise(found))
    for i, j in sorted(pairs):
        if sentences[i].doc_id != sentences[j].doc_id:
            yield sentences[i], sentences[j]


def _align(a, b):
    """The `Passage` of two sentences, or None where too little is shared."""
    same = Indel.editops([t.stem for t in a], [t.stem for t in b]).as_matching_blocks()
    run = _trimmed(_best_run([block for block in same if block.size]), a)
    pairs = [(a[block.a + n].word, b[block.b + n].word) for block in run for n in range(block.size)]
    small = [word for word, other in pairs if word[0].islower() and other[0].islower()]
    if sum(word not in _EMPTY for word in small) < CONTENT:
        return None
    first, last = run[0], run[-1]
    a, b = a[first.a : last.a + last.size], b[first.b : last.b + last.size]
    return Passage(a, b, round(2 * len(pairs) / (len(a) + len(b)), 3), _changed(a, b))


def _best_run(blocks):
    """The matching blocks in a row that earn most, each word between them costing `_GAP`."""
    best, best_score, first, score = [], 0, 0, 0
    for number, block in enumerate(blocks):
        before = blocks[max(0, number - 1)]
        between = block.a - before.a + block.b - before.b - 2 * before.size
        score -= _GAP * max(0, between)
        if score <= 0:
            first, score = number, 0
        score += block.size
        if score > best_score:
            best, best_score = blocks[first : number + 1], score
    return best


def _trimmed(run, tokens):
    """A run without blocks of empty words at its ends: no stray "and"."""
    full = [
        number
        for number, block in enumerate(run)
        if not _EMPTY.issuperset(t.word.lower() for t in tokens[block.a : block.a + block.size])
    ]
    return run[full[0] : full[-1] + 1] if full else []


def _changed(a, b):
    """What differs between two stretches, `old → new`; changes that are near are one."""
    a, b = [token.word for token in a], [token.word for token in b]
    spans = []
    for op in Levenshtein.opcodes([word.lower() for word in a], [word.lower() for word in b]):
        if op.tag != "equal":
            near = spans and op.src_start - spans[-1][1] < 3
            begin, _, begin_b, _ = spans.pop() if near else (op.src_start, 0, op.dest_start, 0)
            spans.append((begin, op.src_end, begin_b, op.dest_end))
    parts = [(" ".join(a[i:j]) or "∅", " ".join(b[k:m]) or "∅") for i, j, k, m in spans]
    return "; ".join(f"{old} → {new}" for old, new in parts)
