"""`newsthread serve`: the monitor on an interval and upkeep nightly, as Prefect deployments.

A tick that comes while a cycle still runs is cancelled, not queued: the next one does its work.
"""

from __future__ import annotations

from datetime import timedelta

from prefect import serve as prefect_serve
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.settings import get_current_settings

from flows.monitor import monitor, upkeep
from flows.settings import Settings, SettingsError

ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def serve(settings: Settings, every: timedelta) -> None:
    """Register both deployments and run them when due, until stopped. Raises SettingsError."""
    _check_server()
    source = str(settings.source.resolve()) if settings.source else ""
    prefect_serve(
        monitor.to_deployment(
            name="monitor",
            interval=every,
            parameters={"settings": source},
            concurrency_limit=ALONE,
            description="One cycle, due feeds to alerts.",
        ),
        upkeep.to_deployment(
            name="upkeep",
            cron="30 3 * * *",
            parameters={"settings": source},
            concurrency_limit=ALONE,
            description="Retention, checkpoint and health.",
        ),
    )


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
