"""Each claim of notebook 4 says what a reader of the pages says, and follows the pages.

`gold/claims.csv` holds what must be claimed, sentence by sentence, and `gold/claim_words.csv` the
words that each claim shows. `gold/sensitivity.csv` edits a page or a table (an empty `old` is the
whole page): the claim then falls with `outcome` as its reason, or its sentence has `outcome` in it;
`falls` names the other claims that change with it, and every other claim must stay as it is.
"""

import ast
import itertools
import tempfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from conftest import HOUSE, gold
from helpers import load_corpus
from helpers.evidence import Case, Fails, try_claim
from helpers.outside_facts import read_outside_facts
from helpers.themes import read_themes

SOURCE = HOUSE / "notebooks" / "claims.py"
TABLES = {"outside_facts": read_outside_facts, "themes": read_themes}
EDITS = gold("sensitivity")
COLUMNS = ["sentence", "certainty", "pages", "reason"]  # of the ledger, compared with the gold
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError)


@cache
def compiled(tree):
    return compile(tree, str(SOURCE), "exec")


def module_of(*trees):
    """The module that a source makes, or one of which a function is defined anew."""
    made = ModuleType("claims")
    for tree in trees:
        exec(compiled(tree), vars(made))  # our own file
    return made


TREE = ast.parse(SOURCE.read_text(encoding="utf-8"))
claims = module_of(TREE)
NAMES = {claim.__name__.replace("_", " "): claim for claim in claims.CLAIMS}


@cache
def seeds():
    return load_corpus(HOUSE / "seeds")


@cache
def archive_after(number):
    """The archive after an edit, by its number; None is the archive as it is."""
    corpus, tables = seeds(), {}
    edit = {"doc_id": ""} if number is None else EDITS[number]
    with tempfile.TemporaryDirectory() as folder:
        for name, read in TABLES.items():
            path = HOUSE / "notebooks" / f"{name}.csv"
            tables[name] = read(edited(path, edit, folder) if edit["doc_id"] == name else path)
        if edit["doc_id"] in corpus.index:
            path = HOUSE / "seeds" / f"{edit['doc_id']}.txt"
            page = load_corpus(edited(path, edit, folder).parent)
            corpus = pd.concat([corpus.drop(edit["doc_id"]), page]).sort_index()
    return claims.archive_of(corpus, tables["outside_facts"], tables["themes"])


def edited(path, edit, folder):
    """A copy of a file with an edit made."""
    text = path.read_bytes().decode("utf-8")
    old = edit["old"] or text
    assert text.count(old) == 1, f"{path.name} holds {edit['old']!r} {text.count(old)} times"
    copy = Path(folder, path.name)
    copy.write_bytes(text.replace(old, edit["new"]).encode("utf-8"))
    return copy


def said(claim, archive):
    """The sentence of a claim, or the reason why it does not hold."""
    row = try_claim(claim, archive)
    return row.sentence if row.holds else row.failure


@cache
def told(number):
    """What every claim says after an edit."""
    return {name: said(claim, archive_after(number)) for name, claim in NAMES.items()}


# --- what must be claimed ------------------------------------------------


def as_gold_has_it(made, archive):
    """Every claim of the gold is made, in its order, with its words and its certainty."""
    rows = {claim.__name__.replace("_", " "): try_claim(claim, archive) for claim in made.CLAIMS}
    must, must_show = gold("claims"), gold("claim_words")
    assert [*rows] == [row["claim"] for row in must], "claims and gold/claims.csv name others"
    for row in must:
        found = rows[row["claim"]]
        place = f"claims.py, {row['claim']}"
        assert found.holds, f"{place}: {found.failure}"
        for column in COLUMNS:
            says = getattr(found, column) if column != "pages" else "; ".join(found.pages)
            known = f"gold/claims.csv has {row[column]!r}"
            assert says == row[column], f"{place}: {column} is {says!r}; {known}"
        assert found.would_change, f"{place}: it does not say what would change it"
        words = [(quote.doc_id, quote.words) for quote in found.quotes]
        known = [(r["doc_id"], r["words"]) for r in must_show if r["claim"] == row["claim"]]
        for says, has in itertools.zip_longest(words, known):
            assert says == has, f"{place}: shows {says}; gold/claim_words.csv has {has}"


def test_every_claim_says_what_a_reader_says():
    as_gold_has_it(claims, archive_after(None))


