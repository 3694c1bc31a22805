"""Who may ask: host names, other origins, the token, sizes; and the headers that bind the browser.

Host          a name of the list, or an address: what a rebound name sends is refused
writes        only from this site's own pages, by Sec-Fetch-Site, else by Origin against Host
token         from any client that is not asked for on loopback alone
headers       nothing is loaded, run, framed or sent but what this site serves itself
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 2_000_000
"""Of a request's body: an OPML file of ten thousand feeds (chosen by hand, 2026-11)."""

TOKEN_COOKIE = "newsthread_token"  # noqa: S105 - a name
OPEN_PATHS = frozenset(
    {
        "/stop",
        "/open",
        *(f"/static/{name}" for name in ("style.css", "keys.js", "htmx.min.js", "icon.svg")),
    }
)
"""Asked for without the token: signed links, and what their page is drawn with."""

FEED_ENDINGS = (".atom", "/feed.json")
"""Of paths that answer a token in their address at once: readers of feeds keep no cookies."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware: answers what may not be asked itself, and adds the headers to the rest."""

    app: ASGIApp
    hosts: frozenset[str]
    token: str = ""
    open_hosts: bool = False  # any address will do as Host: bound to more than loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        counted = _Counted(receive)
        guarded = _with_headers(send)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        await self.app(scope, counted, guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if not self.knows_host(host):
            return PlainTextResponse(f"{host[:100]!a}: not a name of this server", 421)
        if scope["method"] not in SAFE_METHODS and is_cross_site(headers, host):
            return PlainTextResponse("a write from another site is refused", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return PlainTextResponse(f"over {MOST_BYTES:,} bytes: too much", 413)
        if self.token and scope["path"] not in OPEN_PATHS:
            return self._token_refusal(scope, headers)
        return None

    def knows_host(self, host: str) -> bool:
        """Say whether the server may be asked for under this name and port."""
        try:
            parts = urlsplit(f"//{host}")
            name, _ = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return False
        if parts.netloc != host or parts.username is not None or not name:
            return False
        if name in self.hosts:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return self.open_hosts or address.is_loopback

    def _token_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """None where the request brings the token; one for a page that brings it in its URL is sent
        on with it as a cookie."""
        if brings_token(headers, self.token):
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] in SAFE_METHODS and _equal(query.pop("token", [""])[0], self.token):
            if scope["path"].endswith(FEED_ENDINGS):
                return None
            rest = urlencode(query, doseq=True)
            answer = RedirectResponse(scope["path"] + (f"?{rest}" if rest else ""), 303)
            answer.set_cookie(TOKEN_COOKIE, self.token, httponly=True, samesite="strict")
            return answer
        return PlainTextResponse(
            "this server wants its token: open the address with ?token=..., or send it as "
            "`Authorization: Bearer ...`",
            401,
            {"www-authenticate": "Bearer"},
        )


def brings_token(headers: Headers, token: str) -> bool:
    """Say whether a request brings the token, as a bearer's or in the cookie; "": none is asked."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    cookie = cookie_parser(headers.get("cookie", "")).get(TOKEN_COOKIE, "")
    given = (bearer if scheme.lower() == "bearer" else "", cookie)
    return not token or any(_equal(value, token) for value in given)


def is_cross_site(headers: Headers, host: str) -> bool:
    """Say whether another site's page made the browser send this.

    Browsers say so themselves (Sec-Fetch-Site, all since 2023); older ones send the Origin of what
    wrote the form. A request with neither is no browser's.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != host


def _equal(given: str, token: str) -> bool:
    return bool(given) and hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            raw: list[tuple[bytes, bytes]] = list(message.get("headers", ()))
            known = {name.lower() for name, _ in raw}
            added: Iterable[tuple[str, str]] = HEADERS.items()
            raw += [(k.encode(), v.encode()) for k, v in added if k.encode() not in known]
            if b"cache-control" not in known:
                raw.append((b"cache-control", b"no-store"))
            message["headers"] = raw
        await send(message)

    return guarded


@dataclass(slots=True)
class _Counted:
    """A request's body, cut off where it goes over `MOST_BYTES` whatever its length said."""

    receive: Receive
    n: int = 0

    async def __call__(self) -> MutableMapping[str, Any]:
        message = await self.receive()
        self.n += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.n > MOST_BYTES else message
