"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser 6 does not read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pipeline.bounds import clean_id, clean_line, clean_markup, clean_name
from pipeline.feeds import dates
from pipeline.feeds.document import (
    MAX_AUTHORS,
    MAX_CONTENT,
    MAX_ITEMS,
    MAX_SUMMARY,
    Document,
    Item,
    content_hash,
    full_text,
    newest,
)
from pipeline.reasons import Reason
from pipeline.web import urls


def looks_like_json(body: bytes) -> bool:
    """Whether a body is JSON at all: an object."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def parse_json_feed(body: bytes, url: str) -> Document:
    """A JSON Feed document; of one that broke off, the whole items before the break.

    Relative links are resolved against its home page, and that against `url`. What is no JSON Feed
    comes back with its `problem`; nothing is raised.
    """
    text = body.decode("utf-8-sig", "replace")
    try:
        feed, whole = json.loads(text, strict=False), True
    except RecursionError:
        return Document(problem=Reason.TOO_COMPLEX, detail="nested too deep")
    except ValueError:
        feed, whole = _parse_broken_feed(text), False
    if not isinstance(feed, dict) or not _is_feed(feed):
        return Document(problem=Reason.NOT_A_FEED, detail="JSON, but no JSON Feed")
    items = [i for i in _list(feed.get("items")) if isinstance(i, dict)]
    base = urls.join_url(url, _text(feed.get("home_page_url"))) or url
    lang = clean_name(_text(feed.get("language")))
    return Document(
        format="json11" if "1.1" in _text(feed.get("version")) else "json1",
        title=clean_line(_text(feed.get("title"))),
        link=base,
        lang=lang,
        items=tuple(_parse_item(i, base, lang, feed) for i in newest(items, _item_date)),
        tossed=max(len(items) - MAX_ITEMS, 0),
        faulty=not whole,
        cut=not whole,
        older=urls.join_url(url, _text(feed.get("next_url"))) if feed.get("next_url") else "",
    )


def _is_feed(feed: dict[str, Any]) -> bool:
    """By its version, or where that is missing by its parts."""
    if "version" in feed:
        return "jsonfeed" in _text(feed["version"])
    items = _list(feed.get("items"))
    return "title" in feed and any(isinstance(i, dict) and "id" in i for i in items)


def _item_date(item: dict[str, Any]) -> datetime | None:
    return dates.parse_date(_text(item.get("date_published")))


def _parse_item(item: dict[str, Any], base: str, lang: str, feed: dict[str, Any]) -> Item:
    raw = _text(item.get("date_published")) or _text(item.get("date_modified"))
    content = _text(item.get("content_html")) or _text(item.get("content_text"))
    summary = clean_line(
        _text(item.get("summary")) or ("" if item.get("content_html") else content), MAX_SUMMARY
    )
    link = _text(item.get("url")) or _text(item.get("external_url"))
    guid = _text(item.get("id"))
    if not link and guid.startswith(("http://", "https://")):
        link = guid
    return Item(
        link=urls.join_url(base, link) if link else "",
        guid=clean_id(guid),
        title=clean_line(_text(item.get("title"))),
        summary=summary,
        content=clean_markup(content or full_text(_text(item.get("summary"))), MAX_CONTENT),
        content_hash=content_hash(content),
        authors=_author_names(item) or _author_names(feed),
        lang=clean_name(_text(item.get("language"))) or lang,
        published_raw=clean_name(raw),
        published_at=dates.parse_date(raw, lang),
    )


def _author_names(thing: dict[str, Any]) -> tuple[str, ...]:
    authors = _list(thing.get("authors")) or [thing.get("author")]
    names = [clean_name(_text(a.get("name"))) for a in authors if isinstance(a, dict)]
    return tuple(dict.fromkeys(n for n in names if n))[:MAX_AUTHORS]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Strings as they are, numbers as digits (ids and dates come as both), else ""."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _parse_broken_feed(text: str) -> object:
    """The feed up to its last whole item, out of a document that broke off or has a fault."""
    start = text.find('"items"')
    opened = text.find("[", start)
    if start < 0 or opened < 0:
        return None
    decoder, items, at = json.JSONDecoder(strict=False), [], opened + 1
    while (begin := text.find("{", at)) >= 0:
        try:
            item, at = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            break
        items.append(item)
    try:
        head = json.loads(text[:start].rstrip().rstrip(",") + "}", strict=False)
    except (ValueError, RecursionError):
        head = {}
    return {**head, "items": items} if items and isinstance(head, dict) else None
