"""Tables of documents: the rows of `.csv`, `.tsv` and `.jsonl` as parts.

Tables hold texts, not pages: what stands in a column `text`, `content` or `body` is a clean text
and kept whole. Where they hold pages as they came, the column is called `raw` or `html`. The id is
in `doc_id` or `id`, else it is the file's name with the row's number. `published` (or `date`, a
time stamp, seconds since 1970), `title`, `source`, `url` and `language` are obeyed.
"""

import csv
import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, zip_longest
from pathlib import Path

from helpers.files import LINE, MOST_CHARACTERS, Part, check, evident, note, opened, sound

GIVEN = ("title", "source", "url", "language")
PUBLISHED = ("published", "date", "published_at", "publication_date", "timestamp")
KINDS = {"raw": "page", "html": "HTML page"}  # of the first column with words that is there
KINDS |= dict.fromkeys(("text", "content", "body"), "table row")
EXPLAINS = ("# ", '"# ', "sep=")  # how a line above a header begins
END = "\0end of the table"  # a line after the last: it stands alone where every quotation is closed
UNCLOSED = "a quotation mark opens a cell and nothing closes it; close it, or write it twice"
MOST_OF_A_CELL = 2 * MOST_CHARACTERS
HEAVY = f"a cell of over {MOST_OF_A_CELL:,} characters, nothing below is read; split or close it"

csv.field_size_limit(MOST_OF_A_CELL)


def as_day(value):
    """The day of a date, a time stamp or an epoch number as `YYYY-MM-DD`; else ValueError.

    >>> as_day("2024-02-20T10:00:00Z"), as_day(1708387200)
    ('2024-02-20', '2024-02-20')
    """
    words = str(value).strip()
    if words.lower() == "unknown":  # whatever the page says
        return None
    # seconds, or thousandths
    epoch, first = re.fullmatch(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?", words), words.partition(" ")[0]
    with suppress(ValueError):
        day = datetime.fromtimestamp(int(epoch[1]), UTC) if epoch else datetime.fromisoformat(first)
        if 1000 <= day.year < 2200:
            return day.date().isoformat()
    raise ValueError(f"{words[:40]!r} is no day; write published as YYYY-MM-DD, 1000 to 2199")


def obeyed(cells, place, rule, notes, dated=PUBLISHED):
    """What the cells of a row say of its document; a day that is none goes to notes."""
    known = {name: sound(cells[name]) for name in GIVEN if isinstance(cells.get(name), str)}
    days = [cells[name] for name in dated if name in cells]
    try:
        known |= evident(as_day(days[0]), Path(place).name, rule) if days else {}
    except ValueError as error:  # of a table the document itself is read all the same
        notes.append(note(place, error, skipped=rule == "metadata"))
    return known


def table_parts(path, encoding, notes):
    """The documents of a table as parts, one after the other; what is not read goes to notes."""
    for n, place, cells in records(path, encoding, KINDS, notes):
        column = next(column for column in KINDS if column in cells)
        doc_id = cells.get("doc_id", cells.get("id", f"{path.stem}_{n:06d}"))
        known = obeyed(cells, place, "table", notes)
        yield Part(sound(doc_id), place, KINDS[column], sound(cells[column]).encode(), known)


def records(path, encoding, wanted, notes):
    """The rows of a table as `(number, place, cells)`, each with words in a column that is wanted.

    Cells that are empty are left out; what is wrong goes to notes.
    """
    n = None
    try:
        with opened(path, encoding) as file:
            is_csv = path.suffix.lower() in (".csv", ".tsv")
            rows = _csv_rows(file, wanted) if is_csv else _json_rows(file)
            for n, (line, record) in enumerate(rows):
                place = sound(f"{path}{LINE}{line}")
                try:
                    yield n, place, _fitting(record, wanted)
                except ValueError as error:
                    notes.append(note(place, error))
        if n is None:
            raise ValueError("holds no rows; remove it or fill it")
    except (OSError, ValueError) as error:
        notes.append(note(path, error))


def _fitting(record, wanted):
    """The cells of a record that are not empty, by plain names; ValueError where it is none."""
    if isinstance(record, ValueError):
        raise record
    if not isinstance(record, dict):
        raise ValueError('no object; write {"text": "the words"}')
    if None in record:
        raise ValueError("more cells than the header; put text with a comma between double quotes")
    named = {name.strip().lower(): cell for name, cell in record.items()}
    cells = {name: cell for name, cell in named.items() if cell is not None and str(cell).strip()}
    words = next((cells[name] for name in wanted if name in cells), None)
    if named.keys().isdisjoint(wanted):
        listed = ", ".join(named)[:200] or "none"
        raise ValueError(f"no column {' or '.join(wanted)}, only {listed}; name one so")
    if words is None:
        raise ValueError("an empty cell; fill it, or remove the row")
    if not isinstance(words, str):
        kind = type(words).__name__
        raise ValueError(f"a cell that holds no text ({kind}); write the words between quotes")
    for cell in cells.values():
        check(cell if isinstance(cell, str) else "")
    return cells


def _json_rows(file):
    """`(line, value)` of each line, or in place of the value the ValueError that it has none."""
    for n, line in enumerate(file, start=1):
        try:
            if line.strip():
                yield n, json.loads(line)
        except (ValueError, RecursionError) as error:  # RecursionError: an object nested too deep
            yield n, ValueError(f"no JSON ({error}); mend it")


def _csv_rows(file, wanted):
    """`(line, cells by column)` of each row, or a ValueError in place of the cells.

    What explains the table may stand above the header.
    """
    lines = ((n, s) for n, s in enumerate(file) if s.strip() and not s.startswith(EXPLAINS))
    above, header = next(lines, (0, ""))
    reader = csv.reader(chain([header], file, [END]), delimiter=max(",;\t", key=header.count))
    line = above + 1
    try:
        columns = next(reader)
        if any(columns):
            _fitting(dict.fromkeys(columns, "words"), wanted)  # or it would be told of each row
        line += reader.line_num
        for cells in reader:
            if any(cells) and cells != [END]:
                is_whole = not cells[-1].endswith(END)
                yield line, dict(zip_longest(columns, cells)) if is_whole else ValueError(UNCLOSED)
            line = above + 1 + reader.line_num
    except csv.Error:
        yield line, ValueError(HEAVY)
