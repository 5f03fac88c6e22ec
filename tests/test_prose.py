"""No sentence changes unnoticed: every fact in prose is known, in order, with where it stands.

A sentence may be reworded freely as long as it states the same facts. Where it states others, the
message names file and section: see whether the new fact is true, then put what `python
tests/prose.py` prints into `tests/gold/prose.csv`.
"""

import prose
import pytest

from conftest import HOUSE, gold

UNBOUND = 50  # facts that stand nowhere but in the reviewed file; this number only goes down
SEEDS = prose.evidence_of(HOUSE)[0]


def facts_are_the_reviewed_ones(house):
    """The facts of all sentences are those that a reader has looked at, in their order."""
    fresh = [tuple(row) for row in prose.rows(house)]
    reviewed = [tuple(row.values()) for row in gold("prose")]
    for new, old in zip(fresh, reviewed, strict=False):
        place = f"{new[0]}, section {new[1]!r}"
        known = f"in gold/prose.csv stands {old[2]!r} (section {old[1]!r})"
        assert new[:3] == old[:3], f"{place}: it says {new[2]!r}; here {known}"
        assert new[3] == old[3], f"{place}: {new[2]!r} stood in {old[3]!r} and now in {new[3]!r}"
    assert len(fresh) == len(reviewed), f"{len(fresh)} facts in prose, {len(reviewed)} reviewed"


def test_every_fact_in_prose_is_a_reviewed_one():
    facts_are_the_reviewed_ones(HOUSE)


def test_what_stands_nowhere_becomes_less():
    assert sum(row["stands"] == "?" for row in gold("prose")) <= UNBOUND


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The page (001) says “leading role” of Imnadze.", ["001", "“leading role”", "Imnadze"]),
        ("Two pages of 4 July 2024 are *inferred*.", ["Two", "4", "July", "2024", "inferred"]),
        ("A word that states nothing may change.", []),
        ("It reads `seeds/` and calls `load_corpus`.", ["`seeds/`"]),
    ],
)
def test_what_counts_as_a_fact(text, found):
    assert [fact for _, fact in prose.facts(prose.Unit("a.md", "", text), SEEDS)] == found


def test_an_opening_is_held_against_what_stands_beside_its_facts():
    shown = {"": "**Found.** 16 passages; 000 and 001 share 6 of them, in 2 voices."}
    assert prose._beside("6", "They share 6 passages.", shown)
    assert not prose._beside("2", "They share 2 passages.", shown)
    assert not prose._beside("16", "They share 16 sentences.", shown)
