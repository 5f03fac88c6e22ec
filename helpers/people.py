"""Who is named, in which office, in whose words, and who undertook what.

Every word gets a one-letter tag from the user-editable tables (`H` heads an office, `N` may be a name …); the rules are
patterns over these tags, so that they see "Minister of Energy Jane Doe" as `HoFNN`. Precision goes before recall.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cache, lru_cache
from itertools import pairwise, product
from operator import itemgetter
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import Levenshtein

from .cleaning import label_spans
from .corpus import article_spans, raw_of
from .text import TABLES, read_table, sentences

ROLES = ("principal", "present", "inferred", "mentioned", "byline")  # strongest first
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
def _words(table, kind):
    """The words of a kind in a table of words, in order."""
    rows = read_table(TABLES / f"{table}.csv", ["kind"])
    return [w.strip() for row in rows[rows["kind"] == kind].itertuples() for w in row[2].split(";") if w.strip()]


@cache
def _lexicon():
    """Word in lower case → tag."""
    words = dict.fromkeys(["of", "for", "to", "in", "on", "at"], "o") | dict.fromkeys(["the", "a", "an"], "t")
    words |= {"and": "&", "who": "w"}
    for kind, tag in _TAGS.items():
        for word in _words("titles", kind):
            words.setdefault(word.split("=")[0].lower(), "J" if "=" in word else tag)
    for kind, tag in (("speech", "v"), ("headline", "V")):
        words |= {w: tag for w in _words("verbs", kind) if w not in words and " " not in w}
    return words


@cache
def _endings(kind):
    return tuple(ending.lstrip("-").lower() for ending in _words("titles", kind))


@cache
def _token():
    """What a text is cut into; a full stop belongs to initials and to Mr., and ends a sentence elsewhere."""
    words = sorted(_words("titles", "honorific"), key=len, reverse=True)
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


def _tagged(text):
    """The spans of the words and signs of a text, and their tags as one string, a letter each."""
    spans, tags = [], []
    for match in _token().finditer(text):
        kind, sign = match.lastgroup, match.group()
        spans.append(match.span())
        tags.append(_tag(sign) if kind == "word" else kind if kind.isupper() else _SIGNS.get(sign, _SIGNS[kind]))
    return spans, "".join(tags)


# An office: ranks and institutions, its head, and what it is over. An inner head needs its article: "Special
# Representative of the UN Secretary-General" is one office, in "spokesman for Prime Minister Doe" the second is Doe's.
_UNIT = r"(?:[MmJAFfBbGP]|[LN]g|L|[NS]{1,6}(?=[oLJAFBG(]))"
_OVER = (rf"(?:o(?:t(?:{_UNIT}|[HhEeZz]){{1,8}}|t?[NS]{_UNIT}{{0,6}}|{_UNIT}{{1,8}})|&{_UNIT}{{1,6}}(?![HhEeMmZz])"
         r"|(?:,[Ff]{1,2}){1,3}&(?:[Ff]|[NS](?=F)){1,3})(?:\([AK]\))?")
_OFFICE = (r"(?:[MmJAFfBbG]|(?<!o)L|[HhEe]'?|[Zz]){0,7}[HhEe][Zz]?(?:M&M)?(?:\([AK]\))?"
           rf"(?:{_OVER}){{0,6}}")
_CHAIN = rf"(?P<chain>(?:{_OFFICE}(?:,&?|[&-])){{0,3}})(?P<office>{_OFFICE})"
_PLURAL = r"(?P<chain>(?P<office>[MJAFL]{0,3}P))"
_PART, _END = "[NSI]p{0,3}", "(?![NSKABGFHEMJLCRZ])"  # "Doe University" is no Doe
_ONE, _FULL = rf"p{{0,3}}[NS]R?{_END}", rf"(?:{_PART}){{1,4}}[NSK]R?{_END}"
_ODD = rf"(?:I{{1,2}}[JLDHFBG]|[NS](?:L|D(?!0))){_END}"  # after a title only: Ms. N. German, Ms. Jane May
_RULES = [  # (why this is a person, pattern over tags, an example, a counter-example)
    ("office before", rf"{_CHAIN}(?:,?t?T+|,)?(?P<name>{_FULL}|{_ODD})", "Minister of Energy Jane Doe left.",
     "The Minister of Energy Efficiency left."),
    ("office after", rf"(?P<name>{_FULL})[,(]t?{_CHAIN}", "Jane Doe, head of the bank, left.",
     "Doe Creek, a river, is long."),
    ("office before one name", rf"{_CHAIN}(?:T+|(?<=[Hh])|(?<=[HG]oL)|(?<=HZ))(?P<name>{_ONE})", "President Doe left.",
     "President Hotel is shut."),
    ("offices before", rf"{_PLURAL}(?P<name>{_FULL}|{_ONE})", "Presidents Doe and Roe left.",
     "Presidents of Central Asia left."),
    ("offices before both", rf"{_PLURAL}(?:(?:{_PART}){{1,4}},?){{1,4}}&(?P<name>{_FULL}|{_ONE})",
     "Presidents Kim Roe and Jane Doe left.", "Presidents of Doe Creek and Roe Creek left."),
    ("honorific", rf"T+(?P<name>{_FULL}|{_ODD}|{_ONE})", "Mr. Doe left.", "Doe left."),
    ("calling", rf"(?:c|(?<![A-Z])C)(?P<name>{_FULL})", "The poet Jane Doe left.", "The poet left Doe Creek."),
    ("who", rf"(?P<name>{_FULL}),?w", "Jane Doe, who came, left.", "Doe Creek, which is long, floods."),
    ("speaks", rf"(?P<name>{_FULL})v", "Jane Doe said so.", "Human Rights Watch said so."),
    ("is quoted", rf"v(?P<name>{_FULL})", "It is late, added Jane Doe.", "It is late, added White House staff."),
    ("initials", rf"(?P<name>(?:(?<=[,&(v])I|II{{1,2}}|I(?=[NS](?:v|&I)))[NS]{_END})", "Roe and J. Doe met.",
     "A. Doe Creek"),
    ("family name", rf"(?P<name>(?:{_PART}){{1,3}}S{_END})", "They saw Jane Petrova there.", "They saw Petrov Street."),
]
_COMPILED = [(why, re.compile(pattern)) for why, pattern, _, _ in _RULES]
_RUN = re.compile(rf"(?<![BG])(?:{_FULL}|{_ODD}|[NS]{_END})")
_BESIDE, _STATE = re.compile(r"[NSK]R?,t?$"), re.compile(r"o(?:tGo)?L")
_BACK = re.compile(r"\b[Tt]he (?:global |world |international )?([A-Z][a-z]+)\b")
_UNKNOWN = re.compile(r"[NSLJMFAKG]{1,6}B[BF]*(?:ot?[LJMFAKGB]+|ot?N|&F+){0,4}|B[BF]*(?:ot?[LJMFAKGB]+|ot?N){1,4}|A")


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


@lru_cache(maxsize=512)
def _find(text):
    """Every mention of a person, in order: `(start, end, form, words of the office)`."""
    spans, tags = _tagged(text)

    def row(name, office=()):
        words = " ".join(text[spans[office[0]][0]:spans[office[-1]][1]].split()) if office else ""
        start, end = spans[name[0]][0], spans[name[-1]][1]
        return start, end, " ".join(text[start:end].split()), words

    found = _candidates(tags)
    rows = [(*row(name, office)[:3], row(name, office)[3].removesuffix("s" if why.startswith("offices") else ""))
            for name, office, why in found]
    taken, forms = {i for name, *_ in found for i in name}, {form for _, _, form, _ in rows}
    families = {form.split()[-1] for form in forms}
    for match in _RUN.finditer(tags) if found else ():
        again = row(range(*match.span()))
        place = text[max(0, again[0] - 5):again[0]].lower().endswith((" in ", " at ", "near ", "from "))  # in Austin
        if taken.isdisjoint(range(*match.span())) and (again[2] in forms or (again[2] in families and not place)):
            rows.append(again)
    return sorted(rows)


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
    for _, _, form, office in _find(text):
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
    return [PersonMention(start, end, merged[form][0], office or None) for start, end, form, office in _find(text)]


_NORMAL = [  # (pattern, what it turns into, an office, its normal form)
    (r"\s*\([^)]*\)", "", "Head of the Fund (XYZ)", "Head of the Fund"),
    (r"\b(?:the )?Republic of (?=[A-Z])", "", "President of the Republic of Chile", "President of Chile"),
    (r"\bthe (?=\w*[A-Z]\w*[A-Z]\w*$)", "", "Head of the WHO", "Head of WHO"),
    (r"\bForeign(?: Affairs)? Minister\b", "Minister of Foreign Affairs", "Deputy Foreign Minister",
     "Deputy Minister of Foreign Affairs"),
    (r"^(\w*[A-Z]\w*[A-Z]\w*) (Head|Director|Chief|President|Chairman)$", r"\2 of \1", "WHO Director",
     "Director of WHO"),
]


@lru_cache(maxsize=4096)
def normal_offices(office):
    """The offices in the words of one or more, each in its normal form, as a tuple.

    >>> normal_offices("Deputy Prime Minister – Kazakh Foreign Minister")
    ('Deputy Prime Minister of Kazakhstan', 'Minister of Foreign Affairs of Kazakhstan')
    """
    office = _organisation().sub(lambda m: _known()[_plain(m.group())][0], " ".join(office.split()))
    spans, tags = _tagged(office)
    parts = [_normal(office[spans[m.start()][0]:spans[m.end() - 1][1]]) for m in re.finditer(_OFFICE, tags)]
    state = parts and re.search(rf" of (?:{'|'.join(map(re.escape, _countries().values()))})$", parts[-1])
    return tuple(p + state.group() if state and not re.search(r" of |[A-Z]{2}", p) else p for p in parts)


@cache
def _countries():
    """Country, or its adjective → country."""
    return {w.split("=")[0]: w.split("=")[-1] for w in _words("titles", "country")}


def _normal(office):
    """One office in its normal form."""
    first, _, rest = office.partition(" ")
    if _countries().get(first, first) != first:
        office = f"{rest} of {_countries()[first]}"
    for pattern, normal, _, _ in _NORMAL:
        office = re.sub(pattern, normal, office)
    return office[:1].upper() + office[1:]


@cache
def _known():
    """Form of an organisation's name in its plainest spelling → `(name, the word that refers back to it)`."""
    rows = read_table(TABLES / "organisations.csv", ["name", "forms", "back"])
    return {_plain(form): (row["name"], row["back"]) for _, row in rows.iterrows() for form in row["forms"].split(";")}


