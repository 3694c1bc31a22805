"""Which earlier articles are worth a closer look: nearest vectors, shared rare words, shingles."""

from __future__ import annotations

from math import isqrt

import numpy as np
from numpy.typing import NDArray

from pipeline.threads.ragged import Ragged

NEAREST = 40  # by title + lead cosine: holds 99 % of same-story pairs of three labelled sets
BY_KEY = 12  # by shared rare words and shingles
_DENSE = 8  # seqs spread over at most so many places for each
_FEW = 4  # stripes that are not worth their while
_COMMON = 200  # a key of more live articles than this tells nothing
_REBUILD = 1 << 17  # keys added before all are sorted anew


def nearest(closeness: NDArray[np.float32]) -> NDArray[np.int64]:
    """Columns of the `NEAREST` highest values, ascending; earlier columns win ties."""
    stripes = isqrt(len(closeness) // NEAREST)
    if stripes < _FEW:
        return _highest(closeness)
    # One of the highest stands in a stripe whose peak is among the highest peaks.
    height = len(closeness) // stripes
    whole = height * stripes
    peaks = closeness[:whole].reshape(stripes, height).max(axis=0)
    lowest = np.partition(peaks, height - NEAREST)[height - NEAREST]
    columns = (np.arange(0, whole, height)[:, None] + np.flatnonzero(peaks >= lowest)).ravel()
    columns = np.concatenate([columns, np.arange(whole, len(closeness))])
    return columns[_highest(closeness[columns])]


def _highest(closeness: NDArray[np.float32]) -> NDArray[np.int64]:
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

    def sharing(self, rows: Ragged, live: NDArray[np.int64], first: int) -> list[NDArray[np.int64]]:
        """Places in `live` of the `BY_KEY` earlier articles that share the most keys with each row.

        `live` are the window's seqs, ascending; `rows` the keys of those from place `first` on,
        which are posted. Of equals the later article is taken.
        """
        total, keys = len(live), rows.values
        held, pair = self._held(keys, len(rows))
        owner = np.repeat(np.arange(len(rows)), rows.lengths)
        place = _places(held, live)
        told = place < first + owner[pair]
        place, pair = place[told], pair[told]
        told = np.bincount(pair, minlength=len(keys))[pair] <= _COMMON
        shared = owner[pair[told]] * total + place[told]
        shared.sort()
        starts = np.flatnonzero(np.append(True, shared[1:] != shared[:-1])[: len(shared)])
        counts = np.diff(np.append(starts, len(shared)))
        row, place = np.divmod(shared[starts], total)
        most = len(keys) + 1
        ranked = (row * most + (most - counts)) * total + (total - 1 - place)
        ranked.sort()
        row, place = ranked // (most * total), total - 1 - ranked % total
        begins = np.searchsorted(row, np.arange(len(rows) + 1))
        return [
            np.sort(place[begin : min(end, begin + BY_KEY)])
            for begin, end in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)
        ]

    def _held(
        self, keys: NDArray[np.uint32], late: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Seqs that hold a key, and which of the keys it is; of keys too common even without
        `late` of their holders, none.
        """
        starts = [np.searchsorted(ordered, keys, side="left") for ordered, _ in self._runs]
        ends = [np.searchsorted(ordered, keys, side="right") for ordered, _ in self._runs]
        few = sum(ends) - sum(starts) <= _COMMON + late
        held, pairs = [], []
        for (_, seqs), start, end in zip(self._runs, starts, ends, strict=True):
            lengths = np.where(few, end - start, 0)
            spots = np.repeat(start - np.cumsum(lengths) + lengths, lengths)
            held.append(seqs[spots + np.arange(len(spots))])
            pairs.append(np.repeat(np.arange(len(keys)), lengths))
        return np.concatenate(held), np.concatenate(pairs)


def _places(held: NDArray[np.int64], live: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of `held` stands in `live`, ascending; `len(live)` when it does not."""
    total, start = len(live), int(live[0])
    span = int(live[-1]) - start + 1
    if span <= _DENSE * total:  # a table is looked up three times as fast as a sorted list
        table = np.full(span + 1, total, np.int64)
        table[live - start] = np.arange(total)
        inside = (held >= start) & (held < start + span)
        return table[np.where(inside, held - start, span)]
    place = np.minimum(np.searchsorted(live, held), total - 1)
    return np.where(live[place] == held, place, total)


def _in_order(
    keys: NDArray[np.uint32], seqs: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    order = np.argsort(keys, kind="stable")
    return keys[order], seqs[order]
