"""Nightly upkeep: retention, checkpoint, the published copy."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.web.urls import mask_passwords

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.warehouse import Warehouse


def upkeep(warehouse: Warehouse, settings: Settings, now: datetime) -> dict[str, Any]:
    """Delete what retention no longer keeps, checkpoint, and publish.

    Gives rows deleted by kind, "FILE MB" for each file, and the URLs of the "paused feeds".
    """
    keep = settings.warehouse
    deleted = warehouse.retention.delete(
        failures_before=_before(now, keep.keep_failures_days),
        polls_before=_before(now, keep.keep_polls_days),
        deliveries_before=_before(now, keep.keep_deliveries_days),
        vectors_before=_before(now, keep.keep_vectors_days),
    )
    warehouse.publish()
    sizes = {
        f"{path.name} MB": round(path.stat().st_size / 1e6, 1)
        for path in sorted(warehouse.path.glob("*.duckdb"))
    }
    paused = [mask_passwords(feed.url) for feed in warehouse.feeds.all() if feed.state.paused]
    return {**deleted, **sizes, "paused feeds": paused}


def _before(now: datetime, days: int) -> datetime | None:
    """Give the time before which rows are deleted; None (0 days): none are."""
    return now - timedelta(days=days) if days else None
