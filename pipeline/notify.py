"""Alerts -> people: through Apprise (one URL per channel) or a signed JSON webhook.

Delivery is at least once and an alert's id is its delivery id: the outbox is marked the moment a
channel accepts, so only a death between the two can repeat a message, and a receiver of webhooks
can tell by `webhook-id`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from pipeline.records import Alert, Delivery

MOST_WAIT = timedelta(hours=1)
"""Longest pause between two attempts: a receiver that returns has everything within the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where alerts go: an Apprise URL, or a webhook whose body is signed with `secret`."""

    name: str
    url: str = ""
    webhook: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How long to keep trying: attempts in all, seconds to the first retry and for one attempt.

    With the defaults the waits are 30 s, 1, 2, 4 ... 60 min: about 42 hours before an alert is a
    dead letter, so that a weekend's outage of a mail server is survived but for its last hours.
    """

    attempts: int = 48
    first_retry_s: float = 30.0
    timeout_s: float = 20.0


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """How one attempt went, and the channel's own words; "never": no retry can succeed."""

    outcome: Literal["accepted", "later", "never"]
    detail: str = ""


MessageSender = Callable[[tuple[Alert, ...]], Sequence[Delivery]]
"""Hands one message over; gives a Delivery per alert of it."""


def notify(
    alerts: Sequence[Alert],
    channels: Mapping[str, Channel],
    now: datetime,
    sender: MessageSender | None = None,
) -> Iterator[Delivery]:
    """Hand the due alerts over, one Delivery per alert as soon as its attempt has ended.

    Alerts that were held (digest, quiet hours, budget) leave as one message per track and channel.
    A channel that fails rests until the next call, its other alerts stay due: one timeout per
    channel and call, not one per alert. `sender` wraps `send_message`, to record what is accepted
    before the next message.
    """
    sender = sender or (lambda message: send_message(message, channels, now))
    failing: set[str] = set()
    for message in messages([a for a in alerts if a.due_at <= now], channels):
        if message[0].channel in failing:
            continue
        deliveries = sender(message)
        if any(d.retry_at for d in deliveries):
            failing.add(message[0].channel)
        yield from deliveries


def send_message(
    message: Sequence[Alert],
    channels: Mapping[str, Channel],
    now: datetime,
    attempts: Mapping[str, int] | None = None,
    policy: RetryPolicy | None = None,
) -> list[Delivery]:
    """Hand one message over, its alerts all of one channel: a Delivery per alert, in order.

    `attempts`: made before, by alert id.
    """
    if not message:
        return []
    policy = policy or RetryPolicy()
    channel = _channel_named(message[0].channel, channels)
    result = _attempt(tuple(message), channel, now, policy)
    return [
        _delivery(alert, result, (attempts or {}).get(alert.id, 0) + 1, now, policy)
        for alert in message
    ]


def messages(
    alerts: Sequence[Alert], channels: Mapping[str, Channel]
) -> Iterator[tuple[Alert, ...]]:
    """Cut alerts into messages: a held group is one message, webhooks take one alert each."""
    ordered = sorted(alerts, key=lambda a: (a.due_at, a.created_at, a.id))
    groups: dict[str, list[Alert]] = {}
    for alert in ordered:
        channel = channels.get(alert.channel)
        alone = alert.due_at <= alert.created_at or bool(channel and channel.webhook)
        key = alert.id if alone else f"{alert.track_id} {alert.channel}"
        groups.setdefault(key, []).append(alert)
    return (tuple(group) for group in groups.values())


