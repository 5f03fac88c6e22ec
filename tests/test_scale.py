"""Many documents and more than one process: the same tables, whatever does the work and whatever is lost on the way."""

import os
import signal

import pandas as pd
import pytest
from distributed import Client, LocalCluster
from joblib import parallel_config

from conftest import HOUSE
from helpers import build_timeline, load_corpus, paragraphs, rank_dates
from helpers import corpus as module
from helpers.benchmark import make_corpus
from helpers.corpus import problems, raw_of

N = 900


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("many") / "corpus.parquet"
    pd.DataFrame({"text": list(make_corpus(N, HOUSE / "seeds"))}).to_parquet(path)
    return path


@pytest.fixture(scope="module")
def whole(table):
    return load_corpus(table, keep_raw=False)


@pytest.fixture(scope="module")
def client():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        yield client


def test_a_made_corpus_is_like_the_seeds_and_always_the_same(whole, corpus):
    assert list(make_corpus(5, HOUSE / "seeds")) == list(make_corpus(5, HOUSE / "seeds"))
    assert len(whole) == N and whole["text"].nunique() > 0.99 * N
    assert 0.7 < whole["n_chars"].mean() / corpus["n_chars"].mean() < 1.3
    assert 0.4 < whole["published"].notna().mean() < 0.8
    assert whole["published"].dropna().nunique() > 200


def test_two_processes_give_the_same(table, whole):
    found = load_corpus(table, keep_raw=False, n_jobs=2)
    pd.testing.assert_frame_equal(found, whole)
    pd.testing.assert_frame_equal(problems(found), problems(whole))
    assert rank_dates(found, 50, n_jobs=2) == rank_dates(whole, 50)


def test_two_workers_of_a_cluster_give_the_same(table, whole, client):
    with parallel_config("dask"):
        found = load_corpus(table, keep_raw=False, n_jobs=-1)
        days = rank_dates(found, 50, n_jobs=-1)
    assert len(client.scheduler_info(-1)["workers"]) == 2
    pd.testing.assert_frame_equal(found, whole)
    assert days == rank_dates(whole, 50)


def test_a_worker_killed_in_the_middle_loses_nothing(table, whole, client, monkeypatch):
    victim, received = next(iter(client.run(os.getpid).values())), module._received

    def interrupted(*args):
        for n, part in enumerate(received(*args)):
            if n == 2 * N // 3:  # by then the first chunks are back
                os.kill(victim, signal.SIGKILL)
            yield part

    monkeypatch.setattr(module, "_received", interrupted)
    with parallel_config("dask"):
        found = load_corpus(table, keep_raw=False, n_jobs=-1)
    pd.testing.assert_frame_equal(found, whole)
    client.wait_for_workers(2)
    assert victim not in client.run(os.getpid).values()


def test_raw_texts_left_on_disk_change_no_table(tmp_path, table):
    few = tmp_path / "few.csv"
    pd.read_parquet(table).head(30).to_csv(few, index=False, encoding="utf-16")
    left, kept = (load_corpus(few, encoding="utf-16", keep_raw=keep) for keep in (False, True))
    assert left["raw"].isna().all() and all(raw_of(left, i) == kept.at[i, "raw"] for i in kept.index)
    pd.testing.assert_frame_equal(paragraphs(left), paragraphs(kept))
    pd.testing.assert_frame_equal(build_timeline(left), build_timeline(kept))


def test_a_table_that_changed_is_noticed(tmp_path, table):
    few = tmp_path / "few.csv"
    pd.read_parquet(table).head(3).to_csv(few, index=False)
    left = load_corpus(few, keep_raw=False)
    assert raw_of(left, left.index[1])
    pd.read_parquet(table).tail(3).to_csv(few, index=False)
    os.utime(few, ns=(1, 1))
    with pytest.raises(ValueError, match="few.csv: changed since the corpus was loaded"):
        raw_of(left, left.index[1])
