"""Entries -> pages: the bytes behind each entry's link, within robots.txt and the host's pace.

    pages, failures = await fetch(entries, client, now)

Every entry is in exactly one of the two lists, except one whose page has not changed since (304).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.feeds import declared
from pipeline.reasons import Reason
from pipeline.records import Entry, Failure, Page
from pipeline.web import robots, urls
from pipeline.web.client import Client, Response
from pipeline.web.politeness import interleaved

BUDGET_S = 240.0
"""Wall seconds for one call. A site with 300 new pages, or a Crawl-delay of 30 s, must not keep
the news of all others waiting: what is left then comes in the next cycle."""

FIRST_RETRY = timedelta(minutes=10)
LAST_RETRY = timedelta(days=1)
"""A page that failed for the moment is tried again after as long as its entry has been known, so
at about 10, 20, 40 ... minutes, and no more once the entry is a day old: then it is no news."""

_WORTH_A_RETRY = frozenset(
    {
        Reason.BAD_ENCODING,
        Reason.CHALLENGE,
        Reason.CONNECT,
        Reason.CUT_SHORT,
        Reason.DNS,
        Reason.EMPTY_BODY,
        Reason.HOST_PAUSED,
        Reason.NOT_FOUND,  # some sites announce an article minutes before it can be read
        Reason.PROTOCOL,
        Reason.RESET,
        Reason.ROBOTS_UNREACHABLE,
        Reason.SERVER_ERROR,
        Reason.TIMEOUT,
        Reason.TOO_MANY_REQUESTS,
    }
)
DISMISSED = frozenset({Reason.SAME_ARTICLE, Reason.TOO_OLD})
"""Failures of entries that become no article even when their feed carries the full text."""
_NOT_TEXT = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


@dataclass(frozen=True, slots=True)
class _Round:
    """What all entries of one call share."""

    client: Client
    rules: robots.RobotsRules
    now: datetime
    fresh: timedelta
    validators: Mapping[str, tuple[str | None, str | None]]


async def fetch_pages(  # noqa: PLR0913 - what, with what, and what is known already
    entries: Sequence[Entry],
    client: Client,
    now: datetime,
    *,
    validators: Mapping[str, tuple[str | None, str | None]] | None = None,
    known: Callable[[Collection[str]], Collection[str]] | None = None,
    fresh: timedelta = timedelta.max,
    budget_s: float = BUDGET_S,
) -> tuple[list[Page], list[Failure]]:
    """Pages and failures, each in the order of their entries.

    `validators` (entry id -> ETag, Last-Modified of the page fetched before) makes the fetch
    conditional: a page that answers 304 is in neither list. `known` says which of some ids are
    articles already: an entry whose page calls itself by such an article's address is a failure
    (`same_article`), as is the second of two entries with one page. An entry published longer than
    `fresh` before it was first seen is not asked for (`too_old`): new feeds often carry years.
    Entries whose turn has not come after `budget_s` are failures that may be retried at once
    (`postponed`).
    """
    if not entries:
        return [], []
    shared = _Round(client, robots.RobotsRules(client, now), now, fresh, validators or {})
    order = interleaved([entry.url for entry in entries])
    tasks = {index: asyncio.create_task(_fetch_page(entries[index], shared)) for index in order}
    done, late = await asyncio.wait(tasks.values(), timeout=budget_s)
    for task in late:
        task.cancel()
    shared.rules.close()
    await asyncio.gather(*late, return_exceptions=True)
    found = [
        tasks[index].result() if tasks[index] in done else _postponed(entry, now)
        for index, entry in enumerate(entries)
    ]
    found = _without_same_articles(entries, found, known)
    return (
        [each for each in found if isinstance(each, Page)],
        [each for each in found if isinstance(each, Failure)],
    )


def _without_same_articles(
    entries: Sequence[Entry],
    found: Sequence[Page | Failure | None],
    known: Callable[[Collection[str]], Collection[str]] | None,
) -> list[Page | Failure | None]:
    """A page whose own address is another entry's is that article again, and no new one."""
    found = _with_trusted_addresses(entries, found)
    meant = [_canonical_id(each) for each in found]
    told = {entry.id for entry in entries}
    told.update(known({m for m in meant if m} - told) if known else ())
    first: dict[str, str] = {}
    kept: list[Page | Failure | None] = []
    for entry, each, own in zip(entries, found, meant, strict=True):
        same = own in told or first.setdefault(own, entry.id) != entry.id
        if isinstance(each, Page) and own != entry.id and same:
            kept.append(_failure(entry, each.fetched_at, Reason.SAME_ARTICLE, each.canonical))
        else:
            kept.append(each)
    return kept


