"""From a folder to parts: each document as its file holds it, or in its place why it is not read.

A page (`.txt`, `.md`, `.html`) is a document. A table (`.csv`, `.tsv`, `.jsonl`)
has one in each row, in a column `text`, `content` or `body`: a clean text, kept whole.
A column `raw` or `html` holds pages as they came, to be cleaned as a page is. Whatever a file
holds, it stops nobody: what cannot be read is named, with what to do, and the rest is read.
"""

import os
import re
from collections import Counter, defaultdict, namedtuple
from contextlib import suppress
from pathlib import Path

PAGES, HTML = {".txt", ".text", ".md", ".markdown"}, {".html", ".htm", ".xhtml"}
TABLES = {".csv", ".tsv", ".jsonl", ".ndjson"}
_BESIDE = re.compile(r"\.|metadata\.csv\Z|.{0,99}SUMS\Z", re.I)  # hidden, or no document
REMEDY = "unpack it, or save it as .txt, .html, .csv or .jsonl"
ENCODING = "pass the encoding it was saved in (--encoding cp1251), or save it as UTF-8"
MOST_CHARACTERS = 5_000_000  # of one document: what is longer is set aside
LINE = ", line "  # between the file and the row of a place
MOST_TOLD = 40  # problems in a warning or a report; all of them are in a table
MOST_BYTES = 4 * MOST_CHARACTERS
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins
_BYTE = re.compile("[\udc80-\udcff]")  # what is made of one that is no text
_FORMULA = re.compile(r"\A'*(?:\s{0,99}[=+@＝＋－＠-]|[\t\r\n])")
_CHARSET = rb"(?:utf-?8|iso|windows|cp|koi8|gb|big5|euc|shift|sjis|mac|tis|ks)[\w.:-]{0,40}"
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?(%b)""" % _CHARSET, re.I)


# A document as received: the bytes of a file or of a table's cell, and what is said of it.
Part = namedtuple("Part", "doc_id place kind data known")


def note(file, words, skipped=True):
    """A problem, told as `problem; remedy`, as a dict `file, problem, remedy, skipped`."""
    if isinstance(words, OSError):
        words = f"cannot be read ({words.strerror or words}); mend the link or the rights"
    problem, _, remedy = shown(words).rpartition("; ")
    problem, remedy = (problem, remedy) if problem else (remedy, "mend the file, or report it")
    return {"file": shown(file), "problem": problem, "remedy": remedy, "skipped": skipped}


def note_lines(notes, rest):
    """The first of some notes as lines, one for all rows of a table that have the same fault."""
    alike, lines = defaultdict(list), []
    for n in notes:
        alike[n["file"].partition(LINE)[0], n["problem"], n["remedy"]].append(n["file"])
    for (_, problem, remedy), (first, *others) in alike.items():
        more = f" and {len(others):,} more" if others else ""
        lines.append(f"  {first}{more}: {problem}; {remedy}")
    more = [f"  and {len(lines) - MOST_TOLD} more, {rest}"] if len(lines) > MOST_TOLD else []
    return lines[:MOST_TOLD] + more


def evident(day, evidence, rule):
    """A day of publication, in what words or place it stands, and by which rule it was found."""
    return {"published": day, "published_evidence": evidence, "published_rule": rule}


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
    table = table.replace({r"\r\n?": "\n"}, regex=True)
    return table.replace({_FORMULA.pattern: r"'\g<0>"}, regex=True)


def unquoted(cell):
    """A cell as it was before `spreadsheet_safe`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def find_files(folder, notes):
    """The files below a folder as `(path, name)`, sorted; links and what is locked go to notes."""
    paths = [folder] if folder.is_file() else sorted(_walked(folder, notes))
    counts = Counter(path.stem for path in paths if path.suffix.lower() in PAGES | HTML | TABLES)
    for path in paths:
        yield path, path.stem if counts[path.stem] < 2 else path.relative_to(folder).as_posix()


def _walked(folder, notes):
    walk = os.walk(folder, onerror=lambda error: notes.append(note(error.filename, error)))
    for base, folders, names in walk:
        folders[:] = [name for name in folders if name[0] != "."]
        found = [Path(base, name) for name in folders + names if not _BESIDE.match(name)]
        for path in found:
            if path.is_symlink():
                notes.append(note(path, "a link, not followed; copy here what it leads to"))
            elif path.is_file():
                yield path
            elif not path.is_dir():
                notes.append(note(path, "no regular file; remove it"))


def page(path, name):
    """A page's file as a `Part`; OSError or ValueError where it is none, or too heavy."""
    suffix = path.suffix.lower()
    if suffix not in PAGES | HTML:
        raise ValueError(f"{path.suffix or 'a name without suffix'} is not read; {REMEDY}")
    at_most(MOST_BYTES, path.stat().st_size, "bytes")
    kind = "HTML page" if suffix in HTML else "page"
    return Part(sound(name), sound(path), kind, path.read_bytes(), {})


def at_most(top, n, unit):
    """ValueError where a document has more than `top` bytes, characters or tags."""
    if n > top:
        raise ValueError(f"one document of {n:,} {unit}, where at most {top:,} are read; split it")


def sound(words):
    """Words that can be written as UTF-8: half a character becomes its escape."""
    return str(words).encode("utf-8", "backslashreplace").decode()


# --- bytes -----------------------------------------------------------------------------------


def decoded(data, encoding):
    """The text of some bytes; ValueError where they are none.

    Valid UTF-8 is read as such, else HTML by the character set that it declares, and all other
    bytes by `encoding`; nothing is guessed.

    >>> decoded("déjà".encode("cp1252"), "cp1252")
    'déjà'
    """
    head = data[:2048] if data.lstrip()[:1] == b"<" else b""
    declared = [name.decode() for name in _DECLARED.findall(head)]
    hidden = b"\x1b" in data and "2022" in f"{declared}{encoding}"  # ISO 2022 looks like ASCII
    tried = ["utf-8-sig"] * (not hidden) + declared
    for known in ["utf-16"] if data.startswith(WIDE) else tried:
        with suppress(LookupError, ValueError):
            return check(data.decode(known))
    return check(data.decode(encoding, "surrogateescape"))


def opened(path, encoding):
    """The open table, as UTF-8 where the whole is that, UTF-16 where it says so, else as was given.

    A byte that is no text in it becomes half a character, which `check` finds.
    """
    with path.open("rb") as file, suppress(UnicodeDecodeError):
        encoding = "utf-16" if file.peek().startswith(WIDE) else encoding
        for line in file:
            line.decode()
        encoding = "utf-8-sig"
    return path.open(encoding=encoding, errors="surrogateescape", newline="")


def check(text):
    """The text; ValueError where it is none, or longer than one document may be."""
    if "\0" in text:
        raise ValueError("holds NUL bytes, so it is no text; save it as UTF-8 text")
    at_most(MOST_CHARACTERS, len(text), "characters")
    if byte := _BYTE.search(text):
        where = f"byte 0x{ord(byte[0]) - 0xDC00:x} at character {byte.start()}"
        raise ValueError(f"not utf-8, nor in the encoding that was passed: {where}; {ENCODING}")
    return text
