"""Feeds and their entries: what to poll, what is known of them, what to fetch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from pipeline.reasons import PAUSED_BY_USER
from pipeline.records import Entry, Feed, FeedState
from warehouse.rows import execute_on_rows, to_arrow, to_dicts, to_mapping, to_records
from warehouse.store import Store, execute, fetch_ids_starting, fetch_table

MOST_VERSIONS: Final = 24
"""Wordings kept of one article; later changes are ignored. One BBC URL had 27 titles in the
captured feeds of 2026-11, and lemon24/reader stops after 24 changes."""


@dataclass(frozen=True, slots=True)
class Feeds:
    """Subscriptions, and the entries they bring. Every method is one turn: see `Store`."""

    store: Store

    def all(self) -> list[Feed]:
        """All feeds with their fetch state, by folder and title."""
        with self.store.reading() as con:
            return [_to_feed(row) for row in to_dicts(fetch_table(con, "feeds"))]

    def due(self, now: datetime, most: int = 100_000) -> list[Feed]:
        """Feeds to poll now, the longest due first."""
        with self.store.reading() as con:
            table = fetch_table(con, "due_feeds", now=now, most=most)
            return [_to_feed(row) for row in to_dicts(table)]

    def add(self, feeds: Sequence[Feed], now: datetime) -> int:
        """Subscribe; how many were new. A known id or URL is left as it is."""
        if not feeds:
            return 0
        with self.store.news() as con:
            table = to_arrow(con, "store.feeds", feeds, added_at=None)
            return execute_on_rows(con, "add_feeds", table, now=now)

    def remove(self, ids: Sequence[str]) -> int:
        """Unsubscribe from feeds by id or URL; how many there were. What they brought stays."""
        with self.store.news() as con:
            removed = execute(con, "remove_feeds", ids=list(ids))
            execute(con, "remove_feed_states")
            return removed

    def pause(self, ids: Sequence[str]) -> int:
        """Stop polling feeds until `resume`; how many were not paused before."""
        with self.store.news() as con:
            execute(con, "add_blank_feed_states", ids=list(ids))
            return execute(con, "pause_feeds", ids=list(ids), reason=PAUSED_BY_USER)

    def resume(self, ids: Sequence[str]) -> int:
        """Poll paused feeds again from the next cycle on; how many were paused."""
        with self.store.news() as con:
            return execute(con, "resume_feeds", ids=list(ids))

    def change(self, feed: Feed, *, due: bool = False) -> None:
        """Give a feed the title, outlet, language, folder and interval that `feed` has; `due`: let
        the next cycle poll it."""
        with self.store.news() as con:
            table = to_arrow(con, "store.feeds", [feed], added_at=None)
            execute_on_rows(con, "set_feeds", table)
            if due:
                execute(con, "make_feeds_due", ids=[feed.id])

    def ids_starting(self, prefix: str) -> list[str]:
        """Ids of feeds that begin so; ten at most."""
        with self.store.reading() as con:
            return fetch_ids_starting(con, "feed", prefix)

    def health(self) -> list[dict[str, Any]]:
        """How well each feed serves, the worst first: the columns of the view `feed_health`, and
        `reasons`, failures counted by reason."""
        with self.store.reading() as con:
            rows = to_dicts(fetch_table(con, "feed_health"))
        return [{**row, "reasons": dict(row["reasons"])} for row in rows]

    def silent(self, now: datetime) -> list[dict[str, Any]]:
        """Feeds that have gone silent, the longest first: `id, url, why, since`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "silent_feeds", now=now))

    def known_digests(self, feed_ids: Iterable[str]) -> dict[str, str]:
        """Entry id -> digest, of the entries that these feeds may still show."""
        with self.store.reading() as con:
            return to_mapping(fetch_table(con, "known_digests", feed_ids=list(feed_ids)))

    def entries(self, ids: Sequence[str]) -> list[Entry]:
        """These entries, as far as they are known; of one in several feeds, that of the first."""
        with self.store.reading() as con:
            return to_records(Entry, fetch_table(con, "entries", ids=list(ids)))

    def wanted_entries(self, now: datetime, most: int = 100_000, version: str = "") -> list[Entry]:
        """Entries to fetch, the longest known first.

        Those that no load has named in `tried` yet, that changed since one did, or whose `retry_at`
        has come: whoever sets it knows when to give up. An entry in several feeds comes once.
        `version` is the program's: entries that were poison to another one come too.
        """
        with self.store.reading() as con:
            table = fetch_table(
                con, "wanted", now=now, most=most, most_versions=MOST_VERSIONS, version=version
            )
            return to_records(Entry, table)

    def poisoned(self, entry_ids: Sequence[str], version: str) -> set[str]:
        """Those of the entries that were poison to this version of the program, in any stage."""
        with self.store.reading() as con:
            table = fetch_table(con, "poisoned", ids=list(entry_ids), version=version)
            return set(table.column("entry_id").to_pylist())


_STATE_FIELDS: Final = {field.name for field in fields(FeedState)}
_FEED_FIELDS: Final = {field.name for field in fields(Feed)} - {"state"}


def _to_feed(row: dict[str, Any]) -> Feed:
    state = {name: row[name] for name in _STATE_FIELDS if row[name] is not None}
    return Feed(**{name: row[name] for name in _FEED_FIELDS}, state=FeedState(**state))
