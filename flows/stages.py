"""The nine stages over the warehouse: each takes what the one before made, and adds its own.

feeds --poll--> Batch of polls --load--> Loaded
entries --fetch--> FetchedPages --extract--> ExtractedArticles --embed--> EmbeddedArticles
    --place--> Batch --detect--> Batch --load--> Loaded
then, once a cycle, notify and publish
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import numpy as np

from flows.alerting import unsilenced, with_developments
from flows.channels import known_channels
from flows.completion import complete_window
from flows.handoffs import (
    EmbeddedArticles,
    ExtractedArticles,
    FetchedPages,
    batch_of,
    entries_of,
    without_articles,
    without_rows,
)
from flows.logs import log_event, log_failures
from flows.poison import (
    SPARED,
    archived,
    control_article,
    failures_of,
    is_poison,
    lake_failure,
    loadable_polls,
    send_or_fail,
)
from flows.reports.syndication import syndicate
from flows.stateless.engines import stateless_stages
from flows.wanted import WantedEntries
from pipeline.channels.messages import DigestAlert
from pipeline.feeds.outage import is_outage, without_blame
from pipeline.fetch import DISMISSED
from pipeline.notify import messages, notify
from pipeline.place import place, slide
from pipeline.poison import as_one, in_parts, poison_failure, program_version
from pipeline.poll import poisoned_poll, poll_feeds
from pipeline.records import Alert, Article, Delivery, Entry, Failure, Feed, Matrix
from pipeline.web.urls import canonical
from warehouse.batch import Batch, Cycle, Loaded
from warehouse.errors import LakeError

if TYPE_CHECKING:
    from flows.services import Services
    from flows.stateless.local import StatelessStages
    from pipeline.stories.window import Placement, Window
    from warehouse.warehouse import Warehouse


__all__ = ["EmbeddedArticles", "ExtractedArticles", "FetchedPages", "Stages"]


OFFLINE = "no site can be reached: is this machine's network out? all feeds are asked again soon"
"""Logged for a batch of feeds that says so; the rest of the feeds is left for the next cycle."""

FETCHES = 4
"""Batches fetched at once: a site's next pages need not wait for the slowest site of a batch. At
most so many batches of pages are then in memory, and as many requests in flight as the settings
allow. Chosen by hand (2026-11)."""

_LOADED = ("entries", "articles", "edits", "copies", "developments", "alerts", "failures")


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
        self._fetched = threading.Lock()  # one batch after another, though several are fetched
        self.offline = False  # the feeds polled last say that there is no network
        self._window: Window | None = None
        self._before: Window | None = None  # the window as the batch at hand met it
        self._noted: list[Failure] = []  # loaded with the next load
        self._wanted = WantedEntries()
        self._cycle = Cycle(id=uuid4().hex[:16], kind=kind, started_at=now)

    def poll(self, feeds: Sequence[Feed]) -> Batch:
        """Poll the feeds; items not seen before, or changed, come as entries."""
        services = self.services
        with self.warehouse.together():
            known, taken = (
                self.warehouse.feeds.known_digests(feed.id for feed in feeds),
                self._taken,
            )
        request = partial(poll_feeds, known=known, workers=services.workers, taken=taken)
        parts, culprits = in_parts(
            feeds, lambda part: services.wait(request(part, services.client, self.now)), SPARED
        )
        polls = [poll for part in parts for poll in part]
        if not culprits and is_outage(feeds, polls):
            polls, self.offline = without_blame(feeds, polls, self.now), True
            log_event(logging.WARNING, OFFLINE, cycle=self.cycle_id, stage="poll", count=len(polls))
        polls += [poisoned_poll(each.item, each.fault, self.now) for each in culprits]
        self._taken |= {canonical(poll.feed.url) for poll in polls}  # some have moved
        self.counts["feeds"] += len(polls)
        self.counts.update(f"feeds {poll.outcome.replace('_', ' ')}" for poll in polls)
        return Batch(at=self.now, polls=polls)

    @cached_property
    def _taken(self) -> set[str]:
        """Canonical addresses of all feeds: one does not move to another's."""
        return {canonical(feed.url) for feed in self.warehouse.feeds.all()}

    def wanted_entries(self) -> list[Entry]:
        """Entries to fetch, those that were poison to another version of the program too.

        None where there is no network: they stay wanted, and no try is counted.
        """
        if self.offline:
            return []
        wanted = self.warehouse.feeds.wanted_entries(self.now, version=program_version())
        self._wanted = WantedEntries(wanted)
        return wanted

    def at_once(self, name: str) -> int:
        """Batches that a stage may have under way: several wait for their sites together.

        Workers elsewhere keep what a site is owed from one batch to the next.
        """
        local = self.services.settings.stages.workers == "local"
        return FETCHES if name == "fetch" and local else 1

    def fetch(self, entries: Sequence[Entry]) -> FetchedPages:
        """Fetch the pages that the entries link to; archive them where the settings say so."""

        def known(ids: Collection[str]) -> Mapping[str, str]:
            return self.warehouse.articles.titles(ids) | self._wanted.titles_before(entries, ids)

        pages, failures = self._stateless.fetch(entries, self.now, known)
        with self._fetched:
            self.counts["pages"] += len(pages)
            if folder := self.services.settings.extract.archive:
                whole = self._stateless.with_bodies(pages)
                failures += archived(whole, Path(folder), self.now)
        return FetchedPages(entries=entries, pages=pages, failures=failures)

    def extract(self, fetched: FetchedPages) -> ExtractedArticles:
        """Extract articles from the pages, and part new ones from edits of known ones."""
        dismissed = {f.entry_id for f in fetched.failures if f.reason in DISMISSED}
        entries = [entry for entry in fetched.entries if entry.id not in dismissed]
        articles, failures = self._stateless.extract(entries, fetched.pages, self.now)
        new, edits = self.warehouse.articles.diff(articles)
        return ExtractedArticles(
            entries=fetched.entries,
            articles=new,
            edits=edits,
            failures=[*fetched.failures, *failures],
        )

    def embed(self, extracted: ExtractedArticles) -> EmbeddedArticles:
        """Give each new article its vectors; with none, no model is loaded."""
        if not extracted.articles:
            return EmbeddedArticles(extracted=extracted, vectors=self.vectors([]))
        if self.services.settings.stages.workers == "local":
            _ = self.services.encoder  # here: what its loading raises is no article's fault
        vectors, culprits = as_one(
            extracted.articles, self.vectors, SPARED, lambda: self.vectors([self._control])
        )
        return EmbeddedArticles(
            extracted=without_articles(extracted, culprits, self.now), vectors=vectors
        )

    def vectors(self, articles: Sequence[Article]) -> Matrix:
        """Give `[n, 2 * d]` rows of the articles. Raises ValueError for one that is no vector."""
        if not articles:
            return np.empty((0, 0), np.float32)
        return self._stateless.embed(articles)

    @cached_property
    def _stateless(self) -> StatelessStages:
        return stateless_stages(self.services)

    @property
    def _control(self) -> Article:
        return control_article(self.now)

    def place(self, embedded: EmbeddedArticles) -> Batch:
        """Find the copies among the new articles, and the story of each; the window slides on."""
        extracted, vectors = embedded.extracted, embedded.vectors
        self._before = self._window
        if not extracted.articles and not extracted.edits:
            return batch_of(embedded, self.now)
        before, coefficients = self.window(), self.services.coefficients

        def place_rows(rows: Sequence[int]) -> Placement:
            articles = [extracted.articles[row] for row in rows]
            return place(articles, vectors[np.array(rows, np.int64)], before, coefficients)

        placement, culprits = as_one(
            range(len(vectors)), place_rows, SPARED,
            lambda: place([self._control], vectors[:1], before, coefficients),
        )  # fmt: skip
        embedded = without_rows(embedded, culprits, self.now)
        self._before = before
        self._window = slide(before, placement, embedded.extracted.articles, embedded.vectors)
        name, sha256 = self.services.model
        batch = batch_of(embedded, self.now)
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
            self._note(complete_window(self.warehouse, self.services, self.now, self.cycle_id))
            days = self.services.settings.place.window_days
            window, index = self.warehouse.window.read(name, sha256), self.services.neighbours()
            self._window = replace(window, days=days, neighbours=index)
        return self._window

    def load(self, batch: Batch, entries: Sequence[Entry] = ()) -> Loaded:
        """Store the batch in one transaction, with `entries` that no poll has brought."""
        batch = replace(
            batch, entries=entries, cycle=self._cycle, failures=[*batch.failures, *self._noted]
        )
        try:
            loaded = self.warehouse.load(batch)
        except Exception as fault:
            if not is_poison(fault) or not (batch.polls or batch.tried):
                raise
            loaded = self.warehouse.load(self._loadable(batch))
        self._noted = []
        for noun in _LOADED:
            self.counts[noun] += getattr(loaded, noun)
        return loaded

    def _loadable(self, batch: Batch) -> Batch:
        """The batch, made anew without the entries that break its transaction."""
        if batch.polls:
            return loadable_polls(self.warehouse, batch)

        def probe(entries: Sequence[Entry]) -> Batch:
            self._window = self._before
            part = self.detect(self.place(entries_of(batch, entries)))
            ids = {entry.id for entry in entries}
            own = [entry for entry in batch.entries if entry.id in ids]
            part = replace(part, entries=own, cycle=batch.cycle)
            self.warehouse.probe(part)
            return part

        rest, culprits = as_one(batch.tried, probe, SPARED)
        failures = failures_of("load", culprits, self.now)
        tried = [*rest.tried, *(each.item for each in culprits)]
        return replace(rest, tried=tried, failures=[*rest.failures, *failures])

    def _note(self, failures: Sequence[Failure]) -> None:
        """Keep failures of stages that give no batch for the next load, and log them."""
        self._noted += failures
        log_failures(failures, self.cycle_id)

    def publish(self) -> None:
        """Put in place what readers see: search index, feeds of tracks and stories, the copy."""
        self._index()
        if self.services.settings.alerts.feeds:
            folder = Path(self.services.settings.alerts.feeds)
            self._note(syndicate(self.warehouse, folder, self.now))
        try:
            self.warehouse.publish()
        except LakeError as fault:  # the copy is in place; the lake takes it up next time
            self._note([lake_failure(self.warehouse, fault, self.now)])

    def _index(self) -> None:
        """Bring the search index up to date; where that fails, a failure: it is mended later."""
        try:
            self.warehouse.search.refresh(*self.services.model)
        except Exception as fault:
            if not is_poison(fault):
                raise
            url = str(self.warehouse.search.folder)
            self._note([poison_failure("publish", fault, self.now, url=url)])

    def notify(self) -> None:
        """Hand over what is due, message by message, each marked as soon as it is accepted."""
        outbox, services = self.warehouse.outbox, self.services
        due = unsilenced(self.warehouse, outbox.due(self.now), self.now, services.zone)
        channels = known_channels(services.settings, self.warehouse)
        send = partial(send_or_fail, channels, services.retry_policy, self.now)
        known = {alert.id for alert in due if isinstance(alert, DigestAlert)}
        cut = [alert for message in messages(due, channels) for alert in message]
        outbox.add_digest_parts(
            [alert for alert in cut if isinstance(alert, DigestAlert) and alert.id not in known]
        )

        def send_recorded(message: Sequence[Alert]) -> Sequence[Delivery]:
            with handover.attempt(message) as attempt:
                sent, failure = send(attempt.alerts, attempt.tries)
                self._note([failure] if failure else [])
                for delivery in sent:
                    attempt.record(delivery)
            return attempt.deliveries

        with outbox.handover(cut, self.now) as handover:
            for delivery in notify(cut, channels, self.now, send_recorded):
                self.counts["delivered" if delivery.accepted else "not delivered"] += 1

    @property
    def cycle_id(self) -> str:
        """Id of this cycle: what its log events carry."""
        return self._cycle.id

    def close(self, took_s: Mapping[str, float]) -> Cycle:
        """Store the cycle itself, ended now; again with what came after it was closed first."""
        self.counts["failures"] += len(self._noted)
        done = replace(
            self._cycle, ended_at=datetime.now(UTC), counts=dict(self.counts), took_s=dict(took_s)
        )
        self.warehouse.load(Batch(at=self.now, cycle=done, failures=self._noted))
        self._noted = []
        return done
