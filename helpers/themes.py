"""Whose words, what became of each matter, and which document names which theme: tables.

A theme's mark is the strongest of *agreed* (in an undertaking that is agreed), *discussed* (raised,
told or presented at the talk: in quoted or reported speech, or in an undertaking of TOLD),
*described* (told by the page itself) and *in a name* (only inside the name of a body).
"""

import re

import pandas as pd

from helpers.corpus import documents
from helpers.people import merged_names, table
from helpers.readers.rules import phrases, read_rows
from helpers.readers.text import within

STRENGTH = ("agreed", "discussed", "described", "in a name")  # strongest first
NOT_NAMED = "not named"  # in this text, and no more
TOLD = {"discussed", "proposed", "offered", "supported", "praised"}


def voices(corpus):
    """Each sentence of the bodies and whose it is.

    A DataFrame `doc_id, start, end, text, voice, speaker`: offsets into the raw text, `voice` is
    quotation, reported speech or page, `speaker` a name as the corpus has it, None if in doubt.
    """
    columns = ["doc_id", "start", "end", "text", "voice", "speaker"]
    return table(_named(corpus, "voices", "speaker"), columns)


def undertakings(corpus):
    """What became of each matter: a DataFrame `doc_id, start, end, words, kind, rule, who, to`.

    `kind` is one of those that head `tables/undertakings.csv`, `rule` the words that tell it, `who`
    does it, `to` receives what is offered, supported or praised: None where the sentence has none.
    """
    columns = ["doc_id", "start", "end", "words", "kind", "rule", "who", "to"]
    return table(_named(corpus, "undertakings", "who"), columns)


def _named(corpus, kind, field):
    """What the documents have of a kind, with its words, and in one field the corpus's name."""
    names = merged_names(corpus)
    for doc_id, document in documents(corpus).items():
        for found in getattr(document, kind):
            name = getattr(found, field)
            start, end, *rest = found._replace(**{field: names.get(name, name)})
            yield doc_id, start, end, document.words(found), *rest


def read_themes(path):
    """The user's table of themes, `theme, words`: alternatives parted by `|`, `*` for any ending.

    Raises ValueError naming file and line where the table is not as it should be.
    """
    rows = read_rows(path, ["theme", "words"])
    return pd.DataFrame([(row.theme, row.words) for row in rows], columns=["theme", "words"])


def theme_mentions(corpus, themes):
    """Every place where a theme is named.

    A DataFrame `theme, doc_id, start, end, words, mark`; `mark` is one of STRENGTH.
    """
    patterns = [(row.theme, _pattern(row.words)) for row in themes.itertuples()]
    rows = []
    for doc_id, document in documents(corpus).items():
        for voice in document.voices:
            sentence = document.words(voice)
            for theme, pattern in patterns:
                for hit in pattern.finditer(sentence):
                    place = voice.start + hit.start(), voice.start + hit.end()
                    rows.append((theme, doc_id, *place, hit[0], _mark(document, voice, *place)))
    return table(rows, ["theme", "doc_id", "start", "end", "words", "mark"])


def _pattern(words):
    pattern = phrases(word.strip() for word in words.split("|")).replace(r"\*", r"\w*")
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)


def _mark(document, voice, start, end):
    """The mark of a theme named at a place in a sentence."""
    kinds = {one.kind for one in within(document.undertakings, voice.start, voice.end)}
    if "agreed" in kinds:
        return "agreed"
    if any(o.start <= start and end <= o.end for o in within(document.organisations, start, end)):
        return "in a name"
    return "discussed" if kinds & TOLD or voice.voice != "page" else "described"


def theme_matrix(mentions, corpus, themes):
    """Theme × document with the strongest mark; "not named" where no word of it stands there."""
    matrix = strongest(mentions).pivot(index="theme", columns="doc_id", values="mark")
    return matrix.reindex(index=themes["theme"].unique(), columns=corpus.index).fillna(NOT_NAMED)


def strongest(mentions):
    """One mention for each theme and document: the first with the strongest mark."""
    ranked = mentions.assign(rank=mentions["mark"].map(STRENGTH.index))
    ranked = ranked.sort_values(["theme", "doc_id", "rank", "start"])
    return ranked.drop_duplicates(["theme", "doc_id"])
