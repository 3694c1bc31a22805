"""What cycles, publishing, the cookbook and search cost, and how that grows with the warehouse.

    python -m tests.bench.publishing [FOLDER] [ARTICLES ...]      10,000 and 100,000 unless given

Fills a warehouse of each size below FOLDER (a temporary one unless given; one that is there is
used again) with what `large` makes; a million need 12 GB and a quarter of an hour of one core.
Prints for each: publishing after 200 new articles and after nothing, every question of the
cookbook, searches in a process that is asked again and again, whole cycles of 200 over loopback
feeds with the processor seconds of each stage, and the memory that this took. Other seconds are of
the wall; in brackets those of this process's processors, which a busy machine alters less. Ratios
at the end are of the largest to the first size, of processor seconds; a cycle's is given with
encoding too, which the bench's stand-in does not do: it is measured apart, once.
"""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from flows.reports.search import SearchQuestion, search
from pipeline.encoders import DEFAULT
from pipeline.encoders.devices import CPU
from pipeline.records import Article
from tests.bench import encoding
from tests.bench.feeding import fed_cycles
from tests.bench.large import END, Directions, fill, fill_all
from tests.bench.press import Press
from warehouse.sql import MOST_BYTES, run_statement
from warehouse.store import fetch_table
from warehouse.warehouse import Warehouse

COOKBOOK = Path(__file__).parents[2] / "docs" / "cookbook.md"
NEW = 200
"""Articles of a cycle."""


ENCODED = 200
"""Articles that are encoded to see what that takes of this machine's processors."""


@dataclass(slots=True)
class Clock:
    """Times of something done several times, in seconds."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time the block."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall.append(time.perf_counter() - wall)
        self.processor.append(time.process_time() - processor)

    def line(self, share: int = 50, unit: float = 1.0) -> str:
        """Give a percentile, in units of so many seconds."""
        wall, processor = (np.percentile(x, share) / unit for x in (self.wall, self.processor))
        return f"{wall:.{0 if unit < 1 else 2}f} ({processor:.{0 if unit < 1 else 2}f})"


def files(house: Warehouse) -> dict[int, int]:
    """Bytes of the published copy's files, by inode."""
    paths = [house.public_path, *house.parts_path.glob("*")]
    return {p.stat().st_ino: p.stat().st_size for p in paths if p.exists()}


def written(house: Warehouse, before: dict[int, int]) -> float:
    """Megabytes of files that are new since `before`."""
    return sum(size for inode, size in files(house).items() if inode not in before) / 1e6


def count(house: Warehouse) -> int:
    """Give how many articles there are."""
    with house.store.news() as con:
        return int(fetch_table(con, "count_articles").column("n")[0].as_py())


def next_number(house: Warehouse) -> int:
    """Give the number of the next article to make: cycles have brought others meanwhile, and what
    is left out may have founded a story."""
    with house.store.news() as con:
        made = con.execute(
            "SELECT count(*) FROM store.articles WHERE feed_id SIMILAR TO 'feed\\d+'"
        )
        return int(made.fetchall()[0][0])


def measure_publishing(house: Warehouse, press: Press, times: int = 10) -> float:
    """Print it; processor seconds of a publishing after new articles."""
    clock, megabytes = Clock(), []
    for _ in range(times):
        n = next_number(house)
        fill(house, press, range(n, n + NEW), n + NEW)
        before = files(house)
        with clock.running():
            house.publish()
        megabytes.append(written(house, before))
    print(f"publishing after {NEW} new: {clock.line()} s, most {clock.line(100)}; "
          f"{np.median(megabytes):.1f} MB, most {max(megabytes):.1f}")  # fmt: skip
    before, empty = files(house), Clock()
    with empty.running():
        house.publish()
    print(f"publishing after nothing: {empty.line()} s, {written(house, before) * 1e6:.0f} bytes")
    return float(np.median(clock.processor))


