"""A second run gives the same: notebooks, pictures, tables, exports."""

import json
import re

import pytest

from conftest import HOUSE
from helpers import reproduce


def test_everything_comes_out_the_same(capsys):
    differences = reproduce.check()
    assert differences == 0, capsys.readouterr().out


def test_differences_are_listed(capsys):
    stored = {"a.csv": b"x,y\n1,2\n", "b.png": b"1", "c.csv": b"same", "old.csv": b""}
    fresh = {"a.csv": b"x,y\n1,3\n", "b.png": b"2", "c.csv": b"same", "new.csv": b""}
    assert reproduce.report(stored, fresh) == 4
    told = capsys.readouterr().out
    assert "-1,2" in told and "+1,3" in told and "b.png: the picture differs" in told
    assert "old.csv: no notebook writes it" in told and "new.csv: is missing" in told and "c.csv" not in told


@pytest.mark.parametrize("arguments", [["--corpus", "x"], ["--out", "x"], ["--nonsense"]])
def test_the_command_line_says_what_is_wrong(arguments):
    with pytest.raises(SystemExit):
        reproduce.main(arguments)


def test_own_documents_do_not_go_into_the_project(tmp_path):
    with pytest.raises(SystemExit, match="name the one that holds your documents"):
        reproduce.run_own(tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(SystemExit, match="is part of the project"):
        reproduce.run_own(tmp_path, HOUSE / "notebooks")


def test_an_error_names_notebook_and_cell_and_writes_nothing(tmp_path):
    path = tmp_path / "a.ipynb"
    empty = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    cells = [{**empty, "id": f"a{i}", "source": source}
             for i, source in enumerate(["x = 1", "raise ValueError('no such row')", "y = 2"])]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(SystemExit, match=r"a\.ipynb, cell \[2\]: ValueError: no such row"):
        reproduce.run_notebook(path, {})
    assert path.read_bytes() == before


def test_no_git_is_needed():
    assert "git" not in (HOUSE / "helpers" / "reproduce.py").read_text(encoding="utf-8").replace("digit", "")


def test_ci_calls_the_command_of_the_readme():
    commands = re.findall(r"(?m)^python3 -m venv .*$", (HOUSE / "README.md").read_text(encoding="utf-8"))
    assert [c.split("/")[-1] for c in commands] == ["reproduce", "pytest"]
    assert (HOUSE / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == commands[1]


def test_every_requirement_is_pinned_and_has_its_reason():
    lines = (HOUSE / "requirements.txt").read_text().splitlines()[1:]
    assert lines[0] == "-c constraints.txt" and lines[-1] == "-e ."
    pins = dict(re.split("==", line.split(" ; ")[0].split("  ")[0].strip()) for line in
                (HOUSE / "constraints.txt").read_text().splitlines() if " ; " not in line)
    for line in lines[1:-1]:
        name, version = re.fullmatch(r"([\w.-]+)==([\w.]+)\s+# \w.+", line).groups()
        assert pins[name] == version
