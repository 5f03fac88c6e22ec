"""The rules of page furniture: lines and paragraphs that sites print around an article.

A rule (`tables/page_furniture.csv`) is a cue, the shape of the line it stands in and the most
characters such a line has. All of them are tried at once by an automaton of RE2, whose time is
linear in any text: no cue needs a look-around or a bounded repeat to be safe.
"""

from functools import cache

import re2

from helpers.readers.rules import any_of, filled, rule_rows, word_lists

_COLUMNS = ("label", "reason", "scope", "shape", "cue", "longest", "example", "counter")
_LINES = ("line", "next", "section", "end")  # scopes of rules that read a whole line
_PROSE = ("prose", "visitor")
_LONGEST = 300  # characters: a longer line is prose, whatever it says
# Written ~ in the table: what is neither letter nor digit, as few ranges (a small automaton).
_MARK = (
    r"[\x00-/:-@\[-`{-\x{bf}×÷\x{2000}-\x{2bff}\x{3000}-\x{303f}\x{fe00}-\x{fe6f}"
    r"\x{ff00}-\x{ff0f}\x{ff1a}-\x{ff20}\x{1f000}-\x{1faff}]"
)
_SHAPES = {
    "whole": "(?:{cue})~*",
    "begins": "(?:{cue})(?:~.*)?",
    "opens": "(?:{cue})(?:~.*)?[^.!?;…]|(?:{cue})",
    "has": "(?:.*~)?(?:{cue})(?:~.*)?",
    "made": "~*(?:{cue})(?:~+(?:{cue}))+~*",
    "counted": "~*(?:{cue})(?:~+(?:{cue}))*~*",
    "line": "(?:{cue})",
    "search": r"\b(?:{cue})",
}


def furniture_rules(*scopes):
    """The rules of some scopes, or all, as named tuples."""
    rows = rule_rows("page_furniture", *_COLUMNS)
    return [row for row in rows if not scopes or row.scope in scopes]


def rule_pattern(rule):
    """The pattern of a rule in the syntax of RE2."""
    lists = {kind: f"(?:{any_of(words)})" for kind, words in word_lists("page_words").items()}
    return filled(_SHAPES[rule.shape].format(cue=rule.cue), lists).replace("~", _MARK)


def rule_options(rule):
    """How a pattern is compiled: only the opening of a line heeds capitals."""
    options = re2.Options()
    options.case_sensitive = rule.scope == "opening"
    options.log_errors, options.max_mem = False, 1 << 27
    return options


def line_rule(text):
    """The first rule that reads the whole line, or None."""
    text = text.strip(" \t*+•·#_|") or text
    return _first(text, _line_automata()) if len(text) <= _LONGEST else None


def prose_rule(text):
    """The first rule for prose that its first 600 characters show, or None."""
    return _first(text[:600], _prose_automata())


def searched(scope, text):
    """The first match of a rule of a scope that is searched inside a line, or None."""
    return _pattern(scope).search(text)


def _first(text, automata):
    code, size = text.encode(), len(text)
    found = [rules[i] for rules, match in automata for i in match(code) or ()]
    fitting = [rule for rule in found if size <= int(rule.longest)]
    return min(fitting, key=lambda rule: rule.line, default=None)


def _automaton(rules, kind):
    """The rules, and a function that gives the places of those that match."""
    automaton = kind(rule_options(rules[0]))
    for rule in rules:
        automaton.Add(rule_pattern(rule))
    automaton.Compile()
    return rules, automaton.Match


@cache
def _line_automata():
    """Two automata, for cues at the beginning and anywhere: one for both would be far larger."""
    inside = [rule for rule in furniture_rules(*_LINES) if rule.shape == "has"]
    anchored = [rule for rule in furniture_rules(*_LINES) if rule.shape != "has"]
    return [_automaton(rules, re2.Set.FullMatchSet) for rules in (anchored, inside)]


@cache
def _prose_automata():
    return [_automaton(furniture_rules(*_PROSE), re2.Set.SearchSet)]


@cache
def _pattern(scope):
    rules = furniture_rules(scope)
    return re2.compile(
        "|".join(f"(?:{rule_pattern(rule)})" for rule in rules), rule_options(rules[0])
    )
