"""The cycle under Prefect: each stage a task per batch, the counts a table, developments events.

Prefect sees stages and batches, never articles: its sqlite server holds 14-50 task runs a second
(measured 2026-11). Tasks take no arguments, so nothing is hashed, walked or stored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.runtime import flow_run
from prefect.states import Completed

import flows.tools.upkeep
from flows.cycle_lock import CycleAtWork
from flows.logs import log_fault, prefect_run_logs
from flows.reports.channels import deliveries_by_channel
from flows.reports.health import list_silent_feeds
from flows.services import Services, open_warehouse
from flows.settings import Settings, read_settings
from flows.stage_logs import logged_cycle
from pipeline.reasons import STAGES
from warehouse.errors import Busy, WarehouseError
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State, TaskRun
    from prefect.tasks import Task

    from flows.reports.channels import ChannelDeliveries
    from flows.reports.health import SilentFeed
    from pipeline.records import Development
    from warehouse.batch import Cycle

T = TypeVar("T")

RETRIED = ("load", "publish")
"""What another process can stand in the way of; polling and delivery keep their own retries."""

SKIPPED = "Skipped"
"""Name of the state of a run that found another one at work."""


@flow(name="monitor")
def monitor(
    until: str = STAGES[-1], settings: str = "", folder: str = ""
) -> dict[str, int] | State[Any]:
    """Run one cycle with the services of the settings file; what a deployment runs.

    A run that finds another cycle at work is Skipped, which is a kind of Completed: nothing is
    wrong, and what is due is done by the next one.
    """
    chosen = _settings(settings, folder)
    with Services(chosen) as services:
        try:
            done = _cycle_in_tasks(open_warehouse(chosen), services, datetime.now(UTC), until)
        except CycleAtWork as other:
            line = f"process {other.holder} is at work; the next run does what is due"
            return Completed(name=SKIPPED, message=line)
    return dict(done.counts)


@flow(name="upkeep")
def upkeep(settings: str = "", folder: str = "") -> dict[str, Any]:
    """Apply retention, checkpoint and publish; what the nightly deployment runs."""
    chosen = _settings(settings, folder)
    warehouse, now = open_warehouse(chosen), datetime.now(UTC)
    report = flows.tools.upkeep.upkeep(warehouse, chosen, now)
    for feed in list_silent_feeds(warehouse, now):
        emit_silent_feed(feed)
    return report


def _settings(settings: str, folder: str) -> Settings:
    return read_settings(Path(settings) if settings else None).at(Path(folder) if folder else None)


def run_cycle_flow(
    warehouse: Warehouse, services: Services, now: datetime, until: str = STAGES[-1]
) -> Cycle:
    """Run one cycle with these services as a run of the flow `monitor`, in this process.

    Plainly where Prefect cannot begin it. Once begun it is never begun again: what Prefect fails to
    record then is a line in the log.
    """
    _quiet_prefect()
    faults = PrefectFaults()
    handed = HandedWork(lambda: _cycle_in_tasks(warehouse, services, now, until, faults), faults)

    @flow(name="monitor", flow_run_name=f"cycle {now:%Y-%m-%d %H:%M}", persist_result=False)
    def monitor_here() -> None:
        handed()

    return handed.result_of(
        monitor_here, otherwise=lambda: logged_cycle(warehouse, services, now, until=until)
    )


def _cycle_in_tasks(
    warehouse: Warehouse,
    services: Services,
    now: datetime,
    until: str,
    faults: PrefectFaults | None = None,
) -> Cycle:
    faults = faults or PrefectFaults()
    with prefect_run_logs(services.settings.log):
        stage = task_caller(faults=faults)
        done = logged_cycle(warehouse, services, now, stage, until, flow_run.name or "")
    if faults.any:
        return done
    try:
        create_table_artifact(key="cycle", table=counts_table(done), description=_caption(done))
        for development in warehouse.stories.developments(cycle_id=done.id):
            emit_development(development)
        for name, deliveries in deliveries_by_channel(warehouse).items():
            if deliveries.given_up and (deliveries.refused_at or now) >= now:
                emit_dead_letter(name, deliveries)
    except Exception as fault:
        if isinstance(fault, WarehouseError):
            raise
        faults(fault)
    return done


def _quiet_prefect() -> None:
    """Keep what Prefect says of a lost server off stderr: stacks, and a line for every event.

    `PrefectFaults` says it in one line; events are no more than wake-ups.
    """
    logging.getLogger("prefect.flow_runs").addFilter(_without_connection_errors)
    for name in ("prefect.events.clients", "prefect._internal.concurrency", "EventsWorker"):
        logging.getLogger(name).addFilter(_critical_only)  # a level is reset when a flow begins


def _critical_only(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.CRITICAL


def _without_connection_errors(record: logging.LogRecord) -> bool:
    kind = record.exc_info[0] if record.exc_info else None
    return kind is None or kind.__module__.split(".")[0] not in {"httpx", "httpcore"}


class HandedWork(Generic[T]):
    """Work handed to Prefect, which may fail before it, and after it; the work is done once."""

    def __init__(self, work: Callable[[], T], report: PrefectFaults) -> None:
        self._work, self._report = work, report
        self._begun = False
        self._results: list[T] = []
        self._fault: BaseException | None = None  # what the work itself raised, at its last try

    def __call__(self) -> None:
        """Do it: what Prefect calls, again where Prefect tries it again."""
        self._begun, self._fault = True, None
        try:
            self._results.append(self._work())
        except BaseException as fault:
            self._fault = fault
            raise

    def result_of(self, run: Callable[[], object], otherwise: Callable[[], T] | None = None) -> T:
        """Let Prefect `run` it: its result, or what it raised itself.

        Where Prefect fails before it begins, `otherwise` is done: the same work where it is None.
        """
        try:
            run()
        except Exception as fault:  # noqa: BLE001 - what is not the work's own is Prefect's
            if self._fault is None:
                self._report(fault)
        if self._fault is not None:
            raise self._fault
        if self._results:
            return self._results[-1]
        if self._begun:
            raise RuntimeError("Prefect lost the work that it had begun")
        return (otherwise or self._work)()


class PrefectFaults:
    """What Prefect fails at in one cycle: the first is a line in the log, the rest at debug."""

    def __init__(self) -> None:
        self.any = False

    def __call__(self, fault: Exception) -> None:
        """Log the exception."""
        level = logging.DEBUG if self.any else logging.WARNING
        self.any = True
        log_fault(level, "Prefect fails, the cycle goes on without it", fault)


def task_caller(
    waits: Sequence[float] = (1, 5, 15), faults: PrefectFaults | None = None
) -> Callable[..., Any]:
    """Give the way to call a stage as a named task; the nth call of a stage is run `stage-n`.

    Once Prefect has failed, stages are called plainly. `waits`: seconds before each retry of what
    found the warehouse busy.
    """
    faults = faults or PrefectFaults()
    numbers: dict[str, count[int]] = {}

    def as_task(name: str, do: Callable[..., T], /, *args: Any) -> T:
        if faults.any:
            return do(*args)
        handed = HandedWork(lambda: do(*args), faults)

        def work() -> None:
            handed()

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
        return handed.result_of(stage_task(work))

    return as_task


def _found_busy(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), Busy)


def counts_table(done: Cycle) -> list[dict[str, str | int]]:
    """Give the cycle's counts as the artifact's rows."""
    return [{"what": noun, "count": n} for noun, n in done.counts.items()]


def _caption(done: Cycle) -> str:
    times = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in done.took_s.items())
    return f"Cycle {done.id}: {times}"


def emit_silent_feed(feed: SilentFeed) -> None:
    """Emit the event `newsthread.feed.silent`: once a night for a feed that tells nothing more."""
    emit_event(
        event="newsthread.feed.silent",
        resource={
            "prefect.resource.id": f"newsthread.feed.{feed.id}",
            "prefect.resource.name": feed.url,
        },
        payload={"url": feed.url, "why": feed.why, "since": f"{feed.since:%Y-%m-%d %H:%M} UTC"},
    )


def emit_dead_letter(channel: str, deliveries: ChannelDeliveries) -> None:
    """Emit the event `newsthread.alert.dead_letter`: a channel refused alerts, which are given up.

    An address given with a track may hold a password: its scheme alone is named.
    """
    name = channel.partition("://")[0]
    emit_event(
        event="newsthread.alert.dead_letter",
        resource={
            "prefect.resource.id": f"newsthread.channel.{name}",
            "prefect.resource.name": name,
        },
        payload={"given_up": deliveries.given_up, "refusal": deliveries.open_refusal},
    )


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
