"""A second run gives the same; whatever fails is told in a line, and the rest goes on."""

import ast
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from contextlib import suppress
from importlib.metadata import packages_distributions

import nbformat
import psutil
import pytest
from matplotlib.pyplot import imread, imsave
from nbformat.v4 import new_code_cell, new_notebook

from conftest import HOUSE, posix
from helpers import house, reproduce

PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
CAPTURED = {"capture_output": True, "text": True}
PINNED = sys.version_info[:2] == (3, 11) and sys.platform == "linux"


# --- the same again --------------------------------------------------------------------------


def test_everything_comes_out_the_same(second_run, capsys):
    fresh, wrong = second_run
    stored, found = (reproduce.contents(folder) for folder in (HOUSE, fresh))
    assert not wrong
    if not PINNED:  # elsewhere all words and numbers are the same, and pictures nearly
        pictures = [name for name in stored if name.endswith(".png")]
        assert not [name for name in pictures if unlike(stored[name], found[name])]
        stored, found = without_pictures(stored), without_pictures(found)
    assert reproduce.report(stored, found) == [], capsys.readouterr().out


def unlike(one, other):
    """Whether two pictures differ by more than the drawing of letters and edges."""
    one, other = (imread(io.BytesIO(picture)) for picture in (one, other))
    return one.shape != other.shape or abs(one - other).mean() > 0.02


def without_pictures(contents):
    return {
        name: re.sub(rb'"image/png": "[^"]*"', b"", content)
        for name, content in contents.items()
        if not name.endswith(".png")
    }


def test_another_picture_is_seen_on_any_machine():
    picture = (HOUSE / "figures" / "timeline.png").read_bytes()
    other = (HOUSE / "figures" / "people.png").read_bytes()
    pixels = imread(io.BytesIO(picture)).copy()
    pixels[:60] = 0
    changed = io.BytesIO()
    imsave(changed, pixels)
    assert not unlike(picture, picture)
    assert unlike(picture, other) and unlike(picture, changed.getvalue())


def test_differences_are_listed(capsys):
    stored = {"a.csv": b"x,y\n1,2\n", "b.png": b"1", "c.csv": b"same", "old.csv": b""}
    fresh = {"a.csv": b"x,y\n1,3\n", "b.png": b"2", "c.csv": b"same", "new.csv": b""}
    assert reproduce.report(stored, fresh) == ["a.csv", "b.png", "new.csv", "old.csv"]
    told = capsys.readouterr().out
    assert "-1,2" in told and "+1,3" in told and "b.png: the picture differs" in told
    assert "old.csv: no notebook wrote it" in told and "new.csv: is missing" in told
    assert "c.csv" not in told and "4 differences" in told and "nothing differs" not in told


