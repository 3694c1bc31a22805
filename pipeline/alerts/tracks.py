"""Which stories a track follows, and when its alerts are due: pure functions, time and zone given.

A track requests a story by its id, by words, by an example article, or by rules; what is given of
words, example and rules must all hold. It may match several stories, each followed through merges.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Literal

from pipeline.alerts.batch import PlacedBatch
from pipeline.alerts.requests import (
    article_content,
    knows_scripts,
    likeness,
    request_vectors,
    rules_hold,
)
from pipeline.developments.claim_changes import is_claim
from pipeline.encoders import Encoder
from pipeline.language.words import normal
from pipeline.records import Development, Matrix, Track

Reason = Literal["story", "words", "example", "rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """`track_id` follows `story_id`, because of `article_id` ("" when the story was named)."""

    track_id: str
    story_id: str
    article_id: str = ""
    score: float = 1.0  # how well the words or the example fit, 0..1
    reason: Reason = "story"


def assignments(
    tracks: Sequence[Track],
    batch: PlacedBatch,
    encoder: Encoder,
    examples: Mapping[str, Matrix] | None = None,
) -> list[Assignment]:
    """Which stories the active tracks follow, as far as the batch's articles tell.

    Args:
        tracks: A paused one is passed over.
        batch: Its articles are matched against words, examples and rules; its `story_of` and
            `merged` lead tracks by id or example to their living story.
        encoder: Encodes the words of all tracks in one call.
        examples: Article id -> row `[2 * d]`, of example articles that are not in the batch.
    """
    active = [track for track in tracks if track.active]
    named = [_named(track, batch) for track in active]
    matched = {(a.track_id, a.story_id): a for a in named if a is not None}
    requests = [t for t in active if t.query or t.example or t.any_of or t.all_of]
    vectors = request_vectors(requests, batch, encoder, examples or {})
    every_script = knows_scripts(encoder)
    for i, article in enumerate(batch.articles if requests else ()):
        if article.id not in batch.story_of:
            continue
        story_id = batch.living(batch.story_of[article.id])
        content = article_content(article)
        for track in requests:
            if (track.id, story_id) in matched or not rules_hold(track, article, content):
                continue
            known = every_script or content.latin or not track.query
            wanted = vectors.get(track.id) if known else None
            score = likeness(track, wanted, content, batch.embeddings[i])
            if score is not None:
                matched[track.id, story_id] = Assignment(
                    track_id=track.id,
                    story_id=story_id,
                    article_id=article.id,
                    score=score,
                    reason="words" if track.query else "example" if track.example else "rules",
                )
    return list(matched.values())


def _named(track: Track, batch: PlacedBatch) -> Assignment | None:
    """The story that the track names by its id, or by an example article that stands in it."""
    story_id = track.story_id or batch.story_of.get(track.example, "")
    if not story_id:
        return None
    reason: Reason = "story" if track.story_id else "example"
    return Assignment(track_id=track.id, story_id=batch.living(story_id), reason=reason)


def followed_stories(
    tracks: Sequence[Track], follows: Iterable[Assignment], batch: PlacedBatch
) -> dict[str, set[str]]:
    """Track id -> the living stories that it follows; assignments of other tracks are left out."""
    followed: dict[str, set[str]] = {track.id: set() for track in tracks}
    for each in follows:
        if each.track_id in followed:
            followed[each.track_id].add(batch.living(each.story_id))
    return followed


def story_tracks(
    tracks: Sequence[Track], followed: Mapping[str, Collection[str]], story_ids: Sequence[str]
) -> list[Track]:
    """Each track once per story of `story_ids` that it follows, its `story_id` set to that one."""
    return [
        replace(track, story_id=story_id)
        for track in tracks
        for story_id in story_ids
        if story_id in followed[track.id]
    ]


# --- when ------------------------------------------------------------------------------------


def due_at(track: Track, now: datetime, zone: tzinfo) -> datetime:
    """When an alert made `now` is to be handed over: at once, after quiet hours, or at the digest.

    `digest_at` and `quiet` are times of day in `zone`; the answer is in UTC like `now`.
    """
    due = _next(time.fromisoformat(track.digest_at), now, zone) if track.digest_at else now
    return _after_quiet(track.quiet, due, zone)


def held_until(track: Track, now: datetime, zone: tzinfo) -> datetime:
    """When what the budget left over is told: the next digest, midnight where there is none."""
    clock = time.fromisoformat(track.digest_at or "00:00")
    return _after_quiet(track.quiet, _next(clock, now, zone), zone)


def is_quiet(track: Track, now: datetime, zone: tzinfo) -> bool:
    """Whether nothing is handed over for the track now, by its quiet hours."""
    return _after_quiet(track.quiet, now, zone) != now


def _next(clock: time, now: datetime, zone: tzinfo) -> datetime:
    """The next time the clock in `zone` shows `clock`, strictly after `now`.

    Of an hour that is repeated the first showing counts, with a `clock` of `fold` 1 the second.
    """
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), clock, tzinfo=zone)
    if at.astimezone(now.tzinfo) <= now:
        at = datetime.combine(local.date() + timedelta(days=1), at.timetz())
    return at.astimezone(now.tzinfo)


def _after_quiet(quiet: str, due: datetime, zone: tzinfo) -> datetime:
    """`due`, or the end of the quiet hours that it falls into; "22:00-07:00" spans midnight."""
    if not quiet:
        return due
    start, end = (time.fromisoformat(part.strip()) for part in quiet.split("-"))
    local = due.astimezone(zone)
    clock = local.time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    return _next(end.replace(fold=local.fold), due, zone) if inside and start != end else due


def day_start(now: datetime, zone: tzinfo) -> datetime:
    """Midnight before `now` in `zone`, in UTC: what a day's budget counts from."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    return midnight.astimezone(now.tzinfo)


def within_budget(
    track: Track, developments: Sequence[Development], told_today: int
) -> tuple[list[Development], list[Development]]:
    """The developments to tell now and those to hold: the most novel first, `budget` a day."""
    ranked = sorted(developments, key=lambda d: (-d.score, d.at, d.id))
    if not track.budget:
        return ranked, []
    left = max(0, track.budget - told_today)
    return ranked[:left], ranked[left:]


def is_muted(track: Track, development: Development, at: datetime) -> bool:
    """Whether a track does not want a development told `at`: not of its kind, or too early."""
    if not track.mute_until or track.mute_until in KINDS:
        return bool(track.mute_until) and track.mute_until not in kinds(development)
    until = mute_end(track.mute_until)
    return until is None or at < until


def mute_end(mute_until: str) -> datetime | None:
    """The time until which a track is silent; None for a kind, or what is no time."""
    try:
        at = datetime.fromisoformat(mute_until)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


KINDS = ("any", "figure", "claim", "quote", "person", "edit")


def kinds(development: Development) -> frozenset[str]:
    """What a development holds, in the words that `mute_until` uses: see `KINDS`."""
    held = {"any"}
    held |= {"claim" if is_claim(change) else "figure" for change in development.changes}
    if any('"' in normal(quote.text) for quote in development.quotes):
        held.add("quote")
    if any(_PERSON.search(quote.text) for quote in development.quotes):
        held.add("person")
    if development.version > 1:
        held.add("edit")
    return frozenset(held)


_PERSON = re.compile(r"\b[A-ZÀ-Þ][\w'’\-]+ (?:[A-Z]\. )?[A-ZÀ-Þ][\w'’\-]+\b")
