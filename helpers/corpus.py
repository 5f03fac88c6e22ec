"""The corpus: from a folder, a page or a table to one DataFrame, a row per document, and its paragraphs."""

import hashlib
import json
import os
import re
import warnings
from collections import Counter, defaultdict
from datetime import date
from itertools import islice
from pathlib import Path

import pandas as pd
from joblib import Parallel, delayed

from helpers.cleaning import body_paragraphs, label_lines, label_spans, publication_evidence
from helpers.text import progress, read_table, spreadsheet_safe

PAGES, HTML, DATA = {".txt"}, {".html", ".htm"}, {".csv", ".jsonl", ".parquet"}
CONVERT = {".docx", ".doc", ".odt", ".rtf", ".pdf"}
OVERRULED = ["published", "title", "source", "url", "language"]
COLUMNS = ["raw", "title", "text", "published", "published_evidence", "published_rule", "language", "sha256",
           "source", "url", "path", "n_bytes", "n_chars", "spans"]
TEXT_COLUMNS = ("raw", "text", "content", "body")
RECURRING_FROM = 20  # documents: below that, a line that recurs may be chance
RECURRING_SHARE = 0.05
_MARKUP = re.compile(r"\A\s*(?:<!doctype html|<html|<\?xml)|</(?:p|div|body|a)>", re.I)
_SENTENCE_END = re.compile(r"[.!?…。।؟;:][\"'”’»)\]]*\s*\Z")


