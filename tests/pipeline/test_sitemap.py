"""Google-News sitemaps."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.feeds.parse import RawFeed, parse_feed
from pipeline.feeds.sitemap import looks_like_sitemap, parse_sitemap
from pipeline.reasons import Reason

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset '
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)
ONE = (
    "<url><loc>https://news.example/a</loc><news:news><news:publication><news:name>Gazette"
    "</news:name><news:language>en</news:language></news:publication>"
    "<news:publication_date>2026-02-18T13:00:00+01:00</news:publication_date>"
    "<news:title>Fire &amp;amp; rain</news:title></news:news></url>"
)


def test_its_addresses_are_items() -> None:
    body = f"{HEAD}{ONE}<url><loc>https://news.example/b</loc></url></urlset>".encode()
    found = parse_feed(RawFeed(body, "https://news.example/news-sitemap.xml"))
    assert found.format == "sitemap"
    assert [i.link for i in found.items] == ["https://news.example/a", "https://news.example/b"]
    assert found.items[0].title == "Fire & rain"
    assert found.items[0].lang == "en"
    assert found.items[0].published_at == datetime(2026, 2, 18, 12, tzinfo=UTC)


def test_one_that_broke_off_keeps_what_came_before() -> None:
    found = parse_feed(
        RawFeed(f"{HEAD}{ONE}<url><loc>https://news".encode(), "https://news.example/s.xml")
    )
    assert [i.link for i in found.items] == ["https://news.example/a"]
    assert found.cut


def test_a_list_of_sitemaps_names_them() -> None:
    body = (
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>'
        b"<loc>https://news.example/news.xml</loc></sitemap></sitemapindex>"
    )
    found = parse_feed(RawFeed(body, "https://news.example/sitemap.xml"))
    assert found.problem == Reason.SITEMAP_INDEX
    assert found.links == ("https://news.example/news.xml",)


def test_a_sitemap_that_breaks_off_anywhere_keeps_its_whole_items() -> None:
    urls = "".join(f"<url><loc>https://paper.example/{n}</loc></url>" for n in range(3))
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    assert looks_like_sitemap(body)
    for end in range(len(body)):
        document = parse_sitemap(body[:end], "https://paper.example/news.xml")
        whole = body[:end].count(b"</url>")
        assert len(document.items) == whole
        assert bool(document.problem) == (whole == 0)
        assert document.cut or not whole
