"""The stage that finds copies and stories: articles with their vectors against the window.

`place` is what production, re-threading, import, evaluation, tests and benchmarks call. However a
stream is cut into batches, its copies and stories are the same: counts and sweeps happen at fixed
ordinals of the stream, everything else after each article, and sums of products are exact (see
`embed`). An article that arrives late is placed among those in the window when it arrives.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from pipeline.embed import exact
from pipeline.records import Article, Matrix
from pipeline.stories import kernels
from pipeline.stories.features import Features, article_features
from pipeline.stories.placer import Placer
from pipeline.stories.score import Coefficients, shipped_coefficients
from pipeline.stories.window import Placement, Window


def place(
    articles: Sequence[Article],
    embeddings: Matrix,
    window: Window,
    coefficients: Coefficients | None = None,
    features: Features | None = None,
) -> Placement:
    """Copies, memberships, stories and changes of the articles, against the window.

    Args:
        articles: `[n]`. Those whose id is in the window, or twice in the batch, are left out: an
            edited article keeps its place.
        embeddings: Theirs, `[n, 2 * d]`, as `embed` gives them.
        window: The articles before them; it stays as it is.
        coefficients: Of the same-story score; None: those that come with the program.
        features: Of the articles, `[n]`; None: made here.

    Returns:
        Rows to store, see `Placement`. An empty batch carries out the user's new decisions alone.

    The window's vectors and `embeddings` must be of one encoder, the one that the coefficients
    were fitted for: nothing here can tell.
    """
    known = set(window.ids)
    fresh = []
    for row, article in enumerate(articles):
        if article.id not in known:
            known.add(article.id)
            fresh.append(row)
    rows = np.array(fresh, np.int64)
    articles = [articles[row] for row in fresh]
    features = article_features(articles) if features is None else features.take(rows)
    placer = Placer(window, coefficients or shipped_coefficients())
    placer.place(articles, exact(embeddings[rows]), features)
    return placer.placement(articles)


def slide(
    window: Window, placement: Placement, articles: Sequence[Article], embeddings: Matrix
) -> Window:
    """The window after the batch: what the warehouse would load before the next one.

    Args:
        window: The one that the batch was placed against; it stays as it is.
        placement: What `place` said of the batch. Read back from a store it has no `after`, and
            the batch is placed once more.
        articles: The batch, `[n]`.
        embeddings: Its vectors, `[n, 2 * d]`.
    """
    if placement.after is None:
        return place(articles, embeddings, window).after or window
    return placement.after


def compile_loops() -> None:
    """Place two invented articles: every compiled loop is then kept on disk, 6-9 s of work.

    For installing; what has been compiled before costs a second.
    """
    at = datetime(2026, 3, 2, 6, tzinfo=UTC)
    text = "A ferry with 40 passengers ran aground off Veltram harbour on Monday. Nobody was hurt."
    articles = [
        Article(id=f"{n:016x}", title=f"Ferry aground off Veltram {n}", text=text, outlet=f"o{n}",
                lang="en", published_at=at, first_seen_at=at)
        for n in range(2)
    ]  # fmt: skip
    kernels.compiled_loops()
    place(articles, np.full((2, 2 * 384), 384**-0.5, np.float32), Window.empty())
