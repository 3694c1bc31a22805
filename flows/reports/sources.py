"""The sources: how feeds serve, why entries became no articles, what one outlet tells alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.reports.health import FeedHealth, list_feed_health

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

MOST_STORIES = 30
"""Stories of one outlet that are listed (chosen by hand, 2026-11)."""

MOST_ENTRIES = 100
"""Entries of a feed that became no article, listed (chosen by hand, 2026-11)."""

SPAN = timedelta(days=7)
"""Before the latest article: whose stories are looked at for a second outlet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleOutletStory:
    """A story of which one outlet alone tells."""

    id: str
    title: str
    last_at: datetime
    n_articles: int
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesReport:
    """Feeds, the worst first, and what wants a second source."""

    feeds: tuple[FeedHealth, ...]
    single_outlet_stories: tuple[SingleOutletStory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostEntry:
    """An entry that became no article: why, when it was tried, and when again (None: never)."""

    id: str
    title: str
    url: str
    reason: str
    detail: str
    tried_at: datetime
    retry_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """One feed, and the entries of it that became no article, the latest first."""

    feed: FeedHealth
    entries: tuple[LostEntry, ...]


def report_sources(warehouse: Warehouse, now: datetime) -> SourcesReport:
    """Report the feeds and the stories of the week before the latest article."""
    with warehouse.together():
        feeds = list_feed_health(warehouse)
        at = warehouse.coverage.latest_at(now)
        rows = warehouse.coverage.single_outlet_stories(at - SPAN, MOST_STORIES) if at else []
    return SourcesReport(
        feeds=feeds, single_outlet_stories=tuple(SingleOutletStory(**row) for row in rows)
    )


def report_feed(warehouse: Warehouse, feed_id: str) -> FeedReport | None:
    """Report one feed; None: there is none of this id."""
    with warehouse.together():
        feed = next((f for f in list_feed_health(warehouse) if f.id == feed_id), None)
        if feed is None:
            return None
        rows = warehouse.coverage.entries_without_article(feed_id, MOST_ENTRIES)
    return FeedReport(feed=feed, entries=tuple(LostEntry(**row) for row in rows))
