"""The published copy: whole, consistent, and nobody's to wait for."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from warehouse.errors import Busy, explain
from warehouse.store import Store

FICLONE = 0x40049409
"""linux/fs.h: share the blocks of another file (btrfs, xfs); elsewhere it fails at once."""


class Publishing(Store):
    """Making the copy that readers open."""

    def publish(self) -> Path:
        """Put a fresh read-only copy of the main file in place; its path.

        Checkpoint, close, copy, sync, rename over. A reader with the old copy open keeps it,
        whole, and delays nothing. A file with a write-ahead log is never copied: it holds old
        data without it. The views hide the addresses of channels and the passwords of feeds, the
        tables behind them do not: give the copy only to whom you would give those, or name channels
        in the settings.
        """
        with self._turn():
            with self._open(self.news_path) as con:
                con.execute("CHECKPOINT")
            if _pending(self.news_path):
                raise Busy(f"{self.news_path}: another program wrote to it meanwhile; try again")
            fresh = self.path / f"{self.public_path.name}.{os.getpid()}.new"
            try:
                _copy(self.news_path, fresh)
                fresh.replace(self.public_path)
                _sync(self.path)
            except OSError as error:
                fresh.unlink(missing_ok=True)
                raise explain(error, self.public_path) from error
        return self.public_path


def _pending(path: Path) -> bool:
    log = path.with_name(path.name + ".wal")
    return log.exists() and log.stat().st_size > 0


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
        except OSError:
            shutil.copyfileobj(old, new, 1 << 22)
        new.flush()
        os.fsync(new.fileno())
    shutil.copymode(source, target)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
