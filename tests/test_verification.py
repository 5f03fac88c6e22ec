"""The verification verified: a fault of each kind is planted in a copy, and layers must catch it.

The layers: `nbval` (a fresh run against the stored outputs), `state` (test_notebooks, SHA256SUMS),
`prose` (the facts of sentences), `claims` (what must be claimed, and edits), `readme` (test_readme,
test_setup), `compare` (a second run, file by file) and `gold` (answers found by reading). nbval and
a second run need kernels, so they are tried in the slow run; the others on every fault, each time.
`python tests/test_verification.py` prints the table that CONTRIBUTING.md quotes.
"""

import ast
import base64
import hashlib
import inspect
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from contextlib import contextmanager
from functools import cache

import pytest
import test_claims
import test_gold
import test_notebooks
import test_prose
import test_readme
import test_seeds
import test_setup

from conftest import HOUSE
from helpers import load_corpus, reproduce
from helpers.outside_facts import read_outside_facts
from helpers.themes import read_themes

Kind = namedtuple("Kind", "kind file plant caught")
FEBRUARY, KAZISS = "seeds/001_17663b2a2e3f0db7.txt", "seeds/002_b84f380dea72327e.txt"
ONE, TWO, THREE, FOUR = (f"notebooks/{name}.ipynb" for name in test_notebooks.NAMES)
CLAIMS, FACTS, THEMES = "notebooks/claims.py", "notebooks/outside_facts.csv", "notebooks/themes.csv"
GOLD = [
    check
    for name, check in vars(test_gold).items()
    if name.startswith("test_") and [*inspect.signature(check).parameters] == ["corpus"]
]
LAYERS = ("nbval", "state", "prose", "claims", "readme", "compare", "gold")
CHEAP = ("state", "prose", "claims", "readme")


# --- how to plant ------------------------------------------------


def swap(old, new):
    """Other words in a file; the first place where the old ones stand."""

    def plant(path):
        text = path.read_bytes().decode("utf-8")
        assert old in text, f"{path.name} no longer holds {old!r}: plant another fault"
        path.write_bytes(text.replace(old, new, 1).encode("utf-8"))

    return plant


