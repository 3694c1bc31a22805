"""Asking other people's servers for documents, politely and with every limit set.

    async with Client(ClientSettings(contact="https://example.org/about")) as client:
        answer = await client.get(url, now=now, etag=etag)     # Response | Failure

What the world does is a `Failure`; nothing here raises for it. `now` is the cycle's time.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Literal
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from pipeline.feeds import dates
from pipeline.reasons import Reason, Stage
from pipeline.records import Failure
from pipeline.web import urls
from pipeline.web.guard import Guard
from pipeline.web.politeness import PausedError, Politeness
from pipeline.web.refresh import refresh_target
from pipeline.web.request_end import RequestEnd, request_end, status_reason
from pipeline.web.robots import RobotsRules
from pipeline.web.unpack import BadEncodingError, TooLargeError, Unpacker

Kind = Literal["feed", "page", "robots"]

_ACCEPT: Mapping[Kind, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml,"
    " application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    "page": "text/html, application/xhtml+xml, */*;q=0.1",
    "robots": "text/plain, */*;q=0.1",
}
_STAGE: Mapping[Kind, Stage] = {"feed": "poll", "page": "fetch", "robots": "fetch"}
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_NO_UTF_8 = re.compile("[\udc80-\udcff]")  # how bytes of a header that are none come (PEP 383)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """How this program behaves towards servers. Times in seconds, sizes in bytes unpacked.

    Limits without a source were chosen by hand (2026-11).
    """

    contact: str = ""  # URL or mail address in the user agent, so that publishers can ask
    concurrency: int = 64  # requests in flight, all hosts together
    per_host: int = 2  # requests in flight to one registered domain
    spacing_s: float = 1.0  # between the starts of two requests to one registered domain
    connect_s: float = 10.0
    read_s: float = 20.0  # longest silence while reading
    total_s: float = 45.0  # one request with its redirects, waiting for its turn not counted
    max_feed_bytes: int = 15_000_000  # miniflux's HTTP_CLIENT_MAX_BODY_SIZE
    max_page_bytes: int = 3_000_000  # trafilatura needs over 45 s for 10 MB (measured 2026-11)
    max_redirects: int = 10
    pause_s: float = 600.0  # a host that says 429 without Retry-After: NetNewsWire's ten minutes
    max_pause_s: float = 86_400.0  # Retry-After over a day was seen and was a mistake (rss-fetcher)
    loopback: bool = False  # this machine's own addresses
    private: bool = False  # private networks: for feeds on one's own LAN
    networks: tuple[str, ...] = ()  # or single networks of these, "192.168.7.0/24"
    robots: bool = True  # ask robots.txt before pages

    @property
    def user_agent(self) -> str:
        """Product and version, and whom to ask."""
        contact = f" (+{self.contact})" if self.contact else ""
        return f"newsthread/{version('newsthread')}{contact}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer with status 200 to 299, or 304 without a body."""

    url: str  # final, after redirects
    requested_url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""  # unpacked
    whole: bool = True  # False: the connection or the compression broke off; body is its head
    moved_to: str = ""  # where permanent redirects led, "" when there were none
    took_s: float = 0.0

    @property
    def content_type(self) -> str:
        """The media type alone, lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def etag(self) -> str | None:
        """The validator for If-None-Match."""
        return self.headers.get("etag") or None

    @property
    def last_modified(self) -> str | None:
        """The validator for If-Modified-Since."""
        return self.headers.get("last-modified") or None


@dataclass(slots=True)
class _Request:
    """One request on its way through redirects."""

    requested_url: str
    url: str
    kind: Kind
    now: datetime
    max_bytes: int
    headers: dict[str, str] = field(default_factory=dict)
    permanent: bool = True  # every hop so far was a permanent redirect
    moved_to: str = ""
    spent_s: float = 0.0  # on all hops, waiting for turns not counted
    cookies: aiohttp.CookieJar | None = None  # set on the way, kept for this request alone


class Client:
    """An HTTP client for one event loop; opens no connection that its guard does not allow.

    `resolver` answers names in place of the system's (tests, split networks); the guard still
    judges what it answers. `politeness` keeps what each host asked for.
    """

    def __init__(
        self, settings: ClientSettings, *, resolver: AbstractResolver | None = None
    ) -> None:
        self.settings = settings
        self.politeness = Politeness(
            concurrency=settings.concurrency,
            per_host=settings.per_host,
            spacing_s=settings.spacing_s,
        )
        self._guard = Guard(
            loopback=settings.loopback, private=settings.private, networks=settings.networks
        )
        self.robots = RobotsRules(self)
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        s = self.settings
        connector = aiohttp.TCPConnector(
            limit=0,  # `politeness` counts, per registered domain and not per name
            socket_factory=self._guard.open_socket,
            resolver=self._resolver,
            ttl_dns_cache=300,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,  # unpacked here, so that the cap counts unpacked bytes
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": s.user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=s.connect_s, sock_read=s.read_s),
            max_line_size=16_384,
            max_field_size=16_384,
            max_headers=1000,  # rss-fetcher met servers that send more than 100
        )
        return self

    async def __aexit__(self, *fault: object) -> None:
        self.robots.cancel()
        if self._session is not None:
            await self._session.close()

    async def get(
        self,
        url: str,
        *,
        now: datetime,
        kind: Kind = "feed",
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
    ) -> Response | Failure:
        """One document; every hop of a redirect is checked, spaced and counted like a request.

        `etag` and `last_modified` make the request conditional (RFC 9110, 13.1), then the answer
        may be a 304. `max_bytes` (unpacked) stands in for the settings' limit for that `kind`. What
        the server or the net does wrong is a Failure of the stage that `kind` belongs to.
        Raises RuntimeError outside `async with`.
        """
        s = self.settings
        cap = max_bytes or (s.max_page_bytes if kind == "page" else s.max_feed_bytes)
        request = _Request(url, url, kind, now, cap, {"Accept": _ACCEPT[kind]})
        if etag:
            request.headers["If-None-Match"] = etag
        if last_modified:
            request.headers["If-Modified-Since"] = last_modified
        try:
            for _ in range(s.max_redirects + 1):
                answer = await self._request_once(request)
                if answer is not None:
                    return answer
        except RequestEnd as end:
            return _failure(request, end)
        except PausedError as paused:
            return _failure(request, RequestEnd(Reason.HOST_PAUSED, paused.reason, paused.wait))
        return _failure(
            request, RequestEnd(Reason.REDIRECT_LOOP, f"over {s.max_redirects} redirects")
        )

    async def _request_once(self, request: _Request) -> Response | None:
        """One request. None: it was a redirect, and `request` has gone on to its target."""
        if self._session is None:
            raise RuntimeError("Client is used outside `async with`")
        if not urls.canonical(request.url):
            raise RequestEnd(
                Reason.BAD_URL,
                f"{urls.mask_passwords(request.url)[:200]!r} is not an http(s) address",
            )
        async with self.politeness.turn(request.url, request.now):
            loop = asyncio.get_running_loop()
            begun = loop.time()
            try:
                async with (
                    asyncio.timeout(self.settings.total_s - request.spent_s),
                    self._session.get(
                        request.url,
                        headers=request.headers,
                        cookies=_cookies_for(request),
                        allow_redirects=False,
                    ) as raw,
                ):
                    return await self._read_response(request, raw)
            except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
                raise request_end(error) from error
            finally:
                request.spent_s += loop.time() - begun

    async def _read_response(
        self, request: _Request, raw: aiohttp.ClientResponse
    ) -> Response | None:
        begun = asyncio.get_running_loop().time()
        _keep_cookies(request, raw)
        if raw.status in _REDIRECTS:
            _follow_redirect(request, raw.headers.get("Location", ""), raw.status)
            return None
        self._check_status(request, raw)
        body, whole = (b"", True) if raw.status == 304 else await _read_body(raw, request.max_bytes)
        headers = {name.lower(): value for name, value in raw.headers.items()}
        if request.kind != "robots" and (target := refresh_target(headers, body)):
            _follow_redirect(request, target, raw.status)
            return None
        return Response(
            url=request.url,
            requested_url=request.requested_url,
            status=raw.status,
            headers=headers,
            body=body,
            whole=whole,
            moved_to=request.moved_to,
            took_s=request.spent_s + asyncio.get_running_loop().time() - begun,
        )

    def _check_status(self, request: _Request, raw: aiohttp.ClientResponse) -> None:
        """RequestEnd for a status that brings no document; a host's plea for a pause is kept."""
        status = raw.status
        if status == 304 or 200 <= status < 300:
            return
        detail = f"HTTP {status}"
        wait = self._retry_wait(request, raw)
        if status in (429, 503) and wait is not None:
            self.politeness.pause(request.url, request.now + wait, detail)
        if raw.headers.get("cf-mitigated") == "challenge":
            raise RequestEnd(Reason.CHALLENGE, detail)
        raise RequestEnd(status_reason(status), detail, wait)

    def _retry_wait(self, request: _Request, raw: aiohttp.ClientResponse) -> timedelta | None:
        """Retry-After within our cap; 429 without it means our own pause."""
        headers = raw.headers
        wait = dates.parse_retry_after(
            headers.get("Retry-After", ""), headers.get("Date", ""), request.now
        )
        if wait is None:
            return timedelta(seconds=self.settings.pause_s) if raw.status == 429 else None
        return min(wait, timedelta(seconds=self.settings.max_pause_s))


