"""Mutants of the helpers: small faults in the code, one at a time, and whether the tests notice.

`python tests/mutants.py [100] [SEED]` draws a fixed sample, an equal share of each kind
(comparisons, constants, conditions, patterns), plants each in a copy of the project and runs the
tests that know the changed module, with the gold and the claims, until one fails. It prints a line
a mutant, and how many were noticed. `--at FILE:LINE` tries the mutants of one line.
"""

import argparse
import ast
import csv
import importlib
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import namedtuple
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
FORK = multiprocessing.get_context("fork")
LIBRARIES = ("pandas", "sklearn.decomposition", "matplotlib.pyplot", "trafilatura", "hypothesis")
LONGEST = 900  # seconds that tests may take
Mutant = namedtuple("Mutant", "kind file line old new start end")
SWAPS = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
KNOW = """  # modules and tables: tests that know them, beside those called as they are
blocks furniture page_furniture: cleaning
rules: dates publication cleaning
document language: corpus cleaning
date_values timex tense timex_rules: dates timeline events
names tags offices name_patterns office_forms sole_offices: people
undertakings: themes voices
speech_frames: voices
event_patterns: events
outside_facts: timeline
terms: topics
text: cleaning voices reuse
duplicates: corpus files
intake metadata rows store: files
own web: own_documents reproduce
"""
APART = "figures topics terms files rows store metadata intake own web reproduce salience show"
ANSWERS = [
    "tests/test_gold.py",
    "tests/test_timeline.py",
    "tests/test_claims.py::test_every_claim_says_what_a_reader_says",
    "tests/test_claims.py::test_an_edit_changes_its_claim_and_no_other_unawares",
]


def mutants(path):
    """Every mutant of a module or of a table of rules."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        yield from table_mutants(path, text)
        return
    starts = [0, *(n + 1 for n, sign in enumerate(text) if sign == "\n")]
    lines = text.split("\n")

    def place(line, column):
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    nodes = list(ast.walk(ast.parse(text)))
    inside = {id(part) for node in nodes for part in hidden(node)}
    for node in nodes:
        if id(node) not in inside:
            for kind, part, new in changes(node):
                start = place(part.lineno, part.col_offset)
                end = place(part.end_lineno, part.end_col_offset)
                yield Mutant(kind, path, part.lineno, text[start:end], new, start, end)


def hidden(node):
    """What stands inside an f-string, whose places Python does not tell, or is a docstring."""
    if isinstance(node, ast.JoinedStr):
        yield from ast.walk(node)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value


def changes(node):
    """`(kind, node, new source)` of what can be changed in a node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        sides = ast.unparse(node.left), ast.unparse(node.comparators[0])
        yield "comparison", node, f"({sides[0]} {SWAPS[type(node.ops[0])]} {sides[1]})"
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield "constant", node, repr(node.value + 1)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition", node.test, f"(not ({ast.unparse(node.test)}))"
    if isinstance(node, ast.BoolOp):
        other = " or " if isinstance(node.op, ast.And) else " and "
        yield "condition", node, f"({other.join(f'({ast.unparse(v)})' for v in node.values)})"
    if isinstance(node, ast.comprehension):
        yield from (("condition", test, f"(not ({ast.unparse(test)}))") for test in node.ifs)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
        for part in (a for a in node.args if isinstance(getattr(a, "value", None), str)):
            yield "pattern", part, repr(f"{part.value}(?!)")  # its last alternative never matches


def table_mutants(path, text):
    """Of a row with an example, its pattern that no longer matches."""
    head = next(line for line in text.split("\n") if not line.startswith("#")).split(",")
    at, number = 0, head.index("pattern") if "pattern" in head and "example" in head else None
    for count, line in enumerate(text.split("\n"), start=1):
        cells = next(csv.reader([line]), []) if number is not None and line[:1] != "#" else []
        if len(cells) == len(head) and cells != head and cells[number]:
            cell = cells[number]
            start = at + line.index(cell.replace('"', '""'))
            yield Mutant("pattern", path, count, cell, f"{cell}zq", start, start + len(cell))
        at += len(line) + 1


