"""What every module needs of text: user-editable tables, sentences, and harmless display."""

import csv
import html
import os
import re
import sys
import unicodedata
from pathlib import Path

import pandas as pd
from tqdm import tqdm

TABLES = Path(__file__).parent / "tables"
_NO_STOP = set(re.findall(r"\S+",  # a full stop after one of these ends no sentence
    "mr mrs ms dr prof gen col lt sgt st no nos vol fig art jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp "
    "vs etc approx dept rep sen gov pres rev hon messrs al e.g i.e u.s u.k u.n a.m p.m ye yu zh sh kh ch"))
_BREAK = re.compile(r"(?<![.!?…])[.!?…]++[\"”’»)\]]*+(?=\s++[\"“‘«(\[–-]?+\s?+(?:[^\W\d_a-zа-я]|\d)|\s*+\Z)"
                    r"|\n(?:[^\S\n]*+\n)++|\n(?=\s*+[–•*-]\s)")
_BLOCK = re.compile(r"\A(?:(\d{1,9})([.)])(?=\s)|()([#+=-])(?=[\s#=-]|\Z))")  # would open a list, a heading or a rule
_MARKUP = re.compile(r"([\\`*_{}\[\]|~])")


def sentences(text):
    """The sentences of a text as `(start, end)` spans without outer white space.

    >>> text = "Mr. N. Gherman left. On 4 July, she will return"
    >>> [text[a:b] for a, b in sentences(text)]
    ['Mr. N. Gherman left.', 'On 4 July, she will return']
    """
    spans, start, last = [], 0, len(text.rstrip())
    for stop in _BREAK.finditer(text):
        if stop.group()[0] == ".":
            before = (text[max(start, stop.start() - 40):stop.start()].split() or [""])[-1].lstrip('(["“').lower()
            initial = len(before) == 1 and before.isalpha() and before != "i"
            if stop.end() < last and (before in _NO_STOP or initial):
                continue
        spans.append((start, stop.end()))
        start = stop.end()
    spans.append((start, len(text)))
    trimmed = ((a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in spans)
    return [(a, b) for a, b in trimmed if a < b]


def read_table(path, columns):
    """A user-editable CSV table as a DataFrame of strings; lines that begin with `#` explain it.

    Raises ValueError naming file and line where a column is missing or a row has too few or too many cells.
    """
    path = Path(path)
    rows, header = [], None
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip() for cell in next(csv.reader([line]))]
            if header is None:
                header = cells
                if missing := [c for c in columns if c not in header]:
                    raise ValueError(f"{path}, line {number}: column {', '.join(missing)} is missing; "
                                     f"the header must name {', '.join(columns)}")
            elif len(cells) != len(header):
                raise ValueError(f"{path}, line {number}: {len(cells)} cells where the header has {len(header)}; "
                                 "put text that holds a comma between double quotes")
            else:
                rows.append([*cells, number])
    return pd.DataFrame(rows, columns=[*(header or columns), "line"]).set_index("line")


def plain(text):
    r"""Document text made harmless for Markdown and HTML: markup shows as it stands, unseen characters by their code.

    >>> plain("<b>5 * 3</b> costs $x$")
    '&lt;b&gt;5 \\* 3&lt;/b&gt; costs &#36;x&#36;'
    """
    text = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else f"⟨U+{ord(c):04X}⟩"
                   for c in re.sub(r"\s+", " ", str(text)))
    text = _MARKUP.sub(r"\\\1", html.escape(text, quote=False)).replace("$", "&#36;").replace("://", "&#58;//")
    return _BLOCK.sub(r"\1\3\\\2\4", text)


def progress(items, what, total=None):
    """The items, with a bar for anything over two seconds on a terminal or in JupyterLab (`TQDM_DISABLE=1`: never)."""
    seen = (sys.stderr.isatty() or "ipykernel" in sys.modules) and not os.environ.get("TQDM_DISABLE")
    return tqdm(items, desc=what, total=total, delay=2, leave=False, disable=not seen)


def spreadsheet_safe(table):
    """A table no cell of which a spreadsheet takes for a formula: a leading = + - @ or tab gets an apostrophe."""
    return table.map(lambda v: "'" + v if isinstance(v, str) and re.match(r"[=+@\t\r]|-(?!\d)", v) else v)
