"""The rules of page furniture: lines and paragraphs that sites print around an article.

A rule (`tables/page_furniture.csv`) is a cue, the shape of the line it stands in and the most
characters such a line has. All of them are tried at once by an automaton of RE2, whose time is
linear in any text: no cue needs a look-around or a bounded repeat to be safe.
"""

from functools import cache, lru_cache

import re2

from helpers.readers.rules import any_of, filled, rule_rows, word_lists

_COLUMNS = ("label", "reason", "scope", "shape", "cue", "longest", "example", "counter")
_LINES = ("line", "next", "section", "end", "script")  # scopes of rules that read a whole line
_PROSE = ("prose", "visitor")
OPTIONS = re2.Options()
OPTIONS.case_sensitive, OPTIONS.log_errors, OPTIONS.max_mem = False, False, 1 << 27
_LONGEST = 300  # characters: a longer line is prose, whatever it says


def furniture_rules(*scopes):
    """The rules of some scopes, or all, as named tuples."""
    rows = rule_rows("page_furniture", *_COLUMNS)
    return [row for row in rows if not scopes or row.scope in scopes]


def rule_pattern(rule):
    """The pattern of a rule in the syntax of RE2: its cue in its shape, both with their lists."""
    lists = {kind: f"(?:{any_of(words)})" for kind, words in word_lists("page_words").items()}
    shape = filled(lists[f"shape {rule.shape}"], {"cue": rule.cue})
    return filled(shape.replace("~", "<<mark>>"), lists)


@lru_cache(1 << 12)  # the pages of a site repeat its menus
def line_rule(text):
    """The first rule that reads the whole line, or None."""
    text = text.strip(" \t*+•·#_|") or text
    automata = _automaton(_LINES), _automaton(_LINES, inside=True)
    return _first(text, *automata) if len(text) <= _LONGEST else None


def prose_rule(text):
    """The first rule for prose that its first 600 characters show, or None."""
    return _first(text[:600], _automaton(_PROSE))


def searched(scope, text):
    """The first match of a rule of a scope that is searched inside a line, or None."""
    return _pattern(scope).search(text.encode("utf-8", "replace").decode())  # no lone surrogates


def _first(text, *automata):
    code = text.encode("utf-8", "replace")
    found = [rules[i] for rules, match in automata for i in match(code) or ()]
    fitting = [rule for rule in found if len(text) <= int(rule.longest)]
    return min(fitting, key=lambda rule: rule.line, default=None)


@cache
def _automaton(scopes, inside=False):
    """The rules of some scopes, and a function that gives the places of those that match.

    Cues anywhere `inside` a line have their own: one automaton for all would be far larger.
    """
    rules = [rule for rule in furniture_rules(*scopes) if (rule.shape == "has") is inside]
    kind = re2.Set.SearchSet if scopes is _PROSE else re2.Set.FullMatchSet
    automaton = kind(OPTIONS)
    for rule in rules:
        automaton.Add(rule_pattern(rule))
    automaton.Compile()
    return rules, automaton.Match


@cache
def _pattern(scope):
    rules = furniture_rules(scope)
    return re2.compile("|".join(map(rule_pattern, rules)), OPTIONS)
