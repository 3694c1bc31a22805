"""A feed document as read, whatever its format: what the parsers give and `poll_feeds` takes.

Its words have gone through the doors (`pipeline.bounds`): no markup, no invisible signs, capped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from pipeline.bounds import clean_line
from pipeline.web.urls import hash_id

MAX_ITEMS = 2000
"""Per document, the newest ones; rss-fetcher's MAX_STORIES_PER_FEED. News sitemaps hold 1,000."""
MAX_SUMMARY = 10_000
"""Characters of plain text; longer is cut. Chosen by hand (2026-11)."""
MAX_CONTENT = 500_000
"""Characters of an item's own full content, HTML; longer is cut. Chosen by hand (2026-11)."""
MAX_AUTHORS = 20
"""Names of one item; the rest is dropped. Chosen by hand (2026-11)."""
MAX_HASHED = 100_000
"""Characters of an item's content that are compared to tell whether it has changed.
Chosen by hand (2026-11)."""

LEAST_TEXT = 100
"""Characters of a description that may be an article: `pages.content.FULL` for scripts that write a
syllable or word with each sign, 2.5 of its signs. Whether it is one, extraction decides."""

_T = TypeVar("_T")
_LINK_TAG = re.compile(r"<(/?)a(?=[\s>])[^<>]*>", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!ENTITY[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item, its words made plain and its links absolute; times aware UTC."""

    link: str = ""  # as found, absolute where a base was known
    guid: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""  # HTML
    content_hash: str = (
        ""  # hash of the content's plain text: markup and tracking pixels do not count
    )
    authors: tuple[str, ...] = ()
    lang: str = ""
    published_raw: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed document. `format` is "" when it is none; then `links` may name the real feeds."""

    format: str = ""  # "rss20", "atom10", "rss10", "json1", "sitemap" ...
    title: str = ""
    link: str = ""  # the site's address
    lang: str = ""
    items: tuple[Item, ...] = ()
    tossed: int = 0  # items over MAX_ITEMS
    faulty: bool = False  # not well-formed; the items before the fault are kept
    cut: bool = False  # ends before its root element does
    problem: str = ""  # a reason of `pipeline.reasons`, "" when it was read
    detail: str = ""
    update_interval: timedelta | None = None  # the longer of ttl and updatePeriod
    links: tuple[str, ...] = ()
    older: str = ""  # address of the document with the items before these (RFC 5005, JSON Feed)


def newest(items: Sequence[_T], date_of: Callable[[_T], datetime | None]) -> Sequence[_T]:
    """The first `MAX_ITEMS` of a document's items; the last where its oldest stand first."""
    if len(items) <= MAX_ITEMS:
        return items
    first, last = date_of(items[0]), date_of(items[-1])
    return items[-MAX_ITEMS:] if first and last and first < last else items[:MAX_ITEMS]


def without_entities(body: bytes) -> bytes:
    """XML without entity declarations: with none declared, no parser can expand or fetch any."""
    return _DECLARATION.sub(b"", body)


def full_text(summary: str) -> str:
    """A description or summary as the item's own content, where it is long enough to be one.

    `summary` is HTML or text. "" for a teaser, and for what is mostly links: aggregators describe
    an item by the headlines of others.
    """
    own, linked, inside = 0, 0, False
    for place, part in enumerate(_LINK_TAG.split(summary[:MAX_CONTENT])):
        if place % 2:
            inside = part != "/"
        elif inside:
            linked += len(clean_line(part, MAX_SUMMARY))
        else:
            own += len(clean_line(part, MAX_SUMMARY))
    return summary if own + linked >= LEAST_TEXT and linked <= own else ""


def content_hash(content: str) -> str:
    """16 hex digits of what HTML says, "" when it says nothing."""
    text = clean_line(content, MAX_HASHED) if content else ""
    return hash_id(text) if text else ""
