"""The verification verified: a fault of each kind is planted in a copy, and the right layers must catch it.

The layers: `nbval` (a fresh run of the notebook against its stored outputs), `state` (test_notebooks, SHA256SUMS),
`compare` (a second run, file by file) and `meaning` (the gold). nbval needs a kernel, so its column is measured in the
slow run only; the other three are tried on every fault each time.
"""

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
import test_gold
import test_notebooks
import test_seeds

from conftest import HOUSE
from helpers import load_corpus, reproduce

FEBRUARY = "seeds/001_17663b2a2e3f0db7.txt"
GOLD = [f for name, f in vars(test_gold).items()
        if name.startswith("test_") and [*inspect.signature(f).parameters] == ["corpus"]]


# --- how to plant ----------------------------------------------------------------------------------------------------

def swap(name, old, new):
    """Other words in a file; the first place where the old ones stand."""
    def plant(house):
        text = (house / name).read_bytes().decode("utf-8")
        assert old in text, f"{name} no longer holds {old!r}: plant another fault"
        (house / name).write_bytes(text.replace(old, new, 1).encode("utf-8"))
    return plant


def both(*plants):
    return lambda house: [plant(house) for plant in plants]


@contextmanager
def cells(house, stem="01_ingestion"):
    """The cells of a notebook, to be changed in place."""
    path = house / "notebooks" / f"{stem}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    yield notebook["cells"]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def in_cell(words, change):
    """A change to the first code cell of notebook 1 that holds these words."""
    def plant(house):
        with cells(house) as found:
            change(next(c for c in found if c["cell_type"] == "code" and words in "".join(c["source"])))
    return plant


def in_output(words, kind, old, new):
    """Other words in what a cell shows."""
    def change(cell):
        data = next(o["data"] for o in cell["outputs"] if kind in o["data"])
        text = "".join(data[kind])
        assert re.search(old, text), text
        data[kind] = re.sub(old, new, text, count=1)
    return in_cell(words, change)


def cleared(counts):
    def plant(house):
        with cells(house) as found:
            for cell in (c for c in found if c["cell_type"] == "code"):
                cell["outputs"] = []
                cell["execution_count"] = None if counts else cell["execution_count"]
    return plant


def without_a_cell(house):
    """A cell is deleted and the notebook run again: the counts close up, the outputs of the others are the same."""
    with cells(house) as found:
        found.remove(next(c for c in found if "show_table(problems(corpus))" in "".join(c["source"])))
        for number, cell in enumerate((c for c in found if c["cell_type"] == "code"), start=1):
            cell["execution_count"] = number
            for o in (o for o in cell["outputs"] if "execution_count" in o):
                o["execution_count"] = number


def out_of_order(house):
    with cells(house) as found:
        code = [c for c in found if c["cell_type"] == "code"]
        for one, other in ((code[5], code[4]), (code[4], code[5])):
            one["execution_count"] = 1 + code.index(other)
            for o in (o for o in one["outputs"] if "execution_count" in o):
                o["execution_count"] = one["execution_count"]


def other_picture(cell):
    """A picture one byte longer."""
    import base64

    data = cell["outputs"][0]["data"]
    data["image/png"] = base64.b64encode(base64.b64decode("".join(data["image/png"])) + b"\0").decode()


def longer(name):
    return lambda house: (house / name).write_bytes((house / name).read_bytes() + b"\0")


def other_data(house):
    """The numbers of a picture are changed everywhere: in its table and in both fingerprints."""
    import hashlib

    table = house / "figures" / "kept_and_removed.csv"
    swap("figures/kept_and_removed.csv", "body,", "body,1")(house)
    mark = hashlib.sha256(table.read_bytes()).hexdigest()[:12]
    in_output("show(figure", "text/plain", r"[0-9a-f]{12}\]$", f"{mark}]")(house)
    with cells(house) as found:
        caption = next(c for c in found if "show(figure" in "".join(c["source"]))["outputs"][1]["data"]
        caption["text/markdown"] = re.sub(r"`[0-9a-f]{12}`", f"`{mark}`", "".join(caption["text/markdown"]))


def last_line(name, old, new):
    """Other words in the last line of a table, which no display reaches."""
    def plant(house):
        *lines, last = (house / name).read_text(encoding="utf-8").splitlines(keepends=True)
        assert old in last, f"the last line of {name} no longer holds {old!r}: plant another fault"
        (house / name).write_text("".join([*lines, last.replace(old, new, 1)]), encoding="utf-8")
    return plant


