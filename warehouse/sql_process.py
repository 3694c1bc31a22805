"""The process that answers a question in SQL: a fork for each, of one that has loaded DuckDB."""

from __future__ import annotations

import socket
import time
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from pipeline.forkserver import ForkServer, find_server, receive_message, send_message

PRELOAD: Final = ("warehouse.sql", "warehouse.sql_process:load_pandas")
TARGET: Final = "warehouse.sql:answer_question"
"""What a process runs: takes one message, the request, and gives one back."""


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

    Raises TimeoutError after `seconds`, and ConnectionError where the process ended without an
    answer; it is gone then.
    """
    server = start_early()
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = server.fork(theirs, 0)
        try:
            until = time.monotonic() + seconds
            send_message(ours, request, until)
            return receive_message(ours, until)
        finally:
            ours.close()
            server.end(process)
