"""When to ask a feed again: pure arithmetic over what it has told and how it has behaved.

    wait = what its rate of news calls for, at least what it asks for, within our own bounds

The rate decides, what the server asks for lengthens it within reason, failures lengthen it by
grades that fade with the first success: no number of failures means that a feed is never asked
again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pipeline.feeds import dates
from pipeline.records import Feed, FeedState
from pipeline.web.urls import hash_id

MIN_WAIT = timedelta(minutes=5)
"""Never more often, whatever the rate; the cycle's own tick is 1 to 5 minutes. Chosen by hand
(2026-11)."""
MAX_WAIT = timedelta(hours=3)
"""For a feed that hardly ever brings anything; Miniflux's adaptive scheduler allows 24 h, but news
should not wait so long after a quiet month, and an answer of 304 costs little."""
FIRST_WAIT = timedelta(minutes=30)
"""Until a rate is known. Chosen by hand (2026-11)."""
ITEMS_PER_POLL = 0.5
"""New items that a poll should find. At one half, news waits a quarter of the time between items on
the average, and three polls in five find none, most of them with a 304 (Poisson arrivals)."""
MAX_REQUESTED_WAIT = timedelta(hours=3)
"""How far max-age, Expires, ttl and updatePeriod are followed: one paper of 27 asked for five hours
(2026-02), and a year is what content networks give to files that never change."""
MAX_BACKOFF = timedelta(hours=24)
"""A dead feed is still asked once a day (rss-fetcher: "undead" feeds do come back)."""
VALIDATORS_LIVE = timedelta(days=7)
"""ETag and Last-Modified are then dropped for one full answer: some servers say 304 for ever.
NetNewsWire takes 8 days."""
MEMORY = timedelta(days=3)
"""Half of what is known of the rate comes from the last two days: news weeks have a rhythm."""
JITTER = 0.1
"""Share of the wait by which feeds of one interval are spread. Chosen by hand (2026-11)."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_PERIODS = {
    "hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2629800.0,
    "yearly": 31557600.0,
}  # fmt: skip


def read_max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Cache-Control's max-age, or else Expires against the answer's own Date (RFC 9111, 5.2, 5.3).

    Names of `headers` in lower case; None when neither says anything.
    """
    match = _MAX_AGE.search(headers.get("cache-control", ""))
    if match:
        return timedelta(seconds=min(int(match[1]), 10**8))
    expires = dates.parse_date(headers.get("expires", ""))
    if expires is None:
        return None
    answered_at = dates.parse_date(headers.get("date", "")) or now
    return max(expires - answered_at, timedelta(0))


def parse_ttl(minutes: str) -> timedelta | None:
    """RSS <ttl>, in minutes; None when it is no sensible number."""
    match = re.fullmatch(r"\s*(\d{1,6})(?:\.\d+)?\s*", minutes)
    return timedelta(minutes=int(match[1])) if match and int(match[1]) else None


def parse_update_period(name: str, frequency: str) -> timedelta | None:
    """sy:updatePeriod over sy:updateFrequency (RSS 1.0 syndication module); None for no period."""
    seconds = _PERIODS.get(name.strip().lower())
    if seconds is None:
        return None
    times = float(frequency) if re.fullmatch(r"\s*\d{1,4}(\.\d+)?\s*", frequency) else 1.0
    return timedelta(seconds=seconds / max(times, 1.0))


def next_poll(
    feed: Feed,
    now: datetime,
    *,
    requested: timedelta | None = None,
    retry_after: timedelta | None = None,
) -> datetime:
    """When `feed`, whose state is that after this poll, is due again.

    `requested` is what the answer's headers ask for (`read_max_age`); what the document asks for
    stands in the state. `retry_after` binds, up to the client's cap. `feed.every_s` fixes the
    interval, which only Retry-After and backoff then lengthen. The jitter comes from the feed's id:
    the same feed always has the same share, and a test the same answer.
    """
    state = feed.state
    fixed = timedelta(seconds=feed.every_s) if feed.every_s else None
    wait = fixed or max(_adaptive_wait(state), _requested_wait(state, requested))
    if state.backoff:
        wait = min(max(wait, FIRST_WAIT) * 2 ** min(state.backoff, 10), max(MAX_BACKOFF, wait))
    if fixed is None:
        wait = max(wait * (1 + JITTER * (2 * _jitter_share(feed.id) - 1)), MIN_WAIT)
    return now + max(wait, _spread_wait(retry_after, feed.id))


def _adaptive_wait(state: FeedState) -> timedelta:
    """The wait that the feed's own behaviour calls for."""
    if state.items_per_day is None:
        return FIRST_WAIT
    wait = timedelta(days=ITEMS_PER_POLL / max(state.items_per_day, 1e-3))
    if state.repeat_share is not None and state.repeat_share < 0.5:
        wait /= 2  # over half of the document was new: items may already have dropped off its end
    return min(max(wait, MIN_WAIT), MAX_WAIT)


