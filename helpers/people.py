"""Who is named, and in which office.

Every word gets a one-letter tag from the user-editable tables (`H` heads an office, `N` may be a name …); the rules are
patterns over these tags, so that they see "Minister of Energy Jane Doe" as `HoFNN`. Precision goes before recall.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import Levenshtein

from .cleaning import label_spans
from .corpus import article_spans, raw_of
from .text import TABLES, read_table

_TAGS = {"office": "H", "post": "E", "general": "Z", "plural": "P", "calling": "C", "rank": "M", "past": "M",
         "honorific": "T", "field": "F", "body": "B", "site": "G", "country": "L", "place": "L", "month": "D",
         "particle": "p", "common": "x"}
_SIGNS = {"s": "'", "d": "0", "b": ";", "p": "-", "&": "&", ",": ",", "(": "(", ")": ")"}
_CAMEL = re.compile(r"[^\W\d_a-z]\w*[A-Z]")
_NOT_CAMEL = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Fitz|[OD]['’])[A-Z]")
_SMALL = re.compile("[xvhemfbcgz]")  # tags of words in small letters
_ARABIC = re.compile(r"(?:al|el|ul|as|ash|ad|ar|an|at)-[A-Z]")


class PersonMention(NamedTuple):
    """A person named at `text[start:end]`: the name's fullest form in that text, the office that stands beside it."""

    start: int
    end: int
    name: str
    office: str | None


@cache
def words_of(table, kind):
    """The words of a kind in a table of words, in order."""
    rows = read_table(TABLES / f"{table}.csv", ["kind"])
    return [w.strip() for row in rows[rows["kind"] == kind].itertuples() for w in row[2].split(";") if w.strip()]


def _any_of(kind):
    return re.compile(rf"\b(?:{'|'.join(words_of('titles', kind))})\b", re.IGNORECASE)


@cache
def _lexicon():
    """Word in lower case → tag."""
    words = dict.fromkeys(["of", "for", "to", "in", "on", "at"], "o") | dict.fromkeys(["the", "a", "an"], "t")
    words |= {"and": "&", "who": "w"}
    for kind, tag in _TAGS.items():
        for word in words_of("titles", kind):
            words.setdefault(word.split("=")[0].lower(), "J" if "=" in word else tag)
    for kind, tag in (("speech", "v"), ("headline", "V")):
        words |= {w: tag for w in words_of("verbs", kind) if w not in words and " " not in w}
    return words


@cache
def _endings(kind):
    return tuple(ending.lstrip("-").lower() for ending in words_of("titles", kind))


@cache
def _token():
    """What a text is cut into; a full stop belongs to initials and to Mr., and ends a sentence elsewhere."""
    words = sorted(words_of("titles", "honorific"), key=len, reverse=True)
    honorifics = "|".join(re.escape(w) + ("" if w.endswith(".") else r"\b\.?") for w in words)
    return re.compile(rf"""(?P<A>\bU\.\s?[SKN]\.?)(?!\w) | (?P<G>\bSt\.) | (?P<T>\b(?:{honorifics}))
        | (?P<I>\b(?:[^\W\d_a-z]|Ye|Yu|Ya|Zh|Sh|Kh|Ch|Ts|Dzh)\.(?=[ \xa0-]?[^\W\d_a-z]))
        | (?P<s>['’]s\b) | (?P<word>[^\W\d_]+(?:(?:-|['’](?!s\b))[^\W\d_]+)*) | (?P<d>\d+)
        | (?P<b>\n[ \t]*\n|(?<![^\n]{{45}})\n|[.!?;:…•|*›»“”"«\t]) | (?P<p>[,()&/–—-])""", re.VERBOSE)


@lru_cache(maxsize=1 << 16)
def _tag(word):
    """The tag of a word: capital letters for what may stand in a name or an office, small ones for the rest."""
    lexicon, low, capital = _lexicon(), word.lower(), word[0].isupper()
    tag = lexicon.get(low)
    if tag is None and "-" in low and all(part in lexicon for part in low.split("-")):
        tag = lexicon[low.rpartition("-")[2]]
    if tag:
        small = {"x": "X", "v": "V"} if capital else {t: "x" for t in "PLJDV"} | {t: t.lower() for t in "HEZMFBCG"}
        return small.get(tag, tag)
    if not capital:
        return "N" if _ARABIC.match(word) else "x"
    if word[0] > "ỿ" or "Ͱ" <= word[0] < "Ḁ":
        return "X"  # no Latin letter
    if any(_CAMEL.match(part) and not _NOT_CAMEL.match(part) for part in word.split("-")):
        return "R" if not low.strip("ivx") else "K" if word.isupper() and len(word) > 6 else "A"
    if low.endswith(_endings("ending")):
        return "F"
    return "S" if low.endswith(_endings("family")) else "N" if len(word) > 1 else "X"


