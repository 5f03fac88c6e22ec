"""From a folder to parts: each document as its file holds it, or a note that says why not.

A page (`.txt`, `.md`, `.html`) is a document. A table (`.csv`, `.tsv`, `.json`, `.jsonl`,
`.parquet`) has one in each row, in a column `text`, `content` or `body`: a clean text, kept whole.
A column `raw` or `html` holds pages as they came, to be cleaned as a page is. Whatever a file
holds, it stops nobody: what cannot be read is named, with what to do, and the rest is read.
"""

import hashlib
import os
import re
import stat
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

PAGES, HTML = {".txt", ".text", ".md", ".markdown"}, {".html", ".htm", ".xhtml"}
TABLES = {".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet"}
READ = PAGES | HTML | TABLES
REMEDIES = (
    dict.fromkeys((".xlsx", ".xls", ".ods", ".numbers"), "save it as .csv")
    | dict.fromkeys((".eml", ".msg", ".mbox"), "save its words as .txt")
    | dict.fromkeys((".gz", ".zip", ".bz2", ".xz", ".7z", ".tar", ".rar"), "unpack it")
)
MOST_CHARACTERS = 5_000_000  # of one document: what is longer is set aside
MOST_BYTES = 4 * MOST_CHARACTERS
_FORMULA = re.compile(r"\s{0,99}[=+@＝＋－＠\t\r\n-]|[\t\r\n]")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.I)
_CHARSET = re.compile(
    r"(?:utf-?8|iso|windows|cp|koi8|gb|big5|euc|shift|sjis|mac|tis|ks)[\w.:-]*", re.I
)


_MARKS = {BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16", BOM_UTF8: "utf-8-sig"}


class Part(NamedTuple):
    """A document as received: a file's bytes or a table's cell, and what is said of it."""

    doc_id: str
    path: str
    place: str
    kind: str
    content: bytes | str
    known: dict


def note(file, words, skipped=True):
    """A problem, told as `problem; remedy`, as a dict `file, problem, remedy, skipped`."""
    if isinstance(words, UnicodeDecodeError):
        words = _not_decoded(words)
    problem, _, remedy = str(words).rpartition("; ")
    problem, remedy = (problem, remedy) if problem else (remedy, "look at the file")
    return {"file": shown(file), "problem": shown(problem), "remedy": remedy, "skipped": skipped}


def shown(text):
    r"""Words on one line, in which what cannot be seen, or turns the line, stands as its escape.

    >>> print(shown("a\x1b[31m\n\u202eb"))
    a\x1b[31m\n\u202eb
    """
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(text))


def spreadsheet_safe(table):
    """A table no cell of which a spreadsheet takes for a formula (OWASP, CSV injection).

    What begins with = + - @, also in full width or behind white space, with a tab or a line end
    gets an apostrophe, and so does a text with an apostrophe before these, so that `unquoted`
    gives back what was there. A carriage return, which csv writes without quotes and which would
    begin a new row, becomes a line feed.
    """
    return table.map(lambda v: _safe(v) if isinstance(v, str) else v)


def _safe(cell):
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{cell}" if _formula(cell) else cell


def unquoted(cell):
    """A cell as it was before `spreadsheet_safe`."""
    return cell[1:] if cell.startswith("'") and _formula(cell[1:]) else cell


def _formula(cell):
    return _FORMULA.match(cell.lstrip("'"))


def progress(total, what):
    """A bar for what takes over two seconds on a terminal or in JupyterLab."""
    seen = sys.stderr.isatty() or "ipykernel" in sys.modules
    hidden = not seen or bool(os.environ.get("TQDM_DISABLE"))
    return tqdm(desc=what, total=total, delay=2, leave=False, disable=hidden)


