"""Telegram's bot API as far as its refusals go, behind a proxy on loopback that speaks for it.

Apprise dials https://api.telegram.org; with HTTPS_PROXY set it asks the proxy, which answers
itself, under a certificate made on the spot (the channel's URL says `verify=no`).
After https://core.telegram.org/bots/api#html-style and #sendmessage (read 2026-11).
"""

from __future__ import annotations

import datetime as dt
import json
import re
import ssl
from html import unescape
from pathlib import Path

from casework import Handler, Site
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONGEST = 4096
"""Characters of a message once its tags are gone."""

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a",
        "tg-emoji", "code", "pre", "blockquote"}  # fmt: skip


class _Proxy(Handler):
    server: Telegram

    def do_CONNECT(self) -> None:  # noqa: N802 - the base class calls it so
        self.send_response(200)
        self.end_headers()
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)
        self.close_connection = False

    def do_POST(self) -> None:  # noqa: N802 - the base class calls it so
        said = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        why = refusal(said)
        if not why:
            self.server.posts.append((self.path, said))
        answer = {"ok": not why, "description": why or "", "result": {}}
        headers = {"Content-Type": "application/json"}
        self._answer(400 if why else 200, json.dumps(answer).encode(), headers)


class Telegram(Site):
    """A Site whose POSTs are messages to Telegram."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.RequestHandlerClass = _Proxy
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate(folder))


def refusal(said: dict[str, str]) -> str:
    """Say why Telegram would refuse the message; empty: it would not."""
    text = said.get("text", "")
    if said.get("parse_mode", "").upper() == "HTML":
        for tag in re.findall(r"<\s*/?\s*([A-Za-z][\w-]*)", text):
            if tag.lower() not in TAGS:
                return f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"'
        text = unescape(re.sub(r"<[^>]*>", "", text))
    if not text.strip():
        return "Bad Request: message text is empty"
    return "Bad Request: message is too long" if len(text) > LONGEST else ""


def certificate(folder: Path) -> Path:
    """Make a key and a certificate of its own for api.telegram.org, good for a day."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "api.telegram.org")]),
    )
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "telegram.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
