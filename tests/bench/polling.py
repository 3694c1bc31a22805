"""10,000 feeds on 10,000 hosts in one cycle, 90 % of them answering 304. Loopback only.

    python -m tests.bench.polling [FEEDS]

Prints, as JSON: wall seconds, CPU seconds of this process and of the parsers, memory, and CPU
milliseconds per unchanged feed (from a cycle of those alone). The server is another process.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import resource
import socket
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from aiohttp.abc import AbstractResolver, ResolveResult

from pipeline.feeds.parse import PRELOAD
from pipeline.poll import poll_feeds
from pipeline.records import Feed, FeedState
from pipeline.web import urls
from pipeline.web.client import Client, ClientSettings
from pipeline.workers import Workers
from tests.pipeline.loopback import Answer, Loopback, Request

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
ITEMS = 30


class Here(AbstractResolver):
    """Every name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


def document(n: str) -> bytes:
    items = "".join(
        f"<item><title>Council of {n} votes on budget {i}</title>"
        f"<link>https://paper{n}.com/{i}</link><guid>https://paper{n}.com/{i}</guid>"
        f"<pubDate>Wed, 18 Feb 2026 {i % 12:02}:00:00 GMT</pubDate>"
        f"<description>{'The council meets again to vote. ' * 8}</description></item>"
        for i in range(ITEMS)
    )
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Paper'
    return f"{head} {n}</title>{items}</channel></rss>".encode()


def serve(pipe: Connection) -> None:
    """Answers 304 to whoever knows the tag, and a document to the others; until the pipe closes."""

    def answer(request: Request) -> Answer:
        if request.headers.get("if-none-match") == '"same"':
            return Answer(status=304, headers={"ETag": '"same"'})
        return Answer(document(request.path[1:]), headers={"ETag": '"same"'})

    async def run() -> None:
        async with Loopback({"": answer}) as server:
            pipe.send(server.port)
            while not await asyncio.to_thread(pipe.poll, 1):
                server.hits.clear()

    asyncio.run(run())


def feed(n: int, port: int, *, changed: bool) -> Feed:
    url = f"http://paper{n}.com:{port}/{n}"
    tag = '"old"' if changed else '"same"'
    state = FeedState(etag=tag, validators_at=NOW, good_at=NOW, items_per_day=9.0)
    return Feed(id=urls.feed_id(url), url=url, title="Paper", outlet="paper", state=state)


async def cycle(feeds: list[Feed]) -> dict[str, object]:
    settings = ClientSettings(loopback=True)
    with Workers(2, preload=PRELOAD) as workers:
        async with Client(settings, resolver=Here()) as client:
            await poll_feeds(
                feeds[:1], client, NOW, {}, workers=workers
            )  # imports are not the matter
            wall, cpu = time.perf_counter(), time.process_time()
            polls = await poll_feeds(feeds, client, NOW, {}, workers=workers)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "outcomes": Counter(each.outcome for each in polls),
        "entries": sum(len(each.entries) for each in polls),
        "wall_s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "cpu_ms_per_feed": round(1000 * cpu / len(feeds), 3),
    }


def main(n: int) -> dict[str, object]:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    port = ours.recv()
    unchanged = asyncio.run(cycle([feed(i, port, changed=False) for i in range(n * 9 // 10)]))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    mixed = asyncio.run(cycle([feed(i, port, changed=i % 10 == 0) for i in range(n)]))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    ours.send("end")
    server.join()
    return {
        "cycle": mixed,
        "cpu_s_of_the_parsers": round(after.ru_utime - before.ru_utime, 1),
        "unchanged_alone": unchanged,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if sys.argv[1:] else 10_000), indent=1))
