"""The state of the committed notebooks: what a second run does not see, because it would come out the same.

Each check takes a house, the folder that holds `notebooks/`, `figures/` and `seeds/`, so that the self-test of the
verification can point it at a copy with a planted fault.
"""

import ast
import base64
import csv
import hashlib
import json
import re

import pytest

from conftest import HOUSE

CODE_CELLS = {"01_ingestion": 18, "02_topics": 21, "03_timeline": 28, "04_findings": 24}  # a lost cell is noticed
WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(),  # noqa: SIM905
        range(1, 16),
        strict=True,
    )
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")


def notebooks(house):
    return sorted((house / "notebooks").glob("*.ipynb"))


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(path):
    return [c for c in load(path)["cells"] if c["cell_type"] == "code"]


def source(cell):
    return "".join(cell["source"])


def prose(path):
    if path.suffix != ".ipynb":
        return re.sub(r"(?ms)^```.*?^```", "", path.read_text(encoding="utf-8"))
    return "\n\n".join(source(c) for c in load(path)["cells"] if c["cell_type"] == "markdown")


def outputs(path):
    """All text that a notebook's outputs hold."""
    found = []
    for o in (o for cell in code_cells(path) for o in cell["outputs"]):
        for kind, content in (o.get("data") or {"text/plain": o.get("text", "")}).items():
            if kind.startswith("text/"):
                found.append("".join(content))
    return "\n".join(found)


def seeds(house):
    return " ".join(p.read_bytes().decode() for p in sorted((house / "seeds").glob("*.txt")))


def calls(cell, *names):
    """How many statements of a cell, at its top level, call one of these."""
    return sum(
        isinstance(s, ast.Expr) and getattr(getattr(s.value, "func", None), "id", "") in names
        for s in ast.parse(source(cell)).body
    )


# --- the checks ------------------------------------------------------------------------------------------------------


def no_cell_is_missing(house):
    assert {p.stem: len(code_cells(p)) for p in notebooks(house)} == CODE_CELLS, "change CODE_CELLS with the notebook"


def cells_ran_in_order_and_left_their_outputs(house):
    for path in notebooks(house):
        cells = code_cells(path)
        assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1)), path.stem
        for cell in cells:
            pictures = sum("image/png" in o.get("data", {}) for o in cell["outputs"])
            assert len(cell["outputs"]) >= calls(cell, "say", "show_table", "display", "show"), source(cell)
            assert pictures == len(re.findall(r"\bshow\(", source(cell))), source(cell)
            for o in cell["outputs"]:
                assert o["output_type"] != "error" and o.get("name") != "stderr", source(cell)
                assert o.get("execution_count") in (None, cell["execution_count"])


def nothing_opts_out_and_nothing_is_noise(house):
    for path in notebooks(house):
        text, notebook = path.read_text(encoding="utf-8"), load(path)
        assert not re.search(r"(?i)nbval[-_](?:skip|ignore|check|raises)|raises-exception|skip-execution", text)
        assert set(notebook["metadata"]) == {"kernelspec", "language_info"} and "widgets" not in text
        assert notebook["metadata"]["language_info"] == {"name": "python"}
        assert all(not c["metadata"] for c in notebook["cells"])
        assert len(text.encode()) < 1_000_000
        assert not any(re.search(r"(?m);\s*$", source(c)) for c in code_cells(path))


def each_opens_and_ends_alike(house):
    for path in notebooks(house):
        text = prose(path)
        headings = re.findall(r"(?m)^(#+) (.+)$", text)
        assert [h for level, h in headings if level == "#"] == [headings[0][1]]
        assert headings[-1][1] == "What was found, what limits it, what comes next"
        for word in ("**Reads**", "**Writes**", "\n> ", "**Limits.**", "**Saved.**", "**Next.**"):
            assert word in text, word
        assert "**Found.**" in outputs(path)


def links_and_paths_exist(house):
    for path in [*notebooks(house), house / "README.md"]:
        text = prose(path)
        links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
        assert links and all((path.parent / link).exists() for link in links), links
        assert not re.search(r"\]\(#", text), "in-page anchors do not survive on GitHub"
        for named in re.findall(r"`((?:figures|seeds|notebooks)/[\w./]*)`", text):
            assert (house / named).exists(), named


def quotations_in_prose_stand_in_the_seeds(house):
    archive = " ".join(seeds(house).split())
    for path in notebooks(house):
        quotes = re.findall(r"(?m)^> (.+)$", prose(path))
        assert quotes
        for part in (p for q in quotes for p in q.split(" … ")):
            assert " ".join(part.split()) in archive, part


