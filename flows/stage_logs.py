"""The stages of a cycle as log events, and as a line on the terminal while they run."""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flows.cycle import call, cycle
from flows.logs import log_event, log_fault
from pipeline.reasons import STAGES
from warehouse.errors import Busy

if TYPE_CHECKING:
    from datetime import datetime

    from flows.services import Services
    from warehouse.batch import Cycle
    from warehouse.warehouse import Warehouse

Stage = Callable[..., Any]
"""The way to call a stage: (name, method, *arguments) -> the stage's result; see `cycle`."""


class LoggedStages:
    """A way to call a cycle's stages that logs each call; made anew for each cycle.

    Events: the cycle's start with its first stage (info), every stage's batch with the items that
    it took and gave and its seconds (debug), new failures by reason (warning), and a stage that
    raised (error), which is raised on.
    """

    def __init__(self, stage: Stage = call) -> None:
        self.stage = stage
        self.cycle = ""

    def __call__(self, name: str, do: Callable[..., Any], /, *args: Any) -> Any:
        """Call the stage `name`."""
        if not self.cycle:
            self.cycle = cycle_id(do)
            log_event(logging.INFO, "cycle started", cycle=self.cycle)
        started = time.perf_counter()
        try:
            result = self.stage(name, do, *args)
        except Exception as fault:
            log_fault(
                logging.ERROR, "stage failed", fault, cycle=self.cycle, stage=name,
                n_in=count_items(args[0] if args else None),
            )  # fmt: skip
            raise
        self._log_result(name, args[0] if args else None, result, time.perf_counter() - started)
        return result

    def _log_result(self, name: str, taken: Any, result: Any, seconds: float) -> None:
        log_event(
            logging.DEBUG, "batch done", cycle=self.cycle, stage=name,
            n_in=count_items(taken), n_out=count_items(result), seconds=round(seconds, 3),
        )  # fmt: skip
        new = failure_reasons(result) - failure_reasons(taken)
        for reason, n in sorted(new.items()):
            log_event(
                logging.WARNING, "failures", cycle=self.cycle, stage=name, reason=reason, count=n
            )


def logged_cycle(
    warehouse: Warehouse,
    services: Services,
    now: datetime,
    stage: Stage = call,
    until: str = STAGES[-1],
    run_name: str = "",
) -> Cycle:
    """Run a cycle (see `flows.cycle`) with its stages, its end and a held lock logged."""
    try:
        ended = cycle(warehouse, services, now, LoggedStages(stage), until, run_name)
    except Busy as fault:
        log_event(logging.INFO, "another process holds the warehouse", detail=str(fault))
        raise
    log_cycle_end(ended)
    return ended


def log_cycle_end(ended: Cycle) -> None:
    """Log the cycle's counts and the seconds of each stage (info)."""
    log_event(
        logging.INFO, "cycle ended", cycle=ended.id, kind=ended.kind,
        counts={noun: n for noun, n in ended.counts.items() if n},
        seconds=round(ended.wall_s, 3),
        stage_seconds={f"{name}_s": round(s, 3) for name, s in ended.took_s.items()},
    )  # fmt: skip


def cycle_id(do: Callable[..., Any]) -> str:
    """Give the id of the cycle that the stage's method belongs to; "" for any other function."""
    return str(getattr(getattr(do, "__self__", None), "cycle_id", ""))


def count_items(value: Any) -> int:
    """Count the feeds, entries, pages, articles or rows that a stage takes or gives."""
    if isinstance(value, Sized):
        return len(value)
    if polls := getattr(value, "polls", ()):
        return sum(len(poll.entries) for poll in polls)
    for name in ("pages", "rows", "vectors"):
        if hasattr(value, name):
            return len(getattr(value, name))
    if isinstance(getattr(value, "entries", None), int):  # a load's counts
        return int(value.entries + value.articles + value.edits)
    return len(getattr(value, "articles", ())) + len(getattr(value, "edits", ()))


def failure_reasons(value: Any) -> Counter[str]:
    """Count the failures that a stage's argument or result carries, by reason.

    A result holds those of the stages before it too, so that the difference is the stage's own.
    """
    inner = getattr(value, "extracted", getattr(value, "read", value))
    failures = getattr(inner, "failures", ())
    if isinstance(failures, int):  # a load's counts
        return Counter()
    polls = [poll.failure for poll in getattr(value, "polls", ()) if poll.failure]
    return Counter(failure.reason for failure in (*failures, *polls))


@contextmanager
def stage_progress() -> Iterator[Stage]:
    """Give a way to call stages that shows the current one on stderr, if that is a terminal.

    What is shown goes when the block ends.
    """
    if not sys.stderr.isatty():
        yield call
        return
    from rich.console import Console  # noqa: PLC0415 - only for people
    from rich.progress import (  # noqa: PLC0415
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("starting", total=None)

        def shown(name: str, do: Callable[..., Any], /, *args: Any) -> Any:
            n = count_items(args[0]) if args else 0
            progress.reset(task, total=None, description=f"{name} {n:,}" if n else name)
            return do(*args)

        yield shown