def _plain(form):
    return re.sub(r"center\b", "centre", form.casefold().replace("organis", "organiz")).strip().replace("\n", " ")


@cache
def _organisation():
    """The pattern of all known forms, the longest first; one word is read as it is written."""
    rows = read_table(TABLES / "organisations.csv", ["name", "forms", "back"])
    forms = sorted({form.strip() for row in rows["forms"] for form in row.split(";")}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(_spelt(form) if ' ' in form else re.escape(form) for form in forms)})\b")


def _spelt(form):
    """A pattern for a name of several words, in either spelling and any case."""
    for variants in ("cent(?:re|er)\\b", "organi[sz]", r"\s+"):
        form = re.sub("(?i)" + variants, lambda _, v=variants: v, form)
    return f"(?i:{form})"


# --- a corpus --------------------------------------------------------------------------------------------------------

class _Page(NamedTuple):
    """A document as received, its body paragraphs and bylines as spans, and its body in place, all else blank."""

    raw: str
    paragraphs: list
    bylines: list
    body: str


def _page(corpus, doc_id):
    raw = raw_of(corpus, doc_id)
    spans = article_spans({**corpus.loc[doc_id], "raw": raw})
    paragraphs, parts, position = [(a, b) for a, b, label in spans if label == "body"], [], 0
    for start, end in paragraphs:
        parts += ["\n" * (start - position), raw[start:end]]
        position = end
    return _Page(raw, paragraphs, [(a, b) for a, b, label in spans if label == "byline"], "".join(parts))


