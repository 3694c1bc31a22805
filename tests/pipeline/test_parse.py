"""Feed documents, the hostile and faulty ones first. Each test fails when its guard is removed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from loopback import Answer, Loopback

from pipeline.bounds import MAX_TITLE, clean_line
from pipeline.feeds.document import MAX_CONTENT, MAX_ITEMS, Document
from pipeline.feeds.parse import MAX_ATTRIBUTES, PRELOAD, RawFeed, parse_feed
from pipeline.reasons import Reason
from pipeline.web.urls import canonical
from pipeline.workers import Lost, Workers

URL = "https://news.example/feeds/world.xml"


def rss(items: str, channel: str = "", prolog: str = '<?xml version="1.0"?>') -> bytes:
    head = f'{prolog}<rss version="2.0"><channel><title>World</title>{channel}'
    return f"{head}{items}</channel></rss>".encode()


def item(title: str = "One", **parts: str) -> str:
    rest = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items())
    return f"<item><title>{title}</title>{rest}</item>"


def read(body: bytes, url: str = URL) -> Document:
    return parse_feed(RawFeed(body, url))


def title_of(title: str) -> str:
    return read(rss(item(title, link="https://news.example/1"))).items[0].title


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, preload=PRELOAD) as pool:
        yield pool


# --- documents that attack the parser ------------------------------------------------------


def attributes(n: int, value: str = "x") -> bytes:
    many = " ".join(f'a{i}="{value}"' for i in range(n))
    return rss(f"<item><title {many}>One</title></item>")


def test_16000_attributes_on_one_element_are_refused_at_once() -> None:
    assert read(attributes(16_000)).problem == Reason.TOO_COMPLEX
    assert not read(attributes(MAX_ATTRIBUTES // 2)).problem


def test_attributes_that_hide_from_the_count_meet_the_deadline(workers: Workers) -> None:
    hidden = RawFeed(attributes(16_000, ">"), URL)
    lost = workers.submit(parse_feed, hidden, deadline_s=0.5).result()
    assert isinstance(lost, Lost)
    assert lost.reason == "timeout"
    good = workers.submit(parse_feed, RawFeed(rss(item()), URL)).result()
    assert isinstance(good, Document)  # and the next document is read as if nothing had been
    assert good.items[0].title == "One"


def test_utf16_hides_nothing() -> None:
    assert read(attributes(16_000).decode().encode("utf-16")).problem == Reason.TOO_COMPLEX


def test_100000_nested_elements_are_refused_at_once() -> None:
    assert read(rss("<b>" * 100_000)).problem == Reason.TOO_COMPLEX


@pytest.mark.parametrize(
    "body",
    [
        rss(item("x", description="&lt;p&gt;words &amp;amp; more&lt;/p&gt;" * 550_000)),  # 20 MB
        rss(item("a", link="https://news.example/a") * 100_000),
        rss("<b>x" * 150_000),
        rss("<" * 5_000_000),
    ],
    ids=["a 20 MB entry", "100,000 items", "nested with text between", "a flood of <"],
)
def test_what_takes_too_long_costs_itself_alone(workers: Workers, body: bytes) -> None:
    found = workers.submit(parse_feed, RawFeed(body, URL), deadline_s=0.3).result()
    assert isinstance(found, Lost) or found.items or found.problem


def test_a_document_of_many_items_is_capped_and_the_rest_counted() -> None:
    found = read(rss("".join(item(str(i)) for i in range(MAX_ITEMS + 7))))
    assert len(found.items) == MAX_ITEMS
    assert found.tossed == 7


BILLION = (
    '<!DOCTYPE rss [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
)


def test_a_billion_laughs_are_not_expanded() -> None:
    found = read(rss(item("&l9;"), prolog=BILLION))
    assert len(found.items) <= 1
    assert all("lollol" not in i.title for i in found.items)


def test_quadratic_entities_are_not_expanded() -> None:
    prolog = f'<!DOCTYPE rss [<!ENTITY a "{"A" * 100_000}">]>'
    found = read(rss(item("&a;" * 40_000), prolog=prolog))
    assert all(len(i.title) <= MAX_TITLE and "AAAA" not in i.title for i in found.items)


def test_no_entity_is_expanded_not_even_a_small_one() -> None:
    prolog = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY paper "Gazette">]>'
    found = read(rss(item("The &paper;"), prolog=prolog))
    assert "Gazette" not in found.items[0].title
    mapped = "<urlset><url><loc>https://news.example/&paper;</loc></url></urlset>"
    assert "Gazette" not in repr(read((prolog + mapped).encode()))


async def test_no_entity_or_dtd_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    async with Loopback({"": Answer(b"SECRET")}) as server:
        for kind, target in (("file", secret.as_uri()), ("http", server.url("/x"))):
            prologs = (
                f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]>',
                f'<!DOCTYPE rss SYSTEM "{target}">',
                f'<!DOCTYPE rss [<!ENTITY % d SYSTEM "{target}"> %d;]>',
            )
            for body in (rss(item("T &x;"), prolog=p) for p in prologs):
                found = await asyncio.to_thread(read, body)
                sitemap = body.replace(b"<rss", b"<urlset><url><loc>&x;</loc></url></urlset><rss")
                mapped = await asyncio.to_thread(read, sitemap)
                assert "SECRET" not in repr((found, mapped)), kind
        assert server.connections == 0


async def test_a_body_that_is_a_path_or_an_address_is_not_opened(tmp_path: Path) -> None:
    other = tmp_path / "other.xml"
    other.write_bytes(rss(item("elsewhere")))
    async with Loopback({"": Answer(rss(item("elsewhere")))}) as server:
        for body in (str(other).encode(), server.url("/x").encode()):
            assert (await asyncio.to_thread(read, body)).problem == Reason.NOT_A_FEED
        assert server.connections == 0


# --- documents that are not what they should be --------------------------------------------


@pytest.mark.parametrize("body", [b"", b"  \n", b"\xef\xbb\xbf", b"\x00\x00"])
def test_an_empty_body_is_a_fault_and_no_empty_feed(body: bytes) -> None:
    assert read(body).problem == Reason.EMPTY_BODY


def test_a_web_page_is_no_feed_and_may_name_the_feed() -> None:
    page = (
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss">'
    )
    found = read(page + b"</head><body><p>403 - Forbidden</p></body></html>")
    assert found.problem == Reason.NOT_A_FEED
    assert found.links == ("https://news.example/rss",)


def test_a_feed_without_items_is_a_feed() -> None:
    found = read(rss(""))
    assert (found.problem, found.format, found.items) == ("", "rss20", ())


@pytest.mark.parametrize("length", [230, 300, 380])
def test_a_document_that_breaks_off_keeps_what_came_before(length: int) -> None:
    whole = rss("".join(item(f"T{i}", link=f"https://news.example/{i}") for i in range(9)))
    found = read(whole[:length])
    assert found.cut
    assert found.faulty
    assert [i.title for i in found.items[:2]] == ["T0", "T1"]
    assert not read(whole).cut


@pytest.mark.parametrize(
    ("ends", "kept"),
    [
        ("<title>Two</title><link>https://news.example/2</link><description>It was", 2),
        ("<title>Two</title><link>https://news.exa", 1),
        ("<link>https://news.example/2</link><title>Tw", 1),
    ],
)
def test_the_item_at_the_break_is_kept_when_title_and_link_are_whole(ends: str, kept: int) -> None:
    whole = rss(item("One", link="https://news.example/1"))
    found = read(whole[: whole.index(b"</channel>")] + b"<item>" + ends.encode())
    assert found.cut
    assert [i.title for i in found.items] == ["One", "Two"][:kept]


def test_an_unclosed_cdata_keeps_the_items_before_it() -> None:
    found = read(rss(item("One") + "<item><title><![CDATA[Two"))
    assert found.items[0].title == "One"


@pytest.mark.parametrize(
    "body",
    [
        b"  \n" + rss(item("One")),
        rss(item("One", description="fish & chips")),
        rss(item("One", media="x").replace("media>", "media:x>")),
        rss(item("One", description="a&nbsp;b")),
        rss(item("O\x0bne", description="\x00")),
        b"\xef\xbb\xbf" + rss(item("One")),
        rss(item("One")).decode().encode("utf-16"),
        rss(item("One")).decode().encode("utf-16-be"),
        rss(item("One"), prolog='<?xml version="1.0" encoding="utf-16"?>')
        .decode()
        .encode("utf-16"),
        rss(item("One"), prolog='<?xml version="1.0" encoding="x-unknown"?>'),
    ],
    ids=[
        "blanks first",
        "bare &",
        "undeclared",
        "nbsp",
        "controls",
        "bom",
        "utf-16",
        "utf-16-be",
        "utf-16 declared",
        "encoding",
    ],
)
def test_what_is_not_well_formed_is_read_all_the_same(body: bytes) -> None:
    found = read(body)
    assert [i.title for i in found.items] == ["One"]
    assert not found.problem


@pytest.mark.parametrize(
    ("declared", "written", "title"),
    [
        ("utf-8", "cp1252", "L’été à Paris"),
        ("iso-8859-1", "utf-8", "L’été à Paris"),
        ("koi8-r", "koi8-r", "Новости дня"),
        ("windows-1251", "windows-1251", "Новости дня"),
        ("shift_jis", "shift_jis", "今日のニュース"),
        ("gb2312", "gb18030", "今天的新闻"),
        ("big5", "big5", "今天的新聞"),
        ("euc-kr", "euc-kr", "오늘의 뉴스"),
    ],
)
def test_encodings(declared: str, written: str, title: str) -> None:
    body = rss(item(title), prolog=f'<?xml version="1.0" encoding="{declared}"?>').decode()
    assert read(body.encode(written)).items[0].title == title


# --- titles, links, guids ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("&lt;img src=x onerror=alert(1)&gt;Fire", "Fire"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Fire", "Fire"),
        ("&amp;lt;b&amp;gt;Fire&amp;lt;/b&amp;gt;", "Fire"),
        ("Tom &amp;amp;amp; Jerry", "Tom & Jerry"),
        ("<![CDATA[Caf&eacute; <i>Noir</i>]]>", "Café Noir"),
        ("5 &lt; 6 &gt; 4", "5 < 6 > 4"),
        ("A\u202eB\u0007C", "ABC"),
        ("  two\n\tlines ", "two lines"),
        ("x" * 120_000, "x" * MAX_TITLE),
        ("&lt;a href='https://x.example'&gt;U.S&lt;/a&gt;. votes", "U.S. votes"),
    ],
)
def test_titles_are_plain(written: str, shown: str) -> None:
    assert title_of(written) == shown


def test_a_nul_in_a_title_does_not_reach_the_warehouse() -> None:
    assert "\x00" not in read(rss(item("Fi\x00re"))).items[0].title


@pytest.mark.parametrize("part", ["<script>", "<!--", "<", "&amp;"])
def test_plain_text_is_linear_in_what_it_is_given(workers: Workers, part: str) -> None:
    text = workers.submit(clean_line, part * 300_000, deadline_s=3).result()
    assert isinstance(text, str)


def test_content_is_capped() -> None:
    body = rss(
        item("One", description="d").replace(
            "<description>d</description>",
            (
                '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA['
                + "w " * 600_000
                + "]]></content:encoded>"
            ),
        )
    )
    assert len(read(body).items[0].content) <= MAX_CONTENT


@pytest.mark.parametrize(
    ("link", "channel", "meant"),
    [
        ("https://news.example/a", "", "https://news.example/a"),
        ("/a/b", "", "https://news.example/a/b"),
        ("/a/b", "<link>https://www.other.example/front</link>", "https://www.other.example/a/b"),
        ("//host.example/c", "", "https://host.example/c"),
        ("", "", ""),
    ],
)
def test_relative_links(link: str, channel: str, meant: str) -> None:
    assert read(rss(item(link=link), channel)).items[0].link == meant


def test_xml_base_counts() -> None:
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/"><title>F</title>'
        b'<entry><title>One</title><link href="a"/></entry></feed>'
    )
    assert read(atom).items[0].link == "https://base.example/x/a"


def test_feedburners_own_link_gives_way_to_the_original() -> None:
    burnt = (
        '<feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        "https://news.example/a</feedburner:origLink>"
    )
    made = item(link="https://feedproxy.example/~r/1").replace("</item>", burnt + "</item>")
    assert read(rss(made)).items[0].link == "https://news.example/a"


def test_a_guid_that_is_an_address_stands_in_for_the_link() -> None:
    made = item().replace(
        "</item>", '<guid isPermaLink="true">https://news.example/g</guid></item>'
    )
    assert read(rss(made)).items[0].link == "https://news.example/g"


@pytest.mark.parametrize(
    ("channel", "asked"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>soon</ttl>", None),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily'
            '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
            'syndication/">4</sy:updateFrequency>',
            timedelta(hours=6),
        ),
    ],
)
def test_how_often_the_document_wants_to_be_read(channel: str, asked: timedelta | None) -> None:
    assert read(rss(item(), channel)).update_interval == asked


def test_dates_that_feedparser_gets_wrong() -> None:
    made = item(pubDate="Wed, 18 Feb 2026 14:00:00 CEST") + item(pubDate="0000-00-00")
    first, second = read(rss(made)).items
    assert first.published_at == datetime(2026, 2, 18, 12, tzinfo=UTC)
    assert first.published_raw == "Wed, 18 Feb 2026 14:00:00 CEST"
    assert (second.published_at, second.published_raw) == (None, "0000-00-00")


@pytest.mark.parametrize("reference", ["&#xD800;", "&#1114112;", "&#x110000;", "&#0;", "&#xFFFF;"])
def test_a_reference_to_no_character_costs_nothing_but_itself(reference):
    body = rss(item(f"Ferry {reference}late &#233;") + "<x>", prolog="")
    assert [i.title for i in parse_feed(RawFeed(body, URL)).items] == ["Ferry late é"]


@pytest.mark.parametrize("link", ["http://[::1", "http://[", "http://\u2100.example/"])
def test_an_address_that_is_none_costs_no_item(link):
    body = rss(item("A", link="/a") + item("B", link=link), channel=f"<link>{link}</link>")
    items = parse_feed(RawFeed(body, URL)).items
    assert [(i.title, canonical(i.link)) for i in items] == [
        ("A", "https://news.example/a"),
        ("B", ""),
    ]


@pytest.mark.parametrize("name", ["idna", "undefined", "hex", "punycode", "utf-7", "nosuch"])
@pytest.mark.parametrize("header", [False, True])
def test_a_charset_that_is_none_is_as_if_not_declared(name, header):
    body = rss(item("Fähre.."), prolog=f'<?xml version="1.0" encoding="{name}"?>').decode()
    kind = f"application/xml; charset={name}" if header else ""
    items = parse_feed(RawFeed(body.encode("cp1252"), URL, kind)).items
    assert [i.title for i in items] == ["Fähre.."]
