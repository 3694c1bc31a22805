"""Generated news to measure with: articles of drawn sentences on pages as heavy as real ones.

An article makes no sense, but it costs what a real one costs: sentences of the labelled threads in
an order of its own, 20 to 40 of them, inside a page that is mostly script, style and navigation.
"""

from __future__ import annotations

import json
import multiprocessing
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from html import escape
from http.server import BaseHTTPRequestHandler
from importlib import resources
from urllib.parse import unquote

from pipeline.records import Feed
from pipeline.web.urls import feed_id
from sampleworld.loopback import Loopback

PER_FEED = 50
"""Items of a feed: as many as the longest news feeds show."""

START = datetime(2026, 3, 2, 6, tzinfo=UTC)

_SCRIPT, _MARKUP = 0.5, 0.5
"""Shares of what is no article: a page of 350 KB has 1,500 elements, their
attributes long, and costs .088 s of a processor (20 pages of as many outlets, 2026-11); these
.03."""

_SOURCES = " ".join(f"/images/{{0}}/crop-{width}x{width}.webp?quality=80" for width in (320, 640))
_LINK = (
    '<li class="navigation__item navigation__item--main" data-tracking="navigation:main:{0}">'
    '<a class="navigation__link" href="/sections/{0}/latest"><picture class="card__image"><img alt='
    f'"" loading="lazy" srcset="{_SOURCES}"></picture><span class="label">{{0}}</span></a></li>'
)


@dataclass(frozen=True, slots=True)
class GeneratedArticle:
    """One article: its number says where it stands."""

    number: int
    title: str
    sentences: tuple[str, ...]

    @property
    def path(self) -> str:
        """Of its page."""
        return f"/{self.number // PER_FEED}/{self.number}-{self.title[:24].replace(' ', '-')}"


def generate_articles(count: int, seed: int = 0) -> list[GeneratedArticle]:
    """So many articles; the same for the same seed."""
    chance, pool = random.Random(seed), labelled_sentences()  # noqa: S311 - no secret
    return [
        GeneratedArticle(number, _title(chance, pool), tuple(chance.sample(pool, length)))
        for number, length in enumerate(chance.choices(range(20, 41), k=count))
    ]


def _title(chance: random.Random, pool: Sequence[str]) -> str:
    words = [word for sentence in chance.sample(pool, 3) for word in sentence.split()[:4]]
    return "".join(c for c in " ".join(words) if c.isalnum() or c == " ")


def labelled_sentences() -> list[str]:
    """Every sentence of the invented labelled threads that is no heading, once, in order."""
    known: dict[str, None] = {}
    for file in (resources.files("pipeline.evaluation") / "labelled_threads").iterdir():
        if file.name.endswith(".jsonl"):
            for line in file.read_text(encoding="utf-8").splitlines():
                for article in json.loads(line)["articles"]:
                    known |= dict.fromkeys(s for s in article["sentences"] if len(s) > 40)
    return sorted(known)


class PageServer(Loopback):
    """Feeds, pages of `page_bytes` each, and `quiet` feeds that answer 304 once they were read."""

    request_queue_size = 128

    def __init__(self, articles: Sequence[GeneratedArticle], page_bytes: int, quiet: int) -> None:
        super().__init__(_Answers)
        self.articles = {article.path: article for article in articles}
        self.page_bytes, self.quiet = page_bytes, quiet
        self._shown = multiprocessing.Value("q", 0)  # shared with a server that runs apart

    @property
    def shown(self) -> int:
        """Articles that the feeds show."""
        return int(self._shown.value)

    @shown.setter
    def shown(self, count: int) -> None:
        self._shown.value = count

    def feeds(self) -> list[Feed]:
        """Subscriptions to the feeds that show articles."""
        return self._subscriptions("news", (len(self.articles) - 1) // PER_FEED + 1)

    def quiet_feeds(self) -> list[Feed]:
        """Subscriptions to those that never have anything new."""
        return self._subscriptions("quiet", self.quiet)

    def _subscriptions(self, kind: str, count: int) -> list[Feed]:
        urls = [f"{self.base}/{kind}/{number}.xml" for number in range(count)]
        return [
            Feed(id=feed_id(url), url=url, outlet=f"Outlet {number}", lang="en", every_s=60)
            for number, url in enumerate(urls)
        ]

    def feed(self, number: int) -> str:
        """A feed's document."""
        shown = [a for a in self.articles.values() if a.number < self.shown]
        items = "".join(
            f"<item><title>{escape(a.title)}</title><link>{self.base}{escape(a.path)}</link>"
            f"<pubDate>{format_datetime(START - timedelta(minutes=a.number % 50))}</pubDate></item>"
            for a in shown
            if a.number // PER_FEED == number
        )
        return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'

    def page(self, article: GeneratedArticle) -> str:
        """An article's page."""
        text = "".join(f"<p>{escape(s)}</p>" for s in article.sentences)
        script, markup = self._shell
        return (
            f"<!doctype html><html lang=en><head><title>{escape(article.title)}</title>"
            f'<meta property="article:published_time" content="{START.isoformat()}">'
            f'<meta name="author" content="Ada Writer">{script}'
            f"</head><body>{markup}<main><article><h1>{escape(article.title)}</h1>{text}</article>"
            f"</main><footer><p>All rights reserved.</p></footer></body></html>"
        )

    @cached_property
    def _shell(self) -> tuple[str, str]:
        chance = random.Random(1)  # noqa: S311 - no secret
        scripts = int(self.page_bytes * _SCRIPT)
        words = ["render", "module", "articleId", "teaser", "consent", "viewport", "props"]
        state = " ".join(chance.choices(words, k=scripts // 8))
        links = int(self.page_bytes * _MARKUP) // len(_LINK)
        menu = "".join(_LINK.format(f"Section {n}") for n in range(links))
        return f"<script>window.state='{state}'</script>", f"<nav><ul>{menu}</ul></nav>"


class _Answers(BaseHTTPRequestHandler):
    server: PageServer

    def do_GET(self) -> None:
        kind, _, rest = self.path[1:].partition("/")
        if kind == "quiet" and self.headers.get("If-None-Match"):
            self._answer(304, "")
        elif kind in ("news", "quiet"):
            number = int(rest[:-4])
            news = kind == "news"
            self._answer(200, self.server.feed(number) if news else _STALE.format(number))
        elif article := self.server.articles.get(unquote(self.path)):
            self._answer(200, self.server.page(article))
        else:
            self._answer(404, "")

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        if self.path.startswith("/quiet"):
            self.send_header("ETag", '"1"')
        kind = "application/rss+xml" if self.path.endswith(".xml") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what is measured is told by the cycle."""


_STALE = (  # too old to be fetched
    '<rss version="2.0"><channel><title>Quiet</title><item><title>Last word</title>'
    "<link>/quiet/last/{0}</link><pubDate>"
    f"{format_datetime(START - timedelta(days=90))}</pubDate></item></channel></rss>"
)
