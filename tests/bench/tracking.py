"""What tracking 200 stories costs in a cycle with 500 new articles.

    python -m tests.bench.tracking [ROUNDS]

The same cycle runs by turns with no track and with 200 tracks by id, each of whose stories has two
earlier articles and gets one of the 500; all from copies of the same warehouse, with real pages,
real worker processes and the real model. Prints, as JSON: CPU seconds (children counted) and wall
seconds of each run, the stages' seconds, and the share that tracking adds.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flows.cycle import cycle
from flows.services import Services
from pipeline.encoders import Encoder, load_encoder
from pipeline.records import Track
from pipeline.web.urls import canonical, entry_id, hash_id
from sampleworld.loopback import running
from tests.bench.burst import made_items
from tests.bench.cycling import settings
from tests.bench.outlets import Channels, Outlets
from tests.bench.stream import OUTLETS
from warehouse.warehouse import Warehouse

STORIES, NEW = 200, 500
START, EVERY = datetime(2026, 3, 2, tzinfo=UTC), timedelta(hours=1)
LAST = 2  # the cycle that is measured; the ones before it found the stories


@contextmanager
def open_services(folder: Path, channels: Channels, encoder: Encoder) -> Iterator[Services]:
    """Services with their own worker processes and the shared model."""
    with Services(settings(folder, {"desk": f"http://{channels.address}/desk"})) as services:
        vars(services)["encoder"] = encoder
        yield services


def cpu_seconds() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def track_stories(warehouse: Warehouse, base: str, stories: int) -> int:
    """Track the stories by id; how many there are."""
    ids = [entry_id(canonical(f"{base}/story{n}/0"), "", "", "", "") for n in range(stories)]
    found = warehouse.stories.of(ids)
    for story_id in dict.fromkeys(found.values()):
        warehouse.tracks.save(
            Track(
                id=hash_id("track", story_id), name=story_id, created_at=START, story_id=story_id,
                channels=("desk",),
            )
        )  # fmt: skip
    return len(set(found.values()))


def measure_cycle(folder: Path, channels: Channels, encoder: Encoder) -> dict[str, Any]:
    """Run the last cycle on this warehouse."""
    before, began = cpu_seconds(), time.perf_counter()
    with open_services(folder, channels, encoder) as services:
        done = cycle(Warehouse(folder), services, START + LAST * EVERY)
    return {
        "cpu_s": round(cpu_seconds() - before, 2),
        "wall_s": round(time.perf_counter() - began, 2),
        "stages_s": {name: round(s, 2) for name, s in done.took_s.items()},
        "counts": {n: done.counts.get(n, 0) for n in ("articles", "developments", "delivered")},
    }


def prepare_warehouses(folder: Path, outlets: Outlets, channels: Channels, encoder: Encoder) -> int:
    """Make the folders `plain` and `watched`, ready for the last cycle; how many are tracked."""
    plain, watched = folder / "plain", folder / "watched"
    warehouse = Warehouse(plain)
    warehouse.feeds.add(outlets.feeds(int(EVERY.total_seconds())), START)
    with open_services(plain, channels, encoder) as services:
        outlets.at(0)
        cycle(warehouse, services, START)
    shutil.copytree(plain, watched)
    tracked = track_stories(Warehouse(watched), outlets.base, STORIES)
    outlets.at(1)
    for each in (plain, watched):
        with open_services(each, channels, encoder) as services:
            cycle(Warehouse(each), services, START + EVERY)
    outlets.at(LAST)
    return tracked


def main(rounds: int) -> dict[str, Any]:
    """By turns: plain, watched, watched, plain ..."""
    encoder = load_encoder()
    items = made_items(STORIES, [0, 0, NEW - STORIES])
    runs: dict[str, list[dict[str, Any]]] = {"plain": [], "watched": []}
    outlets = Outlets(items, START, EVERY)
    outlets.shown, outlets.pages = NEW, OUTLETS
    with (
        running(outlets),
        running(Channels()) as channels,
        tempfile.TemporaryDirectory() as folder,
    ):
        tracked = prepare_warehouses(Path(folder), outlets, channels, encoder)
        for number in range(rounds):
            for name in ("plain", "watched")[:: 1 if number % 2 == 0 else -1]:
                copy = Path(folder) / "copy"
                shutil.copytree(Path(folder) / name, copy)
                runs[name].append(measure_cycle(copy, channels, encoder))
                shutil.rmtree(copy)
    cpu, wall = (
        [median(run[unit] for run in runs[name]) for name in ("plain", "watched")]
        for unit in ("cpu_s", "wall_s")
    )
    return {
        "tracked_stories": tracked,
        "runs": runs,
        "watching_adds_cpu": round(cpu[1] / cpu[0] - 1, 3),
        "watching_adds_wall": round(wall[1] / wall[0] - 1, 3),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if sys.argv[1:] else 2), indent=1))
