"""The real cycle over the sample world, with the simulated clock.

    replay -> (outlets on loopback, receiver on loopback) -> cycle at 08:00, 16:00 ... -> Step

What `newsthread demo` shows and what the quality floors are measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flows.services import Services
from flows.settings import NetworkSettings, Settings, WarehouseSettings
from pipeline.notify import Channel
from pipeline.records import Feed, Story, Track
from pipeline.web.urls import canonical, hash_id
from sampleworld.compose import Piece, World
from sampleworld.receiver import Receiver
from sampleworld.server import Server
from sampleworld.stories import END, START
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from warehouse.batch import Cycle

EVERY = timedelta(hours=8)
"""Simulated time between two cycles: nine cycles in three days."""

TRACKED = "venezuela-call"
"""The story that is tracked."""

FOLLOWED_AFTER = 2  # cycles

CHANNEL = "demo"
SECRET = "sample-world"  # noqa: S105 - signs what goes from this process to itself

Run = Callable[[Warehouse, Services, datetime], "Cycle"]


@dataclass(frozen=True, slots=True)
class Cast:
    """What a replay works with."""

    warehouse: Warehouse
    services: Services
    server: Server
    receiver: Receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One cycle of the replay."""

    now: datetime  # simulated
    cycle: Cycle
    alerts: Sequence[dict[str, Any]]  # what the receiver got in it
    track: Track | None = None  # made right after it


def settings(folder: Path, receiver: Receiver) -> Settings:
    """Loopback allowed, no waiting between requests, one signed webhook as channel."""
    return Settings(
        warehouse=WarehouseSettings(folder=str(folder)),
        network=NetworkSettings(loopback=True, spacing_s=0.0, per_host=16, contact="demo"),
        channels=(Channel(name=CHANNEL, webhook=receiver.url, secret=SECRET),),
    )


def moments(every: timedelta = EVERY) -> list[datetime]:
    """The simulated times at which a cycle runs; the last is the end of the third day."""
    return [START + every * i for i in range(1, (END - START) // every + 1)]


def replay(cast: Cast, run: Run, every: timedelta = EVERY) -> Iterator[Step]:
    """Subscribe to every outlet, run a cycle at each moment, track the story after the second.

    A folder that has been here before goes on with the cycle in which it was left, whether that
    one was finished or killed.
    """
    warehouse, server, receiver = cast.warehouse, cast.server, cast.receiver
    warehouse.feeds.add(feeds(server), START)
    left = max((f.state.polled_at or START for f in warehouse.feeds.all()), default=START)
    for i, now in enumerate(moments(every), 1):
        if now < left:
            continue
        server.at(now)
        had = len(receiver.received)
        done = run(warehouse, cast.services, now)
        track = follow(warehouse, server.world, now) if i >= FOLLOWED_AFTER else None
        yield Step(now=now, cycle=done, alerts=receiver.received[had:], track=track)


def feeds(server: Server) -> list[Feed]:
    """The outlets as subscriptions, due at every cycle."""
    return [
        Feed(
            id=hash_id(canonical(url)),
            url=url,
            title=outlet.name,
            outlet=outlet.name,
            lang=outlet.lang,
            folder="Sample world",
            every_s=3600,
        )
        for outlet, url in server.feeds()
    ]


def follow(warehouse: Warehouse, world: World, now: datetime) -> Track | None:
    """Track the story that the tracked articles are in; None when it is tracked already."""
    if any(track.channels == (CHANNEL,) for track in warehouse.tracks.all()):
        return None
    paths = {piece.path for piece in world.pieces if piece.story == TRACKED}
    for story in warehouse.stories.latest(least=2):
        if any(urlsplit(row["url"]).path in paths for row in warehouse.stories.timeline(story.id)):
            track = _track(story, now)
            warehouse.tracks.save(track)
            return track
    return None


def _track(story: Story, now: datetime) -> Track:
    return Track(
        id=hash_id("track", story.id),
        name=story.title,
        created_at=now,
        story_id=story.id,
        channels=(CHANNEL,),
    )


def piece_at(world: World, url: str) -> Piece | None:
    """The piece that an article's URL belongs to; links through /go/ are the same page."""
    path = urlsplit(url).path.removeprefix("/go")
    return next((piece for piece in world.pieces if piece.path == path), None)
