"""Entries -> pages: the bytes behind each entry's link, within robots.txt, politely.

    pages, failures = await fetch_pages(entries, client, now)

Every entry is in exactly one of the two lists, except one whose page has not changed since (304).
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.feeds import declared
from pipeline.pages.words import word_overlap
from pipeline.poison import is_machine_fault, poison_failure
from pipeline.reasons import Reason
from pipeline.records import Entry, Failure, Page
from pipeline.web import urls
from pipeline.web.politeness import interleaved

if TYPE_CHECKING:
    from pipeline.web.client import Client, Response

BUDGET_S = 240.0
"""Wall seconds for one call, chosen by hand (2026-11). A site with 300 new pages, or a Crawl-delay
of 30 s, must not keep the news of all others waiting: what is left comes in the next cycle."""

SAME_TITLE = 0.5
"""Share of words that two titles, or two addresses, of one article have in common at least. Chosen
by hand (2026-11)."""

FIRST_RETRY = timedelta(minutes=10)
LAST_RETRY = timedelta(days=1)
"""A page that failed for the moment is tried again after as long as its entry has been known, so
at about 10, 20, 40 ... minutes, and no more once the entry is a day old: then it is no news.
Both chosen by hand (2026-11)."""

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
END_BYTES = 2000
"""How much of a page's end is searched for its last tag. Chosen by hand (2026-11)."""
_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_EXTENSION = re.compile(r"\.\w{2,5}$")
_NOT_TEXT = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")


Outcome = Page | Failure | None
"""A page, why there is none, or None for one that has not changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one call leaves undone: `max_age` of entries, `budget_s` wall seconds in all."""

    max_age: timedelta = timedelta.max  # from an entry's publication to when it was first seen
    budget_s: float = BUDGET_S


@dataclass(frozen=True, slots=True)
class _Round:
    """What all entries of one call share."""

    client: Client
    now: datetime
    max_age: timedelta
    validators: Mapping[str, tuple[str | None, str | None]]


async def fetch_pages(
    entries: Sequence[Entry],
    client: Client,
    now: datetime,
    *,
    validators: Mapping[str, tuple[str | None, str | None]] | None = None,
    known: Callable[[Collection[str]], Collection[str]] | None = None,
    limits: FetchLimits | None = None,
) -> tuple[list[Page], list[Failure]]:
    """Pages and failures, each in the order of their entries. Raises nothing for what servers do.

    `validators` (entry id -> ETag, Last-Modified of the page fetched before) makes the fetch
    conditional: a page that answers 304 is in neither list. `known` says which of some ids are
    articles already, as ids or as a mapping of ids to titles: an entry whose page calls itself by
    such an article's address is a failure (`same_article`), as is the second of two entries with
    one page, unless title and address tell of another. An entry published longer than
    `limits.max_age` before it was first seen is not asked for (`too_old`): new feeds often carry
    years. Entries whose turn has not come after `limits.budget_s` are failures that may be retried
    at once (`postponed`).
    """
    outcomes = await request_pages(entries, client, now, validators=validators, limits=limits)
    return settle_pages(entries, outcomes, known)


async def request_pages(
    entries: Sequence[Entry],
    client: Client,
    now: datetime,
    *,
    validators: Mapping[str, tuple[str | None, str | None]] | None = None,
    limits: FetchLimits | None = None,
) -> list[Outcome]:
    """What each entry's request came to, in their order: the half that knows of no other entry.

    Arguments as of `fetch_pages`. Raises nothing for what servers do.
    """
    if not entries:
        return []
    limits = limits or FetchLimits()
    shared = _Round(client, now, limits.max_age, validators or {})
    order = interleaved([entry.url for entry in entries])
    tasks = {index: asyncio.create_task(_fetch_page(entries[index], shared)) for index in order}
    try:
        done, _ = await asyncio.wait(tasks.values(), timeout=limits.budget_s)
    finally:  # the budget is spent, or the call itself is cancelled
        late = [task for task in tasks.values() if not task.done()]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    return [
        _outcome(tasks[index], entry, now) if tasks[index] in done else _postponed(entry, now)
        for index, entry in enumerate(entries)
    ]


def settle_pages(
    entries: Sequence[Entry],
    outcomes: Sequence[Outcome],
    known: Callable[[Collection[str]], Collection[str]] | None,
) -> tuple[list[Page], list[Failure]]:
    """The other half: pages and failures, without pages that are another entry's article."""
    outcomes = _without_same_articles(entries, outcomes, known)
    return (
        [outcome for outcome in outcomes if isinstance(outcome, Page)],
        [outcome for outcome in outcomes if isinstance(outcome, Failure)],
    )


