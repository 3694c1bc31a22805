"""Stories that have grown past what their time and outlets make likely, and their separate parts.

A guard for people: one theme may chain into one story. Nothing is split by it, since size alone is
no evidence: of the largest wrong stories of seven labelled sets most are of no unlikely size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.stories.clustering import Clustering
from pipeline.stories.linkage import link_groups
from pipeline.stories.window import Window

# Articles of one outlet on one day, of a story that has this many or more. Of 40 stories of eight
# articles or more in seven labelled sets with outlets 38 have 1.2 or fewer (2026-11).
LIKELY, LEAST = 1.2, 16
_PART = 3  # articles of a part worth naming
_STEPS = 20  # strengths tried, evenly over 0..1
_DAY = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsizedStory:
    """A story with more articles in the window than are likely."""

    story_id: str
    articles: int
    likely: int
    parts: tuple[tuple[str, ...], ...]  # article ids of its most separate parts, the largest first
    link: float  # no more than this holds these together; 1 for a single part


def outsized_stories(window: Window) -> list[OutsizedStory]:
    """Those of the window, the largest first."""
    clustering = window.copy_clustering()
    found = list(_outsized(window, clustering))
    return sorted(found, key=lambda story: (-story.articles, story.story_id))


def _outsized(window: Window, clustering: Clustering) -> Iterator[OutsizedStory]:
    for story, members in clustering.members.items():
        if len(members) < LEAST:
            continue
        rows = [row for row, _ in window.rows_of(members)]
        named = {window.outlets[row].casefold() for row in rows} - {""}
        outlets = len(named) + sum(not window.outlets[row] for row in rows)
        days = len(np.unique(window.times[rows] // _DAY)) + 1
        likely = int(LIKELY * outlets * days)
        if len(members) > likely:
            parts, link = separate_parts(members, clustering)
            yield OutsizedStory(
                story_id=story,
                articles=len(members),
                likely=likely,
                parts=tuple(tuple(clustering.ids[seq] for seq in part) for part in parts),
                link=link,
            )


def separate_parts(members: Sequence[int], clustering: Clustering) -> tuple[list[list[int]], float]:
    """The parts into which a story falls first as stronger links are asked of it, and the link
    asked; the whole and 1 where it never does."""
    for step in range(1, _STEPS + 1):
        groups = link_groups(members, clustering.links, step / _STEPS)
        parts = [group for group in groups if len(group) >= _PART]
        if len(parts) > 1:
            return parts, step / _STEPS
    return [list(members)], 1.0
