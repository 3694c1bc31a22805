"""Which earlier article, if any, an article's text is a copy of: decided by shared text alone.

Shares are of distinct word 4-shingles. Measured on articles of three labelled sets (2026-11): one
word in ten changed leaves .66 of them; articles of one story that were written apart share under
.2, those drawn from one press release .3 to .7 of the shorter and under .4 of the longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.stories import kernels
from pipeline.stories.boilerplate import is_one_outlet
from pipeline.stories.features import Features
from pipeline.stories.window import Window

# Shares and sizes chosen by hand between what was measured (2026-11).
EXACT = 0.97  # of both texts: nothing but a stray word differs
NEAR = 0.42  # of both texts
CONTAINED = 0.75  # of the shorter text
LEAST = 12  # distinct shingles a text needs before anything can be said about it
# Templated texts (weather, markets, fixtures) say the same of other figures and names: two texts
# of one length with fewer of these in common than this are no copies.
_IN_COMMON, _FEW = 0.65, 3

Kind = Literal["exact", "near", "contained"]


class Originals:
    """Which articles are copies of which, while a window's rows are being placed."""

    def __init__(self, window: Window) -> None:
        self._ids = {
            window.ids[row]: original for row, original in enumerate(window.copy_of) if original
        }
        self.renumber(window)

    def renumber(self, window: Window) -> None:
        """Find `root` anew, for the rows that the window now has.

        An original that has left leaves its copy on its own.
        """
        self.root = list(range(len(window)))  # of each row the one that it copies, or itself
        named = self._ids.keys() | set(self._ids.values())
        row_of = {name: row for row, name in enumerate(window.ids) if name in named}
        for name, original in self._ids.items():
            if original in row_of and name in row_of:
                self.root[row_of[name]] = row_of[original]

    def add(self, rows: Window, original: int | None) -> None:
        """Appends the next of the rows, a copy of the row `original` or of none."""
        at = len(self.root)
        self.root.append(at if original is None else original)
        if original is not None:
            self._ids[rows.ids[at]] = rows.ids[original]


@dataclass(frozen=True, slots=True)
class Match:
    """The row whose text another repeats."""

    row: int
    kind: Kind
    share: float  # of the copy's shingles that stand in the original
    share_back: float  # of the original's that stand in the copy


def find_copy(
    at: int, others: NDArray[np.int64], rows: Window, root: Sequence[int]
) -> Match | None:
    """The row that `at` copies, out of `others`; None when it copies none.

    Of several the one that shares most, then the earliest; where that one is itself a copy, its
    original (`root[row]`, the row itself when it is none), if enough is shared with it too.
    """
    features, outlets = rows.features, rows.outlets
    best: tuple[float, int] | None = None
    for other, share, back in _shares(at, others, features):
        kind = _kind(at, other, share, back, features)
        # Two texts of one outlet are versions, not copies.
        if kind and not is_one_outlet(outlets[at], outlets[other]):
            best = max(best or (0.0, 0), (share + back, -other))
    if best is None:
        return None
    likely = np.array([root[-best[1]], -best[1]])
    for other, share, back in _shares(at, likely, features):
        kind = _kind(at, other, share, back, features)
        if kind:
            return Match(other, kind, share, back)
    return None


def agency_of(at: int, other: int, rows: Features) -> str:
    """The agency that the copy or its original credits, "" when neither names one."""
    return next((str(name) for row in (at, other) for name in rows.agency[row]), "")


def _kind(at: int, other: int, share: float, back: float, rows: Features) -> Kind | None:
    if min(share, back) >= NEAR:
        if _templated(at, other, rows):
            return None
        return "exact" if min(share, back) >= EXACT else "near"
    return "contained" if max(share, back) >= CONTAINED else None


def _templated(at: int, other: int, rows: Features) -> bool:
    """Whether two much alike texts speak of other figures and names; False when there are few."""
    mine, theirs = ({*rows.figures[row].tolist(), *rows.names[row].tolist()} for row in (at, other))
    fewer = min(len(mine), len(theirs))
    return fewer >= _FEW and len(mine & theirs) < _IN_COMMON * fewer


def _shares(
    at: int, others: NDArray[np.int64], rows: Features
) -> Iterator[tuple[int, float, float]]:
    """Each of the rows that shares enough to be a copy or its original: how much of `at` stands in
    it, and how much of it in `at`.
    """
    mine, theirs = rows.shingles[at], rows.shingles
    if len(mine) < LEAST or not len(others):
        return
    both = kernels.shared(mine, theirs.offsets, theirs.values, others)
    sizes = theirs.sizes(others)
    for k in np.flatnonzero((sizes >= LEAST) & (both >= NEAR * np.minimum(sizes, len(mine)))):
        yield int(others[k]), float(both[k] / len(mine)), float(both[k] / sizes[k])
