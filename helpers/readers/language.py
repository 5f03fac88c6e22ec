"""The language of a text, as py3langid says it (Lui and Baldwin, langid.py, ACL 2012).

It is asked for the first 600 characters, and says nothing where there are too few words. The rules
for dates, people and voices are English: of a page in another language they read nothing.
"""

from py3langid.langid import classify

READ = ("en",)  # the languages whose dates, names and voices are read


def language_of(text):
    """The language of a text as ISO 639-1, None where there are too few words to tell.

    >>> language_of("The ministers of the region met, and they spoke about the rivers.")
    'en'
    >>> language_of("Yes") is None
    True
    """
    text = text[:600]
    words = text.split()
    if text.isascii() and {"the", "of", "and"} <= {*words}:
        return "en"  # the same answer, sooner
    return classify(text)[0] if len(words) >= 10 or len(text) >= 60 else None
