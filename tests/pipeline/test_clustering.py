"""Joins, merges, moves and splits of stories, out of pair probabilities alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stories.clustering import Clustering
from pipeline.stories.features import Features

JOIN = 0.45


def empty() -> Clustering:
    return Clustering.of([], [], [], Features.empty())


def added(links: list[dict[int, float]]) -> Clustering:
    """Articles 0, 1, ... named "a0", "a1", ..., each with its links to earlier ones."""
    clustering = empty()
    for seq, row in enumerate(links):
        clustering.ids[seq] = f"a{seq}"
        clustering.add(seq, row, JOIN, None)
    return clustering


def test_a_linked_article_joins_and_another_founds_a_story_of_its_own() -> None:
    clustering = added([{}, {0: 0.9}, {0: 0.1}])
    assert clustering.story == {0: "a0", 1: "a0", 2: "a2"}
    assert [move.reason for move in clustering.moves] == ["founded", "joined", "founded"]
    assert clustering.moves[1].nearest == 0


def test_a_later_article_merges_two_stories_under_the_older_name() -> None:
    clustering = added([{}, {}, {0: 0.95, 1: 0.95}, {0: 0.95, 1: 0.95, 2: 0.95}])
    assert set(clustering.story.values()) == {"a0"}
    assert [(c.kind, c.story, c.other) for c in clustering.changes] == [("merged", "a1", "a0")]


def test_a_copy_goes_where_its_original_is_whatever_else_it_resembles() -> None:
    clustering = added([{}, {}])
    clustering.ids[2] = "a2"
    clustering.add(2, {0: 0.6, 1: 1.0}, 0.9, 1)
    assert clustering.story[2] == "a1"
    assert clustering.moves[-1].reason == "copy"


def test_articles_kept_apart_by_a_user_never_meet() -> None:
    clustering = added([{}])
    clustering.ids[1] = "a1"
    clustering.apart = frozenset({frozenset((0, 1))})
    clustering.add(1, {0: 0.99}, JOIN, None)
    assert clustering.story == {0: "a0", 1: "a1"}


@given(
    st.lists(
        st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.7, 0.95]), min_size=20, max_size=20),
        max_size=20,
    )
)
def test_every_article_is_in_the_one_story_that_lists_it(table: list[list[float]]) -> None:
    links = [{other: p for other, p in enumerate(row[:seq]) if p} for seq, row in enumerate(table)]
    clustering = added(links)
    listed = {seq: name for name, seqs in clustering.members.items() for seq in seqs}
    assert listed == clustering.story
    assert sum(map(len, clustering.members.values())) == len(table)
    assert all(list(seqs) == sorted(seqs) for seqs in clustering.members.values())
    last = {move.seq: move.story for move in clustering.moves}
    assert last == clustering.story


def test_a_working_copy_leaves_the_original_alone() -> None:
    clustering = added([{}, {0: 0.9}])
    copy = clustering.copied()
    copy.ids[2] = "a2"
    copy.add(2, {0: 0.9, 1: 0.9}, JOIN, None)
    copy.forget({0: 5})
    assert clustering.story == {0: "a0", 1: "a0"}
    assert 2 not in clustering.links[0]
    assert copy.past == {"a0": (1, 5)}


def test_an_article_that_moved_and_left_the_window_is_told_where_its_story_went() -> None:
    clustering = added([{}, {}, {1: 0.9}])
    clustering.forget({2: 5})
    clustering.merge("a0", "a1", 1.0, "one story")
    assert {move.seq: move.story for move in clustering.moves} == {0: "a0", 1: "a0", 2: "a0"}


def test_a_story_split_off_twice_for_one_article_never_takes_a_living_id() -> None:
    clustering = added([{}, {0: 0.9}, {0: 0.9, 1: 0.9}, {0: 0.9, 1: 0.9, 2: 0.9}])
    clustering.members |= {f"a{seq}": clustering.members.get(f"a{seq}", ()) for seq in range(4)}
    first = clustering.take_out([3], "apart", 0.0)
    clustering.members[first] = (9,)  # another article has joined it since
    clustering.story[3] = "a0"
    assert clustering.take_out([3], "apart", 0.0) != first
    assert clustering.members[first] == (9,)
