"""`metadata.csv` beside the documents: what a person says of each, which overrules what is found.

Columns: `doc_id` and any of published, title, source, url, language. Spreadsheets write such a
file with semicolons or tabs: that is read too. `draft_metadata` writes one.
"""

import difflib
import io
from pathlib import Path

from helpers.files import decoded, evident, note, spreadsheet_safe, unquoted
from helpers.rows import as_day, csv_table, fitting

OBEYED = ("published", "title", "source", "url", "language")
DRAFT = ("doc_id", "title", "published", "published_evidence", "source", "url", "language", "notes")
EXPLAINED = (
    f"# Correct what is wrong and load again: {', '.join(OBEYED)} are obeyed where they are\n"
    "# filled; the word unknown as published takes the day away; the rest is for you.\n"
    f"{','.join(DRAFT)}\n"
)


def read_metadata(folder, notes, encoding="utf-8"):
    """`{doc_id: (line, known)}` of the file beside the documents; notes get what is wrong in it."""
    path, known = Path(folder, "metadata.csv"), {}
    if not path.exists():
        return known
    try:
        columns, _, rows = csv_table(io.StringIO(decoded(path.read_bytes(), encoding), newline=""))
        if "doc_id" not in columns:
            raise ValueError("no column doc_id; begin with the line doc_id,published,title")
    except (OSError, ValueError) as error:
        notes.append(note(path, error))
        return known
    for name in sorted({*columns} - {*DRAFT}):
        meant = difflib.get_close_matches(name, OBEYED, n=1)
        remedy = f"is {meant[0]} meant?" if meant else f"obeyed are {', '.join(OBEYED)}"
        notes.append(note(path, f"header: column {name!r} is not used; {remedy}", bool(meant)))
    for line, row in rows:
        try:
            _obey(row, line, known)
        except ValueError as error:
            notes.append(note(path, f"line {line}: {error}"))
    return known


def _obey(row, line, known):
    """Add what a row says of its document; ValueError where one says so already, or no day."""
    said = {name: unquoted(cell.strip()) for name, cell in fitting(row).items() if cell}
    doc_id = said.get("doc_id", "")
    if doc_id in known:
        raise ValueError(f"{doc_id!r} stands in line {known[doc_id][0]} too; keep one of them")
    obeyed = {name: said[name] for name in OBEYED if said.get(name)}
    known[doc_id] = line, obeyed
    if words := obeyed.pop("published", None):
        day = None if words.lower() == "unknown" else as_day(words)  # whatever the page says
        obeyed |= evident(day, f"metadata.csv, line {line}", "metadata")


def draft_metadata(corpus, path):
    """Write a `metadata.csv` to be corrected by hand: what was found for each document, and how.

    Where the file is there, the documents that it lacks are added below its rows.
    """
    path = Path(path)
    if not path.exists():
        path.write_text(EXPLAINED, "utf-8", newline="\n")
    text = path.read_text("utf-8-sig", "surrogateescape").rstrip("\r\n")
    columns, mark, rows = csv_table(io.StringIO(f"{text}\n", newline=""))
    if "doc_id" not in columns:
        return
    there = [unquoted(row.get("doc_id") or "") for _, row in rows if isinstance(row, dict)]
    table = corpus.loc[~corpus.index.isin(there)].rename_axis("doc_id").reset_index()
    table = table.reindex(columns=columns).replace(r"\s+", " ", regex=True)
    added = spreadsheet_safe(table).to_csv(index=False, header=False, sep=mark, lineterminator="\n")
    path.write_text(f"{text}\n{added}", "utf-8", "surrogateescape", newline="\n")
