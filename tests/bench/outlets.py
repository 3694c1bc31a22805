"""Loopback outlets that show a generated stream, and channels that fail when they are told to."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import Any, Literal

from pipeline.records import Feed
from pipeline.web.urls import feed_id, hash_id
from sampleworld.loopback import Loopback
from tests.bench.stream import OUTLETS, Item

Mode = Literal["ok", "500", "close"]


class Editions:
    """Feeds with full text and pages, at a cycle that the caller sets."""

    shown = 30  # items, as many as most news feeds carry
    pages: tuple[str, ...] = OUTLETS[::2]  # the others answer 410: their feeds alone carry the text
    base: str  # the address of them all

    def __init__(self, items: Sequence[Item], start: datetime, every: timedelta) -> None:
        self.start, self.every = start, every
        self.items = tuple(items)
        self.begin()

    def begin(self) -> None:
        """Let nothing have come yet."""
        self.coming = list(self.items)
        self.now: dict[str, Item] = {}  # path -> as it now reads
        self.revisions: Counter[str] = Counter()

    def address_of(self, outlet: str) -> str:
        """Of the outlet's site, without a slash at the end."""
        return self.base

    def at(self, cycle: int) -> None:
        """Let it be the time of that cycle."""
        while self.coming and self.coming[0].cycle <= cycle:
            item = self.coming.pop(0)
            before = self.now.get(item.path)
            if before:
                self.revisions[item.path] += 1
            if before and item.what in {"bumped", "retitled"}:
                title = item.title if item.what == "retitled" else before.title
                item = replace(before, cycle=item.cycle, title=title)
            self.now[item.path] = item

    def feeds(self, every_s: int) -> list[Feed]:
        """Subscriptions to all, due at a fixed interval."""
        urls = {name: f"{self.address_of(name)}/{name}/feed" for name in OUTLETS}
        return [
            Feed(id=feed_id(url), url=url, outlet=name, lang="en", every_s=every_s)
            for name, url in urls.items()
        ]

    def feed(self, outlet: str) -> str:
        """The outlet's document, the latest touched first."""
        mine = [item for item in self.now.values() if item.outlet == outlet]
        newest = sorted(mine, key=lambda i: (-i.cycle, i.path))[: self.shown]
        items = "".join(self._item(item) for item in newest)
        return (
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"<channel><title>{outlet}</title><language>en</language>{items}</channel></rss>"
        )

    def _item(self, item: Item) -> str:
        """A bumped item has a new date and, at every other outlet, a new guid and link mark."""
        revision = self.revisions[item.path]
        restless = OUTLETS.index(item.outlet) % 4 > 1
        mark = f"?utm_source=rss&utm_campaign=r{revision}" if restless and revision else ""
        guid = f"{item.path}#{revision if restless else 0}"
        at = self.start + item.cycle * self.every - timedelta(minutes=2)
        return (
            f"<item><title>{escape(item.title)}</title>"
            f"<link>{self.address_of(item.outlet)}{escape(item.path + mark)}</link>"
            f'<guid isPermaLink="false">{guid}</guid><pubDate>{format_datetime(at)}</pubDate>'
            f"<content:encoded>{escape(text(item))}</content:encoded></item>"
        )

    def page(self, path: str) -> str:
        """The article's page, "" where there is none."""
        item = self.now.get(path.partition("?")[0])
        if item is None or item.outlet not in self.pages:
            return ""
        return (
            f'<html lang="en"><head><title>{escape(item.title)}</title></head><body><article>'
            f"<h1>{escape(item.title)}</h1>{text(item)}</article></body></html>"
        )


class Outlets(Editions, Loopback):
    """The feeds and pages on one address."""

    request_queue_size = 128

    def __init__(self, items: Sequence[Item], start: datetime, every: timedelta) -> None:
        Editions.__init__(self, items, start, every)
        Loopback.__init__(self, EditionsHandler)


def text(item: Item) -> str:
    """The lines as paragraphs."""
    return "".join(f"<p>{escape(line)}</p>" for line in item.lines)


class EditionsHandler(BaseHTTPRequestHandler):
    """Answers for a server with `feed` and `page`."""

    protocol_version = "HTTP/1.1"
    server: Outlets

    def do_GET(self) -> None:
        feed = re.fullmatch(r"/(\w+)/feed", self.path)
        body = self.server.feed(feed[1]) if feed else self.server.page(self.path)
        etag = f'"{hash_id(body)}"'
        known = bool(body) and self.headers.get("If-None-Match") == etag
        status = 404 if self.path == "/robots.txt" else 304 if known else 200 if body else 410
        self.send_response(status)
        self.send_header("Content-Type", "application/rss+xml" if feed else "text/html")
        self.send_header("ETag", etag)
        sent = body.encode() if status == 200 else b""
        if status != 304:
            self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A message that a channel was given; it counts when it was acknowledged."""

    channel: str
    cycle: int
    acknowledged: bool
    body: dict[str, Any]
    at: float  # monotonic seconds


class Channels(Loopback):
    """One path per channel; `mode` says how each behaves, `receipts` what came."""

    def __init__(self) -> None:
        super().__init__(_Channel)
        self.mode: dict[str, Mode] = {}
        self.cycle = 0
        self.receipts: list[Receipt] = []

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Channel(BaseHTTPRequestHandler):
    server: Channels

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        channel = self.path.strip("/").split("/")[0]
        mode = self.server.mode.get(channel, "ok")
        self.server.receipts.append(
            Receipt(
                channel=channel,
                cycle=self.server.cycle,
                acknowledged=mode == "ok",
                body=body,
                at=time.monotonic(),
            )
        )
        if mode == "close":
            self.close_connection = True
            return
        self.send_response(204 if mode == "ok" else 500)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""
