"""What watching 200 stories costs in a cycle with 500 new articles.

    python -m tests.bench.watching [ROUNDS]

The same cycle runs by turns with no track and with 200 tracks by id, each of whose stories has two
earlier articles and gets one of the 500; all from copies of the same warehouse, with real pages,
real worker processes and the real model. Prints, as JSON: CPU seconds (children counted) and wall
seconds of each run, the stages' seconds, and the share that watching adds.
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
from tests.bench.burst import rush
from tests.bench.cycling import settings
from tests.bench.outlets import Channels, Outlets
from tests.bench.stream import OUTLETS
from warehouse.warehouse import Warehouse

STORIES, NEW = 200, 500
START, EVERY = datetime(2026, 3, 2, tzinfo=UTC), timedelta(hours=1)
LAST = 2  # the cycle that is measured; the ones before it found the stories


@contextmanager
def opened(folder: Path, channels: Channels, encoder: Encoder) -> Iterator[Services]:
    """Parts with their own worker processes and the shared model."""
    with Services(settings(folder, {"desk": f"http://{channels.address}/desk"})) as parts:
        vars(parts)["encoder"] = encoder
        yield parts


def spent() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def watch(warehouse: Warehouse, base: str, stories: int) -> int:
    """Track the stories by id; how many there are."""
    ids = [entry_id(canonical(f"{base}/story{n}/0"), "", "", "", "") for n in range(stories)]
    found = warehouse.stories_of(ids)
    for story_id in dict.fromkeys(found.values()):
        warehouse.save_track(
            Track(
                id=hash_id("track", story_id), name=story_id, created_at=START, story_id=story_id,
                channels=("desk",),
            )
        )  # fmt: skip
    return len(set(found.values()))


def measured(folder: Path, channels: Channels, encoder: Encoder) -> dict[str, Any]:
    """Run the last cycle on this warehouse."""
    before, began = spent(), time.perf_counter()
    with opened(folder, channels, encoder) as parts:
        done = cycle(Warehouse(folder), parts, START + LAST * EVERY)
    return {
        "cpu_s": round(spent() - before, 2),
        "wall_s": round(time.perf_counter() - began, 2),
        "stages_s": {name: round(s, 2) for name, s in done.took_s.items()},
        "counts": {n: done.counts.get(n, 0) for n in ("articles", "developments", "delivered")},
    }


def prepared(folder: Path, outlets: Outlets, channels: Channels, encoder: Encoder) -> int:
    """Make the folders `plain` and `watched`, ready for the last cycle; how many are tracked."""
    plain, watched = folder / "plain", folder / "watched"
    warehouse = Warehouse(plain)
    warehouse.add_feeds(outlets.feeds(int(EVERY.total_seconds())), START)
    with opened(plain, channels, encoder) as parts:
        outlets.at(0)
        cycle(warehouse, parts, START)
    shutil.copytree(plain, watched)
    tracked = watch(Warehouse(watched), outlets.base, STORIES)
    outlets.at(1)
    for each in (plain, watched):
        with opened(each, channels, encoder) as parts:
            cycle(Warehouse(each), parts, START + EVERY)
    outlets.at(LAST)
    return tracked


def main(rounds: int) -> dict[str, Any]:
    """By turns: plain, watched, watched, plain ..."""
    encoder = load_encoder()
    items = rush(STORIES, [0, 0, NEW - STORIES])
    runs: dict[str, list[dict[str, Any]]] = {"plain": [], "watched": []}
    outlets = Outlets(items, START, EVERY)
    outlets.shown, outlets.pages = NEW, OUTLETS
    with (
        running(outlets),
        running(Channels()) as channels,
        tempfile.TemporaryDirectory() as folder,
    ):
        tracked = prepared(Path(folder), outlets, channels, encoder)
        for number in range(rounds):
            for name in ("plain", "watched")[:: 1 if number % 2 == 0 else -1]:
                copy = Path(folder) / "copy"
                shutil.copytree(Path(folder) / name, copy)
                runs[name].append(measured(copy, channels, encoder))
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
