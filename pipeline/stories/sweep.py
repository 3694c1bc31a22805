"""Which articles leave the window, and which stay on as representatives of sleeping stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.stories.clustering import Clustering
from pipeline.stories.window import Window

# Chosen by hand (2026-11), all four.
SWEEP = 1024  # articles between sweeps: a multiple of `STEP`; each copies the whole window
SLEEP_DAYS = 400  # a story can wake for this long (arrest to trial)
LAST = 3  # representatives of a sleeping story: its first article and its last three
KEPT_MOST = 50_000  # representatives; beyond it lone articles go first, then the longest asleep
_DAY = 86400


def sweep(window: Window, clustering: Clustering) -> tuple[Window, list[str], list[str]]:
    """The window without what is too old; ids that left; ids that became representatives.

    Articles older than `window.days` leave, but for the first and the last `LAST` of each story
    that had news within `SLEEP_DAYS`, at most `KEPT_MOST` of these. `clustering` forgets those that
    left; the window given stays as it is. Norms and word counts of the new one are up to date, its
    postings are made anew when needed.
    """
    stay, keep = _choose_rows(window, clustering)
    gone = np.flatnonzero(~stay)
    newly = np.flatnonzero(keep & ~window.kept)
    left, kept = ([window.ids[r] for r in rows.tolist()] for rows in (gone, newly))
    if not len(gone):
        return replace(window, kept=keep), left, kept
    clustering.forget(
        dict(zip(window.seqs[gone].tolist(), window.times[gone].tolist(), strict=True))
    )
    frequency = window.count_documents()
    departed = window.features.take(gone[window.seqs[gone] < frequency.upto])
    frequency = frequency.moved(frequency.upto, window.features.take(gone[:0]), departed)
    rows = _take_rows(window, np.flatnonzero(stay))
    swept = replace(rows, kept=keep[stay], document_frequency=frequency, postings=None)
    return swept.with_norms(), left, kept


def _choose_rows(
    window: Window, clustering: Clustering
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows stay, and which of them only as representatives."""
    # The time it is: late enough for nearly all of the last arrivals, and no wrong date moves it;
    # nine in ten were chosen by hand (2026-11).
    clock = int(np.sort(window.times[-SWEEP:])[int(0.9 * min(len(window), SWEEP)) - 1])
    age = (clock - window.times) / _DAY
    inside = age <= window.days
    row_of = {seq: row for row, seq in enumerate(window.seqs.tolist())}
    asleep: list[tuple[bool, float, list[int]]] = []
    for story in sorted({clustering.story[seq] for seq in window.seqs[~inside].tolist()}):
        rows = [row_of[seq] for seq in clustering.members[story]]
        last = float(min(age[row] for row in rows))
        if last <= SLEEP_DAYS:
            chosen = sorted({rows[0], *rows[-LAST:]})
            asleep.append((len(rows) == 1, last, [row for row in chosen if not inside[row]]))
    represents = np.zeros(len(window), np.bool_)
    represents[[row for _, _, rows in sorted(asleep) for row in rows][:KEPT_MOST]] = True
    return inside | represents, represents


def _take_rows(window: Window, rows: NDArray[np.int64]) -> Window:
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
