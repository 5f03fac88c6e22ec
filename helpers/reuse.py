"""Passages that recur: near-verbatim sentences and frames that two documents share."""

import re
from collections import defaultdict
from itertools import combinations, pairwise

import pandas as pd
from rapidfuzz.distance import Indel, Levenshtein

from helpers.corpus import paragraphs
from helpers.text import sentences
from helpers.topics import STOP_GROUPS, spelled
from helpers.voices import voices

_COLUMNS = [f"{part}_{side}" for side in "ab" for part in ("doc", "start", "end", "words")] + ["similarity", "changed"]
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_ENDING = re.compile(r"(?<=\w{4})(?:ing|ed|es|s)\Z")  # only to align: maintaining, maintain
_EMPTY = frozenset().union(*(STOP_GROUPS.get(g, ()) for g in ("English", "calendar", "title", "formula")))
_CROWD = 40  # sentences with one shingle; above that each is compared with the next one only
_CONTENT = 4  # words of content that a passage shares at least: fewer are a set phrase ("peace and security")
_GAP = 0.3  # what a word without counterpart costs, where a shared word earns 1


def shared_passages(corpus):
    """Table of the passages that two documents share, the most similar first; offsets in the raw documents.

    Columns: `doc_a, start_a, end_a, words_a`, the same for b (`doc_a` before `doc_b`), `similarity` (0 to 1: words in
    common, inflection apart), `changed` (what differs, a → b), `voice_a`, `voice_b` (of `helpers.voices.voices`).

    Sentences that share a run of three words are aligned, and the best stretch is kept if it shares four words of
    content: names and offices alone are no passage. The work grows with the shared runs, not with pairs of documents.
    """
    body = paragraphs(corpus)[["doc_id", "start", "text"]].itertuples(index=False)
    rows = sorted((doc, start + a, text[a:b]) for doc, start, text in body for a, b in sentences(text))
    tokens = [_tokens(start, text) for _, start, text in rows]
    found = []
    for i, j in _candidates([doc for doc, *_ in rows], tokens):
        if match := _align(tokens[i], tokens[j]):
            found.append((*_side(rows[i], match[0]), *_side(rows[j], match[1]), *match[2:]))
    found.sort(key=lambda row: (-row[8], row[:2], row[4:6]))
    table = pd.DataFrame(found, columns=_COLUMNS)
    spoken = voices(corpus.loc[corpus.index.isin({*table["doc_a"], *table["doc_b"]})]).groupby("doc_id")
    spoken = {doc: [*part.itertuples()] for doc, part in spoken}
    for side in "ab":
        table[f"voice_{side}"] = [next((s.voice for s in spoken.get(doc, ()) if s.end > start), None)
                                  for doc, start in table[[f"doc_{side}", f"start_{side}"]].itertuples(index=False)]
    return table


def _tokens(start, text):
    """Each word of a sentence: where it is in the raw document, as it is written, and its stem for aligning."""
    return [(start + m.start(), start + m.end(), m.group(), _ENDING.sub("", (spelled(m.group()) or m.group()).lower()))
            for m in _WORD.finditer(text)]


def _candidates(docs, tokens):
    """Pairs of sentences of two documents that share a run of three words, one of them with content."""
    index = defaultdict(list)
    for number, words in enumerate(tokens):
        stems = [stem for *_, stem in words]
        for run in set(zip(stems, stems[1:], stems[2:], strict=False)):
            if not _EMPTY.issuperset(run):
                index[run].append(number)
    pairs = (combinations(found, 2) if len(found) <= _CROWD else pairwise(found) for found in index.values())
    return sorted({(i, j) for some in pairs for i, j in some if docs[i] != docs[j]})


def _stretch(blocks):
    """The run of matching blocks that earns most, each word between them costing `_GAP`."""
    best, score, first = (0, 0, 0), 0, 0
    for k, block in enumerate(blocks):
        before = blocks[k - 1]
        gap = _GAP * (block.a + block.b - before.a - before.b - 2 * before.size) if k else 0
        first, score = (first, score - gap + block.size) if score > gap else (k, block.size)
        best = max(best, (score, first, k), key=lambda item: item[0])
    return blocks[best[1]:best[2] + 1]


def _align(a, b):
    """The best common stretch of two sentences, `(tokens, tokens, similarity, changed)`, or None."""
    same = Indel.editops([t[3] for t in a], [t[3] for t in b]).as_matching_blocks()
    run = _stretch([block for block in same if block.size])
    for end in (-1, 0):  # no stray "and" at the end, nor at the beginning
        while run and _EMPTY.issuperset(t[2].lower() for t in a[run[end].a:run[end].a + run[end].size]):
            run.pop(end)
    pairs = [(a[m.a + n], b[m.b + n]) for m in run for n in range(m.size)]
    if sum(x[2][0].islower() and y[2][0].islower() and x[2] not in _EMPTY for x, y in pairs) < _CONTENT:
        return None
    a, b = a[run[0].a:run[-1].a + run[-1].size], b[run[0].b:run[-1].b + run[-1].size]
    return a, b, round(2 * len(pairs) / (len(a) + len(b)), 3), _changed([t[2] for t in a], [t[2] for t in b])


def _changed(a, b):
    """What differs between two lists of words, `old → new`; changes less than three words apart are one."""
    ops, spans = Levenshtein.opcodes([w.lower() for w in a], [w.lower() for w in b]), []
    for op in (op for op in ops if op.tag != "equal"):
        if spans and op.src_start - spans[-1][1] < 3:
            spans[-1][1::2] = op.src_end, op.dest_end
        else:
            spans.append([op.src_start, op.src_end, op.dest_start, op.dest_end])
    return "; ".join(f"{' '.join(a[i:j]) or '∅'} → {' '.join(b[k:m]) or '∅'}" for i, j, k, m in spans)


def _side(row, words):
    doc, first, text = row
    start, end = words[0][0], words[-1][1]
    return doc, start, end, text[start - first:end - first]

