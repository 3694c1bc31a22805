"""How long each page takes, asked for again and again while the warehouse changes under it.

    python -m tests.bench.pages FOLDER [--asked 40] [--cycles]

Prints by page the median and the 95th of a hundred, in milliseconds: `fresh` as after a change of
the warehouse, when its report is made anew, `kept` while there is none; `cpu` is the processor's
time of a fresh one, which other programs disturb least. FOLDER is copied first. With `--cycles` a
monitor runs on it meanwhile, a cycle every five seconds, and takes its turns.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np
from starlette.testclient import TestClient

from flows.settings import Settings, WarehouseSettings
from flows.web.app import build_app
from flows.web.site import Site
from warehouse.sql_process import start_early
from warehouse.warehouse import Warehouse


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--asked", type=int, default=40)
    arguments.add_argument("--cycles", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_early()
        house = Path(shutil.copytree(given.folder, Path(folder) / "house"))
        with running_cycles(house) if given.cycles else nullcontext():
            measure(house, given.asked)


@contextmanager
def running_cycles(folder: Path) -> Iterator[None]:
    """A monitor of its own process; it is asked to end afterwards."""
    words = ["-m", "flows.cli", "--folder", str(folder), "run", "--every", "5s"]
    monitor = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        monitor.terminate()
        monitor.wait(60)


def measure(folder: Path, asked: int) -> None:
    """Print a line for each page."""
    warehouse = Warehouse(folder)
    site = Site(Settings(warehouse=WarehouseSettings(folder=str(folder))), warehouse)
    client = TestClient(build_app(site), base_url="http://localhost")
    story = max(warehouse.stories.latest(), key=lambda s: s.n_articles)
    sys.stdout.write(f"largest story: {story.n_articles} articles\n")
    sys.stdout.write(
        f"{'page':32}{'fresh 50':>10}{'95':>8}{'kept 50':>10}{'95':>8}{'cpu 50':>10}{'95':>8}  ms\n"
    )
    for path in ("/today", f"/story/{story.id}", "/stories", "/changes", "/following", "/sources",
                 "/status", "/ask", "/ask?sql=SELECT+1",
                 "/search?mode=words&words=police"):  # fmt: skip
        client.get(path)
        fresh, kept, cpu = [], [], []
        for _ in range(asked):
            site._reports.clear()
            started = time.process_time()
            fresh.append(took_ms(client, path))
            cpu.append(1000 * (time.process_time() - started))
            kept.append(took_ms(client, path))
        figures = [float(np.percentile(times, p)) for times in (fresh, kept, cpu) for p in (50, 95)]
        row = "".join(f"{ms:{width}.0f}" for ms, width in zip(figures, (10, 8) * 3, strict=True))
        sys.stdout.write(f"{path[:31]:32}{row}\n")


def took_ms(client: TestClient, path: str) -> float:
    """Milliseconds from asking to the last byte."""
    started = time.perf_counter()
    answer = client.get(path)
    answer.raise_for_status()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
