"""Due feeds -> polls: what each feed had to say, its new state, and when to ask it again.

    polls = await poll(feeds, client, now, known, workers=workers)

Every feed handed in comes back as exactly one Poll, whatever its server does. Only new and changed
entries are in it; `known` (entry id -> digest) says which are neither.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline import schedule, urls
from pipeline.client import Client, Response
from pipeline.document import Document, Item, plain
from pipeline.parse import Raw, parse
from pipeline.reasons import Reason, weight
from pipeline.records import Entry, Failure, Feed, FeedState, Poll, PollOutcome
from pipeline.schedule import Wishes
from pipeline.workers import Lost, Workers

DEADLINE_S = 5.0
"""CPU seconds for one feed document. The slowest of 2,392 real captures took 0.3 s, of the
conformance documents 0.2 s (measured 2026-11)."""

FLIGHTS = 256
"""Feeds in hand at once: waiting for a host's turn, an answer or a parser. Bounds memory."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What all feeds of one call share."""

    client: Client
    workers: Workers
    now: datetime
    known: Mapping[str, str]
    taken: Collection[str]


async def poll(
    feeds: Sequence[Feed],
    client: Client,
    now: datetime,
    known: Mapping[str, str],
    *,
    workers: Workers | None = None,
    taken: Collection[str] = (),
) -> list[Poll]:
    """One Poll per feed, in the order given.

    `known` maps entry id to digest; `taken` are the URLs of all feeds there are, so that a feed
    that has moved does not move onto another. `workers` read the documents; without them two are
    started for this call.
    """
    with ExitStack() as stack:
        if workers is None:
            workers = stack.enter_context(Workers(2, preload=("feedparser", "pipeline.parse")))
        spellings = frozenset(urls.canonical(u) for u in (*taken, *(f.url for f in feeds)))
        shared = _Round(client, workers, now, known, spellings)
        flights = asyncio.Semaphore(FLIGHTS)

        async def one(feed: Feed) -> Poll:
            async with flights:
                return await _poll(feed, shared)

        return list(await asyncio.gather(*(one(feed) for feed in feeds)))


async def _poll(feed: Feed, shared: _Round) -> Poll:
    etag, modified = schedule.validators(feed.state, shared.now)
    answer = await shared.client.get(feed.url, now=shared.now, etag=etag, last_modified=modified)
    if isinstance(answer, Failure):
        return _failed(feed, shared.now, answer)
    if answer.status == 304:
        return _unchanged(feed, shared.now, answer, "not_modified")
    body_hash = hashlib.sha256(answer.body).hexdigest() if answer.body else ""
    if answer.whole and body_hash and body_hash == feed.state.body_hash:
        return _unchanged(feed, shared.now, answer, "unchanged")
    document = await _read(answer, shared.workers)
    if document.problem:
        failure = _failure(feed, shared.now, document.problem, document.detail)
        return _failed(feed, shared.now, failure, answer)
    return _read_well(feed, shared, answer, document, body_hash)


async def _read(answer: Response, workers: Workers) -> Document:
    """The document, read in a process that may be killed."""
    raw = Raw(answer.body, answer.url, answer.headers.get("content-type", ""))
    found = await asyncio.wrap_future(workers.submit(parse, raw, deadline_s=DEADLINE_S))
    if isinstance(found, Lost):
        reason = Reason.DEADLINE if found.reason == "timeout" else Reason.CRASHED
        return Document(problem=reason, detail=found.detail)
    return found


def _failure(feed: Feed, now: datetime, reason: str, detail: str = "") -> Failure:
    return Failure(
        stage="poll", url=feed.url, reason=reason, detail=detail, at=now, feed_id=feed.id
    )


def _failed(feed: Feed, now: datetime, failure: Failure, answer: Response | None = None) -> Poll:
    """The feed backs off by the reason's weight; 410 pauses it and says so."""
    state = schedule.fail(feed.state, now, weight(failure.reason))
    if failure.reason == Reason.GONE:
        state = replace(state, paused="gone")
    asked = Wishes(retry_after=failure.retry_at - now if failure.retry_at else None)
    due = schedule.next_poll(state, now, feed_id=feed.id, every_s=feed.every_s, wishes=asked)
    failure = replace(failure, feed_id=feed.id, retry_at=None if state.paused else due)
    return Poll(
        feed=replace(feed, state=replace(state, next_at=due)),
        at=now,
        outcome="failed",
        status=answer.status if answer else _status(failure),
        took_s=answer.took_s if answer else 0.0,
        bytes=len(answer.body) if answer else 0,
        failure=failure,
    )


def _status(failure: Failure) -> int | None:
    """The status that the client put first in its detail."""
    words = failure.detail.split()
    return int(words[1]) if words[:1] == ["HTTP"] and words[1].isdigit() else None


