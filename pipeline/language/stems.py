"""Stems: forms of one word brought together, by as little as each use bears."""

from __future__ import annotations

from functools import cache, lru_cache

from pipeline.language.load import ENGLISH, load_language
from pipeline.language.records import Language

_SHORTEST = 3  # letters that an ending leaves, and up to which a word stays as it is


def s_stem(token: str) -> str:
    """The token without a plural s: enough for counting shared words, and never a wrong merge.

    The S-stemmer of Harman, "How effective is suffixing?" (1991), taken for all languages.
    """
    if len(token) <= 3 or token[-1] != "s" or token.endswith(("ss", "us")):
        return token
    return token[:-3] + "y" if token.endswith("ies") else token[:-1]


def singular(noun: str) -> str:
    """An English noun's singular, as far as its ending tells: "parties", "votes"; "crisis"."""
    if len(noun) > 4 and noun.endswith("ies"):
        return noun[:-3] + "y"
    if len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


@lru_cache(maxsize=65536)
def light_stem(word: str, lang: str = ENGLISH) -> str:
    """A word's rough stem: irregular forms mapped, endings off, doubles before them made one.

    Args:
        word: Lower case; in English one with letters beyond ASCII stays as it is.
        lang: ISO 639-1; whose endings and irregular forms.
    """
    language = load_language(lang)
    irregular = _irregular(language)
    if word in irregular:
        return irregular[word]
    if len(word) <= _SHORTEST or not (word.isascii() or language.code != ENGLISH):
        return word
    stems = language.stems
    for ending, rest in _endings(language):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return _undoubled(word[: -len(ending)] + rest, stems.single)
    if word.endswith(stems.plural) and not word.endswith(stems.no_plural):
        word = word.removesuffix(stems.plural)
    return word.removesuffix(stems.mute) if len(word) > _SHORTEST + 1 else word


def _undoubled(word: str, single: str) -> str:
    if len(word) > _SHORTEST and word[-1] == word[-2] and word[-1] not in single:
        return word[:-1]
    return word


@cache
def _irregular(language: Language) -> dict[str, str]:
    """Word -> stem."""
    listed = language.stems.irregular.items()
    return {word: stem for stem, words in listed for word in words}


@cache
def _endings(language: Language) -> tuple[tuple[str, str], ...]:
    """What goes and what comes instead, in order."""
    endings = (rule.partition(" ") for rule in language.stems.endings)
    return tuple((ending, rest) for ending, _, rest in endings)
