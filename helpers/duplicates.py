"""Documents that say the same: found by the rare words in a row that they share, then compared.

Two texts of which nine words in ten agree share most of their word triples, and so one of the
rarest third of each (prefix filtering; Chaudhuri, Ganti and Kaushik, ICDE 2006): only such pairs
are compared. A triple that more than twenty documents have is passed over, so that the work grows
with the documents and not with their pairs; but each document is compared with the first few that
share its rarest one, however many do.
"""

from collections import defaultdict
from itertools import product

import numpy as np
import pandas as pd
from rapidfuzz.distance import Levenshtein

LEAST = 0.9  # normalised Levenshtein similarity of the words
TOGETHER = 20  # documents with one triple: so many are all compared with each other
FIRST = 5  # of more, each is compared with these
_MIX = np.array([0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35], dtype=np.uint32)  # odd: no bit is lost


def duplicates(corpus):
    """Documents that say the same: `doc_id, other, kind` (exact or near), `similarity` 0–100.

    Near means that at least 90 % of the words agree (normalised Levenshtein). None is dropped. Of
    more than twenty documents that say the same, each is compared with the first five.
    """
    texts, rows = corpus["text"].sort_index().to_dict(), []
    sizes = {doc_id: len(text.split()) for doc_id, text in texts.items()}
    for a, b in sorted(_candidates(texts)):
        if min(sizes[a], sizes[b]) < LEAST * max(sizes[a], sizes[b]):
            continue  # so many words are in one of them alone
        words = texts[a].split(), texts[b].split()
        if agree := Levenshtein.normalized_similarity(*words, score_cutoff=LEAST):
            kind = "exact" if texts[a] == texts[b] else "near"
            rows.append((a, b, kind, round(100 * agree, 1)))
    return pd.DataFrame(rows, columns=["doc_id", "other", "kind", "similarity"])


def _candidates(texts):
    """The pairs of texts, sorted by id, that may be duplicates: they share a rare triple."""
    numbers = {}
    triples = {doc_id: _triples(text.split(), numbers) for doc_id, text in texts.items()}
    pool = np.sort(np.concatenate(list(triples.values()) or [[]]))
    holders = defaultdict(list)
    for doc_id, some in triples.items():
        counts = np.searchsorted(pool, some, "right") - np.searchsorted(pool, some, "left")
        rare = np.lexsort((some, counts))[: len(some) // 3 + 4]
        shared = counts[rare] > 1
        shared[1:] &= counts[rare[1:]] <= TOGETHER
        for triple in some[rare[shared]].tolist():
            holders[triple].append(doc_id)
    groups = ((ids if len(ids) <= TOGETHER else ids[:FIRST], ids) for ids in holders.values())
    return {(a, b) for group in groups for a, b in product(*group) if a < b}


def _triples(words, numbers):
    """The hashes of all three words in a row, each once; of fewer words, padded."""
    found = [numbers.setdefault(word, len(numbers) + 1) for word in words]
    row = np.array(found + [0] * (3 - len(found)), dtype=np.uint32)
    mixed = row[:-2] * _MIX[0] ^ row[1:-1] * _MIX[1] ^ row[2:] * _MIX[2]
    return np.unique(mixed ^ (mixed >> 15))
