import csv
import gc
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
collect_ignore = ["benchmark.py", "mutants.py"]  # commands without doctests, for Linux


def gold(name):
    """The rows of a gold file as dicts of strings."""
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


SECOND_RUN = """
import sys
from helpers import reproduce
_, wrong = reproduce.run_copy(sys.argv[1])
sys.exit("\\n".join(wrong) or 0)
"""


@pytest.fixture(scope="session", autouse=True)
def runs(request, tmp_path_factory):
    """The runs of the notebooks below that tests of this session want, as `(folder, future)`: begun
    with its first test, one after the other, in processes of their own beside the tests.
    """
    own, second = tmp_path_factory.mktemp("own") / "out", tmp_path_factory.mktemp("second")
    corpus = ["--corpus", str(HOUSE / "tests" / "corpus_b"), "--out", str(own), "--jobs=1"]
    arguments = {
        "own_run": (own, ["-m", "helpers.reproduce", *corpus]),
        "second_run": (second / "house", ["-c", SECOND_RUN, str(second)]),
    }
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    with ThreadPoolExecutor(1) as pool:
        yield {
            name: (folder, pool.submit(_python, command))
            for name, (folder, command) in arguments.items()
            if name in wanted
        }
        pool.shutdown(cancel_futures=True)


def _python(arguments):
    """What a run says on stderr, where it fails."""
    command, environment = [sys.executable, *arguments], dict(os.environ)
    done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True)
    return done.stderr if done.returncode else ""


@pytest.fixture(scope="session")
def second_run(runs):
    """A complete second run of the four notebooks: `(house, what went wrong)`."""
    house, run = runs["second_run"]
    return house, run.result()


@pytest.fixture(scope="session")
def own_run(runs):
    """The folder of results of `reproduce --corpus tests/corpus_b --out …`."""
    out, run = runs["own_run"]
    assert not run.result(), run.result()
    return out
