"""Recurring passages: a gold made by reading 000 beside 001, and texts on other subjects."""

from pathlib import Path

import pandas as pd
import pytest

from helpers.corpus import load_corpus
from helpers.reuse import shared_passages

SEEDS = Path(__file__).parents[1] / "seeds"
# words that must lie inside the passage of 000, inside that of 001, and the voice of each
GOLD = [
    ("parties discussed the growing role of Central Asia", "parties discussed the growing role of Central Asia",
     "reported speech", "reported speech"),
    ("highlighted the importance of developing and strengthening preventive diplomacy tools to maintain peace",
     "highlighted the importance of developing and strengthening the tools of preventive diplomacy for maintaining",
     "reported speech", "reported speech"),
    ("leading role in addressing security and sustainable development",
     "leading role of the Organization in addressing challenges in the field of security and sustainable development",
     "reported speech", "quotation"),
    ("continuing the numerous constructive processes in the Central Asian region",
     "continuing numerous creative processes in the Central Asian region", "quotation", "reported speech"),
    ("commitment to the principles of multilateralism", "commitment to the principles of multilateralism",
     "reported speech", "reported speech"),
    ("Head of the UNRCCA, I am ready to make a positive contribution to strengthening multifaceted regional "
     "cooperation", "I am ready to defend the interests of Central Asia and to help strengthen multifaceted "
     "cooperation", "quotation", "quotation"),
]


def _archive(tmp_path, *texts):
    for number, text in enumerate(texts):
        (tmp_path / f"d{number}.txt").write_text(text, encoding="utf-8")
    return load_corpus(tmp_path)


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(SEEDS)


@pytest.fixture(scope="module")
def found(corpus):
    return shared_passages(corpus)


@pytest.mark.parametrize(("words_000", "words_001", "voice_000", "voice_001"), GOLD)
def test_each_frame_of_the_gold_is_found_once_with_its_voices(found, words_000, words_001, voice_000, voice_001):
    hits = [row for row in found.itertuples() if words_000 in row.words_a and words_001 in row.words_b]
    assert len(hits) == 1
    assert (hits[0].voice_a, hits[0].voice_b) == (voice_000, voice_001)


def test_nothing_but_the_frames_of_000_and_001_recurs(found):
    assert len(found) == len(GOLD)
    assert set(zip(found["doc_a"].str[:3], found["doc_b"].str[:3], strict=True)) == {("000", "001")}


def test_offsets_quote_the_raw_documents(corpus, found):
    for row in found.itertuples():
        assert corpus["raw"][row.doc_a][row.start_a:row.end_a] == row.words_a
        assert corpus["raw"][row.doc_b][row.start_b:row.end_b] == row.words_b


def test_what_changed_is_said(found):
    changes = " | ".join(found["changed"])
    assert "preventive diplomacy tools to maintain → the tools of preventive diplomacy for maintaining" in changes
    assert "constructive → numerous creative" in changes
    assert found.loc[found["similarity"] == 1, "changed"].tolist() == [""]


def test_other_subjects(tmp_path):
    corpus = _archive(
        tmp_path,
        "The harbour master said that dredging of the northern channel would begin after the spring tides. "
        "Fishing boats stay in the inner basin.\n\nThe town band played until midnight near the old lighthouse.",
        "According to the port, dredging the northern channel will begin after spring tides have passed this year. "
        "A ferry sank.\n\nNobody in the village remembers a colder winter than the last one.",
        "The baker sells rye bread on Mondays. The town hall stays closed for repairs until further notice.")
    found = shared_passages(corpus)
    assert found[["doc_a", "doc_b"]].to_numpy().tolist() == [["d0", "d1"]]
    assert "northern channel" in found["words_a"][0] and "spring tides" in found["words_b"][0]


def test_names_offices_and_set_phrases_are_no_passages(tmp_path):
    corpus = _archive(
        tmp_path,
        "Minister of Foreign Affairs of Ruritania Anna Blum met the Special Envoy of the United Nations John Roe "
        "on Friday to open the new bridge, and they want peace and security in the region.",
        "The Minister of Foreign Affairs of Ruritania Anna Blum received the Special Envoy of the United Nations "
        "John Roe at dinner, where peace and security in the region were praised.")
    assert shared_passages(corpus).empty


def test_a_document_is_not_compared_with_itself_and_a_lone_one_shares_nothing(tmp_path):
    text = "The northern channel of the harbour will be dredged after the spring tides have passed. "
    assert shared_passages(_archive(tmp_path, text * 3)).empty


def test_many_documents_with_one_common_sentence_stay_linear(tmp_path):
    sentence = "The northern channel of the harbour will be dredged after the spring tides have passed this year."
    corpus = pd.concat([_archive(tmp_path, sentence)] * 300)
    corpus.index = [f"d{number:03}" for number in range(300)]
    corpus.index.name = "doc_id"
    found = shared_passages(corpus)
    assert set(found["doc_a"]) | set(found["doc_b"]) == set(corpus.index)
    assert len(found) < 1000
