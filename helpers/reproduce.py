"""The command `reproduce`: run the notebooks in order and say what differs from what is there.

In a clone it runs a copy of the four notebooks and takes it over, but not with `--check`; with
`--corpus` and `--out` it runs them on somebody's own documents (`helpers.own`), which an installed
package can do too.
"""

import argparse
import asyncio
import difflib
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.pool import ThreadPool
from pathlib import Path

import nbclient
import nbformat
from joblib import effective_n_jobs
from tqdm import tqdm

from helpers import own
from helpers.files import shown
from helpers.front_page import write_findings
from helpers.house import HOUSE, IN_CLONE, NOTEBOOKS, part_of_the_project, stored_form
from helpers.web import export

QUIET = {
    "TQDM_DISABLE": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONWARNINGS": "ignore::UserWarning:__main__",
}
CLIENT = {
    "kernel_name": "python3",
    "coalesce_streams": True,
    "shutdown_kernel": "immediate",  # all is written; asked to end, a kernel may take three seconds
    "extra_arguments": ["--HistoryManager.enabled=False", "--log-level=ERROR"],
}
BAR = "{desc}{percentage:3.0f}% of the notebooks |{bar}| {elapsed}, {remaining} left"
MOST_TOGETHER = 40_000  # documents in the memory of all notebooks that run at the same time
MOST_SHOWN = 20  # lines of a difference
NO_NOTEBOOK = "if it is no notebook any more, take it out of the folder"
NO_RIGHT = "cannot be read and written; mend its rights, or name another folder with --out"


def run_notebook(path, environment, bar):
    """Run one notebook in place and tell how long it took, or what failed: then it stays as it
    was. The line that was told.
    """
    start, told = time.perf_counter(), f"{path.stem}: FAILED, "

    def cell_starts(cell_index, **_):
        bar.set_description(f"{path.stem}, cell {cell_index + 1}", refresh=False)
        bar.update(1 / len(notebook.cells))

    try:
        with path.open("r+", encoding="utf-8") as file:  # or it could not be written in the end
            notebook = nbformat.read(file, as_version=4)
        options = CLIENT | {"resources": {"metadata": {"path": str(path.parent)}}}
        client = nbclient.NotebookClient(notebook, on_cell_start=cell_starts, **options)
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # zmq wants it
            runner.run(client.async_execute(env={**os.environ, **environment}))
        path.write_text(stored_form(notebook), encoding="utf-8", newline="\n")
        told = f"{path.stem}: {time.perf_counter() - start:.1f} s"
    except nbclient.exceptions.CellExecutionError as error:
        told += f"cell [{client.code_cells_executed}]: {error.ename}: {shown(error.evalue)[:500]}"
    except nbclient.exceptions.DeadKernelError:
        told += "the kernel died, as it does without memory; try fewer documents"
    except OSError as error:
        told += f"{shown(error.strerror)}: {NO_RIGHT}"
    except Exception as error:
        told += f"{type(error).__name__}: {shown(error)[:300]}; {NO_NOTEBOOK}"
    tqdm.write(told)
    return told


def run_all(house, names, jobs=-1, **environment):
    """Run notebooks of a folder, so many at a time; a line for each, and what went wrong.

    In threads, where Ctrl-C is not caught by nbclient, which would end one kernel and go on.
    """
    paths = [Path(house, "notebooks", f"{name}.ipynb") for name in names]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private,
        tqdm(total=len(paths), bar_format=BAR, leave=False, disable=None) as bar,
        ThreadPool(effective_n_jobs(jobs)) as pool,
    ):
        environment = QUIET | {"IPYTHONDIR": private, "RECORDS_STORE": private} | environment
        runs = [(path, environment, bar) for path in paths]
        result = pool.starmap_async(run_notebook, runs, chunksize=1)
        while not result.ready():  # else Ctrl-C would have to wait on Windows
            result.wait(1)
    return [line for line in result.get() if ": FAILED, " in line]


def contents(house):
    """The notebooks and what they write to figures/, by name; notebooks in their stored form."""
    files = [*Path(house, "notebooks").glob("*.ipynb"), *Path(house, "figures").glob("*.[!m]*")]
    return {path.relative_to(house).as_posix(): _content(path) for path in files if path.is_file()}


def _content(path):
    """The bytes of a file; a notebook saved in JupyterLab is read as if it had been run here."""
    if path.suffix == ".ipynb":
        with suppress(Exception):  # no notebook: compared as it is
            return stored_form(nbformat.read(path, as_version=4)).encode("utf-8")
    return path.read_bytes()


