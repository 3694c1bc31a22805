"""Whether a word stands in a text, as the text's script and language write words.

Where a script writes no blanks a word is looked for as a string; elsewhere between boundaries, but
for what the language joins to a word: prefixes in Arabic and Hebrew, particles in Korean. Case is
folded by language. Which scripts and what is joined is data (`mul/scripts.toml`, `spelling.toml`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pipeline.language.load import ENGLISH, alternatives, load_language, load_scripts
from pipeline.language.records import Language
from pipeline.language.words import normal, sign_ranges

_LONG = 3  # letters from which a word may have prefixes: by hand (2026-11)
_PARTICLES = 3  # after each other: by hand (2026-11)


def as_words(expression: str, language: Language) -> str:
    """The expression between word boundaries, after what its language joins to a word.

    Where a language writes no blanks it stands as it is.
    """
    if is_blankless("".join(language.dates.weekday_names)):
        return f"(?:{expression})"
    prefixes = language.spelling.prefixes
    joined = f"(?:{prefixes})?" if prefixes else ""
    return rf"\b{joined}(?:{expression})\b"


def fold(text: str, lang: str = "") -> str:
    """A text in one case and one spelling, to look for words in.

    Args:
        text: Any; NFKC, quotes and blanks are made plain as in `normal`.
        lang: ISO 639-1, "" unknown: then as its script's usual language.
    """
    spelling = load_language(_joining(text, lang)).spelling
    text = unicodedata.normalize("NFC", normal(text))
    for letter, other in spelling.letters.items():
        text = text.replace(letter, other)
    text = text.casefold()
    if spelling.drop:
        text = re.sub(spelling.drop, "", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", text)


def holds_word(folded: str, word: str, lang: str = "") -> bool:
    """Whether a word or phrase stands in a text.

    Args:
        folded: The text, as `fold(text, lang)` gives it.
        word: As somebody typed it, in any case: "Istanbul" is read as a Turk and as a foreigner
            writes it. Without letters or digits it stands nowhere. In plain letters it is found
            with accents too, not the other way round.
        lang: ISO 639-1, the text's; "" unknown.
    """
    word = word.strip()
    texts = [folded]
    if word.isascii() and len(word) > _LONG and not folded.isascii():
        texts.append(_unaccented(folded))
    return any(
        reading in text and pattern.search(text) is not None
        for reading, pattern in _readings(word, _joining(word, lang))
        for text in texts
    )


@lru_cache(maxsize=32)
def _unaccented(folded: str) -> str:
    """A folded text with Latin letters as a keyboard without accents has them."""
    text = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", text.translate(_BASE_LETTERS))


_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_BASE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
)


def holds_start(folded: str, start: str, lang: str = "") -> bool:
    """Whether a word of the text begins with `start`, apart from joined prefixes."""
    language = _joining(start, lang)
    before, _ = _edges(start, language)
    return re.search(before + re.escape(start), folded) is not None


def is_blankless(text: str) -> bool:
    """Whether some of the text is in a script that writes no blanks."""
    return re.search(f"[{_blankless()}]", text) is not None


def is_latin(text: str) -> bool:
    """Whether at least half of the text's letters are Latin; True where it has none."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(map(_latin, letters)) * 2 >= len(letters)


@lru_cache(maxsize=4096)
def _latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _joining(text: str, lang: str) -> str:
    """The language whose way of writing words together is taken."""
    if lang:
        return lang
    for usual, ranges in load_scripts().usual.items():
        if re.search(f"[{''.join(ranges)}]", text):
            return usual
    return ENGLISH


@lru_cache(maxsize=4096)
def _readings(word: str, lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The ways to spell a word in one case, each with the pattern that finds it."""
    spelt = {fold(word, lang), fold(word, ENGLISH)}
    for start, contracted in load_language(lang).spelling.contractions.items():
        spelt |= {contracted + each[len(start) :] for each in spelt if each.startswith(start)}
    return tuple((each, _pattern(each, lang)) for each in sorted(spelt) if _is_word(each))


def _is_word(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _pattern(word: str, lang: str) -> re.Pattern[str]:
    before, after = _edges(word, lang)
    return re.compile(before + re.escape(word) + after)


@lru_cache(maxsize=4096)
def _edges(word: str, lang: str) -> tuple[str, str]:
    """Expressions of what must stand before and after a folded word."""
    spelling = load_language(lang).spelling
    blankless, marks = _blankless(), _marks()
    inside = rf"[^\W{blankless}]"  # a letter of a script with blanks: the word goes on
    before = after = ""
    if not re.match(f"[{blankless}]", word):
        prefixes = spelling.prefixes if len(word) >= _LONG else ""
        before = rf"(?<!{inside})(?<![{marks[1]}]){prefixes}"
    if not re.match(f"[{blankless}]", word[-1:]):
        particles = f"(?:{alternatives(spelling.particles)}){{0,{_PARTICLES}}}"
        after = (particles if spelling.particles else "") + f"(?!{inside})"
    return before, after + f"(?![{marks[0]}])"


@cache
def _blankless() -> str:
    return "".join(load_scripts().blankless)


@cache
def _marks() -> tuple[str, str]:
    """Ranges of combining signs, which belong to the letter before them: all, and of scripts with
    blanks.
    """
    signs = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code))[0] == "M"]
    spaced = [sign for sign in signs if not is_blankless(sign)]
    return sign_ranges(signs), sign_ranges(spaced)
