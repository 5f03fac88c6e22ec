"""Many documents, more than one process: the same tables, whatever works and whatever is lost."""

import os
import signal

import dask
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from joblib import parallel_config
from made import make_corpus

from conftest import HOUSE, posix
from helpers import build_timeline, rank_dates
from helpers import corpus as module
from helpers.corpus import documents, load_corpus, paragraphs, problems, read
from helpers.intake import EVERYTHING, LONG
from helpers.reuse import shared_passages
from helpers.topics import factorised, judge_numbers, tfidf

N, FEW = 1_000, 120


@pytest.fixture(scope="module")
def raws():
    return list(make_corpus(N))


@pytest.fixture(scope="module")
def table(tmp_path_factory, raws):
    path = tmp_path_factory.mktemp("many") / "corpus.jsonl"
    pd.DataFrame({"raw": raws[:FEW]}).to_json(path, orient="records", lines=True)
    return path


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", FEW // 10)


@pytest.fixture(scope="module")
def whole(table):
    return read(load_corpus(table))


@pytest.fixture(scope="module")
def client():
    patient = dict.fromkeys(("connect", "tcp"), "300s")  # on a machine that has other work
    with (
        dask.config.set({f"distributed.comm.timeouts.{name}": s for name, s in patient.items()}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def assert_same(found, whole):
    """The same tables, the same problems, and everything read in each document the same."""
    pd.testing.assert_frame_equal(found.drop(columns="document"), whole.drop(columns="document"))
    pd.testing.assert_frame_equal(problems(found), problems(whole))
    pairs = zip(documents(found).values(), documents(whole).values(), strict=True)
    for one, two in pairs:
        assert (one.raw, one.known) == (two.raw, two.known)
        assert all(getattr(one, name) == getattr(two, name) for name in (*EVERYTHING, *LONG))


def test_a_thousand_documents_are_a_thousand_different_ones(raws, whole):
    seeds = load_corpus(HOUSE / "seeds")
    assert list(make_corpus(5)) == raws[:5] and len({*raws}) == len(raws) == N
    assert 0.7 < pd.Series(raws).str.len().mean() / seeds["n_chars"].mean() < 1.3
    assert not problems(whole)["problem"].str.contains("duplicate").any()
    assert 0.4 < whole["published"].notna().mean() < 0.8
    assert whole["published"].dropna().nunique() > FEW // 3
    people = {mention.name for document in whole["document"] for mention in document.names}
    assert len(people) > FEW


def test_two_processes_give_the_same(table, whole):
    assert_same(read(load_corpus(table, n_jobs=2), n_jobs=2), whole)


def test_two_processes_read_the_seeds_alike(corpus):
    found = load_corpus(HOUSE / "seeds", n_jobs=2)
    pd.testing.assert_frame_equal(found.drop(columns="document"), corpus.drop(columns="document"))
    read_again, again = read(found, n_jobs=2), read(corpus)
    for one, two in zip(read_again["document"], again["document"], strict=True):
        assert vars(one) == vars(two) and {"dates", "names", "voices", "events"} <= vars(one).keys()


def test_two_processes_make_the_same_timeline_and_rank_the_same_days(whole, facts):
    alone, shared = (build_timeline(whole, facts, n_jobs=n) for n in (1, 2))
    pd.testing.assert_frame_equal(alone, shared)
    days, same = (rank_dates(whole, 20, n_jobs=n) for n in (1, 2))
    assert len(days) == 20 and days == same


def test_two_processes_find_the_same_passages(whole):
    alone, shared = (shared_passages(whole, n_jobs=n) for n in (1, 2))
    assert len(alone) > FEW
    pd.testing.assert_frame_equal(alone, shared)


def test_two_processes_judge_the_same():
    body = paragraphs(load_corpus(HOUSE / "seeds"))["text"][:20]
    alone, shared = (judge_numbers(body, tfidf(), factorised, n_jobs=n) for n in (1, 2))
    assert len(alone)
    pd.testing.assert_frame_equal(alone, shared)


def test_the_kept_reading_gives_the_same(table, whole, tmp_path, monkeypatch):
    monkeypatch.setenv("RECORDS_STORE", str(tmp_path))
    for _ in range(2):
        found = load_corpus(table, n_jobs=2)
        assert "events" in vars(found["document"].iloc[0])
        assert_same(found, whole)


def test_two_workers_of_a_cluster_give_the_same(table, whole, client):
    with parallel_config("dask"):
        found = read(load_corpus(table, n_jobs=-1), n_jobs=-1)
    assert len(client.scheduler_info(-1)["workers"]) == 2
    assert_same(found, whole)


@posix
def test_a_worker_killed_in_the_middle_loses_nothing(table, whole, client, monkeypatch):
    victim, spread = next(iter(client.run(os.getpid).values())), module.spread

    def interrupted(*args):
        for n, result in enumerate(spread(*args)):
            if n == 2:  # the first chunks are back, others are under way
                os.kill(victim, signal.SIGKILL)
            yield result

    monkeypatch.setattr(module, "spread", interrupted)
    with parallel_config("dask"):
        found = load_corpus(table, n_jobs=-1)
    monkeypatch.setattr(module, "spread", spread)
    assert_same(read(found), whole)
    left = client.run(os.getpid, on_error="ignore")  # another worker may come, late or never
    assert left and victim not in left.values()