def sign(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """Give the `webhook-signature` header: HMAC-SHA256 over `id.timestamp.body`, base64.

    As Standard Webhooks 1.0 has it, so any of its libraries verifies; a secret that begins with
    `whsec_` is base64, any other is taken as it stands.
    """
    marked = secret.startswith("whsec_")
    key = base64.b64decode(secret.removeprefix("whsec_")) if marked else secret.encode()
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _channel_named(name: str, channels: Mapping[str, Channel]) -> Channel | None:
    """Find the channel: a name from the settings, or an Apprise URL given with the track."""
    if name in channels:
        return channels[name]
    return Channel(name=name, url=name) if "://" in name else None


def _attempt(
    message: tuple[Alert, ...], channel: Channel | None, now: datetime, policy: RetryPolicy
) -> AttemptResult:
    if channel is None:
        return AttemptResult("later", f"no channel {message[0].channel!r} in the settings")
    if channel.webhook:
        return post_webhook(channel, message[0], now, policy.timeout_s)
    return _send_by_apprise(channel, message)


def _delivery(
    alert: Alert, result: AttemptResult, attempt: int, now: datetime, policy: RetryPolicy
) -> Delivery:
    over = result.outcome != "later" or attempt >= policy.attempts
    wait = min(timedelta(seconds=policy.first_retry_s) * 2 ** min(attempt - 1, 20), MOST_WAIT)
    return Delivery(
        alert_id=alert.id,
        at=now,
        accepted=result.outcome == "accepted",
        detail=result.detail,
        attempt=attempt,
        retry_at=None if over else now + wait,
    )


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A signed body goes to the address it was signed for, nowhere else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


@cache
def _opener() -> urllib.request.OpenerDirector:
    """One for all posts: to make it takes longer than to post on a fast network."""
    return urllib.request.build_opener(_NoRedirects)


def post_webhook(channel: Channel, alert: Alert, now: datetime, timeout_s: float) -> AttemptResult:
    """POST the alert's JSON form; 2xx is acceptance, 410 is final, everything else is retried.

    Headers are those of Standard Webhooks 1.0; redirects are not followed.
    """
    if not channel.webhook.startswith(("http://", "https://")):
        return AttemptResult("never", f"webhook of {channel.name} is no http(s) address")
    body, stamp = alert.json.encode(), int(now.timestamp())
    headers = {"Content-Type": "application/json", "User-Agent": "newsthread"}
    headers |= {"webhook-id": alert.id, "webhook-timestamp": str(stamp)}
    if channel.secret:
        headers["webhook-signature"] = sign(channel.secret, alert.id, stamp, body)
    request = urllib.request.Request(channel.webhook, body, headers)  # noqa: S310 - scheme checked
    try:
        with _opener().open(request, timeout=timeout_s) as response:
            return AttemptResult("accepted", f"HTTP {response.status}")
    except urllib.error.HTTPError as refusal:
        with refusal:
            gone = refusal.code == http.client.GONE
            return AttemptResult("never" if gone else "later", f"HTTP {refusal.code}")
    except (OSError, http.client.HTTPException) as fault:
        return AttemptResult("later", f"{type(fault).__name__}: {fault}")


def _send_by_apprise(channel: Channel, message: tuple[Alert, ...]) -> AttemptResult:
    """Send through Apprise in the form its service shows best; its log is the detail."""
    import apprise  # noqa: PLC0415 - 0.4 s, and only with something to send

    service = apprise.Apprise.instantiate(channel.url)
    if service is None:
        return AttemptResult("later", f"Apprise cannot read the URL of channel {channel.name!r}")
    form = service.notify_format
    title, body = message_text(message, getattr(form, "value", str(form)))
    client = apprise.Apprise()
    client.add(service)
    with apprise.LogCapture(  # type: ignore[no-untyped-call]
        level=apprise.logging.WARNING
    ) as log:
        accepted = bool(client.notify(body=body, title=title, body_format=form))
        lines = log.getvalue().strip().splitlines()
    if accepted:
        return AttemptResult("accepted")
    return AttemptResult("later", lines[-1] if lines else "refused")


def message_text(message: tuple[Alert, ...], form: str) -> tuple[str, str]:
    """Give title and body of a message in `form`: "html", "markdown" or "text"."""
    attribute, rule = {
        "html": ("html", "<hr>\n"),
        "markdown": ("markdown", "\n\n---\n\n"),
    }.get(form, ("text", "\n\n" + "-" * 40 + "\n\n"))
    title = message[0].title
    if len(message) > 1:
        stories = len({a.story_id for a in message})
        title = f"{len(message)} developments in {stories} " + (
            "story" if stories == 1 else "stories"
        )
    return title, rule.join(getattr(a, attribute) for a in message)
