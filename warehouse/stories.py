"""Stories: their articles, timelines, developments, merges and splits, the user's decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pyarrow as pa

from pipeline.records import (
    Article,
    Copy,
    Decision,
    Development,
    FigureChange,
    Membership,
    Quote,
    Story,
)
from pipeline.stories.undo import DecisionMove
from pipeline.stories.window import Placement
from warehouse.batch import Batch
from warehouse.loading import write_placement
from warehouse.rows import execute_on_rows, to_arrow, to_dicts, to_mapping, to_records
from warehouse.store import Connection, Store, execute, fetch_ids_starting, fetch_table
from warehouse.story_titles import rename_stories

LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


def told_between(con: Connection, story_ids: Sequence[str]) -> dict[str, datetime]:
    """`since` and `until` of what these stories hold: by zone maps the rest is not read."""
    (bounds,) = to_dicts(fetch_table(con, "story_bounds", story_ids=list(story_ids)))
    return {name: bounds[name] or LONG_AGO for name in ("since", "until")}


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
        with self.store.reading() as con:
            table = fetch_table(con, "stories", since=since, least=least, most=most)
            return to_records(Story, table)

    def get(self, id: str) -> Story | None:
        """One story; of one that was merged away, the one that it is now part of."""
        with self.store.reading() as con:
            table = fetch_table(con, "living_story", id=id)
            stories = to_records(Story, table if len(table) else fetch_table(con, "story", id=id))
        return stories[0] if stories else None

    def of(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Article id -> id of its story; articles without one are left out."""
        with self.store.reading() as con:
            return to_mapping(fetch_table(con, "article_stories", ids=list(article_ids)))

    def members(self, story_ids: Sequence[str]) -> dict[str, list[Article]]:
        """Story id -> its articles as they now read, in the order told."""
        with self.store.reading() as con:
            told = told_between(con, story_ids)
            table = fetch_table(con, "story_articles", story_ids=list(story_ids), **told)
        owners, articles = table.column("story_id").to_pylist(), to_records(Article, table)
        members: dict[str, list[Article]] = {id: [] for id in story_ids}
        for story_id, article in zip(owners, articles, strict=True):
            members[story_id].append(article)
        return members

    def timeline(self, story_id: str) -> list[dict[str, Any]]:
        """Articles of a story in the order told: `id, at, outlet, title, url, lang, version`, how
        they came in (`score, nearest_id, reason`) and as whose copy (`copy_of, copy_kind, share,
        share_back, agency`)."""
        with self.store.reading() as con:
            told = told_between(con, [story_id])
            return to_dicts(fetch_table(con, "timeline", id=story_id, **told))

    def copies(self, story_ids: Sequence[str]) -> list[Copy]:
        """Which articles of these stories are copies of which."""
        with self.store.reading() as con:
            return to_records(Copy, fetch_table(con, "story_copies", story_ids=list(story_ids)))

    def developments(self, story_id: str = "", *, cycle_id: str = "") -> list[Development]:
        """Developments in the order told: of one living story, of one cycle, or all.

        A fact that two stories told before they became one comes once.
        """
        with self.store.reading() as con:
            if story_id:  # the window of the other statement costs 8 ms to plan and set up
                table = fetch_table(con, "story_developments", story_id=story_id)
            else:
                table = fetch_table(con, "developments", cycle_id=cycle_id)
        first: dict[tuple[str, str], Development] = {}
        for told in to_records(Development, table, quotes=Quote, changes=FigureChange):
            first.setdefault((told.id, told.story_id), told)
        return list(first.values())

    def changes(self, story_id: str) -> list[dict[str, Any]]:
        """Merges and splits that a story took part in, oldest first: the columns of
        `store.story_changes`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "story_changes", id=story_id))

    def add_decisions(self, decisions: Sequence[Decision]) -> int:
        """Record what the user decided; placing obeys it from the next cycle on. How many were
        new."""
        with self.store.news() as con:
            table = to_arrow(
                con, "store.decisions", decisions, decided_at="at", id=None, undone_at=None
            )
            return execute_on_rows(con, "add_decisions", table)

    def decisions(self) -> list[Decision]:
        """The decisions of the user that are in force, oldest first."""
        with self.store.reading() as con:
            return to_records(Decision, fetch_table(con, "decisions"))

    def decision_history(self) -> list[dict[str, Any]]:
        """All decisions, those taken back too, oldest first: `id, kind, at, a, b, a_title, b_title,
        in_force, undone_at`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "decision_history"))

    def undo_decision(self, id: str, back: Placement, now: datetime) -> bool:
        """Take a decision back, so that placing no longer obeys it; whether it was in force.

        In the same transaction what it moved is put where `back` says, as `adopt` does; what
        articles told in the story that they leave goes with them.
        """
        with self.store.news() as con:
            if not execute(con, "undo_decision", id=id, now=now):
                return False
            if back.memberships:
                table = to_arrow(con, "store.memberships", back.memberships, since=None)
                execute_on_rows(con, "move_developments", table)
                _put(con, back, now)
                # What has left the window named some of them.
                rename_stories(con, [story.id for story in back.stories])
        return True

    def decision_moves(self, id: str) -> list[DecisionMove]:
        """What carrying out a decision moved, each article as it stood before."""
        with self.store.reading() as con:
            return to_records(DecisionMove, fetch_table(con, "decision_moves", id=id))

    def later_members(self, story_ids: Sequence[str], since: datetime) -> list[Membership]:
        """Articles that came into these stories after a time, in the order they came; founders are
        left out."""
        with self.store.reading() as con:
            table = fetch_table(con, "later_members", story_ids=list(story_ids), since=since)
            return to_records(Membership, table)

    def records(self, ids: Sequence[str]) -> dict[str, Story]:
        """Story id -> the story as it stands, also one that was merged away."""
        with self.store.reading() as con:
            stories = to_records(Story, fetch_table(con, "story_records", ids=list(ids)))
        return {story.id: story for story in stories}

    def heirs(self, ids: Sequence[str]) -> dict[str, str]:
        """Story id -> the living story that it is now part of: mostly itself."""
        with self.store.reading() as con:
            return to_mapping(fetch_table(con, "story_heirs", ids=list(ids)))

    def count_new(self, since: datetime) -> int:
        """How many living stories began with an article placed since a time."""
        with self.store.reading() as con:
            return int(fetch_table(con, "count_new_stories", since=since).column("n")[0].as_py())

    def ids_starting(self, prefix: str) -> list[str]:
        """Ids of stories, merged ones too, that begin so; ten at most."""
        with self.store.reading() as con:
            return fetch_ids_starting(con, "story", prefix)

    def decision_ids_starting(self, prefix: str) -> list[str]:
        """Ids of decisions that begin so; ten at most."""
        with self.store.reading() as con:
            return fetch_ids_starting(con, "decision", prefix)

    def adopt(self, placement: Placement, now: datetime) -> dict[str, int]:
        """Put articles placed again where `placement` says; counts of new `copies` and of `moved`.

        One transaction. Moves are kept in the history of memberships, stories in `placement` are
        replaced (one that ended names its heir), the copies of the articles named are replaced.
        Developments and alerts stay as they are: tracks follow their story through `merged_into`.
        """
        with self.store.news() as con:
            copies = _put(con, placement, now)
            moved = fetch_table(con, "count_moves", now=now).column("moved")[0].as_py()
        return {"copies": copies, "moved": moved}


def _put(con: Connection, placement: Placement, now: datetime) -> int:
    """Write a placement of articles that were placed before; how many copies were new."""
    if placement.memberships:
        ids = [membership.article_id for membership in placement.memberships]
        table = pa.table({"article_id": pa.array(ids, pa.string())})
        execute_on_rows(con, "drop_copies", table)
    return write_placement(con, Batch(at=now, placement=placement))
