"""Notebooks that the tests run write their figures into a scratch folder, never over the committed
ones; `-m quick` is everything that runs no notebook and is not slow.
"""

import os
import tempfile

import pytest

os.environ.setdefault("TQDM_DISABLE", "1")
os.environ.setdefault("IPYTHONDIR", tempfile.mkdtemp())  # nobody's own start-up files
os.environ["FIGURES"] = tempfile.mkdtemp()
for name in ("CORPUS", "RECORDS_STORE"):
    os.environ.pop(name, None)
RUN_NOTEBOOKS = {"second_run", "own_run", "hostile_run", "small_house"}  # fixtures
LONG_FILES = {"test_verification.py", "test_scale.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is quick."""
    for item in items:
        runs = RUN_NOTEBOOKS & set(getattr(item, "fixturenames", ()))
        long = item.path.suffix == ".ipynb" or item.path.name in LONG_FILES
        if not (runs or long or item.get_closest_marker("slow")):
            item.add_marker("quick")
