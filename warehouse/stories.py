"""Stories: their articles, timelines, developments, merges and splits, the user's decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa

from pipeline.records import Article, Copy, Decision, Development, FigureChange, Quote, Story
from pipeline.stories.window import Placement
from warehouse.batch import Batch
from warehouse.loading import write_placement
from warehouse.rows import execute_on_rows, to_arrow, to_dicts, to_mapping, to_records
from warehouse.store import Store, fetch_table

LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stories:
    """What has come of the articles. Every method is one turn: see `Store`."""

    store: Store

    def latest(
        self, since: datetime = LONG_AGO, least: int = 1, most: int = 1_000_000
    ) -> list[Story]:
        """Living stories with news since a time and at least `least` articles, the latest first.

        A story that was merged into another no longer lives.
        """
        with self.store.news() as con:
            table = fetch_table(con, "stories", since=since, least=least, most=most)
            return to_records(Story, table)

    def get(self, id: str) -> Story | None:
        """One story; of one that was merged away, the one that it is now part of."""
        with self.store.news() as con:
            stories = to_records(Story, fetch_table(con, "story", id=id))
        return stories[0] if stories else None

    def of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Article id -> id of its story; articles without one are left out."""
        with self.store.news() as con:
            return to_mapping(fetch_table(con, "article_stories", ids=list(article_ids)))

    def members(self, story_ids: Sequence[str]) -> dict[str, list[Article]]:
        """Story id -> its articles as they now read, in the order told."""
        with self.store.news() as con:
            table = fetch_table(con, "story_articles", story_ids=list(story_ids))
        owners, articles = table.column("story_id").to_pylist(), to_records(Article, table)
        members: dict[str, list[Article]] = {id: [] for id in story_ids}
        for story_id, article in zip(owners, articles, strict=True):
            members[story_id].append(article)
        return members

    def timeline(self, story_id: str) -> list[dict[str, Any]]:
        """Articles of a story in the order told: `id, at, outlet, title, url, lang, version`, how
        they came in (`score, nearest_id, reason`) and as whose copy (`copy_of, copy_kind, share,
        share_back, agency`)."""
        with self.store.news() as con:
            return to_dicts(fetch_table(con, "timeline", id=story_id))

    def copies(self, story_ids: Sequence[str]) -> list[Copy]:
        """Which articles of these stories are copies of which."""
        with self.store.news() as con:
            return to_records(Copy, fetch_table(con, "story_copies", story_ids=list(story_ids)))

    def developments(self, story_id: str = "", *, cycle_id: str = "") -> list[Development]:
        """Developments in the order told: of one story, of one cycle, or all."""
        with self.store.news() as con:
            table = fetch_table(con, "developments", story_id=story_id, cycle_id=cycle_id)
            return to_records(Development, table, quotes=Quote, changes=FigureChange)

    def changes(self, story_id: str) -> list[dict[str, Any]]:
        """Merges and splits that a story took part in, oldest first: the columns of
        `store.story_changes`."""
        with self.store.news() as con:
            return to_dicts(fetch_table(con, "story_changes", id=story_id))

    def add_decisions(self, decisions: Sequence[Decision]) -> int:
        """Record what the user decided; placing obeys it from the next cycle on. How many were
        new."""
        with self.store.news() as con:
            table = to_arrow(con, "store.decisions", decisions, decided_at="at")
            return execute_on_rows(con, "add_decisions", table)

    def decisions(self) -> list[Decision]:
        """All decisions of the user, oldest first."""
        with self.store.news() as con:
            return to_records(Decision, fetch_table(con, "decisions"))

    def adopt(self, placement: Placement, now: datetime) -> dict[str, int]:
        """Put articles placed again where `placement` says; counts of new `copies` and of `moved`.

        One transaction. Moves are kept in the history of memberships, stories in `placement` are
        replaced (one that ended names its heir), the copies of the articles named are replaced.
        Developments and alerts stay as they are: tracks follow their story through `merged_into`.
        """
        with self.store.news() as con:
            if placement.memberships:
                ids = [membership.article_id for membership in placement.memberships]
                table = pa.table({"article_id": pa.array(ids, pa.string())})
                execute_on_rows(con, "drop_copies", table)
            copies = write_placement(con, Batch(at=now, placement=placement))
            moved = fetch_table(con, "count_moves", now=now).column("moved")[0].as_py()
        return {"copies": copies, "moved": moved}
