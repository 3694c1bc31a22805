"""Loading: all or nothing, once however often, and read back as it went in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from builders import FEED, NOW, article, batch, contents, entry, placement, story, track, vectors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.records import Copy, Decision, Failure, Feed, FeedState, Membership, Poll, StoryChange
from pipeline.stories.window import Placement
from warehouse.warehouse import Batch, Loaded, Warehouse


def test_the_same_batch_again_changes_nothing(house):
    first = house.load(batch(1))
    assert first == Loaded(
        entries=6, articles=6, edits=0, copies=2, developments=1, alerts=1, failures=1
    )
    before = contents(house)
    assert house.load(batch(1)) == Loaded()
    assert contents(house) == before


@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(repeats=st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_batches_loaded_again_in_any_order_add_nothing(template, tmp_path_factory, repeats):
    folder = tmp_path_factory.mktemp("house") / "house"
    shutil.copytree(template, folder)
    house = Warehouse(folder)
    for n in range(3):
        house.load(batch(1 + 6 * n))
    members = house.stories.members([story.id for story in house.stories.latest()])
    articles = {a.id for of_story in members.values() for a in of_story}
    for n in repeats:
        assert house.load(batch(1 + 6 * n)) == Loaded()
    window = house.window.read()
    assert sorted(window.ids) == sorted(articles)
    assert window.seqs.tolist() == sorted(set(window.seqs.tolist()))


class Interrupted:
    """A record on which the user's Ctrl-C falls while its columns are read."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


def test_what_fails_half_way_leaves_nothing(house):
    house.load(batch(1))
    before = contents(house)
    with pytest.raises(KeyboardInterrupt):
        house.load(batch(7, alerts=[Interrupted()]))  # alerts are among the last to be written
    after = contents(house)
    kept_apart = {"vectors", "features", "sentences"}
    assert {k: v for k, v in after.items() if k not in kept_apart} == {
        k: v for k, v in before.items() if k not in kept_apart
    }
    assert (
        len(house.window.read()) == 6
    )  # vectors of the lost batch are there, and nobody sees them
    assert len(house.window.history([article(7).id])) == 0
    assert house.load(batch(7)).articles == 6
    assert len(house.window.read()) == 12
    assert len(house.window.history([article(7).id])) == 1


def test_window_is_what_was_placed(house):
    made = [batch(1), batch(7)]
    for one in made:
        house.load(one)
    window = house.window.read("model", "hash")
    articles = [a for one in made for a in one.articles]
    assert list(window.ids) == [a.id for a in articles]
    assert window.seqs.tolist() == list(range(1, 13))
    assert window.placed == 13
    assert window.times.tolist() == [int(a.at.timestamp()) for a in articles]
    assert list(window.titles) == [a.title for a in articles]
    assert list(window.copy_of)[:3] == ["", articles[0].id, ""]
    assert window.dated.all()
    np.testing.assert_array_equal(window.embeddings, np.vstack([one.embeddings for one in made]))
    for mine, theirs in zip(made, (0, 6), strict=True):
        features = mine.placement.features
        for name in ("terms", "title_tf", "zipf", "names", "shingles", "labels"):
            for row in range(6):
                expected = getattr(features, name)[row]
                np.testing.assert_array_equal(
                    getattr(window.features, name)[theirs + row], expected
                )


def test_vectors_of_another_model_are_never_compared(house):
    house.load(batch(1))
    assert len(house.window.read("other", "hash")) == 0
    lacking = house.window.incomplete("other", "hash")
    assert [a.id for a in lacking] == [article(n).id for n in range(1, 7)]
    features = batch(1).placement.features
    house.window.complete([a.id for a in lacking], vectors(6, seed=9), features, "other", "hash")
    assert house.window.incomplete("other", "hash") == []
    np.testing.assert_array_equal(house.window.read("other", "hash").embeddings, vectors(6, seed=9))


def test_lost_vectors_file_can_be_made_again(house):
    house.load(batch(1))
    house.store.vectors_path.unlink()
    assert len(house.window.read("model", "hash")) == 0
    assert len(house.window.incomplete("model", "hash")) == 6


def test_articles_leave_the_window_and_stay_as_representatives(house):
    house.load(batch(1))
    gone = Placement(left=[article(1).id, article(2).id], kept=[article(3).id])
    house.load(Batch(at=NOW, placement=gone))
    window = house.window.read()
    assert list(window.ids) == [article(n).id for n in (3, 4, 5, 6)]
    assert window.kept.tolist() == [True, False, False, False]
    assert window.placed == 7


