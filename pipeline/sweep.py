"""Which articles leave the window, and which stay on as representatives of sleeping stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.thread import Threads
from pipeline.window import Window

SWEEP = 1024  # articles between sweeps: a multiple of `tally.STEP`; each copies the whole window
WINDOW_DAYS = 30  # same-story pairs of mixed news fall within days; the rest meet representatives
SLEEP_DAYS = 400  # a story of several articles can wake for this long (arrest to trial)
SINGLE_DAYS = 120  # a lone article, for this long
LAST = 3  # representatives of a sleeping story: its first article and its last three
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
    threads.forget(window.seqs[gone].tolist())
    return (
        replace(
            _rows(window, np.flatnonzero(stay)),
            kept=keep[stay],
            tally=tally.moved(tally.upto, window.features.take(gone[:0]), departed),
        ),
        left,
        kept,
    )


def _sorted_out(window: Window, threads: Threads) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows stay, and which of them only as representatives."""
    clock = int(window.times.max())
    age = (clock - window.times) / _DAY
    inside = age <= WINDOW_DAYS
    represents = np.zeros(len(window), np.bool_)
    row_of = {seq: row for row, seq in enumerate(window.seqs.tolist())}
    for members in threads.members.values():
        rows = [row_of[seq] for seq in members]
        if all(inside[row] for row in rows):
            continue
        last = min(age[row] for row in rows)
        if last > (SINGLE_DAYS if len(rows) == 1 else SLEEP_DAYS):
            continue
        for row in {rows[0], *rows[-LAST:]}:
            represents[row] = not inside[row]
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
