"""The corpus: from a folder, a page or a table to one DataFrame, a row per document.

Each document becomes a `Document` once; the tables of the project are made of what is read on it.
"""

import json
import os
import re
import warnings
from collections import Counter
from itertools import islice
from pathlib import Path

import pandas as pd
from joblib import Parallel, delayed
from tqdm import tqdm

from helpers.duplicates import duplicates
from helpers.files import TABLES, find_files, note, note_lines, page
from helpers.intake import clean_spans, read_all, read_chunk
from helpers.metadata import read_metadata
from helpers.readers import cleaning, names
from helpers.readers.document import KNOWN, Document
from helpers.readers.text import shapes
from helpers.rows import table_parts
from helpers.store import keep, kept, key

CHUNK = 100  # documents: sending them costs little, and a lost worker loses little
PIECE = 10_000  # rows of a table that are tuples at the same time
NOTHING = "no document found; put .txt or .html pages, or .csv or .jsonl tables, there"


def load_corpus(folder, *, encoding="utf-8", n_jobs=1):
    """A DataFrame with a row per document, index `doc_id`, from a folder, a page, or a table.

    Reads pages and tables (`helpers.files`, `helpers.rows`), sub-folders included. `raw` is the
    document as received (of HTML the text that was extracted), `text` its body, `document` the
    `Document` with all that is read in it, `published` a day as YYYY-MM-DD with its evidence and
    rule, `sha256` that of the page's file or of the row's text, `n_bytes` and `n_chars` integers;
    what is not known is None. A `metadata.csv` beside the documents overrules what is found
    (`helpers.metadata`). What is not read is told at the end (`problems`). `n_jobs` is joblib's.

    Raises FileNotFoundError where there is no such folder, LookupError for an
    unknown encoding, ValueError where nothing was read.
    """
    folder = Path(folder)
    "x".encode(encoding)  # or LookupError
    if not folder.exists():
        raise FileNotFoundError(f"{folder}: no such folder or file; name that of your documents")
    notes = []
    known = read_metadata(folder if folder.is_dir() else folder.parent, notes, encoding)
    readings = _readings(_parts(folder, encoding, known, notes), encoding, n_jobs)
    rows = [row for row, _ in readings if row]
    notes += [told for _, told in readings if told]
    skipped = [told for told in notes if told["skipped"]]
    lines = [f"{folder}: {len(rows)} documents read, {len(skipped)} skipped"]
    lines += note_lines(skipped, "in problems(corpus)")
    if not rows:
        raise ValueError("\n".join(lines) if skipped else f"{folder}: {NOTHING}")
    if skipped:
        warnings.warn("\n".join(lines), stacklevel=2)
    corpus = pd.DataFrame(rows, dtype=object).set_index("doc_id").sort_index()
    corpus = corpus.astype({"text": "str", "n_bytes": int, "n_chars": int})
    # a string, because pandas copies these, deeply, with every row that is taken out
    corpus.attrs = {"problems": json.dumps([*notes, *_notes(corpus, known)])}
    return corpus


def problems(corpus):
    """What was wrong while loading, or is worth a look: `file, problem, remedy, skipped` (bool)."""
    told = json.loads(corpus.attrs.get("problems", "[]"))
    for row in duplicates(corpus).itertuples():
        same = f"{row.kind} duplicate of {row.other} ({row.similarity:g} %)"
        told.append(note(row.doc_id, f"{same}; keep one, or say why both", skipped=False))
    return pd.DataFrame(told, columns=["file", "problem", "remedy", "skipped"])


def documents(corpus):
    """`{doc_id: Document}` of a corpus, or of any table with a column `raw` or `text`.

    A day or a text that was changed in the table since it was loaded is obeyed.
    """
    cells = {name: corpus[name] for name in ("document", "raw", "text", *KNOWN) if name in corpus}
    rows = (dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True))
    return dict(zip(corpus.index, map(_document_of, corpus.index, rows), strict=True))


def _document_of(doc_id, row):
    document = row.get("document")
    known = {name: row[name] for name in KNOWN if isinstance(row.get(name), str) and row[name]}
    raw = row["raw"] if isinstance(row.get("raw"), str) else row["text"]
    if not isinstance(document, Document) or raw != document.raw:
        return Document(doc_id, raw, known, None if "raw" in row else clean_spans(raw))
    same_day = known.get("published") == document.publication.day
    return document if same_day else Document(doc_id, raw, known, document.spans)


def short_ids(corpus):
    """doc_id → the part of it before the first `_` where that is unique, else all of it."""
    heads = [str(doc_id).partition("_")[0] for doc_id in corpus.index]
    short = len(set(heads)) == len(heads) and all(heads)
    return dict(zip(corpus.index, heads if short else map(str, corpus.index), strict=True))


def read(corpus, n_jobs=1):
    """The corpus with everything in its documents read, in one pass over them."""
    chunks = spread(read_all, list(documents(corpus).values()), n_jobs)
    return corpus.assign(document=[document for chunk in chunks for document in chunk])


def without_site_furniture(corpus):
    """The corpus without the lines that recur over its pages and are no sentences.

    A page knows nothing of the others: this is the one call by which they improve it. A document
    of which nothing would be left stays as it is.
    """
    pages = documents(corpus).values()
    recurring = cleaning.site_furniture([page.text for page in pages])
    found = [_without(page, recurring) for page in pages]
    return corpus.assign(text=[page.text for page in found], document=found)


def _without(page, recurring):
    spans = tuple(cleaning.without(page.spans, page.raw, recurring))
    changed = Document(page.doc_id, page.raw, page.known, spans)
    changed.publication = page.publication
    return changed if spans != page.spans and changed.text else page


