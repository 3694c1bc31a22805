"""From an entry's first appearance in a feed to the delivered alert, with a poll every minute.

    python -m tests.bench.delay

Two cycles are timed whole, with real pages, worker processes, model and channel: an ordinary minute
with 5 new articles and a rush with 200, each in tracked stories with an earlier article. An entry
appears at a random moment of the minute before its poll; its delay is that wait and the time from
the cycle's beginning to the channel's receipt. Prints, as JSON: alerts, p50 and p95 of the delay,
the processing share alone, seconds of wall and CPU.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from flows.cycle import cycle
from pipeline.encoders import Encoder, load_encoder
from sampleworld.loopback import running
from tests.bench.burst import made_items
from tests.bench.outlets import Channels, Outlets
from tests.bench.stream import OUTLETS
from tests.bench.tracking import START, cpu_seconds, open_services, track_stories
from warehouse.warehouse import Warehouse

MINUTE = timedelta(minutes=1)
DRAWS = 10_000


def time_alerts(new: int, encoder: Encoder) -> dict[str, Any]:
    """A cycle with so many new articles, all of tracked stories, after one that founded them."""
    outlets = Outlets(made_items(new, [0, 0, 0]), START, MINUTE)
    outlets.shown, outlets.pages = new, OUTLETS
    with (
        running(outlets),
        running(Channels()) as channels,
        tempfile.TemporaryDirectory() as folder,
        open_services(Path(folder), channels, encoder) as services,
    ):
        warehouse = Warehouse(folder)
        warehouse.feeds.add(outlets.feeds(60), START)
        outlets.at(0)
        cycle(warehouse, services, START)
        track_stories(warehouse, outlets.base, new)
        outlets.at(1)
        cycle(warehouse, services, START + MINUTE)
        outlets.at(2)
        channels.receipts.clear()
        before, began, at = cpu_seconds(), time.perf_counter(), time.monotonic()
        done = cycle(warehouse, services, START + 2 * MINUTE)
        wall, cpu = time.perf_counter() - began, cpu_seconds() - before
        took = [receipt.at - at for receipt in channels.receipts]
    chance = random.Random(0)
    delays = [chance.random() * 60 + chance.choice(took) for _ in range(DRAWS)] if took else []
    return {
        "new_articles": done.counts.get("articles", 0),
        "alerts": len(took),
        "delay_p50_s": _percentile(delays, 50),
        "delay_p95_s": _percentile(delays, 95),
        "processing_p50_s": _percentile(took, 50),
        "processing_p95_s": _percentile(took, 95),
        "cycle_wall_s": round(wall, 1),
        "cycle_cpu_s_without_workers": round(cpu, 1),
        "stages_s": {name: round(s, 2) for name, s in done.took_s.items()},
    }


def _percentile(values: list[float], at: int) -> float:
    return round(float(np.percentile(values, at)), 1) if values else float("nan")


def main() -> dict[str, Any]:
    """Both cycles."""
    encoder = load_encoder()
    return {f"{new}_new_articles": time_alerts(new, encoder) for new in (5, 200)}


if __name__ == "__main__":
    print(json.dumps(main(), indent=1))
