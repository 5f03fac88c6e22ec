"""Tables of documents: the rows of `.csv`, `.tsv`, `.jsonl`, `.json` and `.parquet` as parts.

Tables hold texts, not pages: what stands in a column `text`, `content` or `body` is a clean text
and kept whole. Where they hold pages as they came, the column is called `raw` or `html`. The id is
in `doc_id` or `id`, else it is the file's name with the row's number. `published` (or `date`, a
time stamp, seconds since 1970), `title`, `source`, `url` and `language` are obeyed.
"""

import csv
import json
import re
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, date, datetime

from pyarrow.parquet import ParquetFile

from helpers.files import MOST_CHARACTERS, TABLES, Part, check, note, page, sound, too_long

GIVEN = ("title", "source", "url", "language")
PUBLISHED = ("published", "date", "published_at", "publication_date", "timestamp")
TEXTS = ("raw", "html", "text", "content", "body")  # the first that is there
KINDS = {"raw": "page", "html": "HTML page"}
KEYS = ("doc_id", "id")
MOST_JSON = 100_000_000  # bytes of a .json file, which must be read whole
EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?")  # seconds, or thousandths
DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")

csv.field_size_limit(MOST_CHARACTERS)


def as_day(value):
    """The day of a date, a time stamp or an epoch number as `YYYY-MM-DD`; else ValueError.

    >>> as_day("2024-02-20T10:00:00Z"), as_day(1708387200)
    ('2024-02-20', '2024-02-20')
    """
    words = str(value).strip()
    iso, epoch = DAY.fullmatch(words), EPOCH.fullmatch(words)
    with suppress(ValueError):
        seconds = epoch and datetime.fromtimestamp(int(epoch[1]), UTC)
        day = seconds.date() if epoch else date.fromisoformat(iso[1] if iso else words)
        if 1000 <= day.year < 2200:
            return day.isoformat()
    raise ValueError(f"{words[:40]!r} is no day; write published as YYYY-MM-DD, 1000 to 2199")


def received(path, name, encoding):
    """The documents of one file as parts, one after the other, and notes on what is not read."""
    try:
        if path.suffix.lower() in TABLES and path.is_file():
            yield from _rows(path, encoding)
        else:
            yield page(path, name)
    except OSError as error:
        reason = error.strerror or error
        yield note(path, f"cannot be read ({reason}); mend the link or the rights")
    except (ValueError, csv.Error, NotImplementedError) as error:
        yield note(path, error)


def _rows(path, encoding):
    """The rows of a table as parts, one after the other; then notes on what was wrong in some."""
    wrong, unused = defaultdict(list), set()
    unit = "line" if path.suffix.lower() in (".jsonl", ".ndjson") else "row"
    for number, record in _records(path, encoding):
        try:
            record = _checked(record)
            part, remarks = _part(record, path, unit, number)
        except ValueError as error:
            wrong[str(error), True].append(number)
            continue
        yield part
        unused |= record.keys() - {*GIVEN, *KEYS, *TEXTS, *PUBLISHED}
        for remark in remarks:
            wrong[remark, False].append(number)
    for (words, skipped), numbers in wrong.items():
        more = f" and {len(numbers) - 5:,} more" if len(numbers) > 5 else ""
        first = ", ".join(map(str, numbers[:5]))
        yield note(path, f"{unit} {first}{more}: {words}", skipped)
    if unused:
        columns = ", ".join(sorted(unused))[:200]
        words = f"columns not used: {columns}; used are published, {', '.join(GIVEN)}"
        yield note(path, words, skipped=False)


def _checked(record):
    """A record with plain names; ValueError where it holds no text."""
    if isinstance(record, ValueError):
        raise record
    if not isinstance(record, dict):
        raise ValueError('no object; write {"text": "the words"}')
    record = dict(zip(_plain(record), record.values(), strict=True))
    text = record[text_column(record)]
    if text is None or text != text or text == "":
        raise ValueError("an empty cell; fill it, or remove the row")
    if not isinstance(text, str):
        kind = type(text).__name__
        raise ValueError(f"a cell that holds no text ({kind}); write the words between quotes")
    check(text)
    return record


def _plain(names):
    return [str(name).strip().lower() for name in names]


def text_column(names):
    """The column that holds the documents; ValueError where there is none."""
    found = [column for column in TEXTS if column in names]
    if not names:
        raise ValueError("an empty file; remove it or fill it")
    if not found:
        listed = ", ".join(map(str, names))[:200]
        raise ValueError(f"no text column among {listed}; name the column of the documents `text`")
    return found[0]


