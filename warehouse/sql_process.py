"""The process that answers a question in SQL: a fork for each, of one that has loaded DuckDB."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from pipeline.forkserver import ForkServer, find_server, receive_message, send_message
from warehouse.errors import Busy

PRELOAD: Final = ("warehouse.sql", "warehouse.sql_process:load_pandas")
TARGET: Final = "warehouse.sql:answer_question"
"""What a process runs: takes one message, the request, and gives one back."""

AT_ONCE: Final = 2
"""Questions answered at once; of twenty bombs on two cores nobody got an answer in half a minute
(measured 2026-11)."""

MOST_WAITING: Final = 6
"""Questions that wait or are answered; whoever comes then is told so at once: a page's threads are
for pages too (chosen by hand, 2026-11)."""

_places = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(MOST_WAITING)


def load_pandas() -> None:
    """Import it where it is installed: DuckDB does at the first parameter, for half a second."""
    if find_spec("pandas"):
        import_module("pandas")


def start_early() -> ForkServer:
    """Load what questions need, for servers: the first one then costs no start.

    A start is half a second of a processor; it ends with this process.
    """
    return find_server(PRELOAD, TARGET)


def run_process(request: bytes, seconds: float) -> bytes:
    """Give the answer of a process that is handed the request.

    Raises TimeoutError after `seconds` of waiting for others' questions, half of them at most, and
    of answering: loading DuckDB does not count. Raises ConnectionError where the process ended
    without an answer; it is gone then. Raises Busy where others' questions leave no room.
    """
    with _place(seconds / 2) as waited:
        server = start_early()
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = _fork(server, theirs)
            try:
                until = time.monotonic() + seconds - waited
                send_message(ours, request, until)
                return receive_message(ours, until)
            finally:
                ours.close()
                server.end(process)


def _fork(server: ForkServer, theirs: socket.socket) -> int:
    try:
        return server.fork(theirs, 0)
    except OSError as fault:
        busy = "this machine is too busy to answer questions; ask again in a moment"
        raise Busy(busy) from fault


@contextmanager
def _place(most: float) -> Iterator[float]:
    """One of the places, as soon as it is free, and the seconds waited for it, `most` at most."""
    busy = Busy("other questions are being answered; ask again in a moment")
    if not _queue.acquire(blocking=False):
        raise busy
    try:
        began = time.monotonic()
        if not _places.acquire(timeout=most):
            raise busy
        try:
            yield time.monotonic() - began
        finally:
            _places.release()
    finally:
        _queue.release()
