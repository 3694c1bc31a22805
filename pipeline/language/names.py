"""Names in a sentence: words written with a capital that do not merely begin something."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language.load import ENGLISH, load_language
from pipeline.language.records import Language
from pipeline.language.stems import light_stem

_CAPITAL = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w'\-]*")
_NAME_FOLLOWS = re.compile(r" [A-ZÀ-Þ][a-zà-ÿ]")
_BEGINNERS = ".!?:\"([-–—'•"  # a sentence, a quote or an item of a list begins after these
_HEADING = 0.7  # share of words with capitals over which a line is a Heading Like This; by hand


def names(plain: str, lang: str = ENGLISH) -> frozenset[str]:
    """Stems of capitalised words that do not merely begin a sentence, a quote or a heading.

    Stop words, honorifics and the names of days and months are none.

    Args:
        plain: A text as `words.normal` gives it.
        lang: ISO 639-1.
    """
    language = load_language(lang)
    words = plain.split()
    capitals = sum(1 for word in words if word[:1].isupper())
    if len(words) > 3 and capitals > _HEADING * len(words):
        return frozenset()
    stems = set()
    for match in _CAPITAL.finditer(plain):
        word, start = match[0], match.start() - 1
        low = word.replace("İ", "i").lower().removesuffix("'s")
        if not word[0].isupper() or low in _no_names(language):  # letters beyond Latin-1 mix cases
            continue
        while start >= 0 and plain[start] == " ":
            start -= 1
        begins = start < 0 or plain[start] in _BEGINNERS
        # The first word of "Salome Achterberg said" is a name because the second is.
        if (
            not begins
            or (len(word) > 1 and word.isupper())
            or _NAME_FOLLOWS.match(plain, match.end())
        ):
            stems.add(light_stem(low, lang))
    return frozenset(stems)


@cache
def _no_names(language: Language) -> frozenset[str]:
    return (
        language.words.stop
        | language.words.stop_sentence
        | language.names.honorifics
        | language.dates.month_numbers.keys()
        | frozenset(language.dates.weekday_numbers)
    )
