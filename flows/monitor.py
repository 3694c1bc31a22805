"""The cycle under Prefect: each stage a task per batch, the counts a table, developments events.

Prefect sees stages and batches, never articles: its sqlite server holds 14-50 task runs a second
(measured 2026-11). Tasks take no arguments, so nothing is hashed, walked or stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

import flows.tools.upkeep
from flows.logs import prefect_run_logs
from flows.services import Services
from flows.settings import Settings, read_settings
from flows.stage_logs import logged_cycle
from warehouse.errors import Busy
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.tasks import Task

    from pipeline.records import Development
    from warehouse.batch import Cycle

T = TypeVar("T")

RETRIED = ("load", "publish")
"""What another process can stand in the way of; polling and delivery keep their own retries."""


@flow(name="monitor")
def monitor(until: str = "notify", settings: str = "", folder: str = "") -> dict[str, int]:
    """Run one cycle with the services of the settings file; what a deployment runs."""
    chosen = _settings(settings, folder)
    with Services(chosen) as services:
        done = _cycle_in_tasks(Warehouse(chosen.folder), services, datetime.now(UTC), until)
    return dict(done.counts)


@flow(name="upkeep")
def upkeep(settings: str = "", folder: str = "") -> dict[str, Any]:
    """Apply retention, checkpoint and publish; what the nightly deployment runs."""
    chosen = _settings(settings, folder)
    return flows.tools.upkeep.upkeep(Warehouse(chosen.folder), chosen, datetime.now(UTC))


def _settings(settings: str, folder: str) -> Settings:
    return read_settings(Path(settings) if settings else None).at(Path(folder) if folder else None)


def run_cycle_flow(
    warehouse: Warehouse, services: Services, now: datetime, until: str = "notify"
) -> Cycle:
    """Run one cycle with these services as a run of the flow `monitor`, in this process."""

    @flow(name="monitor", flow_run_name=f"cycle {now:%Y-%m-%d %H:%M}", persist_result=False)
    def monitor_here() -> Cycle:
        return _cycle_in_tasks(warehouse, services, now, until)

    return monitor_here()


def _cycle_in_tasks(warehouse: Warehouse, services: Services, now: datetime, until: str) -> Cycle:
    with prefect_run_logs(services.settings.log):
        done = logged_cycle(warehouse, services, now, stage=task_caller(), until=until)
    create_table_artifact(key="cycle", table=counts_table(done), description=_caption(done))
    for development in warehouse.stories.developments(cycle_id=done.id):
        emit_development(development)
    return done


def task_caller(waits: Sequence[float] = (1, 5, 15)) -> Callable[..., Any]:
    """Give the way to call a stage as a named task; the nth call of a stage is run `stage-n`.

    `waits`: seconds before each retry of what found the warehouse busy.
    """
    numbers: dict[str, count[int]] = {}

    def as_task(name: str, do: Callable[..., T], /, *args: Any) -> T:
        def work() -> T:
            return do(*args)

        number = next(numbers.setdefault(name, count(1)))
        stage_task = task(
            name=name,
            task_run_name=f"{name}-{number}",
            cache_policy=NO_CACHE,
            persist_result=False,
            retries=len(waits) if name in RETRIED else 0,
            retry_delay_seconds=list(waits),
            retry_condition_fn=_found_busy,
        )
        return stage_task(work)()

    return as_task


def _found_busy(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), Busy)


def counts_table(done: Cycle) -> list[dict[str, str | int]]:
    """Give the cycle's counts as the artifact's rows."""
    return [{"what": noun, "count": n} for noun, n in done.counts.items()]


def _caption(done: Cycle) -> str:
    times = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in done.took_s.items())
    return f"Cycle {done.id}: {times}"


def emit_development(development: Development) -> None:
    """Emit the event `newsthread.development`: a wake-up for automations, never the delivery.

    The outbox in the warehouse is what delivers; events may be lost when the server is busy.
    """
    emit_event(
        event="newsthread.development",
        resource={
            "prefect.resource.id": f"newsthread.story.{development.story_id}",
            "prefect.resource.name": development.outlet or "story",
        },
        payload={
            "development": development.id,
            "article": development.article_id,
            "alert": development.alert,
            "url": development.url,
            "quotes": [quote.text for quote in development.quotes],
            "changes": [f"{c.counts}: {c.old} -> {c.new}" for c in development.changes],
        },
    )
