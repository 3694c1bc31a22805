"""What left a feed while nobody asked: looked for in archives and sitemaps that the site offers.

    gap = noticed_gap(feed, entries, known, now)     # all is new, and came after the last answer
    found, closed = await fill_gap(gap, entries, known, sources)

A feed shows its latest items alone, so an outage of a day, ours or its server's, loses what came
and went meanwhile. Where a source reaches back to what is known, the gap is closed; else it counts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from pipeline.gap import Gap
from pipeline.records import Entry, Feed

SOURCES = 6
"""Archive pages and sitemaps read for one gap at most; chosen by hand (2026-11)."""

FILL_S = 60.0
"""Wall seconds for one gap, waiting for the site's turns counted; chosen by hand (2026-11)."""


def noticed_gap(
    feed: Feed, entries: Sequence[Entry], known: Collection[str], now: datetime
) -> Gap | None:
    """The time of which a feed's document tells nothing; None where it joins on to what is known.

    `feed` as it was before the poll. A feed that has moved all of its addresses shows items that
    are older than its last answer: no gap.
    """
    since = feed.state.good_at
    if since is None or feed.state.items_per_day is None or not entries:
        return None
    if any(entry.id in known for entry in entries):
        return None
    dates = [entry.published_at for entry in entries if entry.published_at is not None]
    until = min(dates, default=since)
    return Gap(feed_id=feed.id, since=since, until=until, noticed_at=now) if until > since else None


async def fill_gap(
    gap: Gap,
    shown: Sequence[Entry],
    known: Collection[str],
    sources: AsyncIterator[Sequence[Entry]],
) -> tuple[list[Entry], bool]:
    """Entries of the gap, and whether a source reaches back over all of it.

    Args:
        gap: As noticed.
        shown: Entries of the feed's own document. Sitemaps list a whole site: what stands in no
            section that these are in is not the feed's.
        known: Ids of known entries.
        sources: Entries of each archive page and sitemap; no more are asked for once it is closed.
    """
    sections = {_section(entry.url) for entry in shown}
    seen = {entry.id for entry in shown}
    found: list[Entry] = []
    async for entries in sources:
        own = [entry for entry in entries if _section(entry.url) in sections]
        for entry in own:
            if entry.id not in seen and entry.id not in known and _is_within(entry, gap):
                seen.add(entry.id)
                found.append(entry)
        if any(entry.id in known or _is_before(entry, gap) for entry in own):
            return found, True
    return found, False


def _section(url: str) -> tuple[str, str]:
    """Host and first part of the path: "/world/a-b" and "/world/c-d" are of one section."""
    parts = urlsplit(url)
    first, _, rest = parts.path.lstrip("/").partition("/")
    return parts.netloc, first if rest else ""


def _is_within(entry: Entry, gap: Gap) -> bool:
    return entry.published_at is not None and gap.since < entry.published_at <= gap.until


def _is_before(entry: Entry, gap: Gap) -> bool:
    return entry.published_at is not None and entry.published_at <= gap.since
