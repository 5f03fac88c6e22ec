"""Where the project's notebooks lie, and the form in which a notebook is stored."""

from pathlib import Path

import nbformat

PACKAGE = Path(__file__).resolve().parent
TEMPLATES = PACKAGE / "templates"
NOTEBOOKS = ("01_ingestion", "02_topics", "03_timeline", "04_findings")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
METADATA = {"kernelspec": KERNEL, "language_info": {"name": "python"}}


# whether the package lies in a clone, beside its notebooks; an installed one holds them
IN_CLONE = Path(PACKAGE.parent, "notebooks", f"{NOTEBOOKS[0]}.ipynb").exists()
HOUSE = PACKAGE.parent if IN_CLONE else PACKAGE


def part_of_the_project(path):
    """Whether a path is the project itself, or in a folder of it that results would overwrite."""
    inside = [HOUSE / part for part in ("notebooks", "figures", "seeds", "tests")] + [PACKAGE]
    path = path.resolve()
    return path == HOUSE or any(path.is_relative_to(part) for part in inside)


def stored_form(notebook):
    """A notebook as it is stored: without times and versions, everywhere the same.

    What JupyterLab changes when it saves one is undone: names of the kernel and of its Python, ids
    and states of cells, the order of keys.
    """
    notebook.metadata = METADATA
    notebook.nbformat_minor = 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        tags = cell.metadata.get("tags")
        cell.metadata = {"tags": tags} if tags else {}
    return nbformat.writes(notebook).rstrip("\n") + "\n"
