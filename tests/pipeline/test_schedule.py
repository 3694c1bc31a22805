"""When a feed is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds import schedule
from pipeline.records import Feed, FeedState

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def wait(state: FeedState | None = None, **asked: timedelta | None) -> timedelta:
    feed = Feed(id="f", url="https://news.example/feed", state=state or FeedState())
    return schedule.next_poll(feed, NOW, **asked) - NOW


def near(found: timedelta, meant: timedelta) -> bool:
    return abs(found - meant) <= meant * schedule.JITTER


def test_a_busy_feed_is_asked_often_and_a_quiet_one_rarely() -> None:
    assert near(wait(FeedState(items_per_day=48.0)), 15 * MINUTE)
    assert near(wait(FeedState(items_per_day=0.1)), schedule.MAX_WAIT)
    assert wait(FeedState(items_per_day=10_000.0)) >= schedule.MIN_WAIT
    assert near(wait(), schedule.FIRST_WAIT)


def test_a_document_of_mostly_new_items_is_asked_sooner() -> None:
    known = wait(FeedState(items_per_day=24.0, repeat_share=0.9))
    fresh = wait(FeedState(items_per_day=24.0, repeat_share=0.2))
    assert fresh == known / 2


@pytest.mark.parametrize("asked", [HOUR, 2 * HOUR])
def test_what_server_and_document_ask_for_lengthens_the_wait(asked: timedelta) -> None:
    busy = FeedState(items_per_day=1000.0)
    assert near(wait(busy, requested=asked), asked)
    assert near(wait(replace(busy, asked_s=int(asked.total_seconds()))), asked)
    assert near(wait(busy, requested=timedelta(days=365)), schedule.MAX_REQUESTED_WAIT)


def test_retry_after_binds_and_no_feed_comes_early() -> None:
    asked = 5 * HOUR
    assert asked <= wait(FeedState(items_per_day=1000.0), retry_after=asked) <= asked * 1.1


def test_jitter_spreads_feeds_and_stays_with_each() -> None:
    feeds = [Feed(id=f"feed {i}", url="") for i in range(200)]
    due = [schedule.next_poll(feed, NOW) for feed in feeds]
    assert due == [schedule.next_poll(feed, NOW) for feed in feeds]
    assert max(due) - min(due) > schedule.FIRST_WAIT * schedule.JITTER
    assert len(set(due)) == len(due)


@pytest.mark.parametrize(("weight", "slower"), [(0.25, 0.5), (0.5, 1.0)])
def test_backoff_is_graded(weight: float, slower: float) -> None:
    def after(n: int, grade: float) -> timedelta:
        state = FeedState(items_per_day=24.0)
        for _ in range(n):
            state = schedule.state_after_failure(state, NOW, grade)
        return wait(state)

    assert after(1, weight) < after(2, weight) < after(4, weight)
    assert after(3, weight) < after(3, slower)


def test_no_number_of_failures_means_never() -> None:
    state = FeedState()
    for _ in range(10_000):
        state = schedule.state_after_failure(state, NOW, 1.0)
    assert wait(state) <= schedule.MAX_BACKOFF * (1 + schedule.JITTER)
    healed = schedule.state_after_success(state, NOW, new=0, known=3)
    assert healed.backoff == 0.0


def test_a_fixed_interval_is_kept_but_for_failures() -> None:
    feed = Feed(id="f", url="", every_s=600, state=FeedState(items_per_day=0.01))
    assert schedule.next_poll(feed, NOW, requested=3 * HOUR) == NOW + 10 * MINUTE
    assert schedule.next_poll(feed, NOW, retry_after=HOUR) >= NOW + HOUR
    failing = replace(feed, state=schedule.state_after_failure(feed.state, NOW, 1.0))
    assert schedule.next_poll(failing, NOW) > NOW + 10 * MINUTE


def test_the_rate_follows_what_the_feed_brings() -> None:
    state = schedule.state_after_success(FeedState(), NOW, new=30, known=0, first_rate=24.0)
    assert state.items_per_day == 24.0
    at = NOW
    for _ in range(24 * 14):
        at += HOUR
        state = schedule.state_after_success(state, at, new=4, known=26)
    assert state.items_per_day == pytest.approx(96, rel=0.05)
    assert state.repeat_share == pytest.approx(26 / 30)


def test_the_first_rate_comes_from_the_documents_newer_half() -> None:
    recent = [NOW - i * HOUR for i in range(10)]
    old = [NOW - timedelta(days=900), NOW - timedelta(days=800)]
    assert schedule.rate_from_dates(recent + old, NOW) == pytest.approx(24, rel=0.05)
    assert schedule.rate_from_dates([NOW], NOW) is None


@pytest.mark.parametrize(
    ("headers", "age"),
    [
        ({"cache-control": "public, max-age=300"}, 300),
        ({"cache-control": "max-age=0, no-cache"}, 0),
        ({"expires": "Wed, 18 Feb 2026 13:00:00 GMT"}, 3600),
        (
            {
                "expires": "Wed, 18 Feb 2026 16:00:00 GMT",
                "date": "Wed, 18 Feb 2026 15:00:00 GMT",
            },
            3600,
        ),
        ({"expires": "0"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_may_be_kept(headers: dict[str, str], age: int | None) -> None:
    found = schedule.read_max_age(headers, NOW)
    assert found == (None if age is None else timedelta(seconds=age))


def test_validators_are_dropped_after_a_week() -> None:
    state = FeedState(etag='"1"', last_modified="Tue", validators_at=NOW)
    assert schedule.request_validators(state, NOW + timedelta(days=6)) == ('"1"', "Tue")
    assert schedule.request_validators(state, NOW + timedelta(days=8)) == (None, None)


def test_a_last_modified_in_the_future_is_not_kept() -> None:
    assert schedule.sane_last_modified("Tue, 19 Jan 2038 03:14:07 GMT", NOW) is None
    assert schedule.sane_last_modified("Tue, 17 Feb 2026 03:14:07 GMT", NOW) is not None


@given(
    rate=st.none() | st.floats(0, 1e9),
    share=st.none() | st.floats(0, 1),
    backoff=st.floats(0, 30),
    asked=st.none() | st.integers(0, 10**9),
    every=st.none() | st.integers(1, 10**7),
)
def test_the_next_poll_always_lies_ahead_and_never_too_far(
    rate: float | None, share: float | None, backoff: float, asked: int | None, every: int | None
) -> None:
    state = FeedState(items_per_day=rate, repeat_share=share, backoff=backoff, asked_s=asked)
    due = schedule.next_poll(Feed(id="f", url="", every_s=every, state=state), NOW)
    longest = max(schedule.MAX_BACKOFF, timedelta(seconds=every or 0))
    assert NOW < due <= NOW + longest * (1 + schedule.JITTER)
