"""What a user decided about stories, applied in every later cycle and re-threading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import Decision
from pipeline.stories.clustering import Clustering
from pipeline.stories.window import Window


def apply_decisions(clustering: Clustering, window: Window) -> Clustering:
    """`clustering` with the window's decisions in force, carried out where they are not yet.

    merge: the stories that hold most of the articles it names are one, and stay one. cut: an
    article leaves a story and never comes back. apart: two articles are never in one story; the
    later one leaves where they are. What names an article or story outside the window has nothing
    to act on.
    """
    if not window.decisions:
        return clustering
    seqs = {name: seq for seq, name in clustering.ids.items()}
    for at, decision in enumerate(window.decisions):
        clustering.now = int(decision.at.timestamp())
        if decision.kind == "merge":
            _merge(clustering, seqs, _in_force(decision, window.decisions[at + 1 :]))
        else:
            _APPLY[decision.kind](clustering, seqs, decision)
    return clustering


def _in_force(merge: Decision, later: Sequence[Decision]) -> Decision | None:
    """The merge without the articles that a later decision took out; None: it names none else."""
    if not merge.a_articles or not merge.b_articles:
        return merge
    gone = {d.a for d in later if d.kind == "cut"}
    gone |= {article for d in later if d.kind == "apart" for article in (d.a, d.b)}
    sides = [
        tuple(x for x in side if x not in gone) for side in (merge.a_articles, merge.b_articles)
    ]
    return replace(merge, a_articles=sides[0], b_articles=sides[1]) if all(sides) else None


def _merge(clustering: Clustering, seqs: dict[str, int], decision: Decision | None) -> None:
    if decision is None:
        return
    if decision.a_articles and decision.b_articles:
        one = _story_of_most(clustering, seqs, decision.a_articles)
        other = _story_of_most(clustering, seqs, decision.b_articles)
    else:  # of a time when decisions named none
        living = [story for story in (decision.a, decision.b) if story in clustering.members]
        if len(living) == 1 and living[0] in clustering.pinned:
            return  # carried out: the article that gave the other its id may be elsewhere by now
        one, other = (_story(clustering, seqs, story) for story in (decision.a, decision.b))
    if one and other and one != other:
        one = clustering.merge(one, other, 1.0, "user")
    clustering.pinned |= {story for story in (one, other) if story in clustering.members}


def _story_of_most(clustering: Clustering, seqs: dict[str, int], articles: Sequence[str]) -> str:
    """The story that holds most of the articles, the earliest of equals; "" if all have left."""
    held = Counter(clustering.story[seqs[article]] for article in articles if article in seqs)
    ranked = [(count, -clustering.members[story][0], story) for story, count in held.items()]
    return max(ranked)[2] if ranked else ""


def _cut(clustering: Clustering, seqs: dict[str, int], decision: Decision) -> None:
    seq, story = seqs.get(decision.a), _story(clustering, seqs, decision.b)
    if seq is None:
        return
    if decision.b in clustering.members:  # an article that gave the story its id may have left it
        story = decision.b
    if clustering.story[seq] == story and len(clustering.members[story]) > 1:
        clustering.take_out([seq], "user", 1.0)
    clustering.barred |= {(seq, story)}


def _apart(clustering: Clustering, seqs: dict[str, int], decision: Decision) -> None:
    one, other = seqs.get(decision.a), seqs.get(decision.b)
    if one is None or other is None:
        return
    clustering.apart |= {frozenset((one, other))}
    if clustering.story[one] == clustering.story[other]:
        clustering.take_out([max(one, other)], "user", 1.0)


def _story(clustering: Clustering, seqs: dict[str, int], story: str) -> str:
    """The living story that an id means: itself, or where its first article now is; "" if gone."""
    if story in clustering.members:
        return story
    return clustering.story[seqs[story]] if story in seqs else ""


_APPLY = {"cut": _cut, "apart": _apart}
