"""An event loop in a thread of its own: several threads wait for what runs on it, at once.

    loop = EventLoop()
    pages = loop.wait(fetch_pages(entries, client, now))
    loop.close()

What waits for the network shares one loop, and with it one client and its politeness, whichever
thread asked.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar, cast

T = TypeVar("T")

ENDING_S = 10.0
"""How long what was cancelled may take to clean up before it is left. Chosen by hand (2026-11)."""


class EventLoop:
    """Started when first waited for; not usable in a fork of the process that started it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._tasks: set[asyncio.Task[Any]] = set()  # touched on the loop alone

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result, or what it raised; it runs in the context of the caller.

        Where the caller is interrupted the work is cancelled, and has ended when this raises.
        Raises asyncio.CancelledError after `cancel`.
        """
        future = asyncio.run_coroutine_threadsafe(self._tracked(work), self._running())
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            raise asyncio.CancelledError from None  # which no handler of `Exception` takes
        except BaseException:
            if not future.done():  # a signal, and not what the work raised
                self.cancel()
                concurrent.futures.wait([future], ENDING_S)
            raise

    def cancel(self) -> None:
        """End what is waited for; from any thread."""
        if self._loop is not None:  # a turn later: what was just handed over has begun then
            self._loop.call_soon_threadsafe(self._loop.call_soon, self._cancel_tasks)

    def _cancel_tasks(self) -> None:
        for task in self._tasks:
            task.cancel()

    def close(self) -> None:
        """End what is under way, and the thread."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ENDING_S)
        self._loop = self._thread = None

    async def _tracked(self, work: Coroutine[Any, Any, T]) -> T:
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._tasks.add(task)
        try:
            return await work
        finally:
            self._tasks.discard(task)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(
                    target=_run, args=(self._loop,), name="newsthread-loop", daemon=True
                )
                self._thread.start()
            return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