def _outcome(task: asyncio.Task[Outcome], entry: Entry, now: datetime) -> Outcome:
    """What the entry's request came to; a failure where our own code raised."""
    try:
        return task.result()
    except Exception as fault:
        if is_machine_fault(fault):
            raise
        return poison_failure(
            "fetch", fault, now, url=entry.url, feed_id=entry.feed_id, entry_id=entry.id
        )


def _without_same_articles(
    entries: Sequence[Entry],
    outcomes: Sequence[Outcome],
    known: Callable[[Collection[str]], Collection[str]] | None,
) -> list[Outcome]:
    """A page whose own address is another entry's is that article again, and no new one.

    Where it tells of something else, it is wrong about its address and keeps the one it has.
    """
    outcomes = _with_trusted_addresses(entries, outcomes)
    page_ids = [_canonical_id(outcome) for outcome in outcomes]
    titles = {entry.id: entry.title for entry in entries}
    others = known({i for i in page_ids if i} - set(titles)) if known else ()
    titles |= others if isinstance(others, Mapping) else dict.fromkeys(others, "")
    first: dict[str, str] = {}
    kept: list[Outcome] = []
    for entry, outcome, page_id in zip(entries, outcomes, page_ids, strict=True):
        other = page_id if page_id in titles else first.setdefault(page_id, entry.id)
        if not isinstance(outcome, Page) or entry.id in {page_id, other}:
            kept.append(outcome)
        elif _is_same_article(entry, outcome, titles[other]):
            kept.append(_failure(entry, outcome.fetched_at, Reason.SAME_ARTICLE, outcome.canonical))
        else:
            kept.append(replace(outcome, canonical=urls.canonical(outcome.url)))
    return kept


def _is_same_article(entry: Entry, page: Page, title: str) -> bool:
    """Whether a page is the article of the address it names: their titles or addresses say so.

    `title` is that article's, "" when it is not known. Templates name the lead article, too.
    """
    if title and entry.title and _overlap(entry.title, title) >= SAME_TITLE:
        return True
    return _overlap(_slug(page.url), _slug(page.canonical)) >= SAME_TITLE


def _overlap(one: str, other: str) -> float:
    return max(word_overlap(one, other), word_overlap(other, one))


def _slug(url: str) -> str:
    """The words of an address that tell of its article: the longest part of its path."""
    parts = urlsplit(url)
    longest = max(parts.path.split("/"), key=len)
    longest = _EXTENSION.sub("", longest)
    return f"{longest} {parts.query}" if len(longest) > 1 else url


def _with_trusted_addresses(entries: Sequence[Entry], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Pages of different titles that name one address are wrong about it: each keeps its own.

    Unless the address is that of one of the entries, and so an article's.
    """
    titles = defaultdict(set)
    owned = {entry.url for entry in entries}
    for entry, outcome in zip(entries, outcomes, strict=True):
        if isinstance(outcome, Page):
            titles[outcome.canonical].add(entry.title)
    return [
        replace(outcome, canonical=urls.canonical(outcome.url))
        if isinstance(outcome, Page)
        and len(titles[outcome.canonical]) > 1
        and outcome.canonical not in owned
        else outcome
        for outcome in outcomes
    ]


def _canonical_id(outcome: Outcome) -> str:
    """The id that a page's own address has as an entry, "" without a page."""
    return urls.entry_id(outcome.canonical, "", "", "", "") if isinstance(outcome, Page) else ""


async def _fetch_page(entry: Entry, shared: _Round) -> Outcome:
    """A page, why there is none, or None for one that has not changed."""
    if needless := _without_fetching(entry, shared):
        return needless
    client = shared.client
    if client.settings.robots and (refused := await client.robots.refusal(entry.url, shared.now)):
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


def _without_fetching(entry: Entry, shared: _Round) -> Failure | None:
    """Why there is nothing to ask for."""
    if not entry.url:
        return _failure(entry, shared.now, Reason.NO_LINK)
    if entry.published_at and entry.first_seen_at - entry.published_at > shared.max_age:
        return _failure(entry, shared.now, Reason.TOO_OLD, f"{entry.published_at:%Y-%m-%d}")
    if urls.has_fragment(entry.url) and entry.content:
        return _failure(entry, shared.now, Reason.NO_LINK, "a part of a page, told in full")
    return None


def _page_from_response(entry: Entry, answer: Response, now: datetime) -> Page | Failure:
    if not answer.whole and not _END.search(answer.body[-END_BYTES:]):
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
