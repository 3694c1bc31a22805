"""What a page says of its feeds and of its own address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.declared import canonical_address, declared_feeds, linked_feeds
from pipeline.web.urls import canonical, site

URL = "https://paper.com/world/"


def test_feeds_in_the_head_come_absolute_and_once() -> None:
    body = (
        b'<link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">'
        b"<LINK REL='alternate' TYPE='application/atom+xml;charset=utf-8' HREF=atom.xml>"
        b'<link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">'
        b'<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/feed">'
    )
    assert declared_feeds(body, URL) == [
        "https://paper.com/rss?a=1&b=2",
        "https://paper.com/world/atom.xml",
    ]


@pytest.mark.parametrize(
    ("href", "is_feed"),
    [
        ("/rss", True),
        ("/world/feed/", True),
        ("/atom.xml?x=1", True),
        ("https://feeds.paper.com/news.rss", True),
        ("/feedback", False),
        ("/carousel", False),
        ("/2026/feeding-the-birds", False),
    ],
)
def test_links_that_look_like_feeds(href: str, *, is_feed: bool) -> None:
    body = f'<p><a class="x" href="{href}">News</a></p>'.encode()
    assert bool(linked_feeds(body, URL)) == is_feed


@pytest.mark.parametrize(
    ("href", "own"),
    [
        ("/world/ferry?utm_source=x", "https://paper.com/world/ferry"),
        ("https://m.paper.com/ferry", "https://m.paper.com/ferry"),
        ("/", ""),  # every page of the template says so
        ("https://other.example/ferry", ""),
        ("javascript:void(0)", ""),
        ("http://[", ""),
    ],
)
def test_a_page_is_believed_about_itself_within_its_site(href: str, own: str) -> None:
    body = f'<head><link rel="canonical" href="{href}"></head>'.encode()
    asked = "https://paper.com/amp/ferry"
    assert canonical_address(body, asked) == (own or asked)


@given(st.text(max_size=60))
def test_no_page_moves_itself_to_another_site(href: str) -> None:
    own = canonical_address(f'<link rel="canonical" href="{href}">'.encode("utf-8", "replace"), URL)
    assert own == canonical(own)
    assert site(own) == "paper.com"
