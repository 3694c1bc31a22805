"""Words of a text in order, and hashes of them: the one way this program cuts text into words.

Pure and deterministic, and the same for all languages; every stage that compares texts cuts here.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable
from functools import cache
from itertools import groupby

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from pipeline.language.load import load_scripts

_ASCII_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\W_]+")
_POSSESSIVE = re.compile(r"'s?(?![^\W_])")
_FRACTIONS = re.compile("([¼-¾⅐-⅞]+)")
_SPACE = re.compile(r"[^\S\n]+")
_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"


def normal(text: str) -> str:
    """NFKC but for fractions, plain quotes for typographic ones, one blank for a run of them.

    Line breaks stay. NFKC makes "2½" "21⁄2", which reads as another number.
    """
    return _SPACE.sub(" ", _plain(text).replace("\r", "\n"))


def _plain(text: str) -> str:
    parts = _FRACTIONS.split(text)
    parts[::2] = (unicodedata.normalize("NFKC", part) for part in parts[::2])
    text = "".join(parts).replace("’", "'").replace("‘", "'")
    return text.replace("“", '"').replace("”", '"')


def plain_letters(word: str) -> str:
    """A word of any script in lower-case letters without accents: "Путин" is "putin"."""
    low = word.lower()
    return low if low.isascii() else anyascii(low)


def words(text: str) -> list[str]:
    """Words as written, in order; numbers keep their inner points and commas; no punctuation."""
    return word_pattern().findall(normal(text))


def tokens(text: str) -> list[str]:
    """Lower-case words in order; possessive endings dropped; optional signs of a script too.

    Runs of scripts without blanks, and of Korean, become pairs of signs.
    """
    text = text.lower() if text.isascii() else bare(_plain(text)).replace("İ", "i").lower()
    if "'" in text:
        text = _POSSESSIVE.sub(" ", text)
    if text.isascii():
        return _ASCII_WORD.findall(text)
    cut: list[str] = word_pattern().findall(text)
    return _bigrams(cut) if _paired_scripts().search(text) else cut


def bare(text: str) -> str:
    """The text without signs that it might as well lack (`mul/scripts.toml`): to compare by."""
    if text.isascii():
        return text
    return _optional().sub("", text)


def as_written(text: str, passage: str) -> str:
    """A passage of `bare(text)` as the text itself has it, as it is where the text has it not."""
    if not passage or passage in text:
        return passage
    optional = f"[{_optional_signs()}]*"
    found = re.search(optional.join(map(re.escape, passage)) + optional, text)
    return found[0] if found else passage


@cache
def _optional_signs() -> str:
    return "".join(load_scripts().optional)


@cache
def _optional() -> re.Pattern[str]:
    return re.compile(f"[{_optional_signs()}]")


@cache
def _paired_scripts() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}{''.join(load_scripts().blankless)}]")


@cache
def word_pattern() -> re.Pattern[str]:
    """What a word is: digits, or letters with the marks that belong to them.

    Marks are vowels in the scripts of India and South-East Asia: no sign ends a word there.
    """
    letters = rf"[^\W\d_]+(?:[{mark_ranges()}]+[^\W\d_]*)*"
    return re.compile(rf"\d+(?:[.,:]\d+)*|{letters}(?:['’]{letters})*|[^\W_]+")


@cache
def mark_ranges() -> str:
    """Signs that belong to the letter before them, as ranges of a character class."""
    marks = (c for c in map(chr, range(0x10000)) if unicodedata.category(c)[0] == "M")
    return sign_ranges(c for c in marks if c not in _PICTURE_MARKS)


_PICTURE_MARKS = frozenset(map(chr, (*range(0x20D0, 0x2100), *range(0xFE00, 0xFE10))))


def sign_ranges(signs: Iterable[str]) -> str:
    """Signs in ascending order as ranges of a character class."""
    runs = groupby(enumerate(signs), key=lambda pair: ord(pair[1]) - pair[0])
    parts = [[sign for _, sign in run] for _, run in runs]
    return "".join(f"{re.escape(run[0])}-{re.escape(run[-1])}" for run in parts)


def _bigrams(cut: list[str]) -> list[str]:
    """Words, those of scripts without blanks as their overlapping pairs of signs."""
    pairs: list[str] = []
    for word in cut:
        if len(word) > 2 and _paired_scripts().search(word):
            pairs.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            pairs.append(word)
    return pairs


def hash_word(word: str) -> int:
    """A 32-bit hash of a word, the same on every machine (CRC-32 of UTF-8)."""
    return zlib.crc32(word.encode())


def hash_words(words: Iterable[str]) -> NDArray[np.uint32]:
    """Hashes in the same order, `[n]`."""
    return np.fromiter((zlib.crc32(word.encode()) for word in words), dtype=np.uint32)
