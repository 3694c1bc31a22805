"""A span of the past placed again: its difference, adopted where asked for.

Articles of the span go through `place` in the order in which they arrived, or by the time they were
told, from an empty window, with the user's decisions in force. A new story takes the id of the old
one with which it shares most articles; developments and sent alerts stay, and tracks follow their
story to its new id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from flows.cycle import batches
from flows.cycle_lock import cycle_lock
from flows.services import Services
from pipeline.embed import embed
from pipeline.encoders.language_means import initial_means
from pipeline.place import place, slide
from pipeline.records import Article, Copy, Membership, Story, StoryChange
from pipeline.stories.prefetch import prefetch_features
from pipeline.stories.rethread import Difference, difference, keep_ids
from pipeline.stories.window import Placement, Window

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.warehouse import Warehouse

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Articles from `since` to before `until` (None: no bound), the coefficients to place them
    with (None: the settings'), and whether to adopt the result. `by_time`: in the order they were
    told, not in that of their arrival, in which the same coefficients change nothing."""

    since: datetime | None = None
    until: datetime | None = None
    coefficients: Path | None = None
    adopt: bool = False
    by_time: bool = False

    def holds(self, article: Article) -> bool:
        """Say whether the article was told within the span."""
        after = self.since is None or article.at >= self.since
        return after and (self.until is None or article.at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The span as placed again, stories under the ids they keep."""

    stories: Mapping[str, str]  # article -> story
    memberships: Mapping[str, Membership]
    copies: Sequence[Copy]
    records: Mapping[str, Story]  # as placing left them, by kept id


@dataclass(frozen=True, slots=True, kw_only=True)
class RethreadReport:
    """The difference that placing again makes; ids are of articles and stories."""

    articles: int
    stories_kept: int  # stories with the very articles they had
    merged: tuple[tuple[str, str], ...]  # (old story, the one that it went into)
    split: tuple[tuple[str, str], ...]  # (old story, a new one that part of it is now)
    moved: tuple[tuple[str, str, str], ...]  # (article, old story, new story)
    adopted: int | None = None  # articles moved in the warehouse; None: nothing was adopted


def rethread(warehouse: Warehouse, settings: Settings, span: Span, now: datetime) -> RethreadReport:
    """Place the span again and give the difference; with `span.adopt` also store and publish it.

    Raises Busy when a cycle runs for over a minute, ValueError for unreadable coefficients.
    """
    with cycle_lock(warehouse, wait_s=60.0), Services(settings) as services:
        stories = warehouse.stories.latest()
        members = warehouse.stories.members([story.id for story in stories])
        old = {a.id: story_id for story_id, articles in members.items() for a in articles}
        every = {a.id: a for articles in members.values() for a in articles}
        arrivals = {} if span.by_time else warehouse.window.arrivals()
        chosen = sorted(
            filter(span.holds, every.values()),
            key=lambda a: (arrivals.get(a.id, len(arrivals)), a.at, a.id),
        )
        replacement = _place_again(warehouse, services, chosen, span, old)
        changes = difference({a.id: old[a.id] for a in chosen}, replacement.stories)
        adopted = None
        if span.adopt and changes.moved:
            new = Merged(old=old | dict(replacement.stories), every=every, stories=stories)
            placement = _adopted_placement(replacement, changes, new, now)
            adopted = warehouse.stories.adopt(placement, now)["moved"]
            warehouse.publish()
    return RethreadReport(
        articles=len(chosen),
        stories_kept=changes.kept,
        merged=changes.merged,
        split=changes.split,
        moved=changes.moved,
        adopted=adopted,
    )


def _place_again(
    warehouse: Warehouse,
    services: Services,
    articles: Sequence[Article],
    span: Span,
    old: Mapping[str, str],
) -> Replacement:
    file = span.coefficients
    weights = services.read_coefficients(file) if file else services.coefficients
    days = services.settings.place.window_days
    means = initial_means(services.model[1])
    window = Window.empty(decisions=warehouse.stories.decisions(), means=means)
    window = replace(window, days=days)
    memberships: dict[str, Membership] = {}
    copies: dict[str, Copy] = {}
    records: dict[str, Story] = {}
    cut = [*batches(articles, BATCH), []]  # the last: decisions on what came before
    for batch, batch_features in prefetch_features(cut, services.workers):
        rows = _vectors(warehouse, services, batch)
        placement = place(batch, rows, window, weights, batch_features)
        window = slide(window, placement, batch, rows)
        memberships |= {m.article_id: m for m in placement.memberships}
        copies |= {c.article_id: c for c in placement.copies}
        records |= {s.id: s for s in placement.stories}
    plain = {id_: membership.story_id for id_, membership in memberships.items()}
    kept = keep_ids({id_: old[id_] for id_ in plain}, plain)
    names = {plain[id_]: story_id for id_, story_id in kept.items()}
    return Replacement(
        stories=kept,
        memberships={i: replace(m, story_id=kept[i]) for i, m in memberships.items()},
        copies=list(copies.values()),
        records={names[i]: replace(s, id=names[i]) for i, s in records.items() if i in names},
    )


def _vectors(warehouse: Warehouse, services: Services, articles: Sequence[Article]) -> Any:
    """Give the articles' rows: the stored ones of this model, the others computed again."""
    if not articles:
        return np.empty((0, 0), np.float32)
    known = warehouse.window.vectors([a.id for a in articles], *services.model)
    lacking = [a for a in articles if a.id not in known]
    if lacking:
        known |= dict(zip((a.id for a in lacking), embed(lacking, services.encoder), strict=True))
    return np.vstack([known[a.id] for a in articles])


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """All articles with their story after the change, and the stories before it."""

    old: Mapping[str, str]
    every: Mapping[str, Article]
    stories: Sequence[Story]


def _adopted_placement(
    replacement: Replacement, changes: Difference, new: Merged, now: datetime
) -> Placement:
    """Give what the warehouse has to change: moves, the stories they touch, merges and splits."""
    moved = {article_id for article_id, *_ in changes.moved}
    touched = {story_id for _, was, to in changes.moved for story_id in (was, to)}
    heirs = dict(changes.merged)
    known = {story.id: story for story in new.stories} | dict(replacement.records)
    members: dict[str, list[Article]] = {}
    for article_id, story_id in new.old.items():
        members.setdefault(story_id, []).append(new.every[article_id])
    return Placement(
        memberships=[
            replace(m, reason="rethreaded")
            for i, m in replacement.memberships.items()
            if i in moved
        ],
        copies=[copy for copy in replacement.copies if copy.article_id in moved],
        stories=[
            _recounted(known[story_id], members.get(story_id, []), heirs.get(story_id, ""))
            for story_id in sorted(touched)
        ],
        changes=[
            *(_change(now, "merged", was, to) for was, to in changes.merged),
            *(_change(now, "split", was, to) for was, to in changes.split),
        ],
    )


def _recounted(story: Story, articles: Sequence[Article], heir: str) -> Story:
    """Give the story with its articles counted again; one without any ended in `heir`."""
    if not articles:
        return replace(story, n_articles=0, merged_into=heir)
    times = [article.at for article in articles]
    return replace(
        story, n_articles=len(articles), first_at=min(times), last_at=max(times), merged_into=""
    )


def _change(now: datetime, kind: Any, story_id: str, other_id: str) -> StoryChange:
    return StoryChange(at=now, kind=kind, story_id=story_id, other_id=other_id, reason="rethreaded")
