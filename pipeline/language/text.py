"""Words, sentences and shingles: the one way this program reads text.

Pure and deterministic; every stage that compares texts cuts them here.
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
# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms dr prof st sr jr gen col lt maj capt cmdr sgt cpl adm rev hon gov sen rep reps "
        "sens pres supt det insp atty no vs etc inc ltd corp co dept univ assn bros jan feb mar "
        "apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd "
        "rd ft mt u.s u.k u.n e.g i.e a.m p.m approx est fig al vol pp ed",
    )
)
_BREAK = re.compile(r"([.!?…]+[\"'”’»)\]]*|[。！？]+[」』”]*)(?:\s+|(?<=[。！？」』”])|$)")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_SHINGLE = 4  # words; overlap of word 4-shingles separated copies from look-alikes (see copies.py)
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)


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
    found: list[str] = _WORD.findall(text)
    return found if text.isascii() or not _CJK.search(text) else _in_pairs(found)


def stem(token: str) -> str:
    """The token without a plural s: enough for counting shared words, and never a wrong merge."""
    if len(token) <= 3 or token[-1] != "s" or token.endswith(("ss", "us")):
        return token
    return token[:-3] + "y" if token.endswith("ies") else token[:-1]


def _in_pairs(found: list[str]) -> list[str]:
    pairs: list[str] = []
    for word in found:
        if len(word) > 2 and _CJK.search(word):
            pairs.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            pairs.append(word)
    return pairs


def sentences(text: str) -> list[str]:
    """Sentences in reading order, stripped. A line break always ends one.

    Abbreviations, initials ("J. Smith"), decimals and ellipses inside a sentence do not.
    """
    found: list[str] = []
    for line in normal(text).split("\n"):
        start = 0
        for mark in _BREAK.finditer(line):
            if _goes_on(line, start, mark):
                continue
            found.append(line[start : mark.end()].strip())
            start = mark.end()
        found.append(line[start:].strip())
    return [sentence for sentence in found if sentence]


def _goes_on(line: str, start: int, mark: re.Match[str]) -> bool:
    """Whether the full stop at `mark` is inside a sentence."""
    rest = line[mark.end() :]
    if not rest or mark[1][0] not in ".…":
        return bool(rest) and rest[0].islower()
    if rest[0].islower():
        return True
    if mark[1] != ".":
        return False
    last = line[start : mark.start()].rsplit(None, 1)[-1:] or [""]
    word = last[0].lstrip("\"'([").lower()
    if word in ("a.m", "p.m", "u.s", "u.k", "u.n"):
        # "in the U.S. The ..." ends; "the U.S. Senate" goes on.
        return not re.match(
            r"[\"']?(The|A|An|He|She|It|They|We|I|In|On|At|But|And|This|That)\b", rest
        )
    initial = len(word) == 1 and word.isalpha() and word not in "i"
    return initial or word in _ABBREVIATIONS or bool(re.fullmatch(r"(?:[a-z]\.)+[a-z]", word))


def hash_word(word: str) -> int:
    """A 32-bit hash of a word, the same on every machine (CRC-32 of UTF-8)."""
    return zlib.crc32(word.encode())


def hash_words(found: Iterable[str]) -> NDArray[np.uint32]:
    """Hashes in the same order, `[n]`."""
    return np.fromiter((zlib.crc32(word.encode()) for word in found), dtype=np.uint32)


def shingles(text: str) -> NDArray[np.uint64]:
    """Distinct hashes of the text's word 4-shingles, sorted, `[k]`; see `token_shingles`."""
    return token_shingles(hash_words(tokens(text)))


def token_shingles(hashed: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Distinct hashes of the 4-shingles of hashed words in order, sorted, `[k]`.

    Fewer than four words make one shingle; no words make none.
    """
    if not len(hashed):
        return np.empty(0, np.uint64)
    row = hashed.astype(np.uint64)
    if len(row) < _SHINGLE:
        row = np.concatenate([row, np.zeros(_SHINGLE - len(row), np.uint64)])
    count = len(row) - _SHINGLE + 1
    mixed = np.zeros(count, np.uint64)
    for place in range(_SHINGLE):
        mixed = (mixed ^ row[place : place + count]) * _MULTIPLIERS[place]
        mixed ^= mixed >> np.uint64(29)
    mixed.sort()
    fresh = np.append(True, mixed[1:] != mixed[:-1])  # the first is new
    distinct: NDArray[np.uint64] = mixed[fresh]
    return distinct