def _requested_wait(state: FeedState, requested: timedelta | None) -> timedelta:
    by_document = timedelta(seconds=state.asked_s or 0)
    return min(max(by_document, requested or by_document), MAX_REQUESTED_WAIT)


def _spread_wait(wait: timedelta | None, feed_id: str) -> timedelta:
    """Retry-After, spread a little so that a host's feeds do not all come back in one second."""
    return timedelta(0) if wait is None else wait * (1 + JITTER * _jitter_share(feed_id))


def _jitter_share(feed_id: str) -> float:
    """0..1, fixed for a feed."""
    return int(hash_id("jitter", feed_id)[:8], 16) / 0xFFFFFFFF


def rate_from_dates(published: Sequence[datetime], now: datetime) -> float | None:
    """Items a day by the dates in one document: what is known of a feed on its first poll.

    Taken from the newer half, because many feeds keep a few old items at their end.
    """
    ages = sorted(now - at for at in published if at <= now)
    if len(ages) < 2:
        return None
    half = len(ages) // 2
    return half / max(ages[half] / timedelta(days=1), 1 / 24)


def state_after_success(
    state: FeedState, now: datetime, *, new: int, known: int, first_rate: float | None = None
) -> FeedState:
    """The state after an answer with so many new and already known items; backoff ends.

    The rate is a moving average over `MEMORY`, weighted by the time since the last good poll. The
    first answer is all new and says nothing; `first_rate` (items a day, from its dates) stands in.
    """
    share = known / (new + known) if new + known else state.repeat_share
    rate = state.items_per_day if state.items_per_day is not None else first_rate
    if state.good_at is not None and now > state.good_at:
        days = (now - state.good_at) / timedelta(days=1)
        fresh = 1 - math.exp(-days / (MEMORY / timedelta(days=1)))
        rate = new / days if rate is None else rate + fresh * (new / days - rate)
    return replace(
        state, polled_at=now, good_at=now, items_per_day=rate, repeat_share=share, backoff=0.0
    )


def state_after_failure(state: FeedState, now: datetime, weight: float) -> FeedState:
    """The state after a failure of that weight (0: someone else's fault, nothing changes)."""
    return replace(state, polled_at=now, backoff=min(state.backoff + weight, 10.0))


def request_validators(state: FeedState, now: datetime) -> tuple[str | None, str | None]:
    """ETag and Last-Modified to send; nothing once they are over a week old."""
    if state.validators_at is None or now - state.validators_at > VALIDATORS_LIVE:
        return None, None
    return state.etag, state.last_modified


def sane_last_modified(value: str | None, now: datetime) -> str | None:
    """Last-Modified, unless it lies in the future (a 2038 one would mean 304 for ever)."""
    at = dates.parse_date(value) if value else None
    return value if at is not None and at <= now.astimezone(UTC) + timedelta(days=1) else None
