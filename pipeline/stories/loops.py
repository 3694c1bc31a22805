"""Inner loops over articles and pairs, in the Python that numba compiles; see `kernels`.

What numpy would do in a dozen passes over arrays made for the purpose is one pass here. Rows of
unequal length come as two arrays, see `ragged`: where each row starts, and all values on end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Hashes = NDArray[np.uint32]
Weights = NDArray[np.float64]
Runs = tuple[tuple[Hashes, Places], ...]
_LANES = 64  # values compared in one go, before any is sorted in; chosen by hand (2026-11)


class WeightedRows(NamedTuple):
    """Row `i` holds `hashes[starts[i]:starts[i + 1]]`, each of them with weights."""

    starts: Places
    hashes: Hashes
    weights: Weights  # [values]
    damped: Weights  # [c, values]: by each of c counts


class CountedRows(NamedTuple):
    """Row `i` holds `hashes[starts[i]:starts[i + 1]]`, each of them counted in c ways."""

    starts: Places
    hashes: Hashes
    counts: tuple[NDArray[np.uint8], ...]  # c of [values]
    by_count: Weights  # [256]: what a count weighs


class Limits(NamedTuple):
    """How many candidates an article gets by shared keys."""

    by_key: int  # by shared keys
    common: int  # a key that more articles hold counts for none


def _table(hashes: Hashes) -> NDArray[np.int32]:
    """The place of each hash, counted from 1, in the first free slot from its own on.

    A power of two of slots, a sixteenth of them taken at most.
    """
    size = 16
    while size < 16 * len(hashes):
        size *= 2
    table, mask = np.zeros(size, np.int32), size - 1
    for place in range(len(hashes)):
        slot = hashes[place] & mask
        while table[slot]:
            slot = (slot + 1) & mask
        table[slot] = place + 1
    return table


def _find(table: NDArray[np.int32], hashes: Hashes, one: int) -> int:
    """Place of `one` among the `hashes` that filled the table, -1 when it is not there."""
    mask = len(table) - 1
    slot = one & mask
    while table[slot]:
        if hashes[table[slot] - 1] == one:
            return int(table[slot] - 1)
        slot = (slot + 1) & mask
    return -1


def masses(mine: WeightedRows, theirs: CountedRows, pair_starts: Places, others: Places) -> Weights:
    """Sum of both sides' weights over the hashes that a pair shares, `[c, k]`, one for each count.

    Row `i` of `mine` is paired with the rows `others[pair_starts[i]:pair_starts[i + 1]]` of
    `theirs`. A shared hash weighs `weights * damped` of the one times `by_count` of the other's
    count.
    """
    starts, hashes, weights, damped = mine
    their_starts, their_hashes, their_counts, by_count = theirs
    sums = np.zeros((len(their_counts), len(others)))
    for row in range(len(starts) - 1):
        first = starts[row]
        own = hashes[first : starts[row + 1]]
        table = _table(own)
        for pair in range(pair_starts[row], pair_starts[row + 1]):
            other = others[pair]
            for their in range(their_starts[other], their_starts[other + 1]):
                place = _find(table, own, their_hashes[their])
                if place >= 0:
                    for kind in range(len(their_counts)):
                        sums[kind, pair] += (
                            weights[first + place]
                            * damped[kind, first + place]
                            * by_count[their_counts[kind][their]]
                        )
    return sums


def shared(mine: Hashes, their_starts: Places, their_hashes: Hashes, others: Places) -> Places:
    """How many of `mine` each of the other side's rows `others` holds, `[k]`."""
    counts, table = np.zeros(len(others), np.int64), _table(mine)
    for pair in range(len(others)):
        for theirs in range(their_starts[others[pair]], their_starts[others[pair] + 1]):
            counts[pair] += _find(table, mine, their_hashes[theirs]) >= 0
    return counts


def nearest(cosines: NDArray[np.float32], first: int, most: int) -> tuple[Places, Places]:
    """For each row of `cosines`, `[n, m]`, the places of its highest before `first` plus the row's
    own place, ascending: where each row's start, and these. Of equals the earlier is taken.
    """
    offsets = np.zeros(len(cosines) + 1, np.int64)
    places = np.empty(len(cosines) * most, np.int64)
    for row in range(len(cosines)):
        near = _highest(cosines[row, : first + row], most)
        offsets[row + 1] = offsets[row] + len(near)
        places[offsets[row] : offsets[row + 1]] = near
    return offsets, places[: offsets[-1]]


