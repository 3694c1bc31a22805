"""Of a placed batch: which tracked stories it touches, what it adds to them, and whom to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.alerts import rendering
from pipeline.alerts.tracks import Assignment, day_start, match
from pipeline.developments.attribution import voices
from pipeline.records import Alert, Article, Copy, Development, Story, Track
from pipeline.stories.merges import resolve
from warehouse.batch import Batch

if TYPE_CHECKING:
    from flows.services import Services
    from pipeline.developments.history import History
    from pipeline.stories.window import Window
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A placed batch among the stories: what every step of telling looks at."""

    warehouse: Warehouse
    services: Services
    batch: Batch
    story_of: Mapping[str, str]  # article -> story, the batch placed
    merged: Mapping[str, str]  # by this batch: story -> the one it went into
    tracks: Sequence[Track]
    follows: Sequence[Assignment]  # all, new ones last

    @property
    def changed(self) -> list[Article]:
        """New articles and new versions."""
        return [*self.batch.articles, *self.batch.edits]

    @cached_property
    def followed(self) -> dict[str, set[str]]:
        """Track -> the stories that it follows."""
        followed: dict[str, set[str]] = {track.id: set() for track in self.tracks}
        for each in self.follows:
            if each.track_id in followed:
                followed[each.track_id].add(resolve(each.story_id, self.merged))
        return followed

    def touched(self) -> dict[str, str]:
        """Give article -> story of the changed articles that stand in followed stories."""
        followed = set().union(*self.followed.values())
        stories = {a.id: self.story_of.get(a.id, "") for a in self.changed}
        return {id_: story_id for id_, story_id in stories.items() if story_id in followed}

    def with_ended(self, story_ids: Sequence[str]) -> list[str]:
        """Add the stories that this batch merged into these: the warehouse still has them."""
        ended = [s for s in self.merged if resolve(s, self.merged) in story_ids]
        return [*story_ids, *ended]


def tell(warehouse: Warehouse, services: Services, window: Window, batch: Batch) -> Batch:
    """Add to the batch what its articles add to tracked stories, and the alerts due for it.

    `window` already holds the batch's articles in their stories.
    """
    with warehouse.together():
        tracks = warehouse.tracks.active()
        follows = warehouse.tracks.follows() if tracks else []
    if not tracks:
        return batch
    from pipeline.detect import detect, remember  # noqa: PLC0415 - only where something is tracked

    scene = look(warehouse, services, window, batch, tracks, follows)
    batch = replace(batch, follows=scene.follows)
    touched = scene.touched()
    if not touched:
        return batch
    with warehouse.together():
        told = _told(scene, touched)
        missing = _missing(scene, told, touched)
    begun = remember(missing, scene.story_of, services.encoder)
    found = detect(
        scene.changed, touched, told.extend(begun), services.encoder, batch.at, services.judging
    )
    sentences = begun.extend(found.sentences)
    return replace(
        batch,
        told=sentences,
        figures=sentences.figures,
        attributions=found.attributions,
        developments=found.developments,
        alerts=_alerts(scene, found.developments),
    )


def look(  # noqa: PLR0913, PLR0917 - what there is to see
    warehouse: Warehouse,
    services: Services,
    window: Window,
    batch: Batch,
    tracks: Sequence[Track],
    follows: Sequence[Assignment],
) -> Scene:
    """Let each wish find its stories among the batch's articles, beside those it has found."""
    story_of = dict(zip(window.ids, window.story_ids, strict=True))
    row = {article.id: batch.embeddings[i] for i, article in enumerate(batch.articles)}
    found = match(
        tracks,
        batch.placement.stories,
        batch.articles,
        batch.embeddings,
        services.encoder,
        stories_of=story_of,
        examples={t.id: row[t.example] for t in tracks if t.example in row},
    )
    return Scene(
        warehouse=warehouse,
        services=services,
        batch=batch,
        story_of=story_of,
        merged={s.id: s.merged_into for s in batch.placement.stories if s.merged_into},
        tracks=tracks,
        follows=[*follows, *found],
    )