def _table(rows, columns):
    """A DataFrame that keeps None as None."""
    with pd.option_context("future.infer_string", False):
        return pd.DataFrame(rows, columns=columns)


def _mentions(corpus):
    """doc_id → its `PersonMention`s, names merged over the corpus."""
    found, forms = {doc_id: find_people(_page(corpus, doc_id).body) for doc_id in corpus.index}, defaultdict(set)
    for mention in (m for mentions in found.values() for m in mentions):
        forms[mention.name].update(normal_offices(mention.office or ""))
    merged = _merge(forms, across=True)
    return {doc_id: [m._replace(name=merged[m.name][0]) for m in mentions] for doc_id, mentions in found.items()}


def people(corpus):
    """Everybody named: a DataFrame `doc_id, start, end, words, name, office, role`.

    Names are merged over the documents. `role` is the person's strongest in the document: principal (side of the
    reported meeting, or speaks), present, inferred (speaks after it), mentioned; who wrote the page is a byline.
    """
    rows = []
    for doc_id, mentions in _mentions(corpus).items():
        page = _page(corpus, doc_id)
        roles = _roles(page, mentions)
        rows += [(doc_id, m.start, m.end, page.raw[m.start:m.end], m.name, m.office, roles[m.name]) for m in mentions]
        rows += [(doc_id, a, b, page.raw[a:b], " ".join(page.raw[a:b].split()), None, "byline")
                 for a, b in _byline_names(page)]
    return _table(rows, ["doc_id", "start", "end", "words", "name", "office", "role"])


