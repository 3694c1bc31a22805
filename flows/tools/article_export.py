"""Export of articles with their stories as JSON lines, which `import` and `eval` read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from flows.cycle import batches

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse


class BinaryOut(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take the bytes."""


STORIES = 500
"""Stories read at once: bounds memory to their articles (chosen by hand, 2026-11)."""


def export_articles(warehouse: Warehouse, path: Path, since: datetime | None) -> int:
    """Write a line per article of the stories that go on since `since` (None: all); give how many.

    A path that ends in .gz is gzipped. The file is replaced whole; a pipe or a device is written.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            return write_articles(warehouse, device, since)
    half = path.with_name(f".{path.name}.half")
    with ExitStack() as stack:
        raw = stack.enter_context(half.open("wb"))
        out = (
            stack.enter_context(gzip.GzipFile("", "wb", fileobj=raw))
            if path.suffix == ".gz"
            else raw
        )
        written = write_articles(warehouse, out, since)
    half.replace(path)
    return written


def write_articles(warehouse: Warehouse, out: BinaryOut, since: datetime | None) -> int:
    """Write the lines that `export_articles` writes to an open binary file; give how many."""
    written = 0
    for row in _rows(warehouse, since):
        out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        written += 1
    return written


def _rows(warehouse: Warehouse, since: datetime | None) -> Iterator[dict[str, Any]]:
    stories = warehouse.stories.latest(since=since) if since else warehouse.stories.latest()
    for story_ids in batches([story.id for story in stories], STORIES):
        for story_id, articles in warehouse.stories.members(story_ids).items():
            for article in articles:
                published = article.published_at
                yield {
                    "id": article.id,
                    "title": article.title,
                    "text": article.text,
                    "summary": article.summary,
                    "published": published.isoformat() if published else None,
                    "lang": article.lang,
                    "outlet": article.outlet,
                    "url": article.url,
                    "story": story_id,
                }
