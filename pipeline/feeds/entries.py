"""Items of a document -> entries: who each of them is, and whether it is news.

An entry is its canonical URL, then its guid, then its words; what several items share identifies
none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pipeline.bounds import bounded_date
from pipeline.feeds.document import Document, Item
from pipeline.records import Entry, Feed
from pipeline.web import urls

FEED_DIGITS = 6
"""How many hex digits of an entry's digest name the feed that brought it; the rest are of its
words. 24 bits tell the few feeds apart that share an article (chosen by hand, 2026-11)."""


def document_entries(feed: Feed, document: Document, now: datetime) -> tuple[list[Entry], int]:
    """A document's distinct entries in its order, and how many items only repeated one.

    Their ids do not depend on `now`; their times do: more than a day after it, they are none.
    """
    links = [urls.canonical(item.link, feed.url) if item.link else "" for item in document.items]
    common, repeated = _common_links(document, links), _repeated_guids(document)
    entries: dict[str, Entry] = {}
    for item, url in zip(document.items, links, strict=True):
        own = "" if url in common else url  # no page of its own, so none to fetch
        guid = "" if urls.plain_guid(item.guid) in repeated else item.guid
        entry_id = _item_id(feed, item, own, guid)
        entries.setdefault(entry_id, _new_entry(feed, item, own, entry_id, now))
    return list(entries.values()), len(links) - len(entries)


def _common_links(document: Document, links: Sequence[str]) -> frozenset[str]:
    """Addresses that tell no items apart: the site's front page, or the one address of all."""
    fronts = {url for url in links if urls.is_front_page(url)}
    if len(links) > 2 and len(set(links)) == 1:
        fronts.update(links)
    return frozenset(fronts | {urls.canonical(document.link)})


def _repeated_guids(document: Document) -> frozenset[str]:
    """Guids that several items carry, and that identify none of them."""
    counted = Counter(urls.plain_guid(item.guid) for item in document.items)
    return frozenset(guid for guid, n in counted.items() if n > 1)


def _item_id(feed: Feed, item: Item, url: str, guid: str) -> str:
    """The entry's id. Without address and guid it is its title on its day, or else its words."""
    day = f"{item.published_at:%Y-%m-%d}" if item.published_at and item.title else ""
    return urls.entry_id(url, guid, item.title, day or item.summary or item.content_hash, feed.id)


def _new_entry(feed: Feed, item: Item, url: str, entry_id: str, now: datetime) -> Entry:
    text_digest = urls.hash_id(item.title, item.summary, item.content_hash)
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
        digest=urls.hash_id(feed.id)[:FEED_DIGITS] + text_digest[FEED_DIGITS:],
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
