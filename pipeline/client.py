"""Asking other people's servers for documents, politely and with every limit set.

    async with Client(ClientSettings(contact="https://example.org/about")) as client:
        answer = await client.get(url, now=now, etag=etag)     # Response | Failure

What the world does is a `Failure`; nothing here raises for it. `now` is the cycle's time: host
pauses are kept in it. Spacing and time limits run on the event loop's own clock.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from types import TracebackType
from typing import Literal
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from pipeline import dates, urls
from pipeline.guard import REFUSED, Guard
from pipeline.reasons import Reason
from pipeline.records import Failure, Stage

Kind = Literal["feed", "page", "robots"]

_ACCEPT: Mapping[Kind, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;"
    "q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1",
    "page": "text/html, application/xhtml+xml, */*;q=0.1",
    "robots": "text/plain, */*;q=0.1",
}
_STAGE: Mapping[Kind, Stage] = {"feed": "poll", "page": "fetch", "robots": "fetch"}
_MOVED = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """How this program behaves towards servers. Times in seconds, sizes in bytes unpacked."""

    contact: str = ""  # URL or mail address in the user agent, so that publishers can ask
    concurrency: int = 64  # requests in flight, all hosts together
    per_host: int = 2  # requests in flight to one registered domain
    spacing_s: float = 1.0  # between the starts of two requests to one registered domain
    connect_s: float = 10.0
    read_s: float = 20.0  # longest silence while reading
    total_s: float = 45.0  # one request with its redirects, waiting for its turn not counted
    max_feed_bytes: int = 15_000_000  # miniflux HTTP_CLIENT_MAX_BODY_SIZE; real feeds end near 5 MB
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
        asked = f" (+{self.contact})" if self.contact else ""
        return f"newsthread/{version('newsthread')}{asked}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer with status 200 to 299, or 304 without a body."""

    url: str  # final, after redirects
    asked: str
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
class _Host:
    """What we owe one registered domain."""

    turns: asyncio.Semaphore
    next_start: float = 0.0  # loop time
    paused_until: datetime | None = None
    spacing_s: float = 0.0
    waiting: int = 0
    reason: str = ""


