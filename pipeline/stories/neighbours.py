"""The nearest earlier articles by lead cosine: of all, or of those that an index finds.

Exactly, by all products, is the default: it costs a tenth of encoding an article up to some
hundred thousand rows, and the same stream gives the same stories however it is cut. The index
(usearch, HNSW) is for windows beyond that: `place.approximate_from`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import halves
from pipeline.records import Matrix
from pipeline.stories import kernels
from pipeline.stories.candidates import NEAREST
from pipeline.stories.ragged import Ragged

if TYPE_CHECKING:
    from pipeline.stories.window import Window

EXPANSION: Final = 256
"""Rows that a search keeps in view. With 64 recall@10 is .96, with 256 .995, at three times the
time (100,000 made-up vectors, 2026-11; `tests/bench/neighbours.py`)."""

MOST_DEAD: Final = 0.25
"""Share of the index that may have left the window before it is made anew. By hand (2026-11)."""


class Neighbours(Protocol):
    """An index of the leads in a window; it follows the window, and is asked while it grows."""

    def serves(self, rows: int) -> bool:
        """Whether a window of so many rows is for it; else all products are made."""
        ...

    def begin(self, window: Window) -> None:
        """Hold the rows of this window and no others."""
        ...

    def nearest(self, rows: Window, first: int) -> Ragged:
        """Take in the rows from `first` on; the places of the nearest earlier ones of each,
        ascending."""
        ...


def nearest_by_cosine(cosines: Matrix, first: int) -> Ragged:
    """Places of the nearest earlier rows of each of the new ones, which begin at `first`.

    `cosines` are the `lead_cosines` of the new rows with all, or more.
    """
    return Ragged(*kernels.nearest(cosines, first, NEAREST))


class ApproximateNeighbours:
    """An HNSW graph of usearch, in half precision, for windows of at least `least` rows.

    Which rows it finds depends on the order they came in: stories may differ a little with how a
    stream was cut and where the program was started again.
    """

    def __init__(self, least: int) -> None:
        self._least = least
        self._index: Any = None

    def __len__(self) -> int:
        """Rows it holds."""
        return len(self._held())

    def serves(self, rows: int) -> bool:
        """Whether a window of so many rows is for it."""
        return rows >= self._least

    def begin(self, window: Window) -> None:
        """Hold the rows of this window and no others: what was placed and given up is removed."""
        held = self._held()
        if len(held) > (1 + MOST_DEAD) * len(window):
            self._index, held = None, held[:0]
        if len(late := held[held >= window.placed]):
            self._index.remove(late.astype(np.uint64))
        lacking = np.flatnonzero(~np.isin(window.seqs, held))
        if len(lacking):
            self._add(window, lacking)

    def nearest(self, rows: Window, first: int) -> Ragged:
        """Take in the rows from `first` on; places of the nearest earlier ones, ascending."""
        new = np.arange(first, len(rows))
        self._add(rows, new)
        leads = np.ascontiguousarray(halves(rows.embeddings)[1][first:], np.float32)
        # Beside earlier rows it finds the others of the block, and those that have left.
        most = min(len(self._index), int((1 + MOST_DEAD) * NEAREST) + len(new))
        found = self._index.search(leads, most)
        near = []
        for at, row in enumerate(new.tolist()):
            count = int(found.counts[at]) if len(new) > 1 else len(found.keys)
            seqs = (found.keys[at] if len(new) > 1 else found.keys)[:count].astype(np.int64)
            places = np.searchsorted(rows.seqs[:row], seqs)
            inside = np.flatnonzero(places < row)
            inside = inside[rows.seqs[places[inside]] == seqs[inside]]
            near.append(np.sort(places[inside][:NEAREST]))
        return Ragged.of(near, np.int64)

    def _held(self) -> NDArray[np.int64]:
        """Seqs in the index."""
        return np.asarray([] if self._index is None else self._index.keys, np.int64)

    def _add(self, rows: Window, places: NDArray[np.int64]) -> None:
        leads = np.ascontiguousarray(halves(rows.embeddings)[1][places], np.float32)
        if self._index is None:
            self._index = _new_index(leads.shape[1])
        self._index.add(rows.seqs[places].astype(np.uint64), leads, threads=1)


def _new_index(width: int) -> Any:
    from usearch.index import Index  # noqa: PLC0415 - an extra

    return Index(
        ndim=width, metric="ip", dtype="f16", connectivity=16, expansion_add=128,
        expansion_search=EXPANSION,
    )  # fmt: skip
