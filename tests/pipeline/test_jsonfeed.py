"""JSON Feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.jsonfeed import looks_like_json, parse_json_feed
from pipeline.feeds.parse import RawFeed, parse_feed
from pipeline.reasons import Reason

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "World",
    "home_page_url": "https://news.example/",
    "language": "en",
    "authors": [{"name": "Desk"}],
    "items": [
        {
            "id": "1",
            "url": "/a",
            "title": "Fire &amp; <b>rain</b>",
            "content_html": "<p>All out.</p>",
            "date_published": "2026-02-18T13:00:00+01:00",
            "authors": [{"name": "Ann Example"}],
        },
        {"id": 2, "content_text": "Only words", "external_url": "https://other.example/b"},
        {"id": "https://news.example/c"},
        "no item",
    ],
}


def read(feed: object) -> object:
    return parse_feed(RawFeed(json.dumps(feed).encode(), "https://news.example/feed.json"))


def test_what_a_json_feed_says() -> None:
    found = parse_feed(RawFeed(json.dumps(FEED).encode(), "https://news.example/feed.json"))
    assert (found.format, found.title, found.lang) == ("json11", "World", "en")
    one, two, three = found.items
    assert (one.link, one.guid, one.title) == ("https://news.example/a", "1", "Fire & rain")
    assert one.content == "<p>All out.</p>"
    assert one.authors == ("Ann Example",)
    assert one.published_at == datetime(2026, 2, 18, 12, tzinfo=UTC)
    assert (two.guid, two.link, two.summary) == ("2", "https://other.example/b", "Only words")
    assert two.authors == ("Desk",)
    assert three.link == "https://news.example/c"


def test_a_feed_that_broke_off_keeps_its_whole_items() -> None:
    body = json.dumps(FEED).encode()
    found = parse_feed(
        RawFeed(body[: body.index(b'"Only words"')], "https://news.example/feed.json")
    )
    assert [i.guid for i in found.items] == ["1"]
    assert found.cut
    assert found.title == "World"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"a": 1}', Reason.NOT_A_FEED),
        (b'{"error": "not found", "items": []}', Reason.NOT_A_FEED),
        (b"{", Reason.NOT_A_FEED),
        (b'{"a":' * 100_000, Reason.TOO_COMPLEX),
        (b'{"version": "https://jsonfeed.org/version/1", "items": null}', ""),
    ],
)
def test_what_is_no_json_feed(body: bytes, problem: str) -> None:
    assert parse_feed(RawFeed(body, "https://news.example/feed.json")).problem == problem


@pytest.mark.parametrize(
    "odd", [{"items": {}}, {"items": [{"id": []}]}, {"title": 5}, {"authors": "x"}, {"author": []}]
)
def test_odd_types_do_no_harm(odd: dict[str, object]) -> None:
    parse_feed(RawFeed(json.dumps(FEED | odd).encode(), "https://news.example/feed.json"))


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keys = st.sampled_from(["id", "url", "title", "authors", "name", "items", "content_html"])
    return st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), nested),
    st.integers(0, 60),
)
def test_any_json_whole_or_cut_is_a_feed_or_has_a_problem(value: object, cut: int) -> None:
    """Also with the keys of a feed and anything at all behind them."""
    sent = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": value,
        "items": [value, {"id": value}],
    }
    for body in (json.dumps(value).encode(), json.dumps(sent).encode()):
        for part in (body, body[: max(len(body) - cut, 0)]):
            document = parse_json_feed(part, "https://paper.example/feed.json")
            assert bool(document.format) != bool(document.problem)
    assert looks_like_json(b"\xef\xbb\xbf " + json.dumps(sent).encode())
