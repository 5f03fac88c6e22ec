"""Passages that recur: near-verbatim sentences and frames that two documents share."""

from collections import namedtuple
from functools import lru_cache
from itertools import chain, islice

import numpy as np
from joblib import Parallel, delayed
from rapidfuzz.distance import Indel
from sklearn.feature_extraction.text import HashingVectorizer

from helpers.corpus import documents, frame
from helpers.readers.terms import spelled, stop_words
from helpers.readers.text import shapes, within

_PARTS = ("doc", "start", "end", "words", "voice")
_COLUMNS = [f"{part}_{side}" for side in "ab" for part in _PARTS] + ["similarity"]
_EMPTY = stop_words("English", "calendar", "title", "formula")
_CROWD = 40  # sentences with one run of words; above that each is compared with the next one only
_PAIRS = 5_000  # of sentences that a worker is sent at a time
CONTENT = 4  # words of content that a passage shares at least: fewer are a set phrase
_GAP = 0.3  # what a word without counterpart costs, where a shared word earns 1


# the best common stretch of two sentences; `a` and `b` are its places in them
Passage = namedtuple("Passage", "a b similarity")


@lru_cache(20_000)
def read_sentence(text):
    """The words of a sentence, as matches, and the stem of each."""
    words = [*shapes.word.finditer(text)]
    return words, [_stem(word[0]) for word in words]


@lru_cache(50_000)
def _stem(word):
    """A word such that *maintaining* meets *maintain*."""
    return shapes.ending.sub("", (spelled(word) or word).lower())


def shared_passages(corpus, n_jobs=1):
    """The passages that two documents share, the most similar first; offsets in the raw documents.

    Columns: `doc_a, start_a, end_a, words_a, voice_a` (quotation, reported speech or page), the
    same for b (`doc_a` before `doc_b`), `similarity` (0 to 1: the share of words in common,
    inflection apart).

    Sentences that share a run of three words are aligned, and the best stretch is kept if it
    shares `CONTENT` words of content: names and offices alone are no passage. The work grows with
    the shared runs, not with pairs of documents. `n_jobs` goes to joblib."""
    held = sorted(documents(corpus).items())
    places = [(document, span) for _, document in held for span in document.sentences]
    found = candidates(shapes.word.findall(page.raw, *span) for page, span in places)
    pairs = [(i, j) for i, j in found if places[i][0] is not places[j][0]]
    texts = ([page.words(span) for page, span in (places[i], places[j])] for i, j in pairs)
    chunks = iter(lambda: [*islice(texts, _PAIRS)], [])
    found = Parallel(n_jobs, return_as="generator")(map(delayed(_aligned), chunks))
    rows = (
        (*_side(*places[i], passage.a), *_side(*places[j], passage.b), passage.similarity)
        for (i, j), passage in zip(pairs, chain.from_iterable(found), strict=True)
        if passage
    )
    order = ["similarity", "doc_a", "start_a", "doc_b", "start_b"]
    table = frame(rows, _COLUMNS)
    return table.sort_values(order, ascending=[False, *[True] * 4], ignore_index=True)


def _aligned(pairs):
    return [align(a, b) for a, b in pairs]


def _side(document, sentence, place):
    start, end = sentence[0] + place[0], sentence[0] + place[1]
    voice = next((voice.voice for voice in within(document.voices, start, end)), None)
    return document.doc_id, start, end, document.raw[start:end], voice


def candidates(sentences):
    """Pairs of numbers of sentences, lists of words, that share a run of three stems."""
    runs = HashingVectorizer(analyzer=_runs, n_features=2**31 - 1, norm=None)
    found = runs.transform(chain(sentences, [[]])).tocoo()  # of no sentence at all it would fail
    order = np.argsort(found.col, kind="stable")
    many, run, owner = found.shape[0], found.col[order], found.row[order].astype(np.int64)
    sizes = np.unique(run, return_counts=True)[1]
    crowded = np.repeat(sizes, sizes) > _CROWD
    pairs = [np.empty(0, dtype=int)]
    for step in range(1, min(_CROWD, len(run))):
        same = (run[:-step] == run[step:]) & ~(crowded[step:] & (step > 1))
        pairs.append(owner[:-step][same] * many + owner[step:][same])
    return (divmod(pair, many) for pair in np.unique(np.concatenate(pairs)).tolist())


def _runs(words):
    """The runs of three stems in a sentence, of which one at least is of content."""
    stems = [*map(_stem, words)]
    for run in zip(stems, stems[1:], stems[2:], strict=False):
        if not _EMPTY.issuperset(run):
            yield " ".join(run)


def align(a, b):
    """The `Passage` of two sentences, or None where too little is shared."""
    (words, stems), (others, other_stems) = read_sentence(a), read_sentence(b)
    same = Indel.editops(stems, other_stems).as_matching_blocks()
    run = _trimmed(_best_run([block for block in same if block.size]), words)
    pairs = [(words[block.a + n], others[block.b + n]) for block in run for n in range(block.size)]
    small = [word[0] for word, other in pairs if word[0][0].islower() and other[0][0].islower()]
    if sum(word not in _EMPTY for word in small) < CONTENT:
        return None
    (first, other_first), (last, other_last) = pairs[0], pairs[-1]
    places = (first.start(), last.end()), (other_first.start(), other_last.end())
    begin, end = run[0], run[-1]
    length = end.a - begin.a + end.b - begin.b + 2 * end.size
    return Passage(*places, round(2 * len(pairs) / length, 3))


def _best_run(blocks):
    """The matching blocks in a row that earn most, each word between them costing `_GAP`."""
    best, best_score, run, score = [], 0, [], 0
    for block in blocks:
        if run:
            between = block.a - run[-1].a + block.b - run[-1].b - 2 * run[-1].size
            score -= _GAP * between
        if score <= 0:
            run, score = [], 0
        run, score = [*run, block], score + block.size
        if score > best_score:
            best, best_score = run, score
    return best


def _trimmed(run, words):
    """A run without blocks of empty words at its ends: no stray "and"."""
    parts = [words[block.a : block.a + block.size] for block in run]
    full = [n for n, part in enumerate(parts) if any(w[0].lower() not in _EMPTY for w in part)]
    return run[full[0] : full[-1] + 1] if full else []
