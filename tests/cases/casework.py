"""What the cases share: a loopback server of fixtures, a terminal, and documents made in a line.

The tests here know the program from outside alone: its commands, and what a server or a channel
sees of it. `data/CASE/FILE` is served at `/CASE/FILE`; `FILE.meta` (JSON) gives status and headers.
Marks in what is served, and in files that are imported, keep the fixtures from ageing:
`{{base}}` is the server's address, `{{rfc822:N}}` and `{{iso:N}}` are the moment N hours ago.
"""
# ruff: noqa: E501 - inputs and rules stand in one line each

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import threading
import traceback
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb

from flows.cli import main

DATA = Path(__file__).with_name("data")
TYPES = {
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".json": "application/feed+json",
}
MARK = re.compile(rb"\{\{(?:(base)|(rfc822|iso):([\d.]+))\}\}")

HARBOUR = " ".join(
    f"The harbour board of Quillmouth met on Thursday and voted {votes} on clause {clause} of the "
    "dredging contract, clerk Ines Varga said."
    for votes, clause in (("7 to 2", 4), ("6 to 3", 5), ("8 to 1", 9), ("5 to 4", 11))
)


def moment(hours_ago: float) -> datetime:
    """Give the moment so many hours ago, whole seconds, UTC."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(hours=hours_ago)


def rfc822(hours_ago: float) -> str:
    return format_datetime(moment(hours_ago))


def iso(hours_ago: float) -> str:
    return moment(hours_ago).isoformat().replace("+00:00", "Z")


def filled(body: bytes, base: str) -> bytes:
    """Give `body` with its marks replaced."""

    def value(mark: re.Match[bytes]) -> bytes:
        if mark[1]:
            return base.encode()
        return (rfc822 if mark[2] == b"rfc822" else iso)(float(mark[3])).encode()

    return MARK.sub(value, body)


@dataclass
class Answer:
    """What a path gives. `cookie`: with it in the request, a plain 200 instead."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str = ""


class Site(ThreadingHTTPServer):
    """Serves `answers` (by path with query) before the files, and keeps what is POSTed."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.posts: list[tuple[str, Any]] = []
        self.longest_post = 0  # characters of a message that are accepted; 0: any
        self.asked: list[str] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        """Serve `body` at `path`; give its address. `content_type="..."` is a header."""
        raw = body if isinstance(body, bytes) else body.encode()
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self.answers[path] = Answer(raw, status, named)
        return self.base + path

    def answer(self, path: str) -> Answer:
        if path in self.answers:
            return self.answers[path]
        file = DATA / urllib.parse.unquote(path).lstrip("/")
        if not file.is_file():
            return Answer(b"<html><body>not found</body></html>", 404)
        meta = Path(f"{file}.meta")
        said = json.loads(meta.read_text()) if meta.is_file() else {}
        status, headers = said.get("status", 200), said.get("headers", {})
        return Answer(file.read_bytes(), status, headers, said.get("if_cookie", ""))

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing where the client went away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        found = self.server.answer(self.path)
        if found.cookie and found.cookie in (self.headers.get("Cookie") or ""):
            found = Answer(found.body)
        body = filled(found.body, self.server.base)
        suffix = Path(self.path.partition("?")[0]).suffix
        headers = {"Content-Type": TYPES.get(suffix, "text/html; charset=utf-8")} | found.headers
        self._answer(found.status, body, headers)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        said = json.loads(raw)
        longest, text = self.server.longest_post, str(said.get("text", said.get("message", "")))
        refused = 0 < longest < len(text)
        if not refused:
            self.server.posts.append((self.path, said))
        self._answer(400 if refused else 200, b"ok", {"Content-Type": "text/plain"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the tests have `asked` and `posts`."""


@contextlib.contextmanager
def serving(site: Site | None = None) -> Iterator[Site]:
    """Run the site to the end of the block."""
    site = site or Site()
    thread = threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()


@dataclass(frozen=True)
class Done:
    """How a command ended: exit code (70: with a traceback) and what it printed."""

    code: int
    out: str
    err: str


