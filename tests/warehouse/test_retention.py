"""Retention: what goes at its time, and what never goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import FEED, NOW, article, batch, development, entry, placement, story, track

from pipeline.alerts.tracks import Assignment
from pipeline.records import Membership, Poll
from pipeline.stories.window import Placement
from warehouse.retention import Retention
from warehouse.warehouse import Batch


def test_retention_forgets_only_what_may_go(house):
    old = NOW - timedelta(days=100)
    house.load(batch(1, at=old))
    house.load(batch(7))
    gone = house.retention.delete(
        polls_before=NOW - timedelta(days=30), failures_before=NOW - timedelta(days=90)
    )
    assert (gone["polls"], gone["failures"]) == (1, 1)
    assert len(house.window.read()) == 12
    assert house.feeds.wanted_entries(NOW) == []
    assert len(house.outbox.alerts()) == 2


def test_vectors_go_when_their_article_has_left_the_window(house):
    house.load(batch(1))
    house.load(Batch(at=NOW, placement=Placement(left=[article(1).id])))
    assert house.retention.delete()["vectors"] == 0
    assert house.retention.delete(vectors_before=NOW)["vectors"] == 1
    ids = [article(n).id for n in range(1, 7)]
    assert set(house.window.vectors(ids, "model", "hash")) == set(ids[1:])
    assert len(house.articles.get(ids)) == 6


def test_without_a_time_nothing_old_goes(house):
    house.load(batch(1, at=NOW - timedelta(days=1000)))
    kept = Retention(house.store).delete()
    assert (kept["polls"], kept["failures"], kept["deliveries"], kept["vectors"]) == (0, 0, 0, 0)


QUOTE = "Engineers counted cracks."


def test_texts_go_but_for_what_stories_are_known_by(house):
    """A story of eight articles: the first and the last three stay, and what is quoted."""
    long_ago = NOW - timedelta(days=900)
    articles = [
        article(n, first_seen_at=long_ago + timedelta(hours=n), text=f"{n}. {QUOTE}")
        for n in range(8)
    ]
    made = batch(
        0, 8, at=long_ago, articles=articles, placement=placement(articles, story_of=8),
        developments=[development(articles[2])], alerts=[],
    )  # fmt: skip
    house.load(made)
    ids = [a.id for a in articles]
    assert house.retention.delete(texts_before=NOW)["texts"] == 0  # all are in the window
    house.load(Batch(at=NOW, placement=Placement(left=ids)))
    house.search.refresh()
    house.publish()
    gone = house.retention.delete(texts_before=NOW)
    assert gone["texts"] == 3
    assert gone["text bytes"] == sum(len(articles[n].text.encode()) for n in (1, 3, 4))
    now = house.articles.get(ids)
    assert [n for n, a in enumerate(now) if not a.text] == [1, 3, 4]
    assert {a.source for a in now if not a.text} == {"dropped"}
    assert [a.title for a in now] == [a.title for a in articles]
    assert house.articles.diff(articles) == ([], [])  # no feed that shows them makes an edit of it
    assert house.retention.delete(texts_before=NOW)["texts"] == 0
    house.publish()
    empty = "SELECT count(*) FROM articles WHERE text = '' AND source = 'dropped'"
    assert house.sql.query(empty).rows == [(3,)]
    assert house.search.refresh().articles == 3
    assert [i.what for i in house.inspect() if not i.ok] == []


def test_texts_of_what_a_track_follows_stay_also_after_a_merge(house):
    long_ago = NOW - timedelta(days=900)
    articles = [article(n, first_seen_at=long_ago + timedelta(hours=n)) for n in range(10)]
    placed = placement(articles, story_of=8)
    house.load(
        batch(0, 10, at=long_ago, articles=articles, placement=placed, developments=[], alerts=[])
    )
    one, other = articles[0].id, articles[8].id
    house.tracks.save(track())
    follow = Assignment(track_id="track", story_id=other, article_id=other)
    house.tracks.add_follows([follow], long_ago)
    moved = [
        Membership(article_id=a.id, story_id=one, score=0.9, reason="merged") for a in articles[8:]
    ]
    stories = [story(one, n_articles=10), story(other, n_articles=0, merged_into=one)]
    left = [a.id for a in articles]
    house.load(Batch(at=NOW, placement=Placement(memberships=moved, stories=stories, left=left)))
    assert house.retention.delete(texts_before=NOW)["texts"] == 0


def test_earlier_wordings_go_with_the_text_of_their_article_and_stay_with_it(house):
    long_ago = NOW - timedelta(days=900)
    articles = [article(n, first_seen_at=long_ago) for n in range(8)]
    edits = [replace(a, version=2, text=f"{a.text} More.", digest="second") for a in articles]
    placed = placement(articles, story_of=8)
    house.load(
        batch(0, 8, at=long_ago, articles=articles, placement=placed, developments=[], alerts=[])
    )
    house.load(Batch(at=long_ago, edits=edits))
    assert house.retention.delete(texts_before=NOW)["wordings"] == 0  # all are in the window
    house.load(Batch(at=NOW, placement=Placement(left=[a.id for a in articles])))
    gone = house.retention.delete(texts_before=NOW)
    assert (gone["texts"], gone["wordings"]) == (4, 4)
    versions = house.coverage.versions(articles[0].id)
    kept = {row["id"] for row in versions if row["text"]}
    assert kept == {a.id for a in house.articles.get([a.id for a in articles]) if a.text}


def test_entries_go_when_their_feed_shows_them_no_more(house):
    at = NOW - timedelta(days=400)
    many = [entry(n, first_seen_at=at + timedelta(minutes=n)) for n in range(510)]
    poll = Poll(feed=FEED, at=at, outcome="ok", entries=tuple(many), items=20)
    house.load(Batch(at=at, polls=[poll]))
    assert house.retention.delete(entries_before=NOW)["entries"] == 0  # none was settled
    house.load(Batch(at=at, tried=many))
    assert house.retention.delete(entries_before=NOW)["entries"] == 10
    house.load(Batch(at=NOW, polls=[replace(poll, at=NOW)]))  # it shows them once more
    assert house.feeds.wanted_entries(NOW) == []