def measure_cookbook(house: Warehouse) -> None:
    """Time every question of the cookbook, as a client asks that opens the copy for it."""
    recipes = re.findall(r"^## (\d+)\..*?```sql\n(.*?)```", COOKBOOK.read_text(), re.S | re.M)
    took, paths = {}, (str(house.public_path), str(house.parts_path.resolve()))
    for number, sql in recipes:
        took[number] = Clock()
        with took[number].running():
            run_statement(*paths, sql, 100_000, MOST_BYTES)
    slow = sorted(took, key=lambda number: -took[number].wall[0])
    print("cookbook:", ", ".join(f"{n}: {took[n].line()} s" for n in slow))


def measure_search(house: Warehouse, press: Press, times: int = 60) -> None:
    """Time searches of three words, warm: the first of each kind is left out."""
    made = Clock()
    with made.running():
        house.search.refresh("model", "hash")
    print(f"search index brought up to date: {made.line()} s")
    encoder = Directions(press.rng)
    for mode in ("words", "meaning", "both"):
        clock = Clock()
        for _ in range(times):
            asked: Any = SearchQuestion(press.question(), mode=mode)
            with clock.running():
                search(house, asked, encoder.encode)
        del clock.wall[0], clock.processor[0]
        print(f"search by {mode}: p50 {clock.line(50, 1e-3)} ms, p95 {clock.line(95, 1e-3)} ms")


def measure_cycles(house: Warehouse, press: Press, times: int = 3) -> dict[str, float]:
    """Print the stages of cycles with 200 new items; median processor seconds of each."""
    clock, stages = Clock(), list[dict[str, float]]()
    with fed_cycles(house, press, NEW) as run_cycle:
        for _ in range(times + 1):
            with clock.running():
                done = run_cycle()
            stages.append(done.processor)
            assert done.cycle.counts["articles"] == NEW, done.cycle.counts
    del clock.wall[0], clock.processor[0], stages[0]
    seconds = {name: float(np.median([each[name] for each in stages])) for name in stages[0]}
    told = ", ".join(f"{name} {took:.2f}" for name, took in seconds.items())
    print(f"a cycle of {NEW}: {clock.line()} s ({told})")
    return {"cycle": float(np.median(clock.processor)), **seconds}


def measure_encoding(press: Press) -> float:
    """Processor seconds that the default encoder takes for an article of the bench's."""
    articles = [
        Article(id=str(i), title=title, text=" ".join(press.lines(10, 40)), first_seen_at=END)
        for i, title in enumerate(press.lines(ENCODED, 10))
    ]
    figures, _ = encoding.measure(DEFAULT, CPU, articles)
    return 1 / float(figures["articles_per_cpu_s"])


def measure(folder: Path, n: int, article_s: float) -> dict[str, float]:
    """Fill a warehouse of `n` articles below the folder, and print what it costs."""
    house, press = Warehouse(folder / f"{n}"), Press()
    if not house.public_path.exists():
        fill_all(house, press, n)
    print(f"\n{count(house):,} articles; MB on disk:", end=" ")
    print(", ".join(f"{p.name} {size(p):,.0f}" for p in sorted(house.path.glob("*")) if size(p)))
    steps: list[Callable[[], Any]] = [
        lambda: measure_cookbook(house), lambda: measure_search(house, press),
    ]  # fmt: skip
    publishing = measure_publishing(house, press)
    for step in steps:
        step()
    cycles = measure_cycles(house, press)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"memory of this process at most: {peak:.2f} GB")
    return {"publishing": publishing, **cycles, "with encoding": cycles["cycle"] + NEW * article_s}


def size(path: Path) -> float:
    """Megabytes of a file, or of all files in a folder."""
    paths = path.rglob("*") if path.is_dir() else (path,)
    return sum(p.stat().st_size for p in paths if p.is_file()) / 1e6


def main() -> None:
    """Measure each size, then print what grew."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    sizes = [int(each) for each in sys.argv[2:]] or [10_000, 100_000]
    article_s = measure_encoding(Press())
    print(f"encoding: {article_s:.3f} s of a processor an article")
    costs = [measure(folder, n, article_s) for n in sizes]
    grown = {name: costs[-1][name] / costs[0][name] for name in costs[0]}
    print(f"\n{sizes[-1]:,} to {sizes[0]:,}:", ", ".join(f"{k} {v:.2f}" for k, v in grown.items()))


if __name__ == "__main__":
    main()