def load_corpus(folder, *, encoding="utf-8", n_jobs=1, strict=False, keep_raw=True):
    """A DataFrame with a row per document, index `doc_id`, from a folder of pages, one page, or a table.

    Reads `.txt`, `.html` and `.htm` pages (HTML by trafilatura) and `.csv`, `.jsonl` and `.parquet` tables that have
    a column `text`, sub-folders included, in sorted order. A `metadata.csv` beside them (`doc_id` and any of
    `published, title, source, url, language`) overrules what was found. `raw` is the document as received, `text` its
    body paragraphs joined by a blank line, `spans` the article's stretches as `(start, end, label)` in `raw`.
    What could not be read is skipped and reported once at the end (`problems(corpus)`); `strict=True` makes it an
    error. `keep_raw=False` leaves `raw` empty and reads it again when asked (`raw_of`). `n_jobs` goes to joblib.

    Raises FileNotFoundError where there is no such folder, ValueError where no document could be read.
    """
    folder = Path(folder)
    if not folder.exists():
        raise FileNotFoundError(f"{folder}: no such folder or file; name the folder that holds your documents")
    found, trouble = _find(folder)
    chunks = progress(_chunks(found, 100), "reading", total=-(-len(found) // 100))
    read = Parallel(n_jobs=n_jobs)(delayed(_read_chunk)(chunk, encoding, keep_raw) for chunk in chunks)
    rows = [row for chunk, _ in read for row in chunk]
    trouble += [note for _, notes in read for note in notes]
    corpus = pd.DataFrame(rows, columns=["doc_id", *COLUMNS], dtype=object).set_index("doc_id").sort_index()
    corpus = _apply_metadata(_unique(corpus, trouble), folder, trouble)
    if len(corpus) >= RECURRING_FROM:
        corpus = _drop_recurring(corpus)
    trouble += _notes(corpus)
    corpus.attrs["problems"] = sorted(trouble, key=lambda t: (t["file"], t["problem"]))
    skipped = [t for t in corpus.attrs["problems"] if t["skipped"]]
    report = f"{folder}: {len(corpus)} documents read, {len(skipped)} skipped" + "".join(
        f"\n  {t['file']}: {t['problem']}; {t['remedy']}" for t in skipped)
    if len(corpus) == 0 or (strict and skipped):
        raise ValueError(report if skipped else f"{folder}: no document found; "
                         "put .txt or .html pages, or a .csv, .jsonl or .parquet table with a column `text`, there")
    if skipped:
        warnings.warn(report, stacklevel=2)
    return corpus


def problems(corpus):
    """Everything that was wrong or worth a look while loading: `file, problem, remedy, skipped`."""
    return pd.DataFrame(corpus.attrs.get("problems", []), columns=["file", "problem", "remedy", "skipped"])


def raw_of(corpus, doc_id):
    """The raw text of one document, read again from its file where the corpus does not keep it."""
    row = corpus.loc[doc_id]
    if isinstance(row.get("raw"), str):
        return row["raw"]
    raws = {r["doc_id"]: r["raw"] for r in _parts(Path(row["path"]), doc_id, row.get("encoding") or "utf-8")}
    raw = raws.get(doc_id) if len(raws) > 1 else next(iter(raws.values()))
    if hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest() != row["sha256"]:
        raise ValueError(f"{row['path']}: changed since the corpus was loaded; load it again")
    return raw


def article_spans(row):
    """The article's stretches of one document as `(start, end, label)`: title, dateline, byline, source and body."""
    if isinstance(row.get("spans"), list):
        return row["spans"]
    raw = row["raw"]
    return _spans(raw, label_spans(raw))


def paragraphs(corpus):
    """A DataFrame `doc_id, start, end, text, formula`, a row per body paragraph, offsets into the raw document.

    `formula` is true where the same words stand in another document too: such a sentence stays, but is flagged.
    """
    rows = []
    for doc_id, row in corpus.iterrows():
        raw = raw_of(corpus, doc_id)
        rows += [(doc_id, a, b, raw[a:b]) for a, b, label in article_spans(row) if label == "body"]
    table = pd.DataFrame(rows, columns=["doc_id", "start", "end", "text"])
    table["formula"] = table.groupby("text")["doc_id"].transform("nunique") > 1 if len(table) else False
    return table


def lines(corpus):
    """`doc_id` and the rows of `label_lines` for a whole corpus, with what only the corpus shows: recurring lines."""
    parts = []
    for doc_id, row in corpus.iterrows():
        part = label_lines(raw_of(corpus, doc_id))
        kept = [(a, b) for a, b, label in article_spans(row) if label == "body"]
        lost = (part["label"] == "body") & ~part["start"].map(lambda s, kept=kept: any(a <= s < b for a, b in kept))
        part.loc[lost, ["label", "reason"]] = ["boilerplate", "recurs in many documents and is no sentence"]
        parts.append(part.assign(doc_id=doc_id))
    table = pd.concat(parts, ignore_index=True)
    return table[["doc_id", "start", "end", "text", "label", "reason"]]


def duplicates(corpus):
    """Documents that say the same: `doc_id, other, kind` (exact or near), `similarity` 0–100; none is dropped.

    Near means a similarity of at least 90 (normalised Levenshtein on words, rapidfuzz) between two documents that
    share one of their longest paragraphs or the same opening.
    """
    from rapidfuzz.distance import Levenshtein

    keys, pairs = defaultdict(list), set()
    for doc_id, text in corpus["text"].items():
        parts = sorted(text.split("\n\n"), key=len)[-3:] + [text[:80]]
        for key in {" ".join(p.lower().split()) for p in parts} - {""}:
            keys[key].append(doc_id)
    for ids in keys.values():  # many documents with one key: compare each with the first only
        pairs |= {(a, b) for a in ids[:5] for b in ids if a < b}
    rows = []
    for a, b in sorted(pairs):
        one, two = corpus.at[a, "text"], corpus.at[b, "text"]
        score = 100 * Levenshtein.normalized_similarity(one.split(), two.split(), score_cutoff=0.9)
        if score:
            rows.append((a, b, "exact" if one == two else "near", round(score, 1)))
    return pd.DataFrame(rows, columns=["doc_id", "other", "kind", "similarity"])


def draft_metadata(corpus, path):
    """Write a `metadata.csv` to be corrected by hand: what was found for each document, with its evidence."""
    notes = problems(corpus).query("not skipped").groupby("file")["problem"].agg("; ".join)
    table = corpus[["title", "published", "published_evidence", "source", "url", "language"]].copy()
    table["notes"] = [notes.get(doc_id, "") for doc_id in corpus.index]
    table = table.map(lambda v: " ".join(v.split()) if isinstance(v, str) else v)
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        file.write("# Correct what is wrong and load again: published, title, source, url and language are obeyed.\n"
                   "# An empty cell leaves what was found; published_evidence and notes are for you.\n")
        spreadsheet_safe(table.reset_index()).to_csv(file, index=False, lineterminator="\n")


# --- reading ---------------------------------------------------------------------------------------------------------

def _find(folder):
    """The files to read as `(path, doc_id)`, sorted, and what stands there that cannot be read."""
    if folder.is_file():
        return [(folder, folder.stem)], []
    found, trouble, stems = [], [], Counter()
    for base, folders, files in os.walk(folder):  # links to folders are not followed, so a loop of links ends
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in folders:
            if Path(name).suffix.lower() in PAGES | HTML | DATA:
                trouble.append(_trouble(Path(base, name), "a folder with a page's name", "its files are read instead",
                                        skipped=False))
        for name in files:
            path, suffix = Path(base, name), Path(name).suffix.lower()
            if name.lower() == "metadata.csv" or name.startswith("."):
                continue
            if suffix in CONVERT:
                trouble.append(_trouble(path, f"{suffix} is not read", "save it as text or HTML"))
            elif suffix in PAGES | HTML | DATA:
                found.append(path)
                stems[path.stem] += 1
    found.sort(key=lambda p: p.relative_to(folder).as_posix())
    names = [p.stem if stems[p.stem] == 1 else p.relative_to(folder).as_posix() for p in found]
    trouble += [_trouble(p, "shares its name with another document", f"its id is {n}", skipped=False)
                for p, n in zip(found, names, strict=True) if n != p.stem]
    return list(zip(found, names, strict=True)), trouble


def _trouble(file, problem, remedy, skipped=True):
    return {"file": str(file), "problem": problem, "remedy": remedy, "skipped": skipped}


def _chunks(items, size):
    items = iter(items)
    while chunk := list(islice(items, size)):
        yield chunk


def _read_chunk(chunk, encoding, keep_raw):
    """The rows and the problems of some files; every problem becomes a note, none stops the others."""
    rows, trouble = [], []
    for path, name in chunk:
        try:
            for part in _parts(path, name, encoding):
                trouble += [_trouble(part["doc_id"], *note, skipped=False) for note in part.pop("notes", [])]
                row = _document(part)
                if row["text"]:
                    rows.append(row if keep_raw else {**row, "raw": None})
                else:
                    trouble.append(_trouble(path, *_why_empty(row["raw"])))
        except (OSError, ValueError, KeyError) as error:
            what, _, remedy = str(error).partition("; ")
            trouble.append(_trouble(path, what, remedy or "look at the file"))
    return rows, trouble


def _why_empty(raw):
    if not raw.strip():
        return ("only white space", "remove it or fill it") if raw else ("an empty file", "remove it or fill it")
    return "only site furniture, no article", "look at label_lines(raw), or keep the article's text alone"


def _parts(path, name, encoding):
    """The documents of one file as dicts with at least `doc_id` and `raw`."""
    if path.suffix.lower() in DATA:
        yield from _table_parts(path, encoding)
        return
    try:
        if path.exists() and not path.is_file():
            raise OSError("no regular file; remove it")
        data = path.read_bytes()
    except OSError as error:
        raise OSError(f"cannot be read ({error.strerror or error}); mend the link or the rights") from error
    text, notes = _decode(data, encoding)
    part = {"doc_id": name, "raw": text, "path": str(path), "n_bytes": len(data), "notes": notes}
    if path.suffix.lower() in HTML or _MARKUP.search(text[:4000]):
        if path.suffix.lower() not in HTML:
            notes.append(("HTML saved as text", "read as HTML"))
        part |= _from_html(text)
    yield part


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
    body = body.replace("\n", "\n\n")
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
            given |= {"published": _day(given["published"]), "published_rule": "table",
                      "published_evidence": f"column published of {path.name}"}
        yield {"doc_id": str(row[key]) if key else f"{path.stem}_{number:06d}", "raw": raw, "path": str(path),
               "n_bytes": len(raw.encode("utf-8", "replace")), **given}


def _day(text):
    try:
        return date.fromisoformat(text.strip()[:10]).isoformat()
    except ValueError:
        raise ValueError(f"{text!r} is no day; write published as YYYY-MM-DD") from None


def _document(part):
    """One row of the corpus from a part: cleaned, dated, its language named; what the part already knows wins."""
    raw = part["raw"]
    labelled = None if "spans" in part else label_spans(raw)
    spans = part.get("spans") or _spans(raw, labelled or [])
    day, words, rule = publication_evidence(raw, part["doc_id"], labelled)
    text = "\n\n".join(raw[a:b] for a, b, label in spans if label == "body")
    titles = [raw[a:b] for a, b, label in spans if label == "title"]
    return {"title": titles[0] if titles else None, "text": text, "published": str(day) if day else None,
            "published_evidence": f"{rule}: {' '.join(words.split())}" if day else None,
            "published_rule": rule if day else None, "language": _language(text),
            "sha256": hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest(), "source": None, "url": None,
            "n_chars": len(raw), **{k: v for k, v in part.items() if v is not None}, "spans": spans}


def _spans(raw, labelled):
    other = [(a, b, label) for a, b, label, _ in labelled if label in ("title", "dateline", "byline", "source")]
    return sorted(other + [(a, b, "body") for a, b in body_paragraphs(raw, labelled)])


def _language(text):
    """The language of a text as ISO 639-1 (py3langid, Lui and Baldwin 2012); None where there are too few words."""
    import py3langid

    return py3langid.classify(text[:600])[0] if len(text.split()) >= 5 or len(text) >= 60 else None


# --- what only the corpus can show -----------------------------------------------------------------------------------

def _unique(corpus, trouble):
    """The corpus with unique ids: a second document of one id gets a number, and a note."""
    seen, ids = Counter(), []
    for doc_id in corpus.index:
        seen[doc_id] += 1
        ids.append(doc_id if seen[doc_id] == 1 else f"{doc_id}~{seen[doc_id]}")
        if seen[doc_id] > 1:
            trouble.append(_trouble(doc_id, "an id used twice", f"the later one is {ids[-1]}", skipped=False))
    return corpus.set_axis(pd.Index(ids, name="doc_id"))


def _apply_metadata(corpus, folder, trouble):
    """The corpus as `metadata.csv` beside it says, where it says something."""
    path = (folder if folder.is_dir() else folder.parent) / "metadata.csv"
    if not path.is_file():
        return corpus
    table = read_table(path, ["doc_id"])
    for line, row in table.iterrows():
        if row["doc_id"] not in corpus.index:
            trouble.append(_trouble(path, f"line {line}: no document {row['doc_id']!r}", "correct the id or the row",
                                    skipped=False))
            continue
        for column in (c for c in OVERRULED if row.get(c)):
            value = row[column]
            if column == "published":
                try:
                    value = _day(value)
                except ValueError as error:
                    raise ValueError(f"{path}, line {line}: {error}") from None
                if value == corpus.at[row["doc_id"], "published"]:
                    continue  # what was found stands, with its own evidence
                corpus.at[row["doc_id"], "published_evidence"] = f"metadata.csv, line {line}"
                corpus.at[row["doc_id"], "published_rule"] = "metadata"
            corpus.at[row["doc_id"], column] = value
    return corpus


def _drop_recurring(corpus):
    """The corpus without body lines that are no sentences and recur in many documents; sentences stay."""
    def stretches(row):
        raw = raw_of(corpus, row.name)
        return [(span, " ".join(raw[span[0]:span[1]].split())) for span in row["spans"]]

    counts = Counter()
    for _, row in corpus.iterrows():
        counts.update({w for s, w in stretches(row) if s[2] == "body" and not _SENTENCE_END.search(w)})
    often = {w for w, n in counts.items() if n >= max(5, RECURRING_SHARE * len(corpus))}
    if not often:
        return corpus
    for doc_id, row in corpus.iterrows():
        kept = [span for span, words in stretches(row) if span[2] != "body" or words not in often]
        if len(kept) < len(row["spans"]) and any(label == "body" for *_, label in kept):
            raw = raw_of(corpus, doc_id)
            corpus.at[doc_id, "spans"] = kept
            corpus.at[doc_id, "text"] = "\n\n".join(raw[a:b] for a, b, label in kept if label == "body")
    return corpus


def _notes(corpus):
    """What a reader should know of single documents: doubles, and languages that the date and topic rules lack."""
    same = duplicates(corpus)
    notes = [_trouble(r.doc_id, f"{r.kind} duplicate of {r.other} ({r.similarity:g} %)", "keep one, or say why both",
                      skipped=False) for r in same.itertuples()]
    return notes + [_trouble(doc_id, f"language {language}: not dated and not modelled, the rules are English",
                             "correct it in metadata.csv if it is wrong", skipped=False)
                    for doc_id, language in corpus["language"].items() if language not in ("en", None)]
