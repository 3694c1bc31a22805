"""One cycle or one after another, as a Prefect flow wherever Prefect is configured."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from flows.cycle_lock import cycle_lock
from flows.logs import log_event, log_fault
from flows.memory import give_memory_back
from flows.refusal import SettingsError
from flows.services import Services
from flows.settings import Settings
from pipeline.poison import is_disk_full
from pipeline.reasons import STAGES
from warehouse.errors import Busy, Full

if TYPE_CHECKING:
    from warehouse.batch import Cycle
    from warehouse.warehouse import Warehouse

RunCycle = Callable[["Warehouse", Services, datetime, str], "Cycle"]
"""Runs a cycle: (warehouse, services, now, last stage) -> the ended cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The options of `newsthread run`; `every` None is a single cycle, `until` its last stage.

    `patience_s`: how long a single cycle waits for another process's; with `every` it is that.
    """

    settings: Settings
    every: timedelta | None = None
    until: str = STAGES[-1]
    prefect: bool = False
    patience_s: float = 60.0


def cycles(warehouse: Warehouse, options: RunOptions) -> Iterator[Cycle]:
    """Run cycles, one each `options.every`, and yield each when it has ended.

    SIGTERM exits at once, with status 0; the next run does at most one batch again. A single cycle
    raises what it meets: Busy when another process runs one for `options.patience_s` seconds, Full
    when the disk is full. With `every` only Full and SettingsError are raised, which a supervisor
    or a user must see to; anything else is a line in the log, and the next cycle comes.
    """
    signal.signal(signal.SIGTERM, _exit_on_signal)
    run_cycle = runner(force_prefect=options.prefect)
    with Services(options.settings) as services:
        while True:
            started = time.monotonic()
            ended = _next_cycle(run_cycle, warehouse, services, options)
            if ended:
                yield ended
            if options.every is None:
                return
            give_memory_back()
            pause_s = options.every.total_seconds() - (time.monotonic() - started)
            log_event(logging.DEBUG, "waiting for the next cycle", seconds=round(pause_s, 3))
            time.sleep(max(0.0, pause_s))


def _next_cycle(
    run_cycle: RunCycle, warehouse: Warehouse, services: Services, options: RunOptions
) -> Cycle | None:
    """The cycle as it ended; None where it did not, and others follow."""
    patience_s = options.every.total_seconds() if options.every else options.patience_s
    try:
        return _run_when_free(run_cycle, warehouse, services, options.until, patience_s)
    except (Full, SettingsError):
        raise
    except Exception as fault:
        if is_disk_full(fault):
            line = f"{fault}; what was loaded is safe; free space, run again"
            raise Full(line) from fault
        if options.every is None:
            raise
        if isinstance(fault, Busy):
            log_event(logging.WARNING, "no cycle this time", detail=str(fault))
        else:
            log_fault(logging.ERROR, "cycle failed", fault)
        return None


def _run_when_free(
    run_cycle: RunCycle,
    warehouse: Warehouse,
    services: Services,
    until: str,
    patience_s: float,
) -> Cycle:
    """Run a cycle as soon as no other process runs one. Raises Busy after `patience_s` seconds."""
    end = time.monotonic() + patience_s
    while True:
        with cycle_lock(warehouse, wait_s=max(0.0, end - time.monotonic())):
            pass  # its time is taken when it begins, not when it began to wait
        try:
            return run_cycle(warehouse, services, datetime.now(UTC), until)
        except Busy:
            if time.monotonic() >= end:
                raise


def runner(*, force_prefect: bool = False) -> RunCycle:
    """Choose how a cycle is run: as a Prefect flow where an API is configured, else plainly."""
    if force_prefect or prefect_configured():
        from flows.monitor import run_cycle_flow  # noqa: PLC0415 - 1.8 s

        return run_cycle_flow
    return run_plain_cycle


def run_plain_cycle(warehouse: Warehouse, services: Services, now: datetime, until: str) -> Cycle:
    """Run a cycle without Prefect, its stages logged and, on a terminal, shown while they run."""
    from flows.stage_logs import logged_cycle, stage_progress  # noqa: PLC0415 - heavy for --help

    with stage_progress() as stage:
        return logged_cycle(warehouse, services, now, stage, until)


def prefect_configured() -> bool:
    """Whether a Prefect API is set: by PREFECT_API_URL, a profile, or a file that Prefect reads.

    Prefect itself is asked only when one of its files is there: importing it costs 1.8 s.
    """
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    if not any(p.exists() for p in (home / "profiles.toml", Path("prefect.toml"), Path(".env"))):
        return False
    from prefect.settings import get_current_settings  # noqa: PLC0415

    return bool(get_current_settings().api.url)


def cycle_line(cycle: Cycle) -> str:
    """Give an ended cycle as one line: its end (UTC), the counts that are not 0, its seconds."""
    ended = cycle.ended_at or cycle.started_at
    counts = ", ".join(f"{n:,} {noun}" for noun, n in cycle.counts.items() if n)
    return f"{ended:%Y-%m-%d %H:%M:%S} {counts or 'nothing due'} ({cycle.wall_s:.1f} s)"


def _exit_on_signal(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
