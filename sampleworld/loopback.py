"""A small HTTP server on loopback in a thread of its own: the base of `server` and `receiver`."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar


class Loopback(ThreadingHTTPServer):
    """Answers on 127.0.0.1, on `port` or (0) any free one."""

    daemon_threads = True
    parent = 0  # of a process of its own: it ends with this one, whatever ends that

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing where the client went away: a killed cycle does; else what is usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def service_actions(self) -> None:
        """Called twice a second between requests."""
        if self.parent and os.getppid() != self.parent:
            os._exit(0)

    @property
    def base(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"


S = TypeVar("S", bound=Loopback)


@contextmanager
def running(server: S) -> Iterator[S]:
    """The server, answering until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def running_apart(server: S) -> Iterator[int]:
    """The process in which the server answers, so that its work is not measured as ours.

    What it knows is as it was when the block began, but for what is shared between processes.
    """
    server.parent = os.getpid()
    process = multiprocessing.get_context("fork").Process(target=server.serve_forever, daemon=True)
    process.start()
    try:
        yield process.pid or 0
    finally:
        process.kill()
        process.join()
        server.server_close()
