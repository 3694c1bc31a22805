"""Whole cycles over loopback feeds with made-up news, on any warehouse; its encoder a stand-in.

    python -m tests.bench.feeding FOLDER ARTICLES      cycle after cycle with so many new articles

Prints a line for each cycle, until it is ended.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from flows.cycle import cycle
from pipeline.stories.score import shipped_coefficients
from sampleworld.loopback import running
from tests.bench.cycling import settings
from tests.bench.large import END, Directions
from tests.bench.outlets import Outlets
from tests.bench.press import Press
from tests.bench.stages import stage_timer
from tests.bench.stream import OUTLETS, Item
from warehouse.batch import Cycle
from warehouse.warehouse import Warehouse

EVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class FedCycle:
    """A cycle, and the processor seconds of each stage's threads."""

    cycle: Cycle
    processor: dict[str, float]


@contextmanager
def fed_cycles(house: Warehouse, press: Press, n: int) -> Iterator[Callable[[], FedCycle]]:
    """A function that runs one cycle with `n` new articles, a quarter of an hour after the last."""
    from tests.flows.crashes import QuickServices  # noqa: PLC0415 - it loads what reads pages

    class Services(QuickServices):
        encoder, model = Directions(press.rng), ("model", "hash")
        coefficients = shipped_coefficients()

    begun = max((each.started_at for each in house.cycles(1)), default=END)
    with running(Outlets([], begun, EVERY)) as outlets, Services(settings(house.path, {})) as own:
        outlets.shown = n
        house.feeds.add(outlets.feeds(int(EVERY.total_seconds())), begun)
        turns = iter(range(1_000_000))

        def run_cycle() -> FedCycle:
            turn, spent = next(turns), Counter[str]()
            outlets.coming += made_items(press, turn, n)
            outlets.at(turn)
            return FedCycle(
                cycle(house, own, begun + (turn + 1) * EVERY, stage_timer(spent)), dict(spent)
            )

        yield run_cycle


def made_items(press: Press, turn: int, n: int) -> list[Item]:
    """What the feeds show from this turn on."""
    return [
        Item(
            cycle=turn, path=f"/{uuid4().hex}", outlet=OUTLETS[i % len(OUTLETS)], story="",
            title=title, lines=tuple(press.lines(10, 40)),
        )
        for i, title in enumerate(press.lines(n, 10))
    ]  # fmt: skip


def main() -> None:
    """Run cycles on the folder's warehouse."""
    with fed_cycles(Warehouse(Path(sys.argv[1])), Press(), int(sys.argv[2])) as run_cycle:
        while True:
            done = run_cycle().cycle
            print(done.id, done.counts.get("articles", 0), flush=True)


if __name__ == "__main__":
    main()
