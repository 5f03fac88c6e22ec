"""Reading: from files of any kind to parts, a dict per document with its raw text and what its file says of it."""

import hashlib
import json
import os
import re
from collections import Counter
from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd

PAGES, HTML, DATA = {".txt"}, {".html", ".htm"}, {".csv", ".jsonl", ".parquet"}
CONVERT = {".docx", ".doc", ".odt", ".rtf", ".pdf"}
OVERRULED = ["published", "title", "source", "url", "language"]
TEXT_COLUMNS = ("raw", "text", "content", "body")
_MARKUP = re.compile(r"\A\s*(?:<!doctype html|<html|<\?xml)|</(?:p|div|body|a)>", re.I)


def note(file, problem, remedy, skipped=True):
    """A problem as a dict `file, problem, remedy, skipped`."""
    return {"file": str(file), "problem": problem, "remedy": remedy, "skipped": skipped}


def find_files(folder):
    """The files to read as `(path, doc_id)`, sorted, and what stands there that cannot be read."""
    if folder.is_file():
        return [(folder, folder.stem)], []
    found, trouble, stems = [], [], Counter()
    for base, folders, files in os.walk(folder):  # links to folders are not followed, so a loop of links ends
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in folders:
            if Path(name).suffix.lower() in PAGES | HTML | DATA:
                trouble.append(note(Path(base, name), "a folder with a page's name", "its files are read instead",
                                        skipped=False))
        for name in files:
            path, suffix = Path(base, name), Path(name).suffix.lower()
            if name.lower() == "metadata.csv" or name.startswith("."):
                continue
            if suffix in CONVERT:
                trouble.append(note(path, f"{suffix} is not read", "save it as text or HTML"))
            elif suffix in PAGES | HTML | DATA:
                found.append(path)
                stems[path.stem] += 1
    found.sort(key=lambda p: p.relative_to(folder).as_posix())
    names = [p.stem if stems[p.stem] == 1 else p.relative_to(folder).as_posix() for p in found]
    trouble += [note(p, "shares its name with another document", f"its id is {n}", skipped=False)
                for p, n in zip(found, names, strict=True) if n != p.stem]
    return list(zip(found, names, strict=True)), trouble


def received(path, name, encoding):
    """The documents of one file as it is, one after the other: a page as its bytes (`data`), a table's rows as `raw`."""
    if path.suffix.lower() in DATA:
        yield from _table_parts(path, encoding)
        return
    try:
        if path.exists() and not path.is_file():
            raise OSError("no regular file; remove it")
        data = path.read_bytes()
    except OSError as error:
        raise OSError(f"cannot be read ({error.strerror or error}); mend the link or the rights") from error
    yield {"doc_id": name, "path": str(path), "n_bytes": len(data), "data": data}


def opened(part, encoding):
    """A part with its `raw` text, of HTML also its title, body and day, and `notes` on what was done to it."""
    if "data" not in part:
        return part
    text, notes = _decode(part["data"], encoding)
    part = {key: value for key, value in part.items() if key != "data"} | {"raw": text, "notes": notes}
    named = Path(part["path"]).suffix.lower() in HTML
    if not named and _MARKUP.search(text[:4000]):
        notes.append(("HTML saved as text", "read as HTML"))
        named = True
    return part | _from_html(text) if named else part


def raw_again(path, sha256, encoding):
    """The raw text of a document read a second time; ValueError where its file has changed."""
    path = Path(path)
    if path.suffix.lower() in DATA:
        raws = _table_raws(path, encoding, path.stat().st_mtime_ns)
    else:
        raw = opened(next(received(path, path.stem, encoding)), encoding)["raw"]
        raws = {fingerprint(raw): raw}
    if sha256 not in raws:
        raise ValueError(f"{path}: changed since the corpus was loaded; load it again")
    return raws[sha256]


