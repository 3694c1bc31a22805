"""What wishes follow, and what composing their alerts asks of the stories they found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pipeline.alerts.tracks import Assignment
from pipeline.records import Copy, Development, FigureChange, Quote
from warehouse.rows import append, incoming, pairs, records
from warehouse.store import Connection, Store, ask


class Following(Store):
    """Which wish follows which stories, since when and why."""

    def follow(self, assignments: Sequence[Assignment], now: datetime) -> int:
        """Remember which stories wishes found; how many were new."""
        with self.news() as con:
            return add_follows(con, assignments, now)

    def follows(self) -> list[Assignment]:
        """What active wishes follow, each story the one that it now lives on in."""
        with self.news() as con:
            return records(Assignment, ask(con, "follows"))

    def told_since(self, since: datetime) -> dict[str, int]:
        """Track id -> developments it was told since a time: what its budget counts."""
        with self.news() as con:
            return pairs(ask(con, "told_since", since=since))

    def untold(self, track_id: str, story_id: str, since: datetime) -> list[Development]:
        """What a story has added since a time and a wish has no alert for, in the order told."""
        with self.news() as con:
            answer = ask(con, "untold", track_id=track_id, story_id=story_id, since=since)
            return records(Development, answer, quotes=Quote, changes=FigureChange)

    def story_copies(self, story_ids: Sequence[str]) -> list[Copy]:
        """Which articles of these stories are copies of which."""
        with self.news() as con:
            return records(Copy, ask(con, "story_copies", story_ids=list(story_ids)))


def add_follows(con: Connection, assignments: Sequence[Assignment], now: datetime) -> int:
    """Append what is not there yet; the number of new rows."""
    if not assignments:
        return 0
    table = incoming(con, "store.follows", assignments, since=[now] * len(assignments))
    return append(con, "add_follows", table)
