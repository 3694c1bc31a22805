"""Stories that merge, and articles placed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import NOW, article, batch, development, placement, story, track

from pipeline.records import Copy, Membership, StoryChange
from pipeline.stories.window import Placement
from warehouse.stories import Stories
from warehouse.warehouse import Batch


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


def test_stories_are_asked_for_by_age_size_and_number(house):
    stories, founder = Stories(house.store), article(4).id
    house.load(batch(1))
    later = NOW + timedelta(hours=5)
    alone = Placement(
        memberships=[Membership(article_id=article(9).id, story_id=article(9).id, score=1.0)],
        stories=[story(article(9).id)],
    )
    last = article(9, published_at=later, first_seen_at=later)
    house.load(Batch(at=later, articles=[last], placement=alone))
    assert [s.id for s in stories.latest(most=1)] == [article(9).id]
    assert len(stories.latest(least=2)) == 2
    assert [s.id for s in stories.latest(since=later)] == [article(9).id]
    assert stories.of([article(5).id, "unknown"]) == {article(5).id: founder}
    assert stories.get("unknown") is None
    assert stories.members(["unknown"]) == {"unknown": []}


def test_a_story_that_begins_again_after_its_merge_keeps_its_articles(house):
    """Merged, and split off again under its old id, within one batch."""
    house.load(batch(1))
    a, b = article(1).id, article(4).id
    back = [article(n).id for n in (4, 5)]
    later = NOW + timedelta(hours=1)
    again = Placement(
        memberships=[
            *(Membership(article_id=id, story_id=a, score=0.9, reason="merged") for id in back),
            *(Membership(article_id=id, story_id=b, score=0.0, reason="split") for id in back),
        ],
        stories=[story(a), story(b)],
        changes=[
            StoryChange(at=later, kind="merged", story_id=b, other_id=a, reason="bridge"),
            StoryChange(at=later, kind="split", story_id=a, other_id=b, reason="apart"),
        ],
    )
    for _ in range(2):
        house.load(Batch(at=later, placement=again))
        assert {s.id: s.n_articles for s in house.stories.latest()} == {a: 4, b: 2}
        assert [row["id"] for row in house.stories.timeline(b)] == back
    # The one that had left the window went along with the merge, and stayed.
    assert article(6).id in {row["id"] for row in house.stories.timeline(a)}


def test_merges_of_one_batch_follow_each_other(house):
    """b into a and then that into c, and d into b, which had ended: d's articles go no further."""
    for first, size in ((1, 2), (7, 6)):  # stories of articles 1-2, 3-4, 5-6, 7-12
        articles = [article(n) for n in range(first, first + 6)]
        house.load(batch(first, placement=placement(articles, first, story_of=size)))
    a, b, c, d = (article(n).id for n in (1, 3, 5, 7))
    later = NOW + timedelta(hours=1)
    merges = [(b, a), (a, c), (d, b)]
    changes = [
        StoryChange(at=later, kind="merged", story_id=ended, other_id=heir, reason="bridge")
        for ended, heir in merges
    ]
    named = Membership(article_id=article(9).id, story_id=c, score=0.9, reason="merged")
    stories = [story(a, merged_into=c), story(b, merged_into=a), story(c), story(d, merged_into=b)]
    placed = Placement(memberships=[named], stories=stories, changes=changes)
    house.load(Batch(at=later, placement=placed))
    now_in = house.stories.of([article(n).id for n in range(1, 13)])
    assert [now_in[article(n).id] for n in range(1, 7)] == [c] * 6
    assert [now_in[article(n).id] for n in range(7, 13)] == [b, b, c, b, b, b]
    house.publish()
    history = house.sql.query(
        f"SELECT story_id FROM membership_history WHERE article_id = '{b}' ORDER BY since, story_id"
    )
    assert sorted(row[0] for row in history.rows) == sorted([b, a, c])


def test_a_story_that_loses_an_article_is_counted_again_and_ends_with_its_last(house):
    house.load(batch(1))
    a, b = article(1).id, article(4).id
    for n, left in ((6, 2), (5, 1), (4, 0)):
        later = NOW + timedelta(hours=10 - n)
        move = Membership(article_id=article(n).id, story_id=a, score=0.9, reason="split")
        house.load(Batch(at=later, placement=Placement(memberships=[move], stories=[story(a)])))
        living = {s.id: s.n_articles for s in house.stories.latest()}
        assert living == ({a: 6 - left, b: left} if left else {a: 6})
    assert house.stories.get(b).id == a
    assert [c["reason"] for c in house.stories.changes(b)] == ["all of its articles moved there"]
    house.publish()
    assert house.sql.query("SELECT id, n_articles FROM stories").rows == [(a, 6)]
    ended = house.sql.query("SELECT id, n_articles, merged_into FROM all_stories ORDER BY id")
    assert ended.rows == [(a, 6, None), (b, 0, a)]


def test_one_text_in_two_stories_is_a_development_of_each_until_they_merge(house):
    house.load(batch(1, developments=[], alerts=[]))
    a, b = article(1).id, article(4).id
    one = development(article(1))
    other = replace(one, story_id=b, article_id=b)
    house.load(Batch(at=NOW, developments=[one, other]))
    assert house.stories.developments(a) == [one]
    assert house.stories.developments(b) == [other]
    house.publish()
    rows = house.sql.query("SELECT story_id, article_id FROM developments ORDER BY story_id").rows
    assert rows == [(a, a), (b, b)]
    assert house.sql.query("SELECT DISTINCT n_developments FROM stories").rows == [(1,)]
    # An article that moves away leaves behind what it told there.
    moved = Membership(article_id=a, story_id=b, score=0.9, reason="split")
    later = NOW + timedelta(hours=1)
    house.load(Batch(at=later, placement=Placement(memberships=[moved], stories=[story(b)])))
    assert house.stories.developments(a) == [one]
    merge = StoryChange(at=later, kind="merged", story_id=b, other_id=a, reason="bridge")
    placed = Placement(stories=[story(a), story(b, merged_into=a)], changes=[merge])
    house.load(Batch(at=later + timedelta(hours=1), placement=placed))
    assert house.stories.developments(a) == [one]
    house.publish()
    assert house.sql.query("SELECT story_id FROM developments").rows == [(a,)]
    assert house.sql.query("SELECT count(*) FROM figure_changes").rows == [(1,)]
