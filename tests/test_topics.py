"""Terms, topics, the number of topics, and what happens to texts that carry none."""

import os
import subprocess
import sys
import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from conftest import HOUSE
from helpers import topics
from helpers.corpus import documents, load_corpus, paragraphs, without_site_furniture
from helpers.readers.rules import rule_rows
from helpers.readers.terms import spelled, stop_words, tokenise
from helpers.topics import (
    average_jaccard,
    factorised,
    fit_topics,
    judge_numbers,
    stability,
    tfidf,
    top_terms,
    verdict,
    weighed,
)

SUBJECTS = {  # invented texts: each draws its words from one of three vocabularies
    "sea": "harbour ferry tide lighthouse captain sail anchor deck cargo crew buoy reef wave gull "
    "pier rope mast hull",
    "bread": "flour oven yeast dough baker crust loaf butter rye kneading salt bran malt tin peel "
    "sieve crumb wheat",
    "stars": "telescope comet orbit galaxy planet moon crater eclipse nebula satellite dust "
    "asteroid comets ring probe dome meteor pulsar",
}


def invented(each=10, words=16, seed=3):
    """`(subject, text)` of invented texts; as in real ones few words are frequent."""
    rng, odds = np.random.default_rng(seed), 1 / np.arange(1, 19)
    rows = []
    for name, vocabulary in SUBJECTS.items():
        for _ in range(each):
            rows.append(
                (name, " ".join(rng.choice(vocabulary.split(), words, p=odds / odds.sum())))
            )
    return rows


@pytest.fixture(scope="module")
def body():
    return paragraphs(load_corpus(HOUSE / "seeds"))


@pytest.fixture
def few_shuffles(monkeypatch):
    """Any texts are shuffled 19 times, as many ones are: a fifth of the time."""
    monkeypatch.setattr(topics, "FEW", 0)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The UN and the SCO", ["UN", "SCO"]),
        ("confidence-building in the UN Plaza building", "confidence-building;UN Plaza;building"),
        ("confidence building, confidence-building", ["confidence-building"] * 2),
        ("the Central Asian countries of Central Asia", "Central Asia;country;Central Asia"),
        ("Food security matters; climate change", "food security;climate change"),
        ("a center for organizing labor defense", "centre;organising;labour;defence"),
        ("analyzed and realized, but a downsized prize", "analysed;realised;downsized;prize"),
        ("Kazakhstan's rivers and the states' borders", "Kazakhstan;river;state;border"),
        ("agencies, processes, boxes; series of goods", "agency;process;box;series;goods"),
        ("the Organization of organizations", "Organisation;organisation"),
        ("human rights, a lens, politics, Texas", "human rights;lens;politics;Texas"),
        ("It isn't so, they'll go", []),
        ("us, US and U.S. who WHO", ["US", "US", "WHO"]),
        ("In 2024, 18 of 1GW on 20-02-2024", []),
        ("Sat, 9:30 PM UTC", []),
        ("the bill passed, the system failed", "bill;passed;system;failed"),
        ("вода и Ўзбекистон", "вода;Ўзбекистон"),
        ("press service; the Minister of Foreign Affairs took part", []),
        ("", []),
    ],
)
def test_terms(text, terms):
    assert tokenise(text) == (terms.split(";") if isinstance(terms, str) else terms)


def test_stop_words_are_no_terms_and_stand_once():
    rows = rule_rows("stop_words", "kind", "words", "reason", "example", "counter")
    words = [word for row in rows for word in row.words.split(";")]
    assert len(words) == len(set(words)) and stop_words() == set(words)
    for row in rows:
        assert len(row.words) < 300 and len(row.reason) > 5
        assert not tokenise(row.example)
        assert all(tokenise(word) for word in row.counter.split(";"))
        assert set(map(str.lower, row.example.split())) & set(row.words.split(";"))