def stderr(cell):
    cell["outputs"] = [{"name": "stderr", "output_type": "stream", "text": "5 documents were read"}]


def without_a_paragraph(house):
    path = house / "seeds" / "002_b84f380dea72327e.txt"
    lines = path.read_bytes().split(b"\n")
    lines.remove(max(lines, key=len))
    path.write_bytes(b"\n".join(lines))


FIGURE, COUNT = "show(figure", "duplicates(corpus)"
KINDS = [  # (kind, how it is planted, the layers that must catch it, and no others; compare where a re-run can tell)
    ("a number in plain text", in_output(FIGURE, "text/plain", r"\d+ rows", "99 rows"), "nbval state compare"),
    ("a number in an HTML table", in_cell(COUNT, lambda c: c["outputs"][0]["data"].update(
        {"text/html": "<table><tr><td>6</td></tr></table>"})), "nbval compare"),
    ("a number in a Markdown output", in_output(COUNT, "text/markdown", r"\b5\b", "6"), "nbval compare"),
    ("a number in prose", swap("notebooks/01_ingestion.ipynb", "A page of five lines", "Of 37 pages one of five lines"),
     "state"),
    ("a quotation in prose", swap("notebooks/01_ingestion.ipynb", "> date 2020-12-29", "> date 2020-12-28"), "state"),
    ("a hidden row of a long table", last_line("figures/lines.csv", "004_", "003_"), "compare"),
    ("a digit beyond the displayed ones", last_line("figures/agreement.csv", "0.", "0.1"), "state compare"),
    ("a changed picture in a notebook", in_cell(FIGURE, other_picture), "state compare"),
    ("a changed picture in figures/", longer("figures/timeline.png"), "state compare"),
    ("a changed picture in both", both(in_cell(FIGURE, other_picture), longer("figures/kept_and_removed.png")),
     "compare"),
    ("a removed picture", in_cell(FIGURE, lambda c: c["outputs"].pop(0)), "nbval state compare"),
    ("a removed picture file", lambda house: (house / "figures/timeline.png").unlink(), "state compare"),
    ("a picture of changed data", other_data, "nbval compare"),
    ("a picture without its alt text", in_cell(FIGURE, lambda c: c["outputs"][0].update(metadata={})), "state compare"),
    ("an output added", in_cell("import os", lambda c: c["outputs"].append(
        {"name": "stdout", "output_type": "stream", "text": "5"})), "nbval compare"),
    ("an output removed", in_cell(COUNT, lambda c: c.update(outputs=[])), "nbval state compare"),
    ("an output moved to stderr", in_cell(COUNT, stderr), "nbval state compare"),
    ("outputs cleared", cleared(counts=False), "nbval state compare"),
    ("outputs and counts cleared", cleared(counts=True), "state compare"),
    ("cells out of order", out_of_order, "state compare"),
    ("a cell deleted, the notebook run again", without_a_cell, "state"),
    ("an opt-out tag", in_cell(COUNT, lambda c: c.update(metadata={"tags": ["nbval-skip"]})), "state"),
    ("an opt-out comment", in_cell(COUNT, lambda c: c["source"].insert(0, "# NBVAL_IGNORE_OUTPUT\n")), "state"),
    ("a seed changed by one digit", swap(FEBRUARY, "20 February 2024", "21 February 2024"),
     "nbval state compare meaning"),
    ("a seed changed by one name", swap(FEBRUARY, "Nurtleu", "Nurtley"), "nbval state compare meaning"),
    ("a seed without one paragraph", without_a_paragraph, "nbval state compare meaning"),
    ("a changed export", swap("figures/timeline.json", "2022", "2021"), "compare"),
    ("a stale number in the README", swap("README.md", "on 20 April 2022", "on 23 April 2022"), "state"),
    ("a stale number word in the README", swap("README.md", "in three points", "in four points"), "state"),
    ("a broken link between notebooks", swap("notebooks/01_ingestion.ipynb", "(02_topics.ipynb)", "(02_topic.ipynb)"),
     "state"),
    ("a file that no notebook writes", lambda house: (house / "figures/old.csv").write_text("a\n1\n"), "state compare"),
]
LAYERS = ("nbval", "state", "compare", "meaning")


