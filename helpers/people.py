"""Who is named, where, in which role and office: tables over a corpus.

The readers find names and offices in each document; here their names are merged over the documents,
and offices are compared. A change of office is stated only for an office that names its body or
state and that one person holds at a time, between people who take part in what two pages report.
"""

from collections import defaultdict
from itertools import pairwise, product

import pandas as pd
from rapidfuzz.distance import Levenshtein

from helpers.corpus import documents, frame
from helpers.readers.names import fold, full_names, merge_names
from helpers.readers.offices import COUNTRIES, held_alone, normal_offices, was_held

OFFICES = ["office", "name", "doc_id", "words", "role", "earliest", "latest"]


def table(rows, columns):
    """A DataFrame of rows that keeps None as None."""
    with pd.option_context("future.infer_string", False):
        return frame(rows, columns)


def merged_names(corpus):
    """Name in a document → the fullest form of the same person's name in the corpus, as a dict.

    A single word is another document's person only where both name the same office.
    """
    mentions = (mention for document in documents(corpus).values() for mention in document.names)
    return merge_names(mentions, across=True)


def people(corpus):
    """Everybody named: a DataFrame `doc_id, start, end, words, name, office, role`, one row each.

    `start`, `end` are offsets into the raw text, `words` what stands there, `name` the fullest form
    in the corpus, `office` the words of the office beside it or None. `role` is the person's
    strongest in the document: principal (side of the reported meeting, or speaks), present,
    inferred (speaks after it), mentioned; who wrote the page is a byline.
    """
    names, rows = merged_names(corpus), []
    for doc_id, document in documents(corpus).items():
        for m in document.names:
            known = names[m.name], m.office, document.roles[m.name]
            rows.append((doc_id, m.start, m.end, document.words(m), *known))
        for line in (span for span in document.spans if span.label == "byline"):
            for start, end in full_names(document.words(line)):
                place = line.start + start, line.start + end
                words = document.words(place)
                rows.append((doc_id, *place, words, " ".join(words.split()), None, "byline"))
    return table(rows, ["doc_id", "start", "end", "words", "name", "office", "role"])


def roles(corpus):
    """Who is named in which document: the rows of `people`, one a name and document."""
    return people(corpus).drop_duplicates(["name", "doc_id"], ignore_index=True)


def offices(corpus, days=None):
    """Who held which office: a DataFrame `office, name, doc_id, words, role, earliest, latest`.

    `office` is in its normal form, `words` as it stands there, `role` the holder's in the document;
    `earliest` and `latest` bound the day on which the text knows it, as ISO days or None: from
    `days`, a Series doc_id → (earliest, latest), or from `published`. Former offices are left out.
    An office without its country takes that of the same person's same office elsewhere, if one.
    """
    days = corpus["published"].map(lambda day: (day, day)) if days is None else days
    names, rows = merged_names(corpus), []
    for doc_id, document in documents(corpus).items():
        for _, _, name, words in document.names:
            if words and not was_held(words):
                place = (doc_id, words, document.roles[name], *days.get(doc_id, (None, None)))
                rows += [(office, names[name], *place) for office in normal_offices(words)]
    known = _with_country(rows)
    rows = [(known.get((name, office), office), name, *rest) for office, name, *rest in rows]
    return table(rows, OFFICES).drop_duplicates(["office", "name", "doc_id"], ignore_index=True)


def _with_country(rows):
    """(Name, office without a country) → the office with the only country that it has elsewhere."""
    found, states = defaultdict(set), set(COUNTRIES.values())
    for office, name, *_ in rows:
        short, _, state = office.rpartition(" of ")
        if state in states and " " in name:
            found[name, short].add(office)
    return {key: offices.pop() for key, offices in found.items() if len(offices) == 1}


def handovers(offices):
    """Offices that changed hands: a DataFrame `office, before, after, earliest, latest`.

    At least once between the two days, ISO days, on which two different people are known to hold an
    office that names its body or state and has one holder. Between two days of one holder nothing
    is claimed, nor of people who are only mentioned: their page may tell of another time.
    """
    known = offices.dropna(subset=["earliest", "latest"]).query("role != 'mentioned'")
    known = known[known["office"].map(held_alone).astype(bool)]
    rows = [
        (a.office, a.name, b.name, a.earliest, b.latest)
        for a, b in pairwise(known.sort_values(["office", "earliest", "latest"]).itertuples())
        if a.office == b.office and a.latest < b.earliest and _two_people(a.name, b.name)
    ]
    return table(rows, ["office", "before", "after", "earliest", "latest"])


def _two_people(one, other):
    """Whether two names share no word, nor two that may be spellings of one."""
    pairs = product(fold(one), fold(other))
    return all(Levenshtein.distance(a, b) > max(1, len(b) // 3) for a, b in pairs)
