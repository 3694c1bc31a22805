"""Articles a second with 1, 2 and 4 Dask workers, and the share of time outside the stages.

python -m tests.bench.workers [ARTICLES]
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from distributed import LocalCluster

from flows.services import Services
from flows.settings import NetworkSettings, Settings, StagesSettings
from flows.stateless.engines import stateless_stages
from flows.stateless.local import LocalStages
from flows.stateless.remote import RemoteStages

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("flows", "warehouse")]

from loopback_pages import NOW, sites  # noqa: E402 - found by the path above

SITES = 8


def run(articles: int, workers: int) -> None:
    """Fetch, extract and embed with so many workers, 0: this process; print what it took."""
    with tempfile.TemporaryDirectory() as folder, sites(*range(2, 2 + SITES)) as places:
        base = Settings(
            network=NetworkSettings(loopback=True, contact="bench", spacing_s=0.0, per_host=16)
        )
        entries = [e for place in places for e in place.entries(range(1, 1 + articles // SITES))]
        if not workers:
            with Services(base) as services:
                measure("this process", LocalStages(services), entries)
            return
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None,
            host="127.0.0.1", local_directory=folder,
        ) as cluster:  # fmt: skip
            keys = StagesSettings(
                workers="dask", at=cluster.scheduler_address, folder=f"{folder}/shared",
                parts=workers,
            )  # fmt: skip
            with Services(replace(base, stages=keys)) as services:
                measure(f"{workers} workers", stateless_stages(services), entries)


def measure(name: str, stages: LocalStages | RemoteStages, entries: list) -> None:
    """Once to load the models, once more to measure."""
    for warm in (False, True):
        if isinstance(stages, RemoteStages):
            stages.spent = type(stages.spent)()
        began = time.perf_counter()
        pages, _ = stages.fetch(entries, NOW, lambda _: ())
        articles, _ = stages.extract(entries, pages, NOW)
        stages.embed(articles)
        took = time.perf_counter() - began
        if warm:
            line = f"{name}: {len(articles) / took:.1f} articles/s"
            if isinstance(stages, RemoteStages):
                share = 1 - stages.spent.worked_s / took
                line += f", {100 * share:.0f} % of the time outside the stages"
            print(line, flush=True)


if __name__ == "__main__":
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 160
    for count in (0, 1, 2, 4):
        run(n, count)