def _unchanged(feed: Feed, now: datetime, answer: Response, outcome: PollOutcome) -> Poll:
    """304, or the same bytes again: nothing new, and the validators are renewed (RFC 9111, 4.3.4)."""
    state = schedule.learn(feed.state, now, new=0, known=1)
    if outcome == "not_modified":
        state = replace(
            state,
            etag=answer.etag or state.etag,
            last_modified=schedule.sane_last_modified(answer.last_modified, now)
            or state.last_modified,
        )
    else:
        state = _validated(state, now, answer)
    asked = schedule.wishes(answer.headers, now)
    due = schedule.next_poll(state, now, feed_id=feed.id, every_s=feed.every_s, wishes=asked)
    return Poll(
        feed=replace(feed, state=replace(state, next_at=due)),
        at=now,
        outcome=outcome,
        status=answer.status,
        took_s=answer.took_s,
        bytes=len(answer.body),
    )


def _validated(state: FeedState, now: datetime, answer: Response) -> FeedState:
    return replace(
        state,
        etag=answer.etag,
        last_modified=schedule.sane_last_modified(answer.last_modified, now),
        validators_at=now,
    )


def _read_well(
    feed: Feed, shared: _Round, answer: Response, document: Document, body_hash: str
) -> Poll:
    """A document that is a feed. One that broke off leaves no validator: it is read again in full."""
    now = shared.now
    found, repeats = entries(feed, document, now)
    fresh = tuple(e for e in found if shared.known.get(e.id) != e.digest)
    new = sum(e.id not in shared.known for e in found)
    told = schedule.rate_told([i.published_at for i in document.items if i.published_at], now)
    state = schedule.learn(feed.state, now, new=new, known=len(found) - new, told=told)
    cut = document.cut or not answer.whole
    if not cut:
        state = replace(_validated(state, now, answer), body_hash=body_hash)
    feed = _moved(feed, answer, shared.taken)
    asked = schedule.wishes(answer.headers, now, document.wishes)
    due = schedule.next_poll(state, now, feed_id=feed.id, every_s=feed.every_s, wishes=asked)
    return Poll(
        feed=replace(
            feed,
            title=feed.title or document.title,
            lang=feed.lang or document.lang,
            state=replace(state, next_at=due, paused=None),
        ),
        at=now,
        outcome="ok" if document.items else "empty",
        status=answer.status,
        took_s=answer.took_s,
        bytes=len(answer.body),
        items=len(document.items) + document.tossed,
        tossed=document.tossed + repeats,
        faulty=document.faulty or cut,
        entries=fresh,
        failure=_failure(feed, now, Reason.CUT_SHORT) if cut else None,
    )


def _moved(feed: Feed, answer: Response, taken: Collection[str]) -> Feed:
    """The feed at its new address after permanent redirects, unless another feed lives there."""
    if not answer.moved_to or urls.canonical(answer.moved_to) in taken:
        return feed
    return replace(feed, url=answer.moved_to)


def entries(feed: Feed, document: Document, now: datetime) -> tuple[list[Entry], int]:
    """A document's distinct entries in its order, and how many items only repeated one."""
    home = urls.canonical(document.link)
    links = [urls.canonical(item.link, feed.url) if item.link else "" for item in document.items]
    guids = Counter(urls.plain_guid(item.guid) for item in document.items)
    one_link = len(links) > 2 and len(set(links)) == 1
    found: dict[str, Entry] = {}
    for item, url in zip(document.items, links, strict=True):
        own = "" if one_link or url == home or _is_front(url) else url
        entry = _entry(feed, item, url, own, "" if _shared(item, guids) else item.guid, now)
        found.setdefault(entry.id, replace(entry, lang=entry.lang or document.lang or feed.lang))
    return list(found.values()), len(links) - len(found)


def _is_front(url: str) -> bool:
    """Whether an address is a site's front page, which many items may share."""
    return url.count("/") == 3 and url.endswith("/")


def _shared(item: Item, guids: Counter[str]) -> bool:
    """Whether several items carry this guid: then it identifies none of them."""
    return guids[urls.plain_guid(item.guid)] > 1


def _entry(feed: Feed, item: Item, url: str, own: str, guid: str, now: datetime) -> Entry:
    words = plain(item.content) if item.content else ""
    return Entry(
        id=urls.entry_id(own, guid, item.title, item.summary or words, feed.id),
        feed_id=feed.id,
        outlet=feed.outlet,
        url=url,
        guid=item.guid,
        title=item.title,
        summary=item.summary,
        content=item.content,
        authors=item.authors,
        lang=item.lang,
        published_at=min(item.published_at, now) if item.published_at else None,
        published_raw=item.published_raw,
        first_seen_at=now,
        digest=urls.hash_id(item.title, item.summary, words),
    )