# --- tables ----------------------------------------------------------------------------------


def frame(rows, columns):
    """A DataFrame of rows, piece by piece: all of them as tuples would take several times as much.

    >>> frame([("a", 1), ("b", 2)], ["name", "n"])["n"].tolist()
    [1, 2]
    """
    rows, pieces = iter(rows), []
    while not pieces or len(pieces[-1]) == PIECE:
        pieces.append(pd.DataFrame([*islice(rows, PIECE)], columns=columns))
    return pd.concat([piece for piece in pieces if len(piece)] or pieces, ignore_index=True)


def paragraphs(corpus):
    """`doc_id, start, end, text`, a row per body paragraph; places in the raw text."""
    found = documents(corpus).items()
    rows = ((doc_id, a, b, page.raw[a:b]) for doc_id, page in found for a, b in page.paragraphs)
    return frame(rows, ["doc_id", "start", "end", "text"])


def lines(corpus):
    """`doc_id, start, end, text, label, reason`, a row per stretch, kept or removed, and why.

    Of an HTML page (`source_kind`) what the extractor left out is not there and cannot be listed.
    """
    found = documents(corpus).items()
    rows = ((doc_id, *s[:2], page.words(s), *s[2:]) for doc_id, page in found for s in page.spans)
    return frame(rows, ["doc_id", "start", "end", "text", "label", "reason"])


def label_lines(raw):
    """The stretches of a page as `start, end, text, label, reason`, with `raw[start:end] == text`.

    >>> page = "Home » News\\n\\nThe ministers met to speak about the rivers of the region."
    >>> list(label_lines(page)["label"])
    ['boilerplate', 'body']
    """
    return lines(pd.DataFrame({"raw": [raw]})).drop(columns="doc_id")


def provenance(corpus):
    """Where documents come from: `doc_id, outlet, credit, author, language, added`.

    `outlet` is the agency of its dateline or source line, `credit` the source that it names ("the
    press service reports"), `added` the day in a line above the text; None where nothing is said.
    """
    rows = [(doc_id, *_provenance(document)) for doc_id, document in documents(corpus).items()]
    columns = ["doc_id", "outlet", "credit", "author", "language", "added"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _provenance(document):
    said = [(kind, document.words(s)) for s in document.spans for kind in (s.label, s.reason)]
    outlets = [re.sub(r"\A\W+|,?\s?\d.*\Z", "", words) for kind, words in said if kind == "source"]
    outlets += [words.split()[-1] for kind, words in said if kind == "place and agency"]
    bylines = [words for kind, words in said if kind == "byline"]
    authors = [line[a:b] for line in bylines for a, b in names.full_names(line)]
    headers = " ".join(words for kind, words in said if kind == "archive header")
    added = re.findall(r"(?:\w{1,9} )?\d{4}-\d\d-\d\d", headers)
    credit = shapes.credit.search(cleaning.plain_text(document.raw, document.paragraphs))
    outlet, author, added = ("; ".join(words) or None for words in (outlets, authors, added))
    return outlet, credit and credit[1].strip(), author, document.language, added


# --- reading ---------------------------------------------------------------------------------


def _parts(folder, encoding, known, notes):
    """All documents as received, ids unique, and what `metadata.csv` says of each added."""
    seen = Counter()
    for part in _received(folder, encoding, notes):
        doc_id = part.doc_id
        while doc_id in seen:
            seen[part.doc_id] += 1
            doc_id = f"{part.doc_id}~{seen[part.doc_id]}"
        seen[doc_id] = 1
        if doc_id != part.doc_id:
            words = f"the id {part.doc_id} is used twice; the later one is {doc_id}"
            notes.append(note(part.place, words, skipped=False))
        _, said = known.get(doc_id, (None, {}))
        yield part._replace(doc_id=doc_id, known=part.known | said)


def _received(folder, encoding, notes):
    for path, name in find_files(folder, notes):
        try:
            if path.suffix.lower() in TABLES:
                yield from table_parts(path, encoding, notes)
            else:
                yield page(path, name)
        except (OSError, ValueError) as error:
            notes.append(note(path, error))


def _readings(parts, encoding, n_jobs):
    """For each part a row, or a note why there is none: the kept reading, or read and kept."""
    readings, names, missing = kept(), [], []
    for part in parts:  # those that are kept are not held twice
        names.append(key([part, encoding]))
        if names[-1] not in readings:
            missing.append((names[-1], part))
    everything = bool(os.environ.get("RECORDS_STORE"))
    for new in spread(read_chunk, missing, n_jobs, encoding, everything):
        keep(new)
        readings |= new
    return [readings[name] for name in names]


def spread(work, items, n_jobs, *settings):
    """What some work gives for each chunk of items, in order, by joblib."""
    jobs = (delayed(work)(items[n : n + CHUNK], *settings) for n in range(0, len(items), CHUNK))
    with tqdm(desc="reading documents", total=len(items), leave=False, disable=None) as bar:
        for result in Parallel(n_jobs=n_jobs, return_as="generator")(jobs):
            bar.update(len(result))
            yield result


def _notes(corpus, known):
    """What a reader should know of single documents: other languages, ids that are not there."""
    for doc_id, language in corpus.loc[~corpus["language"].isin(["en", None]), "language"].items():
        words = f"language {language}: not dated and not modelled, the rules are English"
        yield note(doc_id, f"{words}; correct it in metadata.csv if it is wrong", skipped=False)
    for doc_id in sorted(known.keys() - {*corpus.index}):
        words = f"no document {doc_id!r}; correct the id or the row"
        yield note(known[doc_id][0], words, skipped=False)
