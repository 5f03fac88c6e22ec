"""`metadata.csv` beside the documents: what a person says of each, which overrules what is found.

Columns: `doc_id` and any of published, title, source, url, language. Spreadsheets write such a
file with semicolons or tabs: that is read too. `draft_metadata` writes one.
"""

import difflib
from pathlib import Path

from helpers.files import note, spreadsheet_safe, unquoted
from helpers.house import TEMPLATES
from helpers.rows import GIVEN, obeyed, records

OBEYED = ("published", *GIVEN)


def read_metadata(folder, notes, encoding="utf-8"):
    """`{doc_id: (place, known)}` of the file beside the documents; notes get what is wrong."""
    path, known, columns = Path(folder, "metadata.csv"), {}, set()
    for _, place, row in records(path, encoding, ["doc_id"], notes) if path.exists() else ():
        cells = {name: unquoted(cell.strip()) for name, cell in row.items()}
        doc_id = cells["doc_id"]
        columns |= cells.keys()
        if doc_id not in known:
            known[doc_id] = place, obeyed(cells, place, "metadata", notes, OBEYED[:1])
        else:
            first = known[doc_id][0].rpartition(", ")[2]
            notes.append(note(place, f"{doc_id!r} stands in {first} too; keep one of them"))
    for name in sorted(columns - {*OBEYED, "doc_id", "published_evidence", "notes"}):
        meant = difflib.get_close_matches(name, OBEYED, n=1)
        remedy = f"is {meant[0]} meant?" if meant else f"obeyed are {', '.join(OBEYED)}"
        notes.append(note(path, f"header: column {name!r} is not used; {remedy}", bool(meant)))
    return known


def draft_metadata(corpus, path):
    """Write a `metadata.csv` to be corrected by hand: what was found for each document, and how.

    One that is there may be corrected already: it stays, and `metadata_new.csv` gets the documents
    that it lacks. Where the draft lies, None where nothing was lacking.
    """
    path, head = Path(path), (TEMPLATES / "metadata.csv").read_text("utf-8")
    columns, there = head.split()[-1].split(","), read_metadata(path.parent, [])
    lacking = corpus.loc[~corpus.index.isin(there)].rename_axis("doc_id").reset_index()
    if lacking.empty:
        return None
    table = lacking.reindex(columns=columns).replace(r"\s+", " ", regex=True)
    rows = spreadsheet_safe(table).to_csv(index=False, header=False, lineterminator="\n")
    path = path.with_stem("metadata_new") if path.exists() else path
    path.write_text(head + rows, "utf-8", newline="\n")
    return path
