"""What became of things: alerts, feeds, cycles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from warehouse.batch import Cycle
from warehouse.rows import plain_rows
from warehouse.store import Store, ask
from warehouse.stories import LONG_AGO


class Showing(Store):
    """Lists for people and for programs."""

    def alerts(self, story_id: str = "", since: datetime = LONG_AGO) -> list[dict[str, Any]]:
        """Alerts, the newest first: `id, track_id, development_id, story_id, channel, created_at,
        due_at, title, text, state, delivered_at, attempts`; see the view `alerts`."""
        with self.news() as con:
            return plain_rows(ask(con, "alerts", story_id=story_id, since=since))

    def feeds_health(self) -> list[dict[str, Any]]:
        """How well each feed serves, the worst first: the columns of the view `feed_health`, and
        `reasons`, failures counted by reason."""
        with self.news() as con:
            return [
                {**row, "reasons": dict(row["reasons"])}
                for row in plain_rows(ask(con, "feeds_health"))
            ]

    def cycles(self, most: int = 20) -> list[Cycle]:
        """The last cycles, the newest first; one without `ended_at` runs, or was killed."""
        with self.news() as con:
            rows = plain_rows(ask(con, "cycles", most=most))
        return [
            Cycle(**{**row, "counts": dict(row["counts"]), "took_s": dict(row["took_s"])})
            for row in rows
        ]
