"""The front page and the documents beside it say what the project does.

Each check takes a house, as those of test_notebooks do. The facts of the README's own sentences are
held by test_prose; its Python examples are run by pytest (`--doctest-glob`).
"""

import ast
import importlib
import inspect
import re
import shlex
import tomllib
from itertools import zip_longest
from pathlib import Path

import pytest
import test_notebooks

import helpers
from conftest import HOUSE, gold
from helpers.evidence import CERTAINTIES
from helpers.reproduce import _options
from helpers.show import plain

LEADS = {  # where a link's words lead; words that name a file lead to it
    "data dictionary": "figures/README.md",
    "the table": "CONTRIBUTING.md",
    "MIT licence": "LICENSE",
    "Notebook 4": "notebooks/04_findings.ipynb",
    "notebook 3": "notebooks/03_timeline.ipynb",
}
PICTURES = ["figures/headline.png"]


def readme(house):
    return (house / "README.md").read_text(encoding="utf-8")


def section(house, title):
    found = re.search(rf"(?ms)^## {re.escape(title)}\n(.*?)(?=^## |\Z)", readme(house))
    assert found, f"README.md: no section {title!r}"
    return found[1]


def blocks(house):
    """What stands between the fences, with the language."""
    return re.findall(r"(?ms)^```(\w*)\n(.*?)\n```", readme(house))


def commands(house):
    """Every command line of the README, from its fences and from its sentences."""
    fenced = [line for kind, block in blocks(house) if not kind for line in block.splitlines()]
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", readme(house)))
    starts = ("python", "py ", ".venv", "pip ", "reproduce", "pytest")
    return [line for line in [*fenced, *inline] if line.startswith(starts)]


# --- commands ------------------------------------------------


def commands_can_be_given(house):
    for line in commands(house):
        for command in re.sub(r"\.venv\\Scripts\\", ".venv/bin/", line).split(" && "):
            first, *rest = shlex.split(command)
            can = CAN.get(Path(first).name)
            assert can, f"README.md: {line!r}: nothing is called {first!r} here"
            where = "" if command == line else f" (in {line!r})"
            assert can(house, rest), f"README.md: there is no {command!r}{where}"
            if first.startswith(".venv"):
                assert first == f".venv/bin/{Path(first).name}", f"README.md: {line!r}: {first}"


def _python(house, rest):
    return rest == ["-m", "venv", ".venv"] or (house / rest[0]).exists()


def _pip(house, rest):
    files = [rest[at + 1] for at, word in enumerate(rest) if word == "-r"]
    return rest == ["install"] or (rest[:1] == ["install"] and files == ["requirements.txt"])


def _reproduce(house, rest):
    try:
        return bool(_options(rest))
    except SystemExit:
        return False


def _pytest(house, rest):
    project = tomllib.loads((house / "pyproject.toml").read_text(encoding="utf-8"))
    marks = [mark.partition(":")[0] for mark in project["tool"]["pytest"]["ini_options"]["markers"]]
    return not rest or (rest[0] == "-m" and rest[1:] in [[mark] for mark in marks])


def _jupyter(house, rest):
    aliases = importlib.import_module("jupyter_server.serverapp").aliases  # here: it takes seconds
    return rest[0] == "lab" and all(o.lstrip("-") in aliases for o in rest if o.startswith("--"))


CAN = {
    "python3": _python,
    "python": _python,
    "py": _python,
    "pip": _pip,
    "reproduce": _reproduce,
    "pytest": _pytest,
    "jupyter": _jupyter,
}


def windows_lines_are_the_others_translated(house):
    lines = commands(house)
    windows = [line for line in lines if "\\" in line]
    unix = {on_windows(line) for line in lines if "\\" not in line}
    for line in windows:
        assert line in unix, f"README.md: {line!r} is no translation of another line"
    fenced = [line for kind, block in blocks(house) if not kind for line in block.splitlines()]
    for line in fenced:
        if ".venv/" in line:
            twin = on_windows(line)
            assert twin in windows, f"README.md: {line!r} has no line for Windows, {twin!r}"


def on_windows(line):
    return line.replace(".venv/bin/", ".venv\\Scripts\\").replace("python3 -m", "py -m")


