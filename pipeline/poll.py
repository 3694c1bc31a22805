"""Due feeds -> polls: what each feed had to say, its new state, and when to ask it again.

    polls = await poll_feeds(feeds, client, now, known, workers=workers)

Every feed handed in comes back as exactly one Poll, whatever its server does. Only new and changed
entries are in it; `known` (entry id -> digest) says which are neither.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.bounds import clean_detail, clean_name
from pipeline.feeds import schedule
from pipeline.feeds.document import Document
from pipeline.feeds.entries import document_entries, is_new_or_changed
from pipeline.feeds.gaps import FILL_S, SOURCES, fill_gap, noticed_gap
from pipeline.feeds.parse import PRELOAD, RawFeed, parse_feed
from pipeline.gap import Gap
from pipeline.poison import is_machine_fault, poison_failure
from pipeline.reasons import Reason, backoff_weight
from pipeline.records import Entry, Failure, Feed, FeedState, Poll, PollOutcome
from pipeline.web import urls
from pipeline.web.politeness import interleaved
from pipeline.workers import Lost, Workers

if TYPE_CHECKING:
    from pipeline.web.client import Client, Response

DEADLINE_S = 5.0
"""CPU seconds for one feed document. The slowest of 5,754 conformance documents took 1.1 s for
1.6 MB, of 390 real captures 0.13 s (measured 2026-11)."""

FLIGHTS = 256
"""Feeds in hand at once: waiting for a host's turn, an answer or a parser. Bounds memory; chosen by
hand (2026-11): at 15 MB each, the client's cap, they could not take more than 4 GB."""

AFTER_POISON = timedelta(hours=1)
"""From a poll that our own code raised for to the next; chosen by hand (2026-11)."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What all feeds of one call share."""

    client: Client
    workers: Workers
    now: datetime
    known: Mapping[str, str]
    taken: Collection[str]


async def poll_feeds(
    feeds: Sequence[Feed],
    client: Client,
    now: datetime,
    known: Mapping[str, str],
    *,
    workers: Workers | None = None,
    taken: Collection[str] = (),
) -> list[Poll]:
    """One Poll per feed, in the order given. What servers do is in the polls; nothing is raised.

    `now` is the cycle's time, aware UTC. `known` maps entry id to digest, or to "" for one of which
    no more versions are wanted; `taken` are the canonical URLs of all feeds there are, so that a
    feed that has moved does not move onto another. `workers` read the documents; without them two
    are started for this call.
    """
    with nullcontext(workers) if workers else Workers(2, preload=PRELOAD) as pool:
        own = {urls.canonical(feed.url) for feed in feeds}
        shared = _Round(client, pool, now, known, own.union(taken))
        flights = asyncio.Semaphore(FLIGHTS)

        async def one(feed: Feed) -> Poll:
            async with flights:
                try:
                    return await _poll_feed(feed, shared)
                except Exception as fault:
                    if is_machine_fault(fault):
                        raise
                    return poisoned_poll(feed, fault, now)

        order = interleaved([feed.url for feed in feeds])
        polls = await asyncio.gather(*(one(feeds[index]) for index in order))
        by_index = dict(zip(order, polls, strict=True))
        return _without_repeats([by_index[index] for index in range(len(feeds))])


def _without_repeats(polls: Sequence[Poll]) -> list[Poll]:
    """Each new entry only under the first feed that has it: papers repeat items in sections."""
    seen: set[str] = set()
    kept = []
    for each in polls:
        own = tuple(e for e in each.entries if e.id not in seen)
        seen.update(e.id for e in own)
        kept.append(each if len(own) == len(each.entries) else replace(each, entries=own))
    return kept


async def _poll_feed(feed: Feed, shared: _Round) -> Poll:
    etag, modified = schedule.request_validators(feed.state, shared.now)
    answer = await shared.client.get(feed.url, now=shared.now, etag=etag, last_modified=modified)
    if isinstance(answer, Failure):
        return _failed_poll(feed, shared.now, answer)
    if answer.status == 304:
        return _unchanged_poll(feed, shared.now, answer, "not_modified")
    body_hash = hashlib.sha256(answer.body).hexdigest() if answer.body else ""
    if answer.whole and body_hash and body_hash == feed.state.body_hash:
        return _unchanged_poll(feed, shared.now, answer, "unchanged")
    document = await _parse_response(answer, shared.workers)
    if document.problem:
        failure = _failure(feed, shared.now, document.problem, document.detail)
        return _failed_poll(feed, shared.now, failure, answer)
    poll = _successful_poll(feed, shared, answer, document, body_hash)
    return await _with_gap(poll, poll.gap, document.older, shared) if poll.gap else poll


