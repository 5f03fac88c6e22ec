"""Notebooks that the tests run write their figures into a scratch folder, never over the committed
ones; `-m quick` is everything that runs no notebook and is not slow. A whole run begins only where
nbval will compare every code cell of every notebook, and says in the end how many it compared.
Drawn examples are the same in each run, and may take their time; weekly, others are drawn.
"""

import json
import os
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("IPYTHONDIR", tempfile.mkdtemp())  # nobody's own start-up files
os.environ["FIGURES"] = tempfile.mkdtemp()
for name in ("CORPUS", "RECORDS_STORE"):
    os.environ.pop(name, None)
FREE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("random", **FREE)
settings.register_profile("same", derandomize=True, **FREE)
settings.load_profile("same")
RUN_NOTEBOOKS = {"second_run", "own_run", "hostile_run", "small_house"}  # fixtures
LONG_FILES = {"test_linear_time.py", "test_scale.py", "test_verification.py"}
NOTEBOOKS = Path(__file__).resolve().parent / "notebooks"
collect_ignore = ["helpers/templates"]  # a notebook without results, to begin with


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Refuse a whole run that would not compare everything, and mark what is quick."""
    if not hasattr(config, "workerinput"):  # of workers, the process that began them asks
        refuse_less_than_all(config, [item.nodeid for item in items])
    for item in items:
        runs = RUN_NOTEBOOKS & set(getattr(item, "fixturenames", ()))
        long = item.path.suffix == ".ipynb" or item.path.name in LONG_FILES
        marked = item.get_closest_marker("slow") or item.get_closest_marker("long")
        if not (runs or long or marked):
            item.add_marker("quick")
    slow = {item.path for item in items if not item.get_closest_marker("quick")}
    items.sort(key=lambda item: item.path not in slow)  # first, or one worker waits for the other


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node, ids):
    """The same, of what a worker would run."""
    refuse_less_than_all(node.config, ids)


def refuse_less_than_all(config, ids):
    """Stop a whole run where nbval would not compare each code cell with its output, strictly."""
    whole = config.args_source == pytest.Config.ArgsSource.TESTPATHS
    if not whole or config.option.markexpr != "not slow":
        return
    wanted = Counter({path.name: code_cells(path) for path in NOTEBOOKS.glob("*.ipynb")})
    found = Counter(file_of(name) for name in ids if ".ipynb::" in name)
    if found != wanted or not config.getoption("nbval", default=False):
        raise pytest.UsageError(f"nbval would compare {dict(found)} of the cells {dict(wanted)}")


def file_of(name):
    """The file of a test or cell."""
    return Path(name.partition("::")[0]).name


def code_cells(path):
    """How many code cells a notebook has."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return sum(cell["cell_type"] == "code" for cell in cells)


def pytest_terminal_summary(terminalreporter):
    """Say how many cells were compared with their stored outputs."""
    stats = terminalreporter.stats
    done = [report for kind in ("passed", "failed") for report in stats.get(kind, [])]
    cells = Counter(file_of(r.nodeid) for r in done if ".ipynb::" in r.nodeid)
    if cells:
        each = ", ".join(f"{Path(name).stem} {cells[name]}" for name in sorted(cells))
        terminalreporter.write_line(f"nbval compared {cells.total()} code cells: {each}")
