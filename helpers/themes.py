"""Themes: which document names what, and whether it was agreed, discussed, described or stands in a name only."""

import re

import pandas as pd

from helpers.people import organisations
from helpers.text import read_table
from helpers.voices import undertakings, voices

STRENGTH = ("agreed", "discussed", "described", "in a name")  # strongest first
_SPOKEN = {"quotation", "reported speech"}


def read_themes(path):
    """The user's table of themes: `theme, words`; alternatives parted by `|`, `*` for any ending."""
    return read_table(path, ["theme", "words"])


def theme_mentions(corpus, themes):
    """Every place where a theme is named: `theme, doc_id, start, end, words, mark, sentence, at`.

    The mark is *agreed* inside an agreed undertaking, *in a name* inside the name of a body, *discussed* in reported
    or quoted speech or in what a party raised, else *described*. `at` is where the sentence begins in the raw text.
    """
    spoken = voices(corpus)
    names, done = (_spans(t) for t in (organisations(corpus), undertakings(corpus)))
    patterns = [(theme, _pattern(words)) for theme, words in zip(themes["theme"], themes["words"], strict=True)]
    rows = []
    for s in spoken.itertuples():
        for theme, words in patterns:
            for hit in words.finditer(s.text):
                a, b = s.start + hit.start(), s.start + hit.end()
                rows.append((theme, s.doc_id, a, b, hit.group(),
                             _mark(a, b, s, names.get(s.doc_id, ()), done.get(s.doc_id, ())), s.text, s.start))
    return pd.DataFrame(rows, columns=["theme", "doc_id", "start", "end", "words", "mark", "sentence", "at"])


def theme_matrix(mentions, corpus, themes):
    """Theme × document with the strongest mark of each; `not named` where no word of the theme stands in the text."""
    best = mentions.assign(rank=mentions["mark"].map(STRENGTH.index)).groupby(["theme", "doc_id"])["rank"].min()
    table = pd.DataFrame("not named", index=list(dict.fromkeys(themes["theme"])), columns=corpus.index)
    for (theme, doc_id), rank in best.items():
        table.loc[theme, doc_id] = STRENGTH[rank]
    return table


def strongest(mentions):
    """One mention for each theme and document: the first with the strongest mark."""
    ranked = mentions.assign(rank=mentions["mark"].map(STRENGTH.index))
    return ranked.sort_values(["rank", "start"]).drop_duplicates(["theme", "doc_id"]).sort_values(["theme", "doc_id"])


def _pattern(words):
    parts = (re.escape(w.strip()).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in words.split("|"))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _spans(table):
    key = table["kind"] if "kind" in table else pd.Series("name", table.index)
    rows = zip(table["doc_id"], table["start"], table["end"], key, strict=True)
    spans = {}
    for doc_id, start, end, kind in rows:
        spans.setdefault(doc_id, []).append((start, end, kind))
    return spans


def _mark(a, b, sentence, names, done):
    kinds = {kind for start, end, kind in done if start <= a and b <= end}
    if "agreed" in kinds:
        return "agreed"
    if any(start <= a and b <= end for start, end, _ in names):
        return "in a name"
    return "discussed" if kinds & {"discussed", "proposed"} or sentence.voice in _SPOKEN else "described"
