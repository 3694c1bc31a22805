"""Feeds of stories and tracks are read by feed readers; ours is one."""

import json
from datetime import UTC, datetime, timedelta

import feedparser

from flows.reports.changes import ChangesReport, ToldDevelopment
from flows.reports.syndication import (
    MOST_ITEMS,
    SyndicatedFeed,
    feed_item,
    render_atom,
    render_json_feed,
    track_feeds,
    write_feed,
)
from flows.web.pages.changes import changes_feed
from pipeline.alerts.tracks import Assignment
from pipeline.records import Development, FigureChange, Quote, Track
from warehouse.warehouse import Warehouse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def development(number, **others):
    made = {
        "id": f"{number:016x}",
        "story_id": "s1",
        "article_id": f"a{number}",
        "version": 1,
        "at": NOW + timedelta(minutes=number),
        "outlet": "Morna Mail",
        "url": f"https://morna.example/{number}",
        "quotes": (
            Quote(text=f"The bridge & its <arches> closed at {number}.", score=0.9, index=0),
        ),
        "changes": (FigureChange(counts="injured", old="3", new="5"),),
    }
    return Development(**made | others)


def syndicated(count):
    items = [feed_item(development(n), "Bridge at Morna") for n in range(count)]
    return SyndicatedFeed(id="s1", title="Bridge at Morna", items=items)


def test_the_atom_feed_reads_well_newest_first():
    feed = feedparser.parse(render_atom(syndicated(3), NOW))
    assert not feed.bozo and feed.version == "atom10"
    assert feed.feed.title == "Bridge at Morna"
    assert [e.link for e in feed.entries] == [f"https://morna.example/{n}" for n in (2, 1, 0)]
    shown = feed.entries[0].content[0].value
    assert "injured: 3 → 5" in shown
    assert "closed at 2" in shown and "<arches>" not in shown


def test_the_json_feed_says_the_same():
    feed = json.loads(render_json_feed(syndicated(2)))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [i["url"] for i in feed["items"]] == [
        "https://morna.example/1",
        "https://morna.example/0",
    ]
    assert "“The bridge & its <arches> closed at 1.”" in feed["items"][0]["content_text"]


def test_a_feed_stays_as_short_as_readers_like_it():
    assert len(json.loads(render_json_feed(syndicated(MOST_ITEMS + 5)))["items"]) == MOST_ITEMS


def test_a_fact_of_two_stories_is_two_items_of_all_changes_and_one_of_a_track(tmp_path):
    house = Warehouse(tmp_path / "house")
    two = [development(1), development(1, story_id="s2", article_id="a2")]
    report = ChangesReport(
        since="", cursor="", more=False, stories=(), moves=(),
        developments=tuple(ToldDevelopment(story_title="Bridge", development=d) for d in two),
    )  # fmt: skip
    atom = feedparser.parse(render_atom(changes_feed(None, report), NOW))
    assert len({entry.id for entry in atom.entries}) == 2
    house.tracks.save(Track(id="t1", name="bridge", created_at=NOW, query="bridge"))
    house.tracks.add_follows([Assignment(track_id="t1", story_id=s) for s in ("s1", "s2")], NOW)
    stories = [SyndicatedFeed(id=d.story_id, title="", items=[feed_item(d, "")]) for d in two]
    (track,) = track_feeds(house, stories)
    assert len(track.items) == 1


def test_ids_stay_when_a_feed_is_written_again(tmp_path):
    for _ in range(2):
        write_feed(tmp_path, syndicated(2), NOW)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s1.atom", "s1.json"]
    again = feedparser.parse((tmp_path / "s1.atom").read_bytes())
    assert [e.id for e in again.entries] == [f"urn:newsthread:{n:016x}" for n in (1, 0)]
