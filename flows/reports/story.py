"""One story: its articles, developments, figures, independent voices, merges and splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pipeline.records import Article, Development, Story, StoryChange

if TYPE_CHECKING:
    from pipeline.detect import Detection
    from pipeline.records import Figure
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineArticle:
    """An article in its story: how it came in and whose copy it is.

    `reason` is why it was placed there, `nearest_id` the article that decided and `score` the
    probability that both tell one story, 0..1. Shares are of text in common, 0..1, None where the
    article is no copy.
    """

    id: str
    at: datetime
    outlet: str
    title: str
    url: str
    lang: str
    version: int
    score: float
    nearest_id: str  # "" for the article that founded the story
    reason: str
    copy_of: str  # article id, "" where it is no copy
    copy_kind: str
    share: float | None
    share_back: float | None
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFigure:
    """One value of one counted thing, from the first article that gave it."""

    at: datetime | None
    counts: str  # what is counted: "killed"
    value: float
    unit: str
    raw: str  # as written, with hedge and unit; may be ""
    outlet: str
    article_id: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryVoice:
    """One independent source and how many of the story's articles go back to it."""

    first_at: datetime
    name: str
    n_articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """A story with all that the warehouse has on it, each sequence in the order told."""

    story: Story
    timeline: tuple[TimelineArticle, ...]
    developments: tuple[Development, ...]
    figures: tuple[LedgerFigure, ...]  # by what they count, then by time
    voices: tuple[StoryVoice, ...]
    changes: tuple[StoryChange, ...]  # merges and splits, oldest first


def find_story(warehouse: Warehouse, story_id: str) -> Story | None:
    """Give the story, or the one that it was merged into; None: the warehouse has none."""
    return warehouse.stories.get(story_id)


def report_story(
    warehouse: Warehouse,
    story: Story,
    articles: Sequence[Article] | None = None,
    past: Detection | None = None,
) -> StoryReport:
    """Read the story's timeline, developments, figures, voices and changes.

    `articles`: its members, where they were read already. `past`: developments and figures of it
    that are not kept.
    """
    if articles is None:
        articles = warehouse.stories.members([story.id])[story.id]
    outlets = {article.id: article.outlet for article in articles}
    developments = warehouse.stories.developments(story.id)
    figures = warehouse.coverage.figures(story.id)
    if past:
        developments = sorted([*developments, *past.developments], key=lambda d: (d.at, d.id))
        figures = sorted([*figures, *past.figures], key=lambda f: (f.at, f.article_id))
    timeline = tuple(TimelineArticle(**row) for row in warehouse.stories.timeline(story.id))
    return StoryReport(
        story=story,
        timeline=timeline,
        developments=tuple(developments),
        figures=tuple(_ledger_figures(figures, outlets)),
        voices=tuple(_story_voices(articles, timeline)),
        changes=tuple(story_change(row) for row in warehouse.stories.changes(story.id)),
    )


def story_change(row: Mapping[str, Any]) -> StoryChange:
    """Give a merge or split as a record, of a row of the view `story_changes`."""
    return StoryChange(
        at=row["changed_at"],
        kind=row["kind"],
        story_id=row["story_id"],
        other_id=row["other_id"],
        reason=row["reason"],
        score=row["score"],
    )


def _ledger_figures(figures: Sequence[Figure], outlets: Mapping[str, str]) -> list[LedgerFigure]:
    """Give each value of each counted thing once, at its first article."""
    first: dict[tuple[str, float, str], LedgerFigure] = {}
    for figure in figures:
        key = (figure.counts, figure.value, figure.unit)
        if figure.counts and key not in first:
            first[key] = LedgerFigure(
                at=figure.at,
                counts=figure.counts,
                value=figure.value,
                unit=figure.unit,
                raw=figure.raw,
                outlet=outlets.get(figure.article_id, ""),
                article_id=figure.article_id,
                sentence=figure.sentence,
            )
    return sorted(first.values(), key=lambda figure: (figure.counts, figure.at))


def _story_voices(
    articles: Sequence[Article], timeline: Sequence[TimelineArticle]
) -> list[StoryVoice]:
    from pipeline.alerts.voices import independent_voices  # noqa: PLC0415 - slow, only for a report

    copy_of = {row.id: row.copy_of for row in timeline if row.copy_of}
    return [
        StoryVoice(first_at=voice.first_at, name=voice.name, n_articles=len(voice.article_ids))
        for voice in independent_voices(articles, copy_of)
    ]
