"""The sample world over loopback HTTP, at a simulated time that the caller sets."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from flows.world.compose import World
from flows.world.outlets import Outlet
from flows.world.site import answer, feed_urls
from flows.world.stories import START

PORT = 47811  # unassigned by IANA; fixed, so that article ids are the same in every run


class Server(ThreadingHTTPServer):
    """Serves what is published at `now`; set it with `at(now)`."""

    daemon_threads = True
    request_queue_size = 128  # a cycle asks for many pages at once

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = world
        self.now = START
        self.requests: list[tuple[str, int]] = []  # path and status, in order of arrival

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing where the client went away: a killed cycle does; else what is usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def base(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def at(self, now: datetime) -> None:
        """Let it be `now` in the sample world."""
        self.now = now

    def feeds(self) -> list[tuple[Outlet, str]]:
        """Every outlet with its feed's address."""
        return feed_urls(self.base)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        etag = self.headers.get("If-None-Match", "")
        result = answer(self.server.world, self.server.now, self.server.base, self.path, etag)
        self.server.requests.append((self.path, result.status))
        self.send_response(result.status)
        for name, value in result.headers.items():
            self.send_header(name, value)
        if result.status != 304:
            self.send_header("Content-Type", result.content_type)
            self.send_header("Content-Length", str(len(result.body)))
        self.end_headers()
        self.wfile.write(result.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the caller has `requests`."""


@contextmanager
def serve(world: World, port: int = 0) -> Iterator[Server]:
    """A running server on `port` (0: any free one), stopped at the end of the block.

    A port that is taken falls back to a free one: only the articles' ids differ then.
    """
    try:
        server = Server(world, port)
    except OSError:
        server = Server(world)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
