"""One cycle or one after another, with Prefect watching wherever it is configured."""

from __future__ import annotations

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

from flows.services import Services
from flows.settings import Settings

if TYPE_CHECKING:
    from warehouse.batch import Cycle
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `newsthread run` was asked for; `every` None is a single cycle."""

    settings: Settings
    every: timedelta | None = None
    until: str = "notify"
    prefect: bool = False


def cycles(warehouse: Warehouse, plan: Plan) -> Iterator[Cycle]:
    """Run cycles until told to stop; SIGTERM ends at once and costs one batch to do again."""
    signal.signal(signal.SIGTERM, _stop)
    one = runner(force_prefect=plan.prefect)
    with Services(plan.settings) as services:
        while True:
            started = time.monotonic()
            yield one(warehouse, services, datetime.now(UTC), plan.until)
            if plan.every is None:
                return
            time.sleep(max(0.0, plan.every.total_seconds() - (time.monotonic() - started)))


def runner(*, force_prefect: bool = False) -> Callable[[Warehouse, Services, datetime, str], Cycle]:
    """Choose how a cycle is called: plainly, or as a Prefect flow where an API is configured."""
    if force_prefect or prefect_configured():
        from flows.monitor import run_cycle_flow  # noqa: PLC0415 - 1.8 s

        return run_cycle_flow
    from flows.cycle import cycle  # noqa: PLC0415 - what --help need not load

    return lambda warehouse, services, now, until: cycle(warehouse, services, now, until=until)


def prefect_configured() -> bool:
    """Say whether a Prefect API is set: PREFECT_API_URL, a profile, or a file Prefect reads.

    Prefect itself is asked only when one of its files is there: importing it costs 1.8 s.
    """
    if os.environ.get("PREFECT_API_URL"):
        return True
    home = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    if not any(p.exists() for p in (home / "profiles.toml", Path("prefect.toml"), Path(".env"))):
        return False
    from prefect.settings import get_current_settings  # noqa: PLC0415

    return bool(get_current_settings().api.url)


def line(done: Cycle) -> str:
    """Give a finished cycle in one line."""
    ended = done.ended_at or done.started_at
    counts = ", ".join(f"{n:,} {noun}" for noun, n in done.counts.items() if n)
    took = sum(done.took_s.values())
    return f"{ended:%Y-%m-%d %H:%M:%S} {counts or 'nothing due'} ({took:.1f} s)"


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
