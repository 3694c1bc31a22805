"""`newsthread bench`: what a cycle costs beside bare extraction and bare encoding of its pages.

Bare is what the libraries do when they are called as they document it, see `libraries`.

    half of the pages, extracted and encoded alone -> a cycle over all -> the other half alone
    -> an idle cycle

All in one run and one warm process, so that the ratios hold whatever the machine's speed is; one
that drifts meanwhile alters what is before the cycle and what is after it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from flows.cycle import cycle
from flows.services import Services
from flows.settings import NetworkSettings, Settings, WarehouseSettings
from pipeline.extract import PRELOAD
from pipeline.records import Article
from pipeline.workers import Workers
from sampleworld.generated_pages import START, GeneratedArticle, PageServer, generate_articles
from sampleworld.libraries import encode_alone, extract_alone
from sampleworld.loopback import running_apart
from sampleworld.memory import Peak, watch_memory
from sampleworld.processor import processor_seconds
from warehouse.batch import WAITING, Cycle
from warehouse.warehouse import Warehouse

WARMING = 65
"""Pages of a first cycle that is not measured: it loads the model (for more texts than the few that
pass through its layers alone), starts the workers."""

MINUTE = timedelta(minutes=1)
Report = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What is measured: `pages` of `page_kb` thousand bytes each, and an idle cycle of `feeds`."""

    pages: int = 200
    page_kb: int = 300
    feeds: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCost:
    """Milliseconds an article cost once embedded, in a warehouse that held `stored` before."""

    stored: int
    article_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchReport:
    """Seconds of wall; `ratio` is bare extraction and encoding against the whole cycle, and
    `cpu_ratio` the same in processor seconds of all processes, which a busy machine alters less."""

    ratio: float
    cpu_ratio: float
    articles_per_s: float
    bare_extract_s: float
    bare_encode_s: float
    cycle_s: float
    peak_mb: int  # in the cycle, of all its processes: what they share counts once
    idle_s: float
    pages: int
    articles: int
    stages_s: dict[str, float]
    waiting_s: float  # of the other stages for fetch, extract and embed, which run beside them
    bare_cpu_s: float
    cycle_cpu_s: float
    cost: list[BatchCost]


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the wall, and of the processor."""

    wall_s: float
    cpu_s: float

    def plus(self, other: Spent) -> Spent:
        """Both together."""
        return Spent(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s)


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Measures what this process and its own do; `without` the processes named."""

    without: tuple[int, ...] = ()

    def time(self, work: Callable[[], T]) -> tuple[T, Spent]:
        """What `work` gives, and what it took."""
        began, before = time.perf_counter(), processor_seconds(self.without)
        done = work()
        cpu_s = processor_seconds(self.without) - before
        return done, Spent(time.perf_counter() - began, cpu_s)


def bench(workload: Workload, report: Report) -> BenchReport:
    """Measure; `report` is told what comes next."""
    articles = generate_articles(workload.pages + WARMING)
    server = PageServer(articles, workload.page_kb * 1000, workload.feeds)
    with ExitStack() as held:
        watch = Stopwatch((held.enter_context(running_apart(server)),))
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="newsthread-bench")))
        services = held.enter_context(Services(_settings(folder)))
        warehouse = Warehouse(folder)
        warehouse.feeds.add(server.feeds(), START)
        report(f"warming up with {WARMING} pages")
        server.shown = WARMING
        cycle(warehouse, services, START)
        measured = articles[WARMING:]
        half = len(measured) // 2
        report(f"{half:,} pages, extracted alone, then encoded alone")
        before = _bare(server, measured[:half], services, watch)
        report(f"a cycle over {workload.pages:,} pages of {workload.page_kb} KB")
        server.shown, costs = len(articles), _Costs()
        with watch_memory(watch.without) as peak:
            done, whole = watch.time(
                lambda: cycle(warehouse, services, START + MINUTE, costs.stage)
            )
        report(f"the other {len(measured) - half:,} pages, extracted alone, then encoded alone")
        after = _bare(server, measured[half:], services, watch)
        report(f"an idle cycle of {workload.feeds:,} feeds")
        idle_s = _idle_seconds(folder / "idle", server, services)
    bare = [a.plus(b) for a, b in zip(before, after, strict=True)]
    return _as_report(done, [whole, *bare], peak, idle_s, costs.batches)


