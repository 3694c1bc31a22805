"""What robots.txt says is asked for once and kept to (RFC 9309)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from loopback import Answer, Loopback

from pipeline.reasons import Reason
from pipeline.web.client import Client, ClientSettings
from pipeline.web.robots import KEPT, MAX_BYTES, RobotsRules

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
FAST = ClientSettings(loopback=True, spacing_s=0, per_host=8, read_s=0.5, total_s=2)
TEXT = {"Content-Type": "text/plain"}


async def refusals(answer: Answer, *paths: str) -> list[str]:
    """The reason for each path, "" where it may be fetched; robots.txt has been asked for once."""
    async with Loopback({"/robots.txt": answer}) as server, Client(FAST) as client:
        rules = RobotsRules(client)
        found = await asyncio.gather(*(rules.refusal(server.url(path), NOW) for path in paths))
        assert server.paths() == ["/robots.txt"]
    return [f.reason if f else "" for f in found]


async def test_our_own_group_counts_before_that_of_all() -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: newsthread\nDisallow: /private\n"
    reasons = await refusals(Answer(rules, headers=TEXT), "/a", "/private/b", "/c")
    assert reasons == ["", Reason.ROBOTS, ""]


async def test_wildcards_and_the_longest_rule() -> None:
    rules = b"User-agent: *\nDisallow: /*.pdf$\nDisallow: /news\nAllow: /news/open\n"
    reasons = await refusals(Answer(rules, headers=TEXT), "/x.pdf", "/news/1", "/news/open/1")
    assert reasons == [Reason.ROBOTS, Reason.ROBOTS, ""]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(status=403),
        Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/html"}),
        Answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /elsewhere\n", headers=TEXT),
        Answer(b"\x00\xff\xfe not robots", headers=TEXT),
        Answer(b"x" * (MAX_BYTES + 1), headers=TEXT),
    ],
    ids=["missing", "forbidden", "a web page", "other paths", "garbage", "too large"],
)
async def test_no_usable_rules_allow_everything(answer: Answer) -> None:
    assert await refusals(answer, "/a") == [""]


async def test_a_server_in_trouble_means_wait() -> None:
    assert await refusals(Answer(status=503), "/a") == [Reason.ROBOTS_UNREACHABLE]


async def test_rules_that_nobody_waits_for_are_not_asked_for_any_more() -> None:
    async with Loopback({"/robots.txt": Answer(b"x", drip_s=30)}) as server, Client(FAST) as client:
        rules = RobotsRules(client)
        waiting = asyncio.create_task(rules.refusal(server.url("/a"), NOW))
        while not server.hits:
            await asyncio.sleep(0)
        rules.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_rules_are_kept_for_hours_and_a_fault_for_a_cycle() -> None:
    minute = timedelta(minutes=1)
    answer = Answer(b"User-agent: *\nDisallow: /private\n", headers=TEXT)
    async with Loopback({"/robots.txt": answer}) as server, Client(FAST) as client:
        url, rules = server.url("/private/a"), client.robots
        for now, asked in ((NOW, 1), (NOW + KEPT - minute, 1), (NOW + KEPT, 2), (NOW, 3)):
            refusal = await rules.refusal(url, now)
            assert refusal and refusal.reason == Reason.ROBOTS
            assert len(server.hits) == asked
        server.routes["/robots.txt"] = Answer(b"", status=503)
        for now, asked in ((NOW + KEPT, 4), (NOW + KEPT, 4), (NOW + KEPT + minute, 5)):
            refusal = await rules.refusal(url, now)
            assert refusal and refusal.reason == Reason.ROBOTS_UNREACHABLE
            assert len(server.hits) == asked


async def test_the_rules_of_the_sites_asked_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.web.robots.MOST_SITES", 1)
    answer = Answer(b"", headers=TEXT)
    async with (
        Loopback({"/robots.txt": answer}) as one,
        Loopback({"/robots.txt": answer}) as other,
        Client(FAST) as client,
    ):
        for server in (one, one, other, one):
            assert await client.robots.refusal(server.url("/a"), NOW) is None
    assert (len(one.hits), len(other.hits)) == (2, 1)
