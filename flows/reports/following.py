"""What is followed: tracks with their stories, alerts with their deliveries, decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from flows.reports.alerts import AlertStatus, list_alerts
from flows.reports.channels import ChannelStatus, list_channels
from pipeline.alerts.tracks import mute_end

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.records import Story, Track
    from warehouse.warehouse import Warehouse

MOST_ALERTS = 50
"""Alerts listed, the newest (chosen by hand, 2026-11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedStory:
    """A story that a track follows; `why` is story, words, example or rules."""

    id: str
    title: str
    n_articles: int
    since: datetime
    why: str
    article_id: str  # that it matched; "" where the story was named
    article_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedTrack:
    """A track without the addresses of its channels."""

    id: str
    name: str
    created_at: datetime
    story_id: str
    query: str
    any_of: tuple[str, ...]
    all_of: tuple[str, ...]
    none_of: tuple[str, ...]
    langs: tuple[str, ...]
    channels: tuple[str, ...]  # names of the settings', schemes of others
    digest_at: str
    quiet: str
    budget: int
    min_outlets: int
    mute_until: str
    muted_until: datetime | None  # None: not muted, or but for a kind of development
    stories: tuple[FollowedStory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStatus:
    """What the user decided on stories, with the titles of what it names ("": unknown)."""

    id: str
    kind: Literal["merge", "cut", "apart"]
    at: datetime
    a: str
    b: str
    a_title: str
    b_title: str
    in_force: bool
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingReport:
    """All that a person asked for, and what came of it."""

    zone: str  # in which digests and quiet hours are meant
    tracks: tuple[FollowedTrack, ...]
    alerts: tuple[AlertStatus, ...]  # the newest first
    channels: tuple[ChannelStatus, ...]
    decisions: tuple[DecisionStatus, ...]  # the newest first


def report_following(warehouse: Warehouse, settings: Settings, now: datetime) -> FollowingReport:
    """Report tracks, alerts, channels and decisions."""
    with warehouse.together():
        tracks = list_tracks(warehouse, now)
        alerts = list_alerts(warehouse, most=MOST_ALERTS)
        decisions = list_decisions(warehouse)
        channels = list_channels(settings, warehouse)
    return FollowingReport(
        zone=settings.alerts.zone,
        tracks=tracks,
        alerts=alerts,
        channels=channels,
        decisions=decisions,
    )


def list_tracks(warehouse: Warehouse, now: datetime) -> tuple[FollowedTrack, ...]:
    """Give the active tracks with the stories that they follow, the oldest first."""
    stories: dict[str, list[FollowedStory]] = {}
    for row in warehouse.tracks.followed_stories():
        track_id = row.pop("track_id")
        row.pop("score")
        stories.setdefault(track_id, []).append(FollowedStory(**row))
    return tuple(
        _followed_track(track, tuple(stories.get(track.id, ())), now)
        for track in warehouse.tracks.active()
    )


def list_story_tracks(
    warehouse: Warehouse, story: Story, titles: Mapping[str, str], now: datetime
) -> tuple[FollowedTrack, ...]:
    """Give the active tracks that follow a story, the oldest first, each with that story alone.

    `titles`: of its articles, by their id.
    """
    tracks = warehouse.tracks.active()
    rows = warehouse.tracks.story_follows(story.id) if tracks else []
    first: dict[str, FollowedStory] = {}
    named = [
        {"track_id": t.id, "since": t.created_at, "why": "story", "article_id": ""}
        for t in tracks
        if t.story_id == story.id
    ]
    for row in named + rows:
        track_id = row.pop("track_id")
        followed = FollowedStory(
            id=story.id,
            title=story.title,
            n_articles=story.n_articles,
            article_title=titles.get(row["article_id"], ""),
            **row,
        )
        first.setdefault(track_id, followed)
    return tuple(_followed_track(t, (first[t.id],), now) for t in tracks if t.id in first)


def list_decisions(warehouse: Warehouse) -> tuple[DecisionStatus, ...]:
    """Give all decisions, those taken back too, the newest first."""
    rows = warehouse.stories.decision_history()
    return tuple(DecisionStatus(**row) for row in reversed(rows))


def list_decisions_on(warehouse: Warehouse, ids: Collection[str]) -> tuple[DecisionStatus, ...]:
    """Give the decisions in force that name one of these stories or articles, the newest first."""
    if not any({d.a, d.b} & set(ids) for d in warehouse.stories.decisions()):
        return ()
    return tuple(d for d in list_decisions(warehouse) if d.in_force and {d.a, d.b} & set(ids))


def _followed_track(
    track: Track, stories: tuple[FollowedStory, ...], now: datetime
) -> FollowedTrack:
    until = mute_end(track.mute_until)
    past = until is not None and until <= now
    return FollowedTrack(
        id=track.id,
        name=track.name,
        created_at=track.created_at,
        story_id=track.story_id,
        query=track.query,
        any_of=track.any_of,
        all_of=track.all_of,
        none_of=track.none_of,
        langs=track.langs,
        channels=tuple(name.partition("://")[0] for name in track.channels),
        digest_at=track.digest_at,
        quiet=track.quiet,
        budget=track.budget,
        min_outlets=track.min_outlets,
        mute_until="" if past else track.mute_until,
        muted_until=None if past else until,
        stories=stories,
    )
