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

from helpers.files import MOST_CHARACTERS, TABLES, Part, check, evident, note, page, sound, too_long

GIVEN = ("title", "source", "url", "language")
PUBLISHED = ("published", "date", "published_at", "publication_date", "timestamp")
TEXTS = ("raw", "html", "text", "content", "body")  # the first that is there
USED = {"doc_id", "id", *GIVEN, *TEXTS, *PUBLISHED}
KINDS = {"raw": "page", "html": "HTML page"}
MOST_JSON = 100_000_000  # bytes of a .json file, which must be read whole
EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d*)?")  # seconds, or thousandths


def as_day(value):
    """The day of a date, a time stamp or an epoch number as `YYYY-MM-DD`; else ValueError.

    >>> as_day("2024-02-20T10:00:00Z"), as_day(1708387200)
    ('2024-02-20', '2024-02-20')
    """
    words = str(value).strip()
    with suppress(ValueError):
        if epoch := EPOCH.fullmatch(words):
            day = datetime.fromtimestamp(int(epoch[1]), UTC).date()
        else:
            day = date.fromisoformat(re.split("[T ]", words)[0])
        if 1000 <= day.year < 2200:
            return day.isoformat()
    raise ValueError(f"{words[:40]!r} is no day; write published as YYYY-MM-DD, 1000 to 2199")


def received(path, name, encoding, notes):
    """The documents of one file as parts, one after the other; what is not read goes to notes."""
    try:
        if path.suffix.lower() in TABLES and path.is_file():
            yield from _rows(path, encoding, notes)
        else:
            yield page(path, name)
    except OSError as error:
        words = f"cannot be read ({error.strerror or error}); mend the link or the rights"
        notes.append(note(path, words))
    except (ValueError, csv.Error, NotImplementedError) as error:
        notes.append(note(path, error))


def _rows(path, encoding, notes):
    """The rows of a table as parts, one after the other; what was wrong in some goes to notes."""
    unit = "line" if path.suffix.lower() in (".jsonl", ".ndjson") else "row"
    wrong, unused = defaultdict(list), set()
    for number, record in _records(path, encoding):
        try:
            column, record = _checked(record)
        except ValueError as error:
            wrong[str(error), True].append(number)
            continue
        known, remarks = _known(record, path)
        name = record.get("doc_id", record.get("id", f"{path.stem}_{number - 1:06d}"))
        place, kind = f"{path}, {unit} {number}", KINDS.get(column, "table row")
        yield Part(sound(name), sound(path), place, kind, sound(record[column]), known)
        unused |= record.keys() - USED
        for remark in remarks:
            wrong[remark, False].append(number)
    for (words, skipped), numbers in wrong.items():
        more = f" and {len(numbers) - 5:,} more" if len(numbers) > 5 else ""
        words = f"{unit} {', '.join(map(str, numbers[:5]))}{more}: {words}"
        notes.append(note(path, words, skipped))
    if unused:
        words = f"columns not used: {', '.join(sorted(unused))[:200]}"
        words += f"; used are published, {', '.join(GIVEN)}"
        notes.append(note(path, words, skipped=False))


def _checked(record):
    """The text column of a record, and its cells that are not empty, by plain names; ValueError."""
    if isinstance(record, ValueError):
        raise record
    record = _json(record) if isinstance(record, str) else record
    if not isinstance(record, dict):
        raise ValueError('no object; write {"text": "the words"}')
    fitting(record)
    names = plain(record)
    column, cells = text_column(names), zip(names, record.values(), strict=True)
    filled = {name: cell for name, cell in cells if cell not in (None, "") and cell == cell}
    if column not in filled:
        raise ValueError("an empty cell; fill it, or remove the row")
    if not isinstance(filled[column], str):
        kind = type(filled[column]).__name__
        raise ValueError(f"a cell that holds no text ({kind}); write the words between quotes")
    check(filled[column])
    return column, filled