def tagged(text):
    """The spans of the words and signs of a text, and their tags as one string, a letter each."""
    spans, tags = [], []
    for match in _token().finditer(text):
        kind, sign = match.lastgroup, match.group()
        spans.append(match.span())
        tags.append(_tag(sign) if kind == "word" else kind if kind.isupper() else _SIGNS.get(sign, _SIGNS[kind]))
    return spans, "".join(tags)


_BLOCKS = {}
_PATTERNS = read_table(TABLES / "names.csv", ["kind", "name", "pattern", "replacement", "example", "counter"])
for row in _PATTERNS.itertuples():
    _BLOCKS[row.name] = re.sub("<<(.+?)>>", lambda m: _BLOCKS[m[1]], row.pattern)
RULES, _NORMAL = (_PATTERNS[_PATTERNS["kind"] == kind] for kind in ("rule", "normal"))
_COMPILED = [(why, re.compile(_BLOCKS[why])) for why in RULES["name"]]
OFFICE, _FULL = _BLOCKS["office"], _BLOCKS["full"]
_AGAIN, _BODY = re.compile(_BLOCKS["again"]), re.compile(_BLOCKS["body"])
_BESIDE, _STATE = re.compile(r"[NSK]R?,t?$"), re.compile(r"o(?:tGo)?L")
_BACK = re.compile(r"\b[Tt]he (?:global |world |international )?([A-Z][a-z]+)\b")


def _office_of(match, tags, claimed):
    """The office of a match as a range of tags, without what belongs to another name; empty if nothing is left."""
    first, last = match.start("chain"), match.end("office")
    if match.start("name") < first:  # Jane Doe, head of the bank, director of the fund Kim Roe
        last = next((i for i in range(first, last) if i in claimed), last)
        return range(first, first + len(tags[first:last].rstrip(",&-t")))
    if _BESIDE.search(tags, max(0, first - 4), first):
        first = last if tags[last] == "," else match.start("office")  # Jane Doe, head of the bank, Kim Roe
    elif _STATE.search(match["chain"]) and _STATE.search(match["office"]):
        first = match.start("office")  # the President of Chile and Prime Minister of Peru Jane Doe: two people
    return range(first, last)


def _headline(match, tags):
    """Whether a match is part of a line in which every word has a capital: there a verb looks like a name."""
    first = max(0, match.start() - 60)
    before, after = tags[first:match.start()].rpartition(";")[2], tags[match.end():match.end() + 60].partition(";")[0]
    line = before + match[0] + after
    return len(line) > max(5, len(match[0])) and not _SMALL.search(line)


def _candidates(tags):
    """Who is a person by a rule, as ranges of tags: `(name, office, rule)`."""
    named, claimed, found = set(), set(), []
    for why, pattern in _COMPILED:
        for match in pattern.finditer(tags):
            name, held = range(*match.span("name")), "office" in pattern.groupindex
            office = _office_of(match, tags, claimed) if held else range(0)
            if (office or not held) and named.isdisjoint(name) and not _headline(match, tags):
                named.update(name)
                claimed.update(office)
                found.append((name, office, why))
    return found


@lru_cache(maxsize=2048)
def _read(text):
    """Who is named in a text, as `(start, end, form, office)` in order, and what may be an organisation, as spans."""
    spans, tags = tagged(text)

    def place(where):
        return spans[where[0]][0], spans[where[-1]][1]

    def words(where):
        return " ".join(text[slice(*place(where))].split()) if where else ""

    rows, taken = [], set()
    for name, office, why in _candidates(tags):
        rows.append((*place(name), words(name), words(office).removesuffix("s" if why.startswith("offices") else "")))
        taken.update(name)
    forms = {form for _, _, form, _ in rows}
    families = {form.split()[-1] for form in forms}
    for again in (range(*match.span()) for match in _AGAIN.finditer(tags) if rows):
        (start, end), form = place(again), words(again)
        somewhere = text[max(0, start - 5):start].lower().endswith((" in ", " at ", "near ", "from "))  # in Austin
        if taken.isdisjoint(again) and (form in forms or form in families and not somewhere):
            rows.append((start, end, form, ""))
    return sorted(rows), [place(range(*match.span())) for match in _BODY.finditer(tags)]


