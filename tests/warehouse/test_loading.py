"""Loading: all or nothing, and once however often."""

from __future__ import annotations

import shutil

import pytest
from builders import NOW, article, batch, contents, story
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.records import Membership, StoryChange
from pipeline.stories.window import Placement
from warehouse.loading import load_batch
from warehouse.warehouse import Batch, Loaded, Warehouse


def test_the_same_batch_again_changes_nothing(house):
    first = load_batch(house.store, batch(1))
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
