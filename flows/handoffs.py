"""What one stage of a batch hands to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from flows.poison import failures_of
from pipeline.poison import Culprit
from pipeline.records import Article, Entry, Failure, Matrix, Page
from warehouse.batch import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPages:
    """Entries that were asked for and what their servers gave."""

    entries: Sequence[Entry]
    pages: Sequence[Page]
    failures: Sequence[Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticles:
    """What the pages became: articles not seen before, and edits of known ones."""

    entries: Sequence[Entry]
    articles: Sequence[Article]
    edits: Sequence[Article]
    failures: Sequence[Failure]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EmbeddedArticles:
    """Extracted articles with the vectors `[n, 2 * d]` of the new ones."""

    extracted: ExtractedArticles
    vectors: Matrix


def without_articles(
    extracted: ExtractedArticles, culprits: Sequence[Culprit[Article]], now: datetime
) -> ExtractedArticles:
    """The articles but those that `embed` raised for, which are failures now."""
    left_out = {culprit.item.id for culprit in culprits}
    return replace(
        extracted,
        articles=[a for a in extracted.articles if a.id not in left_out],
        failures=[*extracted.failures, *failures_of("embed", culprits, now)],
    )


def without_rows(
    embedded: EmbeddedArticles, culprits: Sequence[Culprit[int]], now: datetime
) -> EmbeddedArticles:
    """The articles but those at the rows that `place` raised for, which are failures now."""
    if not culprits:
        return embedded
    extracted, left_out = embedded.extracted, {culprit.item for culprit in culprits}
    rows = [row for row in range(len(extracted.articles)) if row not in left_out]
    named = [Culprit(extracted.articles[each.item], each.fault) for each in culprits]
    return EmbeddedArticles(
        extracted=replace(
            extracted,
            articles=[extracted.articles[row] for row in rows],
            failures=[*extracted.failures, *failures_of("place", named, now)],
        ),
        vectors=embedded.vectors[np.array(rows, np.int64)],
    )


def batch_of(embedded: EmbeddedArticles, now: datetime) -> Batch:
    """The articles as a batch, not placed yet."""
    extracted = embedded.extracted
    return Batch(
        at=now,
        tried=extracted.entries,
        articles=extracted.articles,
        edits=extracted.edits,
        embeddings=embedded.vectors,
        failures=extracted.failures,
    )


def entries_of(batch: Batch, entries: Sequence[Entry]) -> EmbeddedArticles:
    """What these entries of a batch had become before it was placed."""
    ids = {entry.id for entry in entries}
    rows = [row for row, article in enumerate(batch.articles) if article.id in ids]
    return EmbeddedArticles(
        extracted=ExtractedArticles(
            entries=entries,
            articles=[batch.articles[row] for row in rows],
            edits=[article for article in batch.edits if article.id in ids],
            failures=[each for each in batch.failures if not each.entry_id or each.entry_id in ids],
        ),
        vectors=batch.embeddings[np.array(rows, np.int64)],
    )
