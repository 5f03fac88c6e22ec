"""Read a small archive of public records, date what it reports, and say what can be said."""

from helpers.cleaning import clean_text, label_lines, publication_date
from helpers.corpus import load_corpus, paragraphs
from helpers.dates import DateMention, check_dates, date_mentions, find_dates
from helpers.evidence import Claim, Quote, ledger
from helpers.people import PersonMention, find_people
from helpers.reuse import shared_passages
from helpers.salience import rank_dates
from helpers.timeline import build_timeline
from helpers.topics import fit_topics

__all__ = [
    "Claim", "DateMention", "PersonMention", "Quote", "build_timeline", "check_dates", "clean_text", "date_mentions",
    "find_dates", "find_people", "fit_topics", "label_lines", "ledger", "load_corpus", "paragraphs",
    "publication_date", "rank_dates", "shared_passages",
]
