"""Import of articles extracted elsewhere, through the same embed, place and load as a feed's.

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

from flows.cycle import batches, cycle_lock, timed
from flows.stage_logs import LoggedStages, log_cycle_end
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
"""Feed id of imported entries."""

BATCH = 500
"""Articles in one transaction: 7 ms of rows for seconds of embedding, and little to do again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no article; `number` counts from 1."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedArticles:
    """The articles of a file in order of time, `entries[i]` that of `articles[i]`."""

    entries: Sequence[Entry]
    articles: Sequence[Article]
    bad_lines: Sequence[BadLine]


def read_articles(path: Path, now: datetime) -> ImportedArticles:
    """Read a JSON-lines file, plain or gzip; undated articles keep their order.

    Everything is read before the first is placed, so that stories grow in the order of events.
    """
    pairs: list[tuple[Entry, Article]] = []
    bad_lines: list[BadLine] = []
    with _open_text(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                pairs.append(_parse_article(json.loads(line), now))
            except (ValueError, TypeError, AttributeError) as fault:
                bad_lines.append(BadLine(number=number, reason=str(fault)))
    pairs.sort(key=lambda pair: pair[1].at)
    return ImportedArticles(
        entries=[entry for entry, _ in pairs],
        articles=[article for _, article in pairs],
        bad_lines=bad_lines,
    )


def _open_text(path: Path) -> Any:
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
    if is_gzip:
        return gzip.open(path, "rt", encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace")


def _parse_article(row: Any, now: datetime) -> tuple[Entry, Article]:
    """Give the entry and the article of one line. Raises ValueError, its message for the user."""
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - of the input, not of an argument
    texts = {key: str(row.get(key) or "").strip() for key in _TEXTS}
    if not texts["title"] and not texts["text"]:
        raise ValueError("neither title nor text")
    url, published = (
        canonical(texts["url"]) if texts["url"] else "",
        _parse_time(row.get("published")),
    )
    own = texts["id"] if re.fullmatch(r"[0-9a-f]{16}", texts["id"]) else ""
    id_ = own or entry_id(url, texts["id"], texts["title"], texts["text"], FEED)
    lang = texts["lang"] or language(f"{texts['title']}\n{texts['text']}")
    shared: dict[str, Any] = {
        "id": id_, "feed_id": FEED, "outlet": texts["outlet"], "url": url, "title": texts["title"],
        "summary": texts["summary"], "lang": lang, "published_at": published, "first_seen_at": now,
    }  # fmt: skip
    mark = article_digest(texts["title"], texts["text"])
    entry = Entry(guid=texts["id"], digest=mark, **shared)
    return entry, Article(text=texts["text"], source="import", digest=mark, **shared)


_TEXTS = ("id", "title", "text", "summary", "lang", "outlet", "url")


def _parse_time(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value, UTC)
    at = datetime.fromisoformat(str(value))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def import_articles(
    warehouse: Warehouse, services: Services, imported: ImportedArticles, now: datetime
) -> Iterator[int | Cycle]:
    """Place and load the articles in batches.

    Yields after each batch how many articles are done, and the cycle at the end. Raises Busy when
    another cycle runs for over a minute.
    """
    do, took = Stages(warehouse, services, now, kind="import"), dict[str, float]()
    run, done = timed(LoggedStages(), took), 0
    pairs = list(zip(imported.entries, imported.articles, strict=True))
    with cycle_lock(warehouse, wait_s=60.0):
        for pairs_now in batches(pairs, BATCH):
            new, edits = warehouse.articles.diff([article for _, article in pairs_now])
            changed = {article.id for article in (*new, *edits)}
            entries = [entry for entry, _ in pairs_now if entry.id in changed]
            if changed:
                extracted = ExtractedArticles(
                    entries=entries, articles=new, edits=edits, failures=[]
                )
                placed = run("place", do.place, run("embed", do.embed, extracted))
                run("load", do.load, run("detect", do.detect, placed), entries)
            done += len(pairs_now)
            yield done
        run("publish", do.publish)
        cycle = do.close(took)
    log_cycle_end(cycle)
    yield cycle
