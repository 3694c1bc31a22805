"""Alerts -> people: through Apprise (one URL per channel) or a signed JSON webhook.

Delivery is at least once and an alert's id is its delivery id: the outbox is marked the moment a
channel accepts, so only a death between the two can repeat a message, and a receiver of webhooks
can tell by `webhook-id`. A digest longer than its channel takes is several messages, each marked
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.channels.messages import DigestAlert, Item, collect_items, cut_digest, message_text
from pipeline.channels.rules import UNLIMITED, ChannelRules, service_rules
from pipeline.channels.sending import (
    AttemptResult,
    Channel,
    apprise_service,
    post_webhook,
    send_text,
    sign,
)
from pipeline.records import Alert, Delivery

__all__ = ["AttemptResult", "Channel", "RetryPolicy", "messages", "notify", "send_message", "sign"]

MOST_WAIT = timedelta(hours=1)
"""Longest pause between two attempts: a receiver that returns has everything within the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How long to keep trying: attempts in all, seconds to the first retry and for one attempt.

    With the defaults the waits are 30 s, 1, 2, 4 ... 60 min: about 42 hours before an alert is a
    dead letter, so that a weekend's outage of a mail server is survived but for its last hours.
    """

    attempts: int = 48
    first_retry_s: float = 30.0
    timeout_s: float = 20.0


MessageSender = Callable[[tuple[Alert, ...]], Sequence[Delivery]]
"""Hands one message over; gives a Delivery per alert of it."""


def notify(
    alerts: Sequence[Alert],
    channels: Mapping[str, Channel],
    now: datetime,
    sender: MessageSender | None = None,
) -> Iterator[Delivery]:
    """Hand the due alerts over, one Delivery per alert as soon as its attempt has ended.

    Alerts that were held (digest, quiet hours, budget) leave as one message per track and channel,
    or as many as the channel's limit asks for; what was cut before stays as it was cut.
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

    What the channel refuses for its content is sent once more, plain; refused again it is a dead
    letter.

    Args:
        message: As `messages` cuts them.
        channels: By name.
        now: The cycle's time.
        attempts: Made before, by alert id.
        policy: How often and how long to try.
    """
    if not message:
        return []
    policy = policy or RetryPolicy()
    channel = channel_named(message[0].channel, channels)
    result = _attempt(tuple(message), channel, now, policy)
    if result.outcome == "content":
        result = _plain_attempt(tuple(message), channel, now, policy, result)
    return [
        _delivery(alert, result, (attempts or {}).get(alert.id, 0) + 1, now, policy)
        for alert in message
    ]


def messages(
    alerts: Sequence[Alert], channels: Mapping[str, Channel]
) -> Iterator[tuple[Alert, ...]]:
    """Cut alerts into messages: one per development, or per digest and part of it.

    A development that several tracks would tell one channel is told once. Webhooks take one
    development each, a held group is one message, or as many as the channel's limit asks for. What
    is left of a digest that was cut before comes first, as it was cut.
    """
    yield from _left_parts(alerts)
    groups: dict[str, list[Item]] = {}
    held: set[str] = set()
    for item in collect_items([a for a in alerts if not isinstance(a, DigestAlert)]):
        first = item[0]
        channel = channels.get(first.channel)
        alone = any(a.due_at <= a.created_at for a in item) or bool(channel and channel.webhook)
        key = first.id if alone else f"{first.track_id} {first.channel}"
        groups.setdefault(key, []).append(item)
        if not alone:
            held.add(key)
    for key, group in groups.items():
        if key in held:
            yield from cut_digest(
                group, channel_rules(channel_named(group[0][0].channel, channels))
            )
        else:
            yield group[0]


def _left_parts(alerts: Sequence[Alert]) -> Iterator[tuple[Alert, ...]]:
    """Messages of digests that were cut before, in their order."""
    parts: dict[str, list[DigestAlert]] = {}
    for alert in alerts:
        if isinstance(alert, DigestAlert):
            parts.setdefault(alert.part_id, []).append(alert)
    for part in sorted(parts.values(), key=lambda part: (part[0].due_at, part[0].number)):
        yield tuple(part)


def channel_named(name: str, channels: Mapping[str, Channel]) -> Channel | None:
    """Find the channel: a name from the settings, or an Apprise URL given with the track."""
    if name in channels:
        return channels[name]
    return Channel(name=name, url=name) if "://" in name else None


def channel_rules(channel: Channel | None) -> ChannelRules:
    """What the channel takes; a webhook and a channel that cannot be read have no limit."""
    service = apprise_service(channel) if channel and channel.url else None
    return service_rules(service) if service else UNLIMITED


def _attempt(
    message: tuple[Alert, ...],
    channel: Channel | None,
    now: datetime,
    policy: RetryPolicy,
    *,
    plain: bool = False,
) -> AttemptResult:
    if channel is None:
        return AttemptResult("later", f"no channel {message[0].channel!r} in the settings")
    if channel.webhook:
        return post_webhook(channel, message[0], now, policy.timeout_s, plain=plain)
    service = apprise_service(channel)
    if service is None:
        return AttemptResult("later", f"Apprise cannot read the URL of channel {channel.shown!r}")
    service.socket_read_timeout = max(service.socket_read_timeout, policy.timeout_s)
    rules = service_rules(service)
    text = message_text(message, rules, plain=plain)
    return send_text(service, channel, text, rules.form, now)


def _plain_attempt(
    message: tuple[Alert, ...],
    channel: Channel | None,
    now: datetime,
    policy: RetryPolicy,
    refusal: AttemptResult,
) -> AttemptResult:
    """The one retry of what was refused for its content: refused again, it is given up."""
    result = _attempt(message, channel, now, policy, plain=True)
    if result.outcome == "accepted":
        return replace(result, detail=f"in plain text, after {refusal.detail}")
    if result.outcome == "content":
        return AttemptResult("never", f"{result.detail} (refused in plain text too)")
    return result


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
        retry_at=None if over else now + max(wait, result.wait or timedelta(0)),
    )
