"""Archived pages extracted again with today's rules; a text that differs is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cycle_lock import cycle_lock
from flows.services import Services
from flows.stages import FetchedPages, Stages
from pipeline.pages.archive import read_archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from flows.settings import Settings
    from pipeline.records import Page
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class ReextractReport:
    """Counts; `unknown_pages` are of entries that the warehouse does not have, and left out."""

    pages: int
    unknown_pages: int
    articles: int
    edits: int
    failures: int


def reextract_archive(
    warehouse: Warehouse, settings: Settings, folder: Path, now: datetime
) -> ReextractReport:
    """Extract every page of the archive in `folder` again, and place and load what changed.

    Raises ArchiveError for a damaged file, Busy when a cycle runs for over a minute.
    """
    n_pages = n_unknown = 0
    with cycle_lock(warehouse, wait_s=60.0), Services(settings) as services:
        do = Stages(warehouse, services, now, kind="reextract")
        for pages in _batches(read_archive(folder), settings.stages.batch):
            entries = {
                entry.id: entry for entry in warehouse.feeds.entries([p.entry_id for p in pages])
            }
            known = [page for page in pages if page.entry_id in entries]
            n_pages += len(pages)
            n_unknown += len(pages) - len(known)
            if known:
                fetched = FetchedPages(entries=list(entries.values()), pages=known, failures=[])
                do.load(do.detect(do.place(do.embed(do.extract(fetched)))))
        do.close({})
        do.publish()
    return ReextractReport(
        pages=n_pages,
        unknown_pages=n_unknown,
        articles=do.counts["articles"],
        edits=do.counts["edits"],
        failures=do.counts["failures"],
    )


def _batches(pages: Iterator[Page], size: int) -> Iterator[Sequence[Page]]:
    """Cut into batches in which no entry comes twice: the later page is the later version."""
    while chunk := list(islice(pages, size)):
        batch: dict[str, Page] = {}
        for page in chunk:
            if page.entry_id in batch:
                yield list(batch.values())
                batch = {}
            batch[page.entry_id] = page
        yield list(batch.values())
