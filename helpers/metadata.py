"""`metadata.csv` beside the documents: what a person says of each, which overrules what is found.

Columns: `doc_id` and any of published, title, source, url, language. Spreadsheets write such a
file with semicolons or tabs and in cp1252: that is read too. `draft_metadata` writes one.
"""

import csv
import difflib
from pathlib import Path

from helpers.files import decoded, evident, note, spreadsheet_safe, unquoted
from helpers.rows import as_day, dict_reader, fitting

OBEYED = ("published", "title", "source", "url", "language")
UNKNOWN = "unknown"  # in the place of a day: none is known, whatever the page says
DRAFT = ("title", "published", "published_evidence", "source", "url", "language", "notes")
EXPLAINED = (
    "# Correct what is wrong and load again: published, title, source, url, language are obeyed.\n"
    "# An empty cell leaves what was found, the word unknown as published takes the day away;\n"
    "# published_evidence and notes are for you.\n"
    f"doc_id,{','.join(DRAFT)}\n"
)


def read_metadata(folder, notes):
    """`{doc_id: (line, known)}` of the file beside the documents; notes get what is wrong in it."""
    path, known = Path(folder, "metadata.csv"), {}
    try:
        header, rows, _ = _table(_text(path, notes))
    except FileNotFoundError:
        return {}
    except (OSError, csv.Error) as error:
        notes.append(note(path, f"cannot be read ({error}); mend the file or its rights"))
        return {}
    if "doc_id" not in header:
        notes.append(note(path, "no column doc_id; begin with the line doc_id,published,title"))
        return {}
    for name in sorted({*header} - {"doc_id", *DRAFT}):
        meant = difflib.get_close_matches(name, OBEYED, n=1)
        remedy = f"is {meant[0]} meant?" if meant else f"obeyed are {', '.join(OBEYED)}"
        words = f"header: column {name!r} is not used; {remedy}"
        notes.append(note(path, words, skipped=bool(meant)))
    for line, row in rows:
        try:
            _obey(fitting(row), line, known)
        except ValueError as error:
            notes.append(note(path, f"line {line}: {error}"))
    return known


def _text(path, notes):
    """The text of the file; the notes say where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return decoded(data, "utf-8")
    except ValueError:
        words = "not UTF-8, read as cp1252; save it as UTF-8 if a name looks wrong"
        notes.append(note(path, words, skipped=False))
        return data.decode("cp1252", "replace")


def _table(text):
    """The columns, the rows as `(line, cells by column)`, and the sign between cells."""
    lines = text.splitlines(keepends=True)
    above = next((n for n, line in enumerate(lines) if not _explains(line)), len(lines))
    reader = dict_reader(iter(lines[above:]))
    rows = [(above + 1 + reader.line_num, row) for row in reader if any(row.values())]
    return reader.fieldnames, rows, reader.reader.dialect.delimiter


def _explains(line):
    """Whether a line above the header is blank or an explanation, as a spreadsheet leaves it."""
    return not line.strip(' \t\r\n",;') or line.lstrip('"').startswith(("#", "sep="))


def _cell(row, name):
    return unquoted((row.get(name) or "").strip())


def _obey(row, line, known):
    """Add what a row says of its document; ValueError where one says so already, or no day."""
    doc_id = _cell(row, "doc_id")
    if doc_id in known:
        raise ValueError(f"{doc_id!r} stands in line {known[doc_id][0]} too; keep one of them")
    said = {name: cell for name in OBEYED if (cell := _cell(row, name))}
    known[doc_id] = line, said
    if words := said.pop("published", None):
        day = None if words.lower() == UNKNOWN else as_day(words)
        said |= evident(day, f"metadata.csv, line {line}", "metadata")


def draft_metadata(corpus, path, problems=None):
    """Write a `metadata.csv` to be corrected by hand: what was found for each document, and how.

    Where the file is there, its rows stay as they are and the documents that it lacks are added.
    `problems` is the table of `helpers.corpus.problems`, for the column `notes`.
    """
    path = Path(path)
    text = _text(path, []) if path.exists() else EXPLAINED
    header, rows, mark = _table(text)
    if "doc_id" not in header:
        return
    there = {_cell(row, "doc_id") for _, row in rows}
    table = corpus.loc[~corpus.index.isin(there)].rename_axis("doc_id").reset_index()
    if problems is not None:
        told = problems.groupby("file")["problem"].agg("; ".join)
        table["notes"] = table["doc_id"].map(told)
    table = table.reindex(columns=header).replace(r"\s+", " ", regex=True)
    added = spreadsheet_safe(table).to_csv(index=False, header=False, sep=mark, lineterminator="\n")
    path.write_text(text.rstrip("\r\n") + "\n" + added, "utf-8", newline="\n")
