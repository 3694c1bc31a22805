"""Which articles leave the window, and which stay on as representatives of sleeping stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.stories.clustering import Threads
from pipeline.stories.window import Window

SWEEP = 1024  # articles between sweeps: a multiple of `tally.STEP`; each copies the whole window
SLEEP_DAYS = 400  # a story can wake for this long (arrest to trial)
LAST = 3  # representatives of a sleeping story: its first article and its last three
KEPT_MOST = (
    50_000  # representatives in all; beyond it lone articles go first, then the longest asleep
)
_DAY = 86400


def sweep(window: Window, threads: Threads) -> tuple[Window, list[str], list[str]]:
    """The window without what is too old; ids that left; ids that became representatives."""
    stay, keep = _sorted_out(window, threads)
    gone = np.flatnonzero(~stay)
    newly = np.flatnonzero(keep & ~window.kept)
    left, kept = ([window.ids[r] for r in rows.tolist()] for rows in (gone, newly))
    if not len(gone):
        return replace(window, kept=keep), left, kept
    tally = window.counted()
    departed = window.features.take(gone[window.seqs[gone] < tally.upto])
    threads.forget(dict(zip(window.seqs[gone].tolist(), window.times[gone].tolist(), strict=True)))
    counted = tally.moved(tally.upto, window.features.take(gone[:0]), departed)
    rows = _rows(window, np.flatnonzero(stay))
    swept = replace(rows, kept=keep[stay], tally=counted, postings=None)
    return swept.weighed(), left, kept


def _sorted_out(window: Window, threads: Threads) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows stay, and which of them only as representatives."""
    # The time it is: late enough for nearly all of the last arrivals, and no wrong date moves it.
    clock = int(np.sort(window.times[-SWEEP:])[int(0.9 * min(len(window), SWEEP)) - 1])
    age = (clock - window.times) / _DAY
    inside = age <= window.days
    row_of = {seq: row for row, seq in enumerate(window.seqs.tolist())}
    asleep: list[tuple[bool, float, list[int]]] = []
    for story in sorted({threads.story[seq] for seq in window.seqs[~inside].tolist()}):
        rows = [row_of[seq] for seq in threads.members[story]]
        last = float(min(age[row] for row in rows))
        if last <= SLEEP_DAYS:
            chosen = sorted({rows[0], *rows[-LAST:]})
            asleep.append((len(rows) == 1, last, [row for row in chosen if not inside[row]]))
    represents = np.zeros(len(window), np.bool_)
    represents[[row for _, _, rows in sorted(asleep) for row in rows][:KEPT_MOST]] = True
    return inside | represents, represents


def _rows(window: Window, rows: NDArray[np.int64]) -> Window:
    """Only these rows, in order; what is derived from rows is the caller's."""

    def of(column: Sequence[str]) -> list[str]:
        return [column[row] for row in rows.tolist()]

    return replace(
        window,
        ids=of(window.ids),
        seqs=window.seqs[rows],
        times=window.times[rows],
        dated=window.dated[rows],
        outlets=of(window.outlets),
        langs=of(window.langs),
        titles=of(window.titles),
        story_ids=of(window.story_ids),
        copy_of=of(window.copy_of),
        kept=window.kept[rows],
        embeddings=window.embeddings[rows],
        features=window.features.take(rows),
    )
