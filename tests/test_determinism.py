"""The same bytes under another hash seed, time zone, locale, thread count, BLAS kernel and day."""

import ast
import os
import subprocess
import sys

import pytest

from conftest import HOUSE

CLOCKS = {"today", "now", "utcnow", "time", "localtime", "gmtime", "ctime", "uuid4", "urandom", "getpid", "gethostname"}
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
RESULTS = """
import hashlib, sys
from helpers import build_timeline, load_corpus, paragraphs, shared_passages
from helpers.corpus import lines
from helpers.people import offices, people
from helpers.timeline import to_timelinejs
from helpers.voices import undertakings, voices
corpus = load_corpus(sys.argv[1])
timeline = build_timeline(corpus)
for table in (corpus, timeline, paragraphs(corpus), shared_passages(corpus), lines(corpus), people(corpus),
              offices(corpus), undertakings(corpus), voices(corpus), to_timelinejs(timeline, "t")):
    text = table.drop(columns="path", errors="ignore").to_csv() if hasattr(table, "to_csv") else str(table)
    print(hashlib.sha256(text.encode()).hexdigest())
"""


def results(**environment):
    return subprocess.run(
        [sys.executable, "-c", RESULTS, str(HOUSE / "seeds")],
        env=os.environ | environment,
        text=True,
        capture_output=True,
        check=True,
    ).stdout


def test_the_tables_do_not_depend_on_hash_seed_zone_and_locale():
    one = results(PYTHONHASHSEED="0", TZ="UTC")
    assert one.count("\n") == 10
    assert one == results(PYTHONHASHSEED="99", TZ="Asia/Kathmandu", LC_ALL="C")


@pytest.mark.parametrize("path", sorted((HOUSE / "helpers").glob("*.py")), ids=lambda p: p.stem)
def test_no_result_depends_on_the_day_or_the_machine(path):
    called = [n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    assert not {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in called} & CLOCKS


def test_the_seeds_can_be_read_only(tmp_path):
    for path in (HOUSE / "seeds").glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
        (tmp_path / path.name).chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", RESULTS, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert done.stdout == results() and len(list(tmp_path.iterdir())) == 5
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=lambda e: " ".join(f"{k}={v}" for k, v in e.items()))
def test_everything_is_the_same_to_the_byte(environment):
    done = subprocess.run(
        [sys.executable, "-m", "helpers.reproduce", "--check"],
        cwd=HOUSE,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