def _json(text):
    """The value of a line or a file; ValueError where it is no JSON."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("an object nested too deep; write its text alone") from None
    except ValueError as error:
        raise ValueError(f"no JSON ({error}); mend it") from None


def plain(names):
    """The names of columns, whatever their capitals."""
    return [str(name).strip().lower() for name in names]


def text_column(names):
    """The column that holds the documents; ValueError where there is none."""
    if not names:
        raise ValueError("an empty file; remove it or fill it")
    if found := [column for column in TEXTS if column in names]:
        return found[0]
    listed = ", ".join(names)[:200]
    raise ValueError(f"no text column among {listed}; name the column of the documents `text`")


def _known(record, path):
    """What a record says of its document, and remarks on what of it is not obeyed."""
    known = {name: sound(record[name]) for name in GIVEN if isinstance(record.get(name), str)}
    column = next((name for name in PUBLISHED if name in record), None)
    if column is None:
        return known, []
    words = f"column {column} is read as the day of publication; name it published"
    remarks = [words] if column != "published" else []
    try:
        evidence = f"column {column} of {sound(path.name)}"
        known |= evident(as_day(record[column]), evidence, "table")
    except ValueError as error:
        remarks.append(str(error))
    return known, remarks


def fitting(record):
    """A row of `dict_reader`; ValueError where it has more cells than the header."""
    if None in record:
        n = len(record) - 1
        problem = f"{n + len(record[None])} cells where the header has {n}"
        raise ValueError(f"{problem}; put text that holds a comma between double quotes")
    return record


# --- records: `(number, record)`, one after the other; one that is not read is its ValueError ----


def _records(path, encoding):
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield from _of_parquet(path)
        return
    with _opened(path, encoding) as file:
        lines = _Lines(file)
        if suffix in (".csv", ".tsv"):
            reader = dict_reader(iter(lines))
            text_column(reader.fieldnames)
            yield from _numbered(reader, lines)
        elif suffix != ".json":
            yield from _numbered(lines, lines)
        elif path.stat().st_size > MOST_JSON:
            raise ValueError("more than 100 MB in one .json file; save it as .jsonl")
        else:
            table = _json(file.read())
            yield from enumerate(table if isinstance(table, list) else [table], start=1)


def _of_parquet(path):
    with ParquetFile(path) as file:
        text_column(plain(file.schema_arrow.names))
        rows = (row for batch in file.iter_batches(batch_size=100) for row in batch.to_pylist())
        yield from enumerate(rows, start=1)


class _Lines:
    """The lines of a file; of those by which a row is too long, only one or two quotes.

    So no row fills the memory, and it is still known where it ends. `size` is that of the lines
    since it was set to 0.
    """

    def __init__(self, file):
        self.file, self.size = file, 0

    def __iter__(self):
        piece = "\n"
        while piece:
            line, quotes, before = "", 0, self.size
            while piece := self.file.readline(MOST_CHARACTERS):
                self.size += len(piece)
                quotes += piece.count('"')
                line += piece if self.size <= MOST_CHARACTERS else ""
                if piece[-1] in "\r\n":
                    break
            if self.size > MOST_CHARACTERS:
                line = '"' * (quotes % 2 or 2 * (before <= MOST_CHARACTERS))
            if piece or line:
                yield line


def _numbered(records, lines):
    """Records that are made of the lines; in the place of one that is too long, its error."""
    lines.size = 0
    for number, record in enumerate(records, start=1):
        if lines.size > MOST_CHARACTERS:
            record = ValueError(too_long("too many characters", MOST_CHARACTERS))
        if not isinstance(record, str) or record.strip():
            yield number, record
        lines.size = 0


def _opened(path, encoding):
    """The open file, as UTF-8 where the whole is that, else in the encoding that was given."""
    with suppress(UnicodeDecodeError), path.open(encoding="utf-8") as file:
        while file.read(1_000_000):
            pass
        return path.open(encoding="utf-8-sig", newline="")
    return path.open(encoding=encoding, newline="")


def dict_reader(lines):
    """The rows below a header as dicts, names plain; cells are parted by what the header has."""
    csv.field_size_limit(MOST_CHARACTERS)
    header = next(lines, "")
    mark = max(",;\t", key=header.count)
    names = plain(next(csv.reader([header], delimiter=mark), []))
    return csv.DictReader(lines, names, delimiter=mark)
