"""One attempt to hand a message to its channel, and what the channel said to it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import logging
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pipeline.channels.rules import service_schemes

if TYPE_CHECKING:
    from pipeline.channels.messages import Text
    from pipeline.records import Alert

CONTENT_STATUSES = frozenset({400, 413, 422})
"""HTTP: the message itself is refused, however often it is sent (RFC 9110, 15.5)."""

MENDS = {
    401: "the service does not know the address's key or password; mend it in the settings",
    403: "the service does not let this address post; give it the right to, or mend the address",
    404: "the service knows no such address; mend it in the settings",
}
"""What a person can do, by HTTP status."""

MOST_RETRY_AFTER = timedelta(days=1)
"""Longest pause that a channel may ask for; chosen by hand (2026-11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where alerts go: an Apprise URL, or a webhook whose body is signed with `secret`."""

    name: str
    url: str = ""
    webhook: str = ""
    secret: str = ""

    @property
    def shown(self) -> str:
        """The name as people are shown it: of an address, which may hold keys, the scheme alone."""
        return self.name.partition("://")[0]


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """How one attempt went, and the channel's own words.

    "content": this message is refused, another form may not be; "never": no retry can succeed.
    """

    outcome: Literal["accepted", "later", "content", "never"]
    detail: str = ""
    wait: timedelta | None = None  # the pause that the channel asked for


def sign(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Give the `webhook-signature` header: HMAC-SHA256 over `id.timestamp.body`, base64.

    As Standard Webhooks 1.0 has it, so any of its libraries verifies; a secret that begins with
    `whsec_` is base64, any other is taken as it stands.
    """
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    digest = hmac.new(signing_key(secret), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def signing_key(secret: str) -> bytes:
    """The bytes of a webhook's secret. Raises ValueError where `whsec_` is before no base64."""
    if not secret.startswith("whsec_"):
        return secret.encode()
    coded = secret.removeprefix("whsec_").rstrip("=")
    return base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)


def webhook_address(url: str) -> str:
    """The webhook's address in ASCII, as it is asked for; "" for what is none of http(s)."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return ""
    place = (f"[{host}]" if ":" in host else host) + ("" if port is None else f":{port}")
    path, query = (quote(part, safe=_ADDRESS_SIGNS) for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, place, path, query, ""))


_ADDRESS_SIGNS = "%/:@!$&'()*+,;=?[]~"  # RFC 3986: what stands in paths and queries as it is


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A signed body goes to the address it was signed for, nowhere else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@cache
def _opener() -> urllib.request.OpenerDirector:
    """One for all posts: to make it takes longer than to post on a fast network."""
    return urllib.request.build_opener(_NoRedirects)


def post_webhook(
    channel: Channel, alert: Alert, now: datetime, timeout_s: float, *, plain: bool = False
) -> AttemptResult:
    """POST the alert's JSON form; 2xx is acceptance, 410 is final, other refusals are retried.

    Headers are those of Standard Webhooks 1.0; redirects are not followed. `plain`: the same JSON
    in ASCII.
    """
    address = webhook_address(channel.webhook)
    if not address:
        return AttemptResult("never", f"webhook of {channel.name} is no http(s) address")
    body, stamp = alert.json.encode(), int(now.timestamp())
    if plain:
        body = json.dumps(json.loads(alert.json)).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "newsthread"}
    headers |= {"webhook-id": alert.id, "webhook-timestamp": str(stamp)}
    if channel.secret:
        headers["webhook-signature"] = sign(channel.secret, alert.id, stamp, body)
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - scheme checked
    try:
        with _opener().open(request, timeout=timeout_s) as response:
            return AttemptResult("accepted", f"HTTP {response.status}")
    except urllib.error.HTTPError as refusal:
        with refusal:
            if refusal.code == http.client.GONE:
                return AttemptResult("never", f"HTTP {refusal.code}")
            return refusal_result(channel, refusal.code, "", dict(refusal.headers.items()), now)
    except (OSError, http.client.HTTPException) as fault:
        return AttemptResult("later", f"{type(fault).__name__}: {fault}")


def refusal_result(
    channel: Channel, status: int, words: str, headers: Mapping[str, str], now: datetime
) -> AttemptResult:
    """What a refusal with an HTTP status means; `words` are the channel's own."""
    detail = f"HTTP {status}" + (f": {words}" if words else "")
    if status in MENDS or (status in CONTENT_STATUSES and _ADDRESSEE.search(words)):
        mend = MENDS.get(status, MENDS[404])
        return AttemptResult("later", f"channel {channel.shown!r}: {detail}; {mend}")
    if status in CONTENT_STATUSES:
        return AttemptResult("content", detail)
    wait = _retry_after(headers, words, now) if status == 429 else None
    return AttemptResult("later", detail, wait)


# A 400 that is about whom to tell, not about what: Telegram's and Slack's words (2026-11).
_ADDRESSEE = re.compile(
    r"chat not found|chat_id|chat was (?:upgraded|deactivated)|not enough rights"
    r"|channel_not_found|user_not_found|no_team|invalid_token",
    re.IGNORECASE,
)


def _retry_after(headers: Mapping[str, str], words: str, now: datetime) -> timedelta | None:
    """The pause that a 429 asks for: the header's seconds or date, else Telegram's own words."""
    value = ({k.lower(): v for k, v in headers.items()}.get("retry-after", "")).strip()
    found = re.search(r"retry[ _]after\W*(\d+(?:\.\d+)?)", words, re.IGNORECASE)
    try:
        if value and not re.fullmatch(r"\d+(\.\d+)?", value):
            at = parsedate_to_datetime(value)
            wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
        elif value or found:
            wait = timedelta(seconds=float(value or (found[1] if found else 0)))
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), MOST_RETRY_AFTER)


