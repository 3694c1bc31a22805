"""A loopback webhook receiver: what a user's own program would be. It keeps what it is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler
from typing import Any

from sampleworld.loopback import Loopback, running


class Receiver(Loopback):
    """Accepts every POST; `received` holds the JSON bodies in order of arrival."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(_Handler)
        self.received: list[dict[str, Any]] = []
        self.tell = tell

    @property
    def url(self) -> str:
        """Where to send."""
        return f"{self.base}/alerts"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.received.append(json.loads(body))
        self.server.tell(self.server.received[-1])
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the caller has `received`."""


def run_receiver(
    tell: Callable[[dict[str, Any]], None] = lambda _: None,
) -> AbstractContextManager[Receiver]:
    """A running receiver, stopped at the end of the block; `tell` gets each body as it comes."""
    return running(Receiver(tell))
