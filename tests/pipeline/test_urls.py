"""Addresses: two spellings of one article are one article, two articles never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.web import urls


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTPS://News.Example:443/a/../b?id=7&utm_source=x#top", "https://news.example/b?id=7"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a?fbclid=1&gclid=2", "https://news.example/a"),
        ("https://news.example/a?ref=rss", "https://news.example/a"),
        ("https://news.example/a?ref=17", "https://news.example/a?ref=17"),
        (
            "https://news.example/a?c_id=1&objectid=5&amp;ref=rss",
            "https://news.example/a?c_id=1&objectid=5",
        ),
        ("https://news.example/a?id=5&ampref=rss", "https://news.example/a?id=5"),
        ("https://news.example/a?ampere=5&amp=1", "https://news.example/a?ampere=5&amp=1"),
        ("https://video.example/watch?v=abc", "https://video.example/watch?v=abc"),
        ("https://news.example/caf%c3%a9/%7Ename", "https://news.example/caf%C3%A9/~name"),
        ("https://news.example/café", "https://news.example/caf%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/app#!/story/1", "https://news.example/app#!/story/1"),
        ("  https://news.example/a\n  b ", "https://news.example/ab"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        (
            "https://www.google.com/url?rct=j&url=https://news.example/a&ct=ga",
            "https://news.example/a",
        ),
        ("https://news.example/a b", "https://news.example/a%20b"),
    ],
)
def test_one_spelling(written: str, meant: str) -> None:
    assert urls.canonical(written) == meant


@pytest.mark.parametrize(
    ("link", "base", "meant"),
    [
        ("/a/b", "https://news.example/feeds/world.xml", "https://news.example/a/b"),
        ("a/b", "https://news.example/feeds/world.xml", "https://news.example/feeds/a/b"),
        ("//cdn.example/x", "https://news.example/feed", "https://cdn.example/x"),
        ("../b", "https://news.example/x/y/z", "https://news.example/x/b"),
        ("?p=3", "https://news.example/x", "https://news.example/x?p=3"),
    ],
)
def test_relative_links_are_resolved(link: str, base: str, meant: str) -> None:
    assert urls.canonical(link, base) == meant


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://news.example/a",
        "data:text/html,x",
        "mailto:desk@news.example",
        "http://",
        "https://exa mple.com/",
        "http://[::1/",
        "http://news.example:99999/",
        "https://news.example/" + "a" * 3000,
        "https://news.example/?" + "amp" * 100_000 + "=1",
        "https://www.google.com/url?url=" * 10_000 + "https://news.example/",
        "",
        "not an address",
    ],
)
def test_what_is_no_address_is_none(link: str) -> None:
    assert urls.canonical(link) == ""


@given(st.text(max_size=60), st.text("abc%&=?/#.é ", max_size=40))
def test_canonical_never_raises_and_is_settled(text: str, tail: str) -> None:
    for url in (text, "http://news.example/" + tail):
        once = urls.canonical(url)
        assert urls.canonical(once) == once


def test_an_entry_is_its_address_then_its_guid_then_its_words() -> None:
    by_url = urls.entry_id("https://news.example/a", "g1", "T", "C", "f1")
    assert by_url == urls.entry_id("http://news.example/a", "g2", "T2", "C2", "f2")
    by_guid = urls.entry_id("", "tag:1#0", "T", "C", "f1")
    assert by_guid == urls.entry_id("", "tag:1#3", "T2", "C2", "f1")
    assert by_guid != urls.entry_id("", "tag:1", "T", "C", "f2")
    by_words = urls.entry_id("", "", "T", "C", "f1")
    assert by_words != urls.entry_id("", "", "T", "C2", "f1")
    assert len({by_url, by_guid, by_words}) == 3


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://feeds.bbci.co.uk/news/rss.xml", "bbci.co.uk"),
        ("https://a.b.news.example.com/x", "example.com"),
        ("http://127.0.0.1:8000/x", "127.0.0.1:8000"),
        ("http://localhost:8000/x", "localhost:8000"),
        ("http://[::1]:8000/x", "::1:8000"),
        ("https://one.blogspot.com/", "blogspot.com"),
    ],
)
def test_site(url: str, site: str) -> None:
    assert urls.site(url) == site


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("https://me:s3cret@a.example/feed", "https://me:***@a.example/feed"),
        ("401 (at http://me:p@ss:w@a.example/x?q=1)", "401 (at http://me:***@a.example/x?q=1)"),
        ("http://:key@[::1]:80/", "http://:***@[::1]:80/"),
        ("https://me@a.example/feed", "https://me@a.example/feed"),
        ("https://a.example:8080/@me:x@y", "https://a.example:8080/@me:x@y"),
        ("https://a.example/?mail=me:x@y", "https://a.example/?mail=me:x@y"),
    ],
)  # fmt: skip
def test_passwords_are_not_shown(told: str, shown: str) -> None:
    assert urls.mask_passwords(told) == shown


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("https://me:p@ss:w@a.example/", "https://me:p@ss:w@a.example/feed?x=@"),
        (" https://me:w@A.example", "https://me:w@a.example/feed"),
        ("https://me:w@a.example/", "https://me:***@b.example/feed"),
        ("https://me:w@a.example/", "https://you:***@a.example/feed"),
        ("https://me:w@a.example/", "https://me:***@a.example:81/feed"),
        ("https://me:w@a.example/", "http://me:***@a.example/feed"),
        ("https://me:w@a.example/", "https://me:***@b.example\\@a.example/feed"),
        ("https://me:w@a.example/", "https://a.example/feed"),
        ("https://a.example/", "https://me:***@a.example/feed"),
        ("", "https://me:***@a.example/feed"),
    ],
)
def test_a_password_goes_back_to_its_own_site_alone(source: str, url: str) -> None:
    masked = urls.mask_passwords(url) if "***" not in url else url
    assert urls.with_password(masked, source) == url
    assert urls.is_masked(masked) == ("***@" in masked)
