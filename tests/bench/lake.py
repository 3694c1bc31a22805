"""Readers of a lake while cycles are appended and files merged: whole cycles only, at what cost.

    python -m tests.bench.lake [MINUTES]

A cycle loads 60 articles and is appended; every twentieth is followed by upkeep. Another process
attaches the lake anew again and again and counts articles and memberships, which a whole cycle has
as many of. Seconds are of the wall, medians and the longest.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "warehouse")]

from builders import FEED, NOW, article, batch  # noqa: E402 - found by the path above
from lakes import sqlite_lake  # noqa: E402

from warehouse.batch import Batch, Cycle  # noqa: E402
from warehouse.lake.compaction import compact_lake  # noqa: E402
from warehouse.lake.publishing import append_to_lake  # noqa: E402
from warehouse.warehouse import Warehouse  # noqa: E402

READER = """
import sys, time
sys.path[:0] = [{tests!r}]
from pathlib import Path
from lakes import reader, sqlite_lake
lake, n, broken, longest = sqlite_lake(Path({folder!r})), 0, 0, 0.0
while not Path({folder!r}, "stop").exists():
    began = time.perf_counter()
    with reader(lake) as con:
        articles, members = con.execute('''SELECT (SELECT count(*) FROM articles),
            (SELECT count(*) FROM memberships)''').fetchone()
    longest = max(longest, time.perf_counter() - began)
    n, broken = n + 1, broken + (articles != members)
print(f"{{n}} readings, {{broken}} of half a cycle, {{longest:.1f}} s the longest")
"""


def run(minutes: float) -> None:
    """Append for so long; print times, sizes and what the reader saw."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        lake, house = sqlite_lake(home), Warehouse(home / "house")
        house.feeds.add([FEED], NOW)
        appended, compacted, n, until = list[float](), list[float](), 0, 0.0
        reader: subprocess.Popen[str] | None = None
        while n == 0 or time.monotonic() < until:
            cycle = Cycle(id=f"c{n}", kind="run", started_at=NOW + timedelta(minutes=n))
            for part in range(10):
                house.load(replace(batch(1 + 60 * n + 6 * part), cycle=cycle))
            edit = article(1 + 60 * n, version=2, title="Edited", digest=f"d{n}")
            house.load(Batch(at=NOW, edits=[edit]))
            began = time.perf_counter()
            append_to_lake(house.store, lake)
            appended.append(time.perf_counter() - began)
            if reader is None:
                until = time.monotonic() + 60 * minutes
                tests = str(Path(__file__).parents[1] / "warehouse")
                reader = subprocess.Popen(
                    [sys.executable, "-c", READER.format(tests=tests, folder=folder)],
                    stdout=subprocess.PIPE, text=True,
                )  # fmt: skip
            n += 1
            if n % 20 == 0:
                began = time.perf_counter()
                compact_lake(house.store, lake, datetime.now(UTC) + timedelta(days=2), None)
                compacted.append(time.perf_counter() - began)
        (home / "stop").touch()
        assert reader is not None
        seen = reader.communicate()[0].strip()
        files = list(lake.data.rglob("*.parquet"))
        print(f"{n} cycles of 60 articles; reader: {seen}, exit status {reader.returncode}")
        for name, times in (("appending", appended), ("upkeep", compacted)):
            if times:
                print(
                    f"{name}: {statistics.median(times):.2f} s median, {max(times):.2f} s longest"
                )
        catalog = Path(lake.catalog).stat().st_size / 1e6
        data = sum(file.stat().st_size for file in files) / 1e6
        main = house.store.news_path.stat().st_size / 1e6
        print(f"catalog {catalog:.1f} MB, {len(files)} files of {data:.1f} MB; main {main:.1f} MB")


if __name__ == "__main__":
    run(float(sys.argv[1]) if len(sys.argv) > 1 else 2.0)
