"""Words of a text in order, and hashes of them: the one way this program cuts text into words.

Pure and deterministic, and the same for all languages; every stage that compares texts cuts here.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+")
_POSSESSIVE = re.compile(r"'s?(?![^\W_])")
_SPACE = re.compile(r"[^\S\n]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


def normal(text: str) -> str:
    """NFKC, typographic quotes made plain, runs of blanks made one; line breaks stay."""
    return _SPACE.sub(" ", _plain(text).replace("\r", "\n"))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return text.replace("“", '"').replace("”", '"')


def words(text: str) -> list[str]:
    """Words as written, in order; numbers keep their inner points and commas; no punctuation."""
    return _WORD.findall(normal(text))


def tokens(text: str) -> list[str]:
    """Lower-case words in order; possessive endings dropped; CJK runs become pairs of signs."""
    text = (text if text.isascii() else _plain(text)).lower()
    if "'" in text:
        text = _POSSESSIVE.sub(" ", text)
    cut: list[str] = _WORD.findall(text)
    return cut if text.isascii() or not _CJK.search(text) else _bigrams(cut)


def _bigrams(cut: list[str]) -> list[str]:
    """Words, those of scripts without blanks as their overlapping pairs of signs."""
    pairs: list[str] = []
    for word in cut:
        if len(word) > 2 and _CJK.search(word):
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
