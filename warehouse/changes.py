"""What became known since a position: stories begun, developments, merges and splits, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.records import Development, FigureChange, Quote, Story
from warehouse.rows import to_dicts, to_records
from warehouse.store import Store, fetch_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """How far a reader has come: the last ordinal seen of each kind of row. They only grow."""

    articles: int = -1  # of `store.places`; articles count from 0
    developments: int = 0  # these count from 1
    changes: int = 0


BEGINNING = Positions()
"""Before everything."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What became known, in the order it did. Every method is one turn: see `Store`."""

    store: Store

    def positions(self) -> Positions:
        """How far the warehouse has come."""
        with self.store.reading() as con:
            return to_records(Positions, fetch_table(con, "change_positions"))[0]

    def positions_at(self, at: datetime) -> Positions:
        """How far it had come at a time, by the times of cycles and of what users decided."""
        with self.store.reading() as con:
            return to_records(Positions, fetch_table(con, "change_positions_at", at=at))[0]

    def stories(self, after: int, most: int) -> list[tuple[int, Story]]:
        """Living stories whose first article was placed after an ordinal, with that ordinal."""
        with self.store.reading() as con:
            table = fetch_table(con, "stories_begun", after=after, most=most)
        return list(zip(table.column("seq").to_pylist(), to_records(Story, table), strict=True))

    def developments(self, after: int, most: int) -> list[tuple[int, str, Development]]:
        """Developments known after an ordinal: that ordinal, the story's title, the development.

        Each stands under its present story; the same fact comes once in a story.
        """
        with self.store.reading() as con:
            table = fetch_table(con, "developments_after", after=after, most=most)
        developments = to_records(Development, table, quotes=Quote, changes=FigureChange)
        seqs, titles = (table.column(name).to_pylist() for name in ("seq", "story_title"))
        return list(zip(seqs, titles, developments, strict=True))

    def moves(self, after: int, most: int) -> list[dict[str, Any]]:
        """Merges and splits known after an ordinal: the columns of `store.story_changes`, and
        `story_title, other_title`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "story_changes_after", after=after, most=most))
