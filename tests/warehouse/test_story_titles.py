"""A story is called as an article of its own is: edited, cut out or gone back, whatever came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, article, batch, story

from pipeline.records import Decision, Membership
from pipeline.stories.window import Placement
from warehouse.story_titles import rename_stories
from warehouse.warehouse import Batch

LATER = NOW + timedelta(hours=1)
FIRST, FOURTH = article(1).id, article(4).id


def called(house):
    return {story.id: story.title for story in house.stories.latest()}


@pytest.fixture
def named(house):
    """Two stories of three articles, called as their second articles are."""
    made = batch(1, developments=[], alerts=[])
    titles = {FIRST: "Dam 2 holds", FOURTH: "Dam 5 holds"}
    stories = [story(id_, title=title) for id_, title in titles.items()]
    house.load(replace(made, placement=replace(made.placement, stories=stories)))
    return house


def edit(n, title, version=2):
    return article(n, version=version, title=title, digest=title, first_seen_at=LATER)


def test_a_corrected_title_is_the_story_s_where_it_was(named):
    named.load(Batch(at=LATER, edits=[edit(2, "Dam 2 fails | Example News"), edit(6, "Dam six")]))
    assert called(named) == {FIRST: "Dam 2 fails", FOURTH: "Dam 5 holds"}
    named.publish()
    shown = named.sql.query("SELECT title FROM stories ORDER BY id").rows
    assert shown == [("Dam 2 fails",), ("Dam 5 holds",)]
    named.load(Batch(at=LATER, edits=[edit(2, "", version=3)]))
    assert called(named)[FIRST] == "The dam held on day 2. Engineers counted 2 cracks."


def test_a_story_is_not_called_as_an_article_that_is_elsewhere(named):
    """Its own articles have left the window: placing has nothing to say of it."""
    moved = Membership(article_id=article(2).id, story_id=article(2).id, score=1.0, reason="user")
    own = story(article(2).id, title="Dam 2 holds")
    named.load(Batch(at=LATER, placement=Placement(memberships=[moved], stories=[own])))
    assert called(named) == {
        FIRST: "Dam 1 holds", FOURTH: "Dam 5 holds", article(2).id: "Dam 2 holds"
    }  # fmt: skip


def test_what_goes_back_takes_its_title_along(named):
    """Two stories were one under a title of the other's, and all have left the window."""
    moved = [
        Membership(article_id=article(n).id, story_id=FOURTH, score=0.8, reason="joined")
        for n in (2, 3)
    ]
    stories = [story(FIRST, title="Dam 2 holds"), story(FOURTH, title="Dam 5 holds")]
    named.stories.add_decisions([Decision(kind="merge", a=FIRST, b=FOURTH, at=NOW)])
    (decision,) = named.stories.decision_history()
    back = Placement(memberships=moved, stories=stories)
    assert named.stories.undo_decision(decision["id"], back, LATER)
    assert called(named) == {FIRST: "Dam 1 holds", FOURTH: "Dam 5 holds"}


def test_a_title_that_an_article_bears_stays(named):
    with named.store.news() as con:
        rename_stories(con, [FIRST, FOURTH, "unknown"])
        rename_stories(con, [])
    assert called(named) == {FIRST: "Dam 2 holds", FOURTH: "Dam 5 holds"}
