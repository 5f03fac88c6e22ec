import csv
import gc
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
    """What some work costs, without the collection of other tests' garbage."""
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
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
def runs(request, tmp_path_factory):
    """Both runs of the notebooks below, at once, where tests of this session want them."""
    from helpers import reproduce

    def own_documents():
        out = tmp_path_factory.mktemp("own") / "out"
        try:
            reproduce.main(
                ["--corpus", str(HOUSE / "tests/corpus_b"), "--out", str(out), "--jobs=1"]
            )
        except SystemExit as ended:  # which a thread would swallow
            raise RuntimeError(ended.code) from None
        return out

    makers = {
        "second_run": lambda: reproduce.run_copy(tmp_path_factory.mktemp("second")),
        "own_run": own_documents,
    }
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    with ThreadPoolExecutor(2) as pool:
        return {name: pool.submit(make) for name, make in makers.items() if name in wanted}


@pytest.fixture(scope="session")
def second_run(runs):
    """A complete second run of the four notebooks: `(house, what went wrong)`."""
    return runs["second_run"].result()


@pytest.fixture(scope="session")
def own_run(runs):
    """The folder of results of `reproduce --corpus tests/corpus_b --out …`."""
    return runs["own_run"].result()