def _with_trusted_addresses(
    entries: Sequence[Entry], found: Sequence[Page | Failure | None]
) -> list[Page | Failure | None]:
    """Pages of different titles that name one address are wrong about it: each keeps its own.

    Unless the address is that of one of the entries, and so an article's.
    """
    titles = defaultdict(set)
    owned = {entry.url for entry in entries}
    for entry, each in zip(entries, found, strict=True):
        if isinstance(each, Page):
            titles[each.canonical].add(entry.title)
    return [
        replace(each, canonical=urls.canonical(each.url))
        if isinstance(each, Page)
        and len(titles[each.canonical]) > 1
        and each.canonical not in owned
        else each
        for each in found
    ]


def _canonical_id(found: Page | Failure | None) -> str:
    """The id that a page's own address has as an entry, "" without a page."""
    return urls.entry_id(found.canonical, "", "", "", "") if isinstance(found, Page) else ""


async def _fetch_page(entry: Entry, shared: _Round) -> Page | Failure | None:
    """A page, why there is none, or None for one that has not changed."""
    if not entry.url:
        return _failure(entry, shared.now, Reason.NO_LINK)
    if entry.published_at and entry.first_seen_at - entry.published_at > shared.fresh:
        return _failure(entry, shared.now, Reason.TOO_OLD, f"{entry.published_at:%Y-%m-%d}")
    client = shared.client
    if client.settings.robots and (refused := await shared.rules.refusal(entry.url)):
        return _with_retry(refused, entry)
    etag, modified = shared.validators.get(entry.id, (None, None))
    answer = await client.get(
        entry.url, now=shared.now, kind="page", etag=etag, last_modified=modified
    )
    if isinstance(answer, Failure):
        return _with_retry(answer, entry)
    if answer.status == 304:
        return None
    return _page_from_response(entry, answer, shared.now)


def _page_from_response(entry: Entry, answer: Response, now: datetime) -> Page | Failure:
    if not answer.whole:
        return _with_retry(_failure(entry, now, Reason.CUT_SHORT), entry)
    if not answer.body.strip():
        return _with_retry(_failure(entry, now, Reason.EMPTY_BODY), entry)
    if answer.content_type.startswith(_NOT_TEXT) or answer.body.startswith(b"%PDF-"):
        return _failure(entry, now, Reason.NOT_HTML, answer.content_type)
    return Page(
        entry_id=entry.id,
        url=answer.url,
        canonical=declared.canonical_address(answer.body, answer.url),
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


def _postponed(entry: Entry, now: datetime) -> Failure:
    return replace(_failure(entry, now, Reason.POSTPONED), retry_at=now)


def _with_retry(failure: Failure, entry: Entry) -> Failure:
    """The failure as this entry's, with the time of the next try where there is one."""
    age = failure.at - entry.first_seen_at
    retry = None
    if failure.reason in _WORTH_A_RETRY and age < LAST_RETRY:
        retry = max(failure.at + max(age, FIRST_RETRY), failure.retry_at or failure.at)
    return replace(
        failure,
        stage="fetch",
        url=entry.url,
        feed_id=entry.feed_id,
        entry_id=entry.id,
        retry_at=retry,
    )
