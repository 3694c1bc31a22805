"""Atom and JSON feeds, one of each per followed story and per track, as files to serve or read.

They hold what was worth an alert: a story's since it was first followed, a track's since it was
made. The newest stand first; files are replaced whole, so that no reader sees half of one.
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

if TYPE_CHECKING:
    from pipeline.records import Development
    from warehouse.warehouse import Warehouse

MOST = 50
"""Items in a feed: what readers fetch again with every poll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to read in a feed; `html` is ours and escaped."""

    id: str
    url: str
    title: str
    html: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One feed to write; `id` is its urn and the name of its files."""

    id: str
    title: str
    items: Sequence[Item]


def of_development(development: Development, story_title: str) -> Item:
    """Give a development as an item: its quotes, its changed figures, its source."""
    quotes = [q.text for q in development.quotes]
    changes = [f"{c.counts}: {c.old} → {c.new}" for c in development.changes]
    lines = [*changes, *(f"“{q}”" for q in quotes)]
    return Item(
        id=development.id,
        url=development.url,
        title=f"{story_title} ({development.outlet})" if development.outlet else story_title,
        html="".join(f"<p>{escape(line)}</p>" for line in lines),
        text="\n\n".join(lines),
        at=development.at,
    )


def syndicate(warehouse: Warehouse, folder: Path, now: datetime) -> int:
    """Write `stories/ID` and `tracks/ID` feeds of all that is followed; how many."""
    follows, names = warehouse.tracks.follows(), {t.id: t for t in warehouse.tracks.active()}
    titles = {story.id: story.title for story in warehouse.tracks.stories()}
    told = {
        story_id: [
            (d, of_development(d, titles.get(story_id, "")))
            for d in warehouse.stories.developments(story_id)
            if d.alert
        ]
        for story_id in sorted({a.story_id for a in follows})
    }
    for story_id, pairs in told.items():
        sheet = Sheet(id=story_id, title=titles.get(story_id, ""), items=[i for _, i in pairs])
        write(folder / "stories", sheet, now)
    for track in names.values():
        mine = [told[a.story_id] for a in follows if a.track_id == track.id]
        items = [i for some in mine for d, i in some if d.at >= track.created_at]
        write(folder / "tracks", Sheet(id=track.id, title=track.name, items=items), now)
    return len(told) + len(names)


def atom(sheet: Sheet, now: datetime) -> bytes:
    """Give an Atom 1.0 document."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - lxml, only when feeds are written

    feed = FeedGenerator()
    feed.id(f"urn:newsthread:{sheet.id}")
    feed.title(sheet.title or sheet.id)
    feed.author(name="newsthread")
    feed.updated(max((item.at for item in sheet.items), default=now))
    for item in newest(sheet.items):
        entry = feed.add_entry(order="append")
        entry.id(f"urn:newsthread:{item.id}")
        entry.title(item.title or item.id)
        entry.updated(item.at)
        entry.content(item.html, type="html")
        if item.url:
            entry.link(href=item.url)
    document: bytes = feed.atom_str(pretty=True)
    return document


def json_feed(sheet: Sheet) -> bytes:
    """Give a JSON Feed 1.1 document."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": sheet.title or sheet.id,
        "items": [
            {
                "id": f"urn:newsthread:{item.id}",
                "title": item.title,
                "content_html": item.html,
                "content_text": item.text,
                "date_published": item.at.isoformat(),
            }
            | ({"url": item.url} if item.url else {})
            for item in newest(sheet.items)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def newest(items: Sequence[Item]) -> list[Item]:
    """Give the newest items, newest first."""
    return sorted(items, key=lambda item: (item.at, item.id), reverse=True)[:MOST]


def write(folder: Path, sheet: Sheet, now: datetime) -> None:
    """Write the sheet's Atom and JSON files under `folder`, each replaced whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, document in {"atom": atom(sheet, now), "json": json_feed(sheet)}.items():
        half = folder / f".{sheet.id}.{suffix}.{os.getpid()}"
        half.write_bytes(document)
        half.replace(folder / f"{sheet.id}.{suffix}")
