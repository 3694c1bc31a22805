"""Nightly upkeep: retention, checkpoint, the published copy."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.reports.doctor import UPKEEP, sizes
from flows.reports.health import list_silent_feeds
from pipeline.pages.archive import delete_archives
from pipeline.web.urls import mask_passwords

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.warehouse import Warehouse


def upkeep(warehouse: Warehouse, settings: Settings, now: datetime) -> dict[str, Any]:
    """Delete what retention no longer keeps, checkpoint, publish, and compact the lake, if any.

    Gives rows deleted by kind, "page files" and "freed MB" of texts and pages, "FILE MB" for each
    file, and the URLs of "paused feeds" and "silent feeds". What was deleted is noted in
    `upkeep.json`, which `doctor` tells.
    """
    keep = settings.warehouse
    deleted = warehouse.retention.delete(
        failures_before=_before(now, keep.keep_failures_days),
        polls_before=_before(now, keep.keep_polls_days),
        deliveries_before=_before(now, keep.keep_deliveries_days),
        vectors_before=_before(now, keep.keep_vectors_days),
        entries_before=_before(now, keep.keep_entries_days),
        texts_before=_before(now, keep.keep_texts_days),
    )
    pages_before, pages = _before(now, keep.keep_pages_days), (0, 0)
    if settings.extract.archive and pages_before:
        pages = delete_archives(Path(settings.extract.archive), pages_before)
    warehouse.publish()
    lake = warehouse.compact_lake(now, _before(now, keep.keep_snapshots_days))
    freed = (deleted.pop("text bytes") + pages[1]) / 1e6
    report = {**deleted, "page files": pages[0], "freed MB": round(freed, 1), **lake}
    _note(warehouse.path / UPKEEP, {"at": f"{now:%Y-%m-%d %H:%M}", **report})
    files = {
        f"{name} MB": round(size, 1)
        for name, size in sizes(warehouse.path).items()
        if name.endswith(".duckdb")
    }
    paused = [mask_passwords(feed.url) for feed in warehouse.feeds.all() if feed.state.paused]
    silent = [f"{feed.url} ({feed.why})" for feed in list_silent_feeds(warehouse, now)]
    return {**report, **files, "paused feeds": paused, "silent feeds": silent}


def _note(path: Path, report: dict[str, Any]) -> None:
    half = path.with_suffix(".half")
    half.write_text(json.dumps(report), encoding="utf-8")
    half.replace(path)


def _before(now: datetime, days: int) -> datetime | None:
    """Give the time before which rows are deleted; None (0 days): none are."""
    return now - timedelta(days=days) if days else None
