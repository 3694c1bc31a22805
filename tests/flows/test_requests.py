"""What people give as text, on whichever face: read once, refused in one line."""

import re
from datetime import timedelta

import pytest
from builders import FEED, NOW, batch

from flows.refusal import Refusal
from flows.settings import NetworkSettings, Settings
from flows.tools.ids import find_id, find_story_id
from flows.tools.subscriptions import discover_site, feed_of
from flows.tools.track_requests import TrackRequest, read_track
from flows.tools.values import parse_duration, parse_mute, parse_quiet, parse_time
from warehouse.warehouse import Warehouse


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    warehouse = Warehouse(tmp_path_factory.mktemp("requests") / "house")
    warehouse.feeds.add([FEED], NOW)
    warehouse.load(batch(1))
    return warehouse


def test_a_track_is_read_with_the_name_of_what_it_follows(house):
    story_id = f"{1:016x}"
    track = read_track(house, Settings(), TrackRequest(story=story_id[:16]), NOW)
    assert (track.story_id, track.name) == (story_id, "Dam holds")
    words = read_track(house, Settings(), TrackRequest(query=" dam  ", langs=("de-AT",)), NOW)
    assert (words.query, words.langs, words.name) == ("dam", ("de",), "dam")
    long = read_track(house, Settings(), TrackRequest(query="dam " * 100, name=" "), NOW)
    assert len(long.name) <= 200 and len(long.query) == 399
    lines = read_track(house, Settings(), TrackRequest(query="x", name="one\n\x1b[2Jtwo"), NOW)
    assert lines.name == "one [2Jtwo"
    assert house.tracks.all() == [], "nothing is saved"


@pytest.mark.parametrize(
    ("request_", "line"),
    [(TrackRequest(), "say what to follow"), (TrackRequest(story="ffffffff"), "no such story"),
     (TrackRequest(query="x", channels=("nobody",)), "no such channel"),
     (TrackRequest(query="x", quiet="9"), "two times of day"),
     (TrackRequest(query="\0?!"), "no letter or digit"),
     (TrackRequest(any_of=("",)), "is empty")],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused(house, request_, line):
    with pytest.raises(Refusal, match=line):
        read_track(house, Settings(), request_, NOW)


def test_ids_times_and_addresses(house):
    assert find_story_id(house, f"{1:016x}") == f"{1:016x}"
    with pytest.raises(Refusal, match="begins several"):
        find_id(lambda _: ["abcd1", "abcd2"], "abcd", "none")
    assert parse_duration("2h") == timedelta(hours=2)
    assert parse_time("2026-03-01").tzinfo is not None
    assert parse_quiet("22:00-07:00") == "22:00-07:00"
    assert parse_mute("figure", "UTC") == "figure"
    assert feed_of("https://a.example/rss").url == "https://a.example/rss"
    for bad in (lambda: feed_of("ftp://x"), lambda: discover_site(Settings(), "not a site", NOW)):
        with pytest.raises(Refusal, match="no http"):
            bad()


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ("127.0.0.1:9", "nobody answers at that address; check the address, or write http://"),
        ("http://127.0.0.1:9", "nobody answers at that address; check the address"),
        ("http://192.168.7.7/", "it leads to a private or local address; allow private networks"),
    ],
)
def test_a_site_that_cannot_be_asked_is_not_one_without_feeds(site, said):
    settings = Settings(network=NetworkSettings(loopback=True))
    with pytest.raises(Refusal, match=f"^{re.escape(f'{site}: {said}')}"):
        discover_site(settings, site, NOW)
