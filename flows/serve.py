"""`newsthread serve`: the monitor on an interval and upkeep nightly, as Prefect deployments.

A tick that comes while a cycle still runs is Skipped, not queued: the next one does its work. The
lock of the warehouse's folder sees to it that one runs at a time (it ends with its process): where
Prefect's own limit is reached it queues a run or calls it Cancelled, as if somebody had stopped it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import prefect
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    State,
    StateType,
)
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import TerminationSignal
from prefect.runner import Runner
from prefect.settings import get_current_settings
from prefect.states import Crashed

from flows.cycle_lock import LOCK
from flows.monitor import monitor, upkeep
from flows.refusal import SettingsError
from flows.settings import Settings
from pipeline.processes import descendants
from warehouse.errors import Busy
from warehouse.locks import locked

NIGHTLY = "30 3 * * *"

PATIENCE_S = 4.0
"""Seconds that Prefect has to end after SIGTERM. Chosen by hand (2026-11): it takes one or two."""

AT_ONCE = {"monitor": 3, "upkeep": 1}
"""Runs of a deployment: a cycle at work, one that finds it so, one that died with its runner and is
not marked yet. More, which came together while no runner was there, are cancelled by the server
before each takes a process."""


def serve(settings: Settings, every: timedelta, tell: Callable[[], object] = lambda: None) -> None:
    """Register both deployments, `tell`, and run them when due, until stopped.

    Raises SettingsError.
    """
    _check_server()
    cycles = _deployment(
        monitor, settings, interval=every, description="One cycle, due feeds to alerts."
    )
    nightly = _deployment(
        upkeep, settings, cron=NIGHTLY, description="Retention, checkpoint and health."
    )
    runner = EndingRunner()
    for deployment in (cycles, nightly):
        runner.add_deployment(deployment)
    with get_client(sync_client=True) as client:
        crash_dead_runs(client, settings.folder)
    tell()
    with suppress(KeyboardInterrupt, TerminationSignal):
        asyncio.run(runner.start())


def crash_dead_runs(client: SyncPrefectClient, folder: Path) -> int:
    """Mark as CRASHED what died with its runner; how many runs. Nothing while a cycle is at work.

    They are RUNNING on the server for ever else: the automation waits for a heartbeat to stay
    away, and a run that was killed before its first one never had any.
    """
    running = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING]))
    ours = FlowFilter(name=FlowFilterName(any_=[monitor.name, upkeep.name]))
    with suppress(Busy), locked(folder, LOCK, 0.0):
        runs = client.read_flow_runs(flow_filter=ours, flow_run_filter=FlowRunFilter(state=running))
        dead = [run for run in runs if run.parameters.get("folder") == str(folder.resolve())]
        for run in dead:
            state: State[None] = Crashed(message="died with its runner; nobody is at work here")
            client.set_flow_run_state(run.id, state, force=True)
        return len(dead)
    return 0


class EndingRunner(Runner):
    """Ends within five seconds of SIGTERM, and its runs with it.

    Prefect 3.8's own handler does not await its `stop`, and raises SystemExit wherever the signal
    finds the program: lost in a destructor, or where any exception is taken. And a server that is
    busy or gone is waited for. A run that is killed loses nothing but the batch it was at.
    """

    def handle_sigterm(self, *_: Any, **__: Any) -> None:
        """Stop, by force where that takes longer than `PATIENCE_S`."""
        threading.Thread(target=_end_by_force, daemon=True).start()
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(self._begin_to_stop)

    def _begin_to_stop(self) -> None:
        self._stopping = asyncio.ensure_future(self.astop())


def _end_by_force() -> None:
    time.sleep(PATIENCE_S)
    for pid in list(descendants(os.getpid())):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    os._exit(0)


def _deployment(flow: prefect.Flow[..., Any], settings: Settings, **when: Any) -> RunnerDeployment:
    """Give a deployment of the flow."""
    parameters = {"folder": str(settings.folder.resolve())}
    if settings.source:
        parameters["settings"] = str(settings.source.resolve())
    limit = ConcurrencyLimitConfig(
        limit=AT_ONCE[flow.name], collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
    )
    deployment = flow.to_deployment(
        name=flow.name, parameters=parameters, concurrency_limit=limit, **when
    )
    if isinstance(deployment, Coroutine):  # only where an event loop runs already
        raise TypeError("serve() belongs into the main thread, without an event loop")
    return deployment


def _check_server() -> None:
    url = get_current_settings().api.url
    if not url:
        raise SettingsError(
            "no Prefect server set; start one with `prefect server start`, "
            "then PREFECT_API_URL=http://127.0.0.1:4200/api newsthread serve"
        )
    with get_client(sync_client=True) as client:
        fault = client.api_healthcheck()
    if fault:
        raise SettingsError(f"{url}: no Prefect server answers there ({fault})")
