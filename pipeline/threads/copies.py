"""Which earlier article, if any, an article's text is a copy of: decided by shared text alone.

Shares are of distinct word 4-shingles. Measured on articles of three labelled sets (Nov 2026): one
word in ten changed leaves .66 of them; articles of one story that were written apart share under
.2, those drawn from one press release .3 to .7 of the shorter and under .4 of the longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.threads.features import Features

EXACT = 0.97  # of both texts: nothing but a stray word differs
NEAR = 0.42  # of both texts
CONTAINED = 0.75  # of the shorter text
LEAST = 12  # distinct shingles a text needs before anything can be said about it
# Templated texts (weather, markets, fixtures) say the same of other figures and names: two texts
# of one length with fewer of these in common than this are no copies.
_IN_COMMON, _FEW = 0.65, 3

Kind = Literal["exact", "near", "contained"]


def shares(mine: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> tuple[float, float]:
    """Share of `mine` found in `theirs`, and of `theirs` found in `mine`; sorted, distinct."""
    if not len(mine) or not len(theirs):
        return 0.0, 0.0
    both = len(np.intersect1d(mine, theirs, assume_unique=True))
    return both / len(mine), both / len(theirs)


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
    mine = rows.shingles[at]
    if len(mine) < LEAST:
        return None
    best: tuple[float, int] | None = None
    for other in _promising(mine, others, rows):
        share, back = shares(mine, rows.shingles[other])
        if _kind(at, other, share, back, rows) and not _one_outlet(outlets[at], outlets[other]):
            best = max(best or (0.0, 0), (share + back, -other))
    if best is None:
        return None
    for other in (root[-best[1]], -best[1]):
        share, back = shares(mine, rows.shingles[other])
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


def _promising(mine: NDArray[np.uint32], others: NDArray[np.int64], rows: Features) -> list[int]:
    """Rows that may share enough text: all that do, and a few that do not.

    Counts hits in a table of 2^16 bits, at once for all: false hits only add to the count.
    """
    table = np.zeros(1 << 16, np.bool_)
    table[mine & np.uint32(0xFFFF)] = True
    sizes, theirs = rows.shingles.rows(others)
    hits = np.flatnonzero(table[theirs & np.uint32(0xFFFF)])
    shared = np.bincount(
        np.searchsorted(np.cumsum(sizes), hits, side="right"), minlength=len(sizes)
    )
    fewer = np.minimum(sizes, len(mine))
    return [int(row) for row in others[(sizes >= LEAST) & (shared >= NEAR * fewer)]]


def _one_outlet(one: str, other: str) -> bool:
    """Two texts of one outlet are versions, not copies; unnamed outlets are taken to differ."""
    return bool(one) and one.casefold() == other.casefold()