async def _parse_response(answer: Response, workers: Workers) -> Document:
    """The document, parsed in a process that may be killed after `DEADLINE_S`."""
    raw = RawFeed(answer.body, answer.url, answer.headers.get("content-type", ""))
    document = await asyncio.wrap_future(workers.submit(parse_feed, raw, deadline_s=DEADLINE_S))
    if isinstance(document, Lost):
        reason = Reason.DEADLINE if document.reason == "timeout" else Reason.CRASHED
        return Document(problem=reason, detail=document.detail)
    return document


async def _with_gap(poll: Poll, gap: Gap, older: str, shared: _Round) -> Poll:
    """The poll with what its site still has of a gap; what cannot be had leaves the gap open."""
    found, closed = list[Entry](), False
    try:
        async with asyncio.timeout(FILL_S):
            sources = _sources(poll.feed, older, shared)
            found, closed = await fill_gap(gap, poll.entries, shared.known, sources)
    except TimeoutError:
        pass  # a slow site: the gap counts
    gap = replace(gap, found=len(found), closed=closed)
    return replace(poll, entries=(*poll.entries, *found), gap=gap)


async def _sources(feed: Feed, older: str, shared: _Round) -> AsyncIterator[Sequence[Entry]]:
    """Entries of the feed's archive pages, then of the news sitemaps of its site."""
    from pipeline.feeds.discover import news_sitemaps  # noqa: PLC0415 - aiohttp

    read = 0
    while older and read < SOURCES and (document := await _read_document(older, shared)):
        read += 1
        yield document_entries(feed, document, shared.now, shared.known)[0]
        older = document.older if document.older != older else ""
    maps = await news_sitemaps(feed.url, shared.client, shared.now, shared.workers)
    for address in maps[: SOURCES - read]:
        if document := await _read_document(address, shared):
            yield document_entries(feed, document, shared.now, shared.known)[0]


async def _read_document(address: str, shared: _Round) -> Document | None:
    """The feed document at an address; None where there is none."""
    answer = await shared.client.get(address, now=shared.now)
    if isinstance(answer, Failure):
        return None
    document = await _parse_response(answer, shared.workers)
    return None if document.problem else document


def _failure(feed: Feed, now: datetime, reason: str, detail: str = "") -> Failure:
    return Failure(
        stage="poll",
        url=urls.mask_passwords(feed.url),
        reason=reason,
        detail=clean_detail(detail),
        at=now,
        feed_id=feed.id,
    )


def _scheduled(
    feed: Feed,
    state: FeedState,
    now: datetime,
    *,
    requested: timedelta | None = None,
    retry_after: timedelta | None = None,
) -> Feed:
    """The feed with its new state and the time of its next poll."""
    feed = replace(feed, state=state)
    due = schedule.next_poll(feed, now, requested=requested, retry_after=retry_after)
    return replace(feed, state=replace(state, next_at=due))


def _failed_poll(
    feed: Feed, now: datetime, failure: Failure, answer: Response | None = None
) -> Poll:
    """The feed backs off by the reason's weight; 410 pauses it and says so."""
    state = schedule.state_after_failure(feed.state, now, backoff_weight(failure.reason))
    if failure.reason == Reason.GONE:
        state = replace(state, paused="gone")
    wait = failure.retry_at - now if failure.retry_at else None
    feed = _scheduled(feed, state, now, retry_after=wait)
    again = None if state.paused else feed.state.next_at
    return Poll(
        feed=feed,
        at=now,
        outcome="failed",
        status=answer.status if answer else _http_status(failure),
        took_s=answer.took_s if answer else 0.0,
        bytes=len(answer.body) if answer else 0,
        failure=replace(failure, feed_id=feed.id, retry_at=again),
    )


