"""Politeness towards each registered domain: how many requests at once, how far apart, and pauses.

Spacing runs on the event loop's clock. Pauses are kept in the cycles' own time (`now`), so that
they hold from one cycle to the next for as long as the client lives.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipeline.web import urls


def interleaved(addresses: Sequence[str]) -> list[int]:
    """Indices of the addresses, ordered so that sites take turns and none holds up the others."""
    seen: Counter[str] = Counter()
    turns = []
    for index, address in enumerate(addresses):
        name = urls.site(address)
        turns.append((seen[name], index))
        seen[name] += 1
    return [index for _, index in sorted(turns)]


class PausedError(Exception):
    """The host asked to be left alone for `wait` more."""

    def __init__(self, reason: str, wait: timedelta) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


@dataclass(slots=True)
class _Host:
    turns: asyncio.Semaphore
    spacing_s: float
    door: asyncio.Lock = field(default_factory=asyncio.Lock)  # one request passes at a time
    next_start: float = 0.0  # loop time
    paused_until: datetime | None = None
    reason: str = ""

    async def wait_for_spacing(self) -> None:
        """Until the spacing since the last start is over; in the order of coming."""
        async with self.door:
            while (left := self.next_start - asyncio.get_running_loop().time()) > 0:
                await asyncio.sleep(left)

    def try_start(self) -> bool:
        """Whether a request may start at this very moment; if so, the next one is put off."""
        at = asyncio.get_running_loop().time()
        if at < self.next_start:
            return False
        self.next_start = at + self.spacing_s
        return True

    def raise_if_paused(self, now: datetime) -> None:
        """PausedError during a pause."""
        if self.paused_until is not None and now < self.paused_until:
            raise PausedError(self.reason, self.paused_until - now)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """What a site is owed, for another process to keep: `left_s` until its next request."""

    left_s: float
    spacing_s: float
    paused_until: datetime | None = None
    reason: str = ""


class Politeness:
    """Turns, spacing and pauses of every registered domain (`urls.site`).

    `concurrency` and `per_host` are requests in flight, over all and to one domain; `spacing_s` is
    seconds between the starts of two requests to one domain.
    """

    def __init__(self, *, concurrency: int, per_host: int, spacing_s: float) -> None:
        self._flights = asyncio.Semaphore(concurrency)
        self._per_host, self._spacing_s = per_host, spacing_s
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str, now: datetime) -> AsyncIterator[None]:
        """Wait for the host's turn. PausedError when it is to be left alone."""
        host = self._host(url)
        async with host.turns:
            started = False
            while not started:  # another may have started while this one waited for its flight
                host.raise_if_paused(now)
                await host.wait_for_spacing()
                async with self._flights:
                    host.raise_if_paused(now)
                    if started := host.try_start():
                        yield

    def pause(self, url: str, until: datetime, reason: str = "") -> None:
        """Leave the host of `url` alone until then."""
        host = self._host(url)
        if host.paused_until is None or host.paused_until < until:
            host.paused_until, host.reason = until, reason

    def widen_spacing(self, url: str, seconds: float) -> None:
        """Space this host's requests by at least so much."""
        host = self._host(url)
        host.spacing_s = max(host.spacing_s, seconds)

    async def states(self) -> dict[str, HostState]:
        """What each site asked so far is owed, by its registered domain."""
        at = asyncio.get_running_loop().time()
        return {
            site: HostState(
                left_s=host.next_start - at,
                spacing_s=host.spacing_s,
                paused_until=host.paused_until,
                reason=host.reason,
            )
            for site, host in self._hosts.items()
        }

    async def adopt(self, states: Mapping[str, HostState]) -> None:
        """Owe each site at least what another process did, too."""
        at = asyncio.get_running_loop().time()
        for site, state in states.items():
            host = self._named_host(site)
            host.next_start = max(host.next_start, at + state.left_s)
            host.spacing_s = max(host.spacing_s, state.spacing_s)
            if state.paused_until and (
                host.paused_until is None or host.paused_until < state.paused_until
            ):
                host.paused_until, host.reason = state.paused_until, state.reason

    def _host(self, url: str) -> _Host:
        return self._named_host(urls.site(url))

    def _named_host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._hosts[name] = _Host(asyncio.Semaphore(self._per_host), self._spacing_s)
        return self._hosts[name]
