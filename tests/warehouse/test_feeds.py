"""Feeds and their entries: due, known, wanted until they have an outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import FEED, NOW, article, batch, entry

from pipeline.gap import Gap
from pipeline.records import Failure, Feed, FeedState, Poll
from warehouse.feeds import MOST_VERSIONS
from warehouse.warehouse import Batch


def test_a_feed_is_added_once_and_told_apart_by_url(house):
    same_url = Feed(id="other", url=FEED.url)
    assert house.feeds.add([FEED, same_url, Feed(id="new", url="http://new.example/")], NOW) == 1
    assert [f.id for f in house.feeds.due(NOW)] == ["feed", "new"]
    assert house.feeds.remove([FEED.url]) == 1
    assert [f.id for f in house.feeds.all()] == ["new"]


def test_state_and_entries_are_saved_together(house):
    house.load(batch(1))
    (feed,) = house.feeds.all()
    assert feed.state.etag == '"1"'
    assert house.feeds.due(NOW) == []
    assert [f.id for f in house.feeds.due(NOW + timedelta(hours=1))] == ["feed"]
    assert house.feeds.known_digests(["feed"])[entry(1).id] == "first"


def test_an_entry_too_old_to_be_asked_about_is_known_all_the_same(house):
    """Digests are those of the latest entries; what a feed digs out is not told a second time."""
    old = [entry(n, first_seen_at=NOW + timedelta(seconds=n)) for n in range(560)]
    state = FeedState(polled_at=NOW, next_at=NOW)
    for first in range(0, 560, 80):
        shown = tuple(old[first : first + 80])
        said = Poll(feed=replace(FEED, state=state), at=NOW + timedelta(seconds=first),
                    outcome="ok", entries=shown, items=80)  # fmt: skip
        house.load(Batch(at=NOW, polls=[said], tried=shown))
    known = house.feeds.known_digests(["feed"])
    assert set(known) == {e.id for e in old[60:]}
    again = [replace(old[0], first_seen_at=NOW + timedelta(days=9)), replace(old[1], digest="new")]
    loaded = house.load(Batch(at=NOW, entries=again))
    assert loaded.entries == 0
    assert [(e.id, e.digest) for e in house.feeds.wanted_entries(NOW)] == [(old[1].id, "new")]


def test_a_moved_feed_keeps_its_id_unless_its_place_is_taken(house):
    house.feeds.add([Feed(id="taken", url="http://taken.example/")], NOW)
    for url in ("http://moved.example/", "http://taken.example/"):
        poll = Poll(
            feed=replace(FEED, url=url, state=FeedState(polled_at=NOW)), at=NOW, outcome="ok"
        )
        house.load(Batch(at=NOW, polls=[poll]))
    assert {f.id: f.url for f in house.feeds.all()} == {
        "feed": "http://moved.example/", "taken": "http://taken.example/",
    }  # fmt: skip


def test_an_entry_is_wanted_until_its_outcome_is_known(house):
    entries = [entry(n) for n in range(4)]
    house.load(Batch(at=NOW, entries=entries))
    assert [e.id for e in house.feeds.wanted_entries(NOW)] == [e.id for e in entries]
    assert house.feeds.wanted_entries(NOW)[0] == entries[0]
    retry = NOW + timedelta(minutes=10)
    failures = [
        Failure(stage="fetch", url="", reason="timeout", at=NOW, entry_id=entries[1].id,
                retry_at=retry),
        Failure(stage="extract", url="", reason="too_short", at=NOW, entry_id=entries[2].id),
    ]  # fmt: skip
    tried = Batch(at=NOW, tried=entries[:3], articles=[article(0)], failures=failures)
    house.load(tried)
    house.load(tried)
    assert [e.id for e in house.feeds.wanted_entries(NOW)] == [entries[3].id]
    assert {e.id for e in house.feeds.wanted_entries(retry)} == {entries[1].id, entries[3].id}
    final = replace(failures[0], at=retry, retry_at=None)
    house.load(Batch(at=retry, tried=entries[1:2], failures=[final]))
    assert {e.id for e in house.feeds.wanted_entries(retry + timedelta(days=1))} == {entries[3].id}


def test_what_was_tried_before_the_clock_stepped_back_is_tried_once_more_and_not_for_ever(house):
    ahead = NOW + timedelta(days=1500)
    entries = [entry(n, first_seen_at=ahead) for n in (1, 2, 3)]
    changed = replace(entries[2], digest="second")
    again = Failure(
        stage="fetch", url="u", reason="http_5xx", at=ahead, entry_id=entries[0].id, retry_at=ahead
    )
    old = replace(again, reason="too_old", entry_id=entries[1].id, retry_at=None)
    house.load(Batch(at=ahead, entries=entries, tried=entries, failures=[again, old]))
    house.load(Batch(at=NOW, entries=[changed]))
    wanted = house.feeds.wanted_entries(NOW)
    assert {e.id for e in wanted} == {e.id for e in entries}
    assert {e.first_seen_at for e in wanted} == {NOW}
    house.load(Batch(at=NOW, tried=wanted))
    assert house.feeds.wanted_entries(NOW + timedelta(minutes=5)) == []
    assert house.coverage.backlog(NOW)["entries_wanted"] == 0


def test_a_changed_entry_is_wanted_again_and_a_bumped_date_is_not(house):
    house.load(batch(1))
    bumped = entry(1, published_at=NOW, first_seen_at=NOW + timedelta(hours=1))
    changed = entry(
        2, title="Dam 2 breaks", digest="second", first_seen_at=NOW + timedelta(hours=1)
    )
    house.load(Batch(at=NOW, entries=[bumped, changed]))
    (wanted,) = house.feeds.wanted_entries(NOW)
    assert (wanted.id, wanted.title, wanted.first_seen_at) == (changed.id, "Dam 2 breaks", NOW)
    house.load(Batch(at=NOW + timedelta(hours=2), tried=[wanted]))
    assert house.feeds.wanted_entries(NOW) == []


def test_an_entry_of_two_feeds_is_fetched_once_and_does_not_flicker(house):
    house.feeds.add([Feed(id="second", url="http://second.example/")], NOW)
    house.load(batch(1))
    elsewhere = entry(1, feed_id="second", summary="Told otherwise", digest="otherwise")
    house.load(Batch(at=NOW, entries=[elsewhere]))
    assert house.feeds.wanted_entries(NOW + timedelta(days=1)) == []


def test_health_counts_what_happened(house):
    house.load(batch(1))
    bad = Poll(feed=replace(FEED, state=FeedState(polled_at=NOW + timedelta(hours=1))),
               at=NOW + timedelta(hours=1), outcome="failed",
               failure=Failure(stage="poll", url=FEED.url, reason="dns",
                                                      at=NOW, feed_id="feed"))  # fmt: skip
    house.load(Batch(at=NOW, polls=[bad]))
    (row,) = house.feeds.health()
    assert (row["polls"], row["good"], row["failures"], row["articles"]) == (2, 1, 1, 6)
    assert row["article_share"] == 1.0
    assert row["reasons"] == {"dns": 1}
    assert row["top_reason"] == "dns"


def test_an_article_whose_wording_never_rests_is_fetched_no_more(house):
    last = article(1, version=MOST_VERSIONS - 1)
    house.load(Batch(at=NOW, entries=[entry(1)], tried=[entry(1)], articles=[last]))
    house.load(Batch(at=NOW, entries=[entry(1, digest="second")]))
    (wanted,) = house.feeds.wanted_entries(NOW)
    edit = replace(last, version=MOST_VERSIONS, digest="second")
    house.load(Batch(at=NOW, tried=[wanted], edits=[edit]))
    house.load(Batch(at=NOW, entries=[entry(1, digest="third")]))
    assert house.feeds.wanted_entries(NOW) == []


def test_gaps_are_stored_once_and_counted_in_health(house):
    gap = Gap(feed_id=FEED.id, since=NOW, until=NOW, noticed_at=NOW, found=3)
    state = replace(FEED.state, polled_at=NOW)
    for each in (gap, gap, replace(gap, noticed_at=NOW + timedelta(hours=1), found=2, closed=True)):
        poll = Poll(feed=replace(FEED, state=state), at=each.noticed_at, outcome="ok", gap=each)
        house.load(Batch(at=NOW, polls=[poll]))
    (health,) = house.feeds.health()
    assert (health["gaps"], health["recovered"]) == (1, 5)