def provenance(corpus):
    """Where each document comes from: a DataFrame `doc_id, outlet, credit, author, language, added`, in its own words.

    `outlet` is the agency of its dateline or source line, `credit` whom it names as its source ("…, the press service
    reports"), `added` what the archive put there; None where nothing is said.
    """
    rows = []
    for doc_id, row in corpus.iterrows():
        page, found = _page(corpus, doc_id), defaultdict(list)
        for start, end, label, reason in label_spans(page.raw):
            found[reason if reason in ("archive header", "place and agency") else label].append(page.raw[start:end])
        outlet = [*found["source"], *(words.split()[-1] for words in found["place and agency"])]
        credit = re.search(r",\s*((?:[^\s,.]+ ){1,8})(?:reports|informs|reported)\.(?=\s|\Z)", page.body)
        author = [page.raw[a:b] for a, b in _byline_names(page)]
        rows.append((doc_id, "; ".join(outlet) or None, credit and credit[1].strip(), "; ".join(author) or None,
                     row.get("language"), "; ".join(found["archive header"]) or None))
    return _table(rows, ["doc_id", "outlet", "credit", "author", "language", "added"])


def _byline_names(page):
    """The spans of the names in the bylines of a document."""
    for first, last in page.bylines:
        spans, tags = _tagged(page.raw[first:last])
        yield from ((first + spans[m.start()][0], first + spans[m.end() - 1][1]) for m in re.finditer(_FULL, tags))


def person_matrix(corpus):
    """Name × doc_id with the strongest role, "" where the person is not named."""
    rows = people(corpus).drop_duplicates(["name", "doc_id"])
    matrix = rows.pivot(index="name", columns="doc_id", values="role")
    return matrix.reindex(index=rows["name"].unique(), columns=corpus.index).fillna("")


def organisations(corpus):
    """The organisations named: a DataFrame `doc_id, start, end, words, name`.

    `name` comes from `tables/organisations.csv`; None for what looks like an organisation and is not in the table.
    """
    rows = [(doc_id, *row) for doc_id in corpus.index for row in _organisations(_page(corpus, doc_id).body)]
    return _table(rows, ["doc_id", "start", "end", "words", "name"])


def _organisations(text):
    """`(start, end, words, name)` in order: known forms, words that refer back to them, and unknown names."""
    found = {m.span(): _known()[_plain(m.group())] for m in _organisation().finditer(text)}
    taken, last = {i for span in found for i in range(*span)}, {}
    backs = {m.span(1): m[1] for m in _BACK.finditer(text) if m.start(1) not in taken}  # "the Centre": the last such
    for span in sorted([*found, *backs]):
        if span in found:
            last[_plain(found[span][1])] = found[span] if found[span][1] else None
        elif _plain(backs[span]) in last:
            found[span] = last[_plain(backs[span])]
            taken.update(range(*span))
    spans, tags = _tagged(text)
    unknown = {(spans[m.start()][0], spans[m.end() - 1][1]): (None, "") for m in _UNKNOWN.finditer(tags)}
    found |= {span: name for span, name in unknown.items() if taken.isdisjoint(range(*span))}
    return [(*span, " ".join(text[slice(*span)].split()), name) for span, (name, _) in sorted(found.items())]


# --- voices ----------------------------------------------------------------------------------------------------------

