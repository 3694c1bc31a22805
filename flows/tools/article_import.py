"""Articles extracted elsewhere, through the same embed, place and load as everyone else's.

A line is JSON with `title` and `text`, and where known `id, published, lang, outlet, url`. The
article is the one that a feed would have brought under the same URL; without a URL its `id` says
who it is, so importing again changes nothing.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flows.cycle import batches, call, cycle_lock, timed
from flows.stages import ExtractedArticles, Stages
from pipeline.extract import article_digest
from pipeline.language.detection import language
from pipeline.records import Article, Entry
from pipeline.web.urls import canonical, entry_id
from warehouse.batch import Cycle

if TYPE_CHECKING:
    from flows.services import Services
    from warehouse.warehouse import Warehouse

T = TypeVar("T")

FEED = "import"
"""What stands for the feed of imported entries."""

BATCH = 500
"""Articles in one transaction: 7 ms of rows for seconds of embedding, and little to do again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no article; `number` counts from 1."""

    number: int
    why: str


def read_lines(path: Path, now: datetime) -> tuple[list[Entry], list[Article], list[BadLine]]:
    """Read a JSON-lines file, plain or gzip, in order of time; undated articles keep their order.

    Everything is read before the first is placed, so that stories grow in the order of events.
    """
    found: list[tuple[Entry, Article]] = []
    bad: list[BadLine] = []
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                found.append(_article(json.loads(line), now))
            except (ValueError, TypeError, AttributeError) as fault:
                bad.append(BadLine(number=number, why=str(fault)))
    found.sort(key=lambda pair: pair[1].at)
    return [entry for entry, _ in found], [article for _, article in found], bad


def _opened(path: Path) -> Any:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    if packed:
        return gzip.open(path, "rt", encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace")


def _article(row: Any, now: datetime) -> tuple[Entry, Article]:
    """Give the entry and the article of one line. Raises ValueError in plain words."""
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - of the input, not of an argument
    said = {key: str(row.get(key) or "").strip() for key in _TEXTS}
    if not said["title"] and not said["text"]:
        raise ValueError("neither title nor text")
    url, published = canonical(said["url"]) if said["url"] else "", _time(row.get("published"))
    own = said["id"] if re.fullmatch(r"[0-9a-f]{16}", said["id"]) else ""
    id_ = own or entry_id(url, said["id"], said["title"], said["text"], FEED)
    lang = said["lang"] or language(f"{said['title']}\n{said['text']}")
    shared: dict[str, Any] = {
        "id": id_, "feed_id": FEED, "outlet": said["outlet"], "url": url, "title": said["title"],
        "summary": said["summary"], "lang": lang, "published_at": published, "first_seen_at": now,
    }  # fmt: skip
    mark = article_digest(said["title"], said["text"])
    entry = Entry(guid=said["id"], digest=mark, **shared)
    return entry, Article(text=said["text"], source="import", digest=mark, **shared)


_TEXTS = ("id", "title", "text", "summary", "lang", "outlet", "url")


def _time(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    at = datetime.fromisoformat(str(value))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def bring(
    warehouse: Warehouse,
    services: Services,
    entries: Sequence[Entry],
    articles: Sequence[Article],
    now: datetime,
) -> Iterator[int | Cycle]:
    """Place and load the articles in batches; yield how many are done, and the cycle at the end."""
    do, took = Stages(warehouse, services, now, kind="import"), dict[str, float]()
    run, done = timed(call, took), 0
    pairs = list(zip(entries, articles, strict=True))
    with cycle_lock(warehouse, wait_s=60.0):
        for pairs_now in batches(pairs, BATCH):
            new, edits = warehouse.articles.diff([article for _, article in pairs_now])
            changed = {article.id for article in (*new, *edits)}
            told = [entry for entry, _ in pairs_now if entry.id in changed]
            if changed:
                extracted = ExtractedArticles(entries=told, articles=new, edits=edits, failures=[])
                placed = run("place", do.place, run("embed", do.embed, extracted))
                run("load", do.load, run("detect", do.detect, placed), told)
            done += len(pairs_now)
            yield done
        run("publish", do.publish)
        yield do.close(took)
