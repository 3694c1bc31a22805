"""Which earlier articles are worth a closer look: nearest vectors, shared rare words, shingles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.stories import kernels, loops
from pipeline.stories.ragged import Ragged

# By lead cosine. Holds 99.7 % of the earlier articles of one's story on ecbplus, 83 % on gva_dev,
# whose stories go on for months; title and lead added up hold 99.2 and 79 % (2026-11).
NEAREST = 40
# Articles by shared rare words and shingles; keys that more live articles hold tell nothing; keys
# added before all are sorted anew: chosen by hand (2026-11).
BY_KEY = 12
_COMMON = 200
_REBUILD = 1 << 17


class Postings:
    """Key -> seqs of the window's articles that hold it. A value: `added` gives a new one."""

    def __init__(self, keys: NDArray[np.uint32], seqs: NDArray[np.int64]) -> None:
        """Of parallel arrays: article `seqs[i]` holds `keys[i]`."""
        # Sorted by key, one run after the other; the last run takes in what is added.
        self._runs = (_in_order(keys, seqs), (keys[:0], seqs[:0]))

    def added(self, rows: Ragged, seqs: NDArray[np.int64]) -> Postings:
        """With the keys of more articles."""
        (whole, recent), other = self._runs, Postings.__new__(Postings)
        keys, seqs = _in_order(rows.values, np.repeat(seqs, rows.lengths))
        places = np.searchsorted(recent[0], keys, side="right")
        recent = np.insert(recent[0], places, keys), np.insert(recent[1], places, seqs)
        if len(recent[0]) > _REBUILD:
            keys, seqs = (np.concatenate([whole[n], recent[n]]) for n in (0, 1))
            whole, recent = _in_order(keys, seqs), (keys[:0], seqs[:0])
        other._runs = whole, recent
        return other

    def candidates(
        self, near: Ragged, keys: Ragged, live: NDArray[np.int64]
    ) -> tuple[Ragged, NDArray[np.bool_]]:
        """Places in `live` of the earlier articles worth comparing with each of the newest,
        ascending; and which of them share rare words or shingles.

        `live` are the window's seqs, ascending; the newest, at its end, have the places `near` them
        and `keys`, which are posted. Of those that share equally many keys the later is taken.
        """
        limits = loops.Limits(BY_KEY, _COMMON)
        offsets, places, keyed = kernels.candidates(
            (near.offsets, near.values), (keys.offsets, keys.values), self._runs, live, limits
        )
        return Ragged(offsets, places), keyed


def _in_order(
    keys: NDArray[np.uint32], seqs: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    order = np.argsort(keys, kind="stable")
    return keys[order], seqs[order]