def table():
    """The kinds and the layers that catch them, as CONTRIBUTING.md quotes it."""
    rows = [("planted fault", *LAYERS), ("---",) * 5,
            *((kind, *("caught" if layer in caught.split() else "" for layer in LAYERS)) for kind, _, caught in KINDS)]
    return "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |").replace("|  |", "| |") for row in rows)


# --- the layers ------------------------------------------------------------------------------------------------------

@pytest.fixture
def house(tmp_path):
    """A copy of what the verification reads."""
    copy = tmp_path / "house"
    for part in ("notebooks", "seeds", "figures"):
        shutil.copytree(HOUSE / part, copy / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for path in (p for p in HOUSE.iterdir() if p.is_file() and not p.name.startswith(".")):
        shutil.copy(path, copy)
    return copy


def fails(check, *arguments):
    try:
        check(*arguments)
    except Exception:  # a test that cannot even be made has noticed too
        return True
    return False


def state(house, monkeypatch):
    monkeypatch.setattr(test_seeds, "HOUSE", house)
    return fails(test_seeds.test_the_hashes_agree) or any(fails(check, house) for check in test_notebooks.CHECKS)


def meaning(house):
    corpus = load_corpus(house / "seeds")
    return any(fails(check, corpus) for check in GOLD)


def run(house, *command):
    """A command on a copy, which has the helpers as they are here."""
    path = f"{house}{os.pathsep}{HOUSE}"
    environment = os.environ | {"PYTHONPATH": path, "FIGURES": "", "CORPUS": "", "PYTEST_ADDOPTS": ""}
    return subprocess.run([sys.executable, "-m", *command], cwd=house, env=environment, capture_output=True, text=True)


def nbval(house):
    done = run(house, "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider", "-p", "no:randomly",
               "-c", os.devnull, "--rootdir", str(house), "notebooks/01_ingestion.ipynb")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 1


def test_a_house_without_fault_passes_every_layer(house, monkeypatch):
    assert not state(house, monkeypatch) and not meaning(house)
    assert reproduce.report(reproduce._contents(house), reproduce._contents(HOUSE)) == 0


@pytest.mark.parametrize(("kind", "plant", "layers"), KINDS, ids=[kind for kind, *_ in KINDS])
def test_a_planted_fault_is_caught(kind, plant, layers, house, monkeypatch):
    plant(house)
    assert state(house, monkeypatch) == ("state" in layers)
    if kind.startswith("a seed"):  # the gold reads nothing but the seeds
        assert meaning(house)
    elif "compare" in layers:  # HOUSE is what a second run gives: test_everything_comes_out_the_same
        assert reproduce.report(reproduce._contents(house), reproduce._contents(HOUSE)) > 0


def test_contributing_quotes_the_table():
    assert table() in (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "plant", "layers"), KINDS, ids=[kind for kind, *_ in KINDS])
def test_what_nbval_catches(kind, plant, layers, house):
    plant(house)
    assert nbval(house) == ("nbval" in layers)


@pytest.mark.slow
def test_a_second_run_finds_every_changed_result_and_the_table_is_told(house, capsys):
    shutil.copytree(HOUSE / "helpers", house / "helpers")
    wanted = ["figures/lines.csv", "figures/timeline.png", "figures/timeline.json", "figures/old.csv",
              "notebooks/01_ingestion.ipynb"]
    for kind, plant, _ in KINDS:
        if kind in ("a hidden row of a long table", "a removed picture file", "a changed export",
                    "a file that no notebook writes", "a changed picture in a notebook"):
            plant(house)
    done = run(house, "helpers.reproduce", "--check")
    assert done.returncode == 1 and all(f"\n{name}: " in done.stdout for name in wanted), done.stdout
    assert f"{len(wanted)} differences" in done.stdout, done.stdout
    with capsys.disabled():
        print(f"\n{table()}\n{len(KINDS)} kinds, each caught")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "old", "new"), [(FEBRUARY, "20 February 2024", "21 February 2024"),
                                                  ("notebooks/outside_facts.csv", "2024-07-04", "2024-07-05")])
def test_a_second_run_finds_a_changed_source(house, name, old, new):
    shutil.copytree(HOUSE / "helpers", house / "helpers")
    swap(name, old, new)(house)
    done = run(house, "helpers.reproduce", "--check")
    assert done.returncode == 1, done.stdout
