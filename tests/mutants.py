"""Mutants of the helpers: small faults in the code, one at a time, and whether the tests notice.

`python tests/mutants.py [100] [SEED]` draws a fixed sample, an equal share of each kind
(comparisons, constants, conditions, patterns), plants each in a copy of the project and runs the
tests until one fails: those that know the changed module, the other quick ones, then the notebooks.
Two are tried at a time. What was found is appended to `.mutants.csv`: after a stop, and with new
tests, only survivors are tried again, as long as the helpers are the same. The end is a table to be
pasted. `--at FILE[:LINE]` tries the mutants of a file or a line, `--near` only runs the tests that
know the module (a minute in place of five for who survives), `--table` only prints.
"""

import argparse
import ast
import csv
import hashlib
import importlib
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import namedtuple
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
LOG = HOUSE / ".mutants.csv"
FORK = multiprocessing.get_context("fork")
LIBRARIES = ("pandas", "sklearn.decomposition", "matplotlib.pyplot", "trafilatura", "hypothesis")
LIBRARIES += ("nbconvert", "nbclient", "rapidfuzz", "py3langid", "edtf", "bleach")
PROCESSOR, LONGEST, MEMORY = 240, 900, 6 << 30  # seconds of each process, of the clock, and bytes
ALL = []  # whether other tests than those that know the module are run
MINE = []  # of each of the two processes: its copy of the house, and tests that fail without mutant
Mutant = namedtuple("Mutant", "kind file line old new start end")
Result = namedtuple("Result", "helpers place kind old new told seconds")
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
text_shapes: text cleaning
certainties: evidence timeline
duplicates: corpus files
intake metadata rows store: files
own web: own_documents reproduce
"""
ANSWERS = ["test_gold.py", "test_timeline.py", "test_claims.py"]
ABOUT_FILES = """house setup seeds prose readme notebooks github_view linear_time verification scale
determinism"""  # not about what the helpers do, or in need of fresh processes
RUNS = ["test_reproduce.py::test_everything_comes_out_the_same", "test_own_documents.py"]


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
    """A fixed sample, an equal share of each kind, which moves only where the code does."""
    found, seen = {}, {}
    for path in sorted(p for p in (HOUSE / "helpers").rglob("*") if p.suffix in (".py", ".csv")):
        for mutant in mutants(path):
            words = f"{seed} {path.relative_to(HOUSE)} {mutant.kind} {mutant.old} {mutant.new}"
            seen[words] = seen.get(words, 0) + 1
            drawn = hashlib.sha256(f"{words} {seen[words]}".encode()).hexdigest()
            found.setdefault(mutant.kind, []).append((drawn, mutant))
    return [m for kind in sorted(found) for _, m in sorted(found[kind])[: count // len(found)]]


def plant(mutant, copy):
    """Write the changed file into the copy."""
    path = copy / mutant.file.relative_to(HOUSE)
    text = mutant.file.read_text(encoding="utf-8")
    changed = text[: mutant.start] + mutant.new + text[mutant.end :]
    path.write_text(changed, encoding="utf-8")


def stages(mutant):
    """What to run, in this order: the tests that know the module, the quick ones, the notebooks."""
    stem = mutant.file.stem
    lines = [line.partition(":") for line in KNOW.splitlines()]
    names = [
        stem,
        *(n for stems, _, known in lines if stem in stems.split() for n in known.split()),
    ]
    tests = HOUSE / "tests"
    near = [f"tests/test_{name}.py" for name in names if (tests / f"test_{name}.py").exists()]
    near += [str(mutant.file.relative_to(HOUSE))] if mutant.file.suffix == ".py" else []
    near += ["tests/test_gold.py"]
    rest = [f"tests/{name}" for name in ANSWERS]
    rest += sorted(f"tests/{path.name}" for path in tests.glob("test_*.py"))
    apart = {*near, *(f"tests/test_{name}.py" for name in ABOUT_FILES.split())}
    yield "quick", near
    if not ALL:
        return
    yield "quick", [path for path in dict.fromkeys(rest) if path not in apart]
    yield "not quick and not slow", [f"tests/{name}" for name in RUNS]


def noticed(mutant, copy, failing):
    """The test that fails with a mutant planted, and without it does not; "" where none does."""
    for marked, paths in stages(mutant):
        while True:
            plant(mutant, copy)
            told = tests(marked, paths, copy, failing)
            shutil.copy(mutant.file, copy / mutant.file.relative_to(HOUSE))
            if "::" not in told or not tests("not slow", [told], copy, []):
                break
            failing.append(told)
        if told:
            return told
    return ""


def tests(marked, paths, copy, failing):
    """The first that fails of some tests, in a child that need not import the libraries again."""
    options = ["-q", "-p", "no:nbval", "-p", "no:cacheprovider", "-o", "addopts=", "--tb=no"]
    options += ["-m", marked, "--doctest-modules", "--no-header", "-x"]
    options += [f"--deselect={name}" for name in failing]
    out = copy / "told.txt"
    child = FORK.Process(target=_pytest, args=(copy, [*options, *paths], out))
    child.start()
    child.join(LONGEST)
    if child.is_alive():
        child.kill()
        child.join()
    if child.exitcode < 0:
        return "it takes for ever"
    if child.exitcode in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return ""
    lines = out.read_text(encoding="utf-8").splitlines()
    named = [line.split(" ", 1)[1] for line in lines if line.startswith(("FAILED", "ERROR "))]
    return next((name.split(" - ")[0] for name in named), "it breaks")


def _pytest(copy, arguments, out):
    os.chdir(copy)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    sys.dont_write_bytecode = True  # a mutant as large and as old as the last one is another
    os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}  # for notebooks
    sys.path.insert(0, str(copy))
    with out.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        os._exit(int(pytest.main(arguments)))


def a_copy(folder):
    """In each of the two processes that try mutants: a house of its own."""
    copy = Path(tempfile.mkdtemp(dir=folder)) / "house"
    hidden = (".venv", ".git", "__pycache__", ".hypothesis", ".mutants.csv")
    shutil.copytree(HOUSE, copy, ignore=shutil.ignore_patterns(*hidden))
    MINE[:] = copy, []


def tried(mutant):
    """The result of one mutant."""
    start = time.monotonic()
    told = noticed(mutant, *MINE)
    return result(mutant, told, f"{time.monotonic() - start:.0f}")


def result(mutant, told="", seconds=""):
    column = mutant.start - mutant.file.read_text(encoding="utf-8").rfind("\n", 0, mutant.start)
    place = f"{mutant.file.relative_to(HOUSE)}:{mutant.line}:{column}"
    words = (" ".join(part.split()) for part in (mutant.old, mutant.new))
    return Result(helpers(), place, mutant.kind, *words, told, seconds)


def helpers():
    """A fingerprint of the helpers: with others, what was found is of no use."""
    paths = sorted(p for p in (HOUSE / "helpers").rglob("*") if p.suffix in (".py", ".csv"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in paths)).hexdigest()[:12]


def kept():
    """The last result of each mutant of these helpers."""
    if not LOG.exists():
        return {}
    with LOG.open(encoding="utf-8", newline="") as file:
        rows = [Result(*row) for row in csv.reader(file)]
    return {row[1:5]: row for row in rows if row.helpers == helpers()}


def table(chosen):
    """How many were noticed, and a row for each survivor."""
    found = kept()
    rows = [found[key] for mutant in chosen if (key := result(mutant)[1:5]) in found]
    survived = [row for row in rows if not row.told]
    head = f"mutants noticed: {len(rows) - len(survived)} of {len(rows)}"
    head += f" ({len(chosen) - len(rows)} not tried)" if len(rows) < len(chosen) else ""
    cells = [(r.place, r.kind, f"`{r.old[:60]}` → `{r.new[:60]}`") for r in survived]
    lines = [f"| {' | '.join(cell.replace('|', '¦') for cell in row)} |" for row in cells]
    return "\n".join([head, "", "| survived at | kind | change |", "| --- | --- | --- |", *lines])


def main():
    """Draw, plant, run and tell; fails where fewer than nine of ten were noticed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("seed", nargs="?", type=int, default=22)
    parser.add_argument("--at", help="FILE[:LINE], instead of a sample")
    parser.add_argument("--table", action="store_true", help="print what is known, try nothing")
    parser.add_argument("--near", action="store_true", help="only tests that know the module")
    options = parser.parse_args()
    ALL[:] = [] if options.near else ["all"]
    chosen = sample(options.count, options.seed)
    if options.at:
        name, _, line = options.at.partition(":")
        chosen = [m for m in mutants(HOUSE / name) if not line or m.line == int(line)]
    known = kept()
    todo = [m for m in chosen if not (row := known.get(result(m)[1:5])) or not row.told]
    if not options.table:
        run(todo)
    print(table(chosen))
    known = kept()
    survived = sum(not known[key].told for m in chosen if (key := result(m)[1:5]) in known)
    sys.exit(10 * survived > len(chosen))


def run(todo):
    """Try mutants, two at a time, and append what was found."""
    for name in LIBRARIES:
        importlib.import_module(name)
    with (
        tempfile.TemporaryDirectory() as folder,
        LOG.open("a", encoding="utf-8", newline="") as log,
        ProcessPoolExecutor(2, FORK, initializer=a_copy, initargs=[folder]) as pool,
    ):
        out = csv.writer(log)
        futures = [pool.submit(tried, mutant) for mutant in todo]
        for number, future in enumerate(as_completed(futures), start=1):
            row = future.result()
            out.writerow(row)
            log.flush()
            change = f"{row.kind}: {row.old[:60]} → {row.new[:60]}: {row.told[:90] or 'SURVIVED'}"
            print(f"{number} of {len(todo)} {row.place} {change} ({row.seconds} s)", flush=True)


if __name__ == "__main__":
    main()
