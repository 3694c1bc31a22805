"""After an outage: what left the feed meanwhile is found where the site still has it, or counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from loopback import Answer, Loopback

from pipeline.feeds.gaps import noticed_gap
from pipeline.feeds.parse import PRELOAD
from pipeline.gap import Gap
from pipeline.poll import poll_feeds
from pipeline.records import Feed, Poll
from pipeline.web.client import Client, ClientSettings
from pipeline.workers import Workers

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FAST = ClientSettings(loopback=True, spacing_s=0, per_host=16, read_s=0.5, total_s=2)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, preload=PRELOAD) as pool:
        yield pool


def rss(numbers: range, older: str = "", section: str = "world") -> Answer:
    """Item n was published n hours after `NOW`; the newest stands first."""
    items = "".join(
        f"<item><title>Title {n}</title><link>https://news.example/{section}/{n}</link>"
        f"<pubDate>{format_datetime(NOW + n * HOUR)}</pubDate></item>"
        for n in reversed(numbers)
    )
    link = f'<atom:link rel="next" href="{older}"/>' if older else ""
    head = '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>W</title>'
    return Answer(f"{head}{link}{items}</channel></rss>".encode())


def sitemap(numbers: range, section: str = "world") -> Answer:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    urls = "".join(
        f"<url><loc>https://news.example/{section}/{n}</loc><n:news><n:title>Title {n}</n:title>"
        f"<n:publication_date>{(NOW + n * HOUR).isoformat()}</n:publication_date></n:news></url>"
        for n in numbers
    )
    root = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{news}">'
    return Answer(f"{root}{urls}</urlset>".encode())


async def polled_after(workers: Workers, server: Loopback, hours: int, feed: Answer) -> Poll:
    """The feed polled at `NOW` with items -3 to 0, and again after so many hours with `feed`."""
    url = server.url("/feed")
    server.routes["/feed"] = rss(range(-3, 1))
    async with Client(FAST) as client:
        (first,) = await poll_feeds([Feed(id="f", url=url)], client, NOW, {}, workers=workers)
        server.routes["/feed"] = feed
        known = {entry.id: entry.digest for entry in first.entries}
        (second,) = await poll_feeds(
            [first.feed], client, NOW + hours * HOUR, known, workers=workers
        )
    assert first.gap is None
    return second


def numbers(poll: Poll) -> list[int]:
    return sorted(int(entry.url.rpartition("/")[2]) for entry in poll.entries)


async def test_a_feed_that_joins_on_has_no_gap(workers: Workers) -> None:
    async with Loopback() as server:
        poll = await polled_after(workers, server, 30, rss(range(0, 9)))
        assert poll.gap is None and numbers(poll) == [*range(1, 9)]
        assert not set(server.paths()) - {"/feed"}


async def test_archive_pages_are_read_until_they_join_on(workers: Workers) -> None:
    async with Loopback() as server:
        server.routes["/page/2"] = rss(range(10, 20), older=server.url("/page/3"))
        server.routes["/page/3"] = rss(range(-5, 10), older=server.url("/page/4"))
        feed = rss(range(20, 24), older=server.url("/page/2"))
        poll = await polled_after(workers, server, 24, feed)
        assert numbers(poll) == [*range(1, 24)]
        assert poll.gap is not None and poll.gap.closed and poll.gap.found == 19
        assert (poll.gap.since, poll.gap.until) == (NOW, NOW + 20 * HOUR)
        assert "/page/4" not in server.paths()


async def test_the_sites_news_sitemap_has_what_left_the_feed(workers: Workers) -> None:
    async with Loopback() as server:
        named = f"Sitemap: {server.url('/news-sitemap.xml')}".encode()
        server.routes["/robots.txt"] = Answer(named, headers={"Content-Type": "text/plain"})
        server.routes["/news-sitemap.xml"] = sitemap(range(-1, 24))
        poll = await polled_after(workers, server, 24, rss(range(20, 24)))
        assert numbers(poll) == [*range(1, 24)]
        assert poll.gap is not None and poll.gap.closed and poll.gap.found == 19
        assert {entry.feed_id for entry in poll.entries} == {"f"}


async def test_other_sections_of_the_site_are_not_the_feeds(workers: Workers) -> None:
    async with Loopback() as server:
        named = f"Sitemap: {server.url('/news-sitemap.xml')}".encode()
        server.routes["/robots.txt"] = Answer(named, headers={"Content-Type": "text/plain"})
        server.routes["/news-sitemap.xml"] = sitemap(range(-1, 24), section="sport")
        poll = await polled_after(workers, server, 24, rss(range(20, 24)))
        assert numbers(poll) == [*range(20, 24)]
        assert poll.gap is not None and not poll.gap.closed


async def test_what_no_archive_has_is_a_gap_that_counts(workers: Workers) -> None:
    async with Loopback() as server:
        server.routes["/page/2"] = rss(range(15, 20))
        feed = rss(range(20, 24), older=server.url("/page/2"))
        poll = await polled_after(workers, server, 24, feed)
        assert numbers(poll) == [*range(15, 24)]
        assert poll.gap is not None and not poll.gap.closed and poll.gap.found == 5


async def test_a_site_that_changed_all_its_addresses_has_no_gap(workers: Workers) -> None:
    async with Loopback() as server:
        poll = await polled_after(workers, server, 1, rss(range(-3, 1), section="new"))
        assert poll.gap is None


def test_a_feed_never_read_before_has_no_gap() -> None:
    assert noticed_gap(Feed(id="f", url="http://a.example/"), [], [], NOW) is None
    feed = Feed(id="f", url="http://a.example/")
    seen = replace(feed, state=replace(feed.state, good_at=NOW))
    assert noticed_gap(seen, [], [], NOW) is None
    assert not Gap(feed_id="f", since=NOW, until=NOW + HOUR, noticed_at=NOW).closed
