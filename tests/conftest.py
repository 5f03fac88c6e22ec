import csv
from pathlib import Path

import pytest

from helpers import reproduce

HOUSE = Path(__file__).resolve().parents[1]


def gold(name):
    """The rows of a gold file as dicts of strings."""
    with (HOUSE / "tests" / "gold" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


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
    """A complete second run of the four notebooks: `(house, what went wrong)`."""
    return reproduce.run_copy(tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="session")
def own_run(tmp_path_factory):
    """The folder of results of `reproduce --corpus tests/corpus_b --out …`."""
    out = tmp_path_factory.mktemp("own") / "out"
    reproduce.main(["--corpus", str(HOUSE / "tests/corpus_b"), "--out", str(out), "--jobs", "1"])
    return out
