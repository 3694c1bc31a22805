"""A user's word on stories, kept through every later cycle and re-threading."""

from __future__ import annotations

from pipeline.records import Decision
from pipeline.stories.clustering import Threads
from pipeline.stories.window import Window


def decided(threads: Threads, window: Window) -> Threads:
    """`threads` with the window's decisions in force, carried out where they are not yet.

    merge: two stories are one, and stay one. cut: an article leaves a story and never comes back.
    apart: two articles are never in one story; the later one leaves where they are. What names an
    article or story outside the window has nothing to act on.
    """
    if not window.decisions:
        return threads
    seqs = {name: seq for seq, name in threads.ids.items()}
    for decision in window.decisions:
        threads.now = int(decision.at.timestamp())
        _DO[decision.kind](threads, seqs, decision)
    return threads


def _merge(threads: Threads, seqs: dict[str, int], decision: Decision) -> None:
    one, other = (_story(threads, seqs, story) for story in (decision.a, decision.b))
    if one and other and one != other:
        one = threads.merge(one, other, 1.0, "user")
    threads.pinned |= {story for story in (one, other) if story in threads.members}


def _cut(threads: Threads, seqs: dict[str, int], decision: Decision) -> None:
    seq, story = seqs.get(decision.a), _story(threads, seqs, decision.b)
    if seq is None:
        return
    if decision.b in threads.members:  # an article that gave the story its id may have left it
        story = decision.b
    if threads.story[seq] == story and len(threads.members[story]) > 1:
        threads.take_out([seq], "user", 1.0)
    threads.barred |= {(seq, story)}


def _apart(threads: Threads, seqs: dict[str, int], decision: Decision) -> None:
    one, other = seqs.get(decision.a), seqs.get(decision.b)
    if one is None or other is None:
        return
    threads.apart |= {frozenset((one, other))}
    if threads.story[one] == threads.story[other]:
        threads.take_out([max(one, other)], "user", 1.0)


def _story(threads: Threads, seqs: dict[str, int], story: str) -> str:
    """The living story that an id means: itself, or where its first article now is; "" if gone."""
    if story in threads.members:
        return story
    return threads.story[seqs[story]] if story in seqs else ""


_DO = {"merge": _merge, "cut": _cut, "apart": _apart}
