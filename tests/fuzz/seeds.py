# ruff: noqa: E501 - documents as they come
"""First inputs of the readers: this repository's own documents, and other projects' where at hand.

The sample world's feeds, pages and stories, the documents in the tests, the settings' example; and
from `../shared`, when it is there, conformance documents and cases. Those are read, never copied.
"""

from __future__ import annotations

import ast
import json
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from sampleworld import feeds
from sampleworld.compose import World, load_world
from sampleworld.site import feed_urls, respond
from tests.fuzz.case import join_case

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
BASE = "https://world.example"
LARGEST = 60_000
"""Bytes of a seed; what is longer costs more time than it finds."""
OUTSIDE = 400
"""Documents taken from `../shared` per reader, evenly spread."""


@cache
def world() -> World:
    """The sample world."""
    return load_world()


@cache
def documents_in_tests() -> tuple[bytes, ...]:
    """Every text of over 40 characters written in a test."""
    texts: dict[bytes, None] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = node.value if isinstance(node, ast.Constant) else None
            body = value.encode("utf-8", "replace") if isinstance(value, str) else value
            if isinstance(body, bytes) and 40 < len(body) <= LARGEST:
                texts[body] = None
    return tuple(texts)


@cache
def shared_documents() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of other projects' conformance documents and of cases that went wrong."""
    documents = [*_packed_documents(SHARED / "data" / "feeds" / "conformance.tar.gz")]
    for folder in (SHARED / "cases", SHARED / "data" / "opml"):
        paths = sorted(folder.rglob("*")) if folder.exists() else []
        files = (p for p in paths if p.is_file() and p.suffix != ".meta")
        documents += [(str(p), p.read_bytes()) for p in files if p.stat().st_size <= LARGEST]
    return tuple(documents)


def _packed_documents(packed: Path) -> Iterator[tuple[str, bytes]]:
    if not packed.exists():
        return
    with tarfile.open(packed) as tar:
        for member in tar:
            if member.size <= LARGEST and (file := tar.extractfile(member)) is not None:
                yield member.name, file.read()


