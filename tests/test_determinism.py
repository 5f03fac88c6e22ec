"""The same bytes under another hash seed, time zone, locale, thread count, BLAS kernel and day."""

import ast
import hashlib
import os
import subprocess
import sys

import pytest

from conftest import HOUSE, posix
from helpers import build_timeline, load_corpus, paragraphs, shared_passages
from helpers.corpus import lines, provenance
from helpers.people import offices, people
from helpers.themes import undertakings
from helpers.timeline import date_mentions, to_timelinejs

CLOCKS = {"today", "now", "utcnow", "time", "localtime", "gmtime", "ctime", "uuid4", "urandom"}
CLOCKS |= {"getpid", "gethostname"}
ENVIRONMENTS = [
    {"PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati"},
    {"TZ": "America/Los_Angeles"},
    {"LC_ALL": "C", "LANG": "C"},
    {"LC_ALL": "C.UTF-8"},
    {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Nehalem"},
]
RUN = "import sys; sys.path.insert(0, 'tests'); import test_determinism as t; t.tell(sys.argv[1])"


def tell(folder):
    """Print a fingerprint of each table."""
    corpus = load_corpus(folder)
    timeline = build_timeline(corpus)
    makers = (paragraphs, shared_passages, lines, people, offices, undertakings, provenance)
    tables = [corpus, timeline, date_mentions(corpus), to_timelinejs(timeline, "t")]
    for table in [*tables, *(make(corpus) for make in makers)]:
        if hasattr(table, "to_csv"):
            table = table.drop(columns=["path", "document"], errors="ignore").to_csv()
        print(hashlib.sha256(str(table).encode()).hexdigest())


def results(folder=HOUSE / "seeds", **environment):
    """What another process tells."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder)],
        cwd=HOUSE,
        env=os.environ | environment,
        text=True,
        capture_output=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def here(capsys):
    """What this process tells, in which the order of a set is another one each time."""
    tell(HOUSE / "seeds")
    return capsys.readouterr().out


@pytest.mark.long
def test_the_tables_do_not_depend_on_hash_seed_zone_and_locale(here):
    assert here.count("\n") == 11
    assert here == results(PYTHONHASHSEED="99", TZ="Asia/Kathmandu", LC_ALL="C")


@posix
def test_the_seeds_can_be_read_only(here, tmp_path, capsys):
    for path in (HOUSE / "seeds").glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
        (tmp_path / path.name).chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        tell(tmp_path)
        assert capsys.readouterr().out == here and len(list(tmp_path.iterdir())) == 5
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize("path", sorted((HOUSE / "helpers").rglob("*.py")), ids=lambda p: p.stem)
def test_no_result_depends_on_the_day_or_the_machine(path):
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    called = [node.func for node in tree if isinstance(node, ast.Call)]
    names = {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called}
    assert not names & CLOCKS


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment", ENVIRONMENTS, ids=lambda e: " ".join(f"{k}={v}" for k, v in e.items())
)
def test_everything_is_the_same_to_the_byte(environment):
    done = subprocess.run(
        [sys.executable, "-m", "helpers.reproduce", "--check"],
        cwd=HOUSE,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
