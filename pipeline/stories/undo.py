"""A user's decision taken back: what it moved goes to where it was, what followed goes along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pipeline.records import Membership, Story, StoryChange
from pipeline.stories.clustering import Change, Move
from pipeline.stories.summaries import summarize_stories
from pipeline.stories.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMove:
    """How an article stood before a decision moved it, and where it stands now."""

    article_id: str
    was: str  # its story before
    score: float
    nearest_id: str
    reason: str
    until: datetime
    put: str  # the living story that the decision's has become
    story_id: str  # the living story that the article is in


def memberships_back(
    moves: Sequence[DecisionMove],
    later: Sequence[Membership],
    heirs: Mapping[str, str],
    *,
    revive: bool,
) -> dict[str, Membership]:
    """Article id -> its place without the decision; articles that stay are left out.

    Args:
        moves: What the decision moved. What has left for another story since stays there.
        later: What came since into the stories where `moves` are, as it came: an article goes
            with the one that it joined by.
        heirs: Story id -> its living story, of every `was`.
        revive: Of a merge: the story that ended lives again under its id.
    """
    back: dict[str, Membership] = {}
    at = {move.article_id: move.story_id for move in moves}
    for move in moves:
        story = move.was if revive else heirs.get(move.was, move.was)
        if move.story_id == move.put and story != move.story_id:
            back[move.article_id] = Membership(
                article_id=move.article_id, story_id=story, score=move.score,
                nearest_id=move.nearest_id, reason=move.reason,  # type: ignore[arg-type]
            )  # fmt: skip
    for member in later:
        leader = back.get(member.nearest_id)
        if leader is None or member.article_id in at or member.reason not in ("joined", "copy"):
            continue
        if member.story_id == at[leader.article_id]:
            at[member.article_id] = member.story_id
            back[member.article_id] = replace(member, story_id=leader.story_id)
    return back


def changes_back(
    back: Mapping[str, Membership],
    story_of: Mapping[str, str],
    records: Mapping[str, Story],
    now: datetime,
) -> list[StoryChange]:
    """Stories that end because all their articles go back, and those that live again.

    `story_of`: article id -> the story it is in, of all articles of the stories touched.
    `records`: story id -> the story, of those and of the stories that articles go back to.
    """
    left = Counter(story for article, story in story_of.items() if article not in back)
    went = Counter((story_of[article], member.story_id) for article, member in back.items())
    changes: dict[str, StoryChange] = {}
    for (old, new), _ in went.most_common():
        kind, subject = ("split", new) if records[new].merged_into else ("merged", old)
        if subject in changes or (kind == "merged" and left[old]):
            continue
        changes[subject] = StoryChange(
            at=now, kind=kind, story_id=old, other_id=new, reason="undone"  # type: ignore[arg-type]
        )  # fmt: skip
    return list(changes.values())


def stories_back(
    window: Window,
    back: Mapping[str, Membership],
    changes: Sequence[StoryChange],
    records: Mapping[str, Story],
) -> list[Story]:
    """The stories touched as they then stand; titles and words are of the window's articles."""
    ended = {change.story_id: change.other_id for change in changes if change.kind == "merged"}
    clustering = window.copy_clustering()
    for seq in [seq for seq, article in clustering.ids.items() if article in back]:
        old, new = clustering.story[seq], back[clustering.ids[seq]].story_id
        rest = tuple(other for other in clustering.members[old] if other != seq)
        clustering.members[old] = rest
        if not rest:
            del clustering.members[old]
        clustering.members[new] = tuple(sorted((*clustering.members.get(new, ()), seq)))
        clustering.story[seq] = new
        clustering.moves.append(Move(seq, new, 1.0, None, "user"))
        kind: Literal["merged", "split"] = "merged" if old in ended and not rest else "split"
        clustering.changes.append(Change(kind, old, ended.get(old, new), 1.0, "undone", 0))
    plain = {id_: replace(story, merged_into="") for id_, story in records.items()}
    summaries = {story.id: story for story in summarize_stories(window, clustering)}
    stories = {id_: summaries.get(id_, story) for id_, story in plain.items()}
    return [
        replace(story, merged_into=ended.get(id_, ""), n_articles=0 if id_ in ended else 1)
        for id_, story in stories.items()
    ]
