"""Finding feeds from a site's address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from loopback import Answer, Loopback

from pipeline.feeds.discover import discover_feeds
from pipeline.feeds.parse import PRELOAD
from pipeline.reasons import Reason
from pipeline.records import Failure
from pipeline.web.client import Client, ClientSettings
from pipeline.workers import Workers

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
FAST = ClientSettings(loopback=True, spacing_s=0, per_host=16)
RSS = Answer(
    b'<rss version="2.0"><channel><title>World</title><link>https://news.co.uk/</link>'
    b"<language>en-gb</language><item><title>One</title></item></channel></rss>"
)
SITEMAP = Answer(
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    b"<url><loc>https://news.example/a</loc></url></urlset>"
)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, preload=PRELOAD) as pool:
        yield pool


async def paths(routes: dict[str, Answer], workers: Workers, start: str = "/") -> list[str]:
    async with Loopback(routes) as server, Client(FAST) as client:
        feeds = await discover_feeds(server.url(start), client, NOW, workers=workers)
        return [feed.url.removeprefix(server.url("")) for feed in feeds]


def page(inside: str) -> Answer:
    return Answer(
        f"<html><head>{inside}</head></html>".encode(), headers={"Content-Type": "text/html"}
    )


async def test_the_address_may_be_a_feed_already(workers: Workers) -> None:
    assert await paths({"/x": RSS}, workers, "/x") == ["/x"]


async def test_what_the_page_declares_is_read_and_checked(workers: Workers) -> None:
    links = (
        '<link rel="alternate" type="application/rss+xml" href="/world.xml">'
        "<LINK href='/json' TYPE='application/feed+json' REL='alternate'>"
        '<link rel="alternate" type="application/rss+xml" href="/gone">'
        '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/style">'
    )
    json = Answer(b'{"version":"https://jsonfeed.org/version/1","title":"J","items":[{"id":"1"}]}')
    routes = {"/": page(links), "/world.xml": RSS, "/json": json, "/rss": RSS}
    assert await paths(routes, workers) == ["/world.xml", "/json"]


async def test_links_on_the_page_that_look_like_feeds(workers: Workers) -> None:
    inside = '<a href="/news/rss/world">RSS</a><a href="/about">About</a><a href="/rss-help">?</a>'
    routes = {"/": page(inside), "/news/rss/world": RSS, "/rss-help": page("")}
    assert await paths(routes, workers) == ["/news/rss/world"]


async def test_the_usual_places_and_news_sitemaps(workers: Workers) -> None:
    assert await paths({"/": page(""), "/feed": RSS}, workers) == ["/feed"]
    async with Loopback() as server, Client(FAST) as client:
        index = (
            '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>'
            f"{server.url('/map/news.xml')}</loc></sitemap></sitemapindex>"
        )
        server.routes = {
            "/": page(""),
            "/robots.txt": Answer(f"Sitemap: {server.url('/all.xml')}".encode()),
            "/all.xml": Answer(index.encode()),
            "/map/news.xml": SITEMAP,
        }
        feeds = await discover_feeds(server.url(), client, NOW, workers=workers)
    assert [feed.url for feed in feeds] == [server.url("/map/news.xml")]


async def test_sitemaps_may_be_named_relative_to_the_site(workers: Workers) -> None:
    index = (
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>'
        b"<loc>news.xml</loc></sitemap></sitemapindex>"
    )
    routes = {
        "/": page(""),
        "/robots.txt": Answer(b"\xef\xbb\xbfSitemap: /map/all.xml"),
        "/map/all.xml": Answer(index),
        "/map/news.xml": SITEMAP,
    }
    assert await paths(routes, workers) == ["/map/news.xml"]


async def test_a_found_feed_says_who_it_is(workers: Workers) -> None:
    async with Loopback({"/feed": RSS}) as server, Client(FAST) as client:
        (feed,) = await discover_feeds(server.url("/feed"), client, NOW, workers=workers)
    assert (feed.title, feed.outlet, feed.lang) == ("World", "news.co.uk", "en-gb")


COMMENTS = Answer(
    b'<rss version="2.0"><channel><title>Comments</title><item><title>By: Hans</title>'
    b"<link>https://news.co.uk/a/#comment-7</link></item></channel></rss>"
)


async def test_readers_comments_are_no_news_unless_asked_for(workers: Workers) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    routes = {
        "/": page(link.format("/feed/") + link.format("/comments/feed/")),
        "/feed/": RSS,
        "/comments/feed/": COMMENTS,
    }
    assert await paths(routes, workers) == ["/feed/"]
    assert await paths(routes, workers, "/comments/feed/") == ["/comments/feed/"]


async def test_a_site_where_nobody_answers_is_not_one_without_feeds(workers: Workers) -> None:
    async with Loopback({}) as server:
        site = server.url("/")
    async with Client(FAST) as client:
        failure = await discover_feeds(site, client, NOW, workers=workers)
    assert isinstance(failure, Failure)
    assert failure.reason == Reason.CONNECT


async def test_nothing_there_is_no_error(workers: Workers) -> None:
    assert await paths({}, workers) == []
