"""Writing to `vectors.duckdb`: vectors of articles, their features, sentences of their history."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from pipeline.developments.history import History
from pipeline.records import Matrix
from pipeline.stories.features import Features
from warehouse.column_bytes import packed
from warehouse.rows import execute_on_rows
from warehouse.store import Connection


def replace_vectors(
    vectors: Connection, ids: Sequence[str], embeddings: Matrix, model: str, sha256: str
) -> None:
    """Put the rows of `embeddings`, `[n, 2 * d]`, in place of any that these `n` articles have.

    `model` and `sha256` are the encoder's name and the hash of its weights.
    """
    n = len(embeddings)
    table = pa.table(
        {
            "article_id": pa.array(ids, pa.string()),
            "model": pa.array([model] * n, pa.string()),
            "sha256": pa.array([sha256] * n, pa.string()),
            "vector": vector_column(embeddings),
        }
    )
    execute_on_rows(vectors, "drop_vectors", table)
    execute_on_rows(vectors, "add_vectors", table)


def replace_features(vectors: Connection, ids: Sequence[str], features: Features) -> None:
    """Put the features of these articles in place of any they have.

    The table's columns are those of the newest migration: features of another shape need one.
    """
    table = pa.table({"article_id": pa.array(ids, pa.string()), **packed(features.columns())})
    execute_on_rows(vectors, "drop_features", table)
    execute_on_rows(vectors, "add_features", table)


def replace_sentences(vectors: Connection, history: History, sha256: str) -> None:
    """Put the sentences of these article versions in place of any they have.

    `sha256` is of the weights of the encoder that made their vectors.
    """
    table = pa.table(
        {
            "article_id": pa.array(history.article_ids, pa.string()),
            "version": pa.array(history.versions, pa.int32()),
            "index": pa.array(history.indices, pa.int32()),
            "text": pa.array(history.texts, pa.string()),
            "told_at": pa.array(history.at, pa.timestamp("us")),
            "vector": vector_column(history.vectors),
            "sha256": pa.array([sha256] * len(history), pa.string()),
        }
    )
    execute_on_rows(vectors, "drop_sentences", table)
    execute_on_rows(vectors, "add_sentences", table)


def vector_column(matrix: Matrix) -> pa.FixedSizeListArray:
    """`[n, d]` as one column of `n` lists."""
    flat = pa.array(np.ascontiguousarray(matrix, np.float32).ravel())
    return pa.FixedSizeListArray.from_arrays(flat, matrix.shape[1])
