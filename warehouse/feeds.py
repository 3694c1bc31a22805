"""Feeds and their entries: what to poll, what is known, what to fetch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Final

from pipeline.records import Article, Entry, Feed, FeedState
from warehouse.rows import append, incoming, pairs, plain_rows, records
from warehouse.store import Store, ask, tell

MOST_VERSIONS: Final = 24
"""Wordings kept of one article; later changes are ignored. One BBC URL had 27 titles in the
captured feeds of 2026-11, and lemon24/reader stops after 24 changes."""


class Feeds(Store):
    """Subscriptions, and the entries they bring."""

    def feeds(self) -> list[Feed]:
        """All feeds with their fetch state, by folder and title."""
        with self.news() as con:
            return [_feed(row) for row in plain_rows(ask(con, "feeds"))]

    def due_feeds(self, now: datetime, most: int = 100_000) -> list[Feed]:
        """Feeds to poll now, the longest due first."""
        with self.news() as con:
            return [_feed(row) for row in plain_rows(ask(con, "due_feeds", now=now, most=most))]

    def add_feeds(self, feeds: Sequence[Feed], now: datetime) -> int:
        """Subscribe; how many were new. A known id or URL is left as it is."""
        if not feeds:
            return 0
        with self.news() as con:
            table = incoming(con, "store.feeds", feeds, added_at=None)
            return append(con, "add_feeds", table, now=now)

    def remove_feeds(self, ids: Sequence[str]) -> int:
        """Unsubscribe from feeds by id or URL; how many there were. What they brought stays."""
        with self.news() as con:
            removed = tell(con, "remove_feeds", ids=list(ids))
            tell(con, "remove_feed_states")
            return removed

    def resume_feeds(self, ids: Sequence[str]) -> int:
        """Poll paused feeds again, by id or URL; how many were paused."""
        with self.news() as con:
            return tell(con, "resume_feeds", ids=list(ids))

    def known_digests(self, feed_ids: Iterable[str]) -> dict[str, str]:
        """Entry id -> digest, of the entries that these feeds may still show."""
        with self.news() as con:
            answer = ask(con, "known_digests", feed_ids=list(feed_ids))
        return pairs(answer)

    def wanted(self, now: datetime, most: int = 100_000) -> list[Entry]:
        """Entries to fetch, the longest known first.

        Those that no load has named in `tried` yet, that changed since one did, or whose `retry_at`
        has come: whoever sets it knows when to give up. Of an entry in several feeds, one feed's
        telling is taken.
        """
        with self.news() as con:
            answer = ask(con, "wanted", now=now, most=most, most_versions=MOST_VERSIONS)
            return records(Entry, answer)

    def entries(self, ids: Sequence[str]) -> list[Entry]:
        """These entries, as far as they are known; of one in several feeds, one's telling."""
        with self.news() as con:
            return records(Entry, ask(con, "entries_named", ids=list(ids)))

    def known_articles(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that are articles already."""
        with self.news() as con:
            return {row["id"] for row in plain_rows(ask(con, "latest_versions", ids=list(ids)))}

    def fresh(self, articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
        """New articles, and known ones whose digest changed under their next version number.

        Unchanged ones, and repeats within `articles`, are in neither list.
        """
        by_id = {article.id: article for article in reversed(articles)}
        with self.news() as con:
            known = {
                row["id"]: row for row in plain_rows(ask(con, "latest_versions", ids=[*by_id]))
            }
        unique = [a for a in articles if by_id.pop(a.id, None)]
        new = [article for article in unique if article.id not in known]
        edits = [_next(a, known[a.id]) for a in unique if a.id in known]
        return new, [edit for edit in edits if edit]


def _next(article: Article, known: dict[str, Any]) -> Article | None:
    """The edit under its version number, None when nothing changed."""
    if article.digest == known["digest"]:
        return None
    return replace(article, version=known["version"] + 1)


_STATE: Final = {field.name for field in fields(FeedState)}
_FEED: Final = {field.name for field in fields(Feed)} - {"state"}


def _feed(row: dict[str, Any]) -> Feed:
    state = {name: row[name] for name in _STATE if row[name] is not None}
    return Feed(**{name: row[name] for name in _FEED}, state=FeedState(**state))
