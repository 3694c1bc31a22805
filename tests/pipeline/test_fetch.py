"""Pages: within robots.txt, with every entry accounted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from loopback import Answer, Loopback

from pipeline.fetch import FetchLimits, fetch_pages
from pipeline.reasons import Reason
from pipeline.records import Entry, Failure, Page
from pipeline.web import urls
from pipeline.web.client import Client, ClientSettings

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
FAST = ClientSettings(loopback=True, spacing_s=0, per_host=16, read_s=0.5, total_s=2)
HTML = Answer(b"<html><p>News</p></html>", headers={"Content-Type": "text/html"})


def entry(url: str, entry_id: str = "", title: str = "") -> Entry:
    return Entry(
        id=entry_id or url, feed_id="f", outlet="o", url=url, title=title, first_seen_at=NOW
    )


async def get(
    server: Loopback, *paths: str, settings: ClientSettings = FAST
) -> tuple[list[Page], list[Failure]]:
    async with Client(settings) as client:
        return await fetch_pages([entry(server.url(p), p) for p in paths], client, NOW)


def robots(text: str) -> Answer:
    return Answer(text.encode(), headers={"Content-Type": "text/plain"})


async def test_pages_come_with_their_final_address_and_validators() -> None:
    page = replace(HTML, headers=dict(HTML.headers) | {"ETag": '"1"'})
    moved = Answer(status=301, headers={"Location": "/b"})
    async with Loopback({"/a": moved, "/b": page}) as server:
        (found,), failures = await get(server, "/a")
    assert failures == []
    assert (found.entry_id, found.url, found.etag) == ("/a", server.url("/b"), '"1"')
    assert found.body == HTML.body


async def test_a_page_that_has_its_end_is_whole_whatever_length_its_server_promised() -> None:
    """Some servers count wrongly, on every page; browsers show these, too."""
    lying = replace(HTML, length=len(HTML.body) + 9, headers={"Connection": "close"})
    async with Loopback({"/a": lying}) as server:
        (found,), failures = await get(server, "/a")
    assert failures == []
    assert found.body == HTML.body


def calling_itself(address: str) -> Answer:
    head = f'<html><head><link href="{address}" rel="canonical"></head><p>News</p></html>'
    return Answer(head.encode(), headers={"Content-Type": "text/html"})


async def test_a_page_that_names_the_address_of_another_article_is_its_own() -> None:
    """Templates name the lead article; the titles and addresses tell them apart."""
    routes = {path: calling_itself("/ferry.html") for path in ("/ferry.html", "/budget.html")}
    async with Loopback(routes) as server, Client(FAST) as client:
        ferry = entry(server.url("/ferry.html"), title="Ferry sinks off Kell Island")
        budget = entry(server.url("/budget.html"), title="Tarn council passes budget")
        ids = [urls.entry_id(e.url, "", "", "", "") for e in (ferry, budget)]
        ferry, budget = replace(ferry, id=ids[0]), replace(budget, id=ids[1])
        pages, failures = await fetch_pages([ferry, budget], client, NOW)
        assert [page.canonical for page in pages] == [ferry.url, budget.url]
        assert failures == []
        titles = {ids[0]: ferry.title}
        (page,), _ = await fetch_pages([budget], client, NOW, known=lambda _: titles)
        assert page.canonical == budget.url
        again = replace(budget, title="Ferry sinks off the Kell Island")
        _, (failure,) = await fetch_pages([again], client, NOW, known=lambda _: titles)
        assert failure.reason == Reason.SAME_ARTICLE


async def test_a_page_that_calls_itself_by_another_entrys_address_is_that_article() -> None:
    routes = {"/amp/1": calling_itself("/1?utm_source=x"), "/1": calling_itself("/1")}
    async with Loopback(routes) as server, Client(FAST) as client:
        entries = [entry(server.url(path)) for path in ("/amp/1", "/1")]
        ids = [urls.entry_id(e.url, "", "", "", "") for e in entries]
        entries = [replace(e, id=i) for e, i in zip(entries, ids, strict=True)]
        (page,), (failure,) = await fetch_pages(entries, client, NOW)
        assert (page.entry_id, page.canonical) == (ids[1], server.url("/1"))
        assert (failure.entry_id, failure.reason) == (ids[0], Reason.SAME_ARTICLE)
        later = await fetch_pages(entries[:1], client, NOW, known=lambda some: {ids[1]} & set(some))
        assert [f.reason for f in later[1]] == [Reason.SAME_ARTICLE]
        alone = await fetch_pages(entries[:1], client, NOW, known=lambda _: set())
        assert len(alone[0]) == 1


@pytest.mark.parametrize(
    "address", ["/", "/section", "https://elsewhere.example/x", "javascript:x", ""]
)
async def test_pages_that_all_call_themselves_by_a_wrong_address_stay_apart(address: str) -> None:
    async with Loopback({"": calling_itself(address)}) as server, Client(FAST) as client:
        entries = [replace(entry(server.url(f"/{n}")), title=f"Title {n}") for n in (1, 2)]
        pages, _ = await fetch_pages(entries, client, NOW)
        assert [p.canonical for p in pages] == [server.url("/1"), server.url("/2")]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"", 404), Reason.NOT_FOUND),
        (Answer(b"", 403), Reason.FORBIDDEN),
        (Answer(b""), Reason.EMPTY_BODY),
        (Answer(b"%PDF-1.7", headers={"Content-Type": "text/html"}), Reason.NOT_HTML),
        (Answer(b"GIF89a", headers={"Content-Type": "image/gif"}), Reason.NOT_HTML),
        (Answer(b"<p>", length=99, headers={"Connection": "close"}), Reason.CUT_SHORT),
        (Answer(b"x" * 4_000_000), Reason.TOO_LARGE),
        (Answer(b"x" * 99, drip_s=1, chunk=1), Reason.TIMEOUT),
    ],
)
async def test_what_is_no_page_has_a_reason(answer: Answer, reason: Reason) -> None:
    async with Loopback({"/a": answer, "/b": HTML}) as server:
        pages, (failure,) = await get(server, "/a", "/b")
    assert [p.entry_id for p in pages] == ["/b"]
    assert (failure.reason, failure.entry_id, failure.stage) == (reason, "/a", "fetch")


async def test_an_entry_without_address_is_accounted_for() -> None:
    async with Client(FAST) as client:
        pages, (failure,) = await fetch_pages([entry("", "x")], client, NOW)
    assert (pages, failure.reason) == ([], Reason.NO_LINK)


async def test_a_page_that_has_not_changed_is_neither_page_nor_failure() -> None:
    async with Loopback({"/a": Answer(status=304)}) as server, Client(FAST) as client:
        asked = [entry(server.url("/a"), "a")]
        found = await fetch_pages(asked, client, NOW, validators={"a": ('"1"', None)})
    assert found == ([], [])
    assert server.hits[-1].headers["if-none-match"] == '"1"'


@pytest.mark.parametrize(
    ("status", "age", "again"),
    [
        (500, timedelta(0), timedelta(minutes=10)),
        (500, timedelta(hours=2), timedelta(hours=2)),
        (500, timedelta(hours=25), None),
        (404, timedelta(0), timedelta(minutes=10)),
        (403, timedelta(0), None),
        (410, timedelta(0), None),
    ],
)
async def test_what_may_pass_is_tried_again_for_a_day(
    status: int, age: timedelta, again: timedelta | None
) -> None:
    async with Loopback({"/a": Answer(b"", status)}) as server, Client(FAST) as client:
        known = replace(entry(server.url("/a")), first_seen_at=NOW - age)
        _, (failure,) = await fetch_pages([known], client, NOW)
    assert failure.retry_at == (None if again is None else NOW + again)


async def test_a_slow_site_holds_up_no_other_and_its_rest_is_postponed() -> None:
    slow, quick = Loopback({"": HTML}), Loopback({"": HTML})
    spaced = replace(FAST, spacing_s=0.3, robots=False)
    async with slow, quick, Client(spaced) as client:
        waiting = [entry(slow.url(f"/{n}"), f"s{n}") for n in range(50)]
        asked = [*waiting, entry(quick.url("/q"), "q")]
        pages, failures = await fetch_pages(asked, client, NOW, limits=FetchLimits(budget_s=0.8))
    assert pages[-1].entry_id == "q"
    assert 2 <= len(pages) <= 5
    assert len(pages) + len(failures) == 51
    assert {(f.reason, f.retry_at) for f in failures} == {(Reason.POSTPONED, NOW)}


# --- robots.txt ----------------------------------------------------------------------------


async def test_robots_txt_is_asked_once_and_kept_to() -> None:
    rules = "User-agent: *\nDisallow: /private\n\nUser-agent: newsthread\nDisallow: /b\n"
    async with Loopback({"": HTML, "/robots.txt": robots(rules)}) as server:
        pages, failures = await get(server, "/a", "/b/1", "/private", "/c")
    assert [p.entry_id for p in pages] == ["/a", "/private", "/c"]
    assert [(f.entry_id, f.reason) for f in failures] == [("/b/1", Reason.ROBOTS)]
    assert server.paths().count("/robots.txt") == 1
    assert "/b/1" not in server.paths()


async def test_robots_can_be_switched_off() -> None:
    rules = robots("User-agent: *\nDisallow: /\n")
    async with Loopback({"": HTML, "/robots.txt": rules}) as server:
        pages, _ = await get(server, "/a", settings=replace(FAST, robots=False))
    assert len(pages) == 1
    assert "/robots.txt" not in server.paths()


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (Answer(b"no", 404), True),
        (Answer(b"no", 403), True),
        (Answer(b"<html>Disallow: /", headers={"Content-Type": "text/html"}), True),
        (Answer(b"\xff\xfe\x00 rubbish \x00"), True),
        (Answer(b"# long\n" * 200_000), True),
        (Answer(b"no", 500), False),
        (Answer(b"x", drip_s=9), False),
    ],
)
async def test_what_a_missing_or_broken_robots_txt_means(answer: Answer, *, allowed: bool) -> None:
    async with Loopback({"": HTML, "/robots.txt": answer}) as server:
        pages, failures = await get(server, "/a")
    assert bool(pages) == allowed
    assert bool(failures) != allowed
    assert ("/a" in server.paths()) == allowed


async def test_crawl_delay_spaces_the_requests() -> None:
    rules = robots("User-agent: *\nCrawl-delay: 20\n")
    limits = FetchLimits(budget_s=1)
    async with Loopback({"": HTML, "/robots.txt": rules}) as server, Client(FAST) as client:
        entries = [entry(server.url(f"/{n}")) for n in range(3)]
        pages, failures = await fetch_pages(entries, client, NOW, limits=limits)
    assert (len(pages), len(failures)) == (1, 2)
    assert len(server.hits) == 2
    assert {f.reason for f in failures} == {Reason.POSTPONED}


async def test_429_on_one_page_spares_the_host_the_rest() -> None:
    busy = Answer(b"", 429, {"Retry-After": "3600"})
    routes = {"": busy, "/robots.txt": robots("")}
    one = replace(FAST, per_host=1)
    async with Loopback(routes) as server:
        pages, failures = await get(server, *(f"/{n}" for n in range(20)), settings=one)
    assert pages == []
    assert {f.reason for f in failures} == {Reason.TOO_MANY_REQUESTS, Reason.HOST_PAUSED}
    assert all(f.retry_at == NOW + timedelta(minutes=60) for f in failures)
    assert len(server.hits) == 2
