"""Polling: entries once, versions when words change, and a reason for everything else."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback import Answer, Loopback, Request

from pipeline.feeds import schedule
from pipeline.feeds.parse import PRELOAD
from pipeline.poll import poll_feeds
from pipeline.reasons import Reason
from pipeline.records import Feed, FeedState, Poll
from pipeline.web import urls
from pipeline.web.client import Client, ClientSettings
from pipeline.workers import Workers

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FAST = ClientSettings(loopback=True, spacing_s=0, per_host=16, read_s=0.5, total_s=2)
SHARED = Path(__file__).parents[3] / "shared/data/feeds/news_2026"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, preload=PRELOAD) as pool:
        yield pool


def item(n: int | str, title: str = "", **parts: str) -> str:
    said = {"title": title or f"Title {n}", "link": f"https://news.example/{n}"} | parts
    return "<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in said.items() if v) + "</item>"


def rss(*items: str, link: str = "https://news.example/") -> bytes:
    head = f'<rss version="2.0"><channel><title>World</title><link>{link}</link>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


class Reader:
    """Polls one feed of a server again and again, remembering as the warehouse does."""

    def __init__(self, server: Loopback, workers: Workers, path: str = "/feed", **feed: object):
        url = server.url(path)
        self.feed = replace(Feed(id=urls.feed_id(url), url=url), **feed)
        self.server, self.workers = server, workers
        self.known: dict[str, str] = {}
        self.now = NOW

    async def poll(self, answer: Answer | bytes | None = None, later: timedelta = HOUR) -> Poll:
        if answer is not None:
            found = answer if isinstance(answer, Answer) else Answer(answer)
            self.server.routes["/feed"] = found
        async with Client(FAST) as client:
            (said,) = await poll_feeds(
                [self.feed], client, self.now, self.known, workers=self.workers
            )
        self.feed = said.feed
        self.known |= {e.id: e.digest for e in said.entries}
        self.now += later
        return said


@pytest.fixture
async def reader(workers: Workers) -> object:
    async with Loopback() as server:
        yield Reader(server, workers)


def titles(said: Poll) -> list[str]:
    return [e.title for e in said.entries]


# --- identity and versions -----------------------------------------------------------------


async def test_new_entries_once(reader: Reader) -> None:
    assert titles(await reader.poll(rss(item(1), item(2)))) == ["Title 1", "Title 2"]
    assert titles(await reader.poll(rss(item(3), item(1), item(2)))) == ["Title 3"]
    assert titles(await reader.poll()) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (item(1, "Old title"), item(1, "New title")),
        (item(1, description="Old words"), item(1, description="New words")),
    ],
)
async def test_changed_words_are_a_version_of_the_same_entry(
    reader: Reader, before: str, after: str
) -> None:
    (first,) = (await reader.poll(rss(before))).entries
    (second,) = (await reader.poll(rss(after))).entries
    assert first.id == second.id
    assert first.digest != second.digest
    assert (await reader.poll(rss(after, item(2)))).entries[0].title == "Title 2"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            item(1, pubDate="Wed, 18 Feb 2026 10:00:00 GMT"),
            item(1, pubDate="Wed, 18 Feb 2026 11:30:00 GMT"),
        ),
        (item(1), item(1, link="http://news.example/1")),
        (item(1), item(1, link="https://news.example/1?utm_source=rss#top")),
        (
            item(1, guid="https://news.example/1#0"),
            item(1, guid="https://news.example/1#1"),
        ),
        (item(1, link="", guid="tag:a#0"), item(1, link="", guid="tag:a#1")),
        (
            item(1, description="&lt;p&gt;Same&lt;/p&gt;"),
            item(1, description="&lt;p&gt;Same&lt;img src='/pixel?7'&gt;&lt;/p&gt;"),
        ),
    ],
    ids=["bumped date", "http", "tracking", "guid revision", "guid alone", "pixel"],
)
async def test_what_is_no_change(reader: Reader, before: str, after: str) -> None:
    assert len((await reader.poll(rss(before))).entries) == 1
    assert (await reader.poll(rss(after, item(2)))).entries[0].title == "Title 2"


async def test_a_password_in_the_address_is_sent_but_in_no_failure(reader: Reader) -> None:
    reader.feed = replace(reader.feed, url=reader.feed.url.replace("://", "://me:s3cret@"))
    asked: list[Request] = []

    def answered(request: Request) -> Answer:
        asked.append(request)
        return Answer(rss(item(1)))

    reader.server.routes["/feed"] = answered
    said = await reader.poll()
    assert titles(said) == ["Title 1"]
    assert asked[-1].headers["authorization"].startswith("Basic ")
    for answer in (Answer(b"no feed"), Answer(b"", 500), Answer(b"", 302, {"Location": "ftp://x"})):
        said = await reader.poll(answer)
        assert said.failure
        assert "me:***@" in said.failure.url
        assert "s3cret" not in repr(said.failure)
    assert "s3cret" in said.feed.url


async def test_query_strings_are_identity(reader: Reader) -> None:
    links = [f"https://news.example/article.cfm?c_id=1&amp;objectid={n}" for n in range(5)]
    said = await reader.poll(rss(*(item(n, link=link) for n, link in enumerate(links))))
    assert len(said.entries) == 5


async def test_one_guid_on_all_items_and_repeats_inside_a_document(reader: Reader) -> None:
    same = [item(n, guid="always") for n in range(4)]
    said = await reader.poll(rss(*same, same[0], same[1]))
    assert len(said.entries) == 4
    assert (said.items, said.tossed) == (6, 2)
    nowhere = [item(n, link="", guid="always") for n in range(4)]
    assert len((await reader.poll(rss(*nowhere))).entries) == 4


async def test_items_that_all_link_to_the_front_page_are_apart(reader: Reader) -> None:
    said = await reader.poll(rss(*(item(n, link="https://news.example/") for n in range(4))))
    assert len(said.entries) == 4
    assert {e.url for e in said.entries} == {""}
    again = await reader.poll(rss(*(item(n, link="https://news.example/") for n in range(5))))
    assert titles(again) == ["Title 4"]


async def test_items_with_a_title_alone_are_kept(reader: Reader) -> None:
    said = await reader.poll(rss("<item><title>Alone</title></item>"))
    assert titles(said) == ["Alone"]
    assert said.entries[0].published_at is None
    assert said.entries[0].first_seen_at == NOW


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://news.example/x", "mailto:a@b.c"]
)
async def test_links_that_are_no_http_are_no_links(reader: Reader, link: str) -> None:
    (entry,) = (await reader.poll(rss(item(1, link=link)))).entries
    assert entry.url == ""


async def test_a_date_that_cannot_be_is_none_and_its_words_are_kept(reader: Reader) -> None:
    raw = "Fri, 20 Feb 2026 12:00:00 GMT"
    (entry,) = (await reader.poll(rss(item(1, pubDate=raw)))).entries
    assert (entry.published_at, entry.published_raw) == (None, raw)


async def test_an_article_in_two_feeds_is_one_and_is_not_changed_by_the_second(
    workers: Workers,
) -> None:
    async with Loopback() as server, Client(FAST) as client:
        feeds = [Feed(id=name, url=server.url(f"/{name}")) for name in ("world", "asia")]
        known: dict[str, str] = {}
        for round_ in range(3):
            padding = f"<!-- {round_} -->"
            for name in ("world", "asia"):
                body = rss(item(1, description=f"As {name} tells it"), padding)
                server.routes[f"/{name}"] = Answer(body)
            said = await poll_feeds(feeds, client, NOW, known, workers=workers)
            found = [e for each in said for e in each.entries]
            assert len(found) == (1 if round_ == 0 else 0)
            known |= {e.id: e.digest for e in found}


async def test_no_more_versions_than_are_wanted(reader: Reader) -> None:
    (entry,) = (await reader.poll(rss(item(1)))).entries
    reader.known[entry.id] = ""
    assert (await reader.poll(rss(item(1, "Another title")))).entries == ()


async def test_outlet_title_and_language_come_from_the_feed_unless_set(reader: Reader) -> None:
    said = await reader.poll(rss(item(1), link="https://www.news.co.uk/"))
    assert (said.feed.title, said.feed.outlet) == ("World", "news.co.uk")
    assert said.entries[0].outlet == "news.co.uk"
    reader.feed = replace(reader.feed, outlet="The News", title="Mine")
    said = await reader.poll(rss(item(2)))
    assert (said.feed.title, said.entries[0].outlet) == ("Mine", "The News")


async def test_a_news_sitemap_and_a_json_feed_are_feeds(reader: Reader) -> None:
    sitemap = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
        b"<loc>https://news.example/a</loc><lastmod>2026-02-18</lastmod></url></urlset>"
    )
    assert [e.url for e in (await reader.poll(sitemap)).entries] == ["https://news.example/a"]
    json = (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": '
        b'[{"id": "1", "url": "https://news.example/b", "content_text": "Words"}]}'
    )
    assert [e.url for e in (await reader.poll(json)).entries] == ["https://news.example/b"]


# --- unchanged, empty, faulty --------------------------------------------------------------


async def test_304_and_the_same_body_are_no_news_and_no_failure(reader: Reader) -> None:
    tagged = Answer(rss(item(1)), headers={"ETag": '"1"', "Last-Modified": "Wed, 18 Feb 2026"})
    await reader.poll(tagged)
    said = await reader.poll(Answer(status=304, headers={"ETag": '"2"'}))
    assert (said.outcome, said.feed.state.etag) == ("not_modified", '"2"')
    assert reader.server.hits[-1].headers["if-none-match"] == '"1"'
    assert (await reader.poll(tagged)).outcome == "unchanged"
    assert said.feed.state.backoff == 0


async def test_validators_are_dropped_after_a_week_so_that_no_304_lasts_for_ever(
    reader: Reader,
) -> None:
    def always(request: Request) -> Answer:
        if "if-none-match" in request.headers:
            return Answer(status=304)
        return Answer(rss(item(1), item(2)), headers={"ETag": '"same"'})

    await reader.poll(Answer(rss(item(1)), headers={"ETag": '"same"'}))
    reader.server.routes["/feed"] = always
    outcomes = [(await reader.poll(later=timedelta(days=1))).outcome for _ in range(9)]
    assert "ok" in outcomes
    assert len(reader.known) == 2


async def test_an_empty_feed_is_neither_failure_nor_the_end_of_all(reader: Reader) -> None:
    await reader.poll(rss(item(1)))
    said = await reader.poll(Answer(rss(), headers={"ETag": '"empty"'}))
    assert (said.outcome, said.failure) == ("empty", None)
    assert said.feed.state.etag is None
    assert (await reader.poll(rss(item(1), "<!-- back -->"))).entries == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b""), Reason.EMPTY_BODY),
        (Answer(b"<!doctype html><title>403 - Forbidden</title>"), Reason.NOT_A_FEED),
        (Answer(b"no", 404), Reason.NOT_FOUND),
        (Answer(b"no", 500), Reason.SERVER_ERROR),
        (Answer(b"x" * 100, drip_s=1.0, chunk=1), Reason.TIMEOUT),
        (Answer(raw=b"rubbish\r\n\r\n"), Reason.PROTOCOL),
        (Answer(b"<rss>" + b"<b>" * 50_000), Reason.TOO_COMPLEX),
    ],
)
async def test_a_failure_has_a_reason_a_time_and_a_backoff(
    reader: Reader, answer: Answer, reason: Reason
) -> None:
    said = await reader.poll(answer)
    assert said.outcome == "failed"
    assert said.failure is not None
    assert said.failure.reason == reason
    assert said.failure.feed_id == reader.feed.id
    assert said.failure.retry_at == said.feed.state.next_at
    assert said.feed.state.backoff > 0
    assert said.feed.state.etag is None
    healed = await reader.poll(rss(item(1)))
    assert (healed.outcome, healed.feed.state.backoff) == ("ok", 0)


async def test_a_web_page_leaves_the_validators_of_the_last_good_answer(reader: Reader) -> None:
    """Else its own hash or tag would make the next good answer look unchanged, or it itself."""
    await reader.poll(Answer(rss(item(1)), headers={"ETag": '"good"'}))
    page = Answer(b"<html><p>Wartung</p></html>", headers={"ETag": '"bad"'})
    for _ in range(2):
        said = await reader.poll(page)
        assert said.outcome == "failed"
        assert said.feed.state.etag == '"good"'


@pytest.mark.parametrize("way", ["bytes", "gzip", "length"])
async def test_what_broke_off_is_kept_recorded_and_read_again(reader: Reader, way: str) -> None:
    whole = rss(*(item(n) for n in range(200)))
    tag = {"ETag": '"1"'}
    packed = gzip.compress(whole)
    broken = {
        "bytes": Answer(whole[: len(whole) // 2], headers=tag),
        "gzip": Answer(packed[: len(packed) // 2], headers=tag | {"Content-Encoding": "gzip"}),
        "length": Answer(
            whole[: len(whole) // 2],
            headers=tag | {"Connection": "close"},
            length=len(whole),
        ),
    }[way]
    said = await reader.poll(broken)
    assert said.outcome == "ok"
    assert said.faulty
    assert 10 < len(said.entries) < 200
    assert said.failure is not None
    assert said.failure.reason == Reason.CUT_SHORT
    assert (said.feed.state.etag, said.feed.state.body_hash) == (None, None)
    assert len((await reader.poll(Answer(whole, headers=tag))).entries) + len(said.entries) == 200


async def test_gone_pauses_and_says_so(reader: Reader) -> None:
    said = await reader.poll(Answer(b"", 410))
    assert said.failure is not None
    assert (said.failure.reason, said.feed.state.paused) == (Reason.GONE, "gone")


async def test_429_is_kept_for_the_feed_and_its_neighbours(workers: Workers) -> None:
    calls = {"/a": Answer(b"", 429, {"Retry-After": "7200"}), "/b": Answer(rss(item(1)))}
    one_by_one = replace(FAST, per_host=1)
    async with Loopback(calls) as server, Client(one_by_one) as client:
        feeds = [Feed(id=name, url=server.url(f"/{name}")) for name in ("a", "b")]
        first, second = await poll_feeds(feeds, client, NOW, {}, workers=workers)
    assert first.failure is not None
    assert first.failure.reason == Reason.TOO_MANY_REQUESTS
    assert second.failure is not None
    assert second.failure.reason == Reason.HOST_PAUSED
    assert second.feed.state.backoff == 0  # not its fault
    for said in (first, second):
        assert said.feed.state.next_at is not None
        assert said.feed.state.next_at >= NOW + 2 * HOUR
    assert server.paths() == ["/a"]


# --- moves ---------------------------------------------------------------------------------


def to(path: str, status: int) -> Answer:
    return Answer(status=status, headers={"Location": path})


@pytest.mark.parametrize(
    ("status", "moves"), [(301, True), (308, True), (302, False), (307, False)]
)
async def test_permanent_redirects_move_the_feed(reader: Reader, status: int, moves: bool) -> None:
    reader.server.routes["/new"] = Answer(rss(item(1)))
    said = await reader.poll(to("/new", status))
    assert said.feed.id == urls.feed_id(reader.server.url("/feed"))
    assert said.feed.url == reader.server.url("/new" if moves else "/feed")
    assert titles(said) == ["Title 1"]


async def test_a_feed_does_not_move_onto_another_or_onto_a_page(workers: Workers) -> None:
    calls = {"/a": to("/b", 301), "/b": Answer(rss(item(1))), "/c": to("/d", 301)}
    async with Loopback(calls | {"/d": Answer(b"<html>")}) as server, Client(FAST) as client:
        a, b, c = (server.url(f"/{name}") for name in "abc")
        feeds = [Feed(id=url, url=url) for url in (a, c)]
        said = await poll_feeds(feeds, client, NOW, {}, workers=workers, taken={a, b, c})
    assert [each.feed.url for each in said] == [a, c]


# --- many ----------------------------------------------------------------------------------


async def test_a_hostile_document_costs_itself_alone(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.poll.DEADLINE_S", 0.5)
    many = " ".join(f'a{i}=">"' for i in range(16_000))
    calls = {f"/{n}": Answer(rss(item(n))) for n in range(8)}
    calls["/bad"] = Answer(f"<rss><channel><item><title {many}>x</title></item>".encode())
    async with Loopback(calls) as server, Client(FAST) as client:
        feeds = [Feed(id=path, url=server.url(path)) for path in calls]
        said = await poll_feeds(feeds, client, NOW, {}, workers=workers)
    assert [each.outcome for each in said] == ["ok"] * 8 + ["failed"]
    assert said[-1].failure is not None
    assert said[-1].failure.reason == Reason.DEADLINE


async def test_polling_the_same_feeds_in_one_call_keeps_their_order(workers: Workers) -> None:
    calls = {f"/{n}": Answer(rss(item(n)), drip_s=0.02 * (5 - n)) for n in range(5)}
    async with Loopback(calls) as server, Client(FAST) as client:
        feeds = [Feed(id=path, url=server.url(path)) for path in calls]
        said = await poll_feeds(feeds, client, NOW, {}, workers=workers)
    assert [each.feed.id for each in said] == list(calls)


@pytest.mark.skipif(not SHARED.exists(), reason="captured feeds are not here")
async def test_real_feeds_are_stored_once_each_item_and_a_second_poll_brings_nothing(
    workers: Workers,
) -> None:
    files = sorted(SHARED.iterdir())
    async with Loopback({f"/{f.name}": Answer(f.read_bytes()) for f in files}) as server:
        feeds = [Feed(id=f.name, url=server.url(f"/{f.name}")) for f in files]
        async with Client(FAST) as client:
            first = await poll_feeds(feeds, client, NOW, {}, workers=workers)
            found = [e for each in first for e in each.entries]
            known = {e.id: e.digest for e in found}
            forgetful = [replace(each.feed, state=FeedState()) for each in first]
            second = await poll_feeds(forgetful, client, NOW, known, workers=workers)
    assert {each.outcome for each in first} == {"ok"}
    assert len({e.id for e in found}) == len(found)
    assert sum(each.items for each in first) == 1205
    assert len({e.url for e in found}) == len(found) > 1150
    assert all(e.title and e.published_at for e in found)
    assert [e for each in second for e in each.entries] == []
    assert all(schedule.MIN_WAIT <= due(each) - NOW < 4 * HOUR for each in first)


def due(said: Poll) -> datetime:
    assert said.feed.state.next_at is not None
    return said.feed.state.next_at
