"""One cycle as a plain function: due feeds to alerts, nine stages.

    poll -> load,  then  fetch -> extract -> embed -> place -> detect -> load,
    then  notify -> publish

The next batches are fetched, extracted and embedded while one is placed and loaded. Each `load` is
one transaction and the next stage begins from what is stored, so a cycle may be killed anywhere and
the next one goes on from there. `stage` is the way a stage is called: plainly here, as a named task
under Prefect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from flows.cycle_lock import cycle_lock
from flows.lookahead import Lane, ahead
from flows.stages import Stages
from pipeline.reasons import STAGES, Stage
from warehouse.batch import BESIDE, WAITING, Cycle

if TYPE_CHECKING:
    from flows.services import Services
    from pipeline.records import Feed, Poll
    from warehouse.batch import Batch
    from warehouse.warehouse import Warehouse

T = TypeVar("T")

QUIET = 1000
"""Polls that brought nothing and wait to be loaded with others; chosen by hand (2026-11)."""


def call(_name: str, do: Callable[..., T], /, *args: Any) -> T:
    """Call a stage plainly."""
    return do(*args)


def cycle(
    warehouse: Warehouse,
    services: Services,
    now: datetime,
    stage: Callable[..., Any] = call,
    until: str = STAGES[-1],
    run_name: str = "",
) -> Cycle:
    """Run the stages up to `until`; what that leaves unloaded is done again by the next cycle.

    Args:
        warehouse, services: What is read from and written to, and what it is done with.
        now: The cycle's time, aware: what is due is due by it, and rows are stamped with it.
        stage: Calls a stage: `stage(name, function, *arguments)` gives what the function gives.
        until: Name of the last stage to run.
        run_name: Of the run under Prefect: who finds it at work is told.

    Returns the cycle as it is stored: counts by noun, seconds by stage.

    Raises ValueError for a stage not in `STAGES`, CycleAtWork when another process runs one here.
    """
    stages, last = Stages(warehouse, services, now), STAGES.index(until)
    took_s: dict[str, float] = {}
    run = timed(stage, took_s)
    with cycle_lock(warehouse, what=f"run {run_name}" if run_name else ""):
        due = batches(warehouse.feeds.due(now), services.settings.poll.batch)
        for batch in with_quiet_polls(polled(run, stages, due)):
            run("load", stages.load, batch)
        steps = stages.fetch, stages.extract, stages.embed, stages.place, stages.detect, stages.load
        per_batch = list(zip(STAGES[1:], steps, strict=False))[:last]
        entries = batches(stages.wanted_entries() if last else [], services.settings.stages.batch)
        lanes = lanes_beside(run, stages, per_batch)
        with ahead(entries, lanes, services.interrupt) as products:
            for read in waited(products, took_s):
                product: Any = read
                for name, step in per_batch[len(lanes) :]:
                    product = run(name, step, product)

        if last >= STAGES.index("notify"):
            run("notify", stages.notify)
        done = stages.close(took_s)
        if last >= STAGES.index("publish"):  # last: the copy shows its own cycle ended
            run("publish", stages.publish)
            done = stages.close(took_s)
        return done


def lanes_beside(
    run: Callable[..., Any], stages: Stages, per_batch: Sequence[tuple[Stage, Any]]
) -> list[Lane]:
    """Give the stages that work on the next batches while one is placed and loaded."""
    beside = [each for each in per_batch if each[0] in BESIDE]
    return [Lane(partial(run, *each), stages.at_once(each[0])) for each in beside]


def polled(run: Callable[..., Any], stages: Stages, due: Iterable[list[Feed]]) -> Iterator[Batch]:
    """Poll the feeds, batch by batch; where one says that there is no network the others wait."""
    for feeds in due:
        yield run("poll", stages.poll, feeds)
        if stages.offline:
            return


def with_quiet_polls(batches_polled: Iterable[Batch]) -> Iterator[Batch]:
    """Give batches of polls, those that brought nothing together with the next that did.

    Opening the files and committing cost 70 ms a batch (2026-11); what is not loaded when a cycle
    is killed is asked again, which such feeds answer in a line. `QUIET` polls wait at most.
    """
    polls: list[Poll] = []
    batch = None
    for batch in batches_polled:
        polls += batch.polls
        quiet = not any(poll.entries or poll.failure for poll in batch.polls)
        if not quiet or len(polls) >= QUIET:
            yield replace(batch, polls=polls)
            polls = []
    if batch is not None and polls:
        yield replace(batch, polls=polls)


def batches(items: Sequence[T], size: int) -> Iterator[list[T]]:
    """Cut `items` into lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def waited(products: Iterator[T], took_s: dict[str, float]) -> Iterator[T]:
    """Give `products`, adding the seconds until each comes to `took_s` as waiting."""
    while True:
        started = time.perf_counter()
        try:
            product = next(products)
        except StopIteration:
            return
        finally:
            took_s[WAITING] = took_s.get(WAITING, 0.0) + time.perf_counter() - started
        yield product


def timed(stage: Callable[..., Any], took_s: dict[str, float]) -> Callable[..., Any]:
    """Give `stage`, adding the seconds of each call to `took_s` under the stage's name."""

    def run(name: str, do: Callable[..., Any], *args: Any) -> Any:
        started = time.perf_counter()
        try:
            return stage(name, do, *args)
        finally:
            took_s[name] = took_s.get(name, 0.0) + time.perf_counter() - started

    return run
