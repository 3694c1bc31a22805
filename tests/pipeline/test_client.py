"""What servers do, and what the client makes of it. Loopback only."""

from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from loopback import Answer, Loopback, Request

from pipeline.reasons import Reason
from pipeline.records import Failure
from pipeline.web.client import Client, ClientSettings, Response

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
FAST = ClientSettings(loopback=True, spacing_s=0, per_host=8, read_s=0.4, total_s=1.5, connect_s=1)


async def ask(
    answer: Answer, settings: ClientSettings = FAST, url: str = "/", **asked: str
) -> Response | Failure:
    async with Loopback({"": answer}) as server, Client(settings) as client:
        return await client.get(server.url(url), now=NOW, **asked)


async def good(answer: Answer, settings: ClientSettings = FAST, **asked: str) -> Response:
    found = await ask(answer, settings, **asked)
    assert isinstance(found, Response), found
    return found


async def reason(answer: Answer, settings: ClientSettings = FAST) -> str:
    found = await ask(answer, settings)
    assert isinstance(found, Failure)
    return found.reason


# --- bodies --------------------------------------------------------------------------------

TEXT = b"<rss>" + b"news " * 1000 + b"</rss>"
RAW_DEFLATE = zlib.compressobj(wbits=-15)
RAW_BODY = RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, ""),
        (TEXT, "identity"),
        (gzip.compress(TEXT, mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0), "x-gzip"),
        (gzip.compress(TEXT, mtime=0), ""),  # nobody said so
        (TEXT, "gzip"),  # said so, and is not
        (zlib.compress(TEXT), "deflate"),
        (RAW_BODY, "deflate"),
        (gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0), "gzip"),
        (gzip.compress(TEXT, mtime=0) + b"\0\0\0", "gzip"),
    ],
)
async def test_bodies_are_unpacked(body: bytes, encoding: str) -> None:
    found = await good(Answer(body, headers={"Content-Encoding": encoding} if encoding else {}))
    assert found.body == TEXT
    assert found.whole


@pytest.mark.parametrize("announced", [{"Content-Encoding": "gzip"}, {}])
async def test_a_gzip_bomb_is_stopped_at_the_cap(announced: dict[str, str]) -> None:
    bomb = gzip.compress(b"\0" * 60_000_000)
    small = ClientSettings(loopback=True, max_feed_bytes=1_000_000, total_s=20)
    tracemalloc.start()
    try:
        assert await reason(Answer(bomb, headers=announced), small) == Reason.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


async def test_a_body_over_the_cap_is_not_read_to_its_end() -> None:
    small = ClientSettings(loopback=True, max_feed_bytes=100_000)
    assert await reason(Answer(b"x" * 3_000_000), small) == Reason.TOO_LARGE