def saved_in_jupyterlab(path):
    """Write a notebook as JupyterLab does after Run All and Save."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    versions = {"version": "3.12.4", "pygments_lexer": "ipython3", "mimetype": "text/x-python"}
    notebook.metadata["language_info"] |= versions | {"codemirror_mode": {"name": "ipython"}}
    notebook.metadata["toc"] = {"base_numbering": 1}
    for cell in notebook.cells:
        cell.metadata |= {"trusted": True, "jp-MarkdownHeadingCollapsed": True, "editable": True}
        cell.id = os.urandom(4).hex()
    nbformat.write(notebook, path)


def test_a_notebook_saved_in_jupyterlab_does_not_differ(tmp_path):
    shutil.copytree(HOUSE / "notebooks", tmp_path / "notebooks")
    shutil.copytree(HOUSE / "figures", tmp_path / "figures")
    for path in (tmp_path / "notebooks").glob("*.ipynb"):
        saved_in_jupyterlab(path)
        assert path.read_bytes() != (HOUSE / "notebooks" / path.name).read_bytes()
    assert reproduce.contents(tmp_path) == reproduce.contents(HOUSE)


def test_the_committed_notebooks_are_in_the_stored_form():
    if not (HOUSE / ".git").exists():
        pytest.skip("not a clone")
    for name in house.NOTEBOOKS:  # what is committed: one saved in JupyterLab may lie there
        show = ["git", "show", f"HEAD:notebooks/{name}.ipynb"]
        committed = subprocess.run(show, cwd=HOUSE, capture_output=True, check=True).stdout.decode()
        stored = house.stored_form(nbformat.reads(committed, as_version=4))
        assert committed == stored, f"{name}: run reproduce, and commit what it writes"


# --- what fails ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small_house(tmp_path_factory):
    """Three notebooks, the second of which fails."""
    folder = tmp_path_factory.mktemp("small")
    for part in ("notebooks", "figures", "seeds"):
        (folder / part).mkdir()
    sources = {
        "a": [
            "import os; os.makedirs('../figures', exist_ok=True)",
            "open('../figures/a.csv', 'w').write('1')",
        ],
        "b": ["x = 1", "raise ValueError('no such\\x1b row')", "y = 2"],
        "c": ["2 + 2"],
    }
    for name, cells in sources.items():
        notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")
    return folder


@pytest.fixture
def here(small_house, monkeypatch):
    monkeypatch.setattr(reproduce, "HOUSE", small_house)
    monkeypatch.setattr(reproduce, "NOTEBOOKS", ("a", "b", "c"))
    return small_house


def test_one_that_fails_does_not_stop_the_others(here, capsys):
    before = (here / "notebooks" / "b.ipynb").read_bytes()
    with pytest.raises(
        SystemExit, match=r"(?s)went wrong.*b: FAILED, cell \[2\]: ValueError: no such\\x1b row"
    ):
        reproduce.main([])
    told = capsys.readouterr().out
    for name in ("figures/a.csv: is missing", "notebooks/a.ipynb: differs", "3 differences"):
        assert f"\n{name}" in told
    assert "\nnotebooks/c.ipynb: differs" in told and "b.ipynb: " not in told
    assert (here / "figures" / "a.csv").read_text() == "1"
    lines = "\n".join(sorted(told.splitlines()[:3]))  # one for each, as it ends
    assert re.fullmatch(r"a: [\d.]+ s\nb: FAILED, cell \[2\]: .*\nc: [\d.]+ s", lines)
    assert (here / "notebooks" / "b.ipynb").read_bytes() == before
    assert '"4"' in (here / "notebooks" / "c.ipynb").read_text(encoding="utf-8")


def test_a_check_says_one_thing(here, capsys, monkeypatch):
    monkeypatch.setattr(reproduce, "NOTEBOOKS", ("a",))
    for name in "bc":
        (here / "notebooks" / f"{name}.ipynb").unlink()
    with pytest.raises(SystemExit) as ended:
        reproduce.main(["--check"])
    told = capsys.readouterr().out
    assert ended.value.code == 0 and told.endswith("nothing differs\n") and "changed" not in told
    (here / "figures" / "a.csv").write_text("7")
    with pytest.raises(SystemExit) as ended:
        reproduce.main(["--check"])
    assert ended.value.code == 1 and "figures/a.csv: differs" in capsys.readouterr().out


def test_a_notebook_that_cannot_be_run_is_named_in_a_line(tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    assert "cannot be read and written" in reproduce.run_notebook(path, {}, None)
    for words in ("no json", "{}", '{"cells": 3, "nbformat": 4, "nbformat_minor": 5}', "[" * 9999):
        path.write_text(words, encoding="utf-8")
        told = reproduce.run_notebook(path, {}, None)
        assert "if it is no notebook any more, take it out of the folder" in told

    def refused(_, mode, **__):
        raise PermissionError(13, "Permission denied") if mode == "r+" else AssertionError(mode)

    monkeypatch.setattr(type(path), "open", refused)
    told = reproduce.run_notebook(path, {}, None)
    assert "Permission denied: cannot be read and written; mend its rights" in told


STOPPED = """import signal, sys
from helpers import reproduce
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
reproduce._run = lambda _: reproduce.run_all(sys.argv[1], "abc", 2)
reproduce.main([])
"""


@posix
def test_ctrl_c_stops_all_that_runs_and_all_that_waits(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in "abc":
        words = f"import os, time; print(os.getpid(), file=open('{name}', 'w'), flush=True)"
        cells = [new_code_cell(words), new_code_cell("time.sleep(600)")]
        nbformat.write(new_notebook(cells=cells), tmp_path / "notebooks" / f"{name}.ipynb")
    run = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    began = [tmp_path / "notebooks" / name for name in "ab"]
    while not all(path.exists() and path.read_text() for path in began):
        assert run.poll() is None, run.communicate()
        time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    told, error = run.communicate(timeout=60)
    assert run.returncode == 1 and told == ""
    assert error == "stopped; nothing was changed\n"
    assert not (tmp_path / "notebooks" / "c").exists()
    kernels = [int(path.read_text()) for path in began]
    for _ in range(600):
        if not any(map(is_alive, kernels)):
            return
        time.sleep(0.1)
    raise AssertionError("a kernel goes on")


def is_alive(pid):
    """Whether a process is there and no mere entry of one that has ended."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


