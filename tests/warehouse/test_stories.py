"""Stories that merge, and articles placed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import NOW, article, batch, placement, story, track

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