def quotations(text):
    """The direct quotations of a text as `(start, end)` spans between the marks, without a comma at the end.

    A lost opening mark counts as at the start of its paragraph, a lost closing mark as at its end. Words in marks that
    are a name or a term are no quotation: what counts is a verb of speech in their sentence, or their length.

    >>> text = 'We are ready", he said. He opened "The Great Silk Road".'
    >>> [text[a:b] for a, b in quotations(text)]
    ['We are ready']
    """
    spans = []
    for paragraph in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*\n))*", text):
        first, opened, closed = paragraph.start(), None, False
        for mark in _MARK.finditer(text, *paragraph.span()):
            opens = mark.group() in "«„" or (opened is None and mark.group() in "“\"" and mark.end() < len(text)
                                             and not text[mark.end()].isspace()
                                             and (mark.start() == first or text[mark.start() - 1] in " \n\t\xa0([–—-"))
            if opens and opened is None:
                opened = mark.end()
            elif not opens and (opened or not closed):
                spans.append((opened or first, mark.start()))
                opened, closed = None, True
        if opened == first + 1:
            spans.append((opened, paragraph.end()))
    spans = [(a, a + len(text[a:b].rstrip(" ,"))) for a, b in spans]
    return [span for span in spans if _is_speech(text, *span)]


def _is_speech(text, start, end):
    """Whether words between marks are spoken, and no name or term."""
    words = text[start:start + 400].split() if end - start > 400 else text[start:end].split()
    after = re.match(r"[^.!?\n]*", text[end:end + 120].lstrip(",.!?”“»\"' "))[0]
    before = re.split(r"[.!?\n]", text[max(0, start - 120):start].rstrip("“\"«„ "))[-1].rstrip()
    whole = text[end - 1:end] in (".", "!", "?")
    ended = whole or "," in text[end:end + 2] or before.endswith((":", ","))
    term = len(words) < 4 or (len(words) < 9 and 2 * sum(word[0].isupper() for word in words) >= len(words))
    spoken = (ended or not term) and _SPEECH.search(f"{before} {after}")
    return bool(words and (len(words) > 14 or spoken or (whole and not before)))


@cache
def _phrases(*kinds):
    """The pattern of the verbs of some kinds; an ellipsis stands for up to four words."""
    forms = sorted((form for kind in kinds for form in _words("verbs", kind)), key=len, reverse=True)
    forms = [re.escape(f).replace(r"\ …\ ", r"(?:\s\S+){0,4}?\s").replace(r"\ ", r"\s+") for f in forms]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


_MARK = re.compile('["“”«»„]')
_SPEECH, _MEET = _phrases("speech", "statement"), _phrases("meet")
_SAYS = re.compile(r"(?:,[^,.]{1,200},)?\s*(?:(?:also|has|had|then|further|in turn|\w+ly),?\s+){0,3}" + _SPEECH.pattern,
                   re.IGNORECASE)
_SAID_BY = re.compile(_SPEECH.pattern + r"\s*(?:by\s+)?\Z", re.IGNORECASE)
_PRONOUN = re.compile(rf"\bs?he\s+(?:(?:\w+ly|also)\s+){{0,2}}{_SPEECH.pattern}|{_SPEECH.pattern}\s+s?he\b",
                      re.IGNORECASE)
_MEETING = "(?:meeting|talks|negotiations|event|session|visit|conversation)"
_PRESENT = re.compile(rf"\b(?:delegation|{_MEETING})\b[^.;]*?\b(?:consisting of|including|attended by|participation of"
                      r"|composed of|comprising|accompanied by)\s*\Z|\brepresented\b[^.;]{0,60}\bby\s*\Z", re.I)
_LATER = re.compile(rf"\s*(?:following|after)\b[^,]{{0,40}}\b{_MEETING}", re.IGNORECASE)
_PARTY = re.compile(r"\b(?:[Tt]he (?:parties|sides|participants|delegations?|Cent(?:re|er))|They|UN representatives"
                    r"|[A-Z]{3,})\b")


def voices(corpus):
    """Each sentence of the body and whose it is: a DataFrame `doc_id, start, end, text, voice, speaker`.

    `voice` is quotation, reported speech or page; `speaker` a name, or None where none stands there without doubt.
    """
    rows = []
    for doc_id, mentions in _mentions(corpus).items():
        page = _page(corpus, doc_id)
        rows += [(doc_id, a, b, page.raw[a:b], voice, speaker) for a, b, voice, speaker in _voices(page, mentions)]
    return _table(rows, ["doc_id", "start", "end", "text", "voice", "speaker"])


