"""Backup and restore: the two files that cannot be made anew, with their checksums.

    manifest.json     when, by which schema, size and sha256 of each file
    news.duckdb  vectors.duckdb

The published copy and the search index are derived from these and not in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from warehouse.errors import WarehouseError, as_warehouse_error
from warehouse.locks import locked
from warehouse.store import Store

FICLONE: Final = 0x40049409
"""linux/fs.h: share the blocks of another file (btrfs, xfs); elsewhere it fails at once."""

KILLED_S: Final = 86_400
"""Seconds after which a half made backup is none on its way. Chosen by hand (2026-11)."""

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
FILES: Final = ("vectors.duckdb", "news.duckdb")
"""In the order restored: a vector without its article is harmless, not the other way round."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `made_at` is aware UTC, sizes are bytes."""

    folder: Path
    made_at: datetime
    files: dict[str, int]


def back_up(store: Store, folder: Path) -> Backup:
    """Write both files, as they stand between two loads, into a new folder.

    May be done while the monitor runs, which waits for the copying. Raises `WarehouseError` for a
    folder that is there already, or where there is no warehouse; `Full` where it has no room.
    """
    if not store.news_path.exists():
        raise WarehouseError(f"{store.path}: no warehouse here to back up")
    if folder.exists():
        raise WarehouseError(f"{folder}: there already; name a new folder")
    half = folder.with_name(f".{folder.name}.{os.getpid()}.half")
    made_at = datetime.now(UTC)
    _remove_killed(folder.parent, made_at)
    try:
        half.mkdir(parents=True)
        with store.turn():
            store.checkpoint()
            for name in FILES:
                _copy_file(store.path / name, half / name)
        described = {name: _describe(half / name) for name in FILES}
        manifest = {"format": FORMAT, "made_at": made_at.isoformat(), "files": described}
        (half / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        half.rename(folder)
    except OSError as error:
        raise as_warehouse_error(error, folder) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return Backup(folder, made_at, {name: one["bytes"] for name, one in described.items()})


def _remove_killed(folder: Path, now: datetime) -> None:
    """Remove what backups that were killed on their way left in the folder: each is as large as a
    whole one, and nothing that lists backups shows it."""
    for half in folder.glob(".*.half"):
        ours = re.fullmatch(r"\..+\.\d+\.half", half.name) and half.is_dir()
        if ours and now.timestamp() - half.stat().st_mtime > KILLED_S:
            shutil.rmtree(half, ignore_errors=True)


def restore(store: Store, folder: Path) -> Backup:
    """Put a backup in the place of the warehouse's files, which must not be there, nor the logs
    (`news.duckdb.wal`) that a killed process left beside them: DuckDB would write the one's changes
    into the other.

    Every file is compared with its checksum before anything is written. Raises `WarehouseError` for
    a backup that is not whole, and for a warehouse that is there: move it away first.
    """
    manifest = _read_manifest(folder)
    if present := [path for name in FILES for path in _with_logs(store.path / name)]:
        names = " and ".join(path.name for path in present)
        them = "it" if len(present) == 1 else "them"
        raise WarehouseError(f"{store.path}: {names} there already; move {them} away first")
    for name, one in manifest["files"].items():
        if not (folder / name).is_file() or _describe(folder / name) != one:
            raise WarehouseError(f"{folder / name}: not what the manifest says; damaged")
    halves = {name: store.path / f"{name}.{os.getpid()}.half" for name in FILES}
    try:
        with ExitStack() as held:
            for lock in ("cycle.lock", "warehouse.lock"):
                held.enter_context(locked(store.path, lock, store.wait_s))
            for name, half in halves.items():
                _copy_file(folder / name, half)
            for name, half in halves.items():
                half.replace(store.path / name)
    except OSError as error:
        raise as_warehouse_error(error, store.path) from error
    finally:
        for half in halves.values():  # of a full disk
            half.unlink(missing_ok=True)
    sizes = {name: int(one["bytes"]) for name, one in manifest["files"].items()}
    return Backup(folder, datetime.fromisoformat(manifest["made_at"]), sizes)


def _with_logs(path: Path) -> list[Path]:
    """The file and its logs, those that are there."""
    return [*path.parent.glob(path.name), *sorted(path.parent.glob(f"{path.name}.wal*"))]


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        usable = manifest["format"] == FORMAT and set(manifest["files"]) == set(FILES)
    except (OSError, ValueError, KeyError, TypeError):
        usable, manifest = False, {}
    if not usable:
        raise WarehouseError(f"{folder}: no backup of newsthread (no {MANIFEST} that is read)")
    return manifest


def _describe(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": sha256}


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
        except OSError:
            shutil.copyfileobj(old, new, 1 << 22)
        new.flush()
        os.fsync(new.fileno())