def test_spellings_and_phrases_stand_once():
    rows = rule_rows("spellings", "american", "british")
    american = [row.american for row in rows]
    assert len(american) == len(set(american))
    turned = {row.american for row in rows if row.american != row.british}
    assert not turned & {row.british for row in rows}
    for row in rows:
        assert spelled(row.american) == row.british
    phrases = [row.phrase for row in rule_rows("phrases", "phrase", "term", "reason")]
    assert len(phrases) == len(set(phrases))
    for row in rule_rows("phrases", "phrase", "term", "reason"):
        assert tokenise(row.phrase) == ([row.term] if row.term else [])


def test_three_subjects_are_told_apart():
    labels, texts = zip(*invented(), strict=True)
    model = fit_topics(texts, 3)
    leads = model.doc_weights.argmax(axis=1)
    assert len(set(zip(labels, leads, strict=True))) == 3
    assert model.doc_weights.sum(axis=1) == pytest.approx(1)
    for name, lead in zip(labels, leads, strict=True):
        assert set(model.top_terms(5)[lead]) <= set(tokenise(SUBJECTS[name]))


def test_a_large_subject_does_not_take_the_topics_of_small_ones():
    rows = invented(60)
    labels, texts = zip(*(rows[:66] + rows[120:126]), strict=True)
    leads = fit_topics(texts, 3).doc_weights.argmax(axis=1)
    assert len(set(zip(labels, leads, strict=True))) == 3


@pytest.mark.long
def test_the_number_of_subjects_is_found_and_shuffled_words_have_none(few_shuffles):
    _, texts = zip(*invented(each=16, words=30), strict=True)
    model = fit_topics(texts)
    assert model.doc_weights.shape[1] == 3
    choice = model.choice.set_index("n_topics")
    assert choice.loc[3, "separates"] and choice.loc[3, "chosen"]
    words = np.random.default_rng(1).permutation(" ".join(texts).split())
    noise = [" ".join(part) for part in np.array_split(words, len(texts))]
    model = fit_topics(noise)
    assert not model.choice["separates"].any()
    assert "No number of topics can be told apart from chance (2 to 6 topics" in model.note


def test_words_of_one_document_do_not_separate_from_the_second_null(monkeypatch):
    """Each document repeats its own vocabulary: topics agree, as do those shuffled within it."""
    monkeypatch.setattr(topics, "SHUFFLES", 19)
    labels, texts = zip(*invented(), strict=True)
    choice = judge_numbers(texts, tfidf(), factorised, labels).set_index("n_topics")
    assert choice.loc[3, "agreement"] > choice.loc[3, "null_corpus"] + 0.2
    assert not choice["separates"].any() and choice.loc[3, "null_document"] > 0.8
    assert (choice["shuffles_document"] == 19).all() and choice["p_document"].gt(0.05).all()


def test_p_values_are_shares_of_the_shuffles_and_grow_with_the_numbers_tried():
    real, null = np.array([0.9, 0.5]), np.array([[0.5, 0.9]] * 4 + [[0.6, 0.4]] * 5)
    one, both = topics._against(real[:1], null[:, :1])[2], topics._against(real, null)[2]
    assert one[0] == 1 / 10 and both[0] >= one[0] and both[1] == 1


def test_of_a_tie_the_smallest_number_is_shown_and_the_largest_where_numbers_separate():
    table = pd.DataFrame(
        {"n_topics": [2, 3, 4], "shuffles_corpus": 99, "agreement": [0.50, 0.58, 0.6]}
    )
    table = table.assign(null_corpus=0.5, null_corpus_spread=0.05, p_corpus=0.3)
    table = table.assign(null_document=np.nan, null_document_spread=np.nan, p_document=np.nan)
    assert verdict(topics._chosen(table))[0] == 3
    found = topics._chosen(table.assign(p_corpus=[0.3, 0.01, 0.01]))
    assert verdict(found) == (
        4,
        "Told apart from chance: 3, 4 topics (2 to 4 topics, 99 shuffles); 4 are taken.",
    )


