"""What waits for the network runs on one loop, whichever threads wait, and ends when it should."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import pytest

from flows.event_loop import EventLoop

name = ContextVar("name", default="")


@pytest.fixture
def loop():
    made = EventLoop()
    yield made
    made.close()


def test_threads_wait_at_once_and_each_in_its_own_context(loop):
    together = asyncio.Barrier(3)

    async def work(number):
        async with asyncio.timeout(10):
            await together.wait()  # all three, or this raises
        return number, name.get()

    def wait(number):
        name.set(str(number))
        return loop.wait(work(number))

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(wait, range(3))) == [(0, "0"), (1, "1"), (2, "2")]


def test_what_the_work_raises_is_raised_to_who_waits(loop):
    async def work():
        raise LookupError("no such page")

    with pytest.raises(LookupError, match="no such page"):
        loop.wait(work())
    assert loop.wait(asyncio.sleep(0, "on")) == "on"


def test_who_waits_for_what_is_cancelled_hears_when_it_has_cleaned_up(loop):
    begun, cleaned = threading.Event(), []

    async def work():
        begun.set()
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    def cancel():
        begun.wait(10)
        loop.cancel()

    other = threading.Thread(target=cancel)
    other.start()
    with pytest.raises(asyncio.CancelledError):  # no `except Exception` takes it for a fault
        loop.wait(work())
    other.join()
    assert cleaned == [True]


def test_an_interrupted_waiter_leaves_nothing_running(loop, monkeypatch):
    ended = threading.Event()

    async def work():
        try:
            await asyncio.sleep(30)
        finally:
            ended.set()

    monkeypatch.setattr("concurrent.futures.Future.result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        loop.wait(work())
    monkeypatch.undo()
    assert ended.wait(10)


def interrupted(_future, timeout=None):
    """What Ctrl-C does to who waits."""
    raise KeyboardInterrupt


def test_closing_ends_what_runs_and_the_thread(loop):
    before = threading.active_count()
    loop.wait(asyncio.sleep(0))
    assert threading.active_count() == before + 1
    loop.close()
    loop.close()
    assert threading.active_count() == before
