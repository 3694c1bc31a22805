"""The detect stage over the warehouse: fetches what the pure functions need, hands it over.

What is decided (which stories are followed, what is new in them, who is told) is decided in
`pipeline.detect`, `pipeline.alert` and `pipeline.alerts`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flows.past import detect_unrecorded, with_past
from flows.poison import detected
from pipeline.alert import Follower, StoryContext, compose_alerts
from pipeline.alerts.backlog import backlog, missing_articles, unrecorded_stories
from pipeline.alerts.batch import PlacedBatch
from pipeline.alerts.tracks import (
    Assignment,
    assignments,
    day_start,
    followed_stories,
    is_quiet,
    story_tracks,
)
from pipeline.alerts.voices import independent_voices
from pipeline.embed import FiniteEncoder
from pipeline.poison import program_version
from pipeline.stories.boilerplate import outlet_key
from pipeline.stories.features import sentence_hash
from warehouse.batch import Batch

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from flows.services import Services
    from pipeline.detect import Detection
    from pipeline.developments.history import History
    from pipeline.records import Alert, Article, Development, Failure, Story, Track
    from pipeline.stories.boilerplate import Boilerplate
    from pipeline.stories.window import Window
    from warehouse.warehouse import Warehouse


def with_developments(
    warehouse: Warehouse, services: Services, window: Window, batch: Batch
) -> Batch:
    """Add to the batch what its articles add to followed stories, and the alerts due for it.

    `window` already holds the batch's articles in their stories. An article or a track that our own
    code raises for is left out, and a failure.
    """
    with warehouse.together():
        tracks = warehouse.tracks.active()
        follows = warehouse.tracks.follows() if tracks else []
    if not tracks:
        return batch
    _ = services.encoder, services.classifiers  # here: what they raise is no item's fault

    def add(tracks: Sequence[Track], part: Batch) -> Batch:
        return _with_developments_for(tracks, follows, part, window, warehouse, services)

    return detected(batch, tracks, placed_batch(window, batch).story_of, add)


def _with_developments_for(
    tracks: Sequence[Track],
    follows: Sequence[Assignment],
    batch: Batch,
    window: Window,
    warehouse: Warehouse,
    services: Services,
) -> Batch:
    """`with_developments` for these tracks; raises where an article or a track is at fault."""
    from pipeline.detect import detect  # noqa: PLC0415 - only where tracked

    encoder = FiniteEncoder(services.encoder)
    placed = placed_batch(window, batch)
    follows = [*follows, *assignments(tracks, placed, encoder)]
    followed = followed_stories(tracks, follows, placed)
    batch = replace(batch, follows=follows)
    touched = placed.touched_stories(set().union(*followed.values()))
    if not touched:
        return batch
    boilerplate = window.boilerplate
    history, missing = _told_and_missing(warehouse, placed, set(touched.values()))
    missing = boilerplate.stripped(missing)
    past, failures = _past_of(warehouse, missing, placed, history, services, batch.at)
    known = _without_boilerplate(history.extend(past.sentences), batch.edits, boilerplate)
    changed = boilerplate.stripped(placed.changed)
    detection = detect(changed, touched, known, encoder, batch.at, services.classifiers)
    deserving = [development for development in detection.developments if development.alert]
    waiting = _stories_with_waiting(tracks, followed, touched.values())
    story_ids = sorted(waiting.union(development.story_id for development in deserving))
    requests = story_tracks(tracks, followed, story_ids)
    contexts = _contexts(warehouse, placed, batch, story_ids)
    batch = replace(
        batch,
        told=detection.sentences,
        figures=detection.figures,
        attributions=detection.attributions,
    )
    return replace(
        with_past(batch, past),
        developments=detection.developments,
        alerts=_alerts(warehouse, services, requests, deserving, contexts, batch.at),
        failures=[*batch.failures, *failures],
    )


def _stories_with_waiting(
    tracks: Sequence[Track], followed: Mapping[str, set[str]], touched: Collection[str]
) -> set[str]:
    """Touched stories of tracks that wait for several outlets: one without news counts too."""
    waiting = [followed[track.id] for track in tracks if track.min_outlets > 1]
    return set().union(*waiting).intersection(touched)


def _alerts(
    warehouse: Warehouse,
    services: Services,
    requests: Sequence[Track],
    developments: Sequence[Development],
    contexts: Mapping[str, StoryContext],
    now: datetime,
) -> list[Alert]:
    """Compose the alerts of `developments`, for the tracks that ask for their stories."""
    zone, links = services.zone, services.alert_links
    followers = _followers(warehouse, requests, now, zone)
    return compose_alerts(followers, developments, contexts, now, zone, links)


def _past_of(
    warehouse: Warehouse,
    missing: Sequence[Article],
    placed: PlacedBatch,
    history: History,
    services: Services,
    now: datetime,
) -> tuple[Detection, list[Failure]]:
    """What the `missing` articles told, without those that raise; they are tried once a version."""
    if not missing:
        return detect_unrecorded([], {}, history, services, now)
    left_out = warehouse.feeds.poisoned([article.id for article in missing], program_version())
    unrecorded = [article for article in missing if article.id not in left_out]
    return detect_unrecorded(unrecorded, placed.story_of, history, services, now)


def _without_boilerplate(
    history: History, edits: Sequence[Article], boilerplate: Boilerplate
) -> History:
    """The history without what the edits' outlets have been found to say every time since: that an
    edit lacks it is no news."""
    said = {a.id: boilerplate.of_outlet.get(outlet_key(a.outlet), frozenset()) for a in edits}
    if not any(said.values()):
        return history
    told = zip(history.article_ids, history.texts, strict=True)
    keep = [i for i, (id_, text) in enumerate(told) if sentence_hash(text) not in said.get(id_, ())]
    return replace(history.rows(keep), figures=history.figures)


def placed_batch(window: Window, batch: Batch) -> PlacedBatch:
    """The batch's articles in the stories of the window that they were slid into."""
    embeddings, langs = batch.embeddings, [article.lang for article in batch.articles]
    if window.means and len(embeddings):
        embeddings = window.means.centred(embeddings, langs)
    return PlacedBatch(
        articles=batch.articles,
        embeddings=embeddings,
        edits=batch.edits,
        story_of=dict(zip(window.ids, window.story_ids, strict=True)),
        merged={s.id: s.merged_into for s in batch.placement.stories if s.merged_into},
    )


