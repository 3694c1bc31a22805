"""Entries -> pages: the bytes behind each entry's link, within robots.txt and the host's pace.

    pages, failures = await fetch(entries, client, now)

Every entry is in exactly one of the two lists, except one whose page has not changed since (304).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline import robots
from pipeline.client import Client, Response
from pipeline.reasons import Reason
from pipeline.records import Entry, Failure, Page

FLIGHTS = 256
"""Entries in hand at once, most of them waiting for their host's turn."""

_NOT_TEXT = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


async def fetch(
    entries: Sequence[Entry],
    client: Client,
    now: datetime,
    *,
    validators: Mapping[str, tuple[str | None, str | None]] | None = None,
) -> tuple[list[Page], list[Failure]]:
    """Pages and failures, each in the order of their entries.

    `validators` (entry id -> ETag, Last-Modified of the page fetched before) makes the fetch
    conditional: a page that answers 304 is in neither list.
    """
    known = validators or {}
    rules = robots.Rules(client, now)
    flights = asyncio.Semaphore(FLIGHTS)

    async def one(entry: Entry) -> Page | Failure | None:
        async with flights:
            return await _fetch(entry, client, rules, now, known.get(entry.id, (None, None)))

    found = await asyncio.gather(*(one(entry) for entry in entries))
    return (
        [f for f in found if isinstance(f, Page)],
        [f for f in found if isinstance(f, Failure)],
    )


async def _fetch(
    entry: Entry,
    client: Client,
    rules: robots.Rules,
    now: datetime,
    validators: tuple[str | None, str | None],
) -> Page | Failure | None:
    if not entry.url:
        return _failure(entry, now, Reason.NO_LINK)
    if client.settings.robots and (refused := await rules.refuse(entry.url)):
        return _named(refused, entry)
    etag, modified = validators
    answer = await client.get(entry.url, now=now, kind="page", etag=etag, last_modified=modified)
    if isinstance(answer, Failure):
        return _named(answer, entry)
    return None if answer.status == 304 else _page(entry, answer, now)


def _page(entry: Entry, answer: Response, now: datetime) -> Page | Failure:
    if not answer.whole:
        return _failure(entry, now, Reason.CUT_SHORT)
    if not answer.body.strip():
        return _failure(entry, now, Reason.EMPTY_BODY)
    if answer.content_type.startswith(_NOT_TEXT) or answer.body.startswith(b"%PDF-"):
        return _failure(entry, now, Reason.NOT_HTML, answer.content_type)
    return Page(
        entry_id=entry.id,
        url=answer.url,
        status=answer.status,
        content_type=answer.headers.get("content-type", ""),
        body=answer.body,
        fetched_at=now,
        etag=answer.etag,
        last_modified=answer.last_modified,
    )


def _failure(entry: Entry, now: datetime, reason: str, detail: str = "") -> Failure:
    return Failure(
        stage="fetch",
        url=entry.url,
        reason=reason,
        detail=detail,
        at=now,
        feed_id=entry.feed_id,
        entry_id=entry.id,
    )


def _named(failure: Failure, entry: Entry) -> Failure:
    return replace(failure, stage="fetch", url=entry.url, feed_id=entry.feed_id, entry_id=entry.id)