def _told(scene: Scene, touched: Mapping[str, str]) -> History:
    """Give what the touched stories have told, each row under the story it now belongs to."""
    told = scene.warehouse.window.history(scene.with_ended(sorted(set(touched.values()))))
    return replace(
        told,
        story_ids=tuple(resolve(story_id, scene.merged) for story_id in told.story_ids),
        figures=tuple(replace(f, story_id=resolve(f.story_id, scene.merged)) for f in told.figures),
    )


def _missing(scene: Scene, told: History, touched: Mapping[str, str]) -> list[Article]:
    """Give the touched stories' earlier articles that are not remembered yet.

    There are some when a track begins, and when an untracked story was merged into a tracked one.
    """
    stories = set(touched.values())
    have = {*told.article_ids, *(a.id for a in scene.batch.articles)}
    begins = sorted(stories - set(told.story_ids))
    earlier = scene.warehouse.stories.members(begins) if begins else {}
    articles = {a.id: a for of_story in earlier.values() for a in of_story}
    lacking = [
        id_
        for id_, story_id in scene.story_of.items()
        if story_id in stories and id_ not in have and id_ not in articles
    ]
    articles |= {a.id: a for a in scene.warehouse.articles.get(lacking)} if lacking else {}
    return [a for a in articles.values() if scene.story_of.get(a.id) in stories]


def _alerts(scene: Scene, developments: Sequence[Development]) -> list[Alert]:
    """Compose what is due: new developments to all, and what waited for enough outlets."""
    loud = [d for d in developments if d.alert]
    if not loud:
        return []
    batch, warehouse, zone = scene.batch, scene.warehouse, scene.services.zone
    ids = sorted({d.story_id for d in loud})
    wishes = [
        [replace(track, story_id=id_) for id_ in ids if id_ in scene.followed[track.id]]
        for track in scene.tracks
    ]
    with warehouse.together():
        stories = _stories(scene, ids)
        known, copies = _members(scene, ids)
        told_today = warehouse.tracks.alert_counts(day_start(batch.at, zone))
        waiting = [[d for one in mine for d in _waiting(warehouse, one)] for mine in wishes]
    heard = {id_: voices(known[id_], copies) for id_ in ids}
    return [
        alert
        for mine, held in zip(wishes, waiting, strict=True)
        for alert in rendering.alerts(
            mine, [*held, *loud], stories, heard, batch.at, zone, told_today
        )
    ]


def _waiting(warehouse: Warehouse, track: Track) -> list[Development]:
    """Give what a track that asks for several outlets has not been told yet."""
    if track.min_outlets <= 1:
        return []
    return warehouse.tracks.developments_without_alert(track.id, track.story_id, track.created_at)


def _stories(scene: Scene, ids: Sequence[str]) -> dict[str, Story]:
    now = {story.id: story for story in scene.batch.placement.stories}
    found = {id_: now.get(id_) or scene.warehouse.stories.get(id_) for id_ in ids}
    return {id_: story for id_, story in found.items() if story}


def _members(scene: Scene, ids: Sequence[str]) -> tuple[dict[str, list[Article]], list[Copy]]:
    """Give the articles of each story, the batch's among them, and which of them are copies."""
    asked = scene.with_ended(ids)
    known: dict[str, Article] = {}
    story_of = dict(scene.story_of)
    for story_id, articles in scene.warehouse.stories.members(asked).items():
        known |= {a.id: a for a in articles}
        story_of = {a.id: resolve(story_id, scene.merged) for a in articles} | story_of
    known |= {a.id: a for a in scene.changed}
    copies = [*scene.warehouse.stories.copies(asked), *scene.batch.placement.copies]
    members: dict[str, list[Article]] = {id_: [] for id_ in ids}
    for article in known.values():
        if (id_ := story_of.get(article.id, "")) in members:
            members[id_].append(article)
    return members, copies
