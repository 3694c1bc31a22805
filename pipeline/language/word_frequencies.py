"""How often words of a language are met, by wordfreq 3: a few MB a language, kept on disk.

wordfreq's own lists and a dictionary of them take 110 MB and .7 s of a processor a language
(300,000 words, 2026-11). Here a word is a number, its hash and its frequency in one; they are
looked for in order. What was made once is kept in the cache folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.cache import cache_folder

_LANGUAGE = re.compile("[a-z]{2,3}")  # as wordfreq names them, and as a file may be named
_LEVEL_BITS = 12  # centibels below certainty: wordfreq lists words down to some 800
_LEVELS = (1 << _LEVEL_BITS) - 1


class Frequencies(Protocol):
    """Zipf frequencies of words."""

    def get(self, word: str, default: float) -> float:
        """The word's, or `default` where it is not known."""
        ...


class WordFrequencies:
    """Zipf frequencies: log10 of how often a word comes in a thousand million."""

    def __init__(
        self, packed: NDArray[np.uint64], others: Mapping[str, float] | None = None
    ) -> None:
        """`packed` as `pack_words` gives them, `[n]`; `others` are known better."""
        self._packed, self._others = packed, others or {}

    def get(self, word: str, default: float = 0.0) -> float:
        """The word's, or `default` where it is not known."""
        if (other := self._others.get(word)) is not None:
            return other
        key = _key(word)
        place = int(self._packed.searchsorted(np.uint64(key)))
        if place == len(self._packed) or (found := int(self._packed[place])) & ~_LEVELS != key:
            return default
        return _zipf(found & _LEVELS)

    def __len__(self) -> int:
        """Words that are known."""
        return len(self._packed)

    def with_words(self, others: Mapping[str, float]) -> WordFrequencies:
        """These, and those of `others` in their place."""
        return WordFrequencies(self._packed, {**self._others, **others})


@cache
def frequencies(lang: str) -> WordFrequencies:
    """Those of a language's words, wordfreq 3.1.

    A language that wordfreq does not know has none: its words then count as rare.
    """
    if not _LANGUAGE.fullmatch(lang):
        return WordFrequencies(np.empty(0, np.uint64))
    path = cache_folder() / "words" / f"wordfreq-{version('wordfreq')}-{lang}"
    kept = _read_words(path)
    if kept is None:
        kept = pack_words(lang)
        with suppress(OSError):  # then it is made again next time
            _write_words(path, kept)
    return WordFrequencies(kept)


def pack_words(lang: str) -> NDArray[np.uint64]:
    """A language's words in order of their numbers: 52 bits of hash, 12 of centibels."""
    import wordfreq  # noqa: PLC0415 - word lists: only where they are not kept yet

    if lang not in wordfreq.available_languages():
        return np.empty(0, np.uint64)
    levels = wordfreq.get_frequency_list.__wrapped__(lang)  # not to be kept by wordfreq
    numbers = (_key(word) | level for level, words in enumerate(levels) for word in words)
    return np.sort(np.fromiter(numbers, np.uint64))


@cache
def _zipf(level: int) -> float:
    """Of so many centibels, as wordfreq's own frequencies give it."""
    return float(np.log10(10 ** (-level / 100)) + 9.0)


def _key(word: str) -> int:
    digest = hashlib.blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") & ~_LEVELS


def _read_words(path: Path) -> NDArray[np.uint64] | None:
    """What was kept, None where it is not whole: its last number is the checksum of the rest."""
    try:
        numbers = np.fromfile(path, np.uint64)
    except OSError:
        return None
    if not len(numbers) or zlib.crc32(numbers[:-1].tobytes()) != int(numbers[-1]):
        return None
    return numbers[:-1]


def _write_words(path: Path, packed: NDArray[np.uint64]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    checksum = np.array([zlib.crc32(packed.tobytes())], np.uint64)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")  # others may write theirs
    np.concatenate([packed, checksum]).tofile(fresh)
    fresh.replace(path)
