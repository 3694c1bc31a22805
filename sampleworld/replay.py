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

TRACKED_AFTER = 2  # cycles: the story then has a past to be compared with

CHANNEL = "demo"
SECRET = "sample-world"  # noqa: S105 - signs what goes from this process to itself

RunCycle = Callable[[Warehouse, Services, datetime], "Cycle"]
"""Runs one cycle at the given simulated time."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What a replay works with: the warehouse it fills, the services, and both loopback servers."""

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


def replay_settings(folder: Path, receiver: Receiver) -> Settings:
    """Loopback allowed, no waiting between requests, one signed webhook as channel."""
    return Settings(
        warehouse=WarehouseSettings(folder=str(folder)),
        network=NetworkSettings(loopback=True, spacing_s=0.0, per_host=16, contact="demo"),
        channels=(Channel(name=CHANNEL, webhook=receiver.url, secret=SECRET),),
    )


def cycle_times(every: timedelta = EVERY) -> list[datetime]:
    """The simulated times at which a cycle runs; the last is the end of the third day."""
    return [START + every * i for i in range(1, (END - START) // every + 1)]


def replay(
    environment: Environment, run_cycle: RunCycle, every: timedelta = EVERY
) -> Iterator[Step]:
    """Subscribe to every outlet, run a cycle at each time, track the story after the second.

    A warehouse that an earlier replay has filled goes on with the cycle in which that one ended,
    finished or killed.
    """
    warehouse, server, receiver = environment.warehouse, environment.server, environment.receiver
    warehouse.feeds.add(outlet_feeds(server), START)
    last_polled = max((f.state.polled_at or START for f in warehouse.feeds.all()), default=START)
    for i, now in enumerate(cycle_times(every), 1):
        if now < last_polled:
            continue
        server.set_time(now)
        n_received = len(receiver.received)
        cycle = run_cycle(warehouse, environment.services, now)
        track = track_story(warehouse, server.world, now) if i >= TRACKED_AFTER else None
        yield Step(now=now, cycle=cycle, alerts=receiver.received[n_received:], track=track)


def outlet_feeds(server: Server) -> list[Feed]:
    """The outlets as feeds to subscribe to, due at every cycle."""
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


def track_story(warehouse: Warehouse, world: World, now: datetime) -> Track | None:
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
