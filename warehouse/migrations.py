"""Bringing a file to the newest schema: numbered statements once each, views when they change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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

    One transaction, then a checkpoint. `folder` is "." for the main file, "vectors" for the other;
    `now` is naive UTC. Raises `WarehouseError` for a file that a newer program has migrated and
    `duckdb.Error` for a statement that fails; either leaves the file as it was.
    """
    steps = _list_migrations(SCHEMA / folder)
    con.begin()
    for number in range(1, _FIRST + 1):
        con.execute(steps[number].read_text(encoding="utf-8"))
    current = _schema_number(con)
    if current > max(steps):
        con.rollback()
        raise WarehouseError(
            f"{path}: made by a newer newsthread (schema {current}, this one knows {max(steps)}); "
            "upgrade newsthread"
        )
    due = [number for number in sorted(steps) if number > current]
    for number in due:
        _apply_step(con, number, steps[number], now)
    views_changed = _replace_changed_views(con, now) if folder == "." else False
    con.commit()
    if due or views_changed:
        con.execute("CHECKPOINT")
    return [steps[number].stem for number in due]


def is_up_to_date(con: duckdb.DuckDBPyConnection, folder: str) -> bool:
    """Whether `migrate` would find nothing to do; the file is only read."""
    try:
        current = _schema_number(con) == max(_list_migrations(SCHEMA / folder))
        return current and (folder != "." or _views_sha256(con) == files_sha256(_view_files()))
    except duckdb.CatalogException:  # of no newsthread yet
        return False


def _list_migrations(folder: Path) -> dict[int, Path]:
    return {int(path.name.split("_")[0]): path for path in folder.glob("[0-9]*_*.sql")}


def _schema_number(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute((QUERIES / "schema_number.sql").read_text(encoding="utf-8")).fetchone()
    return int(row[0]) if row else 0


def _apply_step(con: duckdb.DuckDBPyConnection, number: int, step: Path, now: datetime) -> None:
    if number > _FIRST:
        con.execute(step.read_text(encoding="utf-8"))
    record = (QUERIES / "record_migration.sql").read_text(encoding="utf-8")
    con.execute(record, {"number": number, "name": step.stem, "now": now})


def _replace_changed_views(con: duckdb.DuckDBPyConnection, now: datetime) -> bool:
    """Make all views anew if any file changed, and whether one did. A view and its comments are one
    file."""
    sha256 = files_sha256(_view_files())
    if _views_sha256(con) == sha256:
        return False
    for path in _view_files():
        con.execute(path.read_text(encoding="utf-8"))
    record = (QUERIES / "record_views.sql").read_text(encoding="utf-8")
    con.execute(record, {"sha256": sha256, "now": now})
    return True


def files_sha256(paths: Iterable[Path]) -> str:
    """Of these files' texts, one after the other by path."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(paths)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _view_files() -> list[Path]:
    return sorted(VIEWS.glob("*.sql"))


def _views_sha256(con: duckdb.DuckDBPyConnection) -> str:
    """Of the views that the file has; empty before it has any."""
    row = con.execute((QUERIES / "views_sha256.sql").read_text(encoding="utf-8")).fetchone()
    return str(row[0]) if row else ""