def _marked(*marks: bytes, outside: bool) -> Iterator[bytes]:
    """Documents that hold one of the marks."""
    yield from (d for d in documents_in_tests() if any(m in d for m in marks))
    if outside:
        named = [d for _, d in shared_documents() if any(m in d for m in marks)]
        yield from named[:: max(len(named) // OUTSIDE, 1)]


def feed_seeds(*, outside: bool = True) -> list[bytes]:
    """RSS, RDF, Atom and JSON Feed."""
    now = max(piece.at for piece in world().published(max(p.at for p in _pieces())))
    seeds = []
    for outlet, _ in feed_urls(BASE):
        pieces = [piece for piece in world().published(now) if piece.outlet is outlet][:4]
        body = feeds.render_feed(outlet, pieces, now, BASE).encode()
        seeds.append(join_case({"Content-Type": feeds.TYPES[outlet.format]}, body))
        seeds.append(body)
    seeds += [text.encode() for text in RARE_FEEDS]
    marks = (b"<rss", b"<feed", b"<rdf:RDF", b"jsonfeed.org", b"<item", b"<entry")
    return _unique([*seeds, *_marked(*marks, outside=outside)])


def sitemap_seeds(*, outside: bool = True) -> list[bytes]:
    """News sitemaps and indexes."""
    return _unique([*SITEMAPS, *_marked(b"<urlset", b"<sitemapindex", outside=outside)])


def opml_seeds(*, outside: bool = True) -> list[bytes]:
    """OPML, newsboat's list, plain addresses, live bookmarks."""
    return _unique([*LISTS, *_marked(b"<opml", b"<outline", outside=outside)])


def article_seeds(*, outside: bool = True) -> list[bytes]:
    """JSON lines of articles."""
    rows = [
        {"id": piece.path, "title": piece.version(piece.at).title, "lang": piece.outlet.lang,
         "text": "\n".join(line.text for line in piece.version(piece.at).lines),
         "outlet": piece.outlet.name, "url": BASE + piece.path, "summary": piece.by,
         "published": piece.at.isoformat()}
        for piece in _pieces()[:24]
    ]  # fmt: skip
    rows[1]["published"] = int(_pieces()[1].at.timestamp())
    rows[2]["published"] = "Wed, 18 Feb 2026 09:10:11 GMT"
    rows[3]["id"] = "0123456789abcdef"
    lines = [json.dumps(row, ensure_ascii=i % 2 == 0).encode() for i, row in enumerate(rows)]
    seeds = [b"\n".join(lines[i : i + 3]) + b"\n" for i in range(0, len(lines), 3)]
    if outside:
        seeds += [d for name, d in shared_documents() if name.endswith(".jsonl")]
    return _unique([*seeds, *lines[:4], b'{"title": "Ferry", "text": ""}'])


def page_seeds(*, outside: bool = True) -> list[bytes]:
    """Pages of the sample world, with and without what its feed says."""
    seeds = []
    for number, piece in enumerate(_pieces()[:: max(len(_pieces()) // 12, 1)]):
        body = respond(world(), piece.at + timedelta(days=1), BASE, piece.path).body
        title = piece.version(piece.at).title
        content = "".join(f"<p>{line.text}</p>" for line in piece.version(piece.at).lines)
        kind = "text/html; charset=utf-8"
        seeds.append(
            body if number % 3 else join_case(
                {"Content-Type": kind, "Title": title, "Content": content}, body)
        )  # fmt: skip
    return _unique([*seeds, *PAGES, *_marked(b"<html", b"<body", b"ld+json", outside=outside)])


def settings_seeds(*, outside: bool = True) -> list[bytes]:
    """The settings' example, its sections, and environments."""
    example = (ROOT / "deploy" / "newsthread.example.toml").read_bytes()
    plain = b"\n".join(line for line in example.split(b"\n") if line and not line.startswith(b"#"))
    sections = [b"[" + part for part in plain.split(b"\n[")]
    return _unique([example, plain, *sections, *(text.encode() for text in SETTINGS)])


def _pieces() -> list:
    return sorted(world().pieces, key=lambda piece: piece.at)


def _unique(seeds: list[bytes]) -> list[bytes]:
    return [seed for seed in dict.fromkeys(seeds) if 0 < len(seed) <= LARGEST]


RARE_FEEDS = (
    """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Harbour &amp; Coast</title><link>https://coast.example/</link><language>en-us</language>
<ttl>60</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<item><title>Ferry &lt;b&gt;late&lt;/b&gt;</title><link>https://coast.example/a?id=1&amp;utm_source=rss</link>
<guid isPermaLink="false">tag:coast,2026:1</guid><pubDate>Wed, 18 Feb 2026 09:10:11 CEST</pubDate>
<author>desk@coast.example (Ada Lund)</author><media:group><media:description>Long words.</media:description></media:group>
<content:encoded><![CDATA[<p>The ferry was late by an hour.</p>]]></content:encoded></item>
<item><title>Second</title><guid>https://coast.example/b#1</guid><pubDate>18.02.2026 24:00</pubDate>
<feedburner:origLink>https://coast.example/b</feedburner:origLink><category>News</category></item>
</channel></rss>""",
    """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://coast.example/x/"><title type="html">K&amp;uuml;ste</title>
<link rel="self" href="feed.atom"/><link href="/"/><id>urn:1</id><updated>2026-02-18T09:10:11+01:00</updated>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">F&#228;hre <i>sp&#228;t</i></div></title><link href="a"/><id>urn:a</id>
<published>2026-02-18T09:10:11.123-05:00</published><updated>2026-02-19</updated><author><name>Ada</name></author>
<summary type="html">&lt;p&gt;Eine Stunde.&lt;/p&gt;</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text</p></div></content></entry></feed>""",
    """{"version": "https://jsonfeed.org/version/1.1", "title": "Coast", "home_page_url": "https://coast.example/", "language": "en",
 "authors": [{"name": "Ada"}], "items": [{"id": 7, "url": "/a", "title": "Ferry", "content_html": "<p>Late</p>", "date_published": "2026-02-18T09:10:11Z"},
 {"id": "b", "external_url": "https://other.example/b", "summary": "Short", "content_text": "Words", "date_modified": "2026-02-18", "authors": [{"name": "B"}]}]}""",
)
SITEMAPS = (
    b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://coast.example/a?x=1&amp;y=2</loc><lastmod>2026-02-18</lastmod><news:news><news:publication><news:name>Coast</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-02-18T09:10:11+01:00</news:publication_date><news:title>Ferry late &amp; full</news:title></news:news>
<image:image><image:loc>https://coast.example/a.jpg</image:loc><image:title>The ferry</image:title></image:image></url>
<url><loc><![CDATA[https://coast.example/b]]></loc><news:news><news:publication_date>2026-02-17</news:publication_date><news:title><![CDATA[Second]]></news:title></news:news></url>
</urlset>""",
    b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://coast.example/s1.xml</loc><lastmod>2026-02-18</lastmod></sitemap><sitemap><loc>https://coast.example/s2.xml</loc></sitemap></sitemapindex>""",
)
LISTS = (
    b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0" xmlns:newsthread="urn:newsthread:opml"><head><title>Mine</title></head><body>
<outline text="World" title="World"><outline text="Europe"><outline type="rss" text="Coast" title="Coast" xmlUrl="https://coast.example/feed?a=1&amp;b=2" htmlUrl="https://coast.example/" language="en" newsthread:outlet="Coast" newsthread:every_s="600"/></outline>
<outline type="rss" text="K&#252;ste" xmlUrl="feed://kueste.example/rss" category="/a/b,c"/></outline>
<outline type="link" text="Page" url="https://page.example/"/><outline text="Bare" xmlUrl="bare.example/feed.xml"/></body></opml>""",
    b"""<opml version="1.0"><body><outline text="A & B" xmlUrl='http://u:p@a.example/feed?x=1&copy=2'/><outline text="Cut""",
    b"""https://a.example/feed.xml "Europe" "~A title"\n# a note\nhttp://b.example/rss tag !\n//c.example/feed\nquery:x:y\n""",
    b"""<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://a.example/" FEEDURL="https://a.example/feed">A</A></DL>""",
)
PAGES = (
    b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry late | Coast</title>
<meta property="og:title" content="Ferry late"><meta property="article:published_time" content="2026-02-18T09:10:11+01:00">
<meta name="author" content="Ada Lund, Ben Ray"><link rel="canonical" href="https://news.example/2026/03/01/ferry">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", "headline": "Ferry late", "datePublished": "2026-02-18T09:10:11Z",
"author": [{"@type": "Person", "name": "Ada Lund"}], "articleBody": "The ferry was late by an hour on Sunday, the harbour master said. Nobody was hurt. The boats run again on Monday.", "isAccessibleForFree": false, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"}}]}</script></head>
<body><nav><a href="/">Home</a></nav><main><article><h1>Ferry late</h1><p class="byline">By Ada Lund</p><time datetime="2026-02-18">18 February 2026</time>
<p>The ferry to the outer islands was late by an hour on Sunday after a rope had caught in its screw.</p>
<p>Divers freed the ship within forty minutes, the harbour master said, and none of the 212 passengers was hurt.</p>
<p>The boats run again on Monday; tickets of Sunday hold until the end of the month, the company wrote.</p>
<p>It was the third delay in a month, and the island council will ask for a second ship in spring.</p>
<ul><li>More: <a href="/b">Second ferry</a></li></ul><p>(Reuters)</p></article></main><footer>Copyright</footer></body></html>""",
)
SETTINGS = (
    '[poll]\nbatch = 80\n\n[alerts]\nzone = "Europe/Berlin"\n',
    '[channels]\ndesk = "mailto://desk@coast.example"\nhook = {webhook = "https://coast.example/hook", secret = "s"}\n',
    '[channels.hook]\nwebhook = "https://coast.example/hook"\n[network]\nspacing_s = 0\nloopback = true\n',
    "[log]\nlevel = 'debug'\n--- environment\nNEWSTHREAD_POLL_BATCH=80\nNEWSTHREAD_CHANNEL_DESK=mailto://a@b.example\n",
    "\n--- environment\nNEWSTHREAD_ALERTS_ZONE=Asia/Tokyo\nNEWSTHREAD_NETWORK_ROBOTS=no\nNEWSTHREAD_LOG_FORMAT=json\n",
    "poll.batch = 3\nplace.window_days = 1e1\n[extract]\nworkers = 0x2\narchive = '''a'''\n",
)