def test_the_sections_hold_each_claim_once():
    listed = list(itertools.chain(*claims.SECTIONS.values()))
    assert listed == claims.CLAIMS
    assert len(set(listed)) == len(listed)
    assert set(claims.HEADLINES) <= set(listed)


# --- edits ------------------------------------------------


@pytest.mark.parametrize("number", range(len(EDITS)), ids=lambda n: f"{n} {EDITS[n]['claim']}")
def test_an_edit_changes_its_claim_and_no_other_unawares(number):
    edit, before, after = EDITS[number], told(None), told(number)
    name = edit["claim"]
    assert outcome(edit, after[name]), f"{name} now says: {after[name]}"
    assert after[name] != before[name]
    changed = {other for other in NAMES if after[other] != before[other]}
    assert changed == {name, *filter(None, edit["falls"].split("; "))}, changed


def outcome(edit, text):
    """Whether a claim came out of an edit as the gold says."""
    return text == edit["outcome"] or edit["outcome"] in text.split("copy them")[0]


def test_no_claim_falls_only_because_its_words_are_gone():
    strong = {e["claim"] for e in EDITS if "does not hold the words" not in e["outcome"]}
    assert strong == set(NAMES)


@pytest.mark.long
def test_every_fact_of_a_sentence_moves_with_the_pages():
    """A check that gave constants would be found out: each hole, but for quoted words, moves."""
    fixed = {}
    for name, claim in NAMES.items():
        case = Case(archive_after(None))
        facts, quoted = claim(case), {quote.words for quote in case.quotes}
        for hole, fact in facts.items():
            if fact not in quoted and not any(moves(claim, hole, fact)):
                fixed[name] = hole
    assert not fixed, "no edit moves these facts"


def moves(claim, hole, fact):
    """Whether an edit gives another fact, edit by edit; those made for the claim come first."""
    name = claim.__name__.replace("_", " ")
    for number in sorted(range(len(EDITS)), key=lambda number: EDITS[number]["claim"] != name):
        try:
            yield claim(Case(archive_after(number)))[hole] != fact
        except (Fails, *BROKEN):
            continue


# --- every condition and every question, removed in turn ------------------------------


def requests():
    """`(function, number, words)` of each thing that a check asks for."""
    for top in (node for node in TREE.body if isinstance(node, ast.FunctionDef)):
        for number, what in enumerate(asked(top)):
            yield top.name, number, ast.unparse(part_of(what))


def asked(function):
    """What a function asks its case as a statement, and each part of a condition with `and`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Expr) and ast.unparse(node).startswith("case."):
            yield node
            condition = node.value.args[0] if node.value.args else None
            if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And):
                yield from ((condition, place) for place in range(len(condition.values)))


def part_of(what):
    return what[0].values[what[1]] if isinstance(what, tuple) else what


def without(function, number):
    """A function of claims.py with one thing left out that it asks for, as a tree."""
    changed = deepcopy(next(n for n in TREE.body if getattr(n, "name", "") == function))
    what = list(asked(changed))[number]
    if isinstance(what, tuple):
        condition, place = what
        condition.values[place] = ast.copy_location(ast.Constant(True), condition.values[place])
    else:
        what.value = ast.copy_location(ast.Constant(None), what.value)
    return ast.Module([changed], [])


REQUESTS = list(requests())


@pytest.mark.long
@pytest.mark.parametrize(
    ("function", "number"), [r[:2] for r in REQUESTS], ids=[f"{n}: {w}" for n, _, w in REQUESTS]
)
def test_what_a_check_asks_for_cannot_be_left_out(function, number):
    made = module_of(TREE, without(function, number))
    assert any(notice(made, function)), f"{function} can do without what it asks"


def notice(made, function):
    """Whether the gold or an edit notices that claims.py was changed."""
    changed = {name: getattr(made, claim.__name__) for name, claim in NAMES.items()}
    own = function.replace("_", " ")
    for name in [own] if own in NAMES else NAMES:
        rows = [try_claim(c, archive_after(None)) for c in (NAMES[name], changed[name])]
        yield any(getattr(rows[0], key) != getattr(rows[1], key) for key in (*COLUMNS, "quotes"))
    for number, edit in enumerate(EDITS):
        if own == edit["claim"] or own not in NAMES:
            name = edit["claim"]
            yield said(changed[name], archive_after(number)) != told(number)[name]
