"""The tables of rules in `helpers/tables`: read once, every error naming file and line.

A table is a CSV file; lines that begin with `#` explain it, and so do its columns `example` and
`counter`.
"""

import csv
import re
from collections import defaultdict, namedtuple
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parents[1] / "tables"


def read_rows(path, columns):
    """The rows of a user-editable CSV table as named tuples of strings, `line` last.

    A blank in a column's name becomes `_`. Raises ValueError naming file and line where a column is
    missing or a row has too few or too many cells.
    """
    text = Path(path).read_text(encoding="utf-8-sig")
    lines = [(n, s) for n, s in enumerate(text.split("\n"), start=1) if s.strip() and s[0] != "#"]
    rows = [(n, [cell.strip() for cell in next(csv.reader([s]))]) for n, s in lines]
    (first, header), *rows = rows or [(1, [*columns])]
    if missing := [column for column in columns if column not in header]:
        raise ValueError(f"{path}, line {first}: the header must name {', '.join(missing)}")
    for n, cells in rows:
        if len(cells) != len(header):
            problem = f"{len(cells)} cells where the header has {len(header)}"
            raise ValueError(f"{path}, line {n}: {problem}; quote text that holds a comma")
    row_type = namedtuple("Row", [s.replace(" ", "_") for s in (*header, "line")], rename=True)
    return [row_type(*cells, n) for n, cells in rows]


@cache
def rule_rows(name, *columns):
    """The rows of one of the project's own tables, by its name."""
    return tuple(read_rows(TABLES / f"{name}.csv", columns))


@cache
def word_lists(name):
    """Kind → its words, of a table whose first two columns are a kind and words parted by `;`."""
    words = defaultdict(list)
    for kind, forms, *_ in rule_rows(name, "kind"):
        words[kind] += [form.strip() for form in forms.split(";") if form.strip()]
    return dict(words)


def filled(pattern, parts):
    """A pattern in which each `<<name>>` is replaced by what `parts` has for it."""
    return re.sub("<<([^<>]{1,60})>>", lambda found: parts[found[1]], pattern)


def any_of(words):
    """A pattern for one of some patterns, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


def phrases(forms):
    """A pattern for one of some phrases in small letters; "…" stands for up to four words."""
    pattern = any_of(re.escape(form.lower()) for form in forms)
    return pattern.replace(r"\ …\ ", r"(?:\s\S{1,40}){0,4}?\s").replace(r"\ ", r"\s{1,4}")


def compiled(name, parts=()):
    """Name of a row of a table → its compiled pattern; `<<…>>` is a part, or a row above it."""
    rows, parts = rule_rows(name, "name", "pattern"), dict(parts)
    for row in rows:
        parts[row.name] = filled(row.pattern, parts)
    return {row.name: re.compile(parts[row.name]) for row in rows}
