"""A small warehouse for the page: a ferry fire that is followed, a flood in Arabic, and articles
whose every text tries to be more than text. Invented, like everything else here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from builders import FEED, article, batch, development, placement, vectors

from flows.services import Services
from flows.settings import NetworkSettings, Settings, WarehouseSettings
from flows.tools.article_import import import_articles, read_articles
from flows.tools.tracks import start_track
from flows.web.site import Site
from pipeline.notify import Channel
from pipeline.records import FigureChange, Quote, Track
from sampleworld.loopback import Loopback, running
from warehouse.warehouse import Warehouse

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

FIRE = """A fire broke out on the ferry Halcyon off Port Almery on Sunday, the coast guard said.
There were 212 passengers on board. The captain, Ines Marlow, ordered everybody to the upper deck.
Three people were hurt. Two tugs from Port Almery were on their way to the ferry."""

ARTICLES = [
    ("a1", 0, "Harbour Post", "Fire on ferry Halcyon off Port Almery, three hurt", FIRE),
    ("a2", 1, "Valley Sentinel", "Fire on ferry Halcyon off Port Almery, three hurt", FIRE),
    ("a3", 3, "Meridian Press", "Ferry Halcyon burns off Port Almery as tugs arrive",
     """The ferry Halcyon was still burning off Port Almery late on Sunday, the coast guard said.
Tugs had reached the ferry and were cooling the hull. Captain Ines Marlow stayed on the bridge.
The Harbour Post reported that the fire began on the car deck."""),
    ("b1", 4, "Al Marsa", "فيضانات تغمر أحياء في مدينة المرسى وتقطع الطرق",
     "غمرت مياه الفيضانات أحياء كاملة في مدينة المرسى الأحد. وقال الدفاع المدني إن الطرق قُطعت."),
    ("c1", 5, "Market Mirror", "Aldine Steel raises its bid for Norrland Kraft",
     """Aldine Steel raised its bid for Norrland Kraft to 4.6 billion crowns on Sunday.
The board of Norrland Kraft will meet on Tuesday to look at the new offer, it said."""),
]  # fmt: skip

LATER = [
    ("a4", 20, "Channel Nine", "Five dead in fire on ferry Halcyon off Port Almery",
     """Five people died in the fire on the ferry Halcyon, the coast guard said on Monday.
Divers found the bodies on the car deck. Prosecutors in Port Almery have opened an inquiry.
Captain Ines Marlow told investigators that the sprinklers had failed."""),
]  # fmt: skip

HOSTILE = '<script>window.hacked=1</script><img src="http://evil.example/x.png" onerror="hacked=2">'
HOSTILE_TITLES = [
    HOSTILE,
    "\u202egnp.exe <svg onload=window.hacked=3> [click](javascript:hacked=4) \x07\x1b[31m",
    '"><style>body{background:url(http://evil.example/s)}</style>{{ 7*7 }}{% raw %}',
]


def settings_of(folder: Path, webhook: str = "") -> Settings:
    return Settings(
        warehouse=WarehouseSettings(folder=str(folder)),
        network=NetworkSettings(loopback=True, spacing_s=0.0, per_host=16, contact="tests"),
        channels=(Channel(name="desk", webhook=webhook or "http://127.0.0.1:9/alerts"),),
    )


def build_world(folder: Path) -> Warehouse:
    """Fill a warehouse: articles through the real stages, hostile ones past their doors."""
    warehouse, settings = Warehouse(folder), settings_of(folder)
    warehouse.feeds.add([FEED], NOW)
    with Services(settings) as services:
        import_rows(warehouse, services, ARTICLES)
        story = next(s for s in warehouse.stories.latest() if "Halcyon" in s.title)
        start = NOW - timedelta(hours=14)
        track = Track(id="feedfeedfeedfeed", name="The ferry", created_at=start,
                      story_id=story.id, channels=("desk",))  # fmt: skip
        start_track(warehouse, settings, track)
        import_rows(warehouse, services, LATER)
    _load_hostile(warehouse)
    warehouse.publish()
    return warehouse


def import_rows(warehouse: Warehouse, services: Services, rows: list) -> None:
    path = warehouse.path / "articles.jsonl"
    at = NOW - timedelta(hours=24)
    lines = [
        {"id": id_, "title": title, "text": text, "outlet": outlet,
         "lang": "ar" if outlet == "Al Marsa" else "en",
         "url": f"https://{outlet.replace(' ', '').lower()}.example/{id_}",
         "published": (at + timedelta(hours=hours)).isoformat()}
        for id_, hours, outlet, title, text in rows
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for _ in import_articles(warehouse, services, read_articles(path, NOW), NOW):
        pass
    path.unlink()


def _load_hostile(warehouse: Warehouse) -> None:
    articles = [
        article(n, title=title, text=f"{title}. {HOSTILE}\n{HOSTILE}", outlet=f"{HOSTILE}{n}",
                url="javascript:alert(1)", first_seen_at=NOW, published_at=NOW, digest=str(n))
        for n, title in enumerate(HOSTILE_TITLES, 1)
    ]  # fmt: skip
    made = placement(articles, first_seq=1000)
    stories = [replace(s, title=HOSTILE_TITLES[0], last_at=NOW, first_at=NOW) for s in made.stories]
    told = replace(
        development(articles[0]),
        quotes=(Quote(text=HOSTILE, score=0.9, index=0),),
        changes=(FigureChange(counts=HOSTILE, old=HOSTILE, new=HOSTILE),),
    )
    warehouse.load(
        batch(
            1, 3, articles=articles, embeddings=vectors(3), developments=[told], alerts=[],
            placement=replace(made, stories=stories), at=NOW, polls=[],
        )
    )  # fmt: skip


def site_of(folder: Path, webhook: str = "") -> Site:
    return Site(settings_of(folder, webhook), Warehouse(folder), now=lambda: NOW)


@contextmanager
def outlet_site(feed: str) -> Iterator[str]:
    """A site on loopback whose front page declares one feed; its address."""
    from http.server import BaseHTTPRequestHandler  # noqa: PLC0415 - the one use

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/": ("text/html", PAGE), "/news.xml": ("application/rss+xml", feed)}
            kind, body = known.get(self.path, ("", ""))
            self.send_response(200 if kind else 404)
            self.send_header("content-type", kind or "text/plain")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    with running(Loopback(Handler)) as server:
        yield server.base


PAGE = """<!doctype html><title>Quay Times</title>
<link rel="alternate" type="application/rss+xml" href="/news.xml" title="Quay Times">"""

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Quay Times</title>
<link>/</link><description>d</description>
<item><title>Tides</title><link>http://127.0.0.1/1</link><guid>1</guid></item></channel></rss>"""
