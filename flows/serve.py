"""`newsthread serve`: the monitor on an interval and upkeep nightly, as Prefect deployments.

A tick that comes while a cycle still runs is cancelled, not queued: the next one does its work.
"""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import prefect
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.settings import get_current_settings

from flows.monitor import monitor, upkeep
from flows.refusal import SettingsError
from flows.settings import Settings

NIGHTLY = "30 3 * * *"

ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def serve(settings: Settings, every: timedelta) -> None:
    """Register both deployments and run them when due, until stopped. Raises SettingsError."""
    _check_server()
    prefect.serve(
        _deployment(
            monitor, settings, interval=every, description="One cycle, due feeds to alerts."
        ),
        _deployment(
            upkeep, settings, cron=NIGHTLY, description="Retention, checkpoint and health."
        ),
    )


def _deployment(flow: prefect.Flow[..., Any], settings: Settings, **when: Any) -> RunnerDeployment:
    """Give a deployment of the flow, which never runs twice at a time."""
    parameters = {"folder": str(settings.folder.resolve())}
    if settings.source:
        parameters["settings"] = str(settings.source.resolve())
    deployment = flow.to_deployment(
        name=flow.name, parameters=parameters, concurrency_limit=ALONE, **when
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
