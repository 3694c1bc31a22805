"""What a user decided about stories, applied in every later cycle and re-threading."""

from __future__ import annotations

from pipeline.records import Decision
from pipeline.stories.clustering import Clustering
from pipeline.stories.window import Window


def apply_decisions(clustering: Clustering, window: Window) -> Clustering:
    """`clustering` with the window's decisions in force, carried out where they are not yet.

    merge: two stories are one, and stay one. cut: an article leaves a story and never comes back.
    apart: two articles are never in one story; the later one leaves where they are. What names an
    article or story outside the window has nothing to act on.
    """
    if not window.decisions:
        return clustering
    seqs = {name: seq for seq, name in clustering.ids.items()}
    for decision in window.decisions:
        clustering.now = int(decision.at.timestamp())
        _APPLY[decision.kind](clustering, seqs, decision)
    return clustering


def _merge(clustering: Clustering, seqs: dict[str, int], decision: Decision) -> None:
    living = [story for story in (decision.a, decision.b) if story in clustering.members]
    if len(living) == 1 and living[0] in clustering.pinned:
        return  # carried out: the article that gave the other its id may be elsewhere by now
    one, other = (_story(clustering, seqs, story) for story in (decision.a, decision.b))
    if one and other and one != other:
        one = clustering.merge(one, other, 1.0, "user")
    clustering.pinned |= {story for story in (one, other) if story in clustering.members}


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


_APPLY = {"merge": _merge, "cut": _cut, "apart": _apart}