class House:
    """A warehouse folder and the terminal that asks about it."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "newsthread.toml").write_text(
            "[network]\nloopback = true\nspacing_s = 0.0\nper_host = 8\n" + settings
        )

    def __call__(self, *words: object) -> Done:
        """Run `newsthread WORDS` in this process, as `python -m flows.cli` would."""
        at = ["--settings", self.folder / "newsthread.toml", "--folder", self.folder / "house"]
        argv = ["newsthread", *map(str, at), *map(str, words)]
        out, err = io.StringIO(), io.StringIO()
        with (
            mock.patch.object(sys, "argv", argv),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
            except Exception:  # noqa: BLE001 - what a person would see as a traceback
                code = 70
                traceback.print_exc()
        return Done(code, out.getvalue(), err.getvalue())

    def json(self, *words: object) -> Any:
        done = self(*words, "--json")
        assert done.code == 0, done.err[-2000:]
        return json.loads(done.out)

    def sql(self, question: str) -> list[dict[str, Any]]:
        """Ask the published views; nothing when a broken cycle has published none."""
        rows: list[dict[str, Any]] = self.json("sql", question)
        return rows

    def read(self, *feeds: str) -> Done:
        """Subscribe to the feeds and run one cycle."""
        added = self("feeds", "add", *feeds, "--every", "1s")
        assert added.code == 0, added.err
        return self("run")

    def bring(self, name: str, lines: Sequence[Any], base: str = "") -> Done:
        """Import the lines: rows, or raw text."""
        file = self.folder / name
        texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
        file.write_bytes(filled("\n".join(texts).encode(), base))
        return self("import", file)

    def bring_file(self, file: Path) -> Done:
        """Import a fixture, its marks filled."""
        return self.bring(file.name, [file.read_text()])

    def digest_hour(self) -> None:
        """Let what is held for a digest be due: no test waits until tomorrow."""
        with duckdb.connect(str(self.folder / "house" / "news.duckdb")) as con:
            con.execute(
                "UPDATE store.alerts SET due_at = created_at + INTERVAL 1 MILLISECOND "
                "WHERE due_at > created_at"
            )


def rss(*items: str, link: str = "{{base}}/", version: str = "2.0") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="{version}" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Outlet</title><link>{link}</link><description>d</description>"
        + "".join(items)
        + "</channel></rss>"
    )


def item(title: str, path: str, more: str = "", hours_ago: float | None = 3) -> str:
    """Give an RSS item; `title` and `more` are XML as it stands."""
    dated = "" if hours_ago is None else f"<pubDate>{{{{rfc822:{hours_ago}}}}}</pubDate>"
    return (
        f"<item><title>{title}</title><link>{{{{base}}}}{path}</link>"
        f'<guid isPermaLink="false">guid {path}</guid>{dated}{more}</item>'
    )


def content(text: str) -> str:
    return f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"


def atom(*entries: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        "<title>t</title><id>urn:x</id><updated>{{iso:1}}</updated>" + "".join(entries) + "</feed>"
    )


def entry(title: str, path: str, more: str, hours_ago: float = 3) -> str:
    """Give an Atom entry; `title` is its whole element."""
    return (
        f'<entry><id>urn:{path}</id>{title}<link href="{{{{base}}}}{path}"/>'
        f"<updated>{{{{iso:{hours_ago}}}}}</updated>{more}</entry>"
    )


def page(title: str, *paragraphs: str, head: str = "", after: str = "", lang: str = "en") -> str:
    """Give a news page. `head` goes into its head, `after` behind the last paragraph."""
    shown = escape(title)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f'<title>{shown} | The Quill</title><meta property="og:title" content="{shown}">'
        f'<meta property="og:site_name" content="The Quill">{head}</head><body><header><nav>'
        '<a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav></header>'
        f"<main><article><h1>{shown}</h1>"
        + "".join(f"<p>{text}</p>" for text in paragraphs)
        + f"{after}</article></main><footer><p>All rights reserved.</p></footer></body></html>"
    )


def ld(*nodes: Any) -> str:
    """Give JSON-LD as a script element."""
    return f'<script type="application/ld+json">{json.dumps(list(nodes))}</script>'


def sitemap(*urls: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">' + "".join(urls) + "</urlset>"
    )


def url(loc: str, title: str, date: str = "{{iso:2}}") -> str:
    """Give one address of a news sitemap."""
    return (
        f"<url><loc>{loc}</loc><news:news><news:publication><news:name>The Quill</news:name>"
        "<news:language>en</news:language></news:publication>"
        f"<news:publication_date>{date}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>"
    )


BRIDGE = (
    "The old bridge at Morna was closed on Monday after engineers found cracks in two of its piers.",
    "The mayor, Ada Lind, said that 40 workers would begin repairs on Thursday and that ferries would "
    "carry commuters over the river until the summer.",
    "Traders on the northern bank fear for their business; the closure cuts them off from the station.",
    "The regional council will pay 12 million crowns towards the new piers, half of what they cost.",
)
TROUT = (
    "Fishery inspectors have counted twice as many trout in Lake Sorrel as a decade ago.",
    "The recovery follows a ban on nets and a new sewage plant at Halden, the inspectors wrote.",
    "Anglers may keep 3 fish a day from next season on, the fisheries board of the valley decided.",
    "The board will count again in five years and wants the nets to stay forbidden until then.",
)

os.environ.pop("PREFECT_API_URL", None)
