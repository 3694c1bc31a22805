"""The process that answers a question in SQL: started for it, or waiting for the next one."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from warehouse.errors import Busy

Process = subprocess.Popen[bytes]

AT_ONCE: Final = 2
"""Questions answered at once; of twenty bombs on two cores nobody got an answer in half a minute
(measured 2026-11)."""

MOST_WAITING: Final = 6
"""Questions that wait or are answered; whoever comes then is told so at once: a page's threads are
for pages too (chosen by hand, 2026-11)."""

START_S: Final = 20.0
"""Seconds that a process may take to start, on a machine where much else runs (chosen by hand,
2026-11)."""

STARTED: Final = b"."
"""What a process writes first."""

_places = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(MOST_WAITING)


@dataclass(slots=True)
class _Spare:
    """One process that has started and waits for its question; each answers a single one."""

    process: Process | None = None
    kept: int = 0  # blocks of `spare_process` that are open
    lock: threading.Lock = field(default_factory=threading.Lock)


_spare = _Spare()


@contextmanager
def spare_process() -> Iterator[None]:
    """Keep a process waiting while the block runs, for servers: a question then costs no start.

    A start is half a second of a processor. The process ends with this one, whose end closes its
    input.
    """
    with _spare.lock:
        _spare.kept += 1
        _spare.process = _spare.process or _start_process()
    try:
        yield
    finally:
        with _spare.lock:
            _spare.kept -= 1
            if not _spare.kept and _spare.process:
                _spare.process.kill()
                _spare.process.communicate()
                _spare.process = None


def run_process(request: bytes, seconds: float) -> tuple[int, bytes, bytes]:
    """Give exit code, output and errors of a process that is handed the request.

    Raises subprocess.TimeoutExpired after `seconds`, counted from when the process has started,
    which takes half a second of a processor; it is killed then. Raises Busy where others' questions
    leave no room.
    """
    with _place(seconds):
        process = _take_process()
        try:
            _await_start(process)
            out, errors = process.communicate(request, timeout=seconds)
        except BaseException:
            process.kill()
            process.communicate()
            raise
        return process.returncode, out, errors


def _await_start(process: Process) -> None:
    """Read the byte that the process writes when it has started; one that dies writes none."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    if not select.select([process.stdout], [], [], START_S)[0]:
        raise Busy("this machine is too busy to answer questions; ask again in a moment")
    os.read(process.stdout.fileno(), len(STARTED))


@contextmanager
def _place(seconds: float) -> Iterator[None]:
    """One of the places, as soon as it is free."""
    busy = Busy("other questions are being answered; ask again in a moment")
    if not _queue.acquire(blocking=False):
        raise busy
    try:
        if not _places.acquire(timeout=seconds / 2):
            raise busy
        try:
            yield
        finally:
            _places.release()
    finally:
        _queue.release()


def _take_process() -> Process:
    with _spare.lock:
        process, _spare.process = _spare.process, None
        if _spare.kept:
            _spare.process = _start_process()
    return process if process and process.poll() is None else _start_process()


def _start_process() -> Process:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "warehouse.sql"], stdin=pipe, stdout=pipe, stderr=pipe
    )
