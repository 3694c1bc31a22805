"""What a web page declares: its feeds, and its own address."""

from __future__ import annotations

import re

from pipeline.web import urls

MAX_BYTES = 500_000
"""How much of a page is searched; declarations stand in its head, links to feeds in its foot.
Chosen by hand (2026-11)."""

HEAD_BYTES = 100_000
"""How much is searched for the page's own address. Chosen by hand (2026-11)."""

_LINK = re.compile(rb"<(link|a|area)\b([^<>]{0,2000})>", re.IGNORECASE)
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
    for name, attributes in _link_tags(body):
        if name != b"link" or b"alternate" not in attributes.get(b"rel", b"").lower().split():
            continue
        if attributes.get(b"type", b"").lower().partition(b";")[0].strip() in _TYPES:
            addresses.append(_absolute_href(attributes, url))
    return list(dict.fromkeys(filter(None, addresses)))


def linked_feeds(body: bytes, url: str) -> list[str]:
    """Absolute addresses that a page links to and whose path looks like a feed's, each once."""
    addresses = [
        _absolute_href(attributes, url) for name, attributes in _link_tags(body) if name != b"link"
    ]
    return list(
        dict.fromkeys(a for a in addresses if a and _FEEDLIKE.search(a.partition("?")[0].lower()))
    )


def canonical_address(body: bytes, url: str) -> str:
    """The page's canonical address; that of `url` unless <link rel="canonical"> has a better one.

    The link relation is that of RFC 6596. It must stand on the same site and be no front page: many
    templates give every page the address of the home page.
    """
    fetched = urls.canonical(url)
    for name, attributes in _link_tags(body[:HEAD_BYTES]):
        if name == b"link" and attributes.get(b"rel", b"").lower().split() == [b"canonical"]:
            own = urls.canonical(_absolute_href(attributes, url))
            if own and urls.site(own) == urls.site(fetched) and not urls.is_front_page(own):
                return own
    return fetched


def _link_tags(body: bytes) -> list[tuple[bytes, dict[bytes, bytes]]]:
    return [
        (
            tag[1].lower(),
            {a[1].lower(): a[2] or a[3] or a[4] or b"" for a in _ATTRIBUTE.finditer(tag[2])},
        )
        for tag in _LINK.finditer(body[:MAX_BYTES])
    ]


def _absolute_href(part: dict[bytes, bytes], url: str) -> str:
    href = part.get(b"href", b"").decode("utf-8", "replace").replace("&amp;", "&").strip()
    return urls.join_url(url, href) if href else ""