def _voices(page, mentions):
    """`(start, end, voice, speaker)` of each sentence of a document."""
    rows, last, quoted = [], None, quotations(page.body)
    for first, end in page.paragraphs:
        spans = [(first + a, first + b) for a, b in sentences(page.raw[first:end])]
        for a, b in spans:
            inside = _within(quoted, a, b)
            frame = [s for s in spans if inside[0][0] < s[1] and inside[-1][1] > s[0]] if inside else [(a, b)]
            named = _within(mentions, frame[0][0], frame[-1][1])
            speaker = _speaker(page.raw, frame[0][0], frame[-1][1], inside, named, mentions, last)
            told = speaker or _SPEECH.search(page.raw, a, b)
            rows.append((a, b, "quotation" if inside else "reported speech" if told else "page", speaker))
            names = {m.name for m in _within(mentions, a, b)}
            last = speaker or (last if not names else names.pop() if len(names) == 1 else None)
    return rows


def _within(spans, start, end):
    """The spans, sorted by start, that touch `start … end`."""
    first = max(0, bisect_right(spans, start, key=itemgetter(0)) - 1)
    return [s for s in spans[first:bisect_left(spans, end, key=itemgetter(0))] if s[1] > start]


def _speaker(raw, start, end, quoted, named, mentions, last):
    """Who speaks in `raw[start:end]`: a name beside the verb, an office held by one person here, or the last one."""
    parts, position = [], start
    for a, b in quoted:  # what is quoted has verbs and names of its own
        parts += [raw[position:max(a, start)], " " * (min(b, end) - max(a, start))]
        position = min(b, end)
    text = "".join([*parts, raw[position:end]])
    for m in named:
        a, b = m.start - start, m.end - start
        if text[a] != " " and (_SAYS.match(text, b) or _SAID_BY.search(_lead(text[max(0, a - 400):a], m.office))):
            return m.name
    spans, tags = _tagged(text)
    for office in re.finditer(rf"t({_OFFICE})(?!,?T?[NSI])", tags):
        a, b = spans[office.start(1)][0], spans[office.end() - 1][1]
        if _SAYS.match(text, b) or _SAID_BY.search(text[max(0, a - 40):spans[office.start()][0]]):
            holders = {m.name for m in mentions if m.office and _holds(m.office, text[a:b])}
            return holders.pop() if len(holders) == 1 else None
    return last if _PRONOUN.search(text) else None


def _lead(text, office):
    """What stands before a name, its office, its article and its honorific."""
    text = re.sub(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof)\b\.?|,|\s)+\Z", "", text)
    text = text.removesuffix(office or "")
    return re.sub(r"\b(?:the|an?)\s*\Z", "", text, flags=re.IGNORECASE)


def _holds(office, short):
    """Whether a short form of an office ("the Foreign Minister") means one of the offices held."""
    for held, part in product(normal_offices(office), normal_offices(short)):
        full, words = (re.findall(r"[\w-]+", x.lower()) for x in (held, part))
        head, sought = (re.split(r" (?:of|for|to|in|on|at) ", x)[0].split()[-1].lower() for x in (held, part))
        if head == sought and {*words} - {"the"} <= {*full} and not ({*full} - {*words}) & {"deputy", "vice", "first"}:
            return True
    return False


def _roles(page, mentions):
    """Name → strongest role in the document."""
    roles = {m.name: "mentioned" for m in mentions}
    for start, end, _, speaker in _voices(page, mentions):
        found = _listed(page.raw, _within(mentions, start, end), start, end)
        if speaker:
            found.append((speaker, "inferred" if _LATER.match(page.raw, start, end) else "principal"))
        for name, role in found:
            roles[name] = min(roles[name], role, key=ROLES.index)
    return roles


def _listed(raw, named, start, end):
    """`(name, role)` of those named in a sentence, by what stands before and behind; members of a list share theirs."""
    found, before = [], start
    for m in named:
        lead, gap = (_lead(raw[max(a, m.start - 400):m.start], m.office) for a in (start, before))
        after = raw[m.end:min(end, m.end + 300)]
        if found and re.fullmatch(r"[\s,]*(?:and|as well as)?\s*", gap):
            role = found[-1][1]
        elif _PRESENT.search(lead):
            role = "present"
        elif re.search(_MEET.pattern + r"\s*(?:with\s*)?\Z", lead, re.I):
            role = "present" if re.match(r",?\s+as well as\b", after) else "principal"
        else:
            met = re.match(r"(?:,[^,]{0,200},)?\s+" + _MEET.pattern, after, re.I)
            role = "principal" if met else "mentioned"
        found.append((m.name, role))
        before = m.end
    return found


