"""What outlets were found to say every time, in `vectors.duckdb`: with it a restart goes on."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from pipeline.stories.boilerplate import FoundSentence
from warehouse.rows import execute_on_rows
from warehouse.store import Connection, execute, fetch_table


def replace_boilerplate(vectors: Connection, found: Sequence[FoundSentence], placed: int) -> None:
    """Put the sentences in place of all that were found after ordinal `placed`."""
    execute(vectors, "drop_boilerplate", placed=placed)
    if found:
        table = {
            "outlet": pa.array([row.outlet for row in found], pa.string()),
            "sentence": pa.array([row.sentence for row in found], pa.uint32()),
            "upto": pa.array([row.upto for row in found], pa.int64()),
        }
        execute_on_rows(vectors, "add_boilerplate", pa.table(table))


def read_boilerplate(vectors: Connection, placed: int) -> list[FoundSentence]:
    """All found up to ordinal `placed`, in no order."""
    rows = fetch_table(vectors, "boilerplate", placed=placed).to_pylist()
    return [FoundSentence(**row) for row in rows]