@contextmanager
def cells(path):
    """The cells of a notebook, to be changed in place."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    yield notebook["cells"]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def in_cell(words, change):
    """A change to the first cell of a notebook that holds these words."""

    def plant(path):
        with cells(path) as found:
            change(next(cell for cell in found if words in "".join(cell["source"])))

    return plant


def in_source(words, old, new):
    """Other words in the source of a cell."""

    def change(cell):
        source = "".join(cell["source"])
        assert old in source, f"{source!r} does not hold {old!r}: plant another fault"
        cell["source"] = source.replace(old, new, 1)

    return in_cell(words, change)


def in_output(words, kind, old, new):
    """Other words in what a cell shows."""

    def change(cell):
        data = next(o["data"] for o in cell["outputs"] if kind in o["data"])
        text = "".join(data[kind])
        assert re.search(old, text), text
        data[kind] = re.sub(old, new, text, count=1)

    return in_cell(words, change)


def without_cell(words):
    """A cell is deleted and the notebook run again: counts and ids close up."""

    def plant(path):
        with cells(path) as found:
            found.remove(next(cell for cell in found if words in "".join(cell["source"])))
            as_run_again(found)

    return plant


def exchanged(words, other_words):
    """Two cells change places, and the notebook is run again."""

    def plant(path):
        with cells(path) as found:
            at, to = (
                next(n for n, cell in enumerate(found) if w in "".join(cell["source"]))
                for w in (words, other_words)
            )
            found[at], found[to] = found[to], found[at]
            as_run_again(found)

    return plant


def as_run_again(found):
    count = itertools.count(1)
    for number, cell in enumerate(found):
        cell["id"] = f"cell-{number:02d}"
        if cell["cell_type"] == "code":
            set_count(cell, next(count))


def set_count(cell, count):
    cell["execution_count"] = count
    for output in (o for o in cell["outputs"] if "execution_count" in o):
        output["execution_count"] = count


def cleared(counts):
    def plant(path):
        with cells(path) as found:
            for cell in (c for c in found if c["cell_type"] == "code"):
                cell["outputs"] = []
                cell["execution_count"] = None if counts else cell["execution_count"]

    return plant


def out_of_order(path):
    with cells(path) as found:
        code = [cell for cell in found if cell["cell_type"] == "code"]
        set_count(code[5], 5)
        set_count(code[4], 6)


def other_picture(cell):
    """A picture one byte longer."""
    data = cell["outputs"][0]["data"]
    picture = base64.b64decode("".join(data["image/png"])) + b"\0"
    data["image/png"] = base64.b64encode(picture).decode()


def longer(path):
    path.write_bytes(path.read_bytes() + b"\0")


def both_pictures(path):
    """A picture is changed in the notebook and in its file."""
    in_cell(FIGURE, other_picture)(path)
    longer(path.parents[1] / "figures" / "kept_and_removed.png")


def other_data(path):
    """The numbers of a picture are changed everywhere: in its table and in both fingerprints."""
    table = path.parents[1] / "figures" / "kept_and_removed.csv"
    swap("body,", "body,1")(table)
    mark = hashlib.sha256(table.read_bytes()).hexdigest()[:12]
    in_output(FIGURE, "text/plain", r"[0-9a-f]{12}\]$", f"{mark}]")(path)
    with cells(path) as found:
        cell = next(c for c in found if FIGURE in "".join(c["source"]))
        below = cell["outputs"][1]["data"]
        text = "".join(below["text/markdown"])
        below["text/markdown"] = re.sub(r"\b[0-9a-f]{12}\b", mark, text)


def last_line(old, new):
    """Other words in the last line of a table, which no display reaches."""

    def plant(path):
        *lines, last = path.read_text(encoding="utf-8").splitlines(keepends=True)
        assert old in last, f"the last line of {path.name} holds no {old!r}: plant another fault"
        path.write_text("".join([*lines, last.replace(old, new, 1)]), encoding="utf-8")

    return plant


def without_longest_line(path):
    lines = path.read_bytes().split(b"\n")
    lines.remove(max(lines, key=len))
    path.write_bytes(b"\n".join(lines))


def without_line(words):
    def plant(path):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if words not in line]
        assert len(kept) == len(lines) - 1, f"{words!r} stands in {len(lines) - len(kept)} lines"
        path.write_text("".join(kept), encoding="utf-8")

    return plant


def removed(path):
    path.unlink()


def added(path):
    path.write_text("a\n1\n", encoding="utf-8")


# --- the kinds ------------------------------------------------

FIGURE, COUNT = "show(figure", "duplicate of "
STDERR = {"name": "stderr", "output_type": "stream", "text": "5 documents were read"}
STDOUT = {"name": "stdout", "output_type": "stream", "text": "5"}
HTML = {"text/html": "<table><tr><td>6</td></tr></table>"}
SUMMIT = "2024-07-03,2024-07-04"

OUTPUTS = [
    Kind(
        "a number in plain text",
        ONE,
        in_output(FIGURE, "text/plain", r"\d+ rows", "99 rows"),
        "nbval state compare",
    ),
    Kind(
        "a number in an HTML table",
        ONE,
        in_cell(COUNT, lambda cell: cell["outputs"][0]["data"].update(HTML)),
        "nbval compare",
    ),
    Kind(
        "a number in a Markdown output",
        ONE,
        in_output(COUNT, "text/markdown", r"\b5\b", "6"),
        "nbval compare",
    ),
    Kind("a hidden row of a long table", "figures/lines.csv", last_line("004_", "003_"), "compare"),
    Kind(
        "a digit beyond the displayed ones",
        "figures/agreement.csv",
        last_line("0.", "0.1"),
        "state compare",
    ),
    Kind("a changed picture in a notebook", ONE, in_cell(FIGURE, other_picture), "state compare"),
    Kind("a changed picture in figures/", "figures/timeline.png", longer, "state compare"),
    Kind("a changed picture in both", ONE, both_pictures, "compare"),
    Kind(
        "a removed picture",
        ONE,
        in_cell(FIGURE, lambda cell: cell["outputs"].pop(0)),
        "nbval state compare",
    ),
    Kind("a removed picture file", "figures/timeline.png", removed, "state prose compare"),
    Kind("a picture of changed data", ONE, other_data, "nbval compare"),
    Kind(
        "a picture without its alt text",
        ONE,
        in_cell(FIGURE, lambda cell: cell["outputs"][0].update(metadata={})),
        "state compare",
    ),
    Kind(
        "an output added",
        ONE,
        in_cell("import os", lambda cell: cell["outputs"].append(STDOUT)),
        "nbval compare",
    ),
    Kind(
        "an output removed",
        ONE,
        in_cell(COUNT, lambda cell: cell.update(outputs=[])),
        "nbval state compare",
    ),
    Kind(
        "an output moved to stderr",
        ONE,
        in_cell(COUNT, lambda cell: cell.update(outputs=[STDERR])),
        "nbval state compare",
    ),
    Kind("outputs cleared", ONE, cleared(counts=False), "nbval state prose compare"),
    Kind("outputs and counts cleared", ONE, cleared(counts=True), "state prose compare"),
    Kind("cells out of order", ONE, out_of_order, "state compare"),
    Kind("a changed export", "figures/timeline.json", swap("2022", "2021"), "compare"),
    Kind("a file that no notebook writes", "figures/old.csv", added, "state compare"),
    Kind(
        "a seed changed by one digit",
        FEBRUARY,
        swap("20 February 2024", "21 February 2024"),
        "nbval state claims compare gold",
    ),
    Kind(
        "a seed changed by one name",
        FEBRUARY,
        swap("Nurtleu", "Nurtley"),
        "nbval state claims compare gold",
    ),
    Kind(
        "a seed without one paragraph",
        KAZISS,
        without_longest_line,
        "nbval state claims compare gold",
    ),
]

SENTENCES = [
    Kind(
        "claim: another day in its sentence",
        CLAIMS,
        swap("dates its meeting to {day}.", "dates its meeting to 20 April 2020."),
        "claims",
    ),
    Kind(
        "claim: another number word",
        CLAIMS,
        swap("report two meetings of {who}", "report one meeting of {who}"),
        "claims",
    ),
    Kind(
        "claim: *stated* for *inferred*",
        CLAIMS,
        swap(
            'INFERRED, "who speaks after a meeting was probably there"',
            'TEXT, "who speaks after a meeting was probably there"',
        ),
        "claims",
    ),
    Kind(
        "claim: a condition made True",
        CLAIMS,
        swap('case.needs(event["certainty"] == "stated",', "case.needs(True,"),
        "claims",
    ),
    Kind(
        "claim: a check that counts anybody",
        CLAIMS,
        swap('actors[office & (actors["role"] == "principal")]', "actors"),
        "claims",
    ),
    Kind(
        "claim: its facts are constants",
        CLAIMS,
        swap('return {"day": day(event["earliest"])}', 'return {"day": "20 April 2022"}'),
        "claims",
    ),
    Kind(
        "claim: a quotation that proves nothing",
        CLAIMS,
        swap('"reached an agreement on further cooperation"', '"reached an"'),
        "claims",
    ),
    Kind("claim: removed everywhere", CLAIMS, without_line("        tukumov,"), "claims"),
    Kind(
        "claim: the source of an outside fact",
        FACTS,
        swap("Astana Declaration", "Almaty Declaration"),
        "prose",
    ),
    Kind(
        "claim: a fact's end moved by a day",
        FACTS,
        swap(SUMMIT, "2024-07-03,2024-07-05"),
        "prose claims",
    ),
    Kind("claim: a theme's words", THEMES, swap("women|gender", "women"), "prose"),
    Kind(
        "assertion: .any() for .all()",
        FOUR,
        in_source("book = ", '["holds"].all()', '["holds"].any()'),
        "state",
    ),
    Kind(
        "assertion: emptied",
        ONE,
        in_source(
            "assert all",
            "all(raw[r.doc_id][r.start : r.end] == r.text",
            "all(True or raw == r.text",
        ),
        "state",
    ),
    Kind("assertion: removed", ONE, in_source("assert all", "assert all", "print"), "state"),
    Kind("prose: a day", THREE, swap("On July 4, UN", "On July 5, UN"), "prose"),
    Kind("prose: a month", ONE, swap("late December", "late November"), "prose"),
    Kind("prose: a number word", THREE, swap("Two reports that", "Three reports that"), "prose"),
    Kind("prose: a number", THREE, swap("standard ISO 8601", "standard ISO 8610"), "prose"),
    Kind("prose: a person", FOUR, swap("talk of Tileuberdi", "talk of Nurtleu"), "prose"),
    Kind(
        "prose: another person", FOUR, swap("visit of Guterres", "visit of Rakhmetullin"), "prose"
    ),
    Kind("prose: a place", THREE, swap("the visit to Almaty", "the visit to Astana"), "prose"),
    Kind("prose: a document", FOUR, swap("One of them (001)", "One of them (000)"), "prose"),
    Kind("prose: words quoted", TWO, swap("“constructive”", "“creative”"), "prose"),
    Kind(
        "prose: words quoted as an example",
        THREE,
        swap('a month, \\"December this year\\"', 'a month, \\"November this year\\"'),
        "prose",
    ),
    Kind("prose: a quotation", ONE, swap("> Astana+21+23", "> Astana+22+23"), "prose"),
    Kind(
        "prose: words exchanged",
        THREE,
        swap("**inferred** (speaks after it)", "**stated** (speaks after it)"),
        "state prose",
    ),
]

FRONT_PAGE = [
    Kind("front page: a count", "README.md", swap(" claims on ", "1 claims on "), "readme"),
    Kind(
        "front page: a finding",
        "README.md",
        swap("on 20 April 2022", "on 23 April 2022"),
        "readme",
    ),
    Kind("front page: a certainty", "README.md", swap("*(inferred)*", "*(stated)*"), "readme"),
    Kind(
        "front page: definitions exchanged",
        "README.md",
        swap("*stated*: one page says it outright", "*stated*: the words make it likely"),
        "readme",
    ),
    Kind(
        "front page: a number word",
        "README.md",
        swap("by two independent sources. The", "by three independent sources. The"),
        "prose",
    ),
    Kind(
        "front page: a link to another notebook",
        "README.md",
        swap("](notebooks/02_topics.ipynb)", "](notebooks/03_timeline.ipynb)"),
        "prose readme",
    ),
    Kind(
        "front page: another picture",
        "README.md",
        swap("](figures/headline.png)", "](figures/timeline.png)"),
        "prose readme",
    ),
    Kind(
        "front page: a row of the map removed",
        "README.md",
        without_line("| [02_topics]"),
        "prose readme",
    ),
    Kind(
        "front page: a written file removed",
        "README.md",
        swap(", `figures/evidence.json`", ""),
        "prose readme",
    ),
    Kind(
        "front page: another question",
        "README.md",
        swap("| What do we hold? |", "| What do we miss? |"),
        "readme",
    ),
    Kind(
        "command: an option",
        "README.md",
        swap("reproduce --check`", "reproduce --dry-run`"),
        "prose readme",
    ),
    Kind(
        "command: another file",
        "README.md",
        swap("-r requirements.txt", "-r constraints.txt"),
        "readme",
    ),
    Kind(
        "command: a path of another system",
        "README.md",
        swap(".venv\\Scripts\\pytest", ".venv\\bin\\pytest"),
        "readme",
    ),
    Kind("command: a marker", "README.md", swap("-m quick", "-m fast"), "prose readme"),
    Kind(
        "command: an argument in Python",
        "README.md",
        swap('"FOLDER", n_jobs=-1', '"FOLDER", jobs=-1'),
        "readme",
    ),
    Kind("command: CI runs another", ".ci/run", swap("bin/pytest", "bin/pytest -x"), "readme"),
    Kind(
        "document: the versions of Python",
        "README.md",
        swap("Python 3.11 to", "Python 3.9 to"),
        "prose readme",
    ),
    Kind(
        "document: the version to cite",
        "CITATION.cff",
        swap("\nversion: ", "\nversion: 1"),
        "readme",
    ),
    Kind(
        "document: the table of scale",
        "CONTRIBUTING.md",
        swap("| 2,000 | 1", "| 2,000 | 2"),
        "readme",
    ),
]

WHOLE = [
    Kind("deletion: a text cell", THREE, without_cell("The rules, in their order"), "state prose"),
    Kind("deletion: a code cell", ONE, without_cell("show_table(found"), "state"),
    Kind(
        "deletion: cells exchanged",
        FOUR,
        exchanged('table_of("When")', 'table_of("Who")'),
        "state",
    ),
    Kind("deletion: a heading", FOUR, swap("### Who", "### Whom"), "state prose"),
    Kind(
        "deletion: Next leads elsewhere",
        ONE,
        swap("(02_topics.ipynb)", "(03_timeline.ipynb)"),
        "state prose",
    ),
    Kind(
        "deletion: a link that is broken",
        ONE,
        swap("(02_topics.ipynb)", "(02_topic.ipynb)"),
        "state prose",
    ),
    Kind(
        "opt-out: a tag",
        ONE,
        in_cell(COUNT, lambda cell: cell.update(metadata={"tags": ["nbval-skip"]})),
        "state",
    ),
    Kind(
        "opt-out: a comment",
        ONE,
        in_source(COUNT, "skipped =", "# NBVAL_IGNORE_OUTPUT\nskipped ="),
        "state",
    ),
    Kind(
        "opt-out: nbval's older comment",
        ONE,
        in_source(COUNT, "skipped =", "# PYTEST_VALIDATE_IGNORE_OUTPUT\nskipped ="),
        "state",
    ),
    Kind(
        "verification: nbval dropped",
        "pyproject.toml",
        swap("--nbval --nbval", "--nbval"),
        "readme",
    ),
    Kind(
        "verification: nbval made lax",
        "pyproject.toml",
        swap("--nbval ", "--nbval-lax "),
        "readme",
    ),
    Kind(
        "verification: notebooks not tested",
        "pyproject.toml",
        swap('"README.md", "notebooks"]', '"README.md"]'),
        "readme",
    ),
    Kind("verification: a dependency", "pyproject.toml", swap('"rapidfuzz", ', ""), "readme"),
    Kind(
        "verification: the templates",
        "pyproject.toml",
        swap('"helpers.templates" = ["*"]\n', ""),
        "readme",
    ),
]
KINDS = [*OUTPUTS, *SENTENCES, *FRONT_PAGE, *WHOLE]


def table():
    """How many faults of each group which layers catch, as CONTRIBUTING.md quotes it."""
    groups = {}
    for kind in KINDS:
        groups.setdefault(group(kind), []).append(kind.caught.split())
    head = ["planted faults", "number", *LAYERS]
    lines = [head, ["---"] * len(head)]
    for name, caught in groups.items():
        counts = [sum(layer in layers for layers in caught) for layer in LAYERS]
        lines.append([name, str(len(caught)), *(str(count or "") for count in counts)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def group(kind):
    name, colon, _ = kind.kind.partition(":")
    return name if colon else "seed" if "seed" in kind.file else "output"


def every_kind():
    """Each planted fault with the layers that catch it."""
    return "\n".join(f"{group(k)}: {k.kind.split(': ')[-1]}: {k.caught}" for k in KINDS)


# --- the layers ------------------------------------------------


@pytest.fixture(scope="module")
def whole_house(tmp_path_factory):
    """A copy of what the verification reads."""
    copy = tmp_path_factory.mktemp("verified") / "house"
    hidden = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    for part in ("notebooks", "seeds", "figures", "helpers", "tests", ".ci", ".github", ".binder"):
        shutil.copytree(HOUSE / part, copy / part, ignore=hidden)
    for path in HOUSE.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, copy / path.relative_to(HOUSE))
    return copy


@pytest.fixture(scope="module")
def own_faults(whole_house):
    """What the cheap layers say of the project as it is."""
    return noticed(whole_house)


@pytest.fixture(scope="module")
def without_fault(whole_house):
    """The content of each file of the copy, before any fault is planted."""
    return {path: path.read_bytes() for path in whole_house.rglob("*") if path.is_file()}


@pytest.fixture
def house(whole_house, own_faults, without_fault):
    """The copy, in which a fault may be planted: what was changed is as it was afterwards."""
    if own_faults:
        pytest.skip(f"the project has a fault of its own: {short(own_faults)}")
    yield whole_house
    for path in [p for p in whole_house.rglob("*") if p.is_file() and p not in without_fault]:
        path.unlink()
    for path, content in without_fault.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def failure(check, *arguments):
    """What a check says of a fault; None where it notices none."""
    try:
        check(*arguments)
    except Exception as error:  # a check that cannot even be made has noticed too
        return f"{type(error).__name__}: {error}"
    return None


def first(checks, *arguments):
    return next(filter(None, (failure(check, *arguments) for check in checks)), None)


def state(house):
    listed = failure(seeds_are_as_received, house)
    return listed or first(test_notebooks.CHECKS, house)


def seeds_are_as_received(house):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_seeds, "HOUSE", house)
        test_seeds.test_the_hashes_agree()


def prose(house):
    return failure(test_prose.facts_are_the_reviewed_ones, house)


def readme(house):
    return first([*test_readme.CHECKS, *test_setup.CHECKS], house)


def claims(house):
    """What is not as in gold/claims.csv, or after an edit not as in gold/sensitivity.csv."""
    parts = (CLAIMS, FACTS, THEMES, FEBRUARY, KAZISS)
    if all((house / p).read_bytes() == (HOUSE / p).read_bytes() for p in parts):
        return None
    tree = ast.parse((house / CLAIMS).read_text(encoding="utf-8"))
    made, tables = test_claims.module_of(tree), (house / FACTS, house / THEMES)
    archive = made.archive_of(
        load_corpus(house / "seeds"), read_outside_facts(tables[0]), read_themes(tables[1])
    )
    return failure(test_claims.as_gold_has_it, made, archive) or failure(after_edits, made, tree)


def after_edits(made, tree):
    """Every edit of a claim that was changed comes out as the gold says."""
    before = {node.name: ast.dump(node) for node in functions(test_claims.TREE)}
    changed = {n.name.replace("_", " ") for n in functions(tree) if before[n.name] != ast.dump(n)}
    named = {c.__name__.replace("_", " "): c for c in made.CLAIMS}
    for number, edit in enumerate(test_claims.EDITS):
        if edit["claim"] in changed:
            told = test_claims.said(named[edit["claim"]], test_claims.archive_after(number))
            assert test_claims.outcome(edit, told), f"claims.py, {edit['claim']}: {told}; {edit}"


def functions(tree):
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def gold(house):
    corpus = load_corpus(house / "seeds")
    return first(GOLD, corpus)


def compare(house):
    """Whether HOUSE, which is what a second run gives (test_reproduce), differs from the copy."""
    return bool(reproduce.report(reproduce.contents(house), results()))


@cache
def results():
    return reproduce.contents(HOUSE)


def run(house, *command):
    """A command on a copy, which has the helpers as they are here."""
    empty = {"FIGURES": "", "CORPUS": "", "PYTEST_ADDOPTS": ""}
    environment = os.environ | {"PYTHONPATH": f"{house}{os.pathsep}{HOUSE}"} | empty
    command = [sys.executable, "-m", *command]
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)


def nbval(house):
    options = ["--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    done = run(house, "pytest", *options, "--rootdir", str(house), ONE)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 1


# --- the tests ------------------------------------------------


def noticed(house):
    """What each cheap layer says of a house."""
    layers = {"state": state, "prose": prose, "claims": claims, "readme": readme}
    return {name: told for name in CHEAP if (told := layers[name](house))}


def short(told):
    return "; ".join(f"{layer}: {message[:200]}" for layer, message in told.items()) or "nothing"


def test_a_house_without_fault_passes_every_layer(whole_house, own_faults):
    assert not own_faults, short(own_faults)
    assert not gold(whole_house)
    assert not compare(whole_house)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_planted_fault_is_caught_and_named(kind, house):
    kind.plant(house / kind.file)
    told, caught = noticed(house), kind.caught.split()
    assert set(told) == {layer for layer in CHEAP if layer in caught}, short(told)
    stem = os.path.basename(kind.file).rpartition(".")[0] or "ci"
    if told:  # a message names the file in which to look
        assert any(stem.split("_")[0] in message for message in told.values()), short(told)
    if "compare" in caught and kind.file.startswith(("figures", "notebooks")):
        assert compare(house)
    if "gold" in caught:
        assert gold(house)


def test_contributing_quotes_the_table():
    assert table() in (HOUSE / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("kind", OUTPUTS, ids=lambda kind: kind.kind)
def test_what_nbval_catches(kind, house):
    kind.plant(house / kind.file)
    assert nbval(house) == ("nbval" in kind.caught.split())


@pytest.mark.slow
def test_a_second_run_finds_every_changed_result(house):
    shown = [kind for kind in KINDS if kind.kind in ("a changed export", "a removed picture file")]
    shown += [kind for kind in KINDS if kind.file in ("figures/lines.csv", "figures/old.csv")]
    for kind in shown:
        kind.plant(house / kind.file)
    done = run(house, "helpers.reproduce", "--check")
    assert done.returncode == 1, done.stdout + done.stderr
    for kind in shown:
        assert f"\n{kind.file}: " in done.stdout, done.stdout
    assert f"{len(shown)} differences" in done.stdout, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [(FEBRUARY, "20 February 2024", "21 February 2024"), (FACTS, "2024-07-04", "2024-07-05")],
)
def test_a_second_run_finds_a_changed_source(house, name, old, new):
    swap(old, new)(house / name)
    done = run(house, "helpers.reproduce", "--check")
    assert done.returncode == 1, done.stdout


if __name__ == "__main__":
    print(table(), every_kind(), sep="\n\n")