def run_copy(folder):
    """A copy of the project's notebooks and seeds below a folder, run; where, and what went wrong.

    It has no figures but those that its notebooks write.
    """
    copy, hidden = Path(folder, "house"), shutil.ignore_patterns(".*", "__pycache__")
    for part in ("notebooks", "seeds"):
        shutil.copytree(HOUSE / part, copy / part, ignore=hidden)
    return copy, run_all(copy, NOTEBOOKS, CORPUS="", FIGURES="")


def report(stored, fresh):
    """Print a readable list of what differs between stored and fresh files; the names of these."""
    differ = [name for name in sorted(stored | fresh) if stored.get(name) != fresh.get(name)]
    for name in differ:
        if name not in fresh or name not in stored:
            print(f"{name}: {'no notebook wrote it' if name not in fresh else 'is missing'}")
        elif name.endswith(".png"):
            print(f"{name}: the picture differs")
        else:
            print(f"{name}: differs (- stored, + fresh)")
            sides = [side[name].decode("utf-8", "replace").splitlines() for side in (stored, fresh)]
            for line in list(difflib.unified_diff(*sides, n=0, lineterm=""))[2 : 2 + MOST_SHOWN]:
                print("   ", shown(line)[:200])
    found = f"{len(differ)} differences; reproduce writes the fresh ones, git diff shows them"
    print(found if differ else "nothing differs")
    return differ


def main(arguments=None):
    """The command line of `reproduce`."""
    options = _options(arguments)
    try:
        wrong = _run(options)
    except (KeyboardInterrupt, BrokenPipeError):
        how = "the same command goes on where it was" if options.corpus else "nothing was changed"
        print(f"stopped; {how}", file=sys.stderr, flush=True)
        os._exit(1)  # else nbclient would end kernels that have ended, with a traceback for each
    except OSError as error:
        sys.exit(f"{shown(error.filename)}: {shown(error.strerror)}; mend the rights, or make room")
    if wrong:
        sys.exit("what went wrong:\n" + "\n".join(f"  {error}" for error in wrong))


def _run(options):
    """Do what the options ask for; what went wrong."""
    wrong, house, jobs = [], HOUSE, options.jobs
    if options.corpus:
        with ProcessPoolExecutor(1, get_context("spawn")) as reader:  # its memory ends with it
            made = reader.submit(own.prepare, options.corpus, options.out, options.encoding, jobs)
        house, told, n = made.result()
        at_once = min(effective_n_jobs(jobs), max(1, MOST_TOGETHER // n))
        wrong = run_all(house, own.NOTEBOOKS, at_once, **own.environment(house))
        print(told)
    elif options.check or not options.html:
        wrong = _run_project(options.check)
    if options.html:
        pages = export(house, options.html)
        print(f"web pages: {shown(Path(options.html, pages[0]).resolve())}")
    return wrong


def _run_project(is_check):
    """Run a copy of the project, say what differs, and take it over unless it is a check; what
    went wrong.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        copy, wrong = run_copy(scratch)
        fresh = contents(copy)
        differ = report(contents(HOUSE), fresh)
        if is_check:
            sys.exit(1 if differ or wrong else 0)
        for name in fresh.keys() & differ:
            shutil.copy(copy / name, HOUSE / name)
    if not wrong and write_findings(HOUSE):
        print("README.md: its findings are written afresh")
    return wrong


def _options(arguments):
    """The options of the command, or an end with one line that says what does not fit."""
    parser = argparse.ArgumentParser(prog="reproduce", description=__doc__.split("\n\n")[0])
    add = parser.add_argument
    add("--check", action="store_true", help="run in a scratch folder; 1 where anything differs")
    add("--corpus", metavar="FOLDER", help="your own documents: a folder, a page or a table")
    add("--out", metavar="FOLDER", help="where notebooks and figures of your documents go")
    add("--encoding", default="utf-8", help="of your documents, where it is not UTF-8")
    add("--jobs", type=int, default=-1, help="processes at the same time; all cores if not said")
    add("--html", metavar="FOLDER", help="write the notebooks there as web pages, too")
    options = parser.parse_args(arguments)
    if bool(options.corpus) != bool(options.out):
        parser.error("--corpus and --out go together")
    if not options.corpus and os.environ.get("CORPUS"):
        parser.error("CORPUS is set; name your documents with --corpus FOLDER --out FOLDER")
    if not options.corpus and not IN_CLONE:
        parser.error("there is no clone here; run reproduce --corpus FOLDER --out FOLDER")
    if options.html and part_of_the_project(Path(options.html)):
        parser.error(f"{shown(options.html)} is part of the project; name another folder")
    return options


if __name__ == "__main__":
    main()
