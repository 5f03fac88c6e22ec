"""A document: one page as it was received, and everything the readers find in it, each read once.

All positions are character offsets into `raw`, so that `raw[start:end]` are the words themselves.
"""

from functools import cached_property

from helpers.readers import cleaning, dates, events, language, names, offices, publication, voices
from helpers.readers.text import masked, sentences, within
from helpers.readers.undertakings import undertakings

KNOWN = ("published", "published_evidence", "published_rule", "title", "language", "source", "url")


def _of_body(reader):
    """A property: what a reader finds in the body."""
    return cached_property(lambda document: tuple(reader(document.body)))


class Document:
    """One document. What its file or a metadata table says of it (`known`) wins over what is read.

    `known` maps any of KNOWN to a string; `spans` are given where the file itself says what is
    title and body (HTML, a table of clean texts), else they are read from the page.
    """

    def __init__(self, doc_id, raw, known=None, spans=None):
        self.doc_id, self.raw, self.known = doc_id, raw, known or {}
        if spans is not None:
            self.spans = tuple(cleaning.Span(*span) for span in spans)

    def __repr__(self):
        return f"Document({self.doc_id!r}, {len(self.raw)} characters)"

    def words(self, span):
        """The words of anything with a place: `raw[start:end]`."""
        return self.raw[span[0] : span[1]]

    @cached_property
    def spans(self):
        """Every stretch of the page as `Span(start, end, label, reason)`, in order."""
        return tuple(cleaning.label_spans(self.raw))

    @cached_property
    def paragraphs(self):
        """The body paragraphs as `(start, end)`."""
        return tuple(cleaning.body_paragraphs(self.spans))

    @cached_property
    def text(self):
        """The article: its paragraphs joined by a blank line."""
        return cleaning.plain_text(self.raw, self.paragraphs)

    @cached_property
    def title(self):
        """The title, or None."""
        titles = [self.words(span).lstrip("# ") for span in self.spans if span.label == "title"]
        return self.known.get("title") or (titles[0] if titles else None)

    @cached_property
    def publication(self):
        """When the page was published: `Publication(day, start, end, words, rule)`, day None if
        unknown.
        """
        found = publication.publication(self.raw, self.spans, str(self.doc_id))
        given = self.known.get("published", found.day)  # None where a person says: not known
        if given == found.day:  # what was found is the better evidence
            return found
        evidence, rule = self.known.get("published_evidence", ""), self.known.get("published_rule")
        return publication.Publication(given, None, None, evidence, rule or "given")

    @cached_property
    def language(self):
        """The language as ISO 639-1, None where there are too few words to tell."""
        return self.known.get("language") or language.language_of(self.text)

    @cached_property
    def body(self):
        """The raw text with all but the body blank."""
        return masked(self.raw, self.paragraphs)

    @cached_property
    def article(self):
        """The raw text with all but title, dateline, source and body blank."""
        return masked(self.raw, [s for s in self.spans if s.label in dates.READ_IN])

    @cached_property
    def sentences(self):
        """The sentences of the body as `(start, end)`."""
        return tuple(found for span in self.paragraphs for found in sentences(self.raw, *span))

    @cached_property
    def dates(self):
        """The temporal expressions of the article as `DateMention`s, none where its language is not
        read; in a quotation only its words count.
        """
        if self.language not in (None, *language.READ):
            return ()
        quoted, found = self.quotations, dates.find_dates(self.article, self.publication.day)
        return tuple(dates.spoken(m) if within(quoted, m.start, m.end) else m for m in found)

    # what is found in the body, each with its place; roles: name → its strongest role. The order
    # matters: what stands for a module here hides it in what follows.
    names = _of_body(names.find_people)
    organisations = _of_body(offices.find_organisations)
    quotations = _of_body(voices.quotations)
    roles = cached_property(voices.roles)
    voices = cached_property(voices.voices)
    undertakings = cached_property(undertakings)
    events = cached_property(events.events)
