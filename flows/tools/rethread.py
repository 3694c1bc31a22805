"""A span of the past placed again, its difference shown, and adopted when it is wished.

Articles of the span go through `place` in the order they were told, from an empty window, with the
user's decisions in force. A new story takes the id of the old one with which it shares most
articles; what was told and sent stays, and tracks follow their story to where it went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from flows.cycle import alone, batches
from flows.services import Services
from pipeline.embed import embed
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
    """What to place again, how, and whether to put it in place."""

    since: datetime | None = None
    until: datetime | None = None
    coefficients: Path | None = None
    adopt: bool = False

    def holds(self, article: Article) -> bool:
        """Say whether the article was told within the span."""
        after = self.since is None or article.at >= self.since
        return after and (self.until is None or article.at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The span as it is now placed, stories under the ids they keep."""

    stories: Mapping[str, str]  # article -> story
    memberships: Mapping[str, Membership]
    copies: Sequence[Copy]
    told: Mapping[str, Story]  # as placing left them, under kept ids


def rethread(warehouse: Warehouse, settings: Settings, span: Span, now: datetime) -> dict[str, Any]:
    """Place the span again and give the difference; with `span.adopt` also put it in place."""
    with alone(warehouse, wait_s=60.0), Services(settings) as services:
        stories = warehouse.stories()
        members = warehouse.story_articles([story.id for story in stories])
        old = {a.id: story_id for story_id, articles in members.items() for a in articles}
        every = {a.id: a for articles in members.values() for a in articles}
        chosen = sorted(filter(span.holds, every.values()), key=lambda a: (a.at, a.id))
        again = _placed(warehouse, services, chosen, span, old)
        found = difference({a.id: old[a.id] for a in chosen}, again.stories)
        report = _report(chosen, found)
        if span.adopt and found.moved:
            new = Merged(old=old | dict(again.stories), every=every, stories=stories)
            report["adopted"] = warehouse.adopt(_adopted(again, found, new, now), now)["moved"]
            warehouse.publish()
    return report


def _placed(
    warehouse: Warehouse,
    services: Services,
    articles: Sequence[Article],
    span: Span,
    old: Mapping[str, str],
) -> Again:
    file = span.coefficients
    weights = services.coefficients_of(file) if file else services.coefficients
    days = services.settings.place.window_days
    window = replace(Window.empty(decisions=warehouse.decisions()), days=days)
    memberships: dict[str, Membership] = {}
    copies: dict[str, Copy] = {}
    told: dict[str, Story] = {}
    cut = [*batches(articles, BATCH), []]  # the last: decisions on what came before
    for batch, features in prefetch_features(cut, services.workers):
        rows = _vectors(warehouse, services, batch)
        placement = place(batch, rows, window, weights, features)
        window = slide(window, placement, batch, rows)
        memberships |= {m.article_id: m for m in placement.memberships}
        copies |= {c.article_id: c for c in placement.copies}
        told |= {s.id: s for s in placement.stories}
    plain = {id_: membership.story_id for id_, membership in memberships.items()}
    kept = keep_ids({id_: old[id_] for id_ in plain}, plain)
    names = {plain[id_]: story_id for id_, story_id in kept.items()}
    return Again(
        stories=kept,
        memberships={i: replace(m, story_id=kept[i]) for i, m in memberships.items()},
        copies=list(copies.values()),
        told={names[i]: replace(s, id=names[i]) for i, s in told.items() if i in names},
    )


def _vectors(warehouse: Warehouse, services: Services, articles: Sequence[Article]) -> Any:
    """Give the articles' rows: the stored ones of this model, the others computed again."""
    if not articles:
        return np.empty((0, 0), np.float32)
    known = warehouse.vectors([a.id for a in articles], *services.model)
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


def _adopted(again: Again, found: Difference, new: Merged, now: datetime) -> Placement:
    """Give what the warehouse has to change: moves, the stories they touch, merges and splits."""
    moved = {article_id for article_id, *_ in found.moved}
    touched = {story_id for _, was, to in found.moved for story_id in (was, to)}
    heirs = dict(found.merged)
    known = {story.id: story for story in new.stories} | dict(again.told)
    members: dict[str, list[Article]] = {}
    for article_id, story_id in new.old.items():
        members.setdefault(story_id, []).append(new.every[article_id])
    return Placement(
        memberships=[
            replace(m, reason="rethreaded") for i, m in again.memberships.items() if i in moved
        ],
        copies=[copy for copy in again.copies if copy.article_id in moved],
        stories=[
            _story(known[story_id], members.get(story_id, []), heirs.get(story_id, ""))
            for story_id in sorted(touched)
        ],
        changes=[
            *(_change(now, "merged", was, to) for was, to in found.merged),
            *(_change(now, "split", was, to) for was, to in found.split),
        ],
    )


def _story(story: Story, articles: Sequence[Article], heir: str) -> Story:
    """Give the story with its articles counted anew; one without any has ended."""
    if not articles:
        return replace(story, n_articles=0, merged_into=heir)
    times = [article.at for article in articles]
    return replace(
        story, n_articles=len(articles), first_at=min(times), last_at=max(times), merged_into=""
    )


def _change(now: datetime, kind: Any, story_id: str, other_id: str) -> StoryChange:
    return StoryChange(at=now, kind=kind, story_id=story_id, other_id=other_id, reason="rethreaded")


def _report(articles: Sequence[Article], found: Difference) -> dict[str, Any]:
    return {
        "articles": len(articles),
        "stories_kept": found.kept,
        "merged": found.merged,
        "split": found.split,
        "moved": found.moved,
    }
