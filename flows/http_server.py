"""The server under the page and the assistants' tools: it ends when it is told to."""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from flows.memory import start_giving_back

if TYPE_CHECKING:
    from starlette.types import ASGIApp

PATIENCE_S = 3.0
"""Seconds that answers under way have when the server is told to end. Chosen by hand (2026-11): a
page takes one at most, a story's past a minute."""


def serve_app(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C, and end within five seconds of it, whatever is under way."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    start_giving_back()
    EndingServer(config).run(sockets=[listener])


class EndingServer(uvicorn.Server):
    """Ends with answers under way left to themselves after `PATIENCE_S`.

    uvicorn would wait for them for ever, or cancel them: but a thread cannot be cancelled, and
    asyncio waits for it. What it does to the files is as safe from this end as from `kill -9`.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, wait a little, end."""
        try:
            await asyncio.wait_for(super().shutdown(sockets), PATIENCE_S)
        except TimeoutError:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTERM)
