"""The language of a text, as py3langid says it (Lui and Baldwin, langid.py, ACL 2012).

It is asked for the first 600 characters, and says nothing where there are too few words. The rules
for dates, people and voices are English: of a page in another language they read nothing.
"""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

READ = ("en",)  # the languages whose dates, names and voices are read
_ENGLISH = frozenset({"the", "of", "and"})


def language_of(text):
    """The language of a text as ISO 639-1, None where there are too few words to tell.

    >>> language_of("The ministers of the region met, and they spoke about the rivers.")
    'en'
    >>> language_of("Yes") is None
    True
    """
    text = text[:600]
    words = text.split()
    if text.isascii() and _ENGLISH.issubset(words):
        return "en"  # the same answer, sooner
    return _identifier().classify(text)[0] if len(words) >= 5 or len(text) >= 60 else None


def sure_language(text, least=0.9):
    """The language of a paragraph where its probability is at least `least`, else None."""
    language, probability = _identifier().classify(text[:300])
    return language if probability >= least else None


@cache
def _identifier():
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
