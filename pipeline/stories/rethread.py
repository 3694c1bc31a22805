"""The past placed again: ids kept by overlap, and what changed, before anybody adopts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.web.urls import hash_id

Stories = Mapping[str, str]
"""Article id -> story id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a new placing changes, for people to read before it is adopted."""

    kept: int  # stories with the very articles they had
    merged: tuple[tuple[str, str], ...]  # (old story, the one that most of its articles are now in)
    split: tuple[tuple[str, str], ...]  # (old story, a new one that part of its articles are in)
    moved: tuple[tuple[str, str, str], ...]  # (article, old story, new story)


def keep_ids(old: Stories, new: Stories) -> dict[str, str]:
    """`new` with each story under the id of the old story that it shares most articles with.

    The largest overlap chooses first, of equals the smaller id; each id is given once. A story
    without one keeps its own id, unless an old story has it: then it gets one made from both.
    """
    shared = Counter((story, old[article]) for article, story in new.items() if article in old)
    given: dict[str, str] = {}
    taken: set[str] = set()
    for (story, was), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if story not in given and was not in taken:
            given[story] = was
            taken.add(was)
    before = set(old.values())
    for story in sorted(set(new.values()) - set(given)):
        free = story not in taken and story not in before
        given[story] = story if free else hash_id("rethread", story)
        taken.add(given[story])
    return {article: given[story] for article, story in new.items()}


def difference(old: Stories, new: Stories) -> Difference:
    """What changes from `old` to `new` (ids already kept), over the articles that both place."""
    both = sorted(set(old) & set(new))
    went = Counter((old[article], new[article]) for article in both)
    before, after = Counter(old[a] for a in both), Counter(new[a] for a in both)
    alive = set(new.values())
    merged, split = [], []
    for (was, now), count in sorted(went.items()):
        if was == now:
            continue
        if was not in alive and 2 * count > before[was]:
            merged.append((was, now))
        elif now not in before:
            split.append((was, now))
    return Difference(
        kept=sum(went[s, s] == before[s] == after[s] for s in before),
        merged=tuple(merged),
        split=tuple(split),
        moved=tuple((a, old[a], new[a]) for a in both if old[a] != new[a]),
    )
