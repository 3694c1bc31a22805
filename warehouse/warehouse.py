"""`Warehouse(path)`: what is remembered, one method per question."""

from __future__ import annotations

from warehouse.batch import Batch, Cycle, Loaded
from warehouse.errors import Busy, Full, WarehouseError
from warehouse.feeds import Feeds
from warehouse.loading import Loading
from warehouse.outbox import Outbox
from warehouse.publishing import Publishing
from warehouse.reports import Showing
from warehouse.retention import Keeping
from warehouse.sql import Answer, Asking
from warehouse.stories import Stories, Tracks
from warehouse.tracks import Following
from warehouse.window import Reading

__all__ = ["Answer", "Batch", "Busy", "Cycle", "Full", "Loaded", "Warehouse", "WarehouseError"]


class Warehouse(
    Feeds,
    Loading,
    Reading,
    Stories,
    Tracks,
    Following,
    Outbox,
    Publishing,
    Showing,
    Keeping,
    Asking,
):
    """A folder of DuckDB files, made on first use and brought up to date by itself.

    feeds = warehouse.due_feeds(now)
    known = warehouse.known_digests(feed.id for feed in feeds)
    entries = warehouse.wanted(now)
    new, edits = warehouse.fresh(articles)
    window = warehouse.window(encoder.name, encoder.sha256)
    told = warehouse.told(story_ids)
    warehouse.load(Batch(...))
    warehouse.publish()
    for alert in warehouse.alerts_due(now): with warehouse.delivering([alert], now) ...
    """
