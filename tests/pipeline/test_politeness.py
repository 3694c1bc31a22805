"""Sites take turns, and each is asked no oftener than it may be. The clock is the test's own."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.web.politeness import PausedError, Politeness, interleaved

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
PAPER, OTHER = "https://paper.example/{}", "https://other.example/{}"


class JumpingSelector(selectors.SelectSelector):
    """Waits for nothing: a wait only moves the clock on."""

    now = 0.0

    def select(self, timeout: float | None = None):
        self.now += timeout or 0.0
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to whatever is due next."""

    def __init__(self) -> None:
        self.clock = JumpingSelector()
        super().__init__(self.clock)

    def time(self) -> float:
        return self.clock.now


def play(scene: Callable[[], Awaitable[list[float]]]) -> list[float]:
    loop = JumpingLoop()
    try:
        return [round(at, 3) for at in loop.run_until_complete(scene())]
    finally:
        loop.close()


async def starts(politeness: Politeness, urls: list[str], took_s: float = 0.0) -> list[float]:
    """When each request starts, in seconds of the loop's clock; in the order of starting."""
    begun: list[float] = []

    async def request(url: str) -> None:
        async with politeness.turn(url, NOW):
            begun.append(asyncio.get_running_loop().time())
            await asyncio.sleep(took_s)

    await asyncio.gather(*map(request, urls))
    return begun


def test_no_site_holds_up_the_others() -> None:
    addresses = [f"https://a.big.com/{n}" for n in range(4)]
    addresses += ["https://small.com/1", "https://b.big.com/9", "https://other.org/1"]
    assert interleaved(addresses) == [0, 4, 6, 1, 2, 3, 5]
    assert interleaved([]) == []


@given(st.lists(st.sampled_from(["https://a.com/", "https://b.org/", "https://c.net/", ""])))
def test_every_address_has_its_turn(addresses: list[str]) -> None:
    assert sorted(interleaved(addresses)) == list(range(len(addresses)))


def test_requests_to_one_site_start_a_spacing_apart() -> None:
    async def scene() -> list[float]:
        polite = Politeness(concurrency=64, per_host=4, spacing_s=1.5)
        return await starts(polite, [PAPER.format(n) for n in range(4)])

    assert play(scene) == [0, 1.5, 3, 4.5]


def test_sites_do_not_wait_for_each_other() -> None:
    async def scene() -> list[float]:
        polite = Politeness(concurrency=64, per_host=1, spacing_s=60)
        return await starts(polite, [PAPER.format(1), OTHER.format(1)], took_s=30)

    assert play(scene) == [0, 0]


def test_requests_that_waited_for_a_free_flight_do_not_start_together() -> None:
    async def scene() -> list[float]:
        polite = Politeness(concurrency=1, per_host=4, spacing_s=1)
        urls = [OTHER.format(0), *(PAPER.format(n) for n in range(3))]
        return await starts(polite, urls, took_s=0.5)

    first, *paper = play(scene)
    assert first == 0
    assert [b - a for a, b in pairwise(paper)] == [1, 1]


def test_a_crawl_delay_widens_the_spacing_and_never_narrows_it() -> None:
    async def scene() -> list[float]:
        polite = Politeness(concurrency=64, per_host=4, spacing_s=1)
        polite.widen_spacing(PAPER.format(""), 10)
        polite.widen_spacing(PAPER.format(""), 2)
        return await starts(polite, [PAPER.format(n) for n in range(3)])

    assert play(scene) == [0, 10, 20]


async def test_a_paused_site_is_left_alone_until_its_time_and_others_are_not() -> None:
    polite = Politeness(concurrency=64, per_host=4, spacing_s=0)
    polite.pause(PAPER.format(""), NOW + timedelta(hours=1), "HTTP 429")
    polite.pause(PAPER.format(""), NOW + timedelta(minutes=1), "a shorter one changes nothing")
    with pytest.raises(PausedError, match="HTTP 429") as paused:
        await starts(polite, [PAPER.format(1)])
    assert paused.value.wait == timedelta(hours=1)
    assert len(await starts(polite, [OTHER.format(1)])) == 1
    async with polite.turn(PAPER.format(1), NOW + timedelta(hours=1)):
        pass
