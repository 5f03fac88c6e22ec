"""Each claim of notebook 4 falls when the words it stands on are edited, and no other claim falls with it unawares."""

import json
import os
import shutil

import pytest

from conftest import HOUSE, gold

EDITS = gold("sensitivity")


def ledger_of(seeds, monkeypatch):
    """The ledger that notebook 4 computes on other seeds: its code cells up to the ledger, without the pictures."""
    cells = json.loads((HOUSE / "notebooks" / "04_findings.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    last = next(i for i, source in enumerate(code) if source.startswith("book = "))
    monkeypatch.chdir(HOUSE / "notebooks")
    monkeypatch.setitem(os.environ, "CORPUS", str(seeds))
    names = {}
    for source in code[:last + 1]:
        if "draw_" not in source or "import" in source:
            exec(source.rpartition("\n")[0] if source.startswith("book = ") else source, names)  # our own notebook
    return names["book"]


def test_every_claim_holds_on_the_seeds(monkeypatch):
    book = ledger_of(HOUSE / "seeds", monkeypatch)
    assert book["holds"].all() and len(book) >= 15
    assert set(book.index) == {e["claim"] for e in EDITS}, "each claim needs an edit that makes it fall"


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e["claim"])
def test_an_edit_of_the_seeds_makes_its_claim_fall_and_no_other(edit, tmp_path, monkeypatch):
    shutil.copytree(HOUSE / "seeds", tmp_path / "seeds")
    path = tmp_path / "seeds" / f"{edit['doc_id']}.txt"
    raw = path.read_bytes().decode("utf-8")
    assert raw.count(edit["old"]) == 1
    path.write_bytes(raw.replace(edit["old"], edit["new"]).encode("utf-8"))
    book = ledger_of(tmp_path / "seeds", monkeypatch)
    fallen = set(book.index[~book["holds"]])
    assert fallen == {edit["claim"], *filter(None, edit["falls"].split("; "))}, book.loc[list(fallen), "failure"].to_dict()
