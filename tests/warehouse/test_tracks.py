"""Tracks: saved, followed and ended; what they were alerted to counts against their budget."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import NOW, article, batch, development, track

from pipeline.alerts.tracks import Assignment
from warehouse.tracks import Tracks


def test_a_track_is_saved_replaced_and_ended(house):
    tracks = Tracks(house.store)
    tracks.save(track())
    tracks.save(track(name="the dam"))
    assert [t.name for t in tracks.active()] == ["the dam"]
    tracks.save(track(active=False))
    assert tracks.active() == []
    assert [t.active for t in tracks.all()] == [False]


def test_a_follow_is_recorded_once_and_ends_with_its_track(house):
    house.load(batch(1))
    house.tracks.save(track())
    follow = Assignment(track_id="track", story_id=article(1).id, article_id=article(1).id)
    assert house.tracks.add_follows([follow], NOW) == 1
    assert house.tracks.add_follows([follow], NOW + timedelta(days=1)) == 0
    assert house.tracks.add_follows([], NOW) == 0
    assert house.tracks.follows() == [follow]
    assert [story.id for story in house.tracks.stories()] == [article(1).id]
    house.tracks.save(track(active=False))
    assert house.tracks.follows() == []
    assert house.tracks.stories() == []


def test_developments_are_without_alert_until_their_track_has_one(house):
    story, told = article(1).id, development(article(1))
    house.load(batch(1, alerts=[]))
    since = NOW - timedelta(days=1)
    assert house.tracks.developments_without_alert("track", story, since) == [told]
    assert house.tracks.developments_without_alert("track", story, NOW) == []
    assert house.tracks.alert_counts(since, NOW) == {}
    house.load(replace(batch(1), developments=[]))
    assert house.tracks.developments_without_alert("track", story, since) == []
    assert house.tracks.developments_without_alert("other", story, since) == [told]
    assert house.tracks.alert_counts(since, NOW) == {"track": 1}
    assert house.tracks.alert_counts(since, NOW - timedelta(hours=1)) == {}  # the clock was ahead
