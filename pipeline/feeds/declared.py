"""What a web page declares: its feeds, and its own address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.feeds.lenient import resolve_references
from pipeline.web import urls

MAX_BYTES = 500_000
"""How much of a page is searched; declarations stand in its head, links to feeds in its foot.
Chosen by hand (2026-11)."""

HEAD_BYTES = 100_000
"""How much is searched for the page's own address. Chosen by hand (2026-11)."""

_LINK = re.compile(rb"<(link|a|area|base)\b([^<>]{0,2000})>", re.IGNORECASE)
_HIDDEN = re.compile(
    rb"<!--(?:-?>|.*?(?:-->|\Z))|<(script|style|template|textarea)\b.*?(?:</\1|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rb"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TYPES = frozenset(
    (
        b"application/rss+xml",
        b"application/atom+xml",
        b"application/feed+json",
        b"application/json",
        b"application/rdf+xml",
        b"application/xml",
        b"text/xml",
    )
)
_FEEDLIKE = re.compile(r"(?:^|[/._-])(?:rss|feeds?|atom|rdf)(?:[/._-]|$)|\.(?:xml|rss|rdf|atom)$")


def declared_feeds(body: bytes, url: str) -> list[str]:
    """Absolute addresses that a page gives as <link rel="alternate"> of a feed's media type.

    In the page's order, each once: RSS autodiscovery by the HTML standard's link type "alternate".
    """
    addresses = []
    for name, attributes, address in _link_tags(body[:MAX_BYTES], url):
        if name != b"link" or b"alternate" not in attributes.get(b"rel", b"").lower().split():
            continue
        if attributes.get(b"type", b"").lower().partition(b";")[0].strip() in _TYPES:
            addresses.append(address)
    return list(dict.fromkeys(filter(None, addresses)))


def linked_feeds(body: bytes, url: str) -> list[str]:
    """Absolute addresses that a page links to and whose path looks like a feed's, each once."""
    tags = _link_tags(body[:MAX_BYTES], url)
    addresses = [address for name, _, address in tags if name != b"link"]
    return list(
        dict.fromkeys(a for a in addresses if a and _FEEDLIKE.search(a.partition("?")[0].lower()))
    )


def canonical_address(body: bytes, url: str) -> str:
    """The page's canonical address; that of `url` unless <link rel="canonical"> has a better one.

    The link relation is that of RFC 6596. It must stand on the same site and be no front page: many
    templates give every page the address of the home page.
    """
    fetched = urls.canonical(url)
    for name, attributes, address in _link_tags(body[:HEAD_BYTES], url):
        if name == b"link" and attributes.get(b"rel", b"").lower().split() == [b"canonical"]:
            own = urls.canonical(address)
            if own and urls.site(own) == urls.site(fetched) and not urls.is_front_page(own):
                return own
    return fetched


def _link_tags(body: bytes, url: str) -> Iterator[tuple[bytes, dict[bytes, bytes], str]]:
    """Name, attributes and absolute address of each link that is no comment and in no script."""
    base = ""
    for tag in _LINK.finditer(_HIDDEN.sub(b" ", body)):
        attributes = {
            a[1].lower(): a[2] or a[3] or a[4] or b"" for a in _ATTRIBUTE.finditer(tag[2])
        }
        address = _absolute_href(attributes, base or url)
        if tag[1].lower() == b"base":  # the first one counts (HTML, 4.2.3)
            base = base or address
        else:
            yield tag[1].lower(), attributes, address


def _absolute_href(part: dict[bytes, bytes], url: str) -> str:
    href = resolve_references(part.get(b"href", b"").decode("utf-8", "replace")).strip()
    return urls.join_url(url, href) if href else ""
