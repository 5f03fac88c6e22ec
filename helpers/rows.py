"""Tables of documents: the rows of `.csv`, `.tsv`, `.jsonl` and `.parquet` as parts.

Tables hold texts, not pages: what stands in a column `text`, `content` or `body` is a clean text
and kept whole. Where they hold pages as they came, the column is called `raw` or `html`. The id is
in `doc_id` or `id`, else it is the file's name with the row's number. `published` (or `date`, a
time stamp, seconds since 1970), `title`, `source`, `url` and `language` are obeyed.
"""

import csv
import io
import json
import re
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import chain, zip_longest

from pyarrow.parquet import ParquetFile

from helpers.files import MOST_CHARACTERS, TABLES, Part, check, evident, note, page, sound, too_long

GIVEN = ("title", "source", "url", "language")
PUBLISHED = ("published", "date", "published_at", "publication_date", "timestamp")
KINDS = {"raw": "page", "html": "HTML page"}  # of the first column with words that is there
KINDS |= dict.fromkeys(("text", "content", "body"), "table row")
EXPLAINS = ("# ", '"# ', "sep=")  # how a line above a header begins
UNCLOSED = "a quotation mark opens a cell and nothing closes it; close it, or write it twice"
EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?")  # seconds, or thousandths

csv.field_size_limit(MOST_CHARACTERS)


def as_day(value):
    """The day of a date, a time stamp or an epoch number as `YYYY-MM-DD`; else ValueError.

    >>> as_day("2024-02-20T10:00:00Z"), as_day(1708387200)
    ('2024-02-20', '2024-02-20')
    """
    words = str(value).strip()
    epoch, first = EPOCH.fullmatch(words), words.partition(" ")[0]
    with suppress(ValueError):
        day = datetime.fromtimestamp(int(epoch[1]), UTC) if epoch else datetime.fromisoformat(first)
        if 1000 <= day.year < 2200:
            return day.date().isoformat()
    raise ValueError(f"{words[:40]!r} is no day; write published as YYYY-MM-DD, 1000 to 2199")


def received(path, name, encoding, notes):
    """The documents of one file as parts, one after the other; what is not read goes to notes."""
    try:
        if path.suffix.lower() in TABLES and path.is_file():
            yield from _rows(path, encoding, notes)
        else:
            yield page(path, name)
    except (OSError, ValueError, NotImplementedError) as error:
        notes.append(note(path, error))


def _rows(path, encoding, notes):
    """The rows of a table as parts, one after the other; what was wrong in some goes to notes."""
    unit = "row" if path.suffix.lower() == ".parquet" else "line"
    wrong, n = defaultdict(list), 0
    for n, (place, record) in enumerate(_records(path, encoding), start=1):
        try:
            column, cells = _checked(record)
        except ValueError as error:
            wrong[str(error), True].append(place)
            continue
        known = {name: sound(cells[name]) for name in GIVEN if isinstance(cells.get(name), str)}
        dated = next((name for name in PUBLISHED if name in cells), None)
        try:
            if dated:
                evidence = f"column {dated} of {sound(path.name)}"
                known |= evident(as_day(cells[dated]), evidence, "table")
        except ValueError as error:
            wrong[str(error), False].append(place)
        name = cells.get("doc_id", cells.get("id", f"{path.stem}_{n - 1:06d}"))
        place, words = f"{path}, {unit} {place}", sound(cells[column])
        yield Part(sound(name), sound(path), place, KINDS[column], words, known)
    if not n:
        raise ValueError("holds no rows; remove it or fill it")
    for (words, skipped), places in wrong.items():
        more = f" and {len(places) - 5:,} more" * (len(places) > 5)
        words = f"{unit} {', '.join(map(str, places[:5]))}{more}: {words}"
        notes.append(note(path, words, skipped))


