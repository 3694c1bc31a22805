"""The list of stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Story
    from warehouse.warehouse import Warehouse

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
"""A `since` before every article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySummary:
    """A living story without its articles; `terms` and `names` are the words it is known by."""

    id: str
    title: str
    n_articles: int
    first_at: datetime
    last_at: datetime
    terms: tuple[str, ...]
    names: tuple[str, ...]


def list_stories(
    warehouse: Warehouse, since: datetime = ALWAYS, least: int = 1, most: int = 100
) -> tuple[StorySummary, ...]:
    """Give living stories with an article since `since`, the latest first.

    `least`: articles that a story has at least; `most`: stories given at most.
    """
    stories = warehouse.stories.latest(since=since, least=least, most=most)
    return tuple(summarized(story) for story in stories)


def summarized(story: Story) -> StorySummary:
    """Give the story as lists show it."""
    return StorySummary(
        id=story.id,
        title=story.title,
        n_articles=story.n_articles,
        first_at=story.first_at,
        last_at=story.last_at,
        terms=tuple(story.terms),
        names=tuple(story.names),
    )
