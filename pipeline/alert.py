"""Which developments are alerts: per track and channel, with the time that each is due.

`compose_alerts` is pure. What it needs of the past (what a track has not been told, how much it
was told today, a story's voices) is handed over in records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipeline.alerts.rendering import AlertContent, render_alert
from pipeline.alerts.tracks import due_at, held_until, is_muted, within_budget
from pipeline.records import Alert, Development, Story, Track, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A track on one of the stories that it follows, and what it knows of that story."""

    track: Track  # with the `story_id` of that story
    untold: Sequence[Development] = ()  # earlier ones it waits for: too few outlets had told them
    told_today: int = 0  # developments of any story told since midnight: counts on the budget


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContext:
    """What an alert says of the story beside the development."""

    story: Story
    voices: Sequence[Voice] = ()  # independent ones, the earliest first


def compose_alerts(
    followers: Sequence[Follower],
    developments: Sequence[Development],
    contexts: Mapping[str, StoryContext],
    now: datetime,
    zone: tzinfo,
) -> list[Alert]:
    """One alert per track, development and channel; its id is the hash of the three.

    A track's budget is spent over all its stories, on the most novel developments first; what is
    over it is held. Developments that a track waited for are given again until its minimum of
    outlets is reached: ids keep that harmless.

    Args:
        followers: A track that follows several stories stands here once per story.
        developments: New ones; silent ones (`alert` False) are passed over.
        contexts: By story id, for all stories that are followed and have a development.
        now: The cycle's time.
        zone: In which quiet hours and digests are meant, and times are written.
    """
    due: dict[str, list[tuple[Follower, Development]]] = {}
    for follower in followers:
        track = follower.track
        times = [(d, d.at) for d in follower.untold] + [(d, now) for d in developments]
        for development, at in times:
            if _is_due(track, development, contexts, at):
                due.setdefault(track.id, []).append((follower, development))
    return [alert for pairs in due.values() for alert in _track_alerts(pairs, contexts, now, zone)]


def _is_due(
    track: Track, development: Development, contexts: Mapping[str, StoryContext], at: datetime
) -> bool:
    if not (track.active and development.alert and track.story_id == development.story_id):
        return False
    if len(contexts[development.story_id].voices) < track.min_outlets > 1:
        return False
    return not is_muted(track, development, at)


def _track_alerts(
    pairs: Sequence[tuple[Follower, Development]],
    contexts: Mapping[str, StoryContext],
    now: datetime,
    zone: tzinfo,
) -> list[Alert]:
    """The alerts of one track; a fact that two of its stories told is one alert."""
    unique = {development.id: (follower, development) for follower, development in pairs}
    first = pairs[0][0]
    ready, held = within_budget(
        first.track, [development for _, development in unique.values()], first.told_today
    )
    times = [(each, due_at(first.track, now, zone)) for each in ready]
    times += [(each, held_until(first.track, now, zone)) for each in held]
    alerts: list[Alert] = []
    for development, due in times:
        context = contexts[development.story_id]
        content = AlertContent(
            track=unique[development.id][0].track,
            development=development,
            story=context.story,
            voices=tuple(context.voices),
            zone=zone,
        )
        alerts += [render_alert(content, name, now, due) for name in content.track.channels]
    return alerts
