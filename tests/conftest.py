import csv
import gc
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

posix = pytest.mark.skipif(os.name == "nt", reason="pipes, rights, names or signals of POSIX")
HOUSE = Path(__file__).resolve().parents[1]
collect_ignore = ["benchmark.py", "mutants.py"]  # commands without doctests, for Linux


@cache
def gold(name):
    """The rows of a gold file as dicts of strings, which nobody changes."""
    with (HOUSE / "tests" / "gold" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def processor_seconds(work):
    """What some work costs, without other threads and the collection of other tests' garbage."""
    gc.disable()
    try:
        start = time.thread_time()
        work()
        return time.thread_time() - start
    finally:
        gc.enable()


def assert_growth(make, small, large, below, floor=0.01):
    """The work on something large takes less than so many times that on something small.

    `make(size)` gives the work as a function; below `floor` seconds nothing is told apart, and
    three tries are made: other programs make noise.
    """
    tries = []
    while len(tries) < 3 and not (tries and tries[-1] < below):
        short, long = (processor_seconds(make(size)) for size in (small, large))
        tries.append(long / max(short, floor))
    assert tries[-1] < below, f"{small} to {large}: {tries} times as long, not less than {below}"


@pytest.fixture(scope="session")
def corpus():
    from helpers import load_corpus

    return load_corpus(HOUSE / "seeds")


@pytest.fixture(scope="session")
def facts():
    from helpers.outside_facts import read_outside_facts

    return read_outside_facts(HOUSE / "notebooks" / "outside_facts.csv")


@pytest.fixture(scope="session")
def second_run(tmp_path_factory):
    """A complete second run of the four notebooks, each in a kernel of its own: `(house, what
    went wrong)`.
    """
    from helpers import reproduce

    return reproduce.run_copy(tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="session")
def own_run(tmp_path_factory):
    """The folder of results of `reproduce --corpus tests/corpus_b --out …`."""
    out = tmp_path_factory.mktemp("own") / "out"
    corpus = HOUSE / "tests" / "corpus_b"
    command = [sys.executable, "-m", "helpers.reproduce", "--corpus", corpus, "--out", out]
    done = subprocess.run([*command, "--jobs=1"], cwd=HOUSE, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return out
