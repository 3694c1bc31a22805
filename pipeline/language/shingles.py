"""Shingles: hashes of runs of four words, by which texts are found to share passages.

After Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.language.words import hash_words, tokens

LENGTH = 4
"""Words of a shingle: overlap of 4-shingles separated copies from look-alikes
(`pipeline.stories.copies`)."""

_MULTIPLIERS = np.array(  # odd 64-bit primes of xxHash and SplitMix
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)


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
    if len(row) < LENGTH:
        row = np.concatenate([row, np.zeros(LENGTH - len(row), np.uint64)])
    count = len(row) - LENGTH + 1
    mixed = np.zeros(count, np.uint64)
    for place in range(LENGTH):
        mixed = (mixed ^ row[place : place + count]) * _MULTIPLIERS[place]
        mixed ^= mixed >> np.uint64(29)
    mixed.sort()
    fresh = np.append(True, mixed[1:] != mixed[:-1])  # the first is new
    distinct: NDArray[np.uint64] = mixed[fresh]
    return distinct
