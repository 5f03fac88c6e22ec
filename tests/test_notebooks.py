"""The state of the committed notebooks: what a second run does not see, as it comes out the same.

Each check takes a house, the folder that holds `notebooks/`, `figures/` and `seeds/`, so that the
self-test of the verification can point it at a copy with a planted fault. What stands in which cell
is reviewed in `gold/cells.csv`; `python tests/test_notebooks.py` prints its rows anew.
"""

import ast
import base64
import csv
import hashlib
import html
import json
import re
import sys
from collections import namedtuple
from functools import lru_cache
from itertools import groupby, zip_longest

import pytest

from conftest import HOUSE, gold

NAMES = ("01_ingestion", "02_topics", "03_timeline", "04_findings")
HELD = ("notebook", "cell", "section", "holds")
SHOWING = {"say", "show_table", "display", "show"}
OPT_OUT = re.compile(
    r"(?i)nbval|PYTEST_VALIDATE|raises-exception|skip-execution|remove[-_](?:cell|output)"
)
Cell = namedtuple("Cell", "notebook number section kind source stored")


def path_of(house, name):
    return house / "notebooks" / f"{name}.ipynb"


@lru_cache(maxsize=512)
def parsed(source):
    """The tree of a source, which nobody changes."""
    return ast.parse(source)


@lru_cache(maxsize=512)
def assertions(source):
    return [node for node in ast.walk(parsed(source)) if isinstance(node, ast.Assert)]


@lru_cache(maxsize=16)
def opt_out(text):
    return OPT_OUT.search(text)