# --- the command line ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--corpus", "x"], "go together"),
        (["--out", "x"], "go together"),
        (["--nonsense"], "unrecognized"),
        (["--html", str(HOUSE / "figures" / "web")], "is part of the project"),
        (["--corpus", "nowhere", "--out", "x"], "name the one of your documents"),
    ],
)
def test_the_command_line_says_what_is_wrong(arguments, says, capsys):
    with pytest.raises(SystemExit) as ended:
        reproduce.main(arguments)
    assert says in capsys.readouterr().err + str(ended.value.code)


def test_other_documents_do_not_overwrite_the_figures_of_the_project(monkeypatch, capsys):
    monkeypatch.setenv("CORPUS", str(HOUSE / "tests" / "corpus_b"))
    with pytest.raises(SystemExit):
        reproduce.main([])
    assert "name your documents with --corpus FOLDER --out FOLDER" in capsys.readouterr().err


def test_without_a_clone_the_command_says_what_it_can_do(monkeypatch, capsys):
    monkeypatch.setattr(reproduce, "IN_CLONE", False)
    for arguments in ([], ["--check"], ["--html", "x"]):
        with pytest.raises(SystemExit):
            reproduce.main(arguments)
        assert "there is no clone here; run reproduce --corpus" in capsys.readouterr().err


def test_what_stops_the_command_is_told_in_a_line(monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device", "fig\x1bures")

    monkeypatch.setattr(reproduce, "_run", full)
    with pytest.raises(SystemExit, match=r"fig\\x1bures: No space left on device; "):
        reproduce.main([])


@pytest.mark.parametrize(
    ("wrong", "changes", "told"),
    [
        ([], True, "nothing differs\nREADME.md: its findings are written afresh\n"),
        ([], False, "nothing differs\n"),
        (["a notebook failed"], True, "nothing differs\n"),
    ],
)
def test_the_front_page_is_written_after_a_run_without_fault(
    monkeypatch, capsys, wrong, changes, told
):
    monkeypatch.setattr(reproduce, "contents", lambda _: {})
    monkeypatch.setattr(reproduce, "run_copy", lambda folder: (folder, wrong))
    monkeypatch.setattr(reproduce, "write_findings", lambda _: changes)
    assert reproduce._run_project(is_check=False) == wrong
    assert capsys.readouterr().out == told


def test_the_findings_that_notebook_4_wrote_stand_on_the_front_page(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "findings.txt").write_text("- Two met.\n", encoding="utf-8")
    page = tmp_path / "README.md"
    page.write_text(f"# A\n{reproduce.BEGIN}- old\n{reproduce.END}\nmore\n", encoding="utf-8")
    assert reproduce.write_findings(tmp_path) and not reproduce.write_findings(tmp_path)
    new = f"# A\n{reproduce.BEGIN}- Two met.\n{reproduce.END}\nmore\n"
    assert page.read_text(encoding="utf-8") == new
    written = (HOUSE / "figures" / "findings.txt").read_text(encoding="utf-8")
    assert written in (HOUSE / "README.md").read_text(encoding="utf-8")


def test_no_git_is_needed():
    source = (HOUSE / "helpers" / "reproduce.py").read_text(encoding="utf-8")
    assert not re.search(r"subprocess|\bos\.system", source)


def test_ci_calls_the_command_of_the_readme():
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"(?m)^python3 -m venv .*$", readme)
    assert [c.split("/")[-1] for c in commands] == ["reproduce", "pytest"]
    run = (HOUSE / ".ci" / "run").read_text(encoding="utf-8")
    assert run.splitlines()[-1] == commands[1]