@lru_cache(maxsize=1)  # or else each document would read the whole table
def _table_raws(path, encoding, _changed):
    return {fingerprint(part["raw"]): part["raw"] for part in _table_parts(path, encoding)}


def fingerprint(raw):
    """The SHA-256 of a text."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def _decode(data, encoding):
    """The text of some bytes and notes on them; nothing is guessed.

    >>> _decode("déjà".encode("cp1252"), "utf-8")
    Traceback (most recent call last):
    ValueError: not utf-8: byte 0xe9 at 1; pass the encoding it was saved in, such as load_corpus(..., encoding="cp1251")
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), [("UTF-16, known by its byte order mark", "read as such")]
    notes = []
    if data.startswith(b"\xef\xbb\xbf"):
        data, notes = data[3:], [("a UTF-8 byte order mark", "left out of the raw text")]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"not {encoding}: byte 0x{data[error.start]:02x} at {error.start}; pass the encoding it was "
                         'saved in, such as load_corpus(..., encoding="cp1251")') from None
    if "\0" in text:
        raise ValueError("holds NUL bytes, so it is no text; save it as UTF-8 text")
    return text, notes


def _from_html(source):
    """Title, body and day of an HTML page by trafilatura (Barbaresi 2021); `raw` is the text it extracted."""
    import trafilatura

    try:
        page = trafilatura.bare_extraction(source, with_metadata=True, include_comments=False,
                                           date_extraction_params={"extensive_search": False, "original_date": True})
    except Exception as error:  # a page that no parser takes
        raise ValueError(f"not readable as HTML ({type(error).__name__}); save the page again, or as text") from error
    page = page.as_dict() if page else {}
    title, body = page.get("title") or "", page.get("text") or ""
    body = body.removeprefix(f"{title}\n").replace("\n", "\n\n")  # the title counts once
    start = len(title) + 2 if title else 0
    spans, at = ([(0, len(title), "title")] if title else []), start
    for part in body.split("\n\n"):
        spans += [(at, at + len(part), "body")] if part.strip() else []
        at += len(part) + 2
    day = page.get("date")
    return {"raw": f"{title}\n\n{body}" if title else body, "spans": spans, "title": title or None, "published": day,
            "published_evidence": f"date in the page's HTML: {day}" if day else None,
            "published_rule": "HTML metadata" if day else None, "source": page.get("sitename"), "url": page.get("url")}


def _table_parts(path, encoding):
    """The documents of a table, one a row; ids from a column `doc_id` or `id`, else file stem and row number."""
    readers = {".csv": lambda: pd.read_csv(path, dtype=str, keep_default_na=False, encoding=encoding),
               ".jsonl": lambda: pd.DataFrame(map(json.loads, filter(str.strip, path.open(encoding=encoding)))),
               ".parquet": lambda: pd.read_parquet(path)}
    try:
        table = readers[path.suffix.lower()]()
    except (ValueError, OSError) as error:
        raise ValueError(f"not readable as {path.suffix} ({str(error)[:80]}); mend it, or pass encoding=") from error
    column = next((c for c in TEXT_COLUMNS if c in table), None)
    if column is None:
        raise ValueError(f"no text column among {', '.join(map(str, table.columns))[:200]}; "
                         "name the column of the documents `text`")
    key = next((c for c in ("doc_id", "id") if c in table), None)
    for number, row in enumerate(table.to_dict("records")):
        raw = row[column] if isinstance(row[column], str) else ""
        given = {c: row[c] for c in OVERRULED if isinstance(row.get(c), str) and row[c]}
        if "published" in given:
            given |= {"published": as_day(given["published"]), "published_rule": "table",
                      "published_evidence": f"column published of {path.name}"}
        yield {"doc_id": str(row[key]) if key else f"{path.stem}_{number:06d}", "raw": raw, "path": str(path),
               "n_bytes": len(raw.encode("utf-8", "replace")), **given}


def as_day(text):
    """A day as `YYYY-MM-DD`; ValueError for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no day; write published as YYYY-MM-DD") from None