def test_an_edit_is_a_version_and_keeps_its_place(house):
    house.load(batch(1))
    later = NOW + timedelta(hours=3)
    new, edits = house.articles.diff(
        [article(2, text="The dam broke.", digest="second", first_seen_at=later), article(3),
         article(9), article(9)]
    )  # fmt: skip
    assert [a.id for a in new] == [article(9).id]
    assert [(a.id, a.version) for a in edits] == [(article(2).id, 2)]
    for _ in range(2):
        house.load(Batch(at=later, edits=edits))
    (now_reads,) = house.articles.get([article(2).id])
    assert (now_reads.text, now_reads.version) == ("The dam broke.", 2)
    assert [row["at"] for row in house.stories.timeline(article(1).id)][1] == article(2).at
    house.publish()
    rows = house.sql.query(
        f"SELECT version, present FROM versions WHERE id = '{article(2).id}' ORDER BY 1"
    )
    assert rows.rows == [(1, False), (2, True)]
    assert house.articles.diff(edits) == ([], [])


def test_moves_are_remembered(house):
    house.load(batch(1))
    a, b = article(1).id, article(4).id
    later = NOW + timedelta(hours=1)
    merge = Placement(
        memberships=[
            Membership(article_id=article(n).id, story_id=a, score=0.9, reason="merged")
            for n in (4, 5, 6)
        ],
        stories=[story(a, n_articles=6), story(b, n_articles=0, merged_into=a)],
        changes=[StoryChange(at=later, kind="merged", story_id=b, other_id=a, reason="bridge")],
    )
    for _ in range(2):
        house.load(Batch(at=later, placement=merge))
    assert house.stories.get(b).id == a
    assert len(house.stories.timeline(a)) == 6
    assert [s.id for s in house.stories.latest()] == [a]
    assert house.stories.changes(b)[0]["reason"] == "bridge"
    assert house.tracks.stories() == []
    house.tracks.save(track(b))
    assert house.tracks.all()[0].story_id == a
    assert [s.id for s in house.tracks.stories()] == [a]
    assert [d.story_id for d in house.stories.developments(a)] == [a]
    house.publish()
    rows = house.sql.query(
        f"SELECT story_id FROM membership_history WHERE article_id = '{b}' ORDER BY since"
    )
    assert rows.rows == [(b,), (a,)]


def test_articles_that_left_the_window_follow_their_story_and_are_counted(house):
    house.load(batch(1))
    a, b = article(1).id, article(4).id
    merge = Placement(
        memberships=[Membership(article_id=b, story_id=a, score=0.9, reason="merged")],
        stories=[story(a, n_articles=2), story(b, n_articles=0, merged_into=a)],
        changes=[StoryChange(at=NOW, kind="merged", story_id=b, other_id=a, reason="bridge")],
    )
    house.load(Batch(at=NOW, placement=merge))
    assert len(house.stories.timeline(a)) == 6
    assert [s.n_articles for s in house.stories.latest()] == [6]


def test_adopting_a_rethreading_moves_articles_and_finds_copies_anew(house):
    house.load(batch(1))
    articles = [article(n) for n in range(1, 7)]
    again = placement(articles, 1, story_of=6)
    again = replace(again, copies=[Copy(article_id=articles[4].id, original_id=articles[0].id,
                                        kind="exact", share=1.0, share_back=1.0)])  # fmt: skip
    done = house.stories.adopt(again, NOW + timedelta(days=1))
    assert done == {"copies": 1, "moved": 3}
    assert len(house.stories.timeline(articles[0].id)) == 6
    assert [c.article_id for c in house.stories.copies([articles[0].id])] == [articles[4].id]


def test_vectors_and_stories_of_articles_are_read_by_id(house):
    house.load(batch(1))
    ids = ["unknown", *(article(n).id for n in (4, 3, 2))]
    rows = house.window.vectors(ids, "model", "hash")
    assert set(rows) == set(ids[1:])
    np.testing.assert_array_equal([rows[id] for id in ids[1:]], batch(1).embeddings[[3, 2, 1]])
    assert house.window.vectors(ids, "other", "hash") == {}
    assert house.stories.of(ids) == {
        article(n).id: article(1 if n < 4 else 4).id for n in (2, 3, 4)
    }


def test_the_users_word_reaches_placing_once(house):
    word = Decision(kind="apart", a="x", b="y", at=NOW)
    assert house.stories.add_decisions([word]) == 1
    assert house.stories.add_decisions([replace(word, at=NOW + timedelta(days=1))]) == 0
    assert list(house.window.read().decisions) == [word]


# --- feeds and entries ---------------------------------------------------------------------


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