def _as_report(
    done: Cycle, spent: Sequence[Spent], peak: Peak, idle_s: float, cost: list[BatchCost]
) -> BenchReport:
    whole, extract, encode = spent
    read = done.counts.get("articles", 0)
    stages = {name: round(seconds, 2) for name, seconds in done.took_s.items()}
    waiting = stages.pop(WAITING, 0.0)
    return BenchReport(
        ratio=round((extract.wall_s + encode.wall_s) / whole.wall_s, 3),
        cpu_ratio=round((extract.cpu_s + encode.cpu_s) / whole.cpu_s, 3),
        articles_per_s=round(read / whole.wall_s, 2),
        bare_extract_s=round(extract.wall_s, 2),
        bare_encode_s=round(encode.wall_s, 2),
        cycle_s=round(whole.wall_s, 2),
        peak_mb=round(peak.mb),
        idle_s=round(idle_s, 2),
        pages=done.counts.get("pages", 0),
        articles=read,
        stages_s=stages,
        waiting_s=waiting,
        bare_cpu_s=round(extract.cpu_s + encode.cpu_s, 2),
        cycle_cpu_s=round(whole.cpu_s, 2),
        cost=cost,
    )


class _Costs:
    """Calls stages, and adds up what placing and loading the articles of each batch cost."""

    def __init__(self) -> None:
        self.batches: list[BatchCost] = []
        self._stored = WARMING
        self._spent = 0.0

    def stage(self, name: str, do: Callable[..., Any], /, *args: Any) -> Any:
        began = time.perf_counter()
        result = do(*args)
        if name in ("place", "detect", "load"):
            self._spent += time.perf_counter() - began
        if name == "load":
            if count := result.articles:
                ms = round(1000 * self._spent / count, 2)
                self.batches.append(BatchCost(stored=self._stored, article_ms=ms))
                self._stored += count
            self._spent = 0.0
        return result


def _bare(
    server: PageServer, made: Sequence[GeneratedArticle], services: Services, watch: Stopwatch
) -> tuple[Spent, Spent]:
    """What the libraries take to extract their pages on as many workers, and to encode these."""
    pages = [server.page(article).encode() for article in made]
    count = services.settings.extract.workers
    with Workers(count, deadline_s=60, preload=PRELOAD) as workers:
        list(workers.map(extract_alone, pages[: 2 * count]))  # started and loaded
        read, extract = watch.time(lambda: list(workers.map(extract_alone, pages)))
    articles = [
        Article(id=str(n), title=r[0], text=r[1], first_seen_at=START)
        for n, r in enumerate(read)
        if isinstance(r, tuple)
    ]
    return extract, _bare_encoding(articles, watch)


def _bare_encoding(articles: Sequence[Article], watch: Stopwatch) -> Spent:
    """In a process of its own, so that the cycle's memory is the cycle's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(encode_alone, articles[:WARMING]).result()
        return watch.time(lambda: process.submit(encode_alone, articles).result())[1]


def _idle_seconds(folder: Path, server: PageServer, services: Services) -> float:
    """Seconds of a cycle that finds nothing new in any of the quiet feeds."""
    warehouse = Warehouse(folder)
    warehouse.feeds.add(server.quiet_feeds(), START)
    cycle(warehouse, services, START)
    began = time.perf_counter()
    cycle(warehouse, services, START + 10 * MINUTE)
    return time.perf_counter() - began


def _settings(folder: Path) -> Settings:
    network = NetworkSettings(loopback=True, spacing_s=0.0, per_host=32, contact="bench")
    return Settings(warehouse=WarehouseSettings(folder=str(folder)), network=network)