def fingerprint(content):
    """The SHA-256 of a file's bytes or of a text."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()


def find_files(folder):
    """The files to read as `(path, name)`, sorted by path, and notes on everything else there."""
    notes, found = [], []
    paths = [folder] if folder.is_file() else _walked(folder, notes)
    for path in sorted(paths, key=lambda path: path.relative_to(folder).as_posix()):
        problem = _objection(path, folder.resolve())
        if problem:
            notes.append(note(path, problem))
        else:
            found.append(path)
    counts, files = Counter(path.stem for path in found), []
    for path in found:
        name = path.stem if counts[path.stem] == 1 else path.relative_to(folder).as_posix()
        files.append((path, name))
        if name != path.stem:
            words = f"shares its name with another document; its id is {shown(name)}"
            notes.append(note(path, words, skipped=False))
    return files, notes


def _walked(folder, notes):
    """The files below a folder; a folder that is a link or cannot be opened becomes a note."""

    def closed(error):
        words = f"a folder that cannot be opened ({error.strerror}); mend the rights"
        notes.append(note(error.filename, words))

    for base, folders, names in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(base, name) for name in folders):
            if path.is_symlink():
                notes.append(note(path, "a link to a folder, not followed; copy the folder here"))
            elif path.suffix.lower() in READ:
                words = "a folder with a page's name; its files are read instead"
                notes.append(note(path, words, skipped=False))
        for name in names:
            if not name.startswith(".") and name.lower() != "metadata.csv" and name[-4:] != "SUMS":
                yield Path(base, name)


def _objection(path, root):
    """Why a file is not read, as `problem; remedy`, or None."""
    suffix = path.suffix.lower()
    if not suffix:
        return "has no suffix that says what it is; name it .txt if it is a text"
    if suffix not in READ:
        return f"{suffix} is not read; {REMEDIES.get(suffix, 'save it as text or HTML')}"
    with suppress(OSError, RuntimeError):  # a link that leads to itself cannot be opened later
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return "a link that leaves the folder, not followed; copy its file here"
    return None


def page(path, name):
    """A page's file as a `Part`; ValueError where it is too heavy or no file."""
    weight = path.stat()
    if not stat.S_ISREG(weight.st_mode):
        raise ValueError("no regular file; remove it")
    if weight.st_size > MOST_BYTES:
        raise ValueError(too_long(weight.st_size, "bytes", MOST_BYTES))
    kind = "HTML page" if path.suffix.lower() in HTML else "page"
    return Part(sound(name), sound(path), sound(path), kind, path.read_bytes(), {})


def too_long(size, unit, most):
    """The words of the error for a document that is too large."""
    size = f"{size:,} {unit}" if size else f"too many {unit}"
    return f"one document of {size}, where at most {most:,} are read; split it"


def sound(words):
    """Words that can be written as UTF-8: half a character becomes its escape."""
    return str(words).encode("utf-8", "backslashreplace").decode()


# --- bytes -----------------------------------------------------------------------------------


def decoded(data, encoding):
    """The text of some bytes, and remarks on it.

    Valid UTF-8 is read as such, else HTML by the character set that it declares, and all other
    bytes by `encoding`; nothing is guessed. ValueError where none fits.

    >>> decoded("déjà".encode("cp1252"), "cp1252")
    ('déjà', [])
    """
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            words = f"a byte order mark; read as {name}, without it"
            return _text(data, name), [words]
    declared = _DECLARED.search(data[:2048]) if data.lstrip()[:1] == b"<" else None
    name = declared[1].decode() if declared else ""
    if _is_utf8(data, name + encoding):
        return _text(data, "utf-8"), []
    if _CHARSET.fullmatch(name):
        with suppress(LookupError, ValueError):
            return _text(data, name), [f"declared as {name}; read as such"]
    return _text(data, encoding), []


def _is_utf8(data, encodings):
    """Whether bytes are UTF-8, and not of a character set that hides in it behind escapes."""
    with suppress(UnicodeDecodeError):
        text = data.decode()
        return "\0" not in text and not ("2022" in encodings and "\x1b" in text)
    return False


def _text(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_decoded(error) from None
    check(text)
    return text


def check(text):
    """ValueError where a text is none, or longer than one document may be."""
    if "\0" in text:
        raise ValueError("holds NUL bytes, so it is no text; save it as UTF-8 text")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(too_long(len(text), "characters", MOST_CHARACTERS))


def _not_decoded(error):
    """The error of bytes in another encoding, with what to do."""
    byte = f"byte 0x{error.object[error.start]:02x} at {error.start}"
    return ValueError(
        f"not {error.encoding}: {byte}; pass the encoding it was saved in, such as "
        'encoding="cp1251" (--encoding cp1251), or save it as UTF-8'
    )
