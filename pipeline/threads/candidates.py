"""Which earlier articles are worth a closer look: nearest vectors, shared rare words, shingles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

NEAREST = 40  # by title + lead cosine: holds 99 % of same-story pairs of three labelled sets
BY_KEY = 12  # by shared rare words and shingles
_COMMON = 200  # a key of more live articles than this tells nothing
_REBUILD = 4096  # recent seqs kept in a dictionary before the sorted arrays are made anew


def nearest(closeness: NDArray[np.float32]) -> NDArray[np.int64]:
    """Columns of the `NEAREST` highest values, ascending; earlier columns win ties."""
    if len(closeness) <= NEAREST:
        return np.arange(len(closeness))
    lowest = np.partition(closeness, len(closeness) - NEAREST)[len(closeness) - NEAREST]
    above = np.flatnonzero(closeness > lowest)
    level = np.flatnonzero(closeness == lowest)[: NEAREST - len(above)]
    return np.sort(np.concatenate([above, level]))


def union(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of two lists of distinct numbers, ascending; a third of `np.union1d`'s time on short ones."""
    both = np.concatenate([one, other])
    both.sort()
    return both[np.append(True, both[1:] != both[:-1])] if len(both) else both


class Postings:
    """Key -> seqs of the articles that hold it. A value: `added` gives a new one."""

    def __init__(self, keys: NDArray[np.uint32], seqs: NDArray[np.int64]) -> None:
        """Of parallel arrays: article `seqs[i]` holds `keys[i]`."""
        order = np.argsort(keys, kind="stable")
        self._keys, self._seqs = keys[order], seqs[order]
        self._recent: dict[int, tuple[int, ...]] = {}
        self._added = 0

    def added(self, rows: Mapping[int, NDArray[np.uint32]]) -> Postings:
        """With more articles, seq -> keys."""
        other = Postings.__new__(Postings)
        other._keys, other._seqs = self._keys, self._seqs
        other._recent, other._added = dict(self._recent), self._added + len(rows)
        for seq, keys in rows.items():
            other.add(seq, keys)
        return other if other._added < _REBUILD else other._settled()

    def add(self, seq: int, keys: NDArray[np.uint32]) -> None:
        """Puts one article in; only for whoever made this object."""
        for key in keys.tolist():
            self._recent[key] = (*self._recent.get(key, ()), seq)

    def sharing(self, keys: NDArray[np.uint32], live: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places in `live` (ascending seqs) of the `BY_KEY` articles that share the most keys."""
        if not len(live):
            return np.empty(0, np.int64)
        starts = np.searchsorted(self._keys, keys, side="left")
        ends = np.searchsorted(self._keys, keys, side="right")
        recent = [self._recent.get(key, ()) for key in keys.tolist()]
        seqs = [self._seqs[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)]
        late = np.array([seq for found in recent for seq in found], np.int64)
        held = np.concatenate([*seqs, late])
        counts = np.concatenate([ends - starts, [len(found) for found in recent]])
        of_key = np.repeat(np.tile(np.arange(len(keys)), 2), counts)
        place = np.minimum(np.searchsorted(live, held), len(live) - 1)
        alive = live[place] == held
        place, of_key = place[alive], of_key[alive]
        told = place[np.bincount(of_key, minlength=len(keys))[of_key] <= _COMMON]
        told.sort()
        starts = np.flatnonzero(np.append(True, told[1:] != told[:-1])[: len(told)])
        places, counts = told[starts], np.diff(np.append(starts, len(told)))
        best = np.lexsort((-places, -counts))[:BY_KEY]
        return np.sort(places[best])

    def _settled(self) -> Postings:
        keys = [np.full(len(s), k, np.uint32) for k, s in self._recent.items()]
        seqs = [np.array(s, np.int64) for s in self._recent.values()]
        return Postings(np.concatenate([self._keys, *keys]), np.concatenate([self._seqs, *seqs]))
