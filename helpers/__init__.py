"""Read a small archive of public records, date what it reports, and say what can be said."""

import sys
from importlib import import_module

# else jsonschema, behind nbformat, parses a grammar of addresses for more than a second
sys.modules.setdefault("rfc3987_syntax", None)

_HOMES = {
    "corpus": ("documents", "label_lines", "load_corpus", "paragraphs"),
    "readers.cleaning": ("clean_text",),
    "readers.publication": ("publication_date",),
    "readers.dates": ("DateMention", "check_dates", "find_dates"),
    "readers.names": ("PersonMention", "find_people"),
    "timeline": ("build_timeline", "date_mentions"),
    "salience": ("rank_dates",),
    "topics": ("fit_topics",),
    "reuse": ("shared_passages",),
    "evidence": ("ledger",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME)


def __getattr__(name):
    """Each name is imported from its home when it is asked for, so that `import helpers` costs
    nothing.
    """
    if name not in _HOME:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    return getattr(import_module(f"helpers.{_HOME[name]}"), name)
