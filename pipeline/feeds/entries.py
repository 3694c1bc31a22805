"""Items of a document -> entries: who each of them is, and whether it is news.

An entry is its canonical URL, then its guid, then its title on its day. Where several items of a
document share that and differ in what they say, one keeps it and the others are their words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from pipeline.bounds import bounded_date
from pipeline.feeds.document import Document, Item
from pipeline.records import Entry, Feed
from pipeline.web import urls

FEED_DIGITS = 6
"""How many hex digits of an entry's digest name the feed that brought it; the rest are of its
words. 24 bits tell the few feeds apart that share an article (chosen by hand, 2026-11)."""

MAX_FRAGMENT = 100
"""Characters of a fragment that may name a part of a page. Chosen by hand (2026-11)."""

_PLACES = (
    "comment comments respond disqus_thread top content main main-content article story rss feed "
    "atom ref new new_tab more close"
)
_NO_PART = frozenset(_PLACES.split())
"""Fragments that lead to a place on the page and not to a text of its own; nor do parameters that
count readers ("#xtor=RSS-1", "#publisher=newsstand" in 20 links of one feed in 500)."""
_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class _Identity:
    """An item with the ids it may have: `id` unless another item of its document holds it."""

    item: Item
    url: str  # of its page, "" when it has none of its own
    id: str
    other_id: str
    text_digest: str


def document_entries(
    feed: Feed, document: Document, now: datetime, known: Mapping[str, str] | None = None
) -> tuple[list[Entry], int]:
    """A document's distinct entries in its order, and how many items only repeated one.

    Their ids do not depend on `now`; their times do: more than a day after it, they are none.
    `known` (entry id -> digest) keeps the ids of items that share one address, as older ones leave
    the document.
    """
    known = known or {}
    items = _identities(feed, document)
    groups = defaultdict(list)
    for item in items:
        groups[item.id].append(item)
    alone = len(groups) == 1 and len(items) > 2  # one address for all: each guid is an entry
    ids = {
        id(item): entry_id
        for group in groups.values()
        for item, entry_id in _distinct_ids(group, known, alone=alone)
    }
    shared = Counter(item.id for item in {ids[id(i)]: i for i in items}.values())
    entries: dict[str, Entry] = {}
    for each in items:
        # several texts at one address: it is the page of none, or of the first of two at most
        pageless = each.url and shared[each.id] > 1 and (alone or ids[id(each)] != each.id)
        url = "" if pageless or shared[each.id] > 2 else each.url
        entry_id = ids[id(each)]
        entries.setdefault(entry_id, _new_entry(feed, each, url, entry_id, now))
    return list(entries.values()), len(items) - len(entries)


def _identities(feed: Feed, document: Document) -> list[_Identity]:
    pages = [urls.canonical(item.link, feed.url) if item.link else "" for item in document.items]
    links = [_with_fragment(p, i, pages) for p, i in zip(pages, document.items, strict=True)]
    front = urls.canonical(document.link)
    guids = Counter(urls.plain_guid(item.guid) for item in document.items)
    identities = []
    for item, link in zip(document.items, links, strict=True):
        url = "" if urls.is_front_page(link) or link == front else link
        own_guid = item.guid if guids[urls.plain_guid(item.guid)] == 1 else ""
        words = item.summary or item.content_hash
        day = f"{item.published_at:%Y-%m-%d}" if item.published_at and item.title else ""
        by_words = urls.entry_id("", own_guid, item.title, f"{day}\x1f{words}", feed.id)
        by_day = urls.entry_id(url, item.guid, item.title, day or words, feed.id)
        digest = urls.hash_id(item.title, item.summary, item.content_hash)
        identities.append(_Identity(item, url, by_day, by_words, digest))
    return identities


def _with_fragment(page: str, item: Item, pages: Sequence[str]) -> str:
    """The address with its fragment, where that names a part of the page: an update of a live blog.

    A number in a guid that serves as link is a revision, unless other items have the same page.
    """
    fragment = item.link.partition("#")[2].strip() if page and "#" not in page else ""
    if not fragment or len(fragment) > MAX_FRAGMENT or {"=", "&", "~"} & set(fragment):
        return page
    if fragment.lower() in _NO_PART or not any(c.isalnum() for c in fragment):
        return page
    if item.link == item.guid and _NUMBER.fullmatch(fragment) and pages.count(page) < 2:
        return page
    return f"{page}#{quote(fragment, safe='!$()*+,-./:;?@_%', errors='replace')}"


def _distinct_ids(
    group: Sequence[_Identity], known: Mapping[str, str], *, alone: bool
) -> list[tuple[_Identity, str]]:
    """The ids of items that could have one: those that say the same share it."""
    by_guid = alone and len({urls.plain_guid(each.item.guid) for each in group}) > 1
    tellings: dict[str, list[_Identity]] = defaultdict(list)
    first_with: dict[str, str] = {}
    for each in group:
        guid = urls.plain_guid(each.item.guid)
        key = guid if by_guid and guid else each.text_digest
        if each.url and guid and not by_guid and not alone:
            key = first_with.setdefault(guid, key)
        tellings[key].append(each)
    if len(tellings) == 1:
        return [(each, each.id) for each in group]
    holder = _holder([told[0] for told in tellings.values()], known)
    return [
        (each, each.id if told[0] is holder else told[0].other_id)
        for told in tellings.values()
        for each in told
    ]


def _holder(items: Sequence[_Identity], known: Mapping[str, str]) -> _Identity | None:
    """Which of several items with one id keeps it: who has had it, else the oldest."""
    rest = [each for each in items if each.other_id not in known]
    digest = known.get(items[0].id)
    if digest:
        same = (e for e in rest if digest[FEED_DIGITS:] == e.text_digest[FEED_DIGITS:])
        return next(same, None)
    last = datetime.max.replace(tzinfo=UTC)
    oldest = min(reversed(rest), key=lambda e: e.item.published_at or last, default=None)
    return oldest if digest is None else None


def _new_entry(feed: Feed, identity: _Identity, url: str, entry_id: str, now: datetime) -> Entry:
    item = identity.item
    return Entry(
        id=entry_id,
        feed_id=feed.id,
        outlet=feed.outlet,
        url=url,
        guid=item.guid,
        title=item.title,
        summary=item.summary,
        content=item.content,
        authors=item.authors,
        lang=item.lang or feed.lang,
        published_at=bounded_date(item.published_at, now),
        published_raw=item.published_raw,
        first_seen_at=now,
        digest=urls.hash_id(feed.id)[:FEED_DIGITS] + identity.text_digest[FEED_DIGITS:],
    )


def is_new_or_changed(entry: Entry, known: str | None) -> bool:
    """Whether an entry is new, or changed since by the feed that brought it first.

    `known` is the digest stored for it, "" when no more versions are wanted, None when it is new.
    The same article stands in several feeds of a paper, with other summaries; were each of them
    heard, it would get a new version at every poll.
    """
    if known is None:
        return True
    return known[:FEED_DIGITS] == entry.digest[:FEED_DIGITS] and known != entry.digest