def _part(record, path, unit, number):
    """The part of a record, and remarks on what of it is not obeyed."""
    column, remarks = text_column(record), []
    text = sound(record[column])
    if text != record[column]:
        remarks.append("half a character stands as its escape; mend the table")
    known = {c: sound(record[c]) for c in GIVEN if isinstance(record.get(c), str) and record[c]}
    day = next((c for c in PUBLISHED if record.get(c) not in (None, "")), None)
    if day and record[day] == record[day]:
        try:
            known["published"] = as_day(record[day])
            known["published_rule"] = "table"
            known["published_evidence"] = f"column {day} of {sound(path.name)}"
        except ValueError as error:
            remarks.append(str(error))
    if day not in (None, "published"):
        remarks.append(f"column {day} is read as the day of publication; name it published")
    keys = (str(record[key]) for key in KEYS if record.get(key) not in (None, ""))
    name = sound(next(keys, f"{path.stem}_{number - 1:06d}"))
    place = f"{path}, {unit} {number}"
    kind = KINDS.get(column, "table row")
    return Part(name, sound(path), place, kind, text, known), remarks


# --- records ---------------------------------------------------------------------------------


def _records(path, encoding):
    """`(number, record)` of a table, one after the other; a record not read is its ValueError."""
    read = {".parquet": _of_parquet, ".json": _of_json, ".csv": _of_csv, ".tsv": _of_csv}
    return read.get(path.suffix.lower(), _of_json_lines)(path, encoding)


def _encoding(path, encoding):
    """UTF-8 where a whole file is that, UTF-16 by its mark, else the encoding that was given."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    with suppress(UnicodeDecodeError), path.open(encoding="utf-8") as file:
        while file.read(1_000_000):
            pass
        return "utf-8-sig"
    return encoding


class _Lines:
    """The lines of an open file in pieces of bounded length, so that none fills the memory."""

    def __init__(self, file):
        self.file, self.last, self.quotes = file, "", 0

    def __iter__(self):
        return iter(self.__next__, "")

    def __next__(self):
        self.last = self.file.readline(MOST_CHARACTERS)
        self.quotes += self.last.count('"')
        return self.last

    def is_cut(self):
        """Whether the last piece is not a whole line."""
        return len(self.last) == MOST_CHARACTERS and self.last[-1] != "\n"

    def skip(self, quoted):
        """Go behind the line, and where it began a quoted cell, behind the line that ends it."""
        while self.is_cut() or (self.last and quoted and self.quotes % 2):
            next(self)


def _of_csv(path, encoding):
    with path.open(encoding=_encoding(path, encoding), newline="") as file:
        mark = delimiter(file.readline(MOST_CHARACTERS), TEXTS)
        file.seek(0)
        lines, number = _Lines(file), 0
        reader = csv.reader(iter(lines), delimiter=mark)
        header = next(reader, [])
        text_column(_plain(header))
        while (cells := _cells(reader, lines)) is not None:
            number += 1
            yield number, _record(header, cells)


def _cells(reader, lines):
    """The cells of the next row, None behind the last; ValueError for one that is too long."""
    lines.quotes = 0
    with suppress(csv.Error):
        cells = next(reader, None)
        if not lines.is_cut():
            return cells
    lines.skip(quoted=True)
    return ValueError(too_long(None, "characters", MOST_CHARACTERS))


def _record(header, cells):
    if isinstance(cells, list) and len(cells) > len(header):
        problem = f"{len(cells)} cells where the header has {len(header)}"
        return ValueError(f"{problem}; put text that holds a comma between double quotes")
    return cells if isinstance(cells, ValueError) else dict(zip(header, cells, strict=False))


def delimiter(header, names):
    """The sign between the cells of a table: that by which the header has one of some names."""
    for mark in ",;\t":
        if {*_plain(next(csv.reader([header], delimiter=mark), []))} & {*names}:
            return mark
    return ","


def _of_json_lines(path, encoding):
    with path.open(encoding=_encoding(path, encoding)) as file:
        lines = _Lines(file)
        for number, line in enumerate(lines, start=1):
            cut = lines.is_cut()
            lines.skip(quoted=False)
            if line.strip():
                yield number, _json(line, cut)


def _json(text, cut=False):
    if cut:
        return ValueError(too_long(None, "characters", MOST_CHARACTERS))
    try:
        return json.loads(text)
    except RecursionError:
        return ValueError("an object nested too deep; write its text alone")
    except ValueError as error:
        return ValueError(f"no JSON ({error}); mend it")


def _of_json(path, encoding):
    if path.stat().st_size > MOST_JSON:
        raise ValueError("more than 100 MB in one .json file; save it as .jsonl")
    table = _json(path.read_text(encoding=_encoding(path, encoding)))
    if isinstance(table, ValueError):
        raise table
    return enumerate(table if isinstance(table, list) else [table], start=1)


def _of_parquet(path, _):
    with ParquetFile(path) as file:
        text_column(_plain(file.schema_arrow.names))
        rows = (row for batch in file.iter_batches(batch_size=100) for row in batch.to_pylist())
        yield from enumerate(rows, start=1)
