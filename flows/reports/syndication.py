"""Atom and JSON feeds of what was worth an alert: one of each per followed story and per track.

A story's feed begins when it was first followed, a track's when it was created.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.poison import is_machine_fault, poison_failure
from pipeline.records import Failure, FigureChange

if TYPE_CHECKING:
    from pipeline.records import Development
    from warehouse.warehouse import Warehouse

MOST_ITEMS = 50
"""Items in a feed, chosen by hand (2026-11): readers fetch all of them again with every poll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """A development as an item of a feed; `id` is the development's."""

    id: str
    url: str
    at: datetime
    story_title: str
    outlet: str
    quotes: tuple[str, ...]
    changes: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyndicatedFeed:
    """A feed of a story or a track; `id` is the story's or the track's and names its files."""

    id: str
    title: str
    items: Sequence[FeedItem]


def feed_item(development: Development, story_title: str) -> FeedItem:
    """Give the development as an item."""
    return FeedItem(
        id=development.id,
        url=development.url,
        at=development.at,
        story_title=story_title,
        outlet=development.outlet,
        quotes=tuple(quote.text for quote in development.quotes),
        changes=development.changes,
    )


def story_feeds(warehouse: Warehouse) -> tuple[SyndicatedFeed, ...]:
    """Give a feed per followed story, ordered by story id."""
    titles = {story.id: story.title for story in warehouse.tracks.stories()}
    followed = sorted({assignment.story_id for assignment in warehouse.tracks.follows()})
    return tuple(
        SyndicatedFeed(
            id=story_id,
            title=titles.get(story_id, ""),
            items=[
                feed_item(development, titles.get(story_id, ""))
                for development in warehouse.stories.developments(story_id)
                if development.alert
            ],
        )
        for story_id in followed
    )


def track_feeds(
    warehouse: Warehouse, stories: Sequence[SyndicatedFeed]
) -> tuple[SyndicatedFeed, ...]:
    """Give a feed per active track, from the feeds of the stories that it follows."""
    items = {feed.id: feed.items for feed in stories}
    follows = warehouse.tracks.follows()
    return tuple(
        SyndicatedFeed(
            id=track.id,
            title=track.name,
            items=[
                *{
                    item.id: item  # a fact that two of its stories tell is told once
                    for assignment in follows
                    if assignment.track_id == track.id
                    for item in items.get(assignment.story_id, ())
                    if item.at >= track.created_at
                }.values()
            ],
        )
        for track in warehouse.tracks.active()
    )


def syndicate(warehouse: Warehouse, folder: Path, now: datetime) -> list[Failure]:
    """Write the feeds as files `stories/ID.*` and `tracks/ID.*` under `folder`.

    Gives a failure for each that could not be written; the others are. Raises OSError when the
    disk is full.
    """
    stories = story_feeds(warehouse)
    tracks = track_feeds(warehouse, stories)
    files = [(folder / "stories", feed) for feed in stories]
    files += [(folder / "tracks", feed) for feed in tracks]
    failures = []
    for kind, feed in files:
        try:
            write_feed(kind, feed, now)
        except Exception as fault:
            if is_machine_fault(fault):
                raise
            failures.append(poison_failure("publish", fault, now, url=str(kind / feed.id)))
    return failures


def render_atom(feed: SyndicatedFeed, now: datetime) -> bytes:
    """Render an Atom 1.0 document; `now` is the time of a feed without items."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - lxml, only when feeds are written

    document = FeedGenerator()
    document.id(f"urn:newsthread:{feed.id}")
    document.title(feed.title or feed.id)
    document.author(name="newsthread")
    document.updated(max((item.at for item in feed.items), default=now))
    for item in newest_items(feed.items):
        entry = document.add_entry(order="append")
        entry.id(f"urn:newsthread:{item.id}")
        entry.title(_item_title(item) or item.id)
        entry.updated(item.at)
        entry.content(_item_html(item), type="html")
        if item.url:
            entry.link(href=item.url)
    rendering: bytes = document.atom_str(pretty=True)
    return rendering


def render_json_feed(feed: SyndicatedFeed) -> bytes:
    """Render a JSON Feed 1.1 document, UTF-8."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title or feed.id,
        "items": [
            {
                "id": f"urn:newsthread:{item.id}",
                "title": _item_title(item),
                "content_html": _item_html(item),
                "content_text": "\n\n".join(_item_lines(item)),
                "date_published": item.at.isoformat(),
            }
            | ({"url": item.url} if item.url else {})
            for item in newest_items(feed.items)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def newest_items(items: Sequence[FeedItem]) -> list[FeedItem]:
    """Give the newest MOST_ITEMS items, newest first."""
    return sorted(items, key=lambda item: (item.at, item.id), reverse=True)[:MOST_ITEMS]


def write_feed(folder: Path, feed: SyndicatedFeed, now: datetime) -> None:
    """Write `ID.atom` and `ID.json` under `folder`, each replaced whole: readers see no half."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, document in {
        "atom": render_atom(feed, now),
        "json": render_json_feed(feed),
    }.items():
        half = folder / f".{feed.id}.{suffix}.{os.getpid()}"
        half.write_bytes(document)
        half.replace(folder / f"{feed.id}.{suffix}")


def _item_title(item: FeedItem) -> str:
    return f"{item.story_title} ({item.outlet})" if item.outlet else item.story_title


def _item_lines(item: FeedItem) -> list[str]:
    changes = [f"{change.counts}: {change.old} → {change.new}" for change in item.changes]
    return [*changes, *(f"“{quote}”" for quote in item.quotes)]


def _item_html(item: FeedItem) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in _item_lines(item))