def candidates(
    near: tuple[Places, Places],
    keys: tuple[Places, Hashes],
    runs: Runs,
    live: Places,
    limits: Limits,
) -> tuple[Places, Places, NDArray[np.bool_]]:
    """For each of the `n` newest of `live` (ascending, [m]) the places of earlier ones worth a
    closer look: where each row's places start, these, and which of them share keys.

    They are those `near` it, ascending, and those that share the most of a row's keys; both are
    where each row's start, and all of them on end. A run is all keys in order and the value of
    `live` that holds each.
    """
    by_key, common = limits
    near_starts, near_places = near
    starts, hashes = keys
    new = len(starts) - 1
    first = len(live) - new
    offsets, count = np.zeros(new + 1, np.int64), 0
    most = len(near_places) + new * by_key
    places, keyed = np.empty(most, np.int64), np.empty(most, np.bool_)
    counts = np.zeros(len(live), np.int64)
    for row in range(new):
        before = first + row
        close = near_places[near_starts[row] : near_starts[row + 1]]
        own = hashes[starts[row] : starts[row + 1]]
        sharing = _sharing(own, runs, live[:before], (common, by_key), counts)
        left = right = 0
        while left < len(close) or right < len(sharing):  # the union of both, ascending
            one = close[left] if left < len(close) else before
            other = sharing[right] if right < len(sharing) else before
            places[count], keyed[count] = min(one, other), other <= one
            left, right, count = left + (one <= other), right + (other <= one), count + 1
        offsets[row + 1] = count
    return offsets, places[:count], keyed[:count]


def _highest(values: NDArray[np.floating], most: int) -> Places:
    """Places of the `most` highest values, ascending; of equals the earlier is taken."""
    count = min(most, len(values))
    best, places = np.full(count, -np.inf), np.zeros(count, np.int64)
    for start in range(0, len(values) if count else 0, _LANES):
        end, higher = min(start + _LANES, len(values)), False
        for place in range(start, end):  # no way out: so many are compared at once
            higher |= values[place] > best[count - 1]
        for place in range(start, end if higher else start):
            if values[place] > best[count - 1]:
                spot = count - 1
                while spot and best[spot - 1] < values[place]:
                    best[spot], places[spot] = best[spot - 1], places[spot - 1]
                    spot -= 1
                best[spot], places[spot] = values[place], place
    _sort(places)
    return places


def _sort(places: Places) -> None:
    """Puts a few in order by insertion; `np.sort` takes two seconds to compile."""
    for end in range(1, len(places)):
        one, spot = places[end], end
        while spot and places[spot - 1] > one:
            places[spot] = places[spot - 1]
            spot -= 1
        places[spot] = one


def _sharing(
    keys: Hashes, runs: Runs, live: Places, limits: tuple[int, int], counts: Places
) -> Places:
    """Places in `live` of the most that share the most keys, ascending; of equals the later is
    taken. `limits`: a key that more hold counts for none, and how many places at most. `counts`
    are zeros, and are again when it returns.
    """
    common, most = limits
    held = np.empty(common + 1, np.int64)
    touched = np.empty(len(keys) * common, np.int64)
    ends = 0
    for key in keys:
        size = 0
        for ordered, holders in runs:
            spot = _bisect(ordered, len(ordered), key)
            while spot < len(ordered) and ordered[spot] == key and size <= common:
                place = _place(live, holders[spot])
                if place >= 0:
                    held[size] = place
                    size += 1
                spot += 1
        for place in held[: size if size <= common else 0]:
            if not counts[place]:
                touched[ends] = place
                ends += 1
            counts[place] += 1
    ranks = np.empty(ends)
    for spot, place in enumerate(touched[:ends]):
        ranks[spot] = counts[place] * len(live) + place
        counts[place] = 0
    best = _highest(ranks, most)
    for spot, place in enumerate(best):
        best[spot] = touched[place]
    _sort(best)
    return best


def _place(live: Places, one: int) -> int:
    """Where `one` stands in `live`, -1 when it does not."""
    last = len(live) - 1
    guess = last - (live[last] - one) if len(live) else -1  # most follow each other
    if 0 <= guess <= last and live[guess] == one:
        return int(guess)
    place = _bisect(live, len(live), one)
    return place if place < len(live) and live[place] == one else -1


def _bisect(ordered: NDArray[np.integer], end: int, one: int) -> int:
    """Of `ordered[:end]`, ascending, the first place that is not below `one`."""
    start = 0
    while start < end:
        middle = (start + end) // 2
        if ordered[middle] < one:
            start = middle + 1
        else:
            end = middle
    return start