@pytest.mark.parametrize(
    ("texts", "n_topics", "note"),
    [
        ([], 0, "no topic"),
        (["", "  "], 0, "no topic"),
        (["the of and is", "they were not"], 0, "no topic"),
        (["One text about water and wheat."], 0, "no topic"),
        (["Water for the fields."] * 12, 1, "all alike"),
        (["Water for wheat", "wheat and roads", "roads to water"], 1, "too few"),
        (["alpha", "beta", "gamma", "delta"], 0, "no topic"),
    ],
)
@pytest.mark.parametrize("asked", [None, 4])
def test_texts_that_carry_no_topics_say_so(texts, n_topics, note, asked):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fit_topics(texts, asked)
    if asked is None:
        assert model.doc_weights.shape[1] == n_topics and note in model.note
    assert model.note and model.doc_weights.shape[1] <= 3
    assert model.doc_weights.shape[0] == len(texts)
    assert len(model.top_terms(5)) == model.doc_weights.shape[1]


def test_the_seeds_have_no_number_that_separates(body, few_shuffles):
    """Of few shuffles, and of the many of notebook 2, which a fresh run must give again."""
    fresh = judge_numbers(body["text"], tfidf(), factorised, body["doc_id"])
    stored = pd.read_csv(HOUSE / "figures" / "agreement.csv")
    for choice, over, inside in ((fresh, 0, 19), (stored, 19, 99)):
        assert not choice["separates"].any() and choice["chosen"].sum() == 1
        assert (choice[["shuffles_corpus", "shuffles_document"]] == [over, inside]).all(axis=None)
        assert choice["p_document"].between(0.05, 1, inclusive="right").all()
        assert "No number of topics can be told apart from chance" in verdict(choice)[1]


def test_top_terms_of_the_seeds_are_words_a_reader_can_use(body):
    for top in fit_topics(body["text"], 5).top_terms(10):
        for term in top:
            assert term == "UN" or term.lower() not in stop_words()
            assert len(term) > 1 and not any(c.isdigit() for c in term)


def test_texts_without_terms_have_a_matrix_without_columns():
    matrix, terms = weighed(tfidf(), ["", "the of and"])
    assert matrix.shape == (2, 0) and len(terms) == 0


@pytest.mark.parametrize("number", [5, 6, 7, 9])
def test_the_order_of_the_documents_does_not_matter(body, number):
    model = fit_topics(body["text"], number)
    order = np.random.default_rng(number).permutation(len(body))
    other = fit_topics(body["text"].iloc[order], number)
    assert other.top_terms(10) == model.top_terms(10)
    assert np.allclose(other.doc_weights, model.doc_weights[order], atol=1e-12)