def apprise_service(channel: Channel) -> Any:
    """The Apprise plugin of the channel's URL, None where Apprise cannot read it.

    Nothing is ever cut by it: messages come within the channel's limit (`pipeline.channels.rules`).
    """
    import apprise  # noqa: PLC0415 - 0.4 s, and only with something to send

    service = apprise.Apprise.instantiate(channel.url)
    if service is not None:
        service.overflow_mode = apprise.OverflowMode.UPSTREAM
        service.body_max_line_count = 0
    return service


def send_text(
    service: Any, channel: Channel, text: Text, form: str, now: datetime
) -> AttemptResult:
    """Send through Apprise, in `form` ("": as the URL has it); what the service answers counts."""
    import apprise  # noqa: PLC0415 - as above

    if form:
        service.notify_format = apprise.NotifyFormat(form)
    client = apprise.Apprise()
    client.add(service)
    with _captured_log() as log, _recorded_responses() as responses:
        accepted = bool(
            client.notify(body=text.body, title=text.title, body_format=service.notify_format)
        )
    if accepted:
        return AttemptResult("accepted")
    refused = next((r for r in reversed(responses) if r.status_code >= 400), None)
    if refused is None:
        return AttemptResult("later", mask_secrets(_warning(service, log), channel))
    words = mask_secrets(_answer_words(refused), channel)
    return refusal_result(channel, refused.status_code, words, refused.headers, now)


def _warning(service: Any, log: Sequence[logging.LogRecord]) -> str:
    """Apprise's last warning, for mail with what the server said."""
    warnings = [record.getMessage() for record in log if record.levelno >= logging.WARNING]
    last = warnings[-1] if warnings else "refused"
    if "mailto" in service_schemes(service):
        faults = [record.getMessage() for record in log]
        faults = [text for text in faults if text.startswith(_SMTP_FAULT)]
        last += f" {faults[-1].removeprefix(_SMTP_FAULT).strip()}" if faults else ""
    return " ".join(last.split())


_SMTP_FAULT = "Socket Exception:"


@contextmanager
def _captured_log() -> Iterator[list[logging.LogRecord]]:
    """What Apprise logs, down to debug: only there does it say what a mail server answered.

    Debug lines hold addresses with their keys, so that none goes on to other handlers; warnings do.
    """
    records: list[logging.LogRecord] = []
    logger = logging.getLogger("apprise")
    level, propagate, effective = logger.level, logger.propagate, logger.getEffectiveLevel()
    handler = _Recorder(records, max(effective, logging.INFO))
    with _recording:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        try:
            yield records
        finally:
            logger.removeHandler(handler)
            logger.setLevel(level)
            logger.propagate = propagate


class _Recorder(logging.Handler):
    """Keeps every record, and hands those of its level on, where anybody has asked for logs."""

    def __init__(self, records: list[logging.LogRecord], least: int) -> None:
        super().__init__()
        self._records, self._least = records, least

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)
        if record.levelno >= self._least and logging.getLogger().hasHandlers():
            logging.getLogger().handle(record)


def _answer_words(response: Any) -> str:
    """The refusal in the service's own words: its JSON's description, else how its body begins."""
    try:
        content = response.json()
    except ValueError:
        content = None
    words = str(response.text or "")
    if isinstance(content, dict):
        keys = ("description", "message", "error", "detail")
        words = next((str(content[key]) for key in keys if content.get(key)), words)
        parameters = content.get("parameters")
        wait = content.get("retry_after")
        if isinstance(parameters, dict):
            wait = parameters.get("retry_after", wait)
        if wait is not None and "retry" not in words.lower():
            words += f" retry_after {wait}"
    return " ".join(words.split())[:200]


def mask_secrets(text: str, channel: Channel) -> str:
    """The text without the channel's tokens and passwords: refusals are shown to people."""
    _, _, rest = channel.url.partition("://")
    pieces = {unquote(piece) for piece in re.split(r"[/:@?&=]", rest)}
    for piece in sorted((p for p in pieces if len(p) >= _SECRET), key=len, reverse=True):
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", piece):  # a host's name is no secret
            text = text.replace(piece, "***")
    return text


_SECRET = 8
"""Characters; shorter pieces of a URL are options and channels. Chosen by hand (2026-11)."""

_recording = threading.RLock()


@contextmanager
def _recorded_responses() -> Iterator[list[Any]]:
    """The HTTP responses that Apprise's plugins get: it keeps their status and headers to itself.

    They call `requests.post`, which ends in `Session.send`; there is no hook but this one method.
    """
    import requests  # noqa: PLC0415 - comes with Apprise, and only with something to send

    responses: list[Any] = []
    with _recording:
        original = requests.Session.send

        def send(self: Any, *args: Any, **options: Any) -> Any:
            response = original(self, *args, **options)
            responses.append(response)
            return response

        requests.Session.send = send  # type: ignore[method-assign]
        try:
            yield responses
        finally:
            requests.Session.send = original  # type: ignore[method-assign]
