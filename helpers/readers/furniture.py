"""The rules of page furniture: lines and paragraphs that sites print around an article.

A rule (`tables/page_furniture.csv`) is a cue, the shape of the line it stands in and the most
characters such a line has. All of them are tried at once by an automaton of RE2, whose time is
linear in any text: no cue needs a look-around or a bounded repeat to be safe.
"""

from functools import cache, lru_cache

import re2

from helpers.readers.rules import any_of, filled, rule_rows, word_lists

_FIRST = 600  # characters of a paragraph: they show what it is
OPTIONS = re2.Options()
OPTIONS.case_sensitive, OPTIONS.log_errors, OPTIONS.max_mem = False, False, 1 << 27


RULES = rule_rows("page_furniture", "label", "reason", "scope", "shape", "cue", "longest")


def rule_pattern(rule):
    """The pattern of a rule in the syntax of RE2: its cue in its shape, both with their lists."""
    lists = {kind: f"(?:{any_of(words)})" for kind, words in word_lists("page_words").items()}
    shape = filled(lists[f"shape {rule.shape}"], {"cue": rule.cue})
    return filled(shape.replace("~", "<<mark>>"), lists)


@cache
def _automaton():
    """All rules in one: it finds the places of those that match."""
    automaton = re2.Set.SearchSet(OPTIONS)
    for rule in RULES:
        automaton.Add(rule_pattern(rule))
    automaton.Compile()
    return automaton


@lru_cache(1 << 12)  # the pages of a site repeat its menus
def rule_of(text, prose=False):
    """The first rule that reads a whole line, or finds its cue in prose; None."""
    text = text.strip(" \t*+•·#_|")[:_FIRST] or text[:_FIRST]
    scopes = ("opening",) if prose else ("opening", "prose")  # of rules that read no whole line
    found = sorted(_automaton().Match(text.encode("utf-8", "replace")) or ())
    fitting = (RULES[i] for i in found if len(text) <= int(RULES[i].longest))
    return next((rule for rule in fitting if rule.scope not in scopes), None)


# the datelines with which a text begins
OPENINGS = re2.compile("|".join(rule_pattern(r) for r in RULES if r.scope == "opening"), OPTIONS)
