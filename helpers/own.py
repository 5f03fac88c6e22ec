"""Somebody's own documents: what `reproduce --corpus FOLDER --out FOLDER` does before it runs.

`out` gets notebooks 1 to 3 without what they say of the five texts, a fourth in which to write
claims, a draft of `metadata.csv`, every problem in `problems.csv`, and `figures/`. What the user
writes there (claims, outside facts, themes, metadata) is left as it is by a second run.
"""

import os
import re
import sys
import warnings
from pathlib import Path

import nbformat
from joblib.externals.loky import get_reusable_executor

from helpers import house
from helpers.corpus import load_corpus, problems
from helpers.files import note_lines, shown, spreadsheet_safe
from helpers.metadata import draft_metadata

CLAIMS = "04_claims"
NOTEBOOKS = (*house.NOTEBOOKS[:3], CLAIMS)
STATE = ".records"  # in `out`: whose results these are, and what was read of each document
OTHER = "name another folder with --out, an empty or a new one"


def environment(out):
    """What the run finds in its environment: kept readings, and the figures' folder."""
    return {"CORPUS": "", "FIGURES": str(out / "figures"), "RECORDS_STORE": str(out / STATE)}


def prepare(corpus, out, encoding="utf-8", jobs=-1):
    """Read the documents and make the notebooks; the folder, what to tell after the run, and
    how many documents there are.

    SystemExit with one line where something would be lost or nothing can be read.
    """
    corpus, out = Path(corpus).resolve(), Path(out).resolve()
    _take(corpus, out)
    os.environ["RECORDS_STORE"] = str(out / STATE)
    try:
        with warnings.catch_warnings(action="ignore"):  # it is told after the run, with the rest
            loaded = load_corpus(corpus, encoding=encoding, n_jobs=jobs)
    except (OSError, ValueError, LookupError) as error:
        raise SystemExit("\n".join(map(shown, str(error).splitlines()))) from None
    finally:
        del os.environ["RECORDS_STORE"]
        get_reusable_executor().shutdown()  # whose processes would outlive their work by minutes
    for old in (out / "figures").glob("*.*"):  # each is written again, or speaks of no document
        old.unlink()
    told = _told(out, loaded)
    ours, theirs = house.HOUSE / "notebooks", out / "notebooks"
    sources = [ours / f"{name}.ipynb" for name in house.NOTEBOOKS[:3]]
    if not (theirs / f"{CLAIMS}.ipynb").exists():  # else it is the user's
        sources.append(house.TEMPLATES / f"{CLAIMS}.ipynb")
    for source in sources:
        _make_notebook(source, theirs / source.name, corpus, encoding)
    for name in ("outside_facts.csv", "themes.csv"):
        if not (theirs / name).exists():
            # what explains it and its header, and no row of ours
            head = re.match(r"\A(#.*\n)*.*\n", (ours / name).read_text("utf-8"))[0]
            (theirs / name).write_text(head, "utf-8", newline="\n")
    return out, told, len(loaded)


def _take(corpus, out):
    """Make the folder of these results; stop with one line where others or documents would go."""
    marker, whose = out / STATE / "documents", str(corpus)
    held = marker.read_text("utf-8", "surrogateescape").strip() if marker.is_file() else ""
    there = f"the results of {held}" if held else "other files"
    lost = (
        (not corpus.exists(), corpus, "no such folder or table; name the one of your documents"),
        (house.part_of_the_project(out), out, f"is part of the project; {OTHER}"),
        (out.is_relative_to(corpus), out, f"is among your documents; {OTHER}"),
        (out.is_file(), out, f"is a file; {OTHER}"),
        (out.is_dir() and any(out.iterdir()) and held != whose, out, f"holds {there}; {OTHER}"),
    )
    for is_so, path, words in lost:
        if is_so:
            raise SystemExit(shown(f"{path}: {words}"))
    for part in ("notebooks", "figures", STATE):
        (out / part).mkdir(parents=True, exist_ok=True)
    marker.write_text(whose, "utf-8", errors="surrogateescape")


def _told(out, loaded):
    """Draft the metadata and write all problems; what to tell of them, and what comes next."""
    found = problems(loaded)
    told = [f"documents read: {len(loaded)}, skipped: {found['skipped'].sum()}"]
    told += note_lines(found.to_dict("records"), f"all in {shown(out / 'problems.csv')}")
    spreadsheet_safe(found).to_csv(out / "problems.csv", index=False, lineterminator="\n")
    if draft := draft_metadata(loaded, out / "metadata.csv"):
        told.append(f"found about each document: {shown(draft)}")
        told.append("  correct it; in a metadata.csv beside your documents its rows are obeyed")
    lab = Path(sys.executable).with_name("jupyter")
    return "\n".join([*told, f"open the notebooks: {shown(lab)} lab --notebook-dir {shown(out)}"])


def _make_notebook(source, path, corpus, encoding):
    """Write a notebook for these documents."""
    notebook = nbformat.read(source, as_version=4)
    # cells with this tag speak of the five texts
    notebook.cells = [c for c in notebook.cells if "seeds" not in c.metadata.get("tags", [])]
    for cell in notebook.cells:
        source = cell.source.replace("04_findings.ipynb", f"{CLAIMS}.ipynb")
        source = source.replace("`seeds/`", "your documents").replace(", `ladder.py`", "")
        source = re.sub(r"(?m)^CORPUS = .*$", lambda _: f"CORPUS = {ascii(str(corpus))}", source)
        cell.source = source.replace("load_corpus(CORPUS", f"load_corpus(CORPUS, {encoding=}")
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    path.write_text(house.stored_form(notebook), encoding="utf-8", newline="\n")
