"""Recurring passages: a gold made by reading 000 beside 001, and texts on other subjects."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from conftest import HOUSE, assert_growth
from helpers import reuse
from helpers.corpus import documents, load_corpus
from helpers.reuse import shared_passages

# words that must lie inside the passage of 000, inside that of 001, and the voice of each
GOLD = [
    (
        "parties discussed the growing role of Central Asia",
        "parties discussed the growing role of Central Asia",
        "reported speech",
        "reported speech",
    ),
    (
        "highlighted the importance of developing and strengthening preventive "
        "diplomacy tools to maintain peace",
        "highlighted the importance of developing and strengthening the tools of "
        "preventive diplomacy for maintaining",
        "reported speech",
        "reported speech",
    ),
    (
        "leading role in addressing security and sustainable development",
        "leading role of the Organization in addressing challenges in the field "
        "of security and sustainable development",
        "reported speech",
        "quotation",
    ),
    (
        "continuing the numerous constructive processes in the Central Asian region",
        "continuing numerous creative processes in the Central Asian region",
        "quotation",
        "reported speech",
    ),
    (
        "commitment to the principles of multilateralism",
        "commitment to the principles of multilateralism",
        "reported speech",
        "reported speech",
    ),
    (
        "Head of the UNRCCA, I am ready to make a positive contribution to "
        "strengthening multifaceted regional "
        "cooperation",
        "I am ready to defend the interests of Central Asia and to help strengthen multifaceted "
        "cooperation",
        "quotation",
        "quotation",
    ),
]


def _archive(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"d{number}.txt").write_text(text, encoding="utf-8")
    return load_corpus(tmp_path)


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(HOUSE / "seeds")


@pytest.fixture(scope="module")
def found(corpus):
    return shared_passages(corpus)


@pytest.mark.parametrize(("words_000", "words_001", "voice_000", "voice_001"), GOLD)
def test_each_frame_of_the_gold_is_found_once_with_its_voices(
    found, words_000, words_001, voice_000, voice_001
):
    hits = [
        row for row in found.itertuples() if words_000 in row.words_a and words_001 in row.words_b
    ]
    assert len(hits) == 1
    assert (hits[0].voice_a, hits[0].voice_b) == (voice_000, voice_001)


def test_nothing_but_the_frames_of_000_and_001_recurs(found):
    assert len(found) == len(GOLD)
    assert set(zip(found["doc_a"].str[:3], found["doc_b"].str[:3], strict=True)) == {("000", "001")}


def test_offsets_quote_the_raw_documents(corpus, found):
    for row in found.itertuples():
        assert corpus["raw"][row.doc_a][row.start_a : row.end_a] == row.words_a
        assert corpus["raw"][row.doc_b][row.start_b : row.end_b] == row.words_b


def test_other_subjects(tmp_path):
    corpus = _archive(
        tmp_path,
        "The harbour master said that dredging of the northern channel would "
        "begin after the spring tides. "
        "Fishing boats stay in the inner basin.\n\nThe town band played until "
        "midnight near the old lighthouse.",
        "According to the port, dredging the northern channel will begin after "
        "spring tides have passed this year. "
        "A ferry sank.\n\nNobody in the village remembers a colder winter than the last one.",
        "The baker sells rye bread on Mondays. The town hall stays closed for "
        "repairs until further notice.",
    )
    found = shared_passages(corpus)
    assert found[["doc_a", "doc_b"]].to_numpy().tolist() == [["d0", "d1"]]
    assert "northern channel" in found["words_a"][0] and "spring tides" in found["words_b"][0]


def test_names_offices_and_set_phrases_are_no_passages(tmp_path):
    corpus = _archive(
        tmp_path,
        "Minister of Foreign Affairs of Ruritania Anna Blum met the Special "
        "Envoy of the United Nations John Roe "
        "on Friday to open the new bridge, and they want peace and security in the region.",
        "The Minister of Foreign Affairs of Ruritania Anna Blum received the "
        "Special Envoy of the United Nations "
        "John Roe at dinner, where peace and security in the region were praised.",
    )
    assert shared_passages(corpus).empty


def test_a_document_is_not_compared_with_itself_and_a_lone_one_shares_nothing(tmp_path):
    text = (
        "The northern channel of the harbour will be dredged after the spring tides have passed. "
    )
    assert shared_passages(_archive(tmp_path, text * 3)).empty


def test_numbers_are_numbers_and_no_passage_is_an_empty_table(corpus, found):
    empty = shared_passages(corpus.iloc[:1])
    for table in (found, empty):
        for name in ("start_a", "end_a", "start_b", "end_b", "similarity"):
            assert pd.api.types.is_numeric_dtype(table[name]) or not len(table)
    assert list(empty.columns) == list(found.columns) and empty.empty


def test_a_set_phrase_alone_is_below_the_threshold(corpus, found):
    formula = "peace and security in the region"
    assert sum(formula in text for text in corpus["text"]) == 3
    assert formula not in {*found["words_a"], *found["words_b"]}
    assert reuse.CONTENT == 4


def made(texts):
    """A corpus of bare texts."""
    ids = [f"d{number:04}" for number in range(len(texts))]
    return pd.DataFrame({"text": texts}, index=pd.Index(ids, name="doc_id"))


def invented(number, seed=0):
    """Texts of four sentences in invented words; every second text borrows half a sentence."""
    rng = np.random.default_rng(seed)
    syllables = [
        "ba",
        "ce",
        "di",
        "fo",
        "gu",
        "ha",
        "je",
        "ki",
        "lo",
        "mu",
        "na",
        "pe",
        "ri",
        "so",
        "tu",
        "va",
        "we",
        "xi",
        "yo",
        "zu",
    ]
    words = ["".join(rng.choice(syllables, 3)) for _ in range(4000)]
    pool = [" ".join(rng.choice(words, 9)) for _ in range(number // 4)]
    texts = []
    for _ in range(number):
        parts = [" ".join(rng.choice(words, 12)) for _ in range(4)]
        if rng.random() < 0.5:
            parts[3] = f"{parts[3][:20]} {rng.choice(pool)}"
        texts.append(" ".join(f"{part.capitalize()}." for part in parts))
    return texts


def test_many_documents_with_one_common_sentence_stay_few_passages():
    sentence = "The northern channel of the harbour will be dredged after the spring tides pass."
    corpus = made([sentence] * 300)
    found = shared_passages(corpus)
    assert set(found["doc_a"]) | set(found["doc_b"]) == set(corpus.index)
    assert len(found) < 1000


def exact(corpus):
    """Places of all passages, by comparing every sentence with every other."""
    held = documents(corpus).values()
    sentences = [
        (page.doc_id, start, page.raw[start:end], {*reuse.read_sentence(page.raw[start:end])[1]})
        for page in held
        for start, end in page.sentences
    ]
    found = set()
    for (doc_a, start_a, a, stems), (doc_b, start_b, b, others) in combinations(sentences, 2):
        if doc_a == doc_b or len(stems & others) < reuse.CONTENT:
            continue  # fewer shared words than a passage needs
        if passage := reuse.align(a, b):
            found.add((doc_a, start_a + passage.a[0], doc_b, start_b + passage.b[0]))
    return found


def places(found):
    columns = ["doc_a", "start_a", "doc_b", "start_b"]
    return set(found[columns].itertuples(index=False, name=None))


def test_the_index_finds_what_an_exact_search_finds():
    corpus = made(invented(60))
    found = places(shared_passages(corpus))
    assert len(found) > 10 and found == exact(corpus)


@pytest.mark.slow
def test_the_index_finds_the_same_on_a_thousand_different_documents():
    corpus = made(invented(1000))
    found = places(shared_passages(corpus))
    assert len(found) > 100 and found == exact(corpus)


@pytest.mark.slow
def test_four_times_the_documents_take_about_four_times_as_long():
    def searching(number):
        corpus = made(invented(number))
        return lambda: shared_passages(corpus)

    assert_growth(searching, 1000, 4000, below=5)
