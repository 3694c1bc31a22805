"""Lists of feeds and sitemaps with what real ones get wrong, and any bytes at all."""
# ruff: noqa: E501 - a document and what it gives stand in one line each

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.lists import read_feed_list
from pipeline.feeds.parse import RawFeed, parse_feed

HEAD = '<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head/><body>'
TAIL = "</body></opml>"


def outlines(text: str, encoding: str = "utf-8") -> list[tuple[str, str]]:
    body = f"{HEAD}{text}{TAIL}".encode(encoding)
    return [(feed.url, feed.title) for feed in read_feed_list(body).feeds]


@pytest.mark.parametrize(
    ("outline", "url", "title"),
    [
        ('<outline text="N & M" xmlUrl="https://n.ex/a?x=1&y=2"/>', "https://n.ex/a?x=1&y=2", "N & M"),
        ('<outline text="C" xmlUrl="https://n.ex/?a&copy=2&reg=3"/>', "https://n.ex/?a&copy=2&reg=3", "C"),
        ("<outline text='D' xmlUrl='https://d.ex/r'></outline>", "https://d.ex/r", "D"),
        ('<outline text="A <two> C > B" xmlUrl="https://d.ex/r">', "https://d.ex/r", "A <two> C > B"),
        ('<OUTLINE TEXT="U" XMLURL="https://u.ex/r"/>', "https://u.ex/r", "U"),
        ('<outline text="Caf&eacute;&nbsp;X" xmlUrl="https://c.ex/r"/>', "https://c.ex/r", "Café X"),
        ('<outline text="O" url="https://o.ex/r"/>', "https://o.ex/r", "O"),
        ('<outline text="f" xmlUrl="feed://f.ex/r"/>', "http://f.ex/r", "f"),
        ('<outline text="g" xmlUrl="feed:https://g.ex/r"/>', "https://g.ex/r", "g"),
        ('<outline text="h" xmlUrl="h.ex/r"/>', "https://h.ex/r", "h"),
        ('<outline text="The "Post"" xmlUrl="https://q.ex/r"/>', "https://q.ex/r", 'The "Post"'),
        ('<outline text="n" xmlUrl="\n https://n.ex/r\n"/>', "https://n.ex/r", "n"),
        ('<outline a:b="1" text="n" text="m" xmlUrl="https://n.ex/r"/>', "https://n.ex/r", "n"),
    ],
)  # fmt: skip
def test_an_outline_with_a_fault_is_read_as_it_was_meant(
    outline: str, url: str, title: str
) -> None:
    other = '<outline text="Other" xmlUrl="https://other.ex/r"/>'
    assert outlines(outline + other) == [(url, title), ("https://other.ex/r", "Other")]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "utf-8"])
def test_a_wrong_declaration_of_the_encoding_loses_no_letter(encoding: str) -> None:
    assert outlines('<outline text="Sénégal" xmlUrl="https://s.ex/r"/>', encoding) == [
        ("https://s.ex/r", "Sénégal")
    ]


@pytest.mark.parametrize(
    ("document", "line", "said"),
    [
        (f'{HEAD}\n<outline text="S" htmlUrl="https://s.ex/"/>{TAIL}', 2, "discover https://s.ex/"),
        (f'{HEAD}\n\n<outline text="S" xmlUrl="file:///etc/passwd"/>{TAIL}', 3, "file:///etc"),
        (f'{HEAD}\n<outline text="S" xmlUrl="https:', 2, "cut off"),
        ('https://a.ex/rss\n"query:Unread:unread"\n', 2, "no http address"),
    ],
)
def test_what_is_left_out_is_said_with_its_line(document: str, line: int, said: str) -> None:
    (left,) = read_feed_list(document.encode()).left_out
    assert left.line == line
    assert said in left.why


def test_plain_lists_are_read() -> None:
    body = b'# mine\n\nhttps://a.ex/rss "~The A" news\nhttps://b.ex/feed\n'
    assert [(f.url, f.title, f.folder) for f in read_feed_list(body).feeds] == [
        ("https://a.ex/rss", "The A", "news"),
        ("https://b.ex/feed", "", ""),
    ]


URL = "<url><loc>https://n.ex/{0}</loc><news:news><news:title>{0}</news:title></news:news></url>"


@pytest.mark.parametrize(
    "fault",
    [
        "<url><loc>https://n.ex/b?x=1&y=2&copy=3</loc></url>",
        "<url><loc>https://n.ex/b</loc><news:title>Inflation <two percent</news:title></url>",
        "<url><loc>https://n.ex/b</loc><news:title>Caf&eacute; &nbsp; \x0b</news:title></url>",
        "<url><loc>https://n.ex/b</loc>",
        "<URL><LOC>https://n.ex/b</LOC></URL>",
    ],
)
def test_a_fault_in_a_sitemap_costs_no_address(fault: str) -> None:
    body = f"\n<urlset>{URL.format('a')}{fault}{URL.format('c')}</urlset>".encode()
    document = parse_feed(RawFeed(body, "https://n.ex/news.xml"))
    assert [item.link[:14] for item in document.items] == [f"https://n.ex/{x}" for x in "abc"]
    assert document.items[2].title == "c"
    assert document.faulty


def test_addresses_that_a_sitemap_lacks_are_counted() -> None:
    body = f"<urlset><url><lastmod>2026</lastmod></url>{URL.format('a')}</urlset>".encode()
    document = parse_feed(RawFeed(body, "https://n.ex/news.xml"))
    assert (len(document.items), document.tossed) == (1, 1)


pieces = st.lists(
    st.sampled_from(
        [b"<urlset>", b"</urlset>", b"<url>", b"</url>", b"<loc>", b"https://a.ex/1", b"<opml>",
         b"<outline xmlUrl='https://a.ex/1'", b"/>", b">", b"<!--", b"<![CDATA[", b"]]>", b"&",
         b"&amp;", b"\xff", b"\xe9", b"\x00", b"\n", b'"', b"<rss><channel>", b"<item>", b"{"]
    ) | st.binary(max_size=8),
    max_size=16,
).map(b"".join)  # fmt: skip


@settings(deadline=None)
@given(pieces)
def test_any_bytes_are_a_list_or_a_plain_refusal(body: bytes) -> None:
    try:
        listed = read_feed_list(body)
    except ValueError as refusal:
        assert "\n" not in str(refusal)
    else:
        assert all(feed.url.startswith("http") for feed in listed.feeds)


@settings(deadline=None)
@given(pieces)
def test_any_bytes_are_a_document_or_have_a_problem(body: bytes) -> None:
    document = parse_feed(RawFeed(body, "https://n.ex/feed"))
    assert document.problem or document.format


@pytest.mark.parametrize("token", ["<?", "<!a[", "<!DOCTYPE a [", "<!--", "<![CDATA[", "<a b='"])
def test_what_is_opened_again_and_again_costs_no_time(token):
    body = f'<opml><body><outline xmlUrl="https://a.example/f"/>{token * 100_000}'
    begun = process_time()
    assert [feed.url for feed in read_feed_list(body.encode()).feeds] == ["https://a.example/f"]
    assert process_time() - begun < 10


def test_a_document_type_with_entities_hides_no_feed():
    body = '<!DOCTYPE opml [<!ENTITY a "x">\n<!-- > -->]><?xml-stylesheet href="a>b"?><opml><body>'
    body += '<outline text="A" xmlUrl="https://a.example/f"/></body></opml>'
    listed = read_feed_list(body.encode())
    assert [feed.title for feed in listed.feeds] == ["A"]
    assert not listed.left_out
