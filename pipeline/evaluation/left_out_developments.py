"""What is new, measured on whole threads left out of all that was learned.

Weights, thresholds and the alert's model are fitted anew for each fold of threads, on the others
and on the project's own: no figure comes from a thread that anything was fitted on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.encoders import Encoder
from pipeline.evaluation.developments import (
    AssessedArticle,
    LabelledArticle,
    assess_articles,
    labelled_articles,
    read_threads,
)
from pipeline.evaluation.fit_developments import THREADS, Source, fit_classifiers, source

FOLDS = 8
"""Of the measured threads: three of 24 are left out at once, and each fit takes seconds."""


def own_threads(encoder: Encoder) -> list[list[LabelledArticle]]:
    """The project's own labelled threads, encoded."""
    return [
        labelled_articles(thread, encoder)
        for file in sorted(THREADS.glob("*.jsonl"))
        for thread in read_threads(file)
    ]


def assess_left_out(
    threads: Sequence[Sequence[LabelledArticle]], others: Sequence[Source], folds: int = FOLDS
) -> Iterator[list[AssessedArticle]]:
    """Each thread, in order, assessed by models that learned from the other folds and `others`.

    One thread alone is assessed by what `others` teach.
    """
    folds = min(folds, len(threads))
    models = []
    for fold in range(folds):
        seen = [thread for i, thread in enumerate(threads) if i % folds != fold]
        sources = [source("real", seen)] if seen else []
        models.append(fit_classifiers([*sources, *others]))
    for i, thread in enumerate(threads):
        yield assess_articles(thread, models[i % folds])
