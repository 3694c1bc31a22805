"""Which earlier article, if any, an article's text is a copy of: decided by shared text alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.features import Features
from pipeline.records import Copy

# Share of word 4-shingles. See tests/quality/copies.py for the edits and look-alikes measured.
NEAR = 0.5  # of the smaller text, for a text of about the same length
CONTAINED = 0.6  # of the smaller text, inside a much longer one
LEAST = 12  # distinct shingles a text needs before anything can be said about it


def shares(mine: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> tuple[float, float]:
    """Share of `mine` found in `theirs`, and of `theirs` found in `mine`; sorted, distinct."""
    if not len(mine) or not len(theirs):
        return 0.0, 0.0
    both = len(np.intersect1d(mine, theirs, assume_unique=True))
    return both / len(mine), both / len(theirs)


def find_copy(
    at: int, others: NDArray[np.int64], rows: Features, ids: Sequence[str], outlets: Sequence[str]
) -> tuple[int, Copy] | None:
    """The row that `at` copies, with the evidence; the earliest among those that share most."""
    mine, best = rows.shingles[at], None
    if len(mine) < LEAST:
        return None
    for other in _promising(mine, others, rows):
        if _one_outlet(outlets[at], outlets[other]):
            continue
        share, back = shares(mine, rows.shingles[other])
        if max(share, back) >= NEAR and (best is None or max(share, back) > best[0]):
            best = (max(share, back), other, share, back)
    if best is None:
        return None
    _, other, share, back = best
    if min(share, back) > 0.98:
        kind = "exact"
    elif min(share, back) >= 0.4:
        kind = "near"
    elif best[0] >= CONTAINED:
        kind = "contained"
    else:
        return None
    return other, Copy(
        article_id=ids[at],
        original_id=ids[other],
        kind=kind,  # type: ignore[arg-type]
        share=share,
        share_back=back,
    )


def _promising(mine: NDArray[np.uint32], others: NDArray[np.int64], rows: Features) -> list[int]:
    """Rows that may share enough text: all that do, and a few that do not.

    Counts hits in a table of 2^16 bits, at once for all: false hits only add to the count.
    """
    table = np.zeros(1 << 16, np.bool_)
    table[mine & np.uint32(0xFFFF)] = True
    offsets, spots = rows.shingles.reach(others)
    hits = np.concatenate([[0], np.cumsum(table[rows.shingles.values[spots] & np.uint32(0xFFFF)])])
    shared, sizes = hits[offsets[1:]] - hits[offsets[:-1]], np.diff(offsets)
    fewer = np.minimum(sizes, len(mine))
    return [int(row) for row in others[(sizes >= LEAST) & (shared >= NEAR * fewer)]]


def _one_outlet(one: str, other: str) -> bool:
    """Two texts of one outlet are versions, not copies; unnamed outlets are taken to differ."""
    return bool(one) and one.casefold() == other.casefold()
