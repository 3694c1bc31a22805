"""Room kept on the disk, so that what a channel accepted is remembered on a full one too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from warehouse.errors import as_warehouse_error

NAME: Final = "outbox.room"

SIZE: Final = 1 << 20
"""Bytes. The log of a transaction of one message takes a few KB. Chosen by hand (2026-11)."""


def keep_room(folder: Path) -> None:
    """Take the room, if it is not taken already. Raises `Full` where there is none."""
    path = folder / NAME
    if path.exists() and path.stat().st_size == SIZE:
        return
    try:
        with path.open("wb") as file:
            file.write(os.urandom(SIZE))  # some file systems store zeros as nothing
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise as_warehouse_error(error, path) from error


def give_room(folder: Path) -> bool:
    """Let the room be written in; whether there was any."""
    path = folder / NAME
    kept = path.exists()
    path.unlink(missing_ok=True)
    return kept
