"""`Warehouse(path)`: a folder of files as eleven nouns, and what is done to the whole of it."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from warehouse.articles import Articles
from warehouse.backup import Backup, back_up, restore
from warehouse.batch import Batch, Cycle, Loaded
from warehouse.changes import Changes
from warehouse.channels import Channels
from warehouse.coverage import Coverage
from warehouse.errors import Busy, Full, WarehouseError
from warehouse.feeds import Feeds
from warehouse.integrity import Inspection, inspect_warehouse
from warehouse.lake.address import LakeAddress
from warehouse.lake.compaction import compact_lake
from warehouse.lake.publishing import append_to_lake
from warehouse.loading import load_batch, probe_batch
from warehouse.outbox import Outbox
from warehouse.publishing import publish_copy
from warehouse.retention import Retention
from warehouse.rows import to_dicts
from warehouse.search.index import SearchIndex
from warehouse.sql import QueryResult, Sql
from warehouse.store import Store, fetch_table
from warehouse.stories import Stories
from warehouse.tracks import Tracks
from warehouse.window import StoredWindow

__all__ = [
    "Batch",
    "Busy",
    "Cycle",
    "Full",
    "Loaded",
    "QueryResult",
    "Warehouse",
    "WarehouseError",
]


class Warehouse:
    """A folder of DuckDB files, made on first use and brought up to date by itself.

    feeds = warehouse.feeds.due(now)
    known = warehouse.feeds.known_digests(feed.id for feed in feeds)
    entries = warehouse.feeds.wanted_entries(now)
    new, edits = warehouse.articles.diff(articles)
    window = warehouse.window.read(encoder.name, encoder.sha256)
    history = warehouse.window.history(story_ids)
    warehouse.load(Batch(...))
    warehouse.publish()
    with warehouse.outbox.handover(warehouse.outbox.due(now), now) as handover: ...

    Every call is one turn and one short transaction; `together` lets several that read share a
    turn. All of them raise `Busy` after waiting `wait_s` seconds for another process, `Full` when
    the disk is full, and `WarehouseError` when a file cannot be used: see `Store`.

    `lake`: where everything is published a second time, for readers on other machines.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        wait_s: float = 30.0,
        lake: LakeAddress | None = None,
    ) -> None:
        self.store = Store(path, wait_s=wait_s)
        self.lake = lake
        self.feeds = Feeds(self.store)
        self.articles = Articles(self.store)
        self.stories = Stories(self.store)
        self.changes = Changes(self.store)
        self.coverage = Coverage(self.store)
        self.tracks = Tracks(self.store)
        self.channels = Channels(self.store)
        self.window = StoredWindow(self.store)
        self.outbox = Outbox(self.store)
        self.retention = Retention(self.store)
        self.sql = Sql(self.store)
        self.search = SearchIndex(self.store)

    @property
    def path(self) -> Path:
        """The folder."""
        return self.store.path

    @property
    def public_path(self) -> Path:
        """The published copy, whether or not there is one yet."""
        return self.store.public_path

    @property
    def parts_path(self) -> Path:
        """The folder of the published copy's parts, whether or not there are any."""
        return self.store.parts_path

    def load(self, batch: Batch) -> Loaded:
        """Write a batch: all of it or nothing. The same batch again changes nothing.

        Returns how many rows were new, by noun. Readers of the published copy see them after the
        next `publish`.
        """
        return load_batch(self.store, batch)

    def probe(self, batch: Batch) -> None:
        """Write a batch and take it back: raises what `load` would."""
        probe_batch(self.store, batch)

    def publish(self, *, anew: bool = False) -> Path:
        """Bring the published copy up to date, then the lake, if any; the copy's path.

        See `publish_copy` and `append_to_lake`.
        """
        path = publish_copy(self.store, anew=anew)
        if self.lake is not None:
            append_to_lake(self.store, self.lake, anew=anew)
        return path

    def compact_lake(self, now: datetime, expire_before: datetime | None) -> dict[str, int]:
        """Upkeep of the lake, counted; nothing where there is none: see `compact_lake`."""
        if self.lake is None:
            return {}
        done = compact_lake(self.store, self.lake, now, expire_before)
        return {f"lake {name}": n for name, n in asdict(done).items()}

    def back_up(self, folder: Path) -> Backup:
        """Write what cannot be made anew into a new folder: see `backup`."""
        return back_up(self.store, folder)

    def restore(self, folder: Path) -> Backup:
        """Put a backup in the place of files that are gone: see `backup`."""
        return restore(self.store, folder)

    def inspect(self) -> list[Inspection]:
        """Read all files to their last row and prove what holds of them: see `integrity`."""
        return inspect_warehouse(self.store)

    def together(self) -> AbstractContextManager[None]:
        """Let the calls in the block, which read, share one turn: see `Store.together`."""
        return self.store.together()

    def cycles(self, most: int = 20) -> list[Cycle]:
        """The last cycles, the newest first; one without `ended_at` runs, or was killed."""
        with self.store.reading() as con:
            rows = to_dicts(fetch_table(con, "cycles", most=most))
        return [
            Cycle(**{**row, "counts": dict(row["counts"]), "took_s": dict(row["took_s"])})
            for row in rows
        ]
