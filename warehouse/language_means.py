"""The means of languages in `vectors.duckdb`: every version that a row was placed with.

A version is 6 KB, and comes every 256 articles in each of their languages: a fiftieth of what their
vectors take.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.encoders.language_means import FrozenMean
from warehouse.rows import execute_on_rows
from warehouse.store import Connection, execute, fetch_table


def replace_means(
    vectors: Connection, means: Sequence[FrozenMean], sha256: str, placed: int
) -> None:
    """Put the means in place of all that were frozen after ordinal `placed`.

    `sha256` is of the weights of the encoder whose vectors they are the means of.
    """
    execute(vectors, "drop_language_means", sha256=sha256, placed=placed)
    if not means:
        return
    table = {
        "sha256": pa.array([sha256] * len(means), pa.string()),
        "lang": pa.array([mean.lang for mean in means], pa.string()),
        "upto": pa.array([mean.upto for mean in means], pa.int64()),
        "counts_int64": _as_bytes([mean.counts for mean in means]),
        "sums_int64": _as_bytes([mean.sums for mean in means]),
    }
    execute_on_rows(vectors, "add_language_means", pa.table(table))


def read_means(vectors: Connection, sha256: str) -> list[FrozenMean]:
    """All of that encoder, in no order."""
    rows = fetch_table(vectors, "language_means", sha256=sha256).to_pylist()
    return [
        FrozenMean(
            lang=row["lang"],
            upto=row["upto"],
            counts=np.frombuffer(row["counts_int64"], np.int64),
            sums=np.frombuffer(row["sums_int64"], np.int64).reshape(2, -1),
        )
        for row in rows
    ]


def _as_bytes(arrays: Sequence[Any]) -> pa.Array:
    return pa.array([np.ascontiguousarray(array, np.int64).tobytes() for array in arrays])
