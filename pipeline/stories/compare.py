"""The window's newest rows against those before them: which are worth comparing, and how alike.

What `place`, `newsthread fit` and `why` share, so that a score is learned, used and explained on
the very same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import halves
from pipeline.records import Article, Matrix
from pipeline.stories.document_frequency import STEP
from pipeline.stories.features import Features
from pipeline.stories.pair_features import Pairing, Spread, pair_features
from pipeline.stories.ragged import Ragged
from pipeline.stories.score import PairFeatures
from pipeline.stories.titles import heading
from pipeline.stories.window import Window

# The latest articles tell the spread of cosines as well as all of a large window; how many:
# chosen by hand (2026-11).
_LATEST = 1024
# Shingles below which a text is a summary as feeds give it: about 60 words; chosen by hand
# (2026-11).
BRIEF = 57


def lead_cosines(vectors: Matrix, window: Window, block: Matrix) -> Matrix:
    """Lead cosines of new rows, `[k, 2 * d]`, with the rows of the window and of a block.

    `[k, m + b]`. Leads hold the title too, and alone find more of a story than title and lead
    cosines added up (see `NEAREST`). Products of a few hundred rows at once take half the time of
    64 at once.
    """
    before, leads = len(window), halves(vectors)[1]
    cosines = np.empty((len(vectors), before + len(block)), np.float32)
    if before:  # an empty window has vectors of no width
        np.matmul(leads, halves(window.embeddings)[1].T, out=cosines[:, :before])
    np.matmul(leads, halves(block)[1].T, out=cosines[:, before:])
    return cosines


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """New rows against the earlier rows worth comparing them with."""

    pairs: Pairing
    keyed: NDArray[np.bool_]  # which pairs share rare words or shingles, [k]
    features: PairFeatures


def compare_with_candidates(rows: Window, first: int, near: Ragged) -> Comparison:
    """The rows from `first` on with their candidates and the features of these pairs.

    `rows` as `with_rows` gives them; `near` are the places of the nearest earlier rows of each.
    """
    keys = rows.features.keys.span(first, len(rows))
    others, keyed = rows.post_keys().candidates(near, keys, rows.seqs)
    pairs = Pairing(first, others)
    settled = int(np.searchsorted(rows.seqs, rows.count_documents().upto))
    latest = slice(max(0, settled - _LATEST), settled)
    titles, leads = halves(rows.embeddings)
    spreads = (
        Spread.of(titles[first:] @ titles[latest].T),
        Spread.of(leads[first:] @ leads[latest].T),
    )
    of_titles, of_leads = (
        Ragged.of([half[others[k]] @ half[first + k] for k in range(len(others))], np.float32)
        for half in (titles, leads)
    )
    features = pair_features(rows, pairs, (of_titles.values, of_leads.values), spreads)
    return Comparison(pairs, keyed, features)


def pair_regimes(rows: Window, pairs: Pairing) -> NDArray[np.int8]:
    """What each pair can be compared by: places in `REGIMES`, `[k]`."""
    others, at = pairs.others.values, pairs.first + pairs.row
    sizes = rows.features.shingles.sizes
    least = np.minimum(sizes(others), sizes(at))
    langs = rows.langs  # of these pairs alone: a window is long
    foreign = [langs[a] != langs[b] for a, b in zip(others.tolist(), at.tolist(), strict=True)]
    full, brief, titles, across = range(4)
    codes = np.select(
        [np.array(foreign, bool), least == 0, least < BRIEF], [across, titles, brief], full
    )
    return codes.astype(np.int8)


def with_rows(
    window: Window, articles: Sequence[Article], vectors: Matrix, features: Features
) -> Window:
    """The window with new rows that have no story yet, with their norms and keys posted."""
    count, frequency = len(articles), window.count_documents()
    features = frequency.with_norms(features)
    seqs = np.arange(window.placed, window.placed + count)
    more = {
        "seqs": seqs,
        "times": np.array([int(a.at.timestamp()) for a in articles], np.int64),
        "dated": np.array([a.published_at is not None for a in articles], np.bool_),
        "kept": np.zeros(count, np.bool_),
        "embeddings": vectors,
    }
    columns = {name: window.column(name).append(rows) for name, rows in more.items()}
    arrays: dict[str, Any] = {name: column.filled for name, column in columns.items()}
    return replace(
        window,
        **arrays,
        columns=columns,
        ids=[*window.ids, *(a.id for a in articles)],
        outlets=[*window.outlets, *(a.outlet for a in articles)],
        langs=[*window.langs, *(a.lang for a in articles)],
        titles=[*window.titles, *(heading(a) for a in articles)],
        story_ids=[*window.story_ids, *([""] * count)],
        copy_of=[*window.copy_of, *([""] * count)],
        features=window.features.append(features),
        placed=window.placed + count,
        document_frequency=frequency,
        postings=window.post_keys().added(features.keys, seqs),
    )


def refreshed(window: Window) -> Window:
    """With words counted anew at every `STEP` articles of the stream."""
    if window.placed % STEP:
        return window
    frequency = window.count_documents()
    entered = window.features.take(np.flatnonzero(window.seqs >= frequency.upto))
    frequency = frequency.moved(window.placed, entered, Features.empty())
    return replace(window, document_frequency=frequency).with_norms()
