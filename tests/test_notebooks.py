"""The state of the committed notebooks, and what GitHub leaves of them."""

import json
import re

import pytest
from conftest import HOUSE

NOTEBOOKS = sorted((HOUSE / "notebooks").glob("*.ipynb"))
ids = {"ids": lambda p: p.stem}


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def code_cells(path):
    return [c for c in load(path)["cells"] if c["cell_type"] == "code"]


def prose(path):
    return "\n\n".join("".join(c["source"]) for c in load(path)["cells"] if c["cell_type"] == "markdown")


def outputs(path):
    """All text that a notebook's outputs hold."""
    found = []
    for cell in code_cells(path):
        for o in cell["outputs"]:
            for kind, content in (o.get("data") or {"text/plain": o.get("text", "")}).items():
                if kind.startswith("text/"):
                    found.append("".join(content))
    return "\n".join(found)


def test_there_are_four():
    assert [p.stem for p in NOTEBOOKS] == ["01_ingestion", "02_topics", "03_timeline", "04_findings"]


@pytest.mark.parametrize("path", NOTEBOOKS, **ids)
def test_cells_ran_in_order_and_left_their_outputs(path):
    cells = code_cells(path)
    assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1))
    shows = [c for c in cells if re.search(r"(?m)^(?:\s*display\(|show|say\()", "".join(c["source"]))]
    assert shows and all(c["outputs"] for c in shows if "if " not in "".join(c["source"]))
    for o in (o for c in cells for o in c["outputs"]):
        assert o["output_type"] != "error" and o.get("name") != "stderr"
        assert o.get("execution_count") in (None, *range(1, len(cells) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, **ids)
def test_nothing_opts_out_and_nothing_is_noise(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?i)nbval[-_](?:skip|ignore|check|raises)|raises-exception|skip-execution", text)
    notebook = load(path)
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"} and "widgets" not in text
    assert notebook["metadata"]["language_info"] == {"name": "python"}
    assert all(not c["metadata"] for c in notebook["cells"])
    assert len(text.encode()) < 1_000_000
    assert not any(re.search(r"(?m);\s*$", "".join(c["source"])) for c in code_cells(path))


@pytest.mark.parametrize("path", NOTEBOOKS, **ids)
def test_opening_and_ending(path):
    text = prose(path)
    headings = re.findall(r"(?m)^(#+) (.+)$", text)
    assert [h for level, h in headings if level == "#"] == [headings[0][1]]
    assert headings[-1][1] == "What was found, what limits it, what comes next"
    assert "**Reads**" in text and "**Writes**" in text and "\n> " in text
    for word in ("**Limits.**", "**Saved.**", "**Next.**"):
        assert word in text
    assert "**Found.**" in outputs(path)


@pytest.mark.parametrize("path", [*NOTEBOOKS, HOUSE / "README.md"], **ids)
def test_links_and_paths_exist(path):
    text = prose(path) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert links or path.suffix != ".ipynb"
    assert all((path.parent / link).exists() for link in links), links
    assert not re.search(r"\]\(#", text), "in-page anchors do not survive on GitHub"
    for named in re.findall(r"`((?:figures|seeds|notebooks|tests|helpers)/[\w./]*)`", text):
        assert (HOUSE / named).exists(), named


@pytest.mark.parametrize("path", NOTEBOOKS, **ids)
def test_quotations_in_prose_stand_in_the_seeds(path, corpus):
    squeeze = lambda t: re.sub(r"\s+", " ", t)  # noqa: E731
    archive = squeeze(" ".join(corpus["raw"]))
    quotes = re.findall(r"(?m)^> (.+)$", prose(path))
    assert quotes
    for part in (p.strip() for q in quotes for p in q.split(" … ")):
        assert part in archive, part


def numbers(text):
    """The numbers and dates that a sentence states."""
    text = re.sub(r"`[^`]*`|\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|(?m:^\s*\d+\.\s)|https?://\S+", " ", text)
    return re.findall(r"(?<![\w.-])\d+(?:[.,]\d+)?(?![\w-])", text)


@pytest.mark.parametrize("path", NOTEBOOKS, **ids)
def test_numbers_in_prose_stand_in_an_output_or_a_seed(path, corpus):
    known = outputs(path) + " ".join(corpus["raw"]) + "".join("".join(c["source"]) for c in code_cells(path))
    text = re.sub(r"(?m)^#.*$|\((?:[A-Z][^()]*)\d{4}\)|\*\*Next\.\*\*.*|notebooks? \d.*", "", prose(path))
    for number in numbers(text):
        assert re.search(rf"(?<!\d){re.escape(number)}(?!\d)", known), number


@pytest.mark.parametrize("path", NOTEBOOKS, **ids)
def test_pictures_have_alt_text_a_caption_and_a_fingerprint(path):
    for cell in code_cells(path):
        for i, o in enumerate(cell["outputs"]):
            if "image/png" in o.get("data", {}):
                assert o["metadata"]["image/png"]["alt"] and re.search(r"sha256 [0-9a-f]{12}\]", "".join(o["data"]["text/plain"]))
                caption = "".join(cell["outputs"][i + 1]["data"]["text/markdown"])
                assert caption.startswith("*") and "fingerprint" in caption


def test_every_file_in_figures_is_written_by_a_notebook():
    text = "".join(p.read_text(encoding="utf-8") for p in NOTEBOOKS)
    for path in (HOUSE / "figures").iterdir():
        assert f'"{path.stem}' in text.replace('\\"', '"') or f'"{path.name}"' in text.replace('\\"', '"'), path.name
