"""Export of the published views as Parquet files, by month where they grow, with a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from warehouse.errors import WarehouseError, as_warehouse_error
from warehouse.store import Connection, Store, read_query

TIMES: Final = {
    "articles": "told_at", "versions": "first_seen_at", "entries": "first_seen_at",
    "memberships": "since", "polls": "polled_at", "failures": "failed_at",
    "developments": "told_at", "delays": "first_seen_at", "alerts": "created_at",
}  # fmt: skip
"""View -> the time whose month its rows are put under: VIEW/2026-03.parquet."""

MANIFEST: Final = "manifest.json"


def export_parquet(store: Store, folder: Path) -> dict[str, int]:
    """Write every view of the published copy below a new folder; rows by view.

    `manifest.json` names the files with rows, bytes, sha256, and the columns of each view. Raises
    `WarehouseError` where the folder is there already or nothing is published.
    """
    if folder.exists():
        raise WarehouseError(f"{folder}: there already; name a new folder")
    if not store.public_path.exists():
        raise WarehouseError(f"{store.public_path}: nothing published yet; run a cycle first")
    half = folder.with_name(f".{folder.name}.{os.getpid()}.half")
    try:
        half.mkdir(parents=True)
        with duckdb.connect(str(store.public_path), read_only=True) as con:
            views = {name: _export_view(con, name, half) for name in _view_names(con)}
        manifest = {"made_at": datetime.now(UTC).isoformat(), "views": views}
        (half / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        half.rename(folder)
    except (OSError, duckdb.IOException) as error:
        raise as_warehouse_error(error, folder) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return {name: sum(file["rows"] for file in view["files"]) for name, view in views.items()}


def _view_names(con: Connection) -> list[str]:
    return [name for (name,) in con.execute(read_query("view_names")).fetchall()]


def _export_view(con: Connection, view: str, folder: Path) -> dict[str, Any]:
    columns = {name: kind for name, kind, *_ in con.execute(f"DESCRIBE {view}").fetchall()}
    files = []
    for path, condition, values in _pieces(con, view):
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        quoted = str(target).replace("'", "''")
        # Names of our own views and columns; the values are parameters.
        statement = f"COPY (SELECT * FROM {view} {condition}) TO '{quoted}' "  # noqa: S608
        rows = con.execute(statement + "(FORMAT parquet, COMPRESSION zstd)", values).fetchall()
        content = target.read_bytes()
        files.append(
            {"path": path, "rows": int(rows[0][0]), "bytes": len(content),
             "sha256": hashlib.sha256(content).hexdigest()}
        )  # fmt: skip
    return {"columns": columns, "files": files}


def _pieces(con: Connection, view: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, condition and its values of each file of a view."""
    time = TIMES.get(view)
    if time is None:
        yield f"{view}.parquet", "", {}
        return
    month = f"coalesce(strftime({time}, '%Y-%m'), 'undated')"
    question = f"SELECT DISTINCT {month} FROM {view} ORDER BY 1"  # noqa: S608 - our own names
    months = con.execute(question).fetchall() or [("undated",)]  # a view without rows has a file
    for (name,) in months:
        yield f"{view}/{name}.parquet", f"WHERE {month} = $month ORDER BY {time}", {"month": name}
