"""Inner loops over articles and pairs, compiled when first called and kept on disk.

What numpy would do in a dozen passes over arrays made for the purpose is one pass here. Rows of
unequal length come as two arrays, see `ragged`: where each row starts, and all values on end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Loop = TypeVar("Loop", bound=Callable[..., Any])
Places = NDArray[np.int64]
Hashes = NDArray[np.uint32]
_LANES = 64


def _compiled(loop: Loop) -> Loop:
    """`loop` as machine code; compiled anew in every process where nothing may be kept on disk."""
    try:
        return cast(Loop, njit(cache=True, nogil=True)(loop))
    except RuntimeError:  # neither this folder nor the user's cache can be written to
        return cast(Loop, njit(nogil=True)(loop))


@_compiled
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


@_compiled
def _find(table: NDArray[np.int32], hashes: Hashes, one: int) -> int:
    """Place of `one` among the `hashes` that filled the table, -1 when it is not there."""
    mask = len(table) - 1
    slot = one & mask
    while table[slot]:
        if hashes[table[slot] - 1] == one:
            return int(table[slot] - 1)
        slot = (slot + 1) & mask
    return -1


@_compiled
def masses(  # noqa: PLR0913, PLR0917 - arrays of both sides, handed to one loop
    starts: Places,
    hashes: Hashes,
    weights: NDArray[np.float64],
    damped: NDArray[np.float64],
    their_starts: Places,
    their_hashes: Hashes,
    their_counts: tuple[NDArray[np.uint8], ...],
    by_count: NDArray[np.float64],
    pairs: Places,
    others: Places,
) -> NDArray[np.float64]:
    """Sum of both sides' weights over the hashes that a pair shares, `[c, k]`, one for each count.

    Row `i` holds `hashes[starts[i]:starts[i + 1]]` and is paired with the rows
    `others[pairs[i]:pairs[i + 1]]` of the other side. A shared hash weighs `weights * damped` of
    the one times `by_count` of the other's count; `damped` is `[c, values]`.
    """
    found = np.zeros((len(their_counts), len(others)))
    for row in range(len(starts) - 1):
        first = starts[row]
        mine = hashes[first : starts[row + 1]]
        table = _table(mine)
        for pair in range(pairs[row], pairs[row + 1]):
            other = others[pair]
            for theirs in range(their_starts[other], their_starts[other + 1]):
                place = _find(table, mine, their_hashes[theirs])
                if place >= 0:
                    for kind in range(len(their_counts)):
                        found[kind, pair] += (
                            weights[first + place]
                            * damped[kind, first + place]
                            * by_count[their_counts[kind][theirs]]
                        )
    return found


@_compiled
def shared(mine: Hashes, their_starts: Places, their_hashes: Hashes, others: Places) -> Places:
    """How many of `mine` each of the other side's rows `others` holds, `[k]`."""
    found, table = np.zeros(len(others), np.int64), _table(mine)
    for pair in range(len(others)):
        for theirs in range(their_starts[others[pair]], their_starts[others[pair] + 1]):
            found[pair] += _find(table, mine, their_hashes[theirs]) >= 0
    return found


@_compiled
def candidates(  # noqa: PLR0913, PLR0917 - arrays of both sides, handed to one loop
    closeness: NDArray[np.float32],
    nearest: int,
    starts: Places,
    keys: Hashes,
    runs: tuple[tuple[Hashes, Places], ...],
    live: Places,
    common: int,
    by_key: int,
) -> tuple[Places, Places, NDArray[np.bool_]]:
    """For each of the `n` newest of `live` (ascending, [m]) the places of earlier ones worth a
    closer look: where each row's places start, these, and which of them share keys.

    They are the `nearest` by `closeness`, `[n, m]` or wider, and the `by_key` that share the most
    of a row's keys, `keys[starts[i]:starts[i + 1]]`. A run is all keys in order and the value of
    `live` that holds each; a key that more than `common` hold counts for none.
    """
    new = len(starts) - 1
    most, first = nearest + by_key, len(live) - new
    offsets, count = np.zeros(new + 1, np.int64), 0
    places, keyed = np.empty(new * most, np.int64), np.empty(new * most, np.bool_)
    counts = np.zeros(len(live), np.int64)
    for row in range(new):
        before = first + row
        near = _highest(closeness[row, :before], nearest)
        sharing = _sharing(
            keys[starts[row] : starts[row + 1]], runs, live, before, common, by_key, counts
        )
        left = right = 0
        while left < len(near) or right < len(sharing):  # the union of both, ascending
            one = near[left] if left < len(near) else before
            other = sharing[right] if right < len(sharing) else before
            places[count], keyed[count] = min(one, other), other <= one
            left, right, count = left + (one <= other), right + (other <= one), count + 1
        offsets[row + 1] = count
    return offsets, places[:count], keyed[:count]


@_compiled
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


@_compiled
def _sort(places: Places) -> None:
    """Puts a few in order by insertion; `np.sort` takes two seconds to compile."""
    for end in range(1, len(places)):
        one, spot = places[end], end
        while spot and places[spot - 1] > one:
            places[spot] = places[spot - 1]
            spot -= 1
        places[spot] = one


@_compiled
def _sharing(  # noqa: PLR0913, PLR0917 - arrays of both sides, handed to one loop
    keys: Hashes,
    runs: tuple[tuple[Hashes, Places], ...],
    live: Places,
    before: int,
    common: int,
    most: int,
    counts: Places,
) -> Places:
    """Places in `live[:before]` of the `most` that share the most keys, ascending; of equals the
    later is taken. `counts` are zeros, and are again when it returns.
    """
    held = np.empty(common + 1, np.int64)
    touched = np.empty(len(keys) * common, np.int64)
    ends = 0
    for key in keys:
        size = 0
        for ordered, holders in runs:
            spot = _bisect(ordered, len(ordered), key)
            while spot < len(ordered) and ordered[spot] == key and size <= common:
                place = _place(live, before, holders[spot])
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
        ranks[spot] = counts[place] * before + place
        counts[place] = 0
    found = _highest(ranks, most)
    for spot, place in enumerate(found):
        found[spot] = touched[place]
    _sort(found)
    return found


@_compiled
def _place(live: Places, before: int, one: int) -> int:
    """Where `one` stands in `live[:before]`, -1 when it does not."""
    last = before - 1
    guess = last - (live[last] - one) if before else -1  # most follow each other
    if 0 <= guess <= last and live[guess] == one:
        return int(guess)
    place = _bisect(live, before, one)
    return place if place < before and live[place] == one else -1


@_compiled
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
