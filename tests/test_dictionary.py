"""The data dictionary names every table and every column of it."""

import csv
import re

import pytest

from conftest import HOUSE

FIGURES = HOUSE / "figures"
TEXT = (FIGURES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FIGURES.glob("*.csv")), ids=lambda path: path.stem)
def test_every_column_is_explained(path):
    row = next(
        line for line in TEXT.splitlines() if line.startswith("|") and f"`{path.name}`" in line
    )
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    told = set(re.findall(r"`([^`]+)`", row))
    pair = {c.removesuffix("_b") + "_a" for c in columns if c.endswith("_b")}
    told |= {c.removesuffix("_a") + "_b" for c in told & pair}
    assert set(columns) <= told, f"{path.name}: {set(columns) - told} stand in no row"


def test_every_table_that_is_named_is_there():
    named = set(re.findall(r"`(\w+\.(?:csv|json))`", TEXT))
    assert named == {p.name for p in FIGURES.iterdir() if p.suffix in (".csv", ".json")}
