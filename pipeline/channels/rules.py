"""What a channel's service takes: its markup, the length of a message and of a title."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any, Literal

from pipeline.channels.dialects import (
    COMMONMARK,
    DISCORD,
    HTML,
    MAIL,
    MARKDOWN,
    MATTERMOST,
    SLACK,
    TELEGRAM,
    TEXT,
    Dialect,
)


def count_characters(text: str) -> int:
    """Characters as Python counts them."""
    return len(text)


def count_utf16(text: str) -> int:
    """UTF-16 units: how Discord and Telegram count, an emoji is two."""
    return len(text.encode("utf-16-le", "replace")) // 2


def count_telegram(text: str) -> int:
    """UTF-16 units of what is left of Telegram's HTML once it is read."""
    return count_utf16(unescape(re.sub(r"<[^>]*>", "", text)))


def count_ntfy(text: str) -> int:
    """Bytes as ntfy counts them, or more where Apprise would make an attachment of it.

    Apprise sends JSON in ASCII and attaches what has over 8,000 bytes; 1,500 are left for the title
    and the rest, so that 6,500 stand for ntfy's 4,096.
    """
    plain, packed = len(text.encode("utf-8", "replace")), len(json.dumps(text)) - 2
    return max(plain, -(-packed * 4096 // 6500))


NTFY_TITLE = 120
"""Characters of a title: emoji have twelve bytes each in ASCII, and 1,500 are left for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRules:
    """How a message must look to be taken whole."""

    dialect: Dialect
    limit: int = 0  # of one message, in what `size` counts; 0: none
    size: Callable[[str], int] = count_characters
    title_limit: int = 250  # characters; 0: the title stands in the message
    form: Literal["", "html", "markdown"] = ""  # Apprise's format; "": as the URL has it
    unit: str = "characters"


UNLIMITED = ChannelRules(dialect=TEXT)
"""Of a channel that cannot be read: nothing is sent to it."""

KNOWN = {
    # https://core.telegram.org/bots/api#sendmessage: "1-4096 characters after entities parsing"
    "tgram": ChannelRules(dialect=TELEGRAM, limit=4096, size=count_telegram, title_limit=0,
                          form="html"),
    # https://discord.com/developers/docs/resources/webhook#execute-webhook: content, 2000
    "discord": ChannelRules(dialect=DISCORD, limit=2000, size=count_utf16, title_limit=0),
    # https://docs.slack.dev: over 40,000 is cut in silence; Apprise stops at 35,000
    "slack": ChannelRules(dialect=SLACK, limit=35_000, title_limit=0, form="markdown"),
    # MaxPostSize, 16,383 since 5.0, 4,000 before and in Apprise
    "mmost": ChannelRules(dialect=MATTERMOST, limit=4000, title_limit=0),
    # https://docs.ntfy.sh/publish/#limitations: 4,096 bytes, more becomes an attachment
    "ntfy": ChannelRules(
        dialect=TEXT, limit=4096, size=count_ntfy, title_limit=NTFY_TITLE, unit="bytes"
    ),
    "mailto": ChannelRules(dialect=MAIL),
}  # fmt: skip
"""By Apprise's scheme; read 2026-11."""

SLACK_BLOCK = 3000
"""Characters of a section's text (https://docs.slack.dev, Block Kit), for `?blocks=yes`."""


def service_rules(service: Any) -> ChannelRules:
    """The rules of an Apprise service: of a known kind, else what the plugin says of itself."""
    name = next((name for name in KNOWN if name in service_schemes(service)), "")
    form = getattr(service.notify_format, "value", str(service.notify_format))
    if name == "slack" and getattr(service, "use_blocks", False):
        return ChannelRules(dialect=SLACK, limit=SLACK_BLOCK, title_limit=0, form="markdown")
    if name == "mailto":
        return KNOWN[name] if form == "html" else ChannelRules(dialect=_dialect(form))
    if name == "ntfy" and form == "markdown":
        return ChannelRules(
            dialect=COMMONMARK, limit=4096, size=count_ntfy, title_limit=NTFY_TITLE, unit="bytes"
        )
    if name:
        return KNOWN[name]
    title, limit = int(service.title_maxlen), int(service.body_maxlen)
    if getattr(service, "overflow_amalgamate_title", False):
        title = min(title, limit // 4)
        limit -= title
    return ChannelRules(dialect=_dialect(form), limit=max(limit, 0), title_limit=max(title, 0))


def service_schemes(service: Any) -> set[str]:
    """The schemes of an Apprise service's URLs, without and with TLS."""
    schemes: set[str] = set()
    for value in (service.protocol, service.secure_protocol):
        schemes |= {value} if isinstance(value, str) else set(value or ())
    return schemes


def _dialect(form: str) -> Dialect:
    return {"html": HTML, "markdown": MARKDOWN}.get(form, TEXT)
