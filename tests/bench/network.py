"""A cycle over sites that answer slowly and are asked once a second, beside what it is made of.

    python -m tests.bench.network [PAGES] [SITES] [KB]      600 60 300

Each site has an address of its own on loopback (127.1.0.1, ...), answers after 80 ms, and is asked
once a second, as the settings have it. Three times the same number of new pages:

    network       fetched alone, in one go, once a second: pages wait for their sites only
    processors    the whole cycle, with sites that answer at once as often as they are asked
    cycle         the whole cycle over the slow sites

Prints JSON: seconds of the wall, and `over`, by how much the cycle is longer than the longer of the
two (.15: 15 %). Waiting and seconds by stage are those of the cycle.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from flows.cycle import cycle
from flows.services import Services
from flows.settings import NetworkSettings, Settings, WarehouseSettings
from pipeline.fetch import fetch_pages
from pipeline.records import Feed
from pipeline.web.urls import feed_id
from sampleworld.bench import WARMING
from sampleworld.generated_pages import START, GeneratedArticle, PageServer, generate_articles
from warehouse.batch import WAITING
from warehouse.warehouse import Warehouse

DELAY_S, SPACING_S = 0.08, 1.0
ROUNDS = ("network", "processors", "cycle")


class Sites:
    """Sites on one port, a loopback address each; articles are dealt out to them in turn."""

    def __init__(self, articles: Sequence[GeneratedArticle], sites: int, page_bytes: int) -> None:
        self.pages = PageServer(articles, page_bytes, 0)
        self.port: int = self.pages.server_address[1]
        self.pages.server_close()  # it only writes the pages
        self.hosts = [f"127.1.{n // 250}.{n % 250 + 1}" for n in range(sites)]
        self.shown = multiprocessing.Value("q", 0)
        self.delay = multiprocessing.Value("d", 0.0)

    def base(self, site: int) -> str:
        """A site's address."""
        return f"http://{self.hosts[site]}:{self.port}"

    def feeds(self) -> list[Feed]:
        """A subscription to each."""
        urls = [f"{self.base(site)}/feed" for site in range(len(self.hosts))]
        return [
            Feed(id=feed_id(url), url=url, outlet=f"Outlet {n}", lang="en", every_s=60)
            for n, url in enumerate(urls)
        ]

    async def answer(self, request: web.Request) -> web.Response:
        """A feed, robots.txt or a page."""
        await asyncio.sleep(self.delay.value)
        if request.path == "/feed":
            site = self.hosts.index(request.url.host or "")
            return web.Response(text=self.feed(site), content_type="application/rss+xml")
        if article := self.pages.articles.get(request.path):
            return web.Response(text=self.pages.page(article), content_type="text/html")
        return web.Response(status=404)

    def feed(self, site: int) -> str:
        """The site's document: its articles of those that are shown, the last fifty."""
        shown = [a for a in self.pages.articles.values() if a.number < self.shown.value]
        mine = [a for a in shown if a.number % len(self.hosts) == site][-50:]
        items = "".join(
            f"<item><title>{a.title}</title><link>{self.base(site)}{a.path}</link></item>"
            for a in mine
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def answer_all(sites: Sites) -> None:
    """Answer until killed: the life of the sites' own process."""

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", sites.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        for host in sites.hosts:
            await web.TCPSite(runner, host, sites.port).start()
        await asyncio.Event().wait()

    asyncio.run(run())


@contextmanager
def running_apart(sites: Sites) -> Iterator[None]:
    """The sites, in a process of their own."""
    process = multiprocessing.get_context("fork").Process(target=answer_all, args=(sites,))
    process.start()
    try:
        time.sleep(1.0)
        yield
    finally:
        process.kill()
        process.join()


def bench(pages: int, count: int, kilobytes: int) -> dict[str, Any]:
    """Measure; three rounds of `pages` new ones after one that loads the models."""
    articles = generate_articles(WARMING + len(ROUNDS) * pages)
    sites = Sites(articles, count, kilobytes * 1000)
    report: dict[str, Any] = {"pages": pages, "sites": count}
    with tempfile.TemporaryDirectory() as folder, running_apart(sites):
        warehouse = Warehouse(folder)
        warehouse.feeds.add(sites.feeds(), START)
        sites.shown.value = WARMING
        with Services(settings(folder, 0.0)) as services:
            cycle(warehouse, services, START)
        for number, name in enumerate(ROUNDS, 1):
            now = START + number * timedelta(hours=1)
            sites.shown.value = WARMING + number * pages
            sites.delay.value = 0.0 if name == "processors" else DELAY_S
            with Services(settings(folder, SPACING_S if sites.delay.value else 0.0)) as services:
                _ = services.encoder, services.workers.submit(len, "").result()
                time_round = fetch_alone if name == "network" else whole_cycle
                report |= {f"{name}_s": 0.0, **time_round(name, warehouse, services, now)}
            with Services(settings(folder, 0.0)) as services:
                cycle(warehouse, services, now)  # what is left
    longer = max(report["network_s"], report["processors_s"])
    return report | {"over": round(report["cycle_s"] / longer - 1, 3)}


def settings(folder: str, spacing_s: float) -> Settings:
    """Loopback allowed, and a site asked so often."""
    network = NetworkSettings(
        loopback=True, spacing_s=spacing_s, per_host=2 if spacing_s else 32, contact="bench"
    )
    return Settings(warehouse=WarehouseSettings(folder=folder), network=network)


def fetch_alone(
    name: str, warehouse: Warehouse, services: Services, now: datetime
) -> dict[str, Any]:
    """Seconds to poll the feeds and fetch every page, and to do no more."""
    began = time.perf_counter()
    cycle(warehouse, services, now, until="poll")
    wanted = warehouse.feeds.wanted_entries(now, version="")
    services.wait(fetch_pages(wanted, services.client, now))
    return {f"{name}_s": round(time.perf_counter() - began, 2)}


def whole_cycle(
    name: str, warehouse: Warehouse, services: Services, now: datetime
) -> dict[str, Any]:
    """Seconds of a cycle; of its stages, too."""
    began = time.perf_counter()
    done = cycle(warehouse, services, now)
    report: dict[str, Any] = {f"{name}_s": round(time.perf_counter() - began, 2)}
    stages = {stage: round(s, 2) for stage, s in done.took_s.items()}
    report |= {"articles": done.counts["articles"], "waiting_s": stages.pop(WAITING)}
    return report | {"stages_s": stages}


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    print(json.dumps(bench(*(given + [600, 60, 300][len(given) :])), indent=1))


if __name__ == "__main__":
    main()
