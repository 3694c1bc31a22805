"""Finding a site's feeds from the address of its front page, as a browser once did.

    find("https://paper.example/", client, now, workers) -> [Found(url, title, format, items)]

First what the page itself declares, then links that look like feeds, then the usual places.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

_LINK = re.compile(rb"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([a-zA-Z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TYPES = (
    b"application/rss+xml", b"application/atom+xml", b"application/feed+json",
    b"application/rdf+xml", b"text/xml", b"application/xml", b"application/json",
)  # fmt: skip


def links(body: bytes, url: str) -> list[str]:
    """Absolute addresses of the feeds that a page declares with <link rel="alternate">."""
    found = []
    for tag in _LINK.finditer(body[:500_000]):
        part = {m[1].lower(): m[2] or m[3] or m[4] or b"" for m in _ATTRIBUTE.finditer(tag[0])}
        if b"alternate" not in part.get(b"rel", b"").lower().split():
            continue
        if part.get(b"type", b"").lower().partition(b";")[0].strip() in _TYPES and part.get(
            b"href"
        ):
            href = part[b"href"].decode("utf-8", "replace").replace("&amp;", "&")
            found.append(urljoin(url, href.strip()))
    return list(dict.fromkeys(found))
