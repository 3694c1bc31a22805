"""Feed bytes -> Document: RSS, RDF and Atom through feedparser, JSON Feed, news sitemaps.

Run it in a worker process with a deadline (`poll_feeds` does): feedparser is quadratic in an
element's attributes (16,000 of them, 165 KB: 9.7 s) and needs over 45 s for a 20 MB entry (6.0.14,
2026-11).
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, NamedTuple

from pipeline.bounds import clean_charset, clean_id, clean_line, clean_markup, clean_name
from pipeline.feeds import dates, declared, jsonfeed, schedule, sitemap
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
    without_entities,
)
from pipeline.feeds.lenient import WIDE, decode_xml, escape_ampersands
from pipeline.mojibake import decoded_but_for_few
from pipeline.reasons import Reason
from pipeline.web import urls

PRELOAD = ("feedparser", "pipeline.feeds.parse")
"""What `Workers(preload=...)` should load, so that no document pays for it."""
MAX_ATTRIBUTES = 500
"""Of one element. 16,000 took feedparser 9.7 s; the most in 5,754 conformance documents was 64."""
MAX_NESTING = 1000
"""Elements opened one inside the other with nothing between. 100,000 took 7.4 s; the most in the
conformance documents was 8."""

_LONG_TAG = re.compile(rb"<[^<>]{4000,}")
_DEEP = re.compile(rb"(?:<[a-zA-Z][^<>]*(?<!/)>\s*){%d}" % MAX_NESTING)
_ITEM_CLOSED = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ITEM_OPENED = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_ITEM_BEGINS = re.compile(rb"(?=<(?:item|entry)[\s>])", re.IGNORECASE)
_LINK = re.compile(rb"<(?:[\w.-]+:)?link\s[^<>]*>")
_CLOSED = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|entry|channel|opml)\s*>", re.IGNORECASE)
_DECLARED = re.compile(r"\s+encoding\s*=\s*[\"'][^\"'<>]{1,40}[\"']")
_ENCODING = re.compile(rb"(?<=<\?xml)([^<>]{0,200}?)\sencoding\s*=\s*[\"']([^\"'<>]*)[\"']")
_DOCTYPE = re.compile(
    rb"\A((?:[^<]|<\?|<!--(?:(?!-->).)*+-->)*+)<!DOCTYPE[^<>\[]*+(?:\[[^<>\]]*+\]\s*)?>",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(r"(;)\s*charset\s*=\s*[\"']?([^\"';]*)[\"']?", re.IGNORECASE)
_EMAILED = re.compile(
    r"\s*[^\s@<>]+@[^\s@<>()]+\s*\(([^()]*)\)\s*$"  # "ann@paper.press (Ann B)"
    r"|([^@<>]*[^@<>\s])\s*<[^\s@<>]+@[^@<>]+>\s*$"
    r"|\s*([^\s@<>]+@[^\s@<>()]+)\s*$"
)
_CAPTION = re.compile(
    rb"<media:(description|text)\b[^<>]*>(?:<!\[CDATA\[(?:(?!<!\[).)*?\]\]>|[^<])*</media:\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_OWN_WORDS = re.compile(rb"<(?:description|summary|content:encoded|content)[\s>]", re.IGNORECASE)
_TEMPLATE = re.compile(r"^\s*(?:0000-00-00|0001-01-01)")


class RawFeed(NamedTuple):
    """A document as it came."""

    body: bytes
    url: str
    content_type: str = ""


def parse_feed(raw: RawFeed) -> Document:
    """One document in any format; where it is no feed, its `problem` says why.

    At most `MAX_ITEMS` items, their texts plain and capped. May raise whatever feedparser raises on
    hostile input, or not end: see above.
    """
    if not raw.body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Document(problem=Reason.EMPTY_BODY)
    raw = raw._replace(body=without_entities(_as_utf8(raw.body)))
    if jsonfeed.looks_like_json(raw.body):
        return jsonfeed.parse_json_feed(raw.body, raw.url)
    if problem := _complexity_problem(raw.body):
        return Document(problem=Reason.TOO_COMPLEX, detail=problem)
    if sitemap.looks_like_sitemap(raw.body):
        return sitemap.parse_sitemap(raw.body, raw.url)
    return _parse_xml(raw)


def _as_utf8(body: bytes) -> bytes:
    """UTF-16 and UTF-32 as UTF-8: undeclared, feedparser fails on them; and guards read bytes."""
    if any(body.startswith(start) for start, _ in WIDE):
        return _DECLARED.sub("", decode_xml(body), count=1).encode("utf-8", "replace")
    return body


def _complexity_problem(body: bytes) -> str:
    for tag in _LONG_TAG.finditer(body):
        if tag[0].count(b"=") > MAX_ATTRIBUTES:
            return f"an element with over {MAX_ATTRIBUTES} attributes"
    return f"over {MAX_NESTING} nested elements" if _DEEP.search(body) else ""


def _parse_xml(raw: RawFeed) -> Document:
    import feedparser  # noqa: PLC0415 - 0.2 s that only worker processes need

    known = _with_charset(raw)
    body, mended = _as_parsable(known)
    kind = _CHARSET.sub(_charset_or_nothing, known.content_type)
    # A file object, never the bytes themselves: feedparser opens a string as a path or a URL.
    parsed = feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": kind} if kind else {},
        sanitize_html=False,  # 2-4 times faster; what is kept is made plain by ourselves
        resolve_relative_uris=False,
    )
    form, entries, channel = parsed.get("version") or "", parsed.entries, parsed.feed
    cut = bool(parsed.get("bozo")) and not _CLOSED.search(raw.body[-2000:])
    if cut:
        entries = entries[: max(_count_whole_items(raw.body), 1)]
    if not form and not parsed.entries:
        links = declared.declared_feeds(raw.body, raw.url)
        detail = f"it names {links[0]}" if links else _first_words(raw.body)
        return Document(problem=Reason.NOT_A_FEED, detail=detail, links=tuple(links))
    lang = clean_name(_text(channel.get("language")))
    base = _link_base(form, raw.url, _text(channel.get("link")))
    return Document(
        format=form or "unknown",
        title=clean_line(_text(channel.get("title"))),
        link=urls.join_url(raw.url, _text(channel.get("link"))),
        lang=lang,
        items=tuple(_parse_item(e, base, lang) for e in newest(entries, _entry_date)),
        tossed=max(len(entries) - MAX_ITEMS, 0),
        faulty=bool(parsed.get("bozo")) or mended or known is not raw,
        cut=cut,
        update_interval=_update_interval(channel),
        older=_older_document(channel, raw.url),
    )


def _as_parsable(raw: RawFeed) -> tuple[bytes, bool]:
    """A document that feedparser reads as it was meant, and whether it had faults to mend.

    A document type goes: what its entities stand for is not looked up, and they would be lost.
    """
    escaped = escape_ampersands(raw.body)
    body = _ENCODING.sub(_charset_or_nothing, escaped, count=1)
    declared = _ENCODING.search(escaped)
    undeclared = declared is not None and _charset_or_nothing(declared) == declared[1]
    return _without_captions(_DOCTYPE.sub(rb"\1", body)), undeclared or escaped != raw.body


def _without_captions(body: bytes) -> bytes:
    """The document without pictures' captions in items that have words of their own.

    feedparser takes either for the item's summary, whichever comes first.
    """
    if b"<media:" not in body:
        return body
    parts = _ITEM_BEGINS.split(body)
    return b"".join(_CAPTION.sub(b"", part) if _OWN_WORDS.search(part) else part for part in parts)


def _with_charset(raw: RawFeed) -> RawFeed:
    """The document as UTF-8 where no charset that it is said to have reads all of it.

    feedparser takes it for a Western one then: a summary cut within a letter spoilt all titles.
    """
    said = (_ENCODING.search(raw.body[:1000]), _CHARSET.search(raw.content_type))
    names = [clean_charset(_label(declared)) for declared in said if declared]
    names = ["utf-8", *filter(None, names)]
    if raw.body.startswith(BOM_UTF8) or any(_reads(raw.body, name) for name in names):
        return raw
    texts = (decoded_but_for_few(raw.body, name) for name in names)
    text = next(filter(None, texts), "") or decode_xml(raw.body)
    return raw._replace(
        body=_DECLARED.sub("", text, count=1).encode("utf-8", "replace"),
        content_type=_CHARSET.sub("", raw.content_type),
    )


def _reads(body: bytes, charset: str) -> bool:
    try:
        body.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def _charset_or_nothing(declared: re.Match[Any]) -> Any:
    """The declaration, of the charset that browsers read for it, or of none where it is none.

    feedparser decodes by whatever it says.
    """
    known = clean_charset(_label(declared))
    if not known:
        return declared[1]
    label = declared[2]
    return declared[0].replace(label, known if isinstance(label, str) else known.encode())


def _label(declared: re.Match[Any]) -> str:
    label = declared[2]
    return label if isinstance(label, str) else label.decode("ascii", "replace")


def _count_whole_items(body: bytes) -> int:
    """How many items of a document that broke off can be told who they are.

    The one at the break counts when its title and link are whole; else it waits to come again.
    """
    closed = len(_ITEM_CLOSED.findall(body))
    last = max((match.start() for match in _ITEM_OPENED.finditer(body)), default=0)
    rest = body[last:]
    whole = b"</title>" in rest and (b"</link>" in rest or _LINK.search(rest))
    return closed + bool(whole and not _ITEM_CLOSED.search(rest))


def _older_document(channel: Any, url: str) -> str:
    """Where the items before these stand (RFC 5005: the archive before, the next page)."""
    links = {_text(link.get("rel")): _text(link.get("href")) for link in channel.get("links") or ()}
    address = links.get("prev-archive") or links.get("next") or ""
    return urls.join_url(url, address) if address else ""


def _update_interval(channel: Any) -> timedelta | None:
    """How often the document says that it changes."""
    intervals = (
        schedule.parse_ttl(_text(channel.get("ttl"))),
        schedule.parse_update_period(
            _text(channel.get("sy_updateperiod")), _text(channel.get("sy_updatefrequency"))
        ),
    )
    return max((i for i in intervals if i is not None), default=None)


def _link_base(form: str, url: str, link: str) -> str:
    """What relative links are relative to: Atom's document (RFC 4287), RSS's channel link."""
    return url if form.startswith("atom") else urls.join_url(url, link) or url


def _parse_item(entry: Any, base: str, feed_lang: str) -> Item:
    bodies = [c for c in entry.get("content") or () if _text(c.get("value"))]
    body = max((_text(c["value"]) for c in bodies), key=len, default="")
    summary = _text(entry.get("summary"))
    lang = _content_lang(bodies) or feed_lang
    raw, published_at = _first_date(entry, lang)
    guid = clean_id(_text(entry.get("id")))
    return Item(
        link=_item_link(entry, guid, base),
        guid=guid,
        title=clean_line(_text(entry.get("title"))),
        summary=clean_line(summary, MAX_SUMMARY),
        content=clean_markup(max(body, full_text(summary), key=len), MAX_CONTENT),
        content_hash=content_hash(body),
        authors=_author_names(entry),
        lang=lang,
        published_raw=clean_name(raw),
        published_at=published_at,
    )


def _entry_date(entry: Any) -> datetime | None:
    return _first_date(entry, "")[1]


def _first_date(entry: Any, lang: str) -> tuple[str, datetime | None]:
    """The first of an item's dates that is one, as it stands there; else the first with None."""
    given = [_text(entry.get(name)) for name in ("published", "updated", "created")]
    stated = [raw for raw in given if raw]
    for raw in stated:
        if not _TEMPLATE.match(raw) and (at := dates.parse_date(raw, lang)):
            return raw, at
    return next(iter(stated), ""), None