async def test_a_truncated_gzip_gives_its_head_and_says_so() -> None:
    packed = gzip.compress(bytes(range(256)) * 500)
    found = await good(Answer(packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"}))
    assert not found.whole
    assert found.body


async def test_broken_and_unknown_compression() -> None:
    broken = b"\x1f\x8b\x08\x00" + b"\xff" * 400
    assert await reason(Answer(broken, headers={"Content-Encoding": "gzip"})) == Reason.BAD_ENCODING
    assert await reason(Answer(TEXT, headers={"Content-Encoding": "br"})) == Reason.BAD_ENCODING


@pytest.mark.parametrize("encoding", ["none", "utf-8", "identity, none", "8bit", "", "chunked"])
async def test_what_is_no_compression_is_read_as_it_stands(encoding: str) -> None:
    assert (await good(Answer(TEXT, headers={"Content-Encoding": encoding}))).body == TEXT


async def test_a_body_shorter_than_said_is_not_whole() -> None:
    found = await ask(Answer(TEXT, reset_after=2000))
    if isinstance(found, Failure):  # the reset overtook the bytes
        assert found.reason == Reason.RESET
    else:
        assert not found.whole
    found = await good(Answer(TEXT, length=len(TEXT) + 999, headers={"Connection": "close"}))
    assert (found.body, found.whole) == (TEXT, False)


async def test_a_reset_before_any_byte() -> None:
    assert await reason(Answer(TEXT, reset_after=0)) in (Reason.RESET, Reason.PROTOCOL)


async def test_a_drip_ends_at_the_total_limit() -> None:
    drip = Answer(b"x" * 1000, drip_s=0.1, chunk=1)
    async with Loopback({"": drip}) as server, Client(FAST) as client:
        outcome = await client.get(server.url(), now=NOW)
    assert isinstance(outcome, Failure)
    assert outcome.reason == Reason.TIMEOUT
    assert 0 < server.chunks < 100


async def test_silence_ends_at_the_read_limit() -> None:
    async with Loopback({"": Answer(b"x", drip_s=30)}) as server, Client(FAST) as client:
        outcome = await client.get(server.url(), now=NOW)
    assert isinstance(outcome, Failure)
    assert outcome.reason == Reason.TIMEOUT
    assert server.chunks == 0


async def test_a_drip_of_redirects_ends_at_the_total_limit() -> None:
    async def slow(_: Request) -> Answer:
        await asyncio.sleep(0.3)
        return Answer(status=302, headers={"Location": "/again"})

    async with Loopback({"": slow}) as server, Client(FAST) as client:
        outcome = await client.get(server.url(), now=NOW)
    assert isinstance(outcome, Failure)
    assert outcome.reason == Reason.TIMEOUT  # the redirects alone would be REDIRECT_LOOP
    assert len(server.hits) <= FAST.total_s / 0.3 + 1


async def test_what_is_no_http() -> None:
    assert await reason(Answer(raw=b"SSH-2.0-OpenSSH_9\r\n\r\n")) == Reason.PROTOCOL


async def test_many_and_long_headers_are_borne() -> None:
    many = {f"X-Padding-{i}": "x" * 40 for i in range(400)} | {"X-Long": "y" * 12_000}
    assert (await good(Answer(TEXT, headers=many))).body == TEXT


# --- statuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "meant"),
    [
        (401, {}, Reason.FORBIDDEN),
        (403, {}, Reason.FORBIDDEN),
        (403, {"cf-mitigated": "challenge"}, Reason.CHALLENGE),
        (404, {}, Reason.NOT_FOUND),
        (410, {}, Reason.GONE),
        (418, {}, Reason.BAD_STATUS),
        (429, {}, Reason.TOO_MANY_REQUESTS),
        (451, {}, Reason.FORBIDDEN),
        (500, {}, Reason.SERVER_ERROR),
        (503, {}, Reason.SERVER_ERROR),
    ],
)
async def test_statuses(status: int, headers: dict[str, str], meant: Reason) -> None:
    assert await reason(Answer(b"no", status, headers)) == meant


async def test_304_brings_no_body() -> None:
    found = await good(Answer(status=304, headers={"ETag": '"2"'}), etag='"1"')
    assert (found.status, found.body, found.etag) == (304, b"", '"2"')


async def test_conditions_and_the_user_agent_are_sent() -> None:
    settings = ClientSettings(loopback=True, contact="https://example.org/about")
    async with Loopback({"": Answer(TEXT)}) as server, Client(settings) as client:
        await client.get(server.url(), now=NOW, etag='"1"', last_modified="Tue")
    sent = server.hits[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Tue")
    assert sent["user-agent"].startswith("newsthread/")
    assert "+https://example.org/about" in sent["user-agent"]


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("60", timedelta(seconds=60)),
        ("Wed, 18 Feb 2026 12:10:00 GMT", timedelta(minutes=10)),
        ("", timedelta(seconds=600)),
        ("317100", timedelta(days=1)),
        ("rubbish", timedelta(seconds=600)),
    ],
)
async def test_429_pauses_the_whole_host(header: str, pause: timedelta) -> None:
    headers = {"Retry-After": header} if header else {}
    routes = {"/a": Answer(b"", 429, headers), "/b": Answer(TEXT)}
    async with Loopback(routes) as server, Client(FAST) as client:
        first = await client.get(server.url("/a"), now=NOW)
        during = await client.get(server.url("/b"), now=NOW + pause - timedelta(seconds=1))
        after = await client.get(server.url("/b"), now=NOW + pause)
    assert isinstance(first, Failure)
    assert first.retry_at == NOW + pause
    assert isinstance(during, Failure)
    assert (during.reason, during.retry_at) == (Reason.HOST_PAUSED, NOW + pause)
    assert isinstance(after, Response)
    assert server.paths() == ["/a", "/b"]


