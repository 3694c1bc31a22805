"""How well stories of labelled files are found, by the very functions that production calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from pipeline.embed import embed
from pipeline.encoders import Encoder
from pipeline.encoders.language_means import (
    LanguageMeans,
    initial_means,
    next_freezing,
    restored,
)
from pipeline.evaluation.agreement import agreement
from pipeline.evaluation.labels import read_stories
from pipeline.evaluation.story_errors import agreement_by_lang, costliest_pairs
from pipeline.place import place, slide
from pipeline.records import Article, Matrix
from pipeline.stories.score import Coefficients, shipped_coefficients
from pipeline.stories.window import Placement, Window

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What `evaluate_stories` tells besides figures over the whole file."""

    by_lang: bool = False
    errors: int = 0  # so many false and so many missed pairs


def evaluate_stories(
    path: Path,
    encoder: Encoder,
    coefficients: Coefficients | None = None,
    *,
    embeddings: Matrix | None = None,
    progress: Callable[[int], None] = lambda _: None,
    detail: Detail | None = None,
) -> dict[str, Any]:
    """A labelled story file through `place` in streaming batches; figures as JSON-ready values.

    Keys: b3_*, pairwise_* precision, recall and f1; ami, ari, articles, stories, gold_stories,
    articles_per_s (placing alone, vectors given). `embeddings` `[n, 2 * d]` in the file's streaming
    order spares embedding; `progress` is told how many articles are done; `detail` adds `by_lang`
    and `errors`.
    """
    labelled = read_stories(path)
    vectors = embeddings if embeddings is not None else embed_all(labelled.articles, encoder)
    weights = coefficients or shipped_coefficients(encoder.sha256)
    stories, seconds = place_stream(
        labelled.articles,
        vectors,
        weights,
        means=initial_means(encoder.sha256),
        progress=progress,
    )
    found = [stories[article.id] for article in labelled.articles]
    figures: dict[str, Any] = agreement(labelled.stories, found)
    if detail and detail.by_lang:
        figures["by_lang"] = agreement_by_lang(labelled, found)
    if detail and detail.errors:
        rows = centred_all(labelled.articles, vectors, encoder.sha256)
        pairs = costliest_pairs(labelled, found, rows, weights, detail.errors)
        figures["errors"] = [asdict(pair) for pair in pairs]
    return {
        "set": labelled.name,
        **figures,
        "articles": len(labelled.articles),
        "articles_per_s": len(labelled.articles) / max(seconds, 1e-9),
    }


def place_stream(
    articles: Sequence[Article],
    embeddings: Matrix,
    coefficients: Coefficients | None = None,
    *,
    means: LanguageMeans | None = None,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[dict[str, str], float]:
    """Story id of every article after the last batch, and the seconds that placing took.

    `means` are `initial_means` of the encoder that made the embeddings.
    """
    stories: dict[str, str] = {}
    began, done = perf_counter(), 0
    for placement in placements(articles, embeddings, coefficients, means=means, batch=batch):
        for membership in placement.memberships:
            stories[membership.article_id] = membership.story_id
        done += len(placement.articles)
        progress(done)
    return stories, perf_counter() - began


def placements(
    articles: Sequence[Article],
    embeddings: Matrix,
    coefficients: Coefficients | None = None,
    *,
    means: LanguageMeans | None = None,
    batch: int = BATCH,
) -> Iterator[Placement]:
    """What `place` says of each batch of a stream that starts from an empty window."""
    window = Window.empty(means=means)
    for start in range(0, len(articles), batch):
        part, rows = articles[start : start + batch], embeddings[start : start + batch]
        placement = place(part, rows, window, coefficients)
        window = slide(window, placement, part, rows)
        yield placement


def centred_all(articles: Sequence[Article], embeddings: Matrix, encoder_sha256: str) -> Matrix:
    """The rows of a stream as `place` compares them at its end, `[n, 2 * d]`: for experiments.

    Each with the means in force when it was placed, see `LanguageMeans`; nothing leaves a window.
    """
    means = initial_means(encoder_sha256)
    if means is None:
        return embeddings
    langs, start = [article.lang for article in articles], 0
    while start < len(articles):
        stop = min(len(articles), next_freezing(start))
        means = means.with_rows(embeddings[start:stop], langs[start:stop])
        start = stop
    begin = replace(means, frozen={}, since={}, early=None, fresh=())
    return restored(embeddings, langs, np.arange(len(articles)), means.fresh, begin)[0]


def embed_all(articles: Sequence[Article], encoder: Encoder, *, batch: int = 256) -> Matrix:
    """Vectors of all articles, `[n, 2 * d]`."""
    parts = [
        embed(articles[start : start + batch], encoder) for start in range(0, len(articles), batch)
    ]
    return np.vstack(parts) if parts else np.zeros((0, 2 * encoder.dimension), np.float32)