def _item_link(entry: Any, guid: str, base: str) -> str:
    """The item's own address: FeedBurner's original, the link, a guid that is one."""
    link = _text(entry.get("feedburner_origlink")) or _text(entry.get("link"))
    if guid.startswith(("http://", "https://")):
        link = link or guid
    elif "/" not in guid and not _other_links(entry):  # an id that feedparser takes for an address
        link = ""
    return urls.join_url(base, link) if link.strip() else ""


def _other_links(entry: Any) -> list[Any]:
    """Its links but those to a sound, a film or a picture that comes with it."""
    return [link for link in entry.get("links") or () if link.get("rel") != "enclosure"]


def _author_names(entry: Any) -> tuple[str, ...]:
    if form := _EMAILED.match(_text(entry.get("author"))):  # feedparser cuts "ann@b.press" up
        name = clean_name(next(filter(None, form.groups()), ""))
        return (name,) if name else ()
    named = [_text(a.get("name")) for a in entry.get("authors") or () if hasattr(a, "get")]
    names = [clean_name(n) for n in (*named, _text(entry.get("author"))) if n]
    if named and any(named):
        names = names[:-1] or names
    return tuple(dict.fromkeys(n for n in names if n))[:MAX_AUTHORS]


def _content_lang(bodies: list[Any]) -> str:
    return next((_text(c.get("language")) for c in bodies if c.get("language")), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _first_words(body: bytes) -> str:
    """The first words of what came instead of a feed."""
    return "it begins: " + clean_line(body[:3000].decode("utf-8", "replace"), 120)
