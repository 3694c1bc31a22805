"""Tracks, the stories they follow, and what they have and have not been alerted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from pipeline.alerts.tracks import Assignment
from pipeline.records import Development, FigureChange, Quote, Story, Track
from warehouse.loading import write_follows
from warehouse.rows import execute_on_rows, to_arrow, to_dicts, to_mapping, to_records
from warehouse.store import Connection, Store, execute, fetch_ids_starting, fetch_table

WITHDRAWN: Final = "no longer followed"
"""Detail of the delivery that gives up an alert of a track that was ended."""


@dataclass(frozen=True, slots=True)
class Tracks:
    """Users' requests to follow stories. Every method is one turn: see `Store`."""

    store: Store

    def all(self) -> list[Track]:
        """All tracks, oldest first; `story_id` is the story that theirs was merged into."""
        return self._tracks(active_only=False)

    def active(self) -> list[Track]:
        """The tracks that have not ended, as `all` has them."""
        return self._tracks(active_only=True)

    def save(self, track: Track) -> None:
        """Add a track, or replace that of its id; `active=False`: it became another."""
        with self.store.news() as con:
            _write_track(con, track)

    def end(self, track: Track, now: datetime) -> None:
        """End a track for good: alerts of it that no channel has accepted are given up, and those
        that a cycle under way makes are not taken."""
        with self.store.news() as con:
            _write_track(con, replace(track, active=False), ended_at=now)
            execute(con, "withdraw_alerts", track_id=track.id, now=now, detail=WITHDRAWN)

    def stories(self) -> list[Story]:
        """The living stories that an active track follows."""
        with self.store.reading() as con:
            return to_records(Story, fetch_table(con, "tracked_stories"))

    def follows(self) -> list[Assignment]:
        """What active tracks follow, each story the one that it now lives on in."""
        with self.store.reading() as con:
            return to_records(Assignment, fetch_table(con, "follows"))

    def followed_stories(self) -> list[dict[str, Any]]:
        """The living stories that each active track follows: `track_id, id, title, n_articles,
        since, why, article_id, article_title, score`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "followed_stories"))

    def story_follows(self, story_id: str) -> list[dict[str, Any]]:
        """How tracks came to follow a living story by what they match, oldest first: `track_id,
        since, why, article_id`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "story_follows", story_id=story_id))

    def ids_starting(self, prefix: str) -> list[str]:
        """Ids of tracks, ended ones too, that begin so; ten at most."""
        with self.store.reading() as con:
            return fetch_ids_starting(con, "track", prefix)

    def add_follows(self, assignments: Sequence[Assignment], now: datetime) -> int:
        """Record which stories tracks matched; how many were new."""
        with self.store.news() as con:
            return write_follows(con, assignments, now)

    def alert_counts(self, since: datetime, until: datetime) -> dict[str, int]:
        """Track id -> developments it has alerts for between two times: what its budget counts."""
        with self.store.reading() as con:
            return to_mapping(fetch_table(con, "alert_counts", since=since, until=until))

    def developments_without_alert(
        self, track_id: str, story_id: str, since: datetime
    ) -> list[Development]:
        """Developments of a story since a time that a track has no alert for, in the order told."""
        asked = {"track_id": track_id, "story_id": story_id, "since": since}
        with self.store.reading() as con:
            table = fetch_table(con, "developments_without_alert", **asked)
            return to_records(Development, table, quotes=Quote, changes=FigureChange)

    def _tracks(self, *, active_only: bool) -> list[Track]:
        with self.store.reading() as con:
            return to_records(Track, fetch_table(con, "tracks", active_only=active_only))


def _write_track(con: Connection, track: Track, ended_at: datetime | None = None) -> None:
    table = to_arrow(con, "store.tracks", [track], ended_at=[ended_at])
    execute_on_rows(con, "drop_tracks", table)
    execute_on_rows(con, "add_tracks", table)
