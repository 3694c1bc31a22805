"""CPU milliseconds of each stage for an article, children counted; bytes an article leaves.

    python -m tests.bench.stages [PAGES] [KB]

One cycle over generated pages after one that loads the models: what `deploy/SCALE.md` reckons with.
CPU seconds of all processes, which a busy machine alters less than those of the wall.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flows.cycle import cycle
from flows.reports.disk import path_size
from flows.services import Services
from flows.settings import NetworkSettings, Settings, WarehouseSettings
from sampleworld.bench import WARMING
from sampleworld.generated_pages import START, PageServer, generate_articles
from sampleworld.loopback import running_apart
from sampleworld.processor import processor_seconds
from warehouse.lake.address import read_address
from warehouse.lake.publishing import append_to_lake
from warehouse.warehouse import Warehouse


def stage_timer(spent: Counter[str]) -> Callable[..., Any]:
    """A way of calling stages that adds each one's seconds of its thread's processor to `spent`."""

    def stage(name: str, do: Callable[..., Any], /, *args: Any) -> Any:
        began = time.thread_time()
        try:
            return do(*args)
        finally:
            spent[name] += time.thread_time() - began

    return stage


def run(pages: int, kilobytes: int) -> None:
    """Print a line for each stage, one for extraction's processes, and one for each kind of file.

    Each stage's CPU is that of its thread: with OMP_NUM_THREADS=1 all that it computes. Requests
    run in the event loop's thread, which the line of the whole process holds.
    """
    spent: Counter[str] = Counter()
    stage = stage_timer(spent)
    articles = generate_articles(pages + WARMING)
    with tempfile.TemporaryDirectory() as folder:
        server = PageServer(articles, kilobytes * 1000, 0)
        network = NetworkSettings(loopback=True, spacing_s=0.0, per_host=32, contact="bench")
        settings = Settings(warehouse=WarehouseSettings(folder=f"{folder}/house"), network=network)
        settings = replace(settings, poll=replace(settings.poll, batch=1000))
        warehouse = Warehouse(settings.folder)
        with running_apart(server) as apart, Services(settings) as services:
            warehouse.feeds.add(server.feeds(), START)
            server.shown = WARMING
            cycle(warehouse, services, START)
            spent.clear()
            server.shown = len(articles)
            before, own = processor_seconds((apart,)), time.process_time()
            done = cycle(warehouse, services, START + timedelta(minutes=1), stage)
            own = time.process_time() - own
            spent["the whole process"] = own
            spent["extract, its processes"] = processor_seconds((apart,)) - before - own
        count = done.counts["articles"]
        lake = read_address(f"ducklake:sqlite:{folder}/lake.sqlite", "", Path(folder))
        began = time.process_time()
        append_to_lake(warehouse.store, lake)
        spent["the lake, all at once"] = time.process_time() - began
        for name, seconds in spent.items():
            print(f"{name}: {1000 * seconds / count:.1f} CPU ms an article")
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path_size(path) > 100_000:
                size = path_size(path) / (count + WARMING) / 1000
                print(f"{path.relative_to(folder)}: {size:.1f} KB an article")
        data = sum(path_size(p) for p in lake.data.rglob("*.parquet"))
        print(f"lake: {data / (count + WARMING) / 1000:.1f} KB an article; {count} articles")


if __name__ == "__main__":
    run(*(int(word) for word in (sys.argv[1:] or ("200", "300"))))
