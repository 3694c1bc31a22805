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


@pytest.mark.parametrize(
    ("href", "own"),
    [
        ("https:&#x2F;&#x2F;paper.com&#x2F;ferry", "https://paper.com/ferry"),
        ("/ferry?id&#x3D;7&#38;part=2", "https://paper.com/ferry?id=7&part=2"),
        ("/ferry?id=7&amp;copy=2", "https://paper.com/ferry?id=7&copy=2"),
    ],
)
def test_an_address_is_read_however_its_template_escapes_it(href: str, own: str) -> None:
    body = f'<head><link rel="canonical" href="{href}"></head>'.encode()
    assert canonical_address(body, "https://paper.com/amp/ferry") == own


@pytest.mark.parametrize("hidden", ["<!-- {} -->", "<script>var x = '{}'</script>"])
def test_what_is_commented_out_or_in_a_script_is_not_declared(hidden: str) -> None:
    old = hidden.format('<link rel="canonical" href="/old">')
    body = f'<!-->{old}<link rel="canonical" href="/new"><!--[if IE]>x<![endif]-->'.encode()
    assert canonical_address(body, URL) == "https://paper.com/new"


def test_relative_addresses_are_relative_to_the_base_that_a_page_names() -> None:
    body = (
        b'<base href="/"><base href="/second/"><link rel="canonical" href="ferry">'
        b'<link rel="alternate" type="application/rss+xml" href="rss.xml">'
        b'<a href="world/rss">RSS</a>'
    )
    assert canonical_address(body, URL) == "https://paper.com/ferry"
    assert declared_feeds(body, URL) == ["https://paper.com/rss.xml"]
    assert linked_feeds(body, URL) == ["https://paper.com/world/rss"]


@given(st.text(max_size=60))
def test_no_page_moves_itself_to_another_site(href: str) -> None:
    own = canonical_address(f'<link rel="canonical" href="{href}">'.encode("utf-8", "replace"), URL)
    assert own == canonical(own)
    assert site(own) == "paper.com"
