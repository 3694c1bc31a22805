"""The eight stages over the warehouse: each takes what the one before made, and adds its own.

feeds -poll-> Batch of polls
entries -fetch-> Fetched -extract-> Read -embed-> Embedded -place-> Batch -load-> Loaded
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import numpy as np

from flows.alerting import tell
from flows.reports.syndication import syndicate
from pipeline import fetch as fetching
from pipeline import poll as polling
from pipeline.notify import notify, send
from pipeline.pages import archive
from pipeline.place import place, slide
from pipeline.records import Alert, Article, Delivery, Entry, Failure, Feed, Matrix, Page
from pipeline.stories.features import article_features
from warehouse.batch import Batch, Cycle, Loaded

if TYPE_CHECKING:
    from flows.services import Services
    from pipeline.stories.window import Window
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Entries that were asked for and what their servers gave."""

    entries: Sequence[Entry]
    pages: Sequence[Page]
    failures: Sequence[Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the pages became: articles not seen before, and edits of known ones."""

    entries: Sequence[Entry]
    articles: Sequence[Article]
    edits: Sequence[Article]
    failures: Sequence[Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A Read with the vectors `[n, 2 * d]` of its new articles."""

    read: Read
    rows: Matrix


class Stages:
    """One cycle's stages; keeps the window between batches, and the counts."""

    def __init__(
        self,
        warehouse: Warehouse,
        services: Services,
        now: datetime,
        kind: Literal["run", "import", "reextract"] = "run",
    ) -> None:
        self.warehouse, self.services, self.now = warehouse, services, now
        self.counts: Counter[str] = Counter()
        self._window: Window | None = None
        self._cycle = Cycle(id=uuid4().hex[:16], kind=kind, started_at=now)

    def poll(self, feeds: Sequence[Feed]) -> Batch:
        """Ask the feeds; what they say that is new comes as entries."""
        services = self.services
        with self.warehouse.together():
            known, taken = self.warehouse.known_digests(feed.id for feed in feeds), self._taken
        polls = services.wait(
            polling.poll(
                feeds, services.client, self.now, known, workers=services.workers, taken=taken
            )
        )
        self._taken += [poll.feed.url for poll in polls]  # some have moved
        self.counts["feeds"] += len(polls)
        self.counts.update(f"feeds {poll.outcome.replace('_', ' ')}" for poll in polls)
        return Batch(at=self.now, polls=polls)

    @cached_property
    def _taken(self) -> list[str]:
        """Addresses of all feeds: one does not move to another's."""
        return [feed.url for feed in self.warehouse.feeds()]

    def fetch(self, entries: Sequence[Entry]) -> Fetched:
        """Ask for the pages that the entries link to."""
        known = self.warehouse.known_articles
        fresh = timedelta(days=self.services.settings.poll.fresh_days)
        asking = fetching.fetch(entries, self.services.client, self.now, known=known, fresh=fresh)
        pages, failures = self.services.wait(asking)
        self.counts["pages"] += len(pages)
        if self.services.settings.extract.archive:
            archive.keep(pages, Path(self.services.settings.extract.archive), self.now)
        return Fetched(entries=entries, pages=pages, failures=failures)

    def extract(self, fetched: Fetched) -> Read:
        """Read the pages, and tell new articles from edits of known ones."""
        from pipeline.extract import extract  # noqa: PLC0415 - trafilatura

        dismissed = {f.entry_id for f in fetched.failures if f.reason in fetching.DISMISSED}
        entries = [entry for entry in fetched.entries if entry.id not in dismissed]
        articles, failures = extract(entries, fetched.pages, self.now, self.services.workers)
        new, edits = self.warehouse.fresh(articles)
        every = [*fetched.failures, *failures]
        return Read(entries=fetched.entries, articles=new, edits=edits, failures=every)

    def embed(self, read: Read) -> Embedded:
        """Give each new article its vectors; with none, no model is loaded."""
        return Embedded(read=read, rows=self.vectors(read.articles))

    def vectors(self, articles: Sequence[Article]) -> Matrix:
        """Give `[n, 2 * d]` rows of the articles."""
        if not articles:
            return np.empty((0, 0), np.float32)
        from pipeline.embed import embed  # noqa: PLC0415 - torch

        return embed(articles, self.services.encoder)

    def place(self, embedded: Embedded) -> Batch:
        """Find copies, stories and, in tracked stories, what is new; compose the alerts."""
        read = embedded.read
        batch = Batch(
            at=self.now, tried=read.entries, articles=read.articles, edits=read.edits,
            embeddings=embedded.rows, failures=read.failures,
        )  # fmt: skip
        if not read.articles and not read.edits:
            return batch
        name, sha256 = self.services.model
        before = self.window()
        placement = place(read.articles, embedded.rows, before, self.services.coefficients)
        self._window = slide(before, placement, read.articles, embedded.rows)
        batch = replace(batch, placement=placement, model=name, sha256=sha256)
        return tell(self.warehouse, self.services, self._window, batch)

    def obey(self) -> Batch:
        """Place nothing new: what the user has decided since is carried out."""
        none = np.empty((0, 0), np.float32)
        placement = place([], none, self.window(), self.services.coefficients)
        return Batch(at=self.now, placement=placement)

    def window(self) -> Window:
        """Give the window as it now stands, from the warehouse once, then slid in memory."""
        if self._window is None:
            name, sha256 = self.services.model
            mended: set[str] = set()
            while lacking := self.warehouse.unready(name, sha256):
                ids, rows = [a.id for a in lacking], self.vectors(lacking)
                if not mended.isdisjoint(ids):
                    raise RuntimeError(f"article {ids[0]} has no features or vector when stored")
                self.warehouse.make_ready(ids, rows, article_features(lacking), name, sha256)
                mended.update(ids)
            days = self.services.settings.place.window_days
            self._window = replace(self.warehouse.window(name, sha256), days=days)
        return self._window

    def load(self, batch: Batch, entries: Sequence[Entry] = ()) -> Loaded:
        """Remember the batch in one transaction, with `entries` that no poll has brought."""
        loaded = self.warehouse.load(replace(batch, entries=entries, cycle=self._cycle))
        for noun in (
            "entries",
            "articles",
            "edits",
            "copies",
            "developments",
            "alerts",
            "failures",
        ):
            self.counts[noun] += getattr(loaded, noun)
        return loaded

    def publish(self) -> None:
        """Put the read-only copy in place, and the feeds of tracks and stories where wanted."""
        self.warehouse.publish()
        if self.services.settings.alerts.feeds:
            syndicate(self.warehouse, Path(self.services.settings.alerts.feeds), self.now)

    def notify(self) -> None:
        """Hand over what is due, message by message, each marked as soon as it is accepted."""
        due, services = self.warehouse.alerts_due(self.now), self.services

        def hand_over(message: Sequence[Alert]) -> Sequence[Delivery]:
            with handover.delivering(message) as attempt:
                tries = attempt.tries
                for sent in send(
                    attempt.alerts, services.channels, self.now, tries, services.patience
                ):
                    attempt.record(sent)
            return attempt.deliveries

        with self.warehouse.handing_over(due, self.now) as handover:
            for delivery in notify(due, services.channels, self.now, hand_over):
                self.counts["delivered" if delivery.accepted else "not delivered"] += 1

    def close(self, took: Mapping[str, float]) -> Cycle:
        """Remember the cycle itself."""
        done = replace(
            self._cycle, ended_at=datetime.now(UTC), counts=dict(self.counts), took_s=dict(took)
        )
        self.warehouse.load(Batch(at=self.now, cycle=done))
        return done
