"""Features of the batches to come, made by another process while this one places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future

from pipeline.records import Article
from pipeline.stories.features import Features, article_features
from pipeline.workers import Lost, Workers

_AHEAD = 2  # batches: the worker never waits, and few are held; chosen by hand (2026-11)

Batch = Sequence[Article]


def prefetch_features(
    batches: Iterable[Batch], workers: Workers
) -> Iterator[tuple[Batch, Features]]:
    """Each batch with its features, `[n]`, for `place`; batches stay in order.

    Batches are taken from the iterable up to `_AHEAD` before they are placed. One whose worker was
    lost is read in this process instead, which gives the same features.
    """
    under_way: deque[tuple[Batch, Future[Features | Lost]]] = deque()
    for batch in batches:
        under_way.append((batch, workers.submit(article_features, batch)))
        if len(under_way) > _AHEAD:
            yield _finish(*under_way.popleft())
    while under_way:
        yield _finish(*under_way.popleft())


def _finish(batch: Batch, future: Future[Features | Lost]) -> tuple[Batch, Features]:
    """The batch with its features, made here when the worker was lost with them."""
    features = future.result()
    return batch, article_features(batch) if isinstance(features, Lost) else features