def poisoned_poll(feed: Feed, fault: Exception, now: datetime) -> Poll:
    """The failed poll of a feed that our own code raised for: what was known of it is dropped.

    Its state may be what raised. It is asked again after `AFTER_POISON`.
    """
    again = now + AFTER_POISON
    state = FeedState(next_at=again, paused=feed.state.paused)
    failure = poison_failure("poll", fault, now, url=urls.mask_passwords(feed.url), feed_id=feed.id)
    return Poll(
        feed=replace(feed, state=state),
        at=now,
        outcome="failed",
        failure=replace(failure, retry_at=again),
    )


def _http_status(failure: Failure) -> int | None:
    """The status that the client put first in its detail."""
    words = failure.detail.split()
    return int(words[1]) if words[:1] == ["HTTP"] and words[1].isdigit() else None


def _unchanged_poll(feed: Feed, now: datetime, answer: Response, outcome: PollOutcome) -> Poll:
    """304, or the same bytes again: nothing new. Validators are renewed (RFC 9111, 4.3.4)."""
    state = schedule.state_after_success(feed.state, now, new=0, known=1)
    if outcome == "not_modified":
        modified = schedule.sane_last_modified(answer.last_modified, now)
        state = replace(
            state,
            etag=answer.etag or state.etag,
            last_modified=modified or state.last_modified,
        )
    else:
        state = _with_validators(state, now, answer)
    return Poll(
        feed=_scheduled(feed, state, now, requested=schedule.read_max_age(answer.headers, now)),
        at=now,
        outcome=outcome,
        status=answer.status,
        took_s=answer.took_s,
        bytes=len(answer.body),
    )


def _with_validators(state: FeedState, now: datetime, answer: Response) -> FeedState:
    return replace(
        state,
        etag=answer.etag,
        last_modified=schedule.sane_last_modified(answer.last_modified, now),
        validators_at=now,
    )


def _successful_poll(
    feed: Feed, shared: _Round, answer: Response, document: Document, body_hash: str
) -> Poll:
    """A document that is a feed."""
    now = shared.now
    feed = _with_names(feed, document)
    entries, repeats = document_entries(feed, document, now, shared.known)
    cut = document.cut or not answer.whole
    state = _state_after(feed.state, shared, document, entries)
    if (
        entries and not cut
    ):  # without validators, what broke off or came empty is read in full again
        state = replace(_with_validators(state, now, answer), body_hash=body_hash)
    gap = None if cut else noticed_gap(feed, entries, shared.known, now)
    feed = _moved(feed, answer, shared.taken)
    return Poll(
        feed=_scheduled(feed, state, now, requested=schedule.read_max_age(answer.headers, now)),
        at=now,
        outcome="ok" if entries else "empty",
        status=answer.status,
        took_s=answer.took_s,
        bytes=len(answer.body),
        items=len(document.items) + document.tossed,
        tossed=document.tossed + repeats,
        faulty=document.faulty or cut,
        entries=tuple(e for e in entries if is_new_or_changed(e, shared.known.get(e.id))),
        failure=_failure(feed, now, Reason.CUT_SHORT) if cut else None,
        gap=gap,
    )


def _with_names(feed: Feed, document: Document) -> Feed:
    """What the user left open is taken from the document."""
    return replace(
        feed,
        title=feed.title or document.title,
        lang=feed.lang or document.lang,
        outlet=feed.outlet or clean_name(urls.site(document.link)) or urls.site(feed.url),
    )


def _state_after(
    state: FeedState, shared: _Round, document: Document, entries: Sequence[Entry]
) -> FeedState:
    """What a good document teaches. One without items teaches only that the feed is there."""
    if not entries:
        return replace(state, polled_at=shared.now, backoff=0.0, paused=None)
    new = sum(e.id not in shared.known for e in entries)
    dates = [e.published_at for e in entries if e.published_at is not None]
    state = schedule.state_after_success(
        state,
        shared.now,
        new=new,
        known=len(entries) - new,
        first_rate=schedule.rate_from_dates(dates, shared.now),
    )
    asked = int(document.update_interval.total_seconds()) if document.update_interval else None
    return replace(state, asked_s=asked, paused=None)


def _moved(feed: Feed, answer: Response, taken: Collection[str]) -> Feed:
    """The feed at its new address after permanent redirects, unless another feed lives there."""
    if not answer.moved_to or urls.canonical(answer.moved_to) in taken:
        return feed
    return replace(feed, url=answer.moved_to)