# --- offices and undertakings ----------------------------------------------------------------------------------------

def offices(corpus, days=None):
    """Who held which office: a DataFrame `office, name, doc_id, words, earliest, latest`.

    `office` is in its normal form; `earliest` and `latest` bound the day on which the text knows it: from `days`, a
    Series doc_id → (earliest, latest), or from `published`. Former offices are left out. An office without its country
    takes that of the same person's same office elsewhere.
    """
    days = corpus["published"].map(lambda day: (day, day)) if days is None else days
    past = re.compile(rf"\b(?:{'|'.join(_words('titles', 'past'))})\b", re.IGNORECASE)
    rows = [(office, m.name, doc_id, m.office, *days.get(doc_id, (None, None)))
            for doc_id, mentions in _mentions(corpus).items() for m in mentions if m.office and not past.match(m.office)
            for office in normal_offices(m.office)]
    known = {(name, office.rpartition(" of ")[0]): office for office, name, *_ in rows
             if office.rpartition(" of ")[2] in _countries().values()}
    rows = [(known.get((name, office), office), name, *rest) for office, name, *rest in rows]
    return _table(rows, ["office", "name", "doc_id", "words", "earliest", "latest"]).drop_duplicates(
        ["office", "name", "doc_id"], ignore_index=True)


def handovers(offices):
    """Offices that changed hands: a DataFrame `office, before, after, earliest, latest`.

    At least once between two different holders on known days; between two days of one holder nothing is claimed, nor of
    offices that several people hold at once ("Deputy Minister").
    """
    rows, many = [], re.compile(rf"\b(?:{'|'.join(_words('titles', 'many'))})\b", re.IGNORECASE)
    known = offices.dropna(subset=["earliest", "latest"]).sort_values(["earliest", "latest"], kind="stable")
    for office, held in known.groupby("office"):
        if not many.search(office) or re.search(r" (?:in|to) ", office):
            rows += [(office, a.name, b.name, a.earliest, b.latest) for a, b in pairwise(held.itertuples(index=False))
                     if a.name != b.name and a.latest < b.earliest]
    return _table(rows, ["office", "before", "after", "earliest", "latest"])


KINDS = ("agreed", "promised", "proposed", "announced", "discussed", "described", "named")


def undertakings(corpus):
    """What became of each matter: a DataFrame `doc_id, start, end, words, kind, rule, who`.

    `kind` follows the verb (`rule`) in `tables/verbs.csv`: a sentence gives a row for each kind of verb in it, and is
    "named" without any; the items of a list have the kind of the last verb before its colon. `who` is the speaker or
    the party before the verb, or None.
    """
    rows = []
    for doc_id, mentions in _mentions(corpus).items():
        page = _page(corpus, doc_id)
        rows += [(doc_id, a, b, page.raw[a:b], *rest) for a, b, *rest in _undertakings(page, mentions)]
    return _table(rows, ["doc_id", "start", "end", "words", "kind", "rule", "who"])


def _undertakings(page, mentions):
    """`(start, end, kind, rule, who)` for each sentence and kind."""
    rows, listed, before = [], None, 0
    for start, end, _, speaker in _voices(page, mentions):
        text = page.raw[start:end]
        if listed and re.match("[–—•*-]", text):
            rows.append((start, end, *listed))
            continue
        found = sorted((m.start(), kind, " ".join(m.group().split()))
                       for kind in KINDS[:-1] if (m := _phrases(kind).search(text)))
        party = _PARTY.search(text, 0, found[0][0] if found else 40)
        who = speaker or (party and party.group())
        listed = (*found.pop()[1:], who) if found and text.endswith(":") else None
        first = before if re.match(r"In this (?:regard|connection|context)\b", text) else start  # what "this" is
        rows += [(first, end, kind, rule, who) for _, kind, rule in found]
        rows += [] if found or listed else [(start, end, "named", "", who)]
        before = start
    return rows
