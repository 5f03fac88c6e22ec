"""The house: two storeys, imports only downwards, plain functions, within its size."""

import ast
import subprocess
import sys
from importlib import import_module
from statistics import median

import pytest

from conftest import HOUSE

HELPERS = HOUSE / "helpers"
MODULES = sorted(HELPERS.rglob("*.py"))
READERS = sorted((HELPERS / "readers").glob("*.py"))
LIBRARIES_ABOVE = {
    "pandas",
    "sklearn",
    "matplotlib",
    "trafilatura",
    "IPython",
    "joblib",
    "nbformat",
}


def imported(path):
    """The modules that a file imports, by their full names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def lines_of_code(path):
    """The lines of a file that are neither blank nor a comment nor part of a docstring."""
    text = path.read_text(encoding="utf-8")
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Module)
    owners = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    docs = [node.body[0] for node in owners if ast.get_docstring(node)]
    told = {n for doc in docs for n in range(doc.lineno, doc.end_lineno + 1)}
    lines = enumerate(text.split("\n"), start=1)
    return sum(1 for n, s in lines if s.strip() and s.strip()[0] != "#" and n not in told)


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.stem)
def test_readers_know_nothing_of_the_storey_above(path):
    names = set(imported(path))
    above = {n for n in names if n.startswith("helpers.") and not n.startswith("helpers.readers")}
    assert not above
    assert not LIBRARIES_ABOVE & {name.partition(".")[0] for name in names}


def test_imports_make_no_circle():
    graph = {}
    for path in MODULES:
        name = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
        graph[name] = {n for n in imported(path) if n.startswith("helpers.")}
    done = set()

    def visit(name, above):
        assert name not in above, f"{name} imports itself by way of {above}"
        if name in graph and name not in done:
            for other in graph[name] - {name}:
                visit(other, [*above, name])
            done.add(name)

    for name in graph:
        visit(name, [])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_nothing_is_imported_inside_a_function(path):
    inside = [
        node.lineno
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside


SIZE = 3195  # lines of code without docstrings: they only go down


def test_the_package_stays_thin():
    sizes = {str(path.relative_to(HOUSE)): lines_of_code(path) for path in MODULES}
    lengths = sorted(f.end_lineno - f.lineno + 1 for path in MODULES for f in functions(path))
    assert sum(sizes.values()) <= SIZE, sizes
    assert median(lengths) <= 8
    assert lengths[int(0.9 * len(lengths))] <= 20
    assert lengths[-1] <= 40


def test_import_is_cheap():
    code = (
        "import sys, helpers, helpers.readers.document\n"
        "print([m for m in ('pandas', 'sklearn', 'matplotlib', 'trafilatura') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_no_grammar_of_addresses_is_parsed_to_read_a_notebook():
    import_module("helpers.reproduce")
    assert sys.modules["rfc3987_syntax"] is None and "lark" not in sys.modules


def test_the_style_is_one():
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run([*ruff, "check", "-q"], cwd=HOUSE, check=True)
    paths = ["helpers", "tests", *map(str, (HOUSE / "notebooks").glob("*.py"))]
    subprocess.run([*ruff, "format", "-q", "--check", *paths], cwd=HOUSE, check=True)
