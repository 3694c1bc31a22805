"""The window's newest rows against those before them: which are worth comparing, and their parts.

What `place`, `newsthread fit` and `why` share, so that a score is learned, used and explained on
the very same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Article, Matrix
from pipeline.threads.candidates import nearest, union
from pipeline.threads.features import Features
from pipeline.threads.parts import Comparison, Spread
from pipeline.threads.ragged import Ragged, grown
from pipeline.threads.score import Parts
from pipeline.threads.tally import STEP
from pipeline.threads.titles import heading
from pipeline.threads.window import Window

HALF = 384
_SEEN = 1024  # the latest articles tell the spread of cosines as well as all of a large window


def closeness(vectors: Matrix, window: Window, block: Matrix) -> Matrix:
    """Title cosine plus lead cosine of new rows, `[k, 768]`, with the window's and a block's rows.

    `[k, m + b]`. Products of a few hundred rows at once take half the time of 64 at once.
    """
    before = len(window)
    found = np.empty((len(vectors), before + len(block)), np.float32)
    np.matmul(vectors, window.embeddings.T, out=found[:, :before])
    np.matmul(vectors, block.T, out=found[:, before:])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One new row against the earlier rows worth comparing it with."""

    at: int
    others: NDArray[np.int64]  # rows, ascending, [k]
    keyed: NDArray[np.bool_]  # which of them share rare words or shingles
    parts: Parts


def compared(rows: Window, first: int, near: Matrix) -> Iterable[Compared]:
    """Each row from `first` on with its candidates and their parts.

    `rows` as `with_rows` gives them; `near` is the `closeness` of these rows, with all or more.
    """
    comparison, vectors = Comparison(rows, first), rows.embeddings
    keys = rows.features.keys.span(first, len(rows))
    sharing = rows.posted().sharing(keys, rows.seqs, first)
    settled = int(np.searchsorted(rows.seqs, rows.counted().upto))
    seen = vectors[max(0, settled - _SEEN) : settled]
    by_title = Spread.of(vectors[first:, :HALF] @ seen[:, :HALF].T)
    by_lead = Spread.of(vectors[first:, HALF:] @ seen[:, HALF:].T)
    for i, at in enumerate(range(first, len(rows))):
        others = union(nearest(near[i, :at]), sharing[i])
        title = vectors[others, :HALF] @ vectors[at, :HALF]
        lead = near[i, others] - title
        keyed = np.zeros(len(others), np.bool_)
        keyed[np.searchsorted(others, sharing[i])] = True
        parts = comparison.parts(at, others, (title, lead), (by_title[i], by_lead[i]))
        yield Compared(at, others, keyed, parts)


def titles_only(shingles: Ragged, at: int, others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs lack the text of one or both."""
    told = shingles.offsets[others + 1] > shingles.offsets[others]
    return ~told if len(shingles[at]) else np.ones(len(others), np.bool_)


def with_rows(
    window: Window, articles: Sequence[Article], vectors: Matrix, made: Features
) -> Window:
    """The window with new rows that have no story yet, weighed and posted."""
    count, counted = len(articles), window.counted()
    made = counted.weighed(made)
    seqs = np.arange(window.placed, window.placed + count)
    return replace(
        window,
        ids=[*window.ids, *(a.id for a in articles)],
        seqs=grown(window.seqs, seqs),
        times=grown(window.times, np.array([int(a.at.timestamp()) for a in articles], np.int64)),
        dated=grown(
            window.dated, np.array([a.published_at is not None for a in articles], np.bool_)
        ),
        outlets=[*window.outlets, *(a.outlet for a in articles)],
        langs=[*window.langs, *(a.lang for a in articles)],
        titles=[*window.titles, *(heading(a) for a in articles)],
        story_ids=[*window.story_ids, *([""] * count)],
        copy_of=[*window.copy_of, *([""] * count)],
        kept=grown(window.kept, np.zeros(count, np.bool_)),
        embeddings=grown(window.embeddings, vectors),
        features=window.features.append(made),
        placed=window.placed + count,
        tally=counted,
        postings=window.posted().added(made.keys, seqs),
    )


def refreshed(window: Window) -> Window:
    """With words counted anew at every `STEP` articles of the stream."""
    if window.placed % STEP:
        return window
    counted = window.counted()
    entered = window.features.take(np.flatnonzero(window.seqs >= counted.upto))
    tally = counted.moved(window.placed, entered, Features.empty())
    return replace(window, tally=tally).weighed()
