"""`metadata.csv` beside the documents: what a person says of each, which overrules what is found.

Columns: `doc_id` and any of published, title, source, url, language. Spreadsheets write such a
file with semicolons or tabs and in cp1252: that is read too. `draft_metadata` writes one.
"""

import csv
import difflib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import defaultdict
from pathlib import Path

from helpers.files import note, spreadsheet_safe, unquoted
from helpers.rows import as_day, delimiter

OBEYED = ("published", "title", "source", "url", "language")
DRAFT = ("title", "published", "published_evidence", "source", "url", "language", "notes")
EXPLAINED = (
    "# Correct what is wrong and load again: published, title, source, url, language are obeyed.\n"
    "# An empty cell leaves what was found; published_evidence and notes are for you.\n"
)


def read_metadata(folder):
    """`{doc_id: known}` of the file beside the documents, with its `line`, and notes on it."""
    path = Path(folder, "metadata.csv")
    try:
        text, notes = _text(path)
        header, rows, _ = _table(text)
    except FileNotFoundError:
        return {}, []
    except (OSError, csv.Error) as error:
        return {}, [note(path, f"cannot be read ({error}); mend the file or its rights")]
    if "doc_id" not in header:
        return {}, [note(path, "no column doc_id; begin with the line doc_id,published,title")]
    notes, known = notes + [note(path, *words) for words in _unknown(header)], {}
    for line, cells in rows:
        try:
            doc_id, values = _values(header, cells)
            if doc_id in known:
                earlier = known[doc_id]["line"]
                raise ValueError(f"{doc_id!r} stands in line {earlier} too; keep one of them")
            known[doc_id] = values | {"line": line}
            if "published" in values:
                known[doc_id] |= _published(known[doc_id].pop("published"), line)
        except ValueError as error:
            notes.append(note(path, f"line {line}: {error}"))
    return known, notes


def _text(path):
    """The text of the file, and a note where it is not UTF-8."""
    data = path.read_bytes()
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        words = "not UTF-8, read as cp1252; save it as UTF-8 if a name looks wrong"
        return data.decode("cp1252", "replace"), [note(path, words, skipped=False)]


def _table(text):
    """The header, the rows as `(line, cells)`, and the sign between cells."""
    lines = text.splitlines(keepends=True)
    above = next((n for n, line in enumerate(lines) if not _explains(line)), len(lines))
    mark = delimiter("".join(lines[above : above + 1]), ["doc_id"])
    reader = csv.reader(lines[above:], delimiter=mark)
    header, rows, line = [cell.strip().lower() for cell in next(reader, [])], [], above + 2
    for cells in reader:
        if any(cells):
            rows.append((line, [unquoted(cell.strip()) for cell in cells]))
        line = above + reader.line_num + 1
    return header, rows, mark


def _explains(line):
    """Whether a line above the header is blank or an explanation, as a spreadsheet leaves it."""
    return not line.strip(' \t\r\n",;') or line.lstrip('"').startswith(("#", "sep="))


def _unknown(header):
    """The columns that nothing obeys, as `(problem and remedy, skipped)`."""
    for name in header:
        if name not in ("doc_id", *DRAFT):
            meant = difflib.get_close_matches(name, OBEYED, n=1)
            remedy = f"is {meant[0]} meant?" if meant else f"obeyed are {', '.join(OBEYED)}"
            yield f"header: column {name!r} is not used; {remedy}", bool(meant)


def _values(header, cells):
    """The id of a row and what is to be obeyed; ValueError where it does not fit the header."""
    if len(cells) != len(header):
        counts = f"{len(cells)} cells where the header has {len(header)}"
        raise ValueError(f"{counts}; put text that holds a comma between double quotes")
    values = dict(zip(header, cells, strict=True))
    return values["doc_id"], {name: values[name] for name in OBEYED if values.get(name)}


def _published(words, line):
    evidence = {"published_evidence": f"metadata.csv, line {line}", "published_rule": "metadata"}
    return {"published": as_day(words)} | evidence


def draft_metadata(corpus, path, problems=None):
    """Write a `metadata.csv` to be corrected by hand: what was found for each document, and how.

    Where the file is there, its rows stay as they are and the documents that it lacks are added.
    `problems` is the table of `helpers.corpus.problems`, for the column `notes`.
    """
    path, text, header, mark, there = Path(path), EXPLAINED, [], ",", set()
    if path.exists():
        text, _ = _text(path)
        header, rows, mark = _table(text)
        if "doc_id" not in header:
            return
        there = {dict(zip(header, cells, strict=False))["doc_id"] for _, cells in rows}
    found = defaultdict(list)
    for row in () if problems is None else problems.itertuples():
        found[row.file].append(row.problem)
    table = corpus.loc[~corpus.index.isin(there)].rename_axis("doc_id").reset_index()
    table["notes"] = ["; ".join(found[doc_id]) for doc_id in table["doc_id"]]
    table = table.reindex(columns=header or ["doc_id", *DRAFT])
    table = spreadsheet_safe(table.map(lambda v: " ".join(v.split()) if isinstance(v, str) else v))
    added = table.to_csv(index=False, header=not header, sep=mark, lineterminator="\n")
    text = text if text.endswith("\n") or not text else text + "\n"
    path.write_text(text + (added if len(table) or not header else ""), "utf-8", newline="\n")
