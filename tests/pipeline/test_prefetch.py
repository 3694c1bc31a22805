"""Features made ahead by a worker are those made here, in order, also when the worker dies."""

from __future__ import annotations

import os
from concurrent.futures import Future
from typing import Any

import numpy as np
from streams import stream

from pipeline.stories.features import Features, article_features
from pipeline.stories.prefetch import prefetch_features
from pipeline.workers import Lost, Workers


def same(one: Features, other: Features) -> bool:
    columns, others = one.columns(), other.columns()
    return all(columns[name].equals(others[name]) for name in columns)


def test_batches_come_in_order_with_the_features_that_they_have() -> None:
    articles, _ = stream(1, 50)
    batches = [articles[start : start + 10] for start in range(0, 50, 10)]
    with Workers(1, preload=("pipeline.stories.features",)) as workers:
        prefetched = list(prefetch_features([*batches, []], workers))
    assert [batch for batch, _ in prefetched] == [*batches, []]
    for batch, features in prefetched:
        assert same(features, article_features(batch))


class Dying(Workers):
    """Workers that die of every task."""

    def submit(self, function: Any, argument: Any, **limits: Any) -> Future[Any]:
        return super().submit(os._exit, 1, **limits)


def test_features_lost_with_a_worker_are_made_here() -> None:
    articles, _ = stream(2, 10)
    with Dying(1) as workers:
        assert isinstance(workers.submit(None, None).result(), Lost)
        ((_, features),) = prefetch_features([articles], workers)
    assert same(features, article_features(articles))
    assert np.array_equal(features.terms.values, article_features(articles).terms.values)
