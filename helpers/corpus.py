"""The corpus: from a folder, a page or a table to one DataFrame, a row per document, and its paragraphs."""

import json
import re
import warnings
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path

import pandas as pd
from joblib import Parallel, delayed

from helpers.cleaning import body_paragraphs, label_lines, label_spans, publication_evidence
from helpers.reading import OVERRULED, as_day, find_files, fingerprint, note, opened, raw_again, received
from helpers.text import progress, read_table, spreadsheet_safe

COLUMNS = ["raw", "title", "text", "published", "published_evidence", "published_rule", "language", "sha256",
           "source", "url", "path", "n_bytes", "n_chars", "spans"]
CHUNK = 100  # documents: enough that sending them costs little, few enough to be done again when a worker is lost
RECURRING_FROM = 20  # documents: below that, a line that recurs may be chance
RECURRING_SHARE = 0.05
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
    files, trouble = find_files(folder)
    chunks = progress(_chunks(_received(files, encoding, trouble), CHUNK), "reading")
    read = Parallel(n_jobs=n_jobs)(delayed(_read_chunk)(chunk, encoding, keep_raw) for chunk in chunks)
    rows = [row for chunk, _ in read for row in chunk]
    trouble += [note for _, notes in read for note in notes]
    corpus = pd.DataFrame(rows, columns=["doc_id", *COLUMNS], dtype=object).set_index("doc_id").sort_index()
    corpus = _apply_metadata(_unique(corpus, trouble), folder, trouble)
    if len(corpus) >= RECURRING_FROM:
        corpus = _drop_recurring(corpus)
    trouble += _notes(corpus)
    trouble.sort(key=lambda t: (t["file"], t["problem"]))
    # a string, because pandas copies these, deeply, with every row that is taken out
    corpus.attrs = {"problems": json.dumps(trouble), "encoding": encoding}
    skipped = [t for t in trouble if t["skipped"]]
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
    return pd.DataFrame(json.loads(corpus.attrs.get("problems", "[]")), columns=["file", "problem", "remedy", "skipped"])


def raw_of(corpus, doc_id):
    """The raw text of one document, read again from its file where the corpus does not keep it."""
    if "raw" in corpus and isinstance(raw := corpus.at[doc_id, "raw"], str):
        return raw
    encoding = corpus.attrs.get("encoding", "utf-8")
    return raw_again(corpus.at[doc_id, "path"], corpus.at[doc_id, "sha256"], encoding)


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
    rows, texts = [], corpus["text"].to_dict()
    length = {doc_id: len(text.split()) for doc_id, text in texts.items()}
    for a, b in sorted(pairs):
        one, two = texts[a], texts[b]
        if min(length[a], length[b]) < 0.9 * max(length[a], length[b]):
            continue  # cannot be that similar
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

def _received(files, encoding, trouble):
    """The parts of all files, one after the other; what cannot be read becomes a note."""
    for path, name in files:
        try:
            yield from received(path, name, encoding)
        except (OSError, ValueError) as error:
            trouble.append(_failed(path, error))


def _failed(file, error):
    what, _, remedy = str(error).partition("; ")
    return note(file, what, remedy or "look at the file")


def _chunks(items, size):
    while chunk := list(islice(items, size)):
        yield chunk


def _read_chunk(chunk, encoding, keep_raw):
    """The rows and the problems of some parts; every problem becomes a note, none stops the others."""
    rows, trouble = [], []
    for part in chunk:
        try:
            part = opened(part, encoding)
        except ValueError as error:
            trouble.append(_failed(part["path"], error))
            continue
        trouble += [note(part["doc_id"], *found, skipped=False) for found in part.pop("notes", [])]
        row = _document(part)
        if row["text"]:
            rows.append(row if keep_raw else {**row, "raw": None})
        else:
            trouble.append(note(part["path"], *_why_empty(row["raw"])))
    return rows, trouble


def _why_empty(raw):
    if not raw.strip():
        return ("only white space", "remove it or fill it") if raw else ("an empty file", "remove it or fill it")
    return "only site furniture, no article", "look at label_lines(raw), or keep the article's text alone"