# --- what is installed -----------------------------------------------------------------------


def test_every_requirement_is_pinned_and_has_its_reason():
    lines = (HOUSE / "requirements.txt").read_text().splitlines()[1:]
    assert lines[0] == "-c constraints.txt" and lines[-1] == "-e ."
    constraints = (HOUSE / "constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in constraints if "==" in line and " ; " not in line)
    wanted = set()
    for line in lines[1:-1]:
        name, version = re.fullmatch(r"([\w.-]+)==([\w.]+)\s+# \w.+", line).groups()
        assert pins[name] == version
        wanted.add(name.lower())
    assert {name.lower() for name in PROJECT["project"]["dependencies"]} <= wanted | pins.keys()


def test_every_package_that_the_helpers_import_is_named():
    named = {name.lower() for name in PROJECT["project"]["dependencies"]}
    brought = {
        "numpy",
        "scipy",
        "threadpoolctl",
        "bleach",
        "nbformat",
        "ipython",
        "python-dateutil",
    }  # by these
    homes = packages_distributions()
    for path in (HOUSE / "helpers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module] if isinstance(node, ast.ImportFrom) else []
            for module in (
                {m.split(".")[0] for m in modules} - {"helpers"} - sys.stdlib_module_names
            ):
                assert {home.lower() for home in homes[module]} & (named | brought), (path, module)


def test_the_wheel_brings_every_file_that_is_needed():
    settings = PROJECT["tool"]["setuptools"]
    folders = {name: name.replace(".", "/") for name in settings["packages"]}
    folders |= settings["package-dir"]
    needed = [
        p for p in (HOUSE / "helpers").rglob("*") if p.is_file() and "__pycache__" not in p.parts
    ]
    needed += [p for part in ("notebooks", "seeds") for p in (HOUSE / part).glob("*.*")]
    brought = set()
    for name, folder in folders.items():
        for pattern in ("*.py", *settings["package-data"].get(name, [])):
            brought |= set((HOUSE / folder).glob(pattern))
    assert not {str(p) for p in needed} - {str(p) for p in brought}


@pytest.mark.slow
def test_the_wheel_works_in_another_folder(tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    hidden = shutil.ignore_patterns(".*", "__pycache__", "build", "*.egg-info")
    source = shutil.copytree(HOUSE, tmp_path / "source", ignore=hidden)  # building leaves files
    built = subprocess.run(
        [*pip, "wheel", "--no-deps", "-w", str(tmp_path), str(source)], **CAPTURED
    )
    assert built.returncode == 0 and "warn" not in (built.stdout + built.stderr).lower(), (
        built.stderr
    )
    [wheel] = tmp_path.glob("*.whl")
    place = tmp_path / "place"
    subprocess.run([*pip, "install", "--no-deps", "--target", str(place), str(wheel)], check=True)
    command = [sys.executable, "-m", "helpers.reproduce"]
    environment = os.environ | {"PYTHONPATH": str(place)}
    seeds = place / "helpers" / "seeds"
    done = subprocess.run(
        [*command, "--corpus", str(seeds), "--out", "out"],
        cwd=tmp_path,
        env=environment,
        **CAPTURED,
    )
    assert done.returncode == 0 and "documents read: 5, skipped: 0" in done.stdout, done.stderr
    assert len(list((tmp_path / "out" / "figures").glob("*.png"))) > 3
    done = subprocess.run(command, cwd=tmp_path, env=environment, **CAPTURED)
    assert done.returncode == 2 and "there is no clone here" in done.stderr


@pytest.mark.slow
def test_a_clone_for_windows_has_the_same_bytes(tmp_path):
    if not (HOUSE / ".git").exists():
        pytest.skip("no clone here")
    git = ["git", "clone", "-q", "-c", "core.autocrlf=true", str(HOUSE), str(tmp_path / "clone")]
    subprocess.run(git, check=True)
    for path in (HOUSE / "seeds").iterdir():
        assert (tmp_path / "clone" / "seeds" / path.name).read_bytes() == path.read_bytes()
