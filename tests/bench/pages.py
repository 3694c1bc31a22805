"""How long each page takes over loopback, asked for again and again while cycles go on.

    python -m tests.bench.pages FOLDER [--asked 30] [--cycles] [--here]

Prints by page the median and the 95th of a hundred, in milliseconds: `fresh` as after a change of
the warehouse, when its report is made anew, `kept` right after, and the processor's time of a fresh
one, which other programs disturb least. With `--cycles` another process runs cycles of 200
new articles over loopback feeds meanwhile, one after the other, and takes its turns. FOLDER is
copied first; with `--here` it is not, and is changed.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np
import uvicorn

from flows.settings import Settings, WarehouseSettings
from flows.web.app import PAGES, build_app
from flows.web.site import Site
from flows.web.warmup import make_pages
from warehouse.sql_process import start_early
from warehouse.warehouse import Warehouse

ASKED = {
    "/search": ["/search?mode=words&words=police", "/search?mode=words&words=police&group=stories"],
    "/ask": ["/ask", "/ask?sql=SELECT+*+FROM+days+ORDER+BY+day+DESC+LIMIT+30"],
}
"""What is asked of a page that answers nothing without a question."""

OTHERS = ("/today.json", "/changes.atom", "/metrics", "/openapi.json", "/sources.opml")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--asked", type=int, default=30)
    arguments.add_argument("--cycles", action="store_true")
    arguments.add_argument("--here", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start_early()
        house = given.folder
        if not given.here:
            house = Path(shutil.copytree(given.folder, Path(folder) / "house"))
        with running_cycles(house) if given.cycles else nullcontext():
            measure(house, given.asked)


@contextmanager
def running_cycles(folder: Path) -> Iterator[None]:
    """Cycles in a process of their own, the first done; it is ended afterwards."""
    words = [sys.executable, "-m", "tests.bench.feeding", str(folder), "200"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as monitor:
        assert monitor.stdout
        monitor.stdout.readline()
        counted: list[str] = []
        threading.Thread(target=lambda: counted.extend(monitor.stdout or ()), daemon=True).start()
        try:
            yield
        finally:
            monitor.terminate()
            monitor.wait(60)
            sys.stdout.write(f"cycles meanwhile: {len(counted)}\n")


@contextmanager
def served(site: Site) -> Iterator[http.client.HTTPConnection]:
    """A connection to the site's pages on loopback."""
    server = uvicorn.Server(uvicorn.Config(build_app(site), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield http.client.HTTPConnection("127.0.0.1", port)
    finally:
        server.should_exit = True
        thread.join()


def paths(warehouse: Warehouse) -> list[str]:
    """Each page once, that of the largest story, one of its articles and the first feed."""
    story = max(warehouse.stories.latest(), key=lambda s: s.n_articles)
    sys.stdout.write(f"largest story of late: {story.n_articles} articles\n")
    article = warehouse.stories.timeline(story.id)[-1]["id"]
    feed = warehouse.feeds.all()[0].id
    known = {"/story/{id}": story.id, "/sources/{id}": feed}
    found = []
    for page in PAGES:
        path = page.path.replace("{id}", known.get(page.path, ""))
        path = path.replace("{story}/article/", f"{story.id}/article/{article}")
        found += ASKED.get(path, [path])
    return [*found, *OTHERS]


def measure(folder: Path, asked: int) -> None:
    """Print a line for each page."""
    warehouse = Warehouse(folder)
    settings = Settings(warehouse=WarehouseSettings(folder=str(folder)))
    site = Site(settings, warehouse, served=True)
    every = paths(warehouse)
    make_pages(site)  # as a process that serves does
    sys.stdout.write(
        f"{'page':32}{'fresh 50':>10}{'95':>8}{'kept 50':>10}{'95':>8}{'cpu 50':>10}{'95':>8}  ms\n"
    )
    with served(site) as connection:
        for path in every:
            took_ms(connection, path)
            fresh, kept, cpu = [], [], []
            for _ in range(asked):
                site._reports.clear()
                started = time.process_time()
                fresh.append(took_ms(connection, path))
                cpu.append(1000 * (time.process_time() - started))
                kept.append(took_ms(connection, path))
            rows = [
                float(np.percentile(times, p)) for times in (fresh, kept, cpu) for p in (50, 95)
            ]
            row = "".join(f"{ms:{width}.0f}" for ms, width in zip(rows, (10, 8) * 3, strict=True))
            sys.stdout.write(f"{path[:31]:32}{row}\n")
            sys.stdout.flush()


def took_ms(connection: http.client.HTTPConnection, path: str) -> float:
    """Milliseconds from asking to the last byte."""
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"{path}: {answer.status}")
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
