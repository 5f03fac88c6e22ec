"""How the page without a date is placed, step by step: the ladder of notebook 3."""

import pandas as pd

from helpers.corpus import documents, short_ids
from helpers.outside_facts import CERTAINTY, as_facts, flat, narrowed, stands
from helpers.timeline import when_in_words


def ladder(corpus, doc_id, outside_facts):
    """How a document without a date is placed: `rung, words, earliest, latest, certainty`.

    First its own words, then the archive (documents that use a name of which a fact knows; they
    cannot order the names), then one outside fact after the other, then what is inferred. A rung
    that cannot narrow the bounds leaves them as they were.
    """
    held = documents(corpus)
    document = held[doc_id]
    columns = ["rung", "words", "earliest", "latest", "certainty"]
    own, article = _reported(document.events), flat(document.article)
    if own is None:
        return pd.DataFrame(columns=columns)
    facts = [fact for fact in as_facts(outside_facts) if stands(fact.words[0], article)]
    rungs = [("its own words", own.when, own.earliest, own.latest, own.certainty)]
    for fact in facts:
        if fact.kind == "not while":
            words = "; ".join(_uses(held, doc_id, fact.words, short_ids(corpus)))
            rungs.append(("the archive", words, own.earliest, own.latest, "from the archive"))
    for n, fact in enumerate(facts, start=1):
        event = _reported(narrowed(document, facts[:n]))
        likely = fact.kind == "likely"
        rung, known = ("inference", "inferred") if likely else ("outside fact", CERTAINTY)
        rungs.append((rung, fact.told, event.earliest, event.latest, known))
    return pd.DataFrame(rungs, columns=columns, dtype=object)


def _reported(events):
    return next((event for event in events if event.role == "reported"), None)


def _uses(held, doc_id, names, short):
    """Which other documents use which of some names, and when their events were."""
    for name in names:
        for key, document in held.items():
            if key != doc_id and stands(name, flat(document.article)):
                event = _reported(document.events)
                when = when_in_words(event._asdict()) if event else "not dated"
                yield f"{name} in {short[key]} ({when})"
