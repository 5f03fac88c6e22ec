"""Terms, topics, the number of topics, and what happens to texts that carry none."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from helpers import topics
from helpers.corpus import load_corpus, paragraphs
from helpers.people import find_people
from helpers.text import TABLES, read_table
from helpers.topics import (
    document_agreement,
    fit_topics,
    lda_agreement,
    leave_one_out,
    match_topics,
    tokenise,
    topic_documents,
)

SEEDS = Path(__file__).parents[1] / "seeds"
SUBJECTS = {  # invented texts: each draws its words from one of three vocabularies
    "sea": "harbour ferry tide lighthouse captain sail anchor deck cargo crew buoy reef wave gull pier rope mast hull",
    "bread": "flour oven yeast dough baker crust loaf butter rye kneading salt bran malt tin peel sieve crumb wheat",
    "stars": "telescope comet orbit galaxy planet lens crater eclipse nebula satellite dust mars venus ring probe dome "
             "meteor pulsar",
}


def _invented(each=10, words=16, seed=3):
    rng, odds = np.random.default_rng(seed), 1 / np.arange(1, 19)  # as in real texts few words are frequent
    return [(name, " ".join(rng.choice(vocabulary.split(), words, p=odds / odds.sum())))
            for name, vocabulary in SUBJECTS.items() for _ in range(each)]


@pytest.fixture(scope="module")
def table():
    return paragraphs(load_corpus(SEEDS))


@pytest.fixture(scope="module")
def names():
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    people = [(text, person) for text in texts for person in find_people(text)]
    return {person.name for _, person in people} | {text[person.start:person.end] for text, person in people}


@pytest.fixture(scope="module")
def model(table, names):
    return fit_topics(table["text"], 5, drop=names)


@pytest.mark.parametrize(("text", "terms"), [
    ("The UN and the SCO", ["UN", "SCO"]),
    ("confidence-building in the UN Plaza building", ["confidence-building", "UN Plaza", "building"]),
    ("confidence building, confidence-building", ["confidence-building"] * 2),
    ("the Central Asian countries of Central Asia", ["Central Asia", "countries", "Central Asia"]),
    ("Food security matters; climate change", ["food security", "climate change"]),
    ("a center for organizing labor defense", ["centre", "organising", "labour", "defence"]),
    ("analyzed and realized, but a downsized prize", ["analysed", "realised", "downsized", "prize"]),
    ("Kazakhstan's rivers and the states' borders", ["Kazakhstan", "rivers", "states", "borders"]),
    ("It isn't so, they'll go", []),
    ("us, US and U.S. who WHO", ["US", "US", "WHO"]),
    ("In 2024, 18 of 1GW on 20-02-2024", []),
    ("the bill passed, the system failed", ["bill", "passed", "system", "failed"]),
    ("вода и Ўзбекистон", ["вода", "Ўзбекистон"]),
    ("press service; the Minister of Foreign Affairs took part", []),
    ("", []),
])
def test_terms(text, terms):
    assert tokenise(text) == terms


def test_a_phrase_does_not_reach_into_the_next_text():
    assert topics._counts(["river in Central", "Asia river"] * 2)[1].tolist() == ["Asia", "Central", "river"]


def test_capitals_and_plurals_meet_and_show_their_most_frequent_form():
    texts = ["agencies Water", "agencies water", "agency water", "agencies goods", "good lens", "lens goods good"]
    terms = topics._counts(texts)[1].tolist()
    assert terms == ["agencies", "good", "goods", "lens", "water"]


def test_the_tables_give_every_word_a_reason_once():
    stop = read_table(TABLES / "stop_words.csv", ["word", "group", "reason"])
    assert stop["reason"].str.len().gt(5).all() and not stop["word"].duplicated().any()
    spellings = read_table(TABLES / "spellings.csv", ["american", "british"])
    assert not spellings["american"].duplicated().any()
    assert not set(spellings["british"]) & set(spellings["american"][spellings["american"] != spellings["british"]])
    assert not read_table(TABLES / "phrases.csv", ["phrase", "term", "reason"])["phrase"].duplicated().any()


def test_three_subjects_are_told_apart():
    labels, texts = zip(*_invented(), strict=True)
    model = fit_topics(texts, 3)
    leads = model.doc_weights.argmax(axis=1)
    assert len(set(zip(labels, leads, strict=True))) == 3
    assert model.doc_weights.sum(axis=1) == pytest.approx(1)
    assert {frozenset(top) <= frozenset(SUBJECTS[name].split()) for name, lead in zip(labels, leads, strict=True)
            for top in [model.top_terms(5)[lead]]} == {True}


def test_a_large_subject_does_not_take_the_topics_of_small_ones():
    labels, texts = zip(*(_invented(60)[:60] + _invented(60)[60:66] + _invented(60)[120:126]), strict=True)
    leads = fit_topics(texts, 3).doc_weights.argmax(axis=1)
    assert len(set(zip(labels, leads, strict=True))) == 3


def test_the_number_of_subjects_is_found_and_shuffled_words_have_none():
    labels, texts = zip(*_invented(each=20, words=30), strict=True)
    model = fit_topics(texts)
    assert model.n_topics == 3 and 3 in model.choice["n_topics"][model.choice["separates"]].tolist()
    words = np.random.default_rng(1).permutation(" ".join(texts).split())
    noise = [" ".join(part) for part in np.array_split(words, len(texts))]
    model = fit_topics(noise)
    assert not model.choice["separates"].any()
    assert "No number of topics from 2 to 10 separates from chance" in model.note


def test_words_of_one_document_do_not_separate_from_the_second_null():
    """Each document repeats its own vocabulary: topics agree, but so do those of words shuffled within it."""
    labels, texts = zip(*_invented(), strict=True)
    choice = fit_topics(texts, groups=labels).choice.set_index("n_topics")
    assert choice.loc[3, "agreement"] > choice.loc[3, "null_corpus"] + .3
    assert not choice.loc[3, "separates"] and choice.loc[3, "null_document"] > .8


@pytest.mark.parametrize(("texts", "n_topics", "note"), [
    ([], 0, "no topic"),
    (["", "  "], 0, "no topic"),
    (["the of and is", "they were not"], 0, "no topic"),
    (["One text about water and wheat."], 1, "only one"),
    (["Water for the fields."] * 12, 1, "all alike"),
    (["Water for wheat", "wheat and roads", "roads to water"], 1, "too few"),
    (["alpha", "beta", "gamma", "delta"], 0, "no topic"),
])
@pytest.mark.parametrize("asked", [None, 4])
def test_texts_that_carry_no_topics_say_so(texts, n_topics, note, asked):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fit_topics(texts, asked)
    if asked is None:
        assert model.n_topics == n_topics and note in model.note
    assert model.note and model.n_topics <= 3
    assert model.doc_weights.shape == (len(texts), model.n_topics)
    assert len(model.top_terms(5)) == model.n_topics == len(model.names)


def test_the_seeds_have_no_number_that_separates_and_it_is_said(table):
    model = fit_topics(table["text"], groups=table["doc_id"])
    assert not model.choice["separates"].any() and "separates from chance" in model.note
    assert model.choice["chosen"].any()


def test_top_terms_of_the_seeds_are_words_a_reader_can_use(model, names):
    people = {word.lower() for name in names for word in name.split()}
    for top in model.top_terms(10):
        for term in top:
            assert term.lower() not in people | topics.STOP_GROUPS["English"] or term == "UN"
            assert len(term) > 1 and not any(c.isdigit() for c in term)
    assert "confidence-building" in next(top for top in model.top_terms(10) if "CICA" in top)
    assert "confidence-building" not in next(top for top in model.top_terms(10) if "building" in top)


def test_the_order_of_the_documents_does_not_matter(table, names, model):
    order = np.random.default_rng(5).permutation(len(table))
    other = fit_topics(table["text"].iloc[order], 5, drop=names)
    assert other.top_terms(10) == model.top_terms(10)
    assert np.array_equal(other.doc_weights, model.doc_weights[order])


def test_threads_and_kernels_do_not_matter():
    code = ("import re; from pathlib import Path; from helpers import topics; import numpy as np;"
            "texts = [t for f in Path('seeds').glob('*.txt') for t in re.split('\\n\\s*\\n', f.read_text('utf-8'))];"
            "m = topics.fit_topics(texts, 5);"
            "print(m.top_terms(10)); print(np.round(m.doc_weights, 5).tolist())")
    shown = set()
    for threads, kernel in (("1", "Prescott"), ("2", "Haswell")):
        env = os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, "OPENBLAS_CORETYPE": kernel}
        shown.add(subprocess.run([sys.executable, "-c", code], env=env, cwd=SEEDS.parent, check=True,
                                 capture_output=True, text=True).stdout)
    assert len(shown) == 1


def test_passages_of_a_topic_show_its_words(model, table):
    topic = next(i for i, top in enumerate(model.top_terms(10)) if "CICA" in top)
    found = model.passages(topic, 2)
    assert len(found) == 2 and all("CICA" in text for text in found["text"])
    for row in found.itertuples():
        assert row.text == table["text"].iloc[row.number]
        assert "CICA" in {row.text[a:b] for a, b in row.hits}


def test_which_documents_carry_a_topic():
    labels, texts = zip(*_invented(), strict=True)
    model = fit_topics(texts, 3)
    carried = topic_documents(model, labels)
    assert sorted(sum(carried["carried_by"], [])) == sorted(SUBJECTS)
    assert carried["largest_share"].min() > .9 and document_agreement(model, labels) == 1
    mixed = ["even" if i % 2 else "odd" for i in range(len(texts))]
    assert abs(document_agreement(model, mixed)) < .1 and topic_documents(model, mixed)["documents"].eq(2).all()


def test_a_topic_of_one_document_does_not_survive_without_it():
    labels, texts = zip(*_invented(), strict=True)
    model = fit_topics(texts, 3)
    left = leave_one_out(model, labels)
    carrier = {name: label for label, words in SUBJECTS.items() for name in model.names
               if set(name.split(", ")) <= set(words.split())}
    for name in left.index:
        assert left.loc[name, carrier[name]] < .2
        assert left.loc[name].drop(carrier[name]).min() > .5


def test_models_are_matched_and_another_method_agrees():
    labels, texts = zip(*_invented(), strict=True)
    model = fit_topics(texts, 3)
    assert match_topics(model, model)["agreement"].tolist() == [1, 1, 1]
    assert (match_topics(model, fit_topics(texts[:20], 2))["agreement"] > .5).all()
    assert lda_agreement(model) > .5
    short = [fit_topics([a, b, a, b], 2) for a, b in (("river rain", "trade road"), ("flour yeast", "comet orbit"))]
    assert match_topics(*short)["agreement"].tolist() == [0, 0]  # what is missing among the ten does not agree either


def test_agreement_counts_the_depth_of_a_match():
    a, b = np.array([[1, 2, 3]]), np.array([[1, 3, 4]])
    assert topics._average_jaccard(a, b)[0, 0] == pytest.approx((1 + 1 / 3 + 2 / 4) / 3)


def test_shuffling_keeps_words_and_lengths():
    counts, _ = topics._counts([text for _, text in _invented()])
    groups = np.repeat([0, 1, 2], 10)
    mixed = topics._shuffled(counts, groups, np.random.default_rng(0))
    assert np.array_equal(mixed.sum(axis=1), counts.sum(axis=1)) and (mixed != counts).nnz > 0
    for group in range(3):
        assert np.array_equal(mixed[groups == group].sum(axis=0), counts[groups == group].sum(axis=0))
