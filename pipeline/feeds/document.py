"""A feed document as read, whatever its format: what the parsers give and `poll_feeds` takes.

Plain text here is safe to store and to show: no markup, no control characters, one line, capped.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.web.urls import hash_id

MAX_ITEMS = 2000
"""Per document, the first ones; rss-fetcher's MAX_STORIES_PER_FEED. News sitemaps hold 1,000."""
MAX_TITLE = 500
"""Characters. The longest of 3,567 real titles had 158 (measured 2026-11); one attack, 120,000."""
MAX_SUMMARY = 10_000
"""Characters of plain text; longer is cut. Chosen by hand (2026-11)."""
MAX_CONTENT = 500_000
"""Characters of an item's own full content, HTML; longer is cut. Chosen by hand (2026-11)."""
MAX_AUTHORS = 20
"""Names of one item; the rest is dropped. Chosen by hand (2026-11)."""
MAX_HASHED = 100_000
"""Characters of an item's content that are compared to tell whether it has changed.
Chosen by hand (2026-11)."""

# C0 and C1 controls but tab and line ends; bidirectional overrides; the BOM; lone surrogates.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_DECLARATION = re.compile(rb"<!ENTITY[^>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_UNSEEN = re.compile(
    r"<(script|style|iframe|noscript)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>?")
_CUT_TAG = re.compile(r"<[a-zA-Z/!][^<>]*$")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")


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


def without_entities(body: bytes) -> bytes:
    """XML without entity declarations: with none declared, no parser can expand or fetch any."""
    return _DECLARATION.sub(b"", body)


def without_controls(text: str) -> str:
    """Text without control characters and bidirectional overrides; line ends stay."""
    return _CONTROL.sub("", text)


def plain_text(text: str, limit: int = MAX_SUMMARY) -> str:
    """One line of text out of HTML that may have been escaped once or twice; at most `limit` long.

    Only what looks like a tag is one: "5 < 6" stays.
    """
    text = without_controls(text[: limit * 20])
    for _ in range(3):
        text = _without_tags(text)
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    else:
        text = _without_tags(text)
    return " ".join(without_controls(text).split())[:limit].rstrip()


def content_hash(content: str) -> str:
    """16 hex digits of what HTML says, "" when it says nothing."""
    text = plain_text(content, MAX_HASHED) if content else ""
    return hash_id(text) if text else ""


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    lower = text.lower()
    if "<!--" in text:
        text = _COMMENT.sub(" ", text)
    if any(f"<{name}" in lower for name in ("script", "style", "iframe", "noscript")):
        text = _UNSEEN.sub(" ", text)
    return _CUT_TAG.sub(" ", _TAG.sub(_tag_replacement, text))


def _tag_replacement(tag: re.Match[str]) -> str:
    """Nothing for tags within a word's line (<b>, <a>), a blank for the rest."""
    name = tag[0].strip("</> ").split(None, 1)[:1] or [""]
    return "" if name[0].rstrip("/").lower() in _INLINE else " "


_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    ]
)
