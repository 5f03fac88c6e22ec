import csv
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]


def gold(name):
    """The rows of a gold file as dicts of strings."""
    with (HOUSE / "tests" / "gold" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def corpus():
    from helpers import load_corpus

    return load_corpus(HOUSE / "seeds")


@pytest.fixture(scope="session")
def facts():
    from helpers.timeline import read_outside_facts

    return read_outside_facts(HOUSE / "notebooks" / "outside_facts.csv")
