"""The sample world over loopback HTTP, at a simulated time that the caller sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler

from sampleworld.compose import World
from sampleworld.loopback import Loopback, running
from sampleworld.outlets import Outlet
from sampleworld.site import feed_urls, respond
from sampleworld.stories import START

PORT = 47811  # unassigned by IANA; fixed, so that article ids are the same in every run


class Server(Loopback):
    """Serves what is published at `now`; set it with `set_time(now)`."""

    request_queue_size = 128  # a cycle asks for many pages at once

    def __init__(self, world: World, port: int = 0) -> None:
        super().__init__(_Handler, port)
        self.world = world
        self.now = START
        self.requests: list[tuple[str, int]] = []  # path and status, in order of arrival

    def set_time(self, now: datetime) -> None:
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
        result = respond(self.server.world, self.server.now, self.server.base, self.path, etag)
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
def serve_world(world: World, port: int = 0) -> Iterator[Server]:
    """A running server on `port` (0: any free one), stopped at the end of the block.

    A port that is taken falls back to a free one: only the articles' ids differ then.
    """
    try:
        server = Server(world, port)
    except OSError:
        server = Server(world)
    with running(server):
        yield server
