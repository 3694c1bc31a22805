"""A new track, matched at once with the stories of the window, whose past it reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from flows.past import read_past
from flows.services import Services
from pipeline.alerts.batch import PlacedBatch
from pipeline.alerts.tracks import Assignment, assignments
from pipeline.web.urls import canonical, entry_id

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.records import Story, Track
    from warehouse.warehouse import Warehouse

LATEST = 5000
"""Articles of the window matched (chosen by hand, 2026-11): some days of a large set of feeds."""


def start_track(
    warehouse: Warehouse, settings: Settings, track: Track, most: int | None = None
) -> list[Story]:
    """Save the track, let it follow the stories that match, read their past, and give them.

    What they have told so far counts as known to the track: only what comes later is new. A past of
    more than `most` articles is left to the next cycle; None: none is.
    """
    if track.example:
        track = replace(track, example=example_article_id(track.example))
    warehouse.tracks.save(track)
    with Services(settings) as services:
        assignments = (
            [Assignment(track_id=track.id, story_id=track.story_id)]
            if track.story_id
            else _matches(warehouse, services, track)
        )
        warehouse.tracks.add_follows(assignments, track.created_at)
        found = (warehouse.stories.get(assignment.story_id) for assignment in assignments)
        stories = [story for story in found if story]
        ids = list(dict.fromkeys(story.id for story in stories))
        if ids:
            read_past(warehouse, services, ids, track.created_at, most)
    return stories


def example_article_id(example: str) -> str:
    """Give the id of an example: that of the article under its URL, or the id itself."""
    url = canonical(example) if "://" in example else ""
    return entry_id(url, "", "", "", "") if url else example


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackMatch:
    """A story that a track would follow, by which article and why."""

    story_id: str
    story_title: str
    n_articles: int
    last_at: datetime
    article_id: str  # "" where the story was named
    article_title: str
    score: float
    reason: str


def preview_track(
    warehouse: Warehouse, settings: Settings, track: Track, since: datetime
) -> list[TrackMatch]:
    """Give the stories told since a time that the track would have followed; saves nothing."""
    if track.example:
        track = replace(track, example=example_article_id(track.example))
    named = [Assignment(track_id=track.id, story_id=track.story_id)] if track.story_id else None
    with Services(settings) as services:
        matches = named or _matches(warehouse, services, track)
    titles = warehouse.articles.titles([match.article_id for match in matches])
    stories = warehouse.stories.records([match.story_id for match in matches])
    return [
        TrackMatch(
            story_id=match.story_id,
            story_title=stories[match.story_id].title,
            n_articles=stories[match.story_id].n_articles,
            last_at=stories[match.story_id].last_at,
            article_id=match.article_id,
            article_title=titles.get(match.article_id, ""),
            score=match.score,
            reason=match.reason,
        )
        for match in matches
        if match.story_id in stories and (named or stories[match.story_id].last_at >= since)
    ]


def _matches(warehouse: Warehouse, services: Services, track: Track) -> list[Assignment]:
    window = warehouse.window.read(*services.model)
    if not len(window):
        return []
    latest = window.ids[-LATEST:]
    at = {id_: row for row, id_ in enumerate(window.ids)}
    articles = warehouse.articles.get(latest)
    batch = PlacedBatch(
        articles=articles,
        embeddings=window.embeddings[[at[a.id] for a in articles]],
        story_of=dict(zip(window.ids, window.story_ids, strict=True)),
    )
    example = at.get(track.example)
    examples = {} if example is None else {track.example: window.embeddings[example]}
    return assignments([track], batch, services.encoder, examples)