def _checked(record):
    """The text column of a record, and its cells that are not empty, by plain names; ValueError."""
    cells = {plain(name): cell for name, cell in fitting(record).items() if cell not in (None, "")}
    names = [*map(plain, record)]
    column = next((column for column in KINDS if column in cells), None)
    if not column and any(name in KINDS for name in names):
        raise ValueError("an empty cell; fill it, or remove the row")
    if not column:
        listed = ", ".join(names)[:200]
        raise ValueError(f"no text column among {listed}; name the column of the documents `text`")
    if not isinstance(cells[column], str):
        kind = type(cells[column]).__name__
        raise ValueError(f"a cell that holds no text ({kind}); write the words between quotes")
    check(cells[column])
    return column, cells


def fitting(record):
    """A record; ValueError where it is one, is no object, or is longer than the header."""
    if isinstance(record, ValueError):
        raise record
    if not isinstance(record, dict):
        raise ValueError('no object; write {"text": "the words"}')
    if None in record:
        raise ValueError("more cells than the header; put text with a comma between double quotes")
    return record


def plain(name):
    """The name of a column, whatever its capitals."""
    return str(name).strip().lower()


# --- records: `(place, record)`, one after the other; one that is not read is its ValueError -----


def _records(path, encoding):
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        with ParquetFile(path) as file:  # in batches, or all rows would be in the memory twice
            rows = (row for batch in file.iter_batches(batch_size=100) for row in batch.to_pylist())
            yield from enumerate(rows, start=1)
        return
    with _opened(path, encoding) as file:
        if suffix in (".csv", ".tsv"):
            *_, rows = csv_table(file)
            yield from rows
        else:
            yield from ((place, _json(line)) for place, line in _split(file))


def _opened(path, encoding):
    """The open file, as UTF-8 where the whole is that, else in the encoding that was given."""
    with suppress(UnicodeDecodeError), path.open(encoding="utf-8") as file:
        while file.read(1_000_000):
            pass
        encoding = "utf-8-sig"
    return path.open(encoding=encoding, newline="")


def _json(text):
    """The value of a line, or the ValueError that says why there is none."""
    try:
        return text if isinstance(text, ValueError) else json.loads(text)
    except (ValueError, RecursionError) as error:  # RecursionError: an object nested too deep
        return ValueError(f"no JSON ({error}); mend it")


def csv_table(file):
    """The columns of a CSV table, what parts its cells, and its rows as `(line, cells by column)`.

    What explains the table may stand above the header.
    """
    records = _split(file, quotes=True)
    header = next((str(text) for _, text in records if not str(text).startswith(EXPLAINS)), "")
    mark = max(",;\t", key=header.count)
    columns = [plain(name) for name in next(csv.reader([header], delimiter=mark), [])]
    return columns, mark, _csv_rows(records, columns, mark)


def _csv_rows(records, columns, mark):
    for line, text in records:
        if isinstance(text, ValueError):
            yield line, text
            continue
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            if text.count('"') % 2 and "\n" in "".join(cells):
                yield line, ValueError(UNCLOSED)
            elif any(cells):
                yield line, dict(zip_longest(columns, cells))


def _split(file, quotes=False):
    """The lines of a file that are not blank as `(line, text)`, as one where a quotation runs on.

    In the place of one that is longer than a document may be stands a ValueError: no line fills
    the memory, and it is still known where it ends.
    """
    first, line, size, marks, kept = 1, 1, 0, 0, []
    for piece in chain(iter(partial(file.readline, MOST_CHARACTERS), ""), [""]):
        size += len(piece)
        line += piece.endswith(("\r", "\n"))
        marks += quotes and piece.count('"')
        kept += [piece] * (size <= MOST_CHARACTERS)
        if piece and (marks % 2 or not piece.endswith(("\r", "\n"))):
            continue
        if size > MOST_CHARACTERS:
            yield first, ValueError(too_long(f"{size:,} characters", MOST_CHARACTERS))
        elif text := "".join(kept).strip("\r\n"):
            yield first, text
        first, size, marks, kept = line, 0, 0, []