def numbers(text):
    """The days and numbers that sentences state: no code, no links, no list marks, no years of the literature."""
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|(?m:^\s*\d+\.\s)|https?://\S+|(?m:^#.*$)", " ", text)
    text = re.sub(
        r"\((?:[A-Z][^()]*)\d{4}\)|\*\*Next\.\*\*.*|notebooks? \d|Python \d\.\d+|PowerShell \d|\[\d\]", " ", text
    )
    days = [f"{year}-{MONTHS.index(month) + 1:02d}-{int(day):02d}" for day, month, year in DAY.findall(text)]
    return days + re.findall(r"(?<![\w.-])\d+(?:[.,]\d+)?(?![\w-])", DAY.sub(" ", text))


def numbers_in_prose_stand_in_an_output_or_a_seed(house):
    shown = {path: outputs(path) for path in notebooks(house)}
    for path in [*notebooks(house), house / "README.md"]:
        known = shown.get(path, " ".join(shown.values())) + seeds(house)
        known += "".join(map(source, code_cells(path))) if path in shown else ""
        for number in numbers(prose(path)):
            assert re.search(rf"(?<!\d){re.escape(number)}(?!\d)", known), (path.name, number)


def rows(house, name):
    with (house / "figures" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers_of_the_readme_are_those_of_the_tables(house):
    reported = [r for r in rows(house, "timeline.csv") if r["role"] == "reported"]
    agreed = [r for r in rows(house, "undertakings.csv") if r["kind"] == "agreed"]
    changes = re.search(r"(\d+) changes of office", outputs(house / "notebooks" / "03_timeline.ipynb"))
    states = [  # a sentence of the README, what its number words must be
        (
            r"\*\*(\w+) of the (\w+) reported events have a stated day\*\*",
            [sum(r["certainty"] == "stated" for r in reported), len(reported)],
        ),
        (r"\*\*(\w+) offices changed hands at least once\*\*", [int(changes[1])]),
        (r"reports an agreement\*\*, in (\w+) points", [len(agreed)]),
        (r"which of (\w+) themes", [len({r["row"] for r in rows(house, "themes.csv")})]),
        (r"(\w+) scraped news texts", [len(rows(house, "documents.csv"))]),
        (r"(\w+) notebooks read", [len(notebooks(house))]),
    ]
    text = (house / "README.md").read_text(encoding="utf-8")
    for sentence, values in states:
        found = re.search(sentence, text)
        assert found and [WORDS[w.lower()] for w in found.groups()] == values, sentence


def pictures_are_the_saved_ones_with_alt_text_caption_and_fingerprint(house):
    for output, caption in shown_pictures(house):
        text = "".join(output["data"]["text/plain"])
        name, count, mark = re.search(r"\[(\w+)\.csv, (\d+) rows, sha256 ([0-9a-f]{12})\]$", text).groups()
        stored = house / "figures" / f"{name}.csv"
        assert base64.b64decode("".join(output["data"]["image/png"])) == stored.with_suffix(".png").read_bytes(), name
        assert hashlib.sha256(stored.read_bytes()).hexdigest()[:12] == mark and len(rows(house, stored.name)) == int(
            count
        )
        assert output["metadata"]["image/png"]["alt"] == text.partition(" [")[0]
        assert caption.startswith("*") and f"`figures/{name}.csv`, {count} rows, fingerprint `{mark}`" in caption


def shown_pictures(house):
    """Every picture of the notebooks with the caption that stands below it."""
    for cell in (c for path in notebooks(house) for c in code_cells(path)):
        for output, below in zip(cell["outputs"], [*cell["outputs"][1:], {}], strict=False):
            if "image/png" in output.get("data", {}):
                yield output, "".join(below.get("data", {}).get("text/markdown", ""))


def figures_holds_what_the_notebooks_write(house):
    code = "\n".join(source(c) for path in notebooks(house) for c in code_cells(path))
    drawn = {f"{name}{end}" for name in re.findall(r'data, "(\w+)"\)', code) for end in (".png", ".csv")}
    held = {p.name for p in (house / "figures").iterdir()}
    assert drawn <= held <= drawn | set(re.findall(r'"(\w+\.(?:csv|json))"', code))


CHECKS = [
    no_cell_is_missing,
    cells_ran_in_order_and_left_their_outputs,
    nothing_opts_out_and_nothing_is_noise,
    each_opens_and_ends_alike,
    links_and_paths_exist,
    quotations_in_prose_stand_in_the_seeds,
    numbers_in_prose_stand_in_an_output_or_a_seed,
    numbers_of_the_readme_are_those_of_the_tables,
    pictures_are_the_saved_ones_with_alt_text_caption_and_fingerprint,
    figures_holds_what_the_notebooks_write,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_state(check):
    check(HOUSE)