def _fold(form):
    """The words of a name without accents and capitals."""
    return "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c)).casefold().split()


def _same(short, long, office, across):
    """Why a form names the same person as a fuller one, or None; `office` is whether they share one."""
    a, b = _fold(short), _fold(long)
    if len(a) == 1:
        why = "family name" if a[0] == b[-1] else "first word, same office" if a[0] == b[0] and office else None
        return why if office or not across else None
    if sorted(a) == sorted(b):
        return "same words"
    if a[-1] == b[-1] and all(any(x == y or (x[-1] == "." and y.startswith(x[:-1])) for y in b[:-1]) for x in a[:-1]):
        return "initial and family name" if "." in short else "shorter form"
    near = a[0][0] == b[0][0] and Levenshtein.distance(a[-1], b[-1]) <= max(1, len(b[-1]) // 6)
    given = "." in (a[0][-1], b[0][-1]) or Levenshtein.distance(a[0], b[0]) <= 1
    return "near spelling, same initial, same office" if office and near and given and len(b) > 1 else None


def _merge(forms, across=False):
    """Each form → `(fullest form of the same person, why)`; `forms` maps a form to its normal offices.

    A form that fits two people stays by itself. Across documents a single word needs the same office as well.
    """
    merged, index = {}, defaultdict(list)
    for form in sorted(forms, key=lambda f: (-sum("." not in w for w in f.split()), -len(f), f.isascii(), f)):
        words = _fold(form)
        keys = [words[-1], *sorted(words)[:1], *((words[0][0], office) for office in sorted(forms[form]))]
        near = dict.fromkeys(name for key in keys for name in index[key])
        fits = {name: why for name in near if (why := _same(form, name, bool(forms[form] & forms[name]), across))}
        merged[form] = next(iter(fits.items())) if len(fits) == 1 else (form, "fullest form")
        for key in {*keys, words[0]} if merged[form][0] == form else ():
            index[key].append(form)
    return merged


def _merged(text):
    """Each form of a name in a text → `(fullest form, why)`."""
    forms = defaultdict(set)
    for _, _, form, office in _read(text)[0]:
        forms[form].update(normal_offices(office))
    return _merge(forms)


def aliases(text):
    """How the forms of the names in a text were merged: a DataFrame `form, name, why`."""
    return pd.DataFrame([(form, *found) for form, found in _merged(text).items()], columns=["form", "name", "why"])


def find_people(text):
    """The people named in a text, in order, as a list of `PersonMention`.

    `name` is the fullest form in this text, `office` the words of the office beside this mention, or None.

    >>> [m[2:] for m in find_people("Deputy Head of Mission Jane Doe met Mr. Roe. Then Doe left.")]
    [('Jane Doe', 'Deputy Head of Mission'), ('Roe', None), ('Jane Doe', None)]
    """
    merged = _merged(text)
    return [PersonMention(start, end, merged[form][0], office or None) for start, end, form, office in _read(text)[0]]


@lru_cache(maxsize=4096)
def normal_offices(office):
    """The offices in the words of one or more, each in its normal form, as a tuple.

    >>> normal_offices("Deputy Prime Minister – Kazakh Foreign Minister")
    ('Deputy Prime Minister of Kazakhstan', 'Minister of Foreign Affairs of Kazakhstan')
    """
    pattern, known = _known()
    office = pattern.sub(lambda m: known[_plain(m.group())][0], " ".join(office.split()))
    spans, tags = tagged(office)
    parts = [_normal(office[spans[m.start()][0]:spans[m.end() - 1][1]]) for m in re.finditer(OFFICE, tags)]
    state = parts and re.search(rf" of (?:{'|'.join(map(re.escape, _countries().values()))})$", parts[-1])
    return tuple(p + state.group() if state and not re.search(r" of |[A-Z]{2}", p) else p for p in parts)


@cache
def _countries():
    """Country, or its adjective → country."""
    return {w.split("=")[0]: w.split("=")[-1] for w in words_of("titles", "country")}


def _normal(office):
    """One office in its normal form."""
    first, _, rest = office.partition(" ")
    if _countries().get(first, first) != first:
        office = f"{rest} of {_countries()[first]}"
    for pattern, normal in zip(_NORMAL["pattern"], _NORMAL["replacement"], strict=True):
        office = re.sub(pattern, normal, office)
    return office[:1].upper() + office[1:]


@cache
def _known():
    """The pattern of the known forms of organisations, longest first, and plainest form → `(name, word for it)`."""
    rows = read_table(TABLES / "organisations.csv", ["name", "forms", "back"]).itertuples()
    forms = {form.strip(): (row.name, row.back) for row in rows for form in row.forms.split(";")}
    pattern = "|".join(_spelt(f) if " " in f else re.escape(f) for f in sorted(forms, key=len, reverse=True))
    return re.compile(rf"\b(?:{pattern})\b"), {_plain(form): names for form, names in forms.items()}


def _plain(form):
    return re.sub(r"center\b", "centre", " ".join(form.casefold().replace("organis", "organiz").split()))


def _spelt(form):
    """A pattern for a name of several words, in either spelling and any case."""
    for variants in ("cent(?:re|er)\\b", "organi[sz]", r"\s+"):
        form = re.sub("(?i)" + variants, lambda _, v=variants: v, form)
    return f"(?i:{form})"


# --- a corpus --------------------------------------------------------------------------------------------------------

class Page(NamedTuple):
    """A document as received, its stretches as `(start, end, label)`, and its body in place, all else blank."""

    raw: str
    spans: tuple
    body: str


def page(corpus, doc_id):
    """The `Page` of a document; where the corpus keeps nothing but `text`, all of it is body."""
    row = corpus.loc[doc_id]
    if not isinstance(row.get("raw") or row.get("path"), str):
        return Page(row["text"], ((0, len(row["text"]), "body"),), row["text"])
    spans = row.get("spans")
    return _page(raw_of(corpus, doc_id), tuple(map(tuple, spans)) if isinstance(spans, list) else None)


@lru_cache(maxsize=2048)
def _page(raw, spans):
    spans = spans or tuple(article_spans({"raw": raw}))
    return Page(raw, spans, masked(raw, [(a, b) for a, b, label in spans if label == "body"]))


def masked(raw, kept):
    """A text in which all but the spans to keep is blank, so that offsets stay."""
    parts, position = [], 0
    for start, end in kept:
        parts += ["\n" * (start - position), raw[start:end]]
        position = end
    return "".join(parts)


def table(rows, columns):
    """A DataFrame that keeps None as None."""
    with pd.option_context("future.infer_string", False):
        return pd.DataFrame(rows, columns=columns)


def mentions(corpus):
    """doc_id → the document's `PersonMention`s as a tuple, names merged over the corpus."""
    found, forms = {doc_id: find_people(page(corpus, doc_id).body) for doc_id in corpus.index}, defaultdict(set)
    for mention in (m for named in found.values() for m in named):
        forms[mention.name].update(normal_offices(mention.office or ""))
    merged = _merge(forms, across=True)
    return {doc_id: tuple(m._replace(name=merged[m.name][0]) for m in named) for doc_id, named in found.items()}


def people(corpus):
    """Everybody named: a DataFrame `doc_id, start, end, words, name, office, role`.

    Names are merged over the documents. `role` is the person's strongest in the document: principal (side of the
    reported meeting, or speaks), present, inferred (speaks after it), mentioned; who wrote the page is a byline.
    """
    from .voices import roles

    rows = []
    for doc_id, named in mentions(corpus).items():
        document = page(corpus, doc_id)
        role = roles(document, named)
        rows += [(doc_id, m.start, m.end, document.raw[m.start:m.end], m.name, m.office, role[m.name]) for m in named]
        rows += [(doc_id, a, b, document.raw[a:b], " ".join(document.raw[a:b].split()), None, "byline")
                 for a, b in _authors(document)]
    return table(rows, ["doc_id", "start", "end", "words", "name", "office", "role"])


def provenance(corpus):
    """Where each document comes from: a DataFrame `doc_id, outlet, credit, author, language, added`, in its own words.

    `outlet` is the agency of its dateline or source line, `credit` the source that it names ("…, the press service
    reports"), `added` the day that an archive put there; None where nothing is said.
    """
    rows = []
    for doc_id in corpus.index:
        document, found = page(corpus, doc_id), defaultdict(list)
        for start, end, label, reason in label_spans(document.raw):
            found[reason if reason in ("archive header", "place and agency") else label].append(document.raw[start:end])
        outlet = [re.sub(r"\A\W+|,?\s*\d.*\Z", "", words) for words in found["source"]]
        outlet += [words.split()[-1] for words in found["place and agency"]]
        added = re.findall(r"(?:\w+ )?\d{4}-\d\d-\d\d", " ".join(found["archive header"]))
        credit = re.search(r",\s*((?:[^\s,.]+ ){1,8})(?:reports|informs|reported)\.(?=\s|\Z)", document.body)
        author = [document.raw[a:b] for a, b in _authors(document)]
        rows.append((doc_id, "; ".join(outlet) or None, credit and credit[1].strip(), "; ".join(author) or None,
                     corpus.loc[doc_id].get("language"), "; ".join(added) or None))
    return table(rows, ["doc_id", "outlet", "credit", "author", "language", "added"])


def _authors(document):
    """The spans of the names in the bylines of a document."""
    lines = [(a, b) for a, b, label in document.spans if label == "byline"]
    spans, tags = tagged(masked(document.raw, lines))
    return [(spans[m.start()][0], spans[m.end() - 1][1]) for m in re.finditer(_FULL, tags)]


def person_matrix(corpus):
    """Name × doc_id with the strongest role, "" where the person is not named."""
    rows = people(corpus).drop_duplicates(["name", "doc_id"])
    matrix = rows.pivot(index="name", columns="doc_id", values="role")
    return matrix.reindex(index=rows["name"].unique(), columns=corpus.index).fillna("")


def organisations(corpus):
    """The organisations named: a DataFrame `doc_id, start, end, words, name`.

    `name` comes from `tables/organisations.csv`; None for what looks like an organisation and is not in the table.
    """
    rows = [(doc_id, *row) for doc_id in corpus.index for row in _organisations(page(corpus, doc_id).body)]
    return table(rows, ["doc_id", "start", "end", "words", "name"])


def _organisations(text):
    """`(start, end, words, name)` in order: known forms, words that refer back to them, and unknown names."""
    pattern, known = _known()
    found = {m.span(): known[_plain(m.group())] for m in pattern.finditer(text)}
    taken, last = {i for span in found for i in range(*span)}, {}
    backs = {m.span(1): m[1] for m in _BACK.finditer(text) if m.start(1) not in taken}  # "the Centre": the last such
    for span in sorted([*found, *backs]):
        if span in found:
            last[_plain(found[span][1])] = found[span] if found[span][1] else None
        elif _plain(backs[span]) in last:
            found[span] = last[_plain(backs[span])]
            taken.update(range(*span))
    found |= {span: (None, "") for span in _read(text)[1] if taken.isdisjoint(range(*span))}
    return [(*span, " ".join(text[slice(*span)].split()), name) for span, (name, _) in sorted(found.items())]


# --- who held what ---------------------------------------------------------------------------------------------------

def offices(corpus, days=None):
    """Who held which office: a DataFrame `office, name, doc_id, words, earliest, latest`.

    `office` is in its normal form; `earliest` and `latest` bound the day on which the text knows it: from `days`, a
    Series doc_id → (earliest, latest), or from `published`. Former offices are left out. An office without its country
    takes that of the same person's same office elsewhere.
    """
    days = corpus["published"].map(lambda day: (day, day)) if days is None else days
    past = _any_of("past")
    rows = [(office, m.name, doc_id, m.office, *days.get(doc_id, (None, None)))
            for doc_id, named in mentions(corpus).items() for m in named if m.office and not past.match(m.office)
            for office in normal_offices(m.office)]
    known = {(name, office.rpartition(" of ")[0]): office for office, name, *_ in rows
             if office.rpartition(" of ")[2] in _countries().values()}
    rows = [(known.get((name, office), office), name, *rest) for office, name, *rest in rows]
    return table(rows, ["office", "name", "doc_id", "words", "earliest", "latest"]).drop_duplicates(
        ["office", "name", "doc_id"], ignore_index=True)


def handovers(offices):
    """Offices that changed hands: a DataFrame `office, before, after, earliest, latest`.

    At least once between two different holders on known days; between two days of one holder nothing is claimed, nor of
    offices that several people hold at once ("Deputy Minister").
    """
    rows, many = [], _any_of("many")
    known = offices.dropna(subset=["earliest", "latest"]).sort_values(["earliest", "latest"], kind="stable")
    for office, held in known.groupby("office"):
        if not many.search(office) or re.search(r" (?:in|to) ", office):
            rows += [(office, a.name, b.name, a.earliest, b.latest) for a, b in pairwise(held.itertuples(index=False))
                     if a.name != b.name and a.latest < b.earliest]
    return table(rows, ["office", "before", "after", "earliest", "latest"])
