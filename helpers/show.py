"""What a reader sees: sentences with holes, tables, evidence and pictures.

Document text, ids and file names are data. They become Markdown here and nowhere else, through
`plain`, so that nothing in them can act as markup, as a script or as a formula.
"""

import hashlib
import html
import os
import re
import unicodedata
from pathlib import Path
from string import Formatter

import matplotlib.pyplot as plt
import pandas as pd
from IPython import get_ipython
from IPython.display import Markdown, display

from helpers.files import spreadsheet_safe

MOST = 25  # rows of a table that is shown
ROWS = 100_000  # of a table that is written as CSV
WIDTH = 780  # pixels of a picture on a page; it is drawn with twice as many
# would open a list, a heading or a rule
_BLOCK = re.compile(r"\A(?:(\d{1,9})([.)])(?=\s)|()([#+=-])(?=[\s#=-]|\Z))")


def plain(text):
    r"""Text made harmless for Markdown and HTML: markup shows as it stands, unseen signs by their
    code.

    >>> plain("<b>5 * 3</b> costs $x$")
    '&lt;b&gt;5 \\* 3&lt;/b&gt; costs &#36;x&#36;'
    """
    text = "".join(map(_seen, re.sub(r"\s+", " ", str(text))))
    text = re.sub(r"([\\`*_{}\[\]|~])", r"\\\1", html.escape(text, quote=False))
    text = text.replace("$", "&#36;").replace("://", "&#58;//").replace("@", "&#64;")
    return _BLOCK.sub(r"\1\3\\\2\4", text)


def _seen(sign):
    hidden = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")
    return f"⟨U+{ord(sign):04X}⟩" if hidden else sign


def say(sentence, /, **facts):
    """A sentence with holes as Markdown, each `{hole}` filled with a fact as harmless text.

    >>> say("Documents read: **{n}**.", n=5).data
    'Documents read: **5**.'
    """
    filled = ""
    for words, hole, form, _ in Formatter().parse(sentence):
        filled += words + (plain(format(facts[hole], form)) if hole else "")
    return _markdown(filled)


def _markdown(text):
    """Text as Markdown; given to the constructor, text that begins with `http` is fetched."""
    shown = Markdown("")
    shown.data = text
    return shown


def listed(items, none="none", most=MOST):
    """Some items as a list in words; the last of very many are counted.

    >>> listed(["water", "women", "reforms"])
    'water, women and reforms'
    >>> listed("abcd", most=2)
    'a, b and 2 more'
    """
    items = [str(item) for item in items]
    if len(items) > most:
        items[most:] = [f"{len(items) - most} more"]
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items) or none


def show_table(table, most=MOST):
    """A table as Markdown, every cell harmless text; a line says how many rows are left out."""
    if not len(table):
        return _markdown(f"The table is empty: {', '.join(map(plain, table.columns))}.")
    rows = [table.columns, *table.head(most).itertuples(index=False)]
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    lines.insert(1, "| --- " * len(table.columns) + "|")
    more = f"\n\nRows not shown: {len(table) - most} of {len(table)}." if len(table) > most else ""
    return _markdown("\n".join(lines) + more)


def _cell(value):
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    if pd.isna(value):
        return ""
    return plain(f"{value:.4g}" if isinstance(value, float) else value)


def evidence(document, start, end, name=None):
    """Words of a document as a blockquote: their sentence, the words in **bold**, and their place,
    `start` and `end` in the raw document.
    """
    spans = [*document.sentences, *((span.start, span.end) for span in document.spans)]
    low, high = next(((a, b) for a, b in spans if a <= start < b), (start, end))
    words = plain(document.raw[start:end])
    if (low, max(high, end)) != (start, end):  # a whole sentence needs no emphasis
        words = f"{plain(document.raw[low:start])}**{words}**{plain(document.raw[end:high])}"
    place = f"{plain(name or document.doc_id)}, characters {start}–{end}"
    return _markdown(f"> {words.strip()}\n>\n> — {place}")


def figures_folder():
    """Where figures are written: the environment's FIGURES, else `figures/` beside the notebooks.

    Raises ValueError where the project's own figures would be those of other documents: where the
    settings cell of a committed notebook, or the environment, names another CORPUS than the seeds.
    """
    folder, seeds = Path(os.environ.get("FIGURES") or "../figures"), Path("../seeds")
    corpus = getattr(get_ipython(), "user_ns", os.environ).get("CORPUS")
    others = corpus and seeds.is_dir() and Path(corpus).resolve() != seeds.resolve()
    if others and not os.environ.get("FIGURES"):
        command = f"reproduce --corpus {corpus} --out FOLDER"
        raise ValueError(f"figures/ is kept for the seeds; for other documents run {command}")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def save(table, name):
    """Write a table without its index; the name of the file, and its bytes.

    No cell of a CSV can act as a formula. A table of more than 100,000 rows becomes `.parquet`,
    and the notebook says so.
    """
    if len(table) > ROWS:
        name, content = f"{Path(name).stem}.parquet", table.to_parquet(index=False)
        display(say("Saved as figures/{name}: {n:,} rows.", name=name, n=len(table)))
    else:
        content = spreadsheet_safe(table).to_csv(index=False, lineterminator="\n").encode("utf-8")
    (figures_folder() / name).write_bytes(content)
    return name, content


def show(figure, caption, data, name):
    """Save a picture and its numbers; show it with alt text, a caption and their fingerprint."""
    path = figures_folder() / f"{name}.png"
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)
    table, content = save(data, f"{name}.csv")
    mark = hashlib.sha256(content).hexdigest()[:12]
    text = f"{caption} [{table}, {len(data)} rows, sha256 {mark}]"
    look = {"image/png": {"alt": html.escape(caption), "width": WIDTH}}
    display({"image/png": path.read_bytes(), "text/plain": text}, raw=True, metadata=look)
    numbers = "*{caption}* Numbers: figures/{table}, {n} rows, fingerprint {mark}."
    display(say(numbers, caption=caption, table=table, n=len(data), mark=mark))