async def test_503_pauses_the_host_only_when_it_asks_for_it() -> None:
    routes = {"/a": Answer(b"", 503), "/b": Answer(TEXT)}
    async with Loopback(routes) as server, Client(FAST) as client:
        await client.get(server.url("/a"), now=NOW)
        assert isinstance(await client.get(server.url("/b"), now=NOW), Response)


# --- redirects -----------------------------------------------------------------------------


def to(target: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": target})


async def test_a_permanent_move_is_told_and_a_temporary_one_is_not() -> None:
    routes = {"/a": to("/b", 301), "/b": to("/c", 308), "/c": to("/d", 302), "/d": Answer(TEXT)}
    async with Loopback(routes) as server, Client(FAST) as client:
        found = await client.get(server.url("/a"), now=NOW)
        later = await client.get(server.url("/c"), now=NOW)
    assert isinstance(found, Response)
    assert found.moved_to == server.url("/c")
    assert found.url == server.url("/d")
    assert isinstance(later, Response)
    assert later.moved_to == ""


def gate(cookie: str, then: Answer) -> Callable[[Request], Answer]:
    """Sends round in a circle until the cookie comes back."""

    def answer(request: Request) -> Answer:
        if cookie in request.headers.get("cookie", ""):
            return then
        return Answer(status=302, headers={"Location": "/", "Set-Cookie": f"{cookie}; Path=/"})

    return answer


async def test_a_cookie_lives_as_long_as_its_chain_of_redirects() -> None:
    async with Loopback({"": gate("seen=1", Answer(TEXT))}) as server, Client(FAST) as client:
        for _ in range(2):  # the second request knows nothing of the first
            answer = await client.get(server.url(), now=NOW)
            assert isinstance(answer, Response)
            assert answer.body == TEXT
        assert ["cookie" in hit.headers for hit in server.hits] == [False, True] * 2


def refreshing(content: str, around: str = "{}") -> Answer:
    meta = around.format(f'<meta http-equiv="Refresh" content="{content}">')
    return Answer(f"<html><head>{meta}</head><body>One moment</body></html>".encode())


@pytest.mark.parametrize(
    "answer",
    [
        refreshing("0; url=/next"),
        refreshing("0;URL='/next'"),
        refreshing("1, /next"),
        refreshing(" 2.5 ; url = /next "),
        Answer(b"<html></html>", headers={"Refresh": "0; url=/next"}),
    ],
)
async def test_an_immediate_refresh_is_a_redirect(answer: Answer) -> None:
    routes = {"/": answer, "/next": Answer(TEXT)}
    async with Loopback(routes) as server, Client(FAST) as client:
        got = await client.get(server.url(), now=NOW, kind="page")
    assert isinstance(got, Response)
    assert (got.url, got.body, got.moved_to) == (server.url("/next"), TEXT, "")


@pytest.mark.parametrize(
    "answer",
    [
        refreshing("300; url=/next"),
        refreshing("0"),
        refreshing("300"),
        refreshing("0; url=/next", "<noscript>{}</noscript>"),
        refreshing("0; url=/next", "<!-- {} -->"),
        refreshing("soon; url=/next"),
    ],
)
async def test_a_page_that_reloads_later_or_only_for_others_stays(answer: Answer) -> None:
    assert (await good(answer)).body == answer.body


async def test_a_refresh_is_guarded_and_counted_as_a_redirect() -> None:
    assert await reason(refreshing("0; url=/")) == Reason.REDIRECT_LOOP
    assert await reason(refreshing("0; url=file:///etc/hostname")) == Reason.BAD_REDIRECT
    inside = refreshing("0; url=http://169.254.169.254/latest")
    assert await reason(inside) == Reason.REFUSED_ADDRESS


@pytest.mark.parametrize(
    ("sent", "asked"),
    [(b"/caf\xe9", "/caf%E9"), ("/café".encode(), "/caf%C3%A9"), (b"/caf%e9 x", "/caf%E9%20x")],
)
async def test_the_letters_of_a_redirects_address_are_kept(sent: bytes, asked: str) -> None:
    moved = b"HTTP/1.1 301 X\r\nLocation: " + sent + b"\r\nContent-Length: 0\r\n\r\n"
    routes = {"/": Answer(raw=moved), "": Answer(b"<p>News</p>")}
    async with Loopback(routes) as server, Client(FAST) as client:
        found = await client.get(server.url("/"), now=NOW)
    assert isinstance(found, Response)
    assert server.paths() == ["/", asked]
    assert found.url.isprintable()


async def test_a_redirect_loop_ends() -> None:
    async with Loopback({"/a": to("/b"), "/b": to("/a")}) as server, Client(FAST) as client:
        found = await client.get(server.url("/a"), now=NOW)
    assert isinstance(found, Failure)
    assert found.reason == Reason.REDIRECT_LOOP
    assert len(server.hits) == FAST.max_redirects + 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "javascript:alert(1)", "ftp://127.0.0.1/", "", "data:,x"]
)
async def test_redirects_lead_to_http_only(target: str) -> None:
    assert await reason(to(target)) == Reason.BAD_REDIRECT


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/", "news", "http://", ""])
async def test_only_http_is_asked(url: str) -> None:
    async with Client(FAST) as client:
        found = await client.get(url, now=NOW)
    assert isinstance(found, Failure)
    assert found.reason == Reason.BAD_URL


