"""What stored articles and sentences lack of the encoder in use: encoded anew, batch by batch.

After the model was changed that is everything in the window: one that is killed goes on from where
it was, and articles keep their stories. Otherwise it is what an upgrade or a lost file has left.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from flows.logs import log_event
from flows.poison import SPARED, blank_article, control_article, failures_of
from pipeline.encoders.language_means import encode_texts
from pipeline.poison import as_one
from pipeline.records import Article, Failure, Matrix
from pipeline.stories.features import article_features

if TYPE_CHECKING:
    from flows.services import Services
    from pipeline.stories.features import Features
    from warehouse.warehouse import Warehouse
    from warehouse.window import StoredSentence

BATCH = 200
"""Stored articles encoded anew at a time: half a minute to do again after a crash."""


def complete_window(
    warehouse: Warehouse, services: Services, now: datetime, cycle_id: str = ""
) -> list[Failure]:
    """Give every article of the window, and every sentence told, what it lacks; the failures.

    What many lack is said in the log, with how far it has come.
    """
    model, sha256 = services.model
    stored, failures, done = warehouse.window, list[Failure](), 0
    count = 0
    while lacking := stored.incomplete(model, sha256, BATCH):
        count = count or stored.count_incomplete(model, sha256)
        if done > count:
            raise RuntimeError(f"article {lacking[0].id} has no features or vector when stored")
        _log_progress("articles", done, count, model, cycle_id)
        ids, rows, features, raised = _completed(lacking, services, now)
        stored.complete(ids, rows, features, model, sha256)
        failures += raised
        done += len(ids)
    _log_progress("articles", done, count, model, cycle_id)
    stored.begin_means(model, sha256)
    complete_sentences(warehouse, services)
    return failures


def complete_sentences(warehouse: Warehouse, services: Services) -> None:
    """Give every sentence told the vector of the encoder in use, where it has another's."""
    stored, (_, sha256) = warehouse.window, services.model
    while sentences := stored.incomplete_sentences(sha256, 5 * BATCH):
        stored.complete_sentences(sentences, _sentence_rows(sentences, services), sha256)


def _log_progress(what: str, done: int, count: int, model: str, cycle_id: str) -> None:
    """Log how far it has come; a few articles are not worth a word."""
    if count > BATCH:
        log_event(
            logging.WARNING, f"{what} of the window are encoded anew", cycle=cycle_id,
            stage="embed", model=model, done=done, of=count,
        )  # fmt: skip


def article_rows(articles: Sequence[Article], services: Services) -> Matrix:
    """Vectors of the articles, `[n, 2 * d]`. Raises ValueError for what is no vector."""
    from pipeline.embed import check_vectors, embed  # noqa: PLC0415 - torch

    rows = embed(articles, services.encoder)
    check_vectors(articles, rows)
    return rows


def _completed(
    lacking: Sequence[Article], services: Services, now: datetime
) -> tuple[list[str], Matrix, Features, list[Failure]]:
    """Ids, vectors and features of stored articles; of those that raise, as of blank ones."""
    width = article_rows([control_article(now)], services).shape[1]

    def make(part: Sequence[Article]) -> tuple[Sequence[Article], Matrix]:
        article_features(part)
        return part, article_rows(part, services)

    (healthy, vectors), culprits = as_one(lacking, make, SPARED)
    articles = [*healthy, *(blank_article(culprit.item) for culprit in culprits)]
    zeros = np.zeros((len(culprits), width), np.float32)
    rows = np.vstack([vectors.reshape(-1, width), zeros])
    ids = [article.id for article in articles]
    return ids, rows, article_features(articles), failures_of("embed", culprits, now)


def _sentence_rows(sentences: Sequence[StoredSentence], services: Services) -> Matrix:
    """Vectors as `detect` stores them, `[n, d]`; zeros where the encoder raises."""
    encoder = services.encoder

    def make(part: Sequence[int]) -> tuple[Sequence[int], Matrix]:
        texts, langs = [sentences[i].text for i in part], [sentences[i].lang for i in part]
        return part, encode_texts(texts, langs, encoder)

    (healthy, vectors), _ = as_one(range(len(sentences)), make, SPARED)
    rows = np.zeros((len(sentences), encoder.dimension), np.float32)
    rows[list(healthy)] = vectors
    return rows
