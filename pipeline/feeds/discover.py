"""Finding a site's feeds from an address on it.

    feeds = await discover_feeds("https://paper.example/", client, now)

In this order, until something is a feed: the address itself, what the page there declares, what it
links to, news sitemaps named in robots.txt, the usual places. Every feed returned has been read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from urllib.parse import urljoin

from protego import Protego

from pipeline.feeds import declared
from pipeline.feeds.document import Document
from pipeline.feeds.parse import PRELOAD, RawFeed, parse_feed
from pipeline.reasons import Reason
from pipeline.records import Failure, Feed
from pipeline.web import urls
from pipeline.web.client import Client, Response
from pipeline.workers import Lost, Workers

MAX_ADDRESSES = 30
"""Addresses tried per step; a front page may link to a feed for each of its sections. Chosen by
hand (2026-11)."""

DEADLINE_S = 5.0
"""CPU seconds to read one candidate, as in `pipeline.poll`."""

# Where WordPress, Drupal, Ghost, Hugo, Arc and hand-made sites keep theirs, most common first.
_PLACES = (
    "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feeds", "/index.xml", "/feed.json",
    "/arc/outboundfeeds/rss/", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml",
    "/sitemap/news.xml",
)  # fmt: skip


UNREACHED = frozenset(
    {
        Reason.CONNECT,
        Reason.DNS,
        Reason.REFUSED_ADDRESS,
        Reason.TIMEOUT,
        Reason.TLS,
        Reason.UNKNOWN_HOST,
    }
)
"""Failures of a site's first page after which nothing else on it is asked for."""


async def discover_feeds(
    site: str, client: Client, now: datetime, *, workers: Workers | None = None
) -> list[Feed] | Failure:
    """A site's feeds, best first, [] when there is none; why it could not be asked (`UNREACHED`).

    `site` is any address on it, http(s). `workers` read the documents; without them two are
    started for this call. Raises nothing for what servers do.
    """
    with nullcontext(workers) if workers else Workers(2, preload=PRELOAD) as pool:
        page = await client.get(site, now=now, kind="page")
        if isinstance(page, Failure) and page.reason in UNREACHED:
            return page
        if isinstance(page, Response):
            feed = await _feed_from_response(page, pool)
            if feed is not None:
                return [feed]
            for step in (declared.declared_feeds, declared.linked_feeds):
                if feeds := await _read_feeds(step(page.body, page.url), client, now, pool):
                    return feeds
        places = [
            *await news_sitemaps(site, client, now, pool),
            *(urljoin(site, place) for place in _PLACES),
        ]
        return await _read_feeds(places, client, now, pool)


async def _read_feeds(
    addresses: Sequence[str], client: Client, now: datetime, workers: Workers
) -> list[Feed]:
    """Those addresses that are feeds, in their order, each document once, none of comments."""

    async def one(address: str) -> Feed | None:
        answer = await client.get(address, now=now)
        if not isinstance(answer, Response):
            return None
        return await _feed_from_response(answer, workers, comments=False)

    distinct = list(dict.fromkeys(a for a in addresses if urls.canonical(a)))[:MAX_ADDRESSES]
    feeds = await asyncio.gather(*(one(address) for address in distinct))
    return list({feed.id: feed for feed in feeds if feed is not None}.values())


async def _feed_from_response(
    answer: Response, workers: Workers, *, comments: bool = True
) -> Feed | None:
    document = await _parse_response(answer, workers)
    if document.problem or not document.items or not (comments or _is_news(document)):
        return None
    url = answer.moved_to or answer.requested_url
    return Feed(
        id=urls.feed_id(url),
        url=url,
        title=document.title,
        outlet=urls.site(document.link) or urls.site(url),
        lang=document.lang,
    )


def _is_news(document: Document) -> bool:
    """Whether it tells of articles, not of readers' comments, which WordPress declares beside."""
    return any("#comment" not in item.link for item in document.items)


async def _parse_response(answer: Response, workers: Workers) -> Document:
    raw = RawFeed(answer.body, answer.url, answer.headers.get("content-type", ""))
    document = await asyncio.wrap_future(workers.submit(parse_feed, raw, deadline_s=DEADLINE_S))
    return Document(problem=Reason.CRASHED) if isinstance(document, Lost) else document


async def news_sitemaps(site: str, client: Client, now: datetime, workers: Workers) -> list[str]:
    """News sitemaps that robots.txt names, also through one index of sitemaps."""
    answer = await client.get(urljoin(site, "/robots.txt"), now=now, kind="robots")
    if not isinstance(answer, Response):
        return []
    listed = Protego.parse(answer.body.decode("utf-8-sig", "replace")).sitemaps
    named = [urls.join_url(answer.url, name) for name in islice(listed, MAX_ADDRESSES)]
    news_maps = [name for name in named if "news" in name.lower()]
    for name in named if not news_maps else ():
        index = await client.get(name, now=now)
        if isinstance(index, Response):
            links = (await _parse_response(index, workers)).links
            children = [urls.join_url(index.url, link) for link in links]
            news_maps += [child for child in children if "news" in child.lower()]
    return news_maps
