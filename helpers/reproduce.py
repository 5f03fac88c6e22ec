"""The command `reproduce`: run the notebooks in order and say whether anything differs from what is there."""

import argparse
import difflib
import os
import re
import shutil
import sys
import tempfile
import time
import warnings
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
NOTEBOOKS = ("01_ingestion", "02_topics", "03_timeline", "04_findings")
CLAIMS = "04_claims"  # what stands in the place of 04_findings for somebody's own documents
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}}


def run_notebook(path, environment):
    """Run one notebook in place; what is stored is the same on every run: no times, no versions, sorted keys."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    kept = dict(os.environ)
    os.environ.update(environment)
    try:
        NotebookClient(notebook, timeout=1800, kernel_name="python3", record_timing=False, coalesce_streams=True,
                       extra_arguments=["--HistoryManager.enabled=False", "--log-level=ERROR"],
                       resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        code = [c for c in notebook.cells if c.cell_type == "code"]
        failed = next(i for i, c in enumerate(code, 1) if any(o.output_type == "error" for o in c.outputs))
        raise SystemExit(f"\n{path.name}, cell [{failed}]: {error.ename}: {error.evalue}\nthe notebook is as it was; "
                         "open it and run it to see more") from None
    finally:
        os.environ.clear()
        os.environ.update(kept)
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k == "tags"})
    path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def run_all(house, names=NOTEBOOKS, **environment):
    """Run the notebooks of a house in order, a line each; the number of files that differ from before."""
    changed = 0
    with tempfile.TemporaryDirectory() as private:
        quiet = {"IPYTHONDIR": private, "TQDM_DISABLE": "1", "PYTHONHASHSEED": "0", "MPLBACKEND":
                 "module://matplotlib_inline.backend_inline"}
        for name in names:
            start, before = time.perf_counter(), _contents(house)
            print(f"{name}: running …", end=" ", flush=True)
            run_notebook(house / "notebooks" / f"{name}.ipynb", quiet | environment)
            after = _contents(house)
            differ = sorted(k for k in before | after if before.get(k) != after.get(k))
            changed += len(differ)
            print(f"{time.perf_counter() - start:.1f} s, {'changed: ' + ', '.join(differ) if differ else 'unchanged'}",
                  flush=True)
    return changed


def _contents(house):
    """The notebooks and everything in figures/, by name."""
    files = [*(house / "notebooks").glob("*.ipynb"), *(house / "figures").glob("*")]
    return {p.relative_to(house).as_posix(): p.read_bytes() for p in files if p.is_file()}


def check():
    """Run everything in a scratch folder and print how it differs from what is here; the number of differences."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "house"
        for part in ("notebooks", "seeds"):
            shutil.copytree(HOUSE / part, copy / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        shutil.copy(HOUSE / "README.md", copy)
        run_all(copy, CORPUS="", FIGURES="")
        return report(_contents(HOUSE), _contents(copy))


def report(stored, fresh):
    """Print a readable list of what differs between stored and fresh files; how many do."""
    found = 0
    for name in sorted(stored | fresh):
        if stored.get(name) == fresh.get(name):
            continue
        found += 1
        if name not in fresh or name not in stored:
            print(f"{name}: {'no notebook writes it' if name not in fresh else 'is missing'}")
        elif name.endswith(".png"):
            print(f"{name}: the picture differs ({len(stored[name])} and {len(fresh[name])} bytes)")
        else:
            print(f"{name}: differs")
            sides = [side[name].decode("utf-8", "replace").splitlines() for side in (stored, fresh)]
            for line in list(difflib.unified_diff(*sides, "stored", "fresh", n=0, lineterm=""))[2:22]:
                print("   ", line[:200])
    print(f"{found} differences" if found else "nothing differs")
    return found


def run_own(corpus, out):
    """Run notebooks 01 to 03 and the claims template on somebody's own documents, in `out`; nothing else is touched."""
    corpus, out = Path(corpus).resolve(), Path(out).resolve()
    if not corpus.exists():
        raise SystemExit(f"{corpus}: no such folder or table; name the one that holds your documents")
    if out in (HOUSE, *(HOUSE / part for part in ("notebooks", "figures", "seeds", "helpers", "tests"))):
        raise SystemExit(f"{out}: is part of the project; name another folder with --out")
    if corpus.is_dir() and corpus in (out, *out.parents):
        raise SystemExit(f"{out}: is among your documents; name a folder outside of {corpus}")
    try:
        told = _first_look(corpus, out)
    except (OSError, ValueError) as error:
        raise SystemExit(str(error)) from None
    for name in (*NOTEBOOKS[:3], CLAIMS):
        if name != CLAIMS or not (out / "notebooks" / f"{name}.ipynb").exists():  # claims are the user's own work
            _copy_notebook(name, out, corpus)
    for table in (HOUSE / "notebooks").glob("*.csv"):
        if not (out / "notebooks" / table.name).exists():
            shutil.copy(table, out / "notebooks")
    run_all(out, (*NOTEBOOKS[:3], CLAIMS), CORPUS=str(corpus), FIGURES=str(out / "figures"),
            PYTHONWARNINGS="ignore::UserWarning:__main__")  # what was skipped is told here and in notebook 1
    print(told + f"\nopen them: {Path(sys.executable).parent / 'jupyter'} lab {out / 'notebooks'}")


def _first_look(corpus, out):
    """Load the documents once, draft their metadata unless there is some; all problems in one report."""
    from helpers.corpus import draft_metadata, load_corpus, problems

    with warnings.catch_warnings(action="ignore"):  # said below, with the rest
        loaded = load_corpus(corpus)
    found = problems(loaded)
    told = f"{corpus}: documents read: {len(loaded)}, files skipped: {found['skipped'].sum()}" + "".join(
        f"\n  {row.file}: {row.problem}; {row.remedy}" for row in found.itertuples())
    (out / "notebooks").mkdir(parents=True, exist_ok=True)
    beside, draft = (corpus if corpus.is_dir() else corpus.parent) / "metadata.csv", out / "metadata.csv"
    if not beside.exists() and not draft.exists():
        draft_metadata(loaded, draft)
    if not beside.exists():
        told += f"\nwhat was found about each document: {draft}; correct it, copy it to {beside} and run again"
    return told


def _copy_notebook(name, out, corpus):
    """Write a notebook that names the corpus in its settings cell; the claims are made from their template."""
    import nbformat

    notebook = (_from_template(HOUSE / "helpers" / "templates" / "claims.md") if name == CLAIMS else
                nbformat.read(HOUSE / "notebooks" / f"{name}.ipynb", as_version=4))
    own = {'"../seeds"': repr(str(corpus)), "`seeds/` (or the folder in `CORPUS`)": f"`{corpus}`",
           "04_findings.ipynb": f"{CLAIMS}.ipynb"}
    for cell in notebook.cells:
        for old, new in own.items():
            cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, out / "notebooks" / f"{name}.ipynb")


