"""Advisory locks of a warehouse's folder. They end with their process: nothing needs clearing."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from warehouse.errors import OWNER, Busy, WarehouseError

TURN: Final = "warehouse.lock"
"""Held alone by who writes, shared by who reads."""

QUEUE: Final = "queue.lock"
"""Held by the one that waits for its turn next."""

PUBLISHING: Final = "publish.lock"
"""Held by who publishes, as that shares its turn with those who read."""

PAUSE_S: Final = 0.005
"""Seconds between tries for a lock. Short writers hold it 10-25 ms, open and close included."""

HOLDER: Final = 200
"""Bytes that name a lock's holder, blanks at their end: written over the last ones, as ext4 writes
out at once what was cut to nothing first. On a busy disk a turn waited 85 ms for that in one of a
hundred cases, and .1 ms so (measured 2026-11)."""


@contextmanager
def locked(folder: Path, name: str, wait_s: float, what: str = "") -> Iterator[None]:
    """Hold the lock `folder/name` alone, waiting up to `wait_s` seconds for its holder.

    Those who wait in vain are told this process's number, and `what` it does. Raises `Busy` after
    that, and `WarehouseError` when the folder cannot be written.
    """
    with _opened(folder, name) as file:
        _acquire(file, folder / name, time.monotonic() + wait_s, wait_s)
        _name_holder(file, what)
        yield


@contextmanager
def turn_at(folder: Path, wait_s: float, *, shared: bool = False) -> Iterator[None]:
    """Hold the turn at a warehouse, alone or with others that share it; raises as `locked`.

    One after the other waits for it: readers whose turns overlap would else keep a writer waiting
    for ever.
    """
    until = time.monotonic() + wait_s
    with _opened(folder, TURN) as turn:
        with _opened(folder, QUEUE) as queue:
            _acquire(queue, folder / TURN, until, wait_s)
            _acquire(turn, folder / TURN, until, wait_s, shared=shared)
        _name_holder(turn, "")
        yield


def lock_holder(path: Path) -> str:
    """Who holds a lock, or held it last: its process's number, and what it said that it does."""
    return path.read_text(errors="replace").strip() or "unknown"


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[int]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        if isinstance(error, PermissionError) and os.access(folder, os.W_OK):
            raise WarehouseError(f"{folder / name}: {OWNER}") from error
        raise WarehouseError(
            f"{folder}: not a folder that may be written ({error.strerror})"
        ) from error
    try:
        yield file
    finally:
        os.close(file)


def _acquire(file: int, named: Path, until: float, wait_s: float, *, shared: bool = False) -> None:
    """Lock `file`, trying until a monotonic time; `Busy` names the holder of the lock `named`."""
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    while True:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy(
                    f"{named}: process {lock_holder(named)} has held it for over {wait_s:g} s; "
                    "wait or stop it"
                ) from None
            time.sleep(PAUSE_S)
        else:
            return


def _name_holder(file: int, what: str) -> None:
    holder = f"{os.getpid()} ({what})" if what else str(os.getpid())
    with suppress(OSError):  # a full disk: it only serves the message to others
        os.pwrite(file, holder.encode()[:HOLDER].ljust(HOLDER), 0)
