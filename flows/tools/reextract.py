"""Archived pages read again with today's rules; what reads differently is a new version."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flows.cycle import ENTRIES, cycle_lock
from flows.services import Services
from flows.stages import FetchedPages, Stages
from pipeline.pages.archive import read_archive

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from flows.settings import Settings
    from pipeline.records import Page
    from warehouse.warehouse import Warehouse


def reread(warehouse: Warehouse, settings: Settings, folder: Path, now: datetime) -> dict[str, int]:
    """Extract every archived page again; how many pages, new articles, edits, failures.

    Pages of entries that the warehouse does not know are passed over, and counted.
    """
    counts = {"pages": 0, "unknown pages": 0}
    with cycle_lock(warehouse, wait_s=60.0), Services(settings) as services:
        do = Stages(warehouse, services, now, kind="reextract")
        for pages in _batches(read_archive(folder)):
            entries = {
                entry.id: entry for entry in warehouse.feeds.entries([p.entry_id for p in pages])
            }
            known = [page for page in pages if page.entry_id in entries]
            counts["pages"] += len(pages)
            counts["unknown pages"] += len(pages) - len(known)
            if known:
                fetched = FetchedPages(entries=list(entries.values()), pages=known, failures=[])
                do.load(do.detect(do.place(do.embed(do.extract(fetched)))))
        do.publish()
        do.close({})
    return counts | {noun: do.counts[noun] for noun in ("articles", "edits", "failures")}


def _batches(pages: Iterator[Page]) -> Iterator[Sequence[Page]]:
    """Cut into batches in which no entry comes twice: the later page is the later version."""
    while some := list(islice(pages, ENTRIES)):
        batch: dict[str, Page] = {}
        for page in some:
            if page.entry_id in batch:
                yield list(batch.values())
                batch = {}
            batch[page.entry_id] = page
        yield list(batch.values())
