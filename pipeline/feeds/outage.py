"""When no site at all can be reached, it is this machine's network: no feed is to blame for it.

    polls = without_blame(feeds, polls, now) if is_outage(feeds, polls) else polls

Backoff is for feeds that fail among others that answer. After an outage each is asked at once, not
when its backoff, grown all the while, lets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipeline.reasons import Reason
from pipeline.records import Feed, Poll
from pipeline.web.urls import site

SITES = 3
"""Sites that fail together are one network's fault, at least so many; chosen by hand (2026-11)."""

AGAIN = timedelta(minutes=5)
"""From a poll in an outage to the next: the least wait there is."""

OUTAGE = frozenset(
    {
        Reason.CONNECT,
        Reason.DNS,
        Reason.PROTOCOL,
        Reason.RESET,
        Reason.SERVER_ERROR,  # what a proxy says whose own way out is gone
        Reason.TIMEOUT,
        Reason.TLS,
        Reason.UNKNOWN_HOST,
    }
)
"""What an outage looks like from here."""


def is_outage(feeds: Sequence[Feed], polls: Sequence[Poll]) -> bool:
    """Whether all of the polls failed as in an outage, `SITES` sites or more that never fail among
    them: a few dead feeds that happen to be due alone say nothing.

    `feeds` are those that were polled, as they were before, in the order of `polls`.
    """
    failed = [poll.failure is not None and poll.failure.reason in OUTAGE for poll in polls]
    sound = [feed for feed in feeds if feed.state.good_at is not None and not feed.state.backoff]
    return all(failed) and len({site(feed.url) for feed in sound}) >= SITES


def without_blame(feeds: Sequence[Feed], polls: Sequence[Poll], now: datetime) -> list[Poll]:
    """The polls, each with the state that its feed had before, due again after `AGAIN`.

    `feeds` are those that were polled, in the order of `polls`; failures stay, as they happened.
    """
    again = now + AGAIN
    return [
        replace(
            poll,
            feed=replace(feed, state=replace(feed.state, polled_at=now, next_at=again)),
            failure=replace(poll.failure, retry_at=again) if poll.failure else None,
        )
        for feed, poll in zip(feeds, polls, strict=True)
    ]