def _from_template(path):
    """A notebook from Markdown: what stands between ```python and ``` is a code cell."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    parts = re.split(r"```python\n(.*?)\n```", path.read_text(encoding="utf-8"), flags=re.S)
    return new_notebook(cells=[(new_code_cell if i % 2 else new_markdown_cell)(part.strip())
                               for i, part in enumerate(parts) if part.strip()], metadata=METADATA)


def main(arguments=None):
    """The command line of `reproduce`."""
    parser = argparse.ArgumentParser(prog="reproduce", description="Run the four notebooks in order, in place.")
    parser.add_argument("--check", action="store_true", help="run in a scratch folder; exit 1 where anything differs")
    parser.add_argument("--corpus", metavar="FOLDER", help="your own documents: a folder or a table")
    parser.add_argument("--out", metavar="FOLDER", help="where the notebooks and figures of your documents go")
    options = parser.parse_args(arguments)
    if bool(options.corpus) != bool(options.out):
        parser.error("--corpus and --out go together")
    if options.corpus:
        return run_own(options.corpus, options.out)
    if options.check:
        sys.exit(1 if check() else 0)
    changed = run_all(HOUSE)
    print(f"done: {changed} files changed" if changed else "done: nothing differs from what was there")


if __name__ == "__main__":
    main()
