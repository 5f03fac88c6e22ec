"""The set-up keeps the verification whole: what pytest, the package and CI are told.

Each check takes a house. What a run in fact compares is counted in conftest.py at the root.
"""

import ast
import importlib.metadata
import re
import sys
import tomllib
from functools import cache
from types import SimpleNamespace

import pytest

from conftest import HOUSE

OPTIONS = [
    "-p helpers",
    "-n 2",
    "--dist loadfile",
    "--no-loadscope-reorder",
    "--nbval",
    "--nbval-current-env",
    "--doctest-modules",
    "--doctest-glob=README.md",
    "-m 'not slow'",
]
OF_THE_TESTS = {
    "pytest",
    "nbval",
    "pytest-cov",
    "pytest-xdist",
    "hypothesis",
    "edtf",
    "ruff",
    "distributed",
    "dask",
}


def project(house):
    return tomllib.loads((house / "pyproject.toml").read_text(encoding="utf-8"))


def pytest_is_told_to_verify(house):
    told = project(house)["tool"]["pytest"]["ini_options"]
    assert told["addopts"] == " ".join(OPTIONS), f"pyproject.toml: addopts, not {OPTIONS}"
    wanted = ["tests", "helpers", "README.md", "notebooks"]
    assert told["testpaths"] == wanted, f"pyproject.toml: testpaths {told['testpaths']}"
    others = [name for name in ("pytest.ini", "tox.ini", "setup.cfg") if (house / name).exists()]
    assert not others, f"{others} would overrule pyproject.toml"


def the_package_is_whole(house):
    told = project(house)["tool"]["setuptools"]
    folders = {p.parent for p in (house / "helpers").rglob("*") if p.is_file()}
    for folder in (f for f in folders if "__pycache__" not in f.parts):
        name = ".".join(folder.relative_to(house).parts)
        assert name in told["packages"], f"pyproject.toml: packages lack {name}"
        files = {p.name for p in folder.iterdir() if p.is_file() and p.suffix != ".py"}
        kept = {p.name for glob in told["package-data"].get(name, []) for p in folder.glob(glob)}
        assert files <= kept, f"pyproject.toml: package-data of {name} lacks {files - kept}"
    for name, folder in told["package-dir"].items():
        assert (house / folder).is_dir(), f"pyproject.toml: package-dir {name}: {folder}"
        kept = {p.name for glob in told["package-data"][name] for p in (house / folder).glob(glob)}
        files = {p.name for p in (house / folder).iterdir() if p.is_file()}
        assert files <= kept, f"pyproject.toml: package-data of {name} lacks {files - kept}"
    assert project(house)["project"]["scripts"] == {"reproduce": "helpers.reproduce:main"}


def what_is_imported_is_installed(house):
    named = {plain_name(text) for text in project(house)["project"]["dependencies"]}
    known = distributions()
    brought = {name for text in named for name in required(text)}
    for module in sorted(imported(house) - {"helpers"} - set(sys.stdlib_module_names)):
        names = {plain_name(name) for name in known.get(module, [])}
        assert names & (named | brought), f"pyproject.toml: dependencies lack {module}"
    pinned = (house / "requirements.txt").read_text(encoding="utf-8")
    listed = {plain_name(n) for n in re.findall(r"(?m)^([\w-]+)==", pinned)}
    missing = listed - named - OF_THE_TESTS
    assert not missing, f"pyproject.toml: requirements.txt has {missing}, dependencies do not"
    assert "\n-e .\n" in pinned and "-c constraints.txt\n" in pinned, "requirements.txt"


def imported(house):
    texts = (path.read_text(encoding="utf-8") for path in (house / "helpers").rglob("*.py"))
    return set().union(*map(imported_by, texts))


@cache
def imported_by(text):
    """The packages that a module imports."""
    nodes = ast.parse(text).body
    plain = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    named = [n.module for n in nodes if isinstance(n, ast.ImportFrom)]
    return {name.partition(".")[0] for name in plain + named}


@cache
def distributions():
    """The names of a module → the distributions that bring it."""
    return importlib.metadata.packages_distributions()


@cache
def required(name):
    """What a distribution brings, and what that brings."""
    found, todo = set(), [name]
    while todo:
        try:
            lines = importlib.metadata.requires(todo.pop()) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        new = {plain_name(line) for line in lines if "extra ==" not in line} - found
        found |= new
        todo += new
    return found


def plain_name(text):
    return re.match(r"[\w.-]+", text)[0].lower().replace("_", "-").replace(".", "-")


def ci_runs_every_layer(house):
    text = (house / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    for path in re.findall(r"tests/\w+\.py", text):
        assert (house / path).exists(), f"ci.yml: {path} is not there"
    for run in ("pytest notebooks", "pytest -m slow", "python tests/mutants.py"):
        assert re.search(rf"(?m)run: {run}$", text), f"ci.yml: does not run {run!r}"
    rest = re.search(r"(?m)^ +pytest tests helpers README.md((?: +\\\n| +--ignore=\S+)*)$", text)
    assert rest, "ci.yml: does not run all tests, helpers and README.md"
    for path in re.findall(r"--ignore=(\S+)", rest[1]):
        own = re.search(rf"(?m)run: pytest -p no:nbval .*{re.escape(path)}\b", text)
        assert own, f"ci.yml: {path} is ignored, and has no step of its own"
    low, high = re.findall(r"3\.(\d+)", project(house)["project"]["requires-python"])
    tried = {int(n) for n in re.findall(r'python: "3\.(\d+)"', text)}
    assert {int(low), int(high) - 1} <= tried, f"ci.yml: tries Python 3.x with x in {tried}"


CHECKS = [
    pytest_is_told_to_verify,
    the_package_is_whole,
    what_is_imported_is_installed,
    ci_runs_every_layer,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_setup(check):
    check(HOUSE)


def test_a_whole_run_that_would_compare_less_is_refused(pytestconfig):
    root = pytestconfig.pluginmanager.get_plugin(str(HOUSE / "conftest.py"))
    cells = {path: root.code_cells(path) for path in (HOUSE / "notebooks").glob("*.ipynb")}
    ids = [
        f"notebooks/{path.name}::Cell {n}" for path, count in cells.items() for n in range(count)
    ]
    told = {
        "args_source": pytest.Config.ArgsSource.TESTPATHS,
        "option": SimpleNamespace(markexpr="not slow"),
    }
    strict = SimpleNamespace(**told, getoption=lambda name, default: True)
    lax = SimpleNamespace(**told, getoption=lambda name, default: False)
    root.pytest_xdist_node_collection_finished(SimpleNamespace(config=strict), ids)
    for config, some in ((strict, ids[1:]), (strict, []), (lax, ids)):
        with pytest.raises(pytest.UsageError, match="nbval would compare"):
            root.pytest_xdist_node_collection_finished(SimpleNamespace(config=config), some)
