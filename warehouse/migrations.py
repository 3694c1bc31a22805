"""Bringing a file to the newest schema: numbered statements once each, views when they change."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from warehouse.errors import WarehouseError

SCHEMA: Final = Path(__file__).parent / "schema"
VIEWS: Final = Path(__file__).parent / "views"
QUERIES: Final = Path(__file__).parent / "queries"
_FIRST: Final = 2
"""Statements 1 and 2 make the table that remembers the others: `IF NOT EXISTS`, run every time."""


def migrate(con: duckdb.DuckDBPyConnection, folder: str, now: datetime, path: Path) -> list[str]:
    """Apply what `schema/FOLDER` holds and the file has not had; the names applied.

    One transaction, then a checkpoint. `now` is naive UTC. A file that a newer program has migrated
    is refused.
    """
    steps = _steps(SCHEMA / folder)
    con.begin()
    for number in range(1, _FIRST + 1):
        con.execute(steps[number].read_text(encoding="utf-8"))
    have = _version(con)
    if have > max(steps):
        con.rollback()
        raise WarehouseError(
            f"{path}: made by a newer newsthread (schema {have}, this one knows {max(steps)}); "
            "upgrade newsthread"
        )
    due = [number for number in sorted(steps) if number > have]
    for number in due:
        _apply(con, number, steps[number], now)
    seen = _views(con, now) if folder == "." else False
    con.commit()
    if due or seen:
        con.execute("CHECKPOINT")
    return [steps[number].stem for number in due]


def _steps(folder: Path) -> dict[int, Path]:
    return {int(path.name.split("_")[0]): path for path in folder.glob("[0-9]*_*.sql")}


def _version(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute((QUERIES / "schema_number.sql").read_text(encoding="utf-8")).fetchone()
    return int(row[0]) if row else 0


def _apply(con: duckdb.DuckDBPyConnection, number: int, step: Path, now: datetime) -> None:
    if number > _FIRST:
        con.execute(step.read_text(encoding="utf-8"))
    record = (QUERIES / "record_migration.sql").read_text(encoding="utf-8")
    con.execute(record, {"number": number, "name": step.stem, "now": now})


def _views(con: duckdb.DuckDBPyConnection, now: datetime) -> bool:
    """Make the views anew where their files changed: a view and its comments are one file."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(VIEWS.glob("*.sql"))]
    sha256 = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    row = con.execute((QUERIES / "views_sha256.sql").read_text(encoding="utf-8")).fetchone()
    if row and row[0] == sha256:
        return False
    for text in texts:
        con.execute(text)
    record = (QUERIES / "record_views.sql").read_text(encoding="utf-8")
    con.execute(record, {"sha256": sha256, "now": now})
    return True