def cells(house, name):
    """The cells of a notebook, each with the heading that it stands under."""
    return cells_of(name, path_of(house, name).read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def cells_of(name, text):
    section, found = "", []
    for number, cell in enumerate(json.loads(text)["cells"]):
        source = "".join(cell["source"])
        headings = re.findall(r"(?m)^#+ (.+)$", source) if cell["cell_type"] == "markdown" else []
        section = headings[-1] if headings else section
        found.append(Cell(name, number, section, cell["cell_type"], source, cell))
    return found


def code(house):
    return [cell for name in NAMES for cell in cells(house, name) if cell.kind == "code"]


def place(cell):
    return f"{cell.notebook}, cell {cell.number}, section {cell.section!r}"


def prose(house, name):
    return "\n\n".join(c.source for c in cells(house, name) if c.kind == "markdown")


def shown(cell):
    """All text of a cell's outputs."""
    data = [o.get("data") or {"text/plain": o.get("text", "")} for o in cell.stored["outputs"]]
    return "\n".join("".join(v) for d in data for k, v in d.items() if k.startswith("text/"))


# --- what a cell holds ------------------------------------------------


def holds(cell):
    """A cell in short: of a text its paragraphs and terms, of code what it makes and asserts."""
    if cell.kind == "markdown":
        terms = re.findall(r"(?<!\w)(\*{1,2}[^*\n]+\*{1,2}|`[^`\n]+`)", cell.source)
        paragraphs = len(re.split(r"\n\s*\n", cell.source.strip()))
        return " ".join([f"text {paragraphs}", *terms])
    done = map(does, parsed(cell.source).body)
    return "; ".join(key for key, _ in groupby(done))


def does(statement):
    """A statement in short; an assertion in full."""
    if isinstance(statement, ast.Assert):
        return f"assert {ast.unparse(statement.test)}"
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return "import"
    if isinstance(statement, ast.For | ast.If):
        word = "for" if isinstance(statement, ast.For) else "if"
        return f"{word} ({'; '.join(map(does, statement.body))})"
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return f"def {statement.name}"
    if isinstance(statement, ast.Assign):
        return f"{', '.join(map(ast.unparse, statement.targets))} ="
    call = statement.value
    if all(map(short, getattr(call, "args", []))):
        return ast.unparse(call)
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def short(node):
    """Whether an argument is a name or one word, and no sentence."""
    word = isinstance(node, ast.Constant) and " " not in str(node.value)
    return word or isinstance(node, ast.Name)


def every_cell_is_where_it_was(house):
    """A cell that is missing, new, exchanged, or that asserts something else is noticed."""
    rows = [dict(zip(HELD, row, strict=True)) for row in held(house)]
    for row, known in zip_longest(rows, gold("cells")):
        at = row or known
        where = f"{at['notebook']}, cell {at['cell']}, section {at['section']!r}"
        assert row and known, f"{where}: is not in {'gold/cells.csv' if row else 'the notebook'}"
        stands = {key: known[key] for key in HELD[:3]}
        assert {key: row[key] for key in HELD[:3]} == stands, (
            f"{where}: gold/cells.csv has {stands}"
        )
        here, there = (entry["holds"].split("; ") for entry in (row, known))
        new, old = ([x for x in a if x not in b] for a, b in ((here, there), (there, here)))
        assert here == there, f"{where}: holds {new or here}, gold/cells.csv has {old or there}"


def held(house):
    for cell in (cell for name in NAMES for cell in cells(house, name)):
        yield (cell.notebook, str(cell.number), cell.section, holds(cell))


# --- the other checks ------------------------------------------------


def cells_ran_in_order_and_left_their_outputs(house):
    for name in NAMES:
        ran = [cell for cell in cells(house, name) if cell.kind == "code"]
        for count, cell in enumerate(ran, start=1):
            outputs = cell.stored["outputs"]
            assert cell.stored["execution_count"] == count, f"{place(cell)}: ran out of order"
            kinds = {output["output_type"] for output in outputs}
            assert "error" not in kinds, f"{place(cell)}: an error is stored"
            streams = {output.get("name") for output in outputs}
            assert "stderr" not in streams, f"{place(cell)}: stderr is stored"
            assert {o.get("execution_count") for o in outputs} <= {None, count}, place(cell)
            assert len(outputs) >= calls(cell), f"{place(cell)}: an output is missing"
            pictures = sum("image/png" in output.get("data", {}) for output in outputs)
            drawn = len(re.findall(r"\bshow\(", cell.source))
            assert pictures == drawn, f"{place(cell)}: {pictures} pictures of {drawn}"


def calls(cell):
    """How many statements of a cell, at its top level, show something."""
    body = [node.value for node in parsed(cell.source).body if isinstance(node, ast.Expr)]
    return sum(getattr(getattr(value, "func", None), "id", "") in SHOWING for value in body)


def nothing_opts_out_and_nothing_is_noise(house):
    for name in NAMES:
        text = path_of(house, name).read_text(encoding="utf-8")
        found = opt_out(text)
        assert not found, f"{name}: {found and found.group()} opts out of the verification"
        assert len(text.encode()) < 1_000_000, f"{name} is too large"
        assert '"widgets"' not in text, f"{name}: widgets do not survive on GitHub"
        for cell in cells(house, name):
            tags = cell.stored["metadata"].get("tags", [])
            assert tags in ([], ["seeds"]), f"{place(cell)}: tags {tags}"
            ends = cell.kind == "code" and re.search(r"(?m);\s*$", cell.source)
            assert not ends, f"{place(cell)}: a semicolon at the end makes nbval fail"


def each_opens_and_ends_alike(house):
    for number, name in enumerate(NAMES, start=1):
        text = prose(house, name)
        headings = re.findall(r"(?m)^(#+) (.+)$", text)
        titles = [title for level, title in headings if level == "#"]
        assert titles == [headings[0][1]], f"{name}: one title, at the top"
        assert titles[0].startswith(f"{number} · "), f"{name}: its title has its number"
        assert headings[-1][1].startswith("What was found"), f"{name}: ends on {headings[-1][1]!r}"
        for word in ("**Reads**", "**Writes**", "\n> ", "**Limits.**", "**Saved.**", "**Next.**"):
            assert word in text, f"{name}: {word.strip()} is missing"
        own = (cell for cell in code(house) if cell.notebook == name)
        last = "\n".join(shown(cell) for cell in own if cell.section == headings[-1][1])
        assert "**Found.**" in last, f"{name}: says not what was found"


def links_lead_where_they_say(house):
    titles = {name: prose(house, name).partition("\n")[0].lstrip("# ") for name in NAMES}
    following = dict(zip(NAMES, [*NAMES[1:], None], strict=True))
    for name in NAMES:
        text = prose(house, name)
        for words, link in re.findall(r"\[([^\]]+)\]\((?!http)([^)]+)\)", text):
            target = (house / "notebooks" / link).resolve()
            assert target.exists(), f"{name}: [{words}] leads to {link}, which is not there"
            if target.suffix == ".ipynb":
                title = titles.get(target.stem)
                assert words == title, f"{name}: [{words}] leads to {link}, which is {title!r}"
        ahead = re.search(r"\*\*Next\.\*\* \[[^\]]+\]\(([^)]+)\)", text)
        wanted = f"{following[name]}.ipynb" if following[name] else "../README.md"
        assert ahead and ahead[1] == wanted, f"{name}: Next leads not to {wanted}"


def assertions_can_fail(house):
    for name in NAMES:
        found = [
            (cell, node)
            for cell in cells(house, name)
            if cell.kind == "code"
            for node in assertions(cell.source)
        ]
        assert found, f"{name}: asserts nothing"
        for cell, node in found:
            names = [n for n in ast.walk(node.test) if isinstance(n, ast.Name)]
            assert names, f"{place(cell)}: assert {ast.unparse(node.test)} is about nothing"
            assert not isinstance(node.test, ast.Tuple), f"{place(cell)}: a pair is always true"


def pictures_are_the_saved_ones(house):
    """Each is its file, with alt text, a caption and the fingerprint of the numbers drawn."""
    for cell in code(house):
        outputs = cell.stored["outputs"]
        for output, below in zip_longest(outputs, outputs[1:], fillvalue={}):
            if "image/png" in output.get("data", {}):
                picture_is_the_saved_one(house, cell, output, below)


def picture_is_the_saved_one(house, cell, output, below):
    text = "".join(output["data"]["text/plain"])
    found = re.search(r"\[(\w+)\.csv, (\d+) rows, sha256 ([0-9a-f]{12})\]$", text)
    assert found, f"{place(cell)}: a picture without its fingerprint"
    name, count, mark = found.groups()
    numbers = house / "figures" / f"{name}.csv"
    picture = base64.b64decode("".join(output["data"]["image/png"]))
    at = f"{place(cell)}, figures/{name}"
    assert picture == numbers.with_suffix(".png").read_bytes(), f"{at}.png is another picture"
    fresh = hashlib.sha256(numbers.read_bytes()).hexdigest()[:12]
    assert fresh == mark, f"{at}.csv has the fingerprint {fresh}, the notebook shows {mark}"
    assert len(rows(numbers)) == int(count), f"{at}.csv: not {count} rows"
    caption = "".join(below.get("data", {}).get("text/markdown", "")).replace("\\", "")
    stands = f"figures/{name}.csv, {count} rows, fingerprint {mark}"
    assert caption.startswith("*") and stands in caption, f"{at}: no caption with {stands}"
    alt = output["metadata"].get("image/png", {}).get("alt")
    assert alt and html.unescape(alt) == text.partition(" [")[0], (
        f"{at}: its alt text is not its caption"
    )


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(house, name):
    """The files that a notebook writes: pictures, their numbers, tables, exports."""
    source = "\n".join(cell.source for cell in cells(house, name) if cell.kind == "code")
    drawn = re.findall(r'(?s)\bshow\((?:[^"]|"[^"]*"(?!\)))*?"(\w+)"\)', source)
    named = re.findall(r'"(\w+\.(?:csv|json|txt))"', source)
    inputs = {path.name for path in (house / "notebooks").iterdir()}
    return {f"{name}.{end}" for name in drawn for end in ("png", "csv")} | set(named) - inputs


def figures_holds_what_the_notebooks_write(house):
    stored = {path.name for path in (house / "figures").iterdir()} - {"README.md"}
    differ = stored ^ {path for name in NAMES for path in written(house, name)}
    assert not differ, f"figures/ and what the notebooks write differ in {differ}"


CHECKS = [
    every_cell_is_where_it_was,
    cells_ran_in_order_and_left_their_outputs,
    nothing_opts_out_and_nothing_is_noise,
    each_opens_and_ends_alike,
    links_lead_where_they_say,
    assertions_can_fail,
    pictures_are_the_saved_ones,
    figures_holds_what_the_notebooks_write,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_state(check):
    check(HOUSE)


if __name__ == "__main__":
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HELD)
    out.writerows(held(HOUSE))
