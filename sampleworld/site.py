"""What the sample world's URLs answer at a simulated time: pure functions, no sockets.

/OUTLET/feed            the feed (301 to /OUTLET/feeds/all where an outlet has moved it)
/OUTLET/YYYY/MM/DD/SLUG an article's page; 404 before publication
/go/OUTLET/...          302 to the article, for outlets that count clicks
/robots.txt             everything is allowed
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sampleworld import feeds, pages
from sampleworld.compose import Piece, World
from sampleworld.outlets import BY_ID, OUTLETS, Outlet
from sampleworld.stories import parse_time

PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Status, headers and body of one response."""

    status: int = 200
    content_type: str = PLAIN
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def feed_urls(base: str) -> list[tuple[Outlet, str]]:
    """Every outlet with the address its readers know for its feed."""
    return [(outlet, f"{base}/{outlet.id}/feed") for outlet in OUTLETS]


def respond(world: World, now: datetime, base: str, path: str, etag: str = "") -> Response:
    """What a GET of `path` brings at `now`; `etag` is the request's If-None-Match."""
    if path == "/robots.txt":
        return Response(body=b"User-agent: *\nDisallow:\n")
    if path.startswith("/go/"):
        return Response(status=302, headers={"Location": base + path.removeprefix("/go")})
    outlet = BY_ID.get(path.split("/")[1])
    if outlet is None:
        return Response(status=404, body=b"no such outlet")
    if path == f"/{outlet.id}/feed" and outlet.moved_feed:
        return Response(status=301, headers={"Location": f"{base}/{outlet.id}/feeds/all"})
    if path in {f"/{outlet.id}/feed", f"/{outlet.id}/feeds/all"}:
        return _feed(world, outlet, now, base, etag)
    return _page(world, outlet, now, base, path)


def _feed(world: World, outlet: Outlet, now: datetime, base: str, etag: str) -> Response:
    pieces = [piece for piece in world.published(now) if piece.outlet is outlet]
    body = feeds.render_feed(outlet, pieces, now, base).encode()
    if outlet.truncated and parse_time(outlet.truncated[0]) <= now < parse_time(
        outlet.truncated[1]
    ):
        body = body[: len(body) * 2 // 3]
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"ETag": tag}
    if etag == tag:
        return Response(status=304, headers=headers)
    return Response(content_type=feeds.TYPES[outlet.format], body=body, headers=headers)


def _page(world: World, outlet: Outlet, now: datetime, base: str, path: str) -> Response:
    own = [piece for piece in world.published(now) if piece.outlet is outlet]
    piece = next((piece for piece in own if piece.path == path), None)
    if piece is None or piece.fault == "404":
        return Response(status=404, body=b"This page no longer exists.")
    if outlet.pages_forbidden or piece.fault == "403":
        return Response(status=403, body=b"Subscribers only.")
    related: list[Piece] = [other for other in own if other is not piece][:5]
    html = pages.render_page(piece, related, now, base)
    return Response(content_type=pages.TYPE, body=html.encode())
