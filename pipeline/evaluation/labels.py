"""Labelled story files: one JSON article a line, with the story it belongs to."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.mojibake import mended_encoding
from pipeline.records import Article

SHUFFLE_SEED = 0
_SEEN = datetime(2100, 1, 1, tzinfo=UTC)  # when undated articles count as seen: later than any date


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Articles in the order a stream would bring them, and the story of each."""

    name: str
    articles: Sequence[Article]
    stories: Sequence[str]


def read_stories(path: Path) -> Labelled:
    """Reads JSON lines with `id, title, text, published, lang, outlet, url, story` (gzip or plain).

    Time order; where no article has a date, a shuffle with a fixed seed. `ValueError` names the
    line that is not such a record, or the file that is no text.
    """
    opened = gzip.open if path.suffix == ".gz" else Path.open
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            rows = [_record(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error) as fault:
        raise ValueError(f"{path}: cannot be read as labelled lines: {fault}") from fault
    if any(article.published_at for article, _ in rows):
        rows.sort(key=lambda row: row[0].at)
    else:
        random.Random(SHUFFLE_SEED).shuffle(rows)  # noqa: S311 - a fixed order, not a secret
    # Undated articles arrive one second apart, in the order settled above.
    articles = [
        article if article.published_at else _with_first_seen(article, place)
        for place, (article, _) in enumerate(rows)
    ]
    return Labelled(name=path.name, articles=articles, stories=[story for _, story in rows])


def _with_first_seen(article: Article, place: int) -> Article:
    return Article(
        id=article.id,
        title=article.title,
        text=article.text,
        lang=article.lang,
        outlet=article.outlet,
        url=article.url,
        first_seen_at=_SEEN + timedelta(seconds=place),
        source="import",
    )


def _record(path: Path, number: int, line: str) -> tuple[Article, str]:
    try:
        row = json.loads(line)
        published = row.get("published")
        when = datetime.fromisoformat(published) if published else None
        article = Article(
            id=str(row["id"]),
            title=mended_encoding(row.get("title") or ""),
            text=mended_encoding(row.get("text") or ""),
            lang=row.get("lang") or "",
            outlet=row.get("outlet") or "",
            url=row.get("url") or "",
            published_at=when if when is None or when.tzinfo else when.replace(tzinfo=UTC),
            first_seen_at=_SEEN,
            source="import",
        )
        return article, str(row["story"])
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ValueError(
            f"{path} line {number}: not a labelled article ({fault!r}); "
            "wanted JSON with id, title, text, published, story"
        ) from fault
