"""Which earlier article, if any, an article's text is a copy of: decided by shared text alone.

Shares are of distinct word 4-shingles. Measured on articles of three labelled sets (Nov 2026): one
word in ten changed leaves .66 of them; articles of one story that were written apart share under
.2, those drawn from one press release .3 to .7 of the shorter and under .4 of the longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.stories.features import Features

EXACT = 0.97  # of both texts: nothing but a stray word differs
NEAR = 0.42  # of both texts
CONTAINED = 0.75  # of the shorter text
LEAST = 12  # distinct shingles a text needs before anything can be said about it
# Templated texts (weather, markets, fixtures) say the same of other figures and names: two texts
# of one length with fewer of these in common than this are no copies.
_IN_COMMON, _FEW = 0.65, 3

Kind = Literal["exact", "near", "contained"]


def find_copy(
    at: int,
    others: NDArray[np.int64],
    rows: Features,
    outlets: Sequence[str],
    root: Sequence[int],
) -> tuple[int, Kind, float, float] | None:
    """The row that `at` copies: (row, kind, share, share back); None when it copies none.

    Of several the one that shares most, then the earliest; where that one is itself a copy, its
    original (`root[row]`, the row itself when it is none), if enough is shared with it too.
    """
    best: tuple[float, int] | None = None
    for other, share, back in _shares(at, others, rows):
        if _kind(at, other, share, back, rows) and not _one_outlet(outlets[at], outlets[other]):
            best = max(best or (0.0, 0), (share + back, -other))
    if best is None:
        return None
    for other, share, back in _shares(at, np.array([root[-best[1]], -best[1]]), rows):
        kind = _kind(at, other, share, back, rows)
        if kind:
            return other, kind, share, back
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
    from pipeline.stories import kernels  # noqa: PLC0415 - numba: only when placing

    mine, theirs = rows.shingles[at], rows.shingles
    if len(mine) < LEAST or not len(others):
        return
    both = kernels.shared(mine, theirs.offsets, theirs.values, others)
    sizes = theirs.sizes(others)
    for k in np.flatnonzero((sizes >= LEAST) & (both >= NEAR * np.minimum(sizes, len(mine)))):
        yield int(others[k]), float(both[k] / len(mine)), float(both[k] / sizes[k])


def _one_outlet(one: str, other: str) -> bool:
    """Two texts of one outlet are versions, not copies; unnamed outlets are taken to differ."""
    return bool(one) and one.casefold() == other.casefold()