def sample(count, seed):
    """A fixed sample, an equal share of each kind."""
    files = [p for p in (HOUSE / "helpers").rglob("*") if p.suffix in (".py", ".csv")]
    found = {}
    for mutant in (m for path in sorted(files) for m in mutants(path)):
        found.setdefault(mutant.kind, []).append(mutant)
    draw = random.Random(seed)
    return [m for kind in sorted(found) for m in draw.sample(found[kind], count // len(found))]


def plant(mutant, copy):
    """Write the changed file into the copy."""
    path = copy / mutant.file.relative_to(HOUSE)
    text = mutant.file.read_text(encoding="utf-8")
    changed = text[: mutant.start] + mutant.new + text[mutant.end :]
    path.write_text(changed, encoding="utf-8")


def near(mutant):
    """The tests that know a module or a table, and those of the answers."""
    stem = mutant.file.stem
    lines = [line.partition(":") for line in KNOW.splitlines()]
    names = [
        stem,
        *(name for stems, _, known in lines for name in known.split() if stem in stems.split()),
    ]
    paths = [f"tests/test_{name}.py" for name in names]
    doctests = [str(mutant.file.relative_to(HOUSE))] if mutant.file.suffix == ".py" else []
    answers = [] if stem in APART.split() else ANSWERS
    return list(dict.fromkeys([*doctests, *(p for p in paths if (HOUSE / p).exists()), *answers]))


def noticed(mutant, copy, failing):
    """The test that fails with a mutant planted, and without it does not; None where none does."""
    while True:
        plant(mutant, copy)
        told = tests(near(mutant), copy, failing)
        shutil.copy(mutant.file, copy / mutant.file.relative_to(HOUSE))
        if not told or "::" not in told or not tests([told], copy, []):
            return told
        failing.append(told)


def tests(files, copy, failing):
    """The first that fails of some tests, in a child that need not import the libraries again."""
    options = ["-q", "-p", "no:nbval", "-p", "no:cacheprovider", "-o", "addopts=", "--tb=no"]
    options += ["-m", "quick", "--doctest-modules", "--no-header", "-x"]
    options += ["-k", "not linear", *(f"--deselect={name}" for name in failing)]
    out = copy / "told.txt"
    child = FORK.Process(target=_pytest, args=(copy, [*options, *files], out))
    child.start()
    child.join(LONGEST)
    if child.is_alive():
        child.kill()
        return "it takes for ever"
    lines = out.read_text(encoding="utf-8").splitlines()
    named = [line.split(" ", 1)[1] for line in lines if line.startswith(("FAILED", "ERROR "))]
    return next((name.split(" - ")[0] for name in named), "it breaks") if child.exitcode else None


def _pytest(copy, arguments, out):
    os.chdir(copy)
    sys.dont_write_bytecode = True  # a mutant as large and as old as the last one is another
    sys.path.insert(0, str(copy))
    with out.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        os._exit(int(pytest.main(arguments)))


def main():
    """Draw, plant, run and tell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("seed", nargs="?", type=int, default=22)
    parser.add_argument("--at", help="FILE:LINE, instead of a sample")
    options, survived = parser.parse_args(), []
    chosen = sample(options.count, options.seed)
    if options.at:
        name, _, line = options.at.rpartition(":")
        chosen = [m for m in mutants(HOUSE / name) if m.line == int(line)]
    for name in LIBRARIES:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        copy, hidden = Path(folder, "house"), (".venv", ".git", "__pycache__", ".hypothesis")
        shutil.copytree(HOUSE, copy, ignore=shutil.ignore_patterns(*hidden))
        failing = []
        for number, mutant in enumerate(chosen, start=1):
            start = time.monotonic()
            told = noticed(mutant, copy, failing)
            survived += [] if told else [mutant]
            place = f"{mutant.file.relative_to(HOUSE)}:{mutant.line}"
            change = (
                f"{mutant.kind}: {' '.join(mutant.old.split())} → {' '.join(mutant.new.split())}"
            )
            took = f"{time.monotonic() - start:.0f} s"
            print(
                f"{number} {place} {change[:140]}: {(told or 'SURVIVED')[:90]} ({took})", flush=True
            )
    print(f"noticed: {len(chosen) - len(survived)} of {len(chosen)}")


if __name__ == "__main__":
    main()
