"""The stateless stages as this process runs them, and the protocol of all that run them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from flows.completion import article_rows
from flows.poison import SPARED, failures_of
from pipeline.fetch import FetchLimits, fetch_pages
from pipeline.poison import in_parts
from pipeline.records import Article, Entry, Failure, Matrix, Page

if TYPE_CHECKING:
    from flows.services import Services
    from flows.settings import Settings

Known = Callable[[Collection[str]], Collection[str]]
"""Which of some ids are articles already, as in `pipeline.fetch`."""


class StatelessStages(Protocol):
    """Stages that turn records into records and ask no warehouse."""

    def fetch(
        self, entries: Sequence[Entry], now: datetime, known: Known
    ) -> tuple[list[Page], list[Failure]]:
        """Pages and failures of the entries; the pages may be without their bodies."""
        ...

    def with_bodies(self, pages: Sequence[Page]) -> Sequence[Page]:
        """The pages that `fetch` gave, whole."""
        ...

    def extract(
        self, entries: Sequence[Entry], pages: Sequence[Page], now: datetime
    ) -> tuple[list[Article], list[Failure]]:
        """Articles of the entries and failures, from the pages that `fetch` gave."""
        ...

    def embed(self, articles: Sequence[Article]) -> Matrix:
        """Vectors, `[n, 2 * d]`. Raises ValueError for what is no vector."""
        ...


def fetch_limits(settings: Settings) -> FetchLimits:
    """Which entries are too old, as the settings have it."""
    return FetchLimits(max_age=timedelta(days=settings.poll.fresh_days))


@dataclass(frozen=True, slots=True)
class LocalStages:
    """In this process, with its client, its worker processes and its encoder."""

    services: Services

    def fetch(
        self, entries: Sequence[Entry], now: datetime, known: Known
    ) -> tuple[list[Page], list[Failure]]:
        """Pages and failures of the entries."""
        wait, client = self.services.wait, self.services.client
        request = partial(fetch_pages, known=known, limits=fetch_limits(self.services.settings))
        parts, culprits = in_parts(entries, lambda part: wait(request(part, client, now)), SPARED)
        pages = [page for part, _ in parts for page in part]
        failures = [failure for _, part in parts for failure in part]
        return pages, failures + failures_of("fetch", culprits, now)

    def with_bodies(self, pages: Sequence[Page]) -> Sequence[Page]:
        """The pages as they are."""
        return pages

    def extract(
        self, entries: Sequence[Entry], pages: Sequence[Page], now: datetime
    ) -> tuple[list[Article], list[Failure]]:
        """Articles of the entries and failures."""
        from pipeline.extract import extract_articles  # noqa: PLC0415 - trafilatura

        workers = self.services.workers
        parts, culprits = in_parts(
            entries, lambda part: extract_articles(part, pages, now, workers), SPARED
        )
        articles = [article for part, _ in parts for article in part]
        failures = [failure for _, part in parts for failure in part]
        return articles, failures + failures_of("extract", culprits, now)

    def embed(self, articles: Sequence[Article]) -> Matrix:
        """Vectors, `[n, 2 * d]`. Raises ValueError for what is no vector."""
        return article_rows(articles, self.services)
