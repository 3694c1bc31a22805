"""The list of alerts with their delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from flows.reports.stories import ALWAYS

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertStatus:
    """An alert and its delivery; `channel` is a name or a scheme, never an address."""

    id: str
    track_id: str
    development_id: str
    story_id: str  # the story as it was when the alert was made
    channel: str
    created_at: datetime
    due_at: datetime
    title: str
    text: str
    state: Literal["waiting", "delivered", "given up"]
    delivered_at: datetime | None  # None: not accepted by the channel
    attempts: int


def list_alerts(
    warehouse: Warehouse, story_id: str = "", since: datetime = ALWAYS, most: int | None = None
) -> tuple[AlertStatus, ...]:
    """Give alerts made since `since`, the newest first, all or `most`; with `story_id` those of one
    story."""
    return tuple(AlertStatus(**row) for row in warehouse.outbox.alerts(story_id, since, most))
