"""Feeds to subscribe to: under an address that a person gives, or found on a site."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from flows.refusal import Refusal
from flows.services import client_settings
from flows.tools.values import parse_interval, parse_name
from pipeline.bounds import MAX_TITLE
from pipeline.reasons import HELP, Reason
from pipeline.records import Failure, Feed
from pipeline.web.client import Client
from pipeline.web.urls import canonical, feed_id, is_masked

if TYPE_CHECKING:
    from datetime import datetime

    from flows.settings import Settings


def feed_of(
    url: str,
    *,
    title: str = "",
    outlet: str = "",
    lang: str = "",
    folder: str = "",
    every: str = "",
) -> Feed:
    """Give the feed under `url`. Raises Refusal when that is no web address, or a name too long."""
    address = canonical(url)
    if not address:
        raise Refusal(f"{url}: no http(s) address; write https://example.org/feed.xml")
    if is_masked(url):
        raise Refusal(f"{url}: the password is masked; write it in the place of ***")
    return Feed(
        id=feed_id(address),
        url=url.strip(),
        title=parse_name(title, "--title", MAX_TITLE),
        outlet=parse_name(outlet, "--outlet"),  # else of the feed's own site, by the first poll
        lang=lang,
        folder=parse_name(folder, "--group"),
        every_s=parse_interval(every),
    )


def site_address(site: str) -> str:
    """Give the address of a site as a person writes it: `example.org` too."""
    return site.strip() if "://" in site else f"https://{site.strip()}"


def discover_site(settings: Settings, site: str, now: datetime) -> list[Feed]:
    """Find the feeds of a site; seconds. Raises Refusal for no web address, or no answer there."""
    from pipeline.feeds.discover import discover_feeds  # noqa: PLC0415 - lxml

    address = site_address(site)
    if not canonical(address):
        raise Refusal(f"{site}: no http(s) address; write example.org or https://example.org/news")

    async def ask() -> list[Feed] | Failure:
        async with Client(client_settings(settings)) as client:
            return await discover_feeds(address, client, now)

    found = asyncio.run(ask())
    if isinstance(found, Failure):
        why, _, mend = HELP[Reason(found.reason)].line.rstrip(".").partition("; ")
        if found.reason != Reason.REFUSED_ADDRESS:
            mend = "check the address" + ("" if "://" in site else ", or write http:// before it")
        raise Refusal(f"{site}: {why[0].lower()}{why[1:]}; {mend}", 1)
    return found