def ci_runs_the_test_command(house):
    last = (house / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    given = [line for line in commands(house) if line.endswith("pytest") and "\\" not in line]
    assert given == [last], f".ci/run: {last!r}, README.md: {given}"
    main = last.replace("pytest", "reproduce")
    assert main in commands(house), f"README.md: the main job is {main!r}"


def python_blocks_can_be_run(house):
    """Blocks that pytest does not run, because they need a cluster: their names and arguments."""
    python = [block for kind, block in blocks(house) if not kind and "import " in block]
    assert python, "README.md: no example for a cluster"
    for call in (n for block in python for n in ast.walk(ast.parse(block))):
        name = getattr(getattr(call, "func", None), "id", "")
        if name in helpers.__all__:
            takes = inspect.signature(getattr(helpers, name)).parameters
            given = {keyword.arg for keyword in call.keywords}
            assert given <= set(takes), f"README.md: {name} takes no {given - set(takes)}"
    kinds = {kind for kind, block in blocks(house) if ">>> " in block}
    assert kinds == {"python"}, "README.md: examples in Python stand in fences marked python"


# --- the table of notebooks ------------------------------------------------


def the_table_says_what_the_notebooks_read_and_write(house):
    rows = re.findall(r"(?m)^\| \[(\w+)\]\(([^)]+)\) \| (.+) \| (.+) \| (.+) \|$", readme(house))
    assert [name for name, *_ in rows] == [*test_notebooks.NAMES], "README.md: the table's rows"
    for name, link, question, reads, writes in rows:
        place = f"README.md, row {name}"
        title = test_notebooks.prose(house, name).partition("\n")[0].partition(" · ")[2]
        assert link == f"notebooks/{name}.ipynb", f"{place}: the link leads to {link}"
        assert question == title, f"{place}: asks {question!r}, the notebook {title!r}"
        wrote = {f"figures/{path}" for path in test_notebooks.written(house, name)}
        wrote = {path for path in wrote if not twin(path, wrote)}
        for column, cell, does in (
            ("reads", reads, read_by(house, name)),
            ("writes", writes, wrote),
        ):
            says = set(re.findall(r"`([^`]+)`", cell))
            assert says == does, (
                f"{place}, {column}: lacks {sorted(does - says)}; "
                f"of {sorted(says - does)} the notebook's code knows nothing"
            )


def twin(path, paths):
    """Whether a table holds the numbers of a picture, which the README then names alone."""
    return path.endswith(".csv") and path.replace(".csv", ".png") in paths


def code_of(house, name):
    return "\n".join(c.source for c in test_notebooks.cells(house, name) if c.kind == "code")


def read_by(house, name):
    code, beside = code_of(house, name), (house / "notebooks").iterdir()
    named = [p for p in beside if f'"{p.name}"' in code or f"from {p.stem} import" in code]
    return {f"notebooks/{p.name}" for p in named} | ({"seeds/"} if '"../seeds"' in code else set())


def openings_say_what_the_notebooks_read_and_write(house):
    for name in test_notebooks.NAMES:
        said = re.search(
            r"\*\*Reads\*\* (.*) \*\*Writes\*\* (.*)", test_notebooks.prose(house, name)
        )
        reads, writes = (
            set(re.findall(r"`([\w/]+(?:\.[\w*]+|/))`", part)) for part in said.groups()
        )
        files = {path.removeprefix("notebooks/") for path in read_by(house, name)}
        assert reads == files, f"{name}: reads {files}, and says {reads}"
        wrote = {f"figures/{path}" for path in test_notebooks.written(house, name)}
        named = {path for path in wrote if path in writes or re.sub(r"\w+$", "*", path) in writes}
        named |= {path for path in wrote if twin(path, named)}
        assert named == wrote, f"{name}: writes {wrote - named}, and does not say so"
        for path in writes:
            pattern = re.escape(path).replace(r"\*", r"\w+")
            assert any(re.fullmatch(pattern, p) for p in wrote), f"{name}: does not write {path}"


# --- sentences and links ------------------------------------------------


def links_lead_where_they_say(house):
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (house / name).read_text(encoding="utf-8")
        for words, link in re.findall(r"(?<!!)\[([^\]!]+)\]\((?!http)([^)]+)\)", text):
            assert (house / link).exists(), f"{name}: [{words}] leads to {link}, not there"
            wanted = LEADS.get(words)
            fits = link == wanted if wanted else words in (Path(link).name, Path(link).stem)
            assert fits, f"{name}: [{words}] leads to {link}; test_readme.LEADS says {wanted}"
        assert "](#" not in text, f"{name}: in-page anchors do not survive everywhere"
    pictures = re.findall(r"(?m)^!\[[^\]]{20,}\]\(([^)]+)\)", readme(house))
    assert pictures == PICTURES, f"README.md: shows {pictures}, with a text for who cannot see it"


def findings_are_those_of_notebook_4(house):
    block = re.search(r"(?s)<!-- generated[^>]*-->\n(.*?)<!-- end -->", readme(house))
    assert block, "README.md: the findings are not marked as generated"
    said = re.findall(r"(?m)^- (.+) \*\(([^)]+)\)\*$", block[1])
    rows = test_notebooks.rows(house / "figures" / "claims.csv")
    ranked = sorted((r for r in rows if r.get("rank")), key=lambda row: float(row["rank"]))
    found = [(plain(r["sentence"]), r["certainty"]) for r in ranked]
    for says, has in zip_longest(said, found):
        assert says == has, f"README.md, findings: {says}; figures/claims.csv has {has}"
    reviewed = {(plain(row["sentence"]), row["certainty"]) for row in gold("claims")}
    assert set(said) <= reviewed, f"README.md: not in gold/claims.csv: {set(said) - reviewed}"
    for word, meaning in CERTAINTIES.items():
        assert f"*{word}*: {meaning}" in block[1], f"README.md: {word!r} is not explained"
    counts = f"{len(rows)} claims on {len(gold('claim_words'))} quotations"
    assert counts in block[1], f"README.md: not {counts}"


def versions_agree(house):
    project = tomllib.loads((house / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    low, high = re.findall(r"3\.(\d+)", project["requires-python"])
    told = f"Python 3.{low} to 3.{int(high) - 1}"
    assert told in readme(house), f"README.md: pyproject.toml says {told}"
    others = re.findall(r"Python 3\.\d+[^,.;]{0,8}", readme(house))
    assert len(others) == 1, f"README.md: {others}"
    cff = (house / "CITATION.cff").read_text(encoding="utf-8")
    version = re.search(r"(?m)^version: (\S+)$", cff)
    assert version and version[1] == project["version"], "CITATION.cff and pyproject.toml: version"
    licence = re.search(r"(?m)^license: (\S+)$", cff)
    assert licence and licence[1] == project["license"], "CITATION.cff and pyproject.toml: license"


def the_scale_table_is_the_measured_one(house):
    """`python tests/benchmark.py > tests/benchmark.md` measures anew; steps are shown at 10,000."""
    measured = (house / "tests" / "benchmark.md").read_text(encoding="utf-8").splitlines()
    text = (house / "CONTRIBUTING.md").read_text(encoding="utf-8")
    scale = text.partition("\n## Scale\n")[2].partition("\n## ")[0].splitlines()
    left_out = re.compile(r"\| (one process|two processes|Dask) .*\| [12],000 \|")
    wanted = [row for row in filter(a_row, measured) if not left_out.match(row)]
    differ = [
        f"{told!r} for {known!r}"
        for told, known in zip_longest(filter(a_row, scale), wanted)
        if told != known
    ]
    assert not differ, f"CONTRIBUTING.md, Scale: {differ[0]} of tests/benchmark.md"


def a_row(line):
    return line.startswith("|")


CHECKS = [
    commands_can_be_given,
    windows_lines_are_the_others_translated,
    ci_runs_the_test_command,
    python_blocks_can_be_run,
    the_table_says_what_the_notebooks_read_and_write,
    openings_say_what_the_notebooks_read_and_write,
    links_lead_where_they_say,
    findings_are_those_of_notebook_4,
    versions_agree,
    the_scale_table_is_the_measured_one,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_readme(check):
    check(HOUSE)
