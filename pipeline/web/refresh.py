"""Where a page sends its reader on at once: the Refresh header and the meta element of that name.

Browsers follow them as redirects (HTML, "shared declarative refresh steps").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

SOON_S = 3.0
"""Longest delay that counts as at once; pages that reload themselves wait minutes. Chosen by hand
(2026-11)."""
HEAD_BYTES = 20_000
"""How much of a page is searched; the element stands in its head. Chosen by hand (2026-11)."""

_HIDDEN = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|noscript|style|template|textarea)\b.*?(?:</\1|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_META = re.compile(rb"<meta\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_IS_REFRESH = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh\b", re.IGNORECASE)
_CONTENT = re.compile(rb"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.IGNORECASE)
_REFRESH = re.compile(
    r"\s*(?P<delay>\d{0,9}(?:\.\d*)?)\s*[;,\s]\s*(?:url\s*=\s*)?(?P<url>\S.*)", re.I | re.S
)


def refresh_target(headers: Mapping[str, str], body: bytes) -> str:
    """The address, as written, that an answer asks its reader to go on to at once; "" for none.

    Names of `headers` in lower case. What stands in scripts or only for readers without them does
    not count.
    """
    if target := parse_refresh(headers.get("refresh", "")):
        return target
    head = body[:HEAD_BYTES]
    if b"refresh" not in head.lower():
        return ""
    for meta in _META.finditer(_HIDDEN.sub(b" ", head)):
        if _IS_REFRESH.search(meta[1]) and (content := _CONTENT.search(meta[1])):
            value = content[1] or content[2] or content[3] or b""
            return parse_refresh(unescape(value.decode("utf-8", "replace")))
    return ""


def parse_refresh(value: str) -> str:
    """The address in "0; url=/next", "" where there is none or the delay is over `SOON_S`."""
    match = _REFRESH.match(value[:4000])
    if not match or float("0" + match["delay"]) > SOON_S:
        return ""
    url = match["url"].strip()
    if url[:1] in "\"'":
        url = url[1:].partition(url[0])[0]
    return url.strip()
