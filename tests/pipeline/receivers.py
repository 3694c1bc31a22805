"""Channels' own APIs on loopback, as far as their refusals go: tags, lengths and statuses.

After the services' documentation (read 2026-11): https://core.telegram.org/bots/api#html-style,
https://discord.com/developers/docs/resources/webhook, https://docs.slack.dev,
https://docs.mattermost.com, https://docs.ntfy.sh/publish.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from html.parser import HTMLParser
from unittest import mock
from urllib.parse import parse_qs

from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram

TELEGRAM_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a",
                 "blockquote", "tg-spoiler", "span"}  # fmt: skip


class Api(http.server.ThreadingHTTPServer):
    """One service; what it took is in `.taken`, as the text that a person would read."""

    def __init__(self, name):
        super().__init__(("127.0.0.1", 0), Handler)
        self.name, self.taken, self.refusals, self.statuses = name, [], [], []
        self.headers = {}

    @property
    def at(self):
        return f"127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Api

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if "payload=" in body[:8]:
            body = parse_qs(body)["payload"][0]
        content = json.loads(body)
        status = self.server.statuses.pop(0) if self.server.statuses else 0
        text, why = READERS[self.server.name](content)
        if status == 0:
            status = 400 if why else 200
        if status < 300:
            self.server.taken.append(text)
        else:
            self.server.refusals.append((status, why, content))
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        answer = {"ok": status < 300, "description": why or "refused as told"}
        words = b"ok" if self.server.name == "slack" else json.dumps(answer).encode()
        self.wfile.write(words)

    def log_message(self, *_):
        pass


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.why = [], ""

    def handle_starttag(self, tag, attrs):
        if tag not in TELEGRAM_TAGS:
            self.why = f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"'
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.why = f'Bad Request: can\'t parse entities: Unexpected end tag "{tag}"'


def telegram(content):
    text, why = content["text"], ""
    if content.get("parse_mode") == "HTML":
        tags = _Tags()
        tags.feed(text)
        why = tags.why or ("Bad Request: can't parse entities" if tags.open else "")
        text = unescape(re.sub(r"<[^>]*>", "", text))
    if len(text.encode("utf-16-le")) // 2 > 4096:
        why = why or "Bad Request: message is too long"
    return text, why or ("" if text.strip() else "Bad Request: message text is empty")


def discord(content):
    text = content["content"]
    if len(text.encode("utf-16-le")) // 2 > 2000:
        return text, "Must be 2000 or fewer in length."
    return re.sub(r"\\(.)", r"\1", text), "" if text.strip() else "Cannot send an empty message"


def slack(content):
    attachment = content["attachments"][0]
    blocks = attachment.get("blocks", [])
    text = attachment.get("text") or "\n".join(b["text"]["text"] for b in blocks if "text" in b)
    long = any(len(b["text"]["text"]) > 3000 for b in blocks if b["type"] == "section")
    long |= any(len(b["text"]["text"]) > 150 for b in blocks if b["type"] == "header")
    return unescape(text), "invalid_blocks" if long or len(text) > 40_000 else ""


def mattermost(content):
    text = content["text"]
    return re.sub(r"\\(.)", r"\1", text), "too long" if len(text) > 4000 else ""


def ntfy(content):
    text = content["message"]
    return text, "message too large" if len(text.encode()) > 4096 else ""


READERS = {"telegram": telegram, "discord": discord, "slack": slack, "mattermost": mattermost,
           "ntfy": ntfy}  # fmt: skip

URLS = {
    "telegram": "tgram://123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr/12345678/",
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js/",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "mattermost": "mmost://{at}/3ccdd113474722377935511fc85d3dd4",
    "ntfy": "ntfy://{at}/topic",
}


@contextmanager
def serving(name) -> Iterator[tuple[Api, str]]:
    """The service on loopback, and the Apprise URL of a channel there."""
    api = Api(name)
    threading.Thread(target=api.serve_forever, args=(0.05,), daemon=True).start()
    try:
        with ExitStack() as addresses:
            for plugin, attribute, path in (
                (NotifyTelegram, "notify_url", "/bot"),
                (NotifyDiscord, "notify_url", "/api/webhooks"),
                (NotifySlack, "webhook_url", "/services"),
            ):
                url = f"http://{api.at}{path}"
                addresses.enter_context(mock.patch.object(plugin, attribute, url))
                addresses.enter_context(mock.patch.object(plugin, "request_rate_per_sec", 0))
            yield api, URLS[name].format(at=api.at)
    finally:
        api.shutdown()
        api.server_close()
