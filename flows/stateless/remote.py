"""The stateless stages in workers elsewhere: batches cut by site, and put together again."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import numpy as np

from flows.poison import SPARED, failures_of
from flows.sections import AlertSettings, WarehouseSettings, WebSettings
from flows.stateless.files import delete_parts, read_file, write_file
from flows.stateless.local import Known
from flows.stateless.work import EmbedPart, ExtractPart, FetchPart, FetchResult, Result, aged
from pipeline.fetch import Outcome, settle_pages
from pipeline.poison import in_parts
from pipeline.records import Article, Entry, Failure, Matrix, Page
from pipeline.web.urls import site

if TYPE_CHECKING:
    from flows.services import Services


class Engine(Protocol):
    """Who finds a worker for each part: runs `run_part` on references, somewhere."""

    def map(self, references: Sequence[str]) -> None:
        """Return when every part has its result; one whose worker was lost is done elsewhere."""
        ...

    def cancel(self) -> None:
        """Let go of what is under way."""
        ...

    def close(self) -> None:
        """Let go of the workers."""
        ...


@dataclass(slots=True)
class Spent:
    """Seconds that `map` took, and those of them in which the slowest part was worked on."""

    mapped_s: float = 0.0
    worked_s: float = 0.0


@dataclass(slots=True)
class RemoteStages:
    """In workers that `engine` finds, through files in the settings' shared folder."""

    services: Services
    engine: Engine
    spent: Spent = field(default_factory=Spent)
    _bodies: dict[str, str] = field(default_factory=dict)  # entry id -> reference of its part

    def fetch(
        self, entries: Sequence[Entry], now: datetime, known: Known
    ) -> tuple[list[Page], list[Failure]]:
        """Pages without bodies, and failures; a site's pages are asked for by one worker."""
        hosts = self.services.wait(self.services.client.politeness.states())
        parts = [
            FetchPart(settings=self._settings(), entries=part, now=now, hosts=hosts, at=time.time())
            for part in by_site(entries, self.services.settings.stages.parts)
        ]
        outcomes: dict[str, Outcome] = {}
        for part, (reference, value) in zip(parts, self._map("fetch", parts), strict=True):
            result: FetchResult = value
            states = aged(result.hosts, time.time() - result.at)
            self.services.wait(self.services.client.politeness.adopt(states))
            for entry, outcome in zip(part.entries, result.outcomes, strict=True):
                outcomes[entry.id] = outcome
                if isinstance(outcome, Page):
                    self._bodies[entry.id] = reference
        settled, culprits = in_parts(
            entries,
            lambda some: settle_pages(some, [outcomes[entry.id] for entry in some], known),
            SPARED,
        )
        pages = [page for some, _ in settled for page in some]
        failures = [failure for _, some in settled for failure in some]
        return pages, failures + failures_of("fetch", culprits, now)

    def with_bodies(self, pages: Sequence[Page]) -> Sequence[Page]:
        """The pages, whole, read back from the shared folder."""
        bodies: dict[str, bytes] = {}
        for reference in {self._bodies[page.entry_id] for page in pages}:
            bodies |= read_file(f"{reference}.bodies")
        return [replace(page, body=bodies[page.entry_id]) for page in pages]

    def extract(
        self, entries: Sequence[Entry], pages: Sequence[Page], now: datetime
    ) -> tuple[list[Article], list[Failure]]:
        """Articles in the order of their entries, and failures."""
        parts, used = [], set()
        for part in by_site(entries, self.services.settings.stages.parts):
            ids = {entry.id for entry in part}
            own = [page for page in pages if page.entry_id in ids]
            references = {self._bodies[page.entry_id] for page in own}
            used |= references
            files = [f"{reference}.bodies" for reference in sorted(references)]
            parts.append(
                ExtractPart(
                    settings=self._settings(), entries=part, pages=own, bodies=files, now=now
                )
            )
        results = [value for _, value in self._map("extract", parts)]
        delete_parts(used, [".bodies"])
        for entry in entries:
            self._bodies.pop(entry.id, None)
        place = {entry.id: n for n, entry in enumerate(entries)}
        articles = [article for some, _ in results for article in some]
        failures = [failure for _, some in results for failure in some]
        return sorted(articles, key=lambda article: place[article.id]), failures

    def embed(self, articles: Sequence[Article]) -> Matrix:
        """Vectors in the order of the articles: they do not depend on how these were cut."""
        count = min(self.services.settings.stages.parts, len(articles))
        cuts = np.array_split(np.arange(len(articles)), max(1, count))
        parts = [
            EmbedPart(settings=self._settings(), articles=[articles[i] for i in cut])
            for cut in cuts
        ]
        return np.vstack([rows for _, rows in self._map("embed", parts)])

    def cancel(self) -> None:
        """Let go of what is under way."""
        self.engine.cancel()

    def close(self) -> None:
        """Let go of the workers, and of bodies that nobody extracted."""
        self.engine.close()
        delete_parts(set(self._bodies.values()), [".bodies"])

    def _map(self, stage: str, parts: Sequence[Any]) -> list[tuple[str, Any]]:
        """Each part's reference and result. Raises what a part's work raised."""
        batch = f"{self.services.settings.stages.folder.rstrip('/')}/{uuid4().hex}-{stage}"
        references = [f"{batch}-{n}" for n in range(len(parts))]
        began = time.perf_counter()
        try:
            for reference, part in zip(references, parts, strict=True):
                write_file(f"{reference}.in", part)
            self.engine.map(references)
            results: list[Result] = [read_file(f"{reference}.out") for reference in references]
        finally:
            delete_parts(references, [".in", ".begun", ".out"])
        self.spent.mapped_s += time.perf_counter() - began
        self.spent.worked_s += max((result.seconds for result in results), default=0.0)
        for result in results:
            if result.fault is not None:
                raise result.fault
        return [(ref, result.value) for ref, result in zip(references, results, strict=True)]

    def _settings(self) -> Any:
        """What workers need of the settings: no channel, no token, no password."""
        return replace(
            self.services.settings,
            channels=(),
            alerts=AlertSettings(),
            web=WebSettings(),
            warehouse=WarehouseSettings(),
        )


def by_site(entries: Sequence[Entry], parts: int) -> list[list[Entry]]:
    """At most so many parts of about equal size; the entries of a site are in one, in order."""
    sites: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        sites[site(entry.url) or entry.feed_id].append(index)
    cuts: list[list[int]] = [[] for _ in range(min(parts, len(sites)))]
    for own in sorted(sites.values(), key=lambda own: (-len(own), own)):
        min(cuts, key=len).extend(own)
    return [[entries[index] for index in sorted(cut)] for cut in cuts]