async def test_nobody_there() -> None:
    async with Loopback() as server:
        port = server.port
    async with Client(FAST) as client:
        found = await client.get(f"http://127.0.0.1:{port}/", now=NOW)
    assert isinstance(found, Failure)
    assert found.reason == Reason.CONNECT


class NoNames(AbstractResolver):
    def __init__(self, error: int) -> None:
        self.error = error

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        raise socket.gaierror(self.error, "no such name")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("error", "meant"),
    [(socket.EAI_NONAME, Reason.UNKNOWN_HOST), (socket.EAI_AGAIN, Reason.DNS)],
)
async def test_a_name_that_is_not_and_a_name_service_that_is_not(error: int, meant: str) -> None:
    async with Client(FAST, resolver=NoNames(error)) as client:
        found = await client.get("http://paper.example/", now=NOW)
    assert isinstance(found, Failure)
    assert found.reason == meant


async def test_no_tls_where_tls_should_be() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Client(FAST) as client:
        found = await client.get(f"https://127.0.0.1:{port}/", now=NOW)
    assert isinstance(found, Failure)
    assert found.reason == Reason.TLS


# --- politeness (spacing and pauses: test_politeness.py) ------------------------------------


async def test_no_more_at_once_than_the_host_may_be_asked() -> None:
    busy, most = 0, 0

    async def count(_: Request) -> Answer:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.03)
        busy -= 1
        return Answer(TEXT)

    two = ClientSettings(loopback=True, spacing_s=0, per_host=2)
    async with Loopback({"": count}) as server, Client(two) as client:
        await asyncio.gather(*(client.get(server.url(f"/{i}"), now=NOW) for i in range(10)))
    assert most == 2


async def test_one_slow_host_does_not_hold_up_another() -> None:
    answered = asyncio.Event()

    async def slow(_: Request) -> Answer:
        await answered.wait()  # its first answer comes after the other host's
        return Answer(TEXT)

    one = ClientSettings(loopback=True, spacing_s=0, per_host=1)
    async with (
        Loopback({"": slow}) as first,
        Loopback({"": Answer(TEXT)}) as second,
        Client(one) as client,
    ):
        waiting = [asyncio.create_task(client.get(first.url(), now=NOW)) for _ in range(4)]
        quick = await client.get(second.url(), now=NOW)
        assert isinstance(quick, Response)
        assert not any(task.done() for task in waiting)
        answered.set()
        assert all(isinstance(r, Response) for r in await asyncio.gather(*waiting))
