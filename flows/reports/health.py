"""The health of the feeds, over the 30 days before each feed's last poll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.web.urls import mask_passwords

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """Polls, failures and yield of one feed. Shares are 0..1; None where nothing was counted."""

    id: str
    title: str
    url: str  # a password in it is masked
    polled_at: datetime | None
    good_at: datetime | None
    next_at: datetime | None
    paused: str | None  # the reason, None while it is polled
    polls: int
    good: int
    empties: int
    failures: int
    faulty: int  # documents that parsed with errors
    top_reason: str
    entries: int
    entries_per_day: float | None
    repeat_share: float | None  # of the items, those seen before
    articles: int
    article_share: float | None  # of the entries, those that became articles
    delay_min: float | None  # minutes from publication to first sight, median
    gaps: int  # outages that no archive or sitemap of the site could fill
    recovered: int  # entries that these had
    reasons: Mapping[str, int]  # failure reason -> count, the most frequent first


def list_feed_health(warehouse: Warehouse) -> tuple[FeedHealth, ...]:
    """Give the health of every feed: paused ones first, then the worst."""
    return tuple(FeedHealth(**row) for row in warehouse.feeds.health())


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentFeed:
    """A feed that used to tell something."""

    id: str
    url: str  # a password in it is masked
    why: str  # "no answer" or "nothing new"
    since: datetime


def list_silent_feeds(warehouse: Warehouse, now: datetime) -> tuple[SilentFeed, ...]:
    """Feeds without a good answer for two days, or without anything new for three days and ten
    times their usual pause (both chosen by hand, 2026-11); the longest silent first."""
    rows = warehouse.feeds.silent(now)
    return tuple(SilentFeed(**{**row, "url": mask_passwords(row["url"])}) for row in rows)
