"""The detect stage over a warehouse: it looks where somebody follows a story, and only there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import FEED, NOW, article, batch, development, track
from crashes import HashedWords, QuickServices

from flows.alerting import placed_batch, with_developments
from flows.settings import Settings
from pipeline.records import Story
from pipeline.stories.boilerplate import Boilerplate, FoundSentence
from pipeline.stories.features import sentence_hash
from pipeline.stories.window import Placement, Window
from warehouse.warehouse import Batch, Warehouse

FIRST, OTHER = f"{1:016x}", f"{4:016x}"
NEWS = "The dam broke on Monday. At least 31 people were killed, the coast guard said."


@pytest.fixture
def warehouse(tmp_path):
    """Two stories of three articles, of which nothing is told yet."""
    filled = Warehouse(tmp_path / "house")
    filled.feeds.add([FEED], NOW)
    names = {"model": HashedWords.name, "sha256": HashedWords.sha256}
    filled.load(replace(batch(1), developments=[], alerts=[], **names))
    return filled


@pytest.fixture
def edited():
    """The first article of each story, changed an hour later."""
    later = NOW + timedelta(hours=1)
    edits = [article(n, text=NEWS, digest="second", version=2, first_seen_at=later) for n in (1, 4)]
    return Batch(at=later, edits=edits)


def detect(warehouse, batch_now):
    with QuickServices(Settings()) as services:
        return with_developments(warehouse, services, warehouse.window.read(), batch_now)


def test_where_nobody_tracks_anything_nothing_is_looked_for(warehouse, edited):
    assert detect(warehouse, edited) is edited


def test_only_followed_stories_are_read_and_only_their_tracks_alerted(warehouse, edited):
    warehouse.tracks.save(track(FIRST, channels=("desk",)))
    detected = detect(warehouse, edited)
    assert {d.story_id for d in detected.developments} == {FIRST}
    assert any("31 people" in q.text for d in detected.developments for q in d.quotes)
    assert set(detected.told.story_ids) == {FIRST}
    deserving = [d.id for d in detected.developments if d.alert]
    assert [(a.track_id, a.channel) for a in detected.alerts] == [("track", "desk")] * len(
        deserving
    )


def test_a_story_that_the_batch_ends_is_read_under_its_heir():
    ended = Story(id=OTHER, title="Dam", first_at=NOW, last_at=NOW, merged_into=FIRST)
    merging = Batch(at=NOW, placement=Placement(stories=[ended]))
    placed = placed_batch(Window.empty(), merging)
    assert placed.living(OTHER) == FIRST
    assert placed.with_merged([FIRST]) == [FIRST, OTHER]


def test_what_an_outlet_says_every_time_is_not_told(warehouse, edited):
    warehouse.tracks.save(track(FIRST, channels=("desk",)))
    stub = "At least 31 people were killed, the coast guard said."
    found = FoundSentence(FEED.outlet.casefold(), sentence_hash(stub), 64)
    window = replace(warehouse.window.read(), boilerplate=Boilerplate.of([found]))
    with QuickServices(Settings()) as services:
        detected = with_developments(warehouse, services, window, edited)
    assert not any("31 people" in q.text for d in detected.developments for q in d.quotes)
    assert stub not in detected.told.texts


def test_an_outlet_that_confirms_without_news_releases_what_waited_for_it(warehouse):
    told = replace(development(article(1)), at=NOW)
    warehouse.load(Batch(at=NOW, developments=[told]))
    for id_, least in (("two", 2), ("one", 1), ("three", 3)):
        asked = replace(track(FIRST, channels=("desk",)), id=id_, min_outlets=least)
        warehouse.tracks.save(asked)
    later = NOW + timedelta(hours=1)
    same = article(3, outlet="Ravel Post", digest="second", version=2, first_seen_at=later)
    detected = detect(warehouse, Batch(at=later, edits=[same]))
    assert not any(d.alert for d in detected.developments)
    assert [(a.track_id, a.development_id) for a in detected.alerts] == [("two", told.id)]
    warehouse.load(detected)
    again = replace(same, digest="third", version=3)
    assert detect(warehouse, Batch(at=later, edits=[again])).alerts == []
