"""From a part to a row: opened, as HTML where it is that, cleaned and dated, or set aside by name.

Of an HTML page `raw` is the text that trafilatura (Barbaresi 2021) extracts; what it leaves out
(menus, advertisements, comments) is not in it and cannot be shown. The hash is that of the file.
"""

import hashlib
import html
import logging
import re

import trafilatura

from helpers.files import at_most, decoded, evident, note
from helpers.readers.document import Document

EVERYTHING = ("dates", "names", "voices", "undertakings", "roles", "events")  # and all below
LONG = ("text", "body", "article", "organisations")  # and soon made again, if anybody asks
MANY_TAGS, MOST_TAGS = 10_000, 30_000  # 15,000 stretches in one paragraph take the extractor 50 s
_DATES = {"extensive_search": False, "original_date": True}
_WANTED = {"with_metadata": True, "include_comments": False, "date_extraction_params": _DATES}
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|font|small|sup|sub)\b[^<>]{0,4000}>", re.I)

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong is told in a note


def read_chunk(parts, encoding, everything):
    """`{key: (row, note)}` of some parts, given as pairs with their keys."""
    return {key: _reading(part, encoding, everything) for key, part in parts}


def _reading(part, encoding, everything):
    """The row of one document, or None and why it has none; nothing in it stops the others."""
    try:
        row = _row(part, *_opened(part, encoding))
        if everything:
            read_all([row["document"]])
    except Exception as error:  # also a fault in a reader: the document is set aside and named
        fault = f"no reader takes it ({type(error).__name__}: {error}); take it out, and report it"
        return None, note(part.place, error if isinstance(error, ValueError) else fault)
    return row, None


def _opened(part, encoding):
    """The document of a part, and of what kind it is; ValueError where it cannot be read."""
    raw, spans, known, kind = decoded(part.data, encoding), None, part.known, part.kind
    if not raw.strip():
        raise ValueError(f"{'only white space' if raw else 'an empty file'}; remove it or fill it")
    if kind == "table row":
        spans = clean_spans(raw)
    elif kind == "HTML page" or _looks_like_html(raw):
        kind = "HTML page"
        raw, spans, known = _read_html(raw, known)
    document = Document(part.doc_id, raw, known, spans)
    if not document.text:
        raise ValueError("only site furniture; see label_lines(raw), or keep its words alone")
    return document, kind


def read_all(chunk):
    """Some documents with all their properties read, of which the long ones are not kept."""
    for document in chunk:
        _ = [getattr(document, name) for name in EVERYTHING]
        for name in LONG:
            vars(document).pop(name, None)
    return chunk


def _row(part, document, kind):
    day, start, _, words, rule = document.publication
    words = " ".join((words or "").split())
    words = words if start is None else f"{rule}: {words}"
    row = {name: getattr(document, name) for name in ("doc_id", "raw", "title", "text", "language")}
    row |= {name: document.known.get(name) for name in ("source", "url")}
    row |= evident(day, words, rule) if day else evident(None, None, None)
    row |= {"path": part.place, "source_kind": kind, "document": document}
    row |= {"sha256": hashlib.sha256(part.data).hexdigest(), "n_bytes": len(part.data)}
    return row | {"n_chars": len(document.raw)}


# --- HTML and clean texts --------------------------------------------------------------------


def clean_spans(text):
    """The spans of a text that is all article: its paragraphs, parted by blank lines."""
    line = r"\S(?:[^\n]*\S)?"
    found = re.finditer(rf"{line}(?:[^\S\n]*\n[^\S\n]*{line})*", text)
    return [(*paragraph.span(), "body") for paragraph in found]


def _looks_like_html(text):
    """Whether a text begins as HTML and ends with a tag, or says that it is HTML.

    >>> _looks_like_html("<p>Two met.</p>"), _looks_like_html("Write </p> to end a paragraph.")
    (True, False)
    """
    start = text[:2000].lstrip().lower()
    tags = re.match("<[a-z!]", start) and text.rstrip().endswith(">")
    return bool(tags) or start.startswith(("<!doctype html", "<html"))


def _read_html(source, given):
    """`(raw, spans, known)` of an HTML page, of which something is given; ValueError where no
    article is found.
    """
    page = _extracted(source)
    title, body = html.unescape(page.get("title") or ""), page.get("text") or ""
    parts = [part for part in body.removeprefix(f"{title}\n").split("\n") if part.strip()]
    if not parts:
        raise ValueError("an HTML page without an article; save its words as text")
    known = {"title": title, "source": page.get("sitename"), "url": page.get("url")}
    if day := page.get("date"):
        known |= evident(day, f"date in the page's HTML: {day}", "HTML")
    raw = "\n\n".join([title] * bool(title) + parts)
    spans = clean_spans(raw)
    if title:
        spans[0] = (*spans[0][:2], "title", "")
    return raw, spans, {key: value for key, value in known.items() if value} | given


def _extracted(source):
    """What trafilatura finds in a page that is light enough for it, as a dict; else ValueError."""
    light = re.sub(r"<(\w{1,20})[^<>]{4000,}>", r"<\1>", source)
    if light.count("<") > MANY_TAGS:
        light = _INLINE.sub("", light)
    at_most(MOST_TAGS, light.count("<"), "tags")
    if "<html" not in light[:2000].lower():
        light = f"<html><body>{light}</body></html>"
    page = trafilatura.bare_extraction(light, **_WANTED)
    return page.as_dict() if page else {}