def _document(part):
    """One row of the corpus from a part: cleaned, dated, its language named; what the part already knows wins."""
    raw = part["raw"]
    labelled = None if "spans" in part else label_spans(raw)
    spans = part.get("spans") or _spans(raw, labelled or [])
    day, words, rule = publication_evidence(raw, part["doc_id"], labelled)
    text = "\n\n".join(raw[a:b] for a, b, label in spans if label == "body")
    titles = [raw[a:b] for a, b, label in spans if label == "title"]
    return {"title": titles[0].lstrip("# ") if titles else None, "text": text, "published": str(day) if day else None,
            "published_evidence": f"{rule}: {' '.join(words.split())}" if day else None,
            "published_rule": rule if day else None, "language": _language(text),
            "sha256": fingerprint(raw), "source": None, "url": None,
            "n_chars": len(raw), **{k: v for k, v in part.items() if v is not None}, "spans": spans}


def _spans(raw, labelled):
    other = [(a, b, label) for a, b, label, _ in labelled if label in ("title", "dateline", "byline", "source")]
    return sorted(other + [(a, b, "body") for a, b in body_paragraphs(raw, labelled)])


def _language(text):
    """The language of a text as ISO 639-1 (py3langid, Lui and Baldwin 2012); None where there are too few words."""
    import py3langid

    if text.isascii() and {"the", "of", "and"} <= {*text[:600].split()}:
        return "en"  # the same answer, sooner
    return py3langid.classify(text[:600])[0] if len(text.split()) >= 5 or len(text) >= 60 else None


# --- what only the corpus can show -----------------------------------------------------------------------------------

def _unique(corpus, trouble):
    """The corpus with unique ids: a second document of one id gets a number, and a note."""
    seen, ids = Counter(), []
    for doc_id in corpus.index:
        seen[doc_id] += 1
        ids.append(doc_id if seen[doc_id] == 1 else f"{doc_id}~{seen[doc_id]}")
        if seen[doc_id] > 1:
            trouble.append(note(doc_id, "an id used twice", f"the later one is {ids[-1]}", skipped=False))
    return corpus.set_axis(pd.Index(ids, name="doc_id"))


def _apply_metadata(corpus, folder, trouble):
    """The corpus as `metadata.csv` beside it says, where it says something."""
    path = (folder if folder.is_dir() else folder.parent) / "metadata.csv"
    if not path.is_file():
        return corpus
    table = read_table(path, ["doc_id"])
    for line, row in table.iterrows():
        if row["doc_id"] not in corpus.index:
            trouble.append(note(path, f"line {line}: no document {row['doc_id']!r}", "correct the id or the row",
                                    skipped=False))
            continue
        for column in (c for c in OVERRULED if row.get(c)):
            value = row[column]
            if column == "published":
                try:
                    value = as_day(value)
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
    counts = Counter()
    for text in corpus["text"]:
        counts.update({_flat(part) for part in text.split("\n\n") if not _SENTENCE_END.search(part)})
    often = {part for part, n in counts.items() if n >= max(5, RECURRING_SHARE * len(corpus))}
    for doc_id, text in corpus["text"].items() if often else ():
        parts = text.split("\n\n")
        kept = [part for part in parts if _flat(part) not in often]
        if 0 < len(kept) < len(parts):
            body = iter(parts)  # a part for each stretch of the body
            corpus.at[doc_id, "spans"] = [span for span in corpus.at[doc_id, "spans"]
                                          if span[2] != "body" or _flat(next(body)) not in often]
            corpus.at[doc_id, "text"] = "\n\n".join(kept)
    return corpus


def _flat(text):
    return " ".join(text.split())


def _notes(corpus):
    """What a reader should know of single documents: doubles, and languages that the date and topic rules lack."""
    same = duplicates(corpus)
    notes = [note(r.doc_id, f"{r.kind} duplicate of {r.other} ({r.similarity:g} %)", "keep one, or say why both",
                      skipped=False) for r in same.itertuples()]
    return notes + [note(doc_id, f"language {language}: not dated and not modelled, the rules are English",
                             "correct it in metadata.csv if it is wrong", skipped=False)
                    for doc_id, language in corpus["language"].items() if language not in ("en", None)]
