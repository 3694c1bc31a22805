"""The nine stages over the warehouse: each takes what the one before made, and adds its own.

feeds --poll--> Batch of polls --load--> Loaded
entries --fetch--> FetchedPages --extract--> ExtractedArticles --embed--> EmbeddedArticles
    --place--> Batch --detect--> Batch --load--> Loaded
then, once a cycle, publish and notify
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

from flows.alerting import with_developments
from flows.reports.syndication import syndicate
from pipeline.fetch import DISMISSED, FetchLimits, fetch_pages
from pipeline.notify import notify, send_message
from pipeline.pages import archive
from pipeline.place import place, slide
from pipeline.poll import poll_feeds
from pipeline.records import Alert, Article, Delivery, Entry, Failure, Feed, Matrix, Page
from pipeline.stories.features import article_features
from warehouse.batch import Batch, Cycle, Loaded

if TYPE_CHECKING:
    from flows.services import Services
    from pipeline.stories.window import Window
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPages:
    """Entries that were asked for and what their servers gave."""

    entries: Sequence[Entry]
    pages: Sequence[Page]
    failures: Sequence[Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticles:
    """What the pages became: articles not seen before, and edits of known ones."""

    entries: Sequence[Entry]
    articles: Sequence[Article]
    edits: Sequence[Article]
    failures: Sequence[Failure]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedArticles:
    """Extracted articles with the vectors `[n, 2 * d]` of the new ones."""

    extracted: ExtractedArticles
    vectors: Matrix


class Stages:
    """The stages of one cycle, a method each; keeps the window between batches, and the counts."""

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
        """Poll the feeds; items not seen before, or changed, come as entries."""
        services = self.services
        with self.warehouse.together():
            known, taken = (
                self.warehouse.feeds.known_digests(feed.id for feed in feeds),
                self._taken,
            )
        polls = services.wait(
            poll_feeds(
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
        return [feed.url for feed in self.warehouse.feeds.all()]

    def fetch(self, entries: Sequence[Entry]) -> FetchedPages:
        """Fetch the pages that the entries link to; archive them where the settings say so."""
        known = self.warehouse.articles.known
        limits = FetchLimits(max_age=timedelta(days=self.services.settings.poll.fresh_days))
        request = fetch_pages(entries, self.services.client, self.now, known=known, limits=limits)
        pages, failures = self.services.wait(request)
        self.counts["pages"] += len(pages)
        if self.services.settings.extract.archive:
            archive.write_archive(pages, Path(self.services.settings.extract.archive), self.now)
        return FetchedPages(entries=entries, pages=pages, failures=failures)

    def extract(self, fetched: FetchedPages) -> ExtractedArticles:
        """Extract articles from the pages, and part new ones from edits of known ones."""
        from pipeline.extract import extract_articles  # noqa: PLC0415 - trafilatura

        dismissed = {f.entry_id for f in fetched.failures if f.reason in DISMISSED}
        entries = [entry for entry in fetched.entries if entry.id not in dismissed]
        articles, failures = extract_articles(
            entries, fetched.pages, self.now, self.services.workers
        )
        new, edits = self.warehouse.articles.diff(articles)
        return ExtractedArticles(
            entries=fetched.entries,
            articles=new,
            edits=edits,
            failures=[*fetched.failures, *failures],
        )

    def embed(self, extracted: ExtractedArticles) -> EmbeddedArticles:
        """Give each new article its vectors; with none, no model is loaded."""
        vectors = self.vectors(extracted.articles)
        return EmbeddedArticles(extracted=extracted, vectors=vectors)

    def vectors(self, articles: Sequence[Article]) -> Matrix:
        """Give `[n, 2 * d]` rows of the articles."""
        if not articles:
            return np.empty((0, 0), np.float32)
        from pipeline.embed import embed  # noqa: PLC0415 - torch

        return embed(articles, self.services.encoder)

    def place(self, embedded: EmbeddedArticles) -> Batch:
        """Find the copies among the new articles, and the story of each; the window slides on."""
        extracted, vectors = embedded.extracted, embedded.vectors
        batch = Batch(
            at=self.now,
            tried=extracted.entries,
            articles=extracted.articles,
            edits=extracted.edits,
            embeddings=vectors,
            failures=extracted.failures,
        )
        if not extracted.articles and not extracted.edits:
            return batch
        name, sha256 = self.services.model
        before = self.window()
        placement = place(extracted.articles, vectors, before, self.services.coefficients)
        self._window = slide(before, placement, extracted.articles, vectors)
        return replace(batch, placement=placement, model=name, sha256=sha256)

    def detect(self, batch: Batch) -> Batch:
        """Find what a placed batch adds to followed stories; compose the alerts due for it."""
        if not batch.articles and not batch.edits:
            return batch
        return with_developments(self.warehouse, self.services, self.window(), batch)

    def place_decisions(self) -> Batch:
        """Place no new article: carry out what the user has decided since the last cycle."""
        none = np.empty((0, 0), np.float32)
        placement = place([], none, self.window(), self.services.coefficients)
        return Batch(at=self.now, placement=placement)

    def window(self) -> Window:
        """Give the window as it now stands, from the warehouse once, then slid in memory."""
        if self._window is None:
            name, sha256 = self.services.model
            repaired: set[str] = set()
            while lacking := self.warehouse.window.incomplete(name, sha256):
                ids, rows = [a.id for a in lacking], self.vectors(lacking)
                if not repaired.isdisjoint(ids):
                    raise RuntimeError(f"article {ids[0]} has no features or vector when stored")
                self.warehouse.window.complete(ids, rows, article_features(lacking), name, sha256)
                repaired.update(ids)
            days = self.services.settings.place.window_days
            self._window = replace(self.warehouse.window.read(name, sha256), days=days)
        return self._window

    def load(self, batch: Batch, entries: Sequence[Entry] = ()) -> Loaded:
        """Store the batch in one transaction, with `entries` that no poll has brought."""
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
        due, services = self.warehouse.outbox.due(self.now), self.services

        def send_recorded(message: Sequence[Alert]) -> Sequence[Delivery]:
            with handover.attempt(message) as attempt:
                tries = attempt.tries
                for delivery in send_message(
                    attempt.alerts, services.channels, self.now, tries, services.retry_policy
                ):
                    attempt.record(delivery)
            return attempt.deliveries

        with self.warehouse.outbox.handover(due, self.now) as handover:
            for delivery in notify(due, services.channels, self.now, send_recorded):
                self.counts["delivered" if delivery.accepted else "not delivered"] += 1

    @property
    def cycle_id(self) -> str:
        """Id of this cycle: what its log events carry."""
        return self._cycle.id

    def close(self, took_s: Mapping[str, float]) -> Cycle:
        """Store the cycle itself, ended now."""
        done = replace(
            self._cycle, ended_at=datetime.now(UTC), counts=dict(self.counts), took_s=dict(took_s)
        )
        self.warehouse.load(Batch(at=self.now, cycle=done))
        return done