def _keep_cookies(request: _Request, raw: aiohttp.ClientResponse) -> None:
    """Some sites send on until the cookie comes back that they set."""
    if raw.cookies:
        request.cookies = request.cookies or aiohttp.CookieJar(unsafe=True)  # addresses have them
        request.cookies.update_cookies(raw.cookies, raw.url)


def _cookies_for(request: _Request) -> dict[str, str]:
    if request.cookies is None:
        return {}
    kept = request.cookies.filter_cookies(URL(request.url))
    return {name: morsel.value for name, morsel in kept.items()}


def _follow_redirect(request: _Request, target: str, status: int) -> None:
    """Let `request` go on to `target`, which an answer of that status names. RequestEnd."""
    target = _NO_UTF_8.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", target.strip())
    try:
        url = urljoin(request.url, target)
        usable = bool(target) and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        usable = False
    if not usable:
        raise RequestEnd(Reason.BAD_REDIRECT, f"HTTP {status} to {target[:200]!r}")
    request.permanent = request.permanent and status in _PERMANENT
    if request.permanent:
        request.moved_to = url
    request.url = url


async def _read_body(raw: aiohttp.ClientResponse, cap: int) -> tuple[bytes, bool]:
    """The unpacked body and whether it is whole. RequestEnd when it cannot be had."""
    try:
        unpacker = Unpacker(raw.headers.get("Content-Encoding", "").strip().lower(), cap)
        try:
            async for chunk in raw.content.iter_any():
                unpacker.add_chunk(chunk)
        except aiohttp.ClientPayloadError as error:  # the connection broke off
            if not unpacker.size:
                raise RequestEnd(Reason.RESET, str(error)[:200]) from error
            return unpacker.body(), False
    except TooLargeError as error:
        raise RequestEnd(Reason.TOO_LARGE, str(error)) from error
    except BadEncodingError as error:
        raise RequestEnd(Reason.BAD_ENCODING, str(error)) from error
    return unpacker.body(), unpacker.finished


def _failure(request: _Request, end: RequestEnd) -> Failure:
    at = (
        f" (at {urls.mask_passwords(request.url)[:200]})"
        if request.url != request.requested_url
        else ""
    )
    return Failure(
        stage=_STAGE[request.kind],
        url=urls.mask_passwords(request.requested_url),
        reason=end.reason,
        detail=f"{end.detail}{at}",
        at=request.now,
        retry_at=request.now + end.wait if end.wait is not None else None,
    )