@pytest.mark.long
def test_threads_and_kernels_do_not_matter():
    code = (
        "import re; from pathlib import Path; from helpers import topics; import numpy as np;"
        "texts = [t for f in sorted(Path('seeds').glob('*.txt'))"
        " for t in re.split('\\n\\s*\\n', f.read_text('utf-8'))];"
        "m = topics.fit_topics(texts, 5);"
        "print(m.top_terms(10)); print(np.round(m.doc_weights, 4).tolist())"
    )
    shown = set()
    for threads, kernel in (("1", "Prescott"), ("2", "Haswell")):
        own = {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        env = os.environ | own | {"OPENBLAS_CORETYPE": kernel}
        command = [sys.executable, "-c", code]
        run = subprocess.run(command, env=env, cwd=HOUSE, check=True, capture_output=True)
        shown.add(run.stdout)
    assert len(shown) == 1


def test_a_topic_of_one_document_does_not_survive_without_it():
    labels, texts = zip(*invented(), strict=True)
    matrix, terms = weighed(tfidf(), texts)
    subjects = np.array(labels)
    parts = [subjects != left_out for left_out in SUBJECTS]
    left = pd.DataFrame(stability(matrix, factorised, 3, parts), columns=list(SUBJECTS))
    for place, top in enumerate(top_terms(factorised(matrix, 3).components_, terms, 3)):
        carrier = next(
            label for label, words in SUBJECTS.items() if set(top) <= set(tokenise(words))
        )
        assert left.iloc[place][carrier] < 0.2
        assert left.iloc[place].drop(carrier).min() > 0.5
    assert (stability(matrix, factorised, 3, parts[:1]) == left[["sea"]].to_numpy()).all()


def test_agreement_counts_the_depth_of_a_match_and_what_is_missing_agrees_with_nothing():
    a, b = np.array([[1, 2, 3]]), np.array([[1, 3, 4]])
    assert average_jaccard(a, b)[0, 0] == pytest.approx((1 + 1 / 3 + 2 / 4) / 3)
    assert average_jaccard(np.array([[3, -1]]), np.array([[4, -1]]))[0, 0] == 0


def test_shuffling_keeps_words_and_lengths():
    tokens = [text.split() for _, text in invented()]
    groups = np.repeat([0, 1, 2], 10)
    mixed = topics._shuffled(tokens, groups, np.random.default_rng(0))
    assert list(map(len, mixed)) == list(map(len, tokens)) and mixed != tokens
    for group in range(3):
        own = slice(10 * group, 10 * group + 10)
        assert sorted(sum(mixed[own], [])) == sorted(sum(tokens[own], []))


def test_only_whole_documents_are_judged_where_there_are_many():
    groups = np.repeat(np.arange(100), 10)
    texts = [f"text {number}" for number in range(1000)]
    kept = topics._whole_documents(texts, groups)
    assert len(kept) == topics.JUDGED
    assert set(np.bincount(groups[kept])) == {0, 10}


@pytest.mark.long
def test_the_time_of_judging_has_a_bound(monkeypatch):
    """However many the texts, so many fits and no more, and no fit on more texts than judged."""
    monkeypatch.setattr(topics, "JUDGED", 100)
    _, texts = zip(*invented(40), strict=True)
    fitted = []

    def counted(matrix, number):
        fitted.append(matrix.shape[0])
        return SimpleNamespace(components_=matrix[:number])  # any topics do to be counted

    documents_of = np.arange(len(texts)) // 4
    choice = judge_numbers(texts, tfidf(), counted, documents_of)
    numbers = choice["n_topics"].tolist()
    assert numbers == [2, 3, 4, 5, 6] and set(choice["shuffles_document"]) == {19}
    assert len(fitted) == 20 * len(numbers) * (topics.PARTS + 1) and max(fitted) <= topics.JUDGED
    assert choice["p_corpus"].isna().all() and choice["p_document"].notna().all()
    assert judge_numbers(texts, tfidf(), counted)["p_corpus"].notna().all()  # the only null


def test_site_furniture_is_taken_out_before_topics(tmp_path):
    rng = np.random.default_rng(2)
    for number, (_, text) in enumerate(invented(8)):
        menu = "\n\n".join(
            rng.permutation(["Copied data value", "Weather desk ticker", "Login basket"])
        )
        sentences = f"The report of day {number} tells of {text}."
        page = (
            f"{menu}\n\n{sentences}\n\nIt was written by hand, and {text[::-1][:40]} came last.\n"
        )
        (tmp_path / f"page{number:02}.txt").write_text(page, encoding="utf-8")
    corpus = without_site_furniture(load_corpus(tmp_path))
    matrix, terms = weighed(tfidf(), paragraphs(corpus)["text"])
    assert not {"Copied", "ticker", "basket"} & set(terms) and "harbour" in terms
    assert len(documents(corpus)) == 24


def test_a_sample_of_a_table_is_judged_by_its_rows_not_by_their_numbers(body, few_shuffles):
    sample = body.iloc[::2]
    kinds = (tfidf(), factorised, sample["doc_id"])
    wanted = judge_numbers(list(sample["text"]), *kinds)
    assert judge_numbers(sample["text"], *kinds).equals(wanted)
