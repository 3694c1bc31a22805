"""The record of an outage, as a poll notices it; what fills it: `pipeline.feeds.gaps`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time of which a feed's document tells nothing, and what its site's archives had of it."""

    feed_id: str
    since: datetime  # the last good answer before
    until: datetime  # the oldest item shown after it
    noticed_at: datetime
    found: int = 0  # entries
    closed: bool = False  # the archives reach back over all of it
