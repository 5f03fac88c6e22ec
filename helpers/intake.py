"""From a part to a row: opened, as HTML where it is that, cleaned and dated, or set aside by name.

Of an HTML page `raw` is the text that trafilatura (Barbaresi 2021) extracts; what it leaves out
(menus, advertisements, comments) is not in it and cannot be shown. The hash is that of the file.
"""

import logging
import re

import trafilatura

from helpers.files import decoded, fingerprint, note, too_long
from helpers.readers.document import Document

EVERYTHING = ("sentences", "quotations", "dates", "names", "organisations", "voices")
EVERYTHING += ("undertakings", "roles", "events")
MANY_TAGS, MOST_TAGS = 10_000, 30_000  # 15,000 stretches in one paragraph take the extractor 50 s
_DATES = {"extensive_search": False, "original_date": True}
_BLOCKS = "html|head|body|div|p|article|section|main|table|ul|ol|h[1-6]"
_BEGINS = re.compile(rf"\s{{0,999}}<(?:!doctype html|html|(?:{_BLOCKS})\b[^<>]{{0,999}}>)", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,999}>", re.I)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|font|small|sup|sub)\b[^<>]{0,4000}>", re.I)
_HEAVY_TAG = re.compile(r"<(\w{1,20})[^<>]{4000,}>")

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong is told in a note


def read_chunk(parts, encoding, everything):
    """A row of the corpus, or None, and notes for each of some parts."""
    return [_reading(part, encoding, everything) for part in parts]


def _reading(part, encoding, everything):
    """The row of one document, or None, and its notes; nothing in it stops the others."""
    try:
        raw, spans, known, kind, notes = _opened(part, encoding)
    except ValueError as error:
        return None, [note(part.place, error)]
    notes = [note(part.place, words, skipped=False) for words in notes]
    try:
        document = _document(part.doc_id, raw, known, spans)
        if not document.text:
            return None, [*notes, note(part.place, _why_empty(raw))]
        if everything:
            read_all([document])
        return _row(part, document, kind), notes
    except Exception as error:  # a fault in a reader: the document is set aside and named
        words = f"no reader takes it ({type(error).__name__}: {error}); take it out, and report it"
        return None, [*notes, note(part.place, words)]


def _opened(part, encoding):
    """`(raw, spans or None, known, kind, notes)` of a part; ValueError where it cannot be read."""
    if part.kind == "table row":
        return part.content, clean_spans(part.content), part.known, part.kind, []
    raw, notes = part.content, []
    if isinstance(raw, bytes):
        raw, notes = decoded(raw, encoding)
    if part.kind == "page" and _looks_like_html(raw):
        notes.append("HTML saved as text; read as HTML")
        part = part._replace(kind="HTML page")
    if part.kind != "HTML page" or not raw.strip():
        return raw, None, part.known, part.kind, notes
    raw, spans, known = _read_html(raw)
    return raw, spans, known | part.known, part.kind, notes


def _document(doc_id, raw, known, spans):
    """The document; a given day that is the one that is found leaves what was found as evidence."""
    undated = {name: value for name, value in known.items() if not name.startswith("published")}
    document = Document(doc_id, raw, undated, spans)
    if known.get("published") in (None, document.publication.day):
        return document
    return Document(doc_id, raw, known, document.spans)


def read_all(chunk):
    """Some documents with all their properties read; masks, which are long, are not kept."""
    for document in chunk:
        _ = [getattr(document, name) for name in EVERYTHING]
        for name in ("body", "article"):
            vars(document).pop(name, None)
    return chunk


def _row(part, document, kind):
    day, start, _, words, rule = document.publication
    words = " ".join((words or "").split())
    return {
        "doc_id": part.doc_id,
        "raw": document.raw,
        "title": document.title,
        "text": document.text,
        "published": day,
        "published_evidence": (words if start is None else f"{rule}: {words}") if day else None,
        "published_rule": rule if day else None,
        "language": document.language,
        "sha256": fingerprint(part.content),
        "source": document.known.get("source"),
        "url": document.known.get("url"),
        "path": part.path,
        "source_kind": kind,
        "n_bytes": len(part.content.encode() if isinstance(part.content, str) else part.content),
        "n_chars": len(document.raw),
        "document": document,
    }


def _why_empty(raw):
    if raw.strip():
        return "only site furniture, no article; look at label_lines(raw), or keep its words alone"
    return f"{'only white space' if raw else 'an empty file'}; remove it or fill it"


# --- HTML and clean texts --------------------------------------------------------------------


def clean_spans(text):
    """The spans of a text that is all article: each line, in the paragraph of its number."""
    spans, paragraph, last = [], 0, 0
    for line in re.finditer(r"\S(?:[^\n]*\S)?", text):
        paragraph += text.count("\n", last, line.start()) > 1
        spans.append((line.start(), line.end(), "body", "", paragraph))
        last = line.end()
    return spans


def _looks_like_html(text):
    """Whether a text begins as HTML and ends with a tag, or is markup for the greater part.

    >>> _looks_like_html("<p>Two met.</p>"), _looks_like_html("Write </p> to end a paragraph.")
    (True, False)
    """
    if found := _BEGINS.match(text):
        return found[0].lower().endswith("html") or text.rstrip().endswith(">")
    start = text[:20_000]
    return 2 * sum(len(tag) for tag in _TAG.findall(start)) > len(start.strip()) > 0


def _read_html(source):
    """`(raw, spans, known)` of an HTML page; ValueError where no article is found."""
    light = _HEAVY_TAG.sub(r"<\1>", source)
    if light.count("<") > MANY_TAGS:
        light = _INLINE.sub("", light)
    if light.count("<") > MOST_TAGS:
        raise ValueError(too_long(light.count("<"), "tags", MOST_TAGS))
    if "<html" not in light[:2000].lower():
        light = f"<html><body>{light}</body></html>"
    try:
        page = trafilatura.bare_extraction(
            light, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )
    except Exception as error:  # whatever a parser says of a page that it does not take
        kind = type(error).__name__
        raise ValueError(f"not readable as HTML ({kind}); save it again, or as text") from None
    page = page.as_dict() if page else {}
    title, body = page.get("title") or "", page.get("text") or ""
    parts = [part for part in body.removeprefix(f"{title}\n").split("\n") if part.strip()]
    if not parts:
        raise ValueError("an HTML page without an article; save its words as text")
    known = {"title": title, "source": page.get("sitename"), "url": page.get("url")}
    if day := page.get("date"):
        evidence = f"date in the page's HTML: {day}"
        known |= {"published": day, "published_evidence": evidence, "published_rule": "HTML"}
    known = {key: value for key, value in known.items() if value}
    raw, spans = _joined([title] * bool(title) + parts, bool(title))
    return raw, spans, known


def _joined(parts, titled):
    """Some paragraphs parted by blank lines, and their spans; the first may be the title."""
    spans, at = [], 0
    for part in parts:
        label = "title" if titled and not spans else "body"
        spans.append((at, at + len(part), label, ""))
        at += len(part) + 2
    return "\n\n".join(parts), spans
