"""Which developments are alerts: per track and channel, with the time that each is due.

`compose_alerts` is pure. What it needs of the past (what a track has not been told, how much it
was told today, a story's voices) is handed over in records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from pipeline.alerts.links import LinkBase
from pipeline.alerts.rendering import AlertContent, render_alert
from pipeline.alerts.tracks import due_at, held_until, is_muted, within_budget
from pipeline.records import Alert, Article, Development, Story, Track, Voice


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
    articles: Mapping[str, Article] = field(default_factory=dict)  # its own, by id


@dataclass(frozen=True, slots=True, kw_only=True)
class _DueDevelopment:
    """A development that a track is told at a time."""

    track: Track
    development: Development
    due_at: datetime


def compose_alerts(
    followers: Sequence[Follower],
    developments: Sequence[Development],
    contexts: Mapping[str, StoryContext],
    now: datetime,
    zone: tzinfo,
    links: LinkBase | None = None,
) -> list[Alert]:
    """One alert per track, development and channel; its id is the hash of the three.

    Where several tracks would tell one channel the same, the alerts of all say so and are due when
    the first of them is: `notify` makes one message of them. They come in the order of the
    articles' times.

    A track's budget is spent over all its stories, on the most novel developments first; what is
    over it is held. Developments that a track waited for are given again until its minimum of
    outlets is reached: ids keep that harmless.

    Args:
        followers: A track that follows several stories stands here once per story.
        developments: New ones; silent ones (`alert` False) are passed over.
        contexts: By story id, for all stories that are followed and have a development.
        now: The cycle's time.
        zone: In which quiet hours and digests are meant, and times are written.
        links: By which an alert stops its track; None: by a command alone.
    """
    due: dict[str, list[tuple[Follower, Development]]] = {}
    for follower in followers:
        track = follower.track
        times = [(d, d.at) for d in follower.untold] + [(d, now) for d in developments]
        for development, at in times:
            if _is_due(track, development, contexts, at):
                due.setdefault(track.id, []).append((follower, development))
    told = [each for pairs in due.values() for each in _track_developments(pairs, now, zone)]
    return list(_alerts(told, contexts, now, zone, links or LinkBase()))


def _is_due(
    track: Track, development: Development, contexts: Mapping[str, StoryContext], at: datetime
) -> bool:
    if not (track.active and development.alert and track.story_id == development.story_id):
        return False
    if len(contexts[development.story_id].voices) < track.min_outlets > 1:
        return False
    return not is_muted(track, development, at)


def _track_developments(
    pairs: Sequence[tuple[Follower, Development]], now: datetime, zone: tzinfo
) -> Iterator[_DueDevelopment]:
    """What one track is told, and when; a fact that two of its stories told comes once."""
    unique = {development.id: (follower, development) for follower, development in pairs}
    first = pairs[0][0]
    ready, held = within_budget(
        first.track, [development for _, development in unique.values()], first.told_today
    )
    times = [(each, due_at(first.track, now, zone)) for each in ready]
    times += [(each, held_until(first.track, now, zone)) for each in held]
    for development, due in times:
        track = unique[development.id][0].track
        yield _DueDevelopment(track=track, development=development, due_at=due)


def _alerts(
    told: Sequence[_DueDevelopment],
    contexts: Mapping[str, StoryContext],
    now: datetime,
    zone: tzinfo,
    links: LinkBase,
) -> Iterator[Alert]:
    """Render what is told, per channel: in the order of the articles' times."""
    shared: dict[tuple[str, str], list[_DueDevelopment]] = {}
    for each in told:
        for channel in dict.fromkeys(each.track.channels):
            shared.setdefault((channel, each.development.id), []).append(each)
    for (channel, _), group in sorted(
        shared.items(), key=lambda entry: _told_at(entry[1][0].development, contexts)
    ):
        due = min(each.due_at for each in group)
        for each in group:
            context = contexts[each.development.story_id]
            content = AlertContent(
                track=each.track,
                tracks=tuple(one.track for one in group),
                development=each.development,
                article=context.articles.get(each.development.article_id),
                story=context.story,
                voices=tuple(context.voices),
                zone=zone,
                links=links,
            )
            yield render_alert(content, channel, now, due)


def _told_at(development: Development, contexts: Mapping[str, StoryContext]) -> datetime:
    article = contexts[development.story_id].articles.get(development.article_id)
    return article.at if article else development.at