class _Stop(Exception):  # noqa: N818 - no error of ours: it carries the outcome out of the hops
    def __init__(
        self, reason: Reason, detail: str = "", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.retry_after = reason, detail, retry_after


@dataclass(slots=True)
class _Walk:
    """One request on its way through redirects."""

    asked: str
    url: str
    kind: Kind
    now: datetime
    headers: dict[str, str] = field(default_factory=dict)
    max_bytes: int = 0
    permanent: bool = True  # every hop so far was a permanent redirect
    moved_to: str = ""
    spent_s: float = 0.0  # on all hops, waiting for turns not counted


class Client:
    """An HTTP client for one event loop; opens no connection that its guard does not allow.

    `resolver` answers names in place of the system's (tests, split networks); the guard still
    judges what it answers.
    """

    def __init__(
        self, settings: ClientSettings, *, resolver: AbstractResolver | None = None
    ) -> None:
        self.settings = settings
        self._guard = Guard(
            loopback=settings.loopback, private=settings.private, networks=settings.networks
        )
        self._resolver = resolver
        self._hosts: dict[str, _Host] = {}
        self._flights = asyncio.Semaphore(settings.concurrency)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        s = self.settings
        connector = aiohttp.TCPConnector(
            limit=0,  # our own semaphores count, per registered domain and not per name
            socket_factory=self._guard.socket,
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

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
        """One document; every hop of a redirect is checked, spaced and counted like a request."""
        s = self.settings
        cap = max_bytes or (s.max_page_bytes if kind == "page" else s.max_feed_bytes)
        walk = _Walk(url, url, kind, now, {"Accept": _ACCEPT[kind]}, cap)
        if etag:
            walk.headers["If-None-Match"] = etag
        if last_modified:
            walk.headers["If-Modified-Since"] = last_modified
        try:
            for _ in range(s.max_redirects + 1):
                answer = await self._hop(walk)
                if answer is not None:
                    return answer
        except _Stop as stop:
            return _failure(walk, stop)
        return _failure(walk, _Stop(Reason.REDIRECT_LOOP, f"over {s.max_redirects} redirects"))

    def pause(self, url: str, until: datetime, reason: str = "") -> None:
        """Leave the host of `url` alone until then."""
        host = self._host(url)
        if host.paused_until is None or host.paused_until < until:
            host.paused_until, host.reason = until, reason

    def space(self, url: str, seconds: float) -> None:
        """Space this host's requests by at least `seconds` (robots.txt's Crawl-delay)."""
        host = self._host(url)
        host.spacing_s = max(host.spacing_s, seconds)

    def _host(self, url: str) -> _Host:
        name = urls.site(url)
        if name not in self._hosts:
            turns = asyncio.Semaphore(self.settings.per_host)
            self._hosts[name] = _Host(turns, spacing_s=self.settings.spacing_s)
        return self._hosts[name]

    @asynccontextmanager
    async def _turn(self, walk: _Walk) -> AsyncIterator[None]:
        """Wait for the host's turn; _Stop when the host is to be left alone."""
        host = self._host(walk.url)
        async with host.turns:
            _stop_if_paused(host, walk.now)
            loop = asyncio.get_running_loop()
            start = max(loop.time(), host.next_start)
            host.next_start = start + host.spacing_s
            if start > loop.time():
                await asyncio.sleep(start - loop.time())
                _stop_if_paused(host, walk.now)
            async with self._flights:
                yield

    async def _hop(self, walk: _Walk) -> Response | None:
        """One request. None: it was a redirect, and `walk` has gone on to its target."""
        if self._session is None:
            raise RuntimeError("Client is used outside `async with`")
        if not urls.canonical(walk.url):
            raise _Stop(Reason.BAD_URL, f"{walk.url[:200]!r} is not an http(s) address")
        async with self._turn(walk):
            loop = asyncio.get_running_loop()
            begun = loop.time()
            try:
                async with asyncio.timeout(self.settings.total_s - walk.spent_s):
                    async with self._session.get(
                        walk.url, headers=walk.headers, allow_redirects=False
                    ) as raw:
                        return await self._read(walk, raw, begun)
            except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
                raise _stop_of(error) from error
            finally:
                walk.spent_s += loop.time() - begun

    async def _read(
        self, walk: _Walk, raw: aiohttp.ClientResponse, begun: float
    ) -> Response | None:
        if raw.status in _REDIRECTS:
            _follow(walk, raw)
            return None
        self._judge(walk, raw)
        headers = {name.lower(): value for name, value in raw.headers.items()}
        body, whole = b"", True
        if raw.status != 304:
            body, whole = await _body(raw, walk.max_bytes)
        took = asyncio.get_running_loop().time() - begun
        return Response(
            url=walk.url,
            asked=walk.asked,
            status=raw.status,
            headers=headers,
            body=body,
            whole=whole,
            moved_to=walk.moved_to,
            took_s=took,
        )

    def _judge(self, walk: _Walk, raw: aiohttp.ClientResponse) -> None:
        """_Stop for a status that brings no document; a host's plea for a pause is noted."""
        status = raw.status
        if status == 304 or 200 <= status < 300:
            return
        detail = f"HTTP {status}"
        wait = dates.retry_after(
            raw.headers.get("Retry-After", ""), raw.headers.get("Date", ""), walk.now
        )
        if wait is not None:
            wait = min(wait, timedelta(seconds=self.settings.max_pause_s))
        if status == 429 and wait is None:
            wait = timedelta(seconds=self.settings.pause_s)
        if status in (429, 503) and wait is not None:
            self.pause(walk.url, walk.now + wait, detail)
        if raw.headers.get("cf-mitigated") == "challenge":
            raise _Stop(Reason.CHALLENGE, detail)
        raise _Stop(_of_status(status), detail, wait)


def _stop_if_paused(host: _Host, now: datetime) -> None:
    if host.paused_until is not None and now < host.paused_until:
        raise _Stop(Reason.HOST_PAUSED, host.reason, host.paused_until - now)


def _of_status(status: int) -> Reason:
    named = {
        401: Reason.FORBIDDEN,
        402: Reason.FORBIDDEN,
        403: Reason.FORBIDDEN,
        404: Reason.NOT_FOUND,
        410: Reason.GONE,
        429: Reason.TOO_MANY_REQUESTS,
        451: Reason.FORBIDDEN,
    }
    return named.get(status) or (Reason.SERVER_ERROR if status >= 500 else Reason.BAD_STATUS)


def _follow(walk: _Walk, raw: aiohttp.ClientResponse) -> None:
    target = raw.headers.get("Location", "").strip()
    url = urljoin(walk.url, target.encode("latin-1", "replace").decode("utf-8", "replace"))
    if not target or urlsplit(url).scheme not in ("http", "https"):
        raise _Stop(Reason.BAD_REDIRECT, f"HTTP {raw.status} to {target[:200]!r}")
    walk.permanent = walk.permanent and raw.status in _MOVED
    if walk.permanent:
        walk.moved_to = url
    walk.url = url


async def _body(raw: aiohttp.ClientResponse, cap: int) -> tuple[bytes, bool]:
    """The unpacked body and whether it is whole. _Stop when it is larger than `cap`."""
    encoding = raw.headers.get("Content-Encoding", "").strip().lower()
    unpack = _Unpacker(encoding, cap)
    try:
        async for chunk in raw.content.iter_any():
            unpack.feed(chunk)
    except aiohttp.ClientPayloadError as error:
        if not unpack.size:
            raise _Stop(Reason.RESET, str(error)[:200]) from error
        return unpack.body(), False
    return unpack.body(), unpack.finished


class _Unpacker:
    """Unpacks gzip and deflate as it comes, never holding more than the cap.

    Feeds gzip bytes that nobody announced, too: the first two bytes tell (1f 8b).
    """

    def __init__(self, encoding: str, cap: int) -> None:
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise _Stop(Reason.BAD_ENCODING, f"Content-Encoding {encoding[:40]!r}")
        self._cap, self._encoding = cap, encoding
        self._parts: list[bytes] = []
        self._inflate: zlib._Decompress | None = None
        self._begun = False
        self.size = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes off the wire."""
        if not self._begun and chunk:
            self._begun = True
            self._inflate = _inflater(self._encoding, chunk)
        if self._inflate is None:
            self._keep(chunk)
            return
        try:
            self._unpack(chunk)
        except zlib.error as error:
            raise _Stop(Reason.BAD_ENCODING, str(error)[:200]) from error

    def _unpack(self, chunk: bytes) -> None:
        while chunk and self._inflate is not None:
            if self._inflate.eof:  # several gzip members in a row
                if not chunk.startswith(b"\x1f\x8b"):
                    return
                self._inflate = zlib.decompressobj(31)
            self._keep(self._inflate.decompress(chunk, self._cap + 1 - self.size))
            chunk = self._inflate.unconsumed_tail or self._inflate.unused_data

    def _keep(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self._cap:
            raise _Stop(Reason.TOO_LARGE, f"over {self._cap:,} bytes unpacked")
        self._parts.append(data)

    @property
    def finished(self) -> bool:
        """False when the compressed stream has no end."""
        return self._inflate is None or self._inflate.eof

    def body(self) -> bytes:
        """What has been unpacked."""
        return b"".join(self._parts)


def _inflater(encoding: str, head: bytes) -> zlib._Decompress | None:
    if head.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(31)
    if encoding == "deflate":  # with a zlib header as RFC 9110 says, or without as some servers do
        zlib_header = head[0] & 0x0F == 8 and len(head) > 1 and (head[0] << 8 | head[1]) % 31 == 0
        return zlib.decompressobj(15 if zlib_header else -15)
    return None  # plain, or said to be gzip and is not


def _stop_of(error: BaseException) -> _Stop:
    """What a connection error means. Order matters: the classes overlap."""
    detail = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        unknown = getattr(error.os_error, "errno", None) in (socket.EAI_NONAME, -5)
        return _Stop(Reason.UNKNOWN_HOST if unknown else Reason.DNS, detail)
    if REFUSED in detail:
        return _Stop(Reason.REFUSED_ADDRESS, detail)
    if isinstance(error, TimeoutError):
        return _Stop(Reason.TIMEOUT, detail)
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError, ssl.CertificateError)):
        return _Stop(Reason.TLS, detail)
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return _Stop(Reason.BAD_URL, detail)
    if isinstance(error, aiohttp.ClientConnectorError):
        return _Stop(Reason.CONNECT, detail)
    if isinstance(error, (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, OSError)):
        return _Stop(Reason.RESET, detail)
    return _Stop(Reason.PROTOCOL, detail)


def _failure(walk: _Walk, stop: _Stop) -> Failure:
    return Failure(
        stage=_STAGE[walk.kind],
        url=walk.asked,
        reason=stop.reason,
        detail=stop.detail if walk.url == walk.asked else f"{stop.detail} (at {walk.url[:200]})",
        at=walk.now,
        retry_at=walk.now + stop.retry_after if stop.retry_after is not None else None,
    )
