"""The window's newest rows against those before them: which are worth comparing, and their parts.

What `place`, `newsthread fit` and `why` share, so that a score is learned, used and explained on
the very same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Article, Matrix
from pipeline.stories.document_frequency import STEP
from pipeline.stories.features import Features
from pipeline.stories.pair_features import Pairing, Spread, parts
from pipeline.stories.ragged import Ragged, grown
from pipeline.stories.score import Parts
from pipeline.stories.titles import heading
from pipeline.stories.window import Window

HALF = 384
HALVES = (slice(HALF), slice(HALF, None))  # of titles, of leads
_SEEN = 1024  # the latest articles tell the spread of cosines as well as all of a large window


def closeness(vectors: Matrix, window: Window, block: Matrix) -> Matrix:
    """Lead cosines of new rows, `[k, 768]`, with the window's and a block's rows, `[k, m + b]`.

    Leads hold the title too, and alone find more of a story than title and lead cosines added up
    (see `NEAREST`). Products of a few hundred rows at once take half the time of 64 at once.
    """
    before, leads = len(window), vectors[:, HALF:]
    found = np.empty((len(vectors), before + len(block)), np.float32)
    np.matmul(leads, window.embeddings[:, HALF:].T, out=found[:, :before])
    np.matmul(leads, block[:, HALF:].T, out=found[:, before:])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """New rows against the earlier rows worth comparing them with."""

    pairs: Pairing
    keyed: NDArray[np.bool_]  # which pairs share rare words or shingles, [k]
    parts: Parts


def compared(rows: Window, first: int, near: Matrix) -> Comparison:
    """The rows from `first` on with their candidates and the parts of their scores.

    `rows` as `with_rows` gives them; `near` is the `closeness` of these rows, with all or more.
    """
    keys = rows.features.keys.span(first, len(rows))
    others, keyed = rows.posted().candidates(near, keys, rows.seqs)
    pairs, vectors = Pairing(first, others), rows.embeddings
    settled = int(np.searchsorted(rows.seqs, rows.counted().upto))
    seen = vectors[max(0, settled - _SEEN) : settled]
    spreads = [Spread.of(vectors[first:, half] @ seen[:, half].T) for half in HALVES]
    titles = [vectors[others[k], :HALF] @ vectors[first + k, :HALF] for k in range(len(others))]
    cosines = Ragged.of(titles, np.float32).values, near[pairs.row, others.values]
    found = parts(rows, pairs, cosines, (spreads[0], spreads[1]))
    return Comparison(pairs, keyed, found)


def titles_only(rows: Window, pairs: Pairing) -> NDArray[np.bool_]:
    """Which pairs lack the text of one or both, `[k]`."""
    told = rows.features.shingles.sizes
    least = np.minimum(told(pairs.others.values), told(pairs.first + pairs.row))
    return np.equal(least, 0)


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
