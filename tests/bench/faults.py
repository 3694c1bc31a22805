"""200 feeds on faulty servers for 10 simulated hours. Loopback only.

    python -m tests.bench.faults [HOURS]

Fifty registered domains, four feeds each; every domain misbehaves in one way, some of the time.
Prints, as JSON: outcomes and reasons by fault, items that a whole answer showed and that are
missing after one last poll of healthy servers, the shortest time between two starts at one domain,
requests that came in a pause, memory at each hour.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from pipeline.feeds.parse import PRELOAD
from pipeline.poll import poll_feeds
from pipeline.records import Feed
from pipeline.web import urls
from pipeline.web.client import Client, ClientSettings
from pipeline.workers import Workers
from tests.bench.polling import Here
from tests.pipeline.loopback import Answer, Loopback, Request

START = datetime(2026, 2, 18, 0, tzinfo=UTC)
TICK = timedelta(minutes=5)
DOMAINS, FEEDS_EACH = 50, 4
SETTINGS = ClientSettings(
    loopback=True,
    per_host=1,  # with two, a request already on its way when the other is told to wait arrives
    spacing_s=0.05,
    connect_s=2,
    read_s=1.5,
    total_s=2.5,
    max_feed_bytes=2_000_000,
)
BOMB = gzip.compress(b"\0" * 50_000_000)


@dataclass
class World:
    """What the servers know: the simulated time, what they showed, and how they were asked."""

    now: datetime = START
    shown: set[str] = field(default_factory=set)
    requests: int = 0
    paused: dict[str, datetime] = field(default_factory=dict)
    healthy: bool = False
    in_pause: int = 0
    count: Counter[str] = field(default_factory=Counter)

    def answer(self, request: Request) -> Answer:
        """Note the request, then behave as its domain does."""
        host = request.headers["host"].partition(":")[0]
        domain = urls.site(f"http://{host}/")
        self.requests += 1
        self.in_pause += self.now < self.paused.get(domain, START)
        self.count[host] += 1
        number = int("".join(c for c in domain if c.isdigit()))
        if self.healthy:
            return good(self, host, request)
        fault = FAULTS[list(FAULTS)[number % len(FAULTS)]]
        return fault(self, host, request)

    def items(self, host: str) -> list[str]:
        """A new item every 20 simulated minutes, the last 30 of them."""
        n = int((self.now - START) / timedelta(minutes=20)) + 30
        return [f"https://{host}/{i}" for i in range(n - 29, n + 1)]

    def document(self, host: str) -> bytes:
        items = "".join(
            f"<item><title>{url}</title><link>{url}</link></item>" for url in self.items(host)
        )
        return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()

    def good(self, host: str) -> Answer:
        self.shown.update(self.items(host))
        body = self.document(host)
        return Answer(body, headers={"ETag": f'"{urls.hash_id(body.decode())}"'})


Fault = Callable[[World, str, Request], Answer]


def good(world: World, host: str, request: Request) -> Answer:
    answer = world.good(host)
    if request.headers.get("if-none-match") == answer.headers["ETag"]:
        return Answer(status=304)
    return answer


def every(n: int, bad: Callable[[World, str], Answer]) -> Fault:
    """A server that is bad but for every n-th request."""

    def fault(world: World, host: str, request: Request) -> Answer:
        return good(world, host, request) if world.count[host] % n == 0 else bad(world, host)

    return fault


def busy(world: World, host: str) -> Answer:
    wait = timedelta(minutes=30)
    world.paused[urls.site(f"http://{host}/")] = world.now + wait
    said = "1800" if world.count[host] % 2 else format_datetime(world.now + wait, usegmt=True)
    return Answer(b"", 429, {"Retry-After": said, "Date": format_datetime(world.now, usegmt=True)})


def cut(world: World, host: str) -> Answer:
    body = gzip.compress(world.document(host))
    return Answer(body[: len(body) // 2], headers={"Content-Encoding": "gzip", "ETag": '"cut"'})


def short(world: World, host: str) -> Answer:
    body = world.document(host)
    return Answer(body[:700], length=len(body), headers={"Connection": "close", "ETag": '"cut"'})


FAULTS: dict[str, Fault] = {
    "good": good,
    "slow drip": every(3, lambda w, h: Answer(w.document(h), drip_s=0.1, chunk=40)),
    "reset": every(3, lambda w, h: Answer(w.document(h), reset_after=0)),
    "truncated gzip": every(3, cut),
    "gzip bomb": every(3, lambda w, h: Answer(BOMB, headers={"Content-Encoding": "gzip"})),
    "redirect loop": every(20, lambda w, h: Answer(status=302, headers={"Location": "/again"})),
    "wrong length": every(3, short),
    "429 storm": every(3, busy),
    "flapping 500": every(2, lambda w, h: Answer(b"oops", 500)),
    "web page": every(3, lambda w, h: Answer(b"<html><p>Back soon</p></html>")),
}


class Starts:
    """Listens at the client's pace: how soon after one another requests to a domain start."""

    def __init__(self, client: Client) -> None:
        self.last: dict[str, float] = {}
        self.shortest = float("inf")
        self._turn, client.politeness.turn = client.politeness.turn, self.turn  # type: ignore[method-assign]

    @asynccontextmanager
    async def turn(self, url: str, now: datetime) -> AsyncIterator[None]:
        async with self._turn(url, now):
            at, domain = time.monotonic(), urls.site(url)
            self.shortest = min(self.shortest, at - self.last.get(domain, float("-inf")))
            self.last[domain] = at
            yield


def memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * 4096 / 1e6, 1)


async def run(hours: float) -> dict[str, object]:
    world = World()
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    known: dict[str, str] = {}
    memory: list[float] = []
    begun = time.perf_counter()
    end = START + timedelta(hours=hours)
    async with (
        Loopback({"": world.answer}) as server,
        Client(SETTINGS, resolver=Here()) as client,
    ):
        starts = Starts(client)
        feeds = {feed.id: feed for feed in made_feeds(server.port)}
        with Workers(2, preload=PRELOAD) as workers:
            while world.now <= end + timedelta(hours=1):
                world.healthy = world.now > end
                due = [f for f in feeds.values() if (f.state.next_at or START) <= world.now]
                if world.now > end:  # the last round: what was shown in vain is shown again
                    due = list(feeds.values()) if world.now == end + timedelta(hours=1) else []
                polls = await poll_feeds(due, client, world.now, known, workers=workers)
                for each in polls:
                    feeds[each.feed.id] = each.feed
                    known |= {e.id: e.digest for e in each.entries}
                    reason = f": {each.failure.reason}" if each.failure else ""
                    outcomes[each.feed.folder][each.outcome + reason] += 1
                if not (world.now - START) % timedelta(hours=1):
                    memory.append(memory_mb())
                server.hits.clear()
                world.now += TICK
    missing = {urls.entry_id(url, "", "", "", "") for url in world.shown} - set(known)
    return {
        "simulated_hours": hours,
        "wall_s": round(time.perf_counter() - begun, 1),
        "polls": sum(sum(o.values()) for o in outcomes.values()),
        "requests": world.requests,
        "outcomes": outcomes,
        "items_shown_whole": len(world.shown),
        "items_missing": len(missing),
        "spacing_s": SETTINGS.spacing_s,
        "shortest_time_between_starts_s": round(starts.shortest, 4),
        "requests_in_a_pause": world.in_pause,
        "memory_mb_by_hour": memory,
    }


def made_feeds(port: int) -> list[Feed]:
    names = list(FAULTS)
    found = []
    for n in range(DOMAINS * FEEDS_EACH):
        domain = n % DOMAINS
        url = f"http://feed{n // DOMAINS}.paper{domain}.com:{port}/feed"
        found.append(Feed(id=urls.feed_id(url), url=url, folder=names[domain % len(names)]))
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(float(sys.argv[1]) if sys.argv[1:] else 10.0)), indent=1))
