"""The published copy: whole, consistent, and open to any number of readers."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from warehouse.errors import Busy, as_warehouse_error
from warehouse.store import Store

FICLONE = 0x40049409
"""linux/fs.h: share the blocks of another file (btrfs, xfs); elsewhere it fails at once."""


def publish_copy(store: Store) -> Path:
    """Put a fresh read-only copy of the main file in place; its path.

    Checkpoint, close, copy, sync, rename over. A reader with the old copy open keeps it,
    whole, and delays nothing. A file with a write-ahead log is never copied: it holds old
    data without it. The views hide the addresses of channels and the passwords of feeds, the
    tables behind them do not: give the copy only to whom you would give those, or name channels
    in the settings. Raises `Busy` when another program wrote to the main file meanwhile, `Full`
    when the copy has no room.
    """
    with store.turn():
        store.checkpoint_news()
        if _has_pending_log(store.news_path):
            raise Busy(f"{store.news_path}: another program wrote to it meanwhile; try again")
        fresh = store.path / f"{store.public_path.name}.{os.getpid()}.new"
        try:
            _copy_file(store.news_path, fresh)
            fresh.replace(store.public_path)
            _sync_folder(store.path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise as_warehouse_error(error, store.public_path) from error
    return store.public_path


def _has_pending_log(path: Path) -> bool:
    log = path.with_name(path.name + ".wal")
    return log.exists() and log.stat().st_size > 0


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
        except OSError:
            shutil.copyfileobj(old, new, 1 << 22)
        new.flush()
        os.fsync(new.fileno())
    shutil.copymode(source, target)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
