"""How outlets tell stories, and how well the sources serve: what lists for people are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from pipeline.records import Figure
from warehouse.changes import Positions
from warehouse.rows import to_dicts, to_records
from warehouse.store import Connection, Store, fetch_table
from warehouse.stories import told_between


@dataclass(frozen=True, slots=True)
class Coverage:
    """Questions over stories, articles and feeds together. Every method is one turn: see `Store`.

    Rows are dicts with the columns that the query of the method's name gives.
    """

    store: Store

    def front(
        self, since: datetime, anchor: datetime, seen: Positions, most: int
    ) -> list[dict[str, Any]]:
        """Living stories told since a time, those with news after `seen` first; `anchor`: the time
        from which their age is measured."""
        asked = {"since": since, "anchor": anchor, "most": most}
        asked |= {"articles": seen.articles, "developments": seen.developments}
        with self.store.together():
            with self.store.reading() as con:
                con.register("ahead", _told_ahead(con, anchor))
                stories = to_dicts(fetch_table(con, "front_stories", **asked))
                con.unregister("ahead")
            told = self._rows_of("story_tellings", [row["id"] for row in stories])
        tellings = {row["id"]: row for row in told}
        return [row | tellings[row["id"]] for row in stories if row["id"] in tellings]

    def latest_at(self, now: datetime) -> datetime | None:
        """When the latest article of a living story was told; None: there is none. What is told
        after `now`, by a clock that was ahead, counts only where there is nothing else."""
        at: datetime | None = self._rows("latest_story", now=now)[0]["at"]
        return at

    def newest_developments(self, story_ids: Sequence[str]) -> list[dict[str, Any]]:
        """The newest quote of each story: `story_id, article_id, outlet, at, text`."""
        return self._rows_of("newest_developments", story_ids)

    def newest_originals(self, story_ids: Sequence[str]) -> list[dict[str, Any]]:
        """The newest article of each story that is no copy: `story_id, article_id, outlet, at,
        text, lang`, the text's first 900 characters."""
        return self._rows_of("newest_originals", story_ids)

    def versions(self, story_id: str) -> list[dict[str, Any]]:
        """Earlier wordings of a story's articles: `id, version, title, text, first_seen_at`."""
        return self._rows("story_versions", id=story_id)

    def figures(self, story_id: str) -> list[Figure]:
        """What articles of a story count, in the order told."""
        with self.store.reading() as con:
            return to_records(Figure, fetch_table(con, "figures", story_ids=[story_id]))

    def single_outlet_stories(self, since: datetime, most: int) -> list[dict[str, Any]]:
        """Stories of which one outlet alone tells: `id, title, last_at, n_articles, outlet`."""
        return self._rows("single_outlet_stories", since=since, most=most)

    def entries_without_article(self, feed_id: str, most: int) -> list[dict[str, Any]]:
        """A feed's entries that became no article: `id, title, url, reason, tried_at, retry_at,
        detail`."""
        return self._rows("entries_without_article", feed_id=feed_id, most=most)

    def backlog(self, now: datetime) -> dict[str, Any]:
        """What waits and what there is: `feeds_due, next_at, entries_wanted, alerts_waiting, feeds,
        articles, stories, developments`."""
        return self._rows("backlog", now=now)[0]

    def _rows(self, query: str, **asked: Any) -> list[dict[str, Any]]:
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, query, **asked))

    def _rows_of(self, query: str, story_ids: Sequence[str]) -> list[dict[str, Any]]:
        with self.store.reading() as con:
            told = told_between(con, story_ids)
            return to_dicts(fetch_table(con, query, story_ids=list(story_ids), **told))


def _told_ahead(con: Connection, anchor: datetime) -> pa.Table:
    """`id, last_at` of stories that are told of after a time too: when they were before.

    Asked for only where there are such: among a million articles it takes 80 ms.
    """
    late = fetch_table(con, "stories_told_after", at=anchor).column("id").to_pylist()
    if late:
        return fetch_table(con, "last_told_before", story_ids=late, at=anchor)
    return pa.table({"id": pa.array([], pa.string()), "last_at": pa.array([], pa.timestamp("us"))})