def _told_and_missing(
    warehouse: Warehouse, placed: PlacedBatch, story_ids: set[str]
) -> tuple[History, list[Article]]:
    """Fetch what the stories have told, and their earlier articles that this leaves out."""
    with warehouse.together():
        history = warehouse.window.history(placed.with_merged(sorted(story_ids)))
        history = history.with_stories(placed.living)
        unrecorded = unrecorded_stories(history, story_ids)
        stored = warehouse.stories.members(unrecorded) if unrecorded else {}
        articles = [article for of_story in stored.values() for article in of_story]
        missing = missing_articles(placed, history, story_ids, {a.id for a in articles})
        articles += warehouse.articles.get(missing) if missing else []
    return history, backlog(placed, articles, story_ids)


def unsilenced(
    warehouse: Warehouse, alerts: Sequence[Alert], now: datetime, zone: tzinfo
) -> list[Alert]:
    """Leave out alerts of tracks whose quiet hours it is: what came due while no cycle ran, and
    what a channel refused before, waits for their end too."""
    about = {alert.track_id for alert in alerts}
    tracks = [track for track in warehouse.tracks.all() if track.id in about] if about else []
    quiet = {track.id for track in tracks if is_quiet(track, now, zone)}
    return [alert for alert in alerts if alert.track_id not in quiet]


def _followers(
    warehouse: Warehouse, requests: Sequence[Track], now: datetime, zone: tzinfo
) -> list[Follower]:
    """Fetch what each track was told today and, where it asks for several outlets, was not told."""
    if not requests:
        return []
    with warehouse.together():
        told_today = warehouse.tracks.alert_counts(day_start(now, zone), now)
        return [
            Follower(
                track=track,
                untold=warehouse.tracks.developments_without_alert(
                    track.id, track.story_id, track.created_at
                )
                if track.min_outlets > 1
                else (),
                told_today=told_today.get(track.id, 0),
            )
            for track in requests
        ]


def _contexts(
    warehouse: Warehouse, placed: PlacedBatch, batch: Batch, story_ids: Sequence[str]
) -> dict[str, StoryContext]:
    """Fetch the stories as the batch leaves them, and count their voices."""
    if not story_ids:
        return {}
    asked = placed.with_merged(story_ids)
    with warehouse.together():
        placed_stories = {story.id: story for story in batch.placement.stories}
        stories: dict[str, Story | None] = {
            id_: placed_stories.get(id_) or warehouse.stories.get(id_) for id_ in story_ids
        }
        members = placed.story_articles(warehouse.stories.members(asked), story_ids)
        copies = [*warehouse.stories.copies(asked), *batch.placement.copies]
        copy_of = {copy.article_id: copy.original_id for copy in copies}
    return {
        id_: StoryContext(
            story=story,
            voices=independent_voices(members[id_], copy_of),
            articles={article.id: article for article in members[id_]},
        )
        for id_, story in stories.items()
        if story
    }
