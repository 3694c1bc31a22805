"""Streams that run through whole cycles, wherever their stages run; what readers see of them."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
from lakes import reader

from flows.cycle import cycle
from flows.services import Services, open_warehouse
from flows.settings import (
    ExtractSettings,
    NetworkSettings,
    PlaceSettings,
    Settings,
    StagesSettings,
    WarehouseSettings,
)
from pipeline.notify import Channel
from pipeline.records import Track
from pipeline.web.urls import hash_id
from sampleworld.compose import load_world
from sampleworld.loopback import running
from sampleworld.receiver import Receiver
from sampleworld.replay import Environment, replay, replay_settings
from sampleworld.server import serve_world
from tests.bench.crowd import crowd
from tests.bench.outlets import Editions, EditionsHandler
from tests.bench.stream import OUTLETS, Stream, stream
from warehouse.warehouse import Warehouse

VIEWS = {
    "articles": "*",
    "versions": "*",
    "copies": "*",
    "memberships": "*",
    "stories": "*",
    "story_changes": "*",
    "developments": "* EXCLUDE (cycle_id)",
    "figure_changes": "*",
    "follows": "*",
    "alerts": "*",
    "failures": "*",
    "entries": "*",
}
"""What is compared: all but what is drawn anew in every run."""

COUNT = int(os.environ.get("NEWSTHREAD_STREAM", "20000"))
"""Articles of the generated stream."""

TICKS, STORIES, EACH = 40, 18, 8
"""Ticks of the generated stream, and what is planted in it."""

CYCLES = 4
"""Cycles that the generated stream is taken in: workers that take seconds to begin want few."""

START, EVERY = datetime(2026, 3, 2, tzinfo=UTC), timedelta(minutes=15)
FIRST_HOST = 21  # of 127.0.0.N: each outlet is a site of its own, as in the world


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stream came to: rows by view as readers see them, by place; alerts as received."""

    seen: Mapping[str, Mapping[str, Counter[str]]]
    alerts: Sequence[tuple[Any, ...]]
    took_s: float

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each view."""
        return {view: rows.total() for view, rows in self.seen["files"].items()}


def differences(one: Outcome, other: Outcome) -> list[str]:
    """The first rows and alerts that only one of them has, as seen in each place."""
    found = []
    for place, views in other.seen.items():
        for view, rows in views.items():
            expected = one.seen["files"][view]
            for sign, rest in (("-", expected - rows), ("+", rows - expected)):
                found += [f"{place} {view} {sign} {row[:400]}" for row in sorted(rest)[:3]]
    if one.alerts != other.alerts:
        pairs = zip(one.alerts, other.alerts, strict=False)
        at = next((n for n, (a, b) in enumerate(pairs) if a != b), "the end")
        found.append(f"alerts: {len(one.alerts)} and {len(other.alerts)}, differing from {at}")
    return found


def told(alert: Mapping[str, Any]) -> tuple[Any, ...]:
    """What an alert tells, whatever its delivery."""
    return alert["story"]["id"], alert["article"], alert["quotes"], alert["changes"]


@contextmanager
def measured(house: Warehouse, receiver: Receiver) -> Iterator[list[Outcome]]:
    """A list that has the outcome of what the block did."""
    began, n_before, outcomes = time.monotonic(), len(receiver.received), list[Outcome]()
    yield outcomes
    took_s = time.monotonic() - began
    with duckdb.connect(str(house.public_path), read_only=True) as con:
        seen = {"files": read_views(con)}
    if house.lake is not None:
        with reader(house.lake) as con:
            seen["lake"] = read_views(con)
    alerts = [told(alert) for alert in receiver.received[n_before:]]
    outcomes.append(Outcome(seen, alerts, took_s))


def read_views(con: duckdb.DuckDBPyConnection) -> dict[str, Counter[str]]:
    """How often each row is in each view."""
    con.execute("SET TimeZone = 'UTC'")
    return {
        view: Counter(map(repr, con.execute(f"SELECT {columns} FROM {view}").fetchall()))
        for view, columns in VIEWS.items()
    }


def run_world(folder: Path, stages: StagesSettings, publish: str, servers: Servers) -> Outcome:
    """Three cycles of the sample world."""
    settings = replay_settings(folder, servers.receiver)
    settings = replace(
        settings,
        stages=stages,
        place=replace(settings.place, model="minilm"),
        warehouse=replace(settings.warehouse, publish=publish),
    )
    house = open_warehouse(settings)
    with measured(house, servers.receiver) as outcomes, Services(settings) as services:
        environment = Environment(house, services, servers.world, servers.receiver)
        list(replay(environment, cycle, timedelta(hours=24)))
    return outcomes[0]


def run_generated(folder: Path, stages: StagesSettings, publish: str, servers: Servers) -> Outcome:
    """The generated stream: planted stories are followed, a crowd of others goes by."""
    settings = Settings(
        warehouse=WarehouseSettings(folder=str(folder), publish=publish),
        network=NetworkSettings(
            loopback=True, spacing_s=0.0, per_host=16, contact="test", read_s=120.0, total_s=300.0
        ),
        extract=ExtractSettings(workers=1),
        place=PlaceSettings(model="minilm"),
        stages=stages,
        channels=(Channel(name="desk", webhook=servers.receiver.url, secret="stream"),),
    )
    sites, house = servers.sites, open_warehouse(settings)
    with measured(house, servers.receiver) as outcomes, Services(settings) as services:
        sites.begin()
        house.feeds.add(sites.feeds(int(EVERY.total_seconds())), START)
        for track in tracks(sites.stream):
            house.tracks.save(track)
        for n in range(1, CYCLES + 1):
            tick = n * TICKS // CYCLES
            sites.at(tick)
            cycle(house, services, START + EVERY * tick)
    return outcomes[0]


def tracks(planted: Stream) -> Iterator[Track]:
    """Half of the planted stories, followed before there is a word of them: by what they ask for
    and by a name."""
    for n, (story, it) in enumerate(planted.its.items()):
        if n % 2:
            continue
        words = it.removeprefix("the ")
        name = next((word for word in words.split() if word[0].isupper()), words)
        asked: dict[str, Any] = {"any_of": (name,)} if n % 4 else {"query": words}
        yield Track(
            id=hash_id("track", story), name=story, created_at=START, channels=("desk",), **asked
        )


class Sites(Editions):
    """The outlets of the generated stream, each on an address of its own."""

    shown = 3 * COUNT // (2 * CYCLES * len(OUTLETS)) + 100  # half as many again as come at once
    pages = OUTLETS

    def __init__(self, count: int) -> None:
        self.stream = stream(TICKS, STORIES, EACH)
        planted = self.stream.items
        paths = len({item.path for item in planted})
        items = [*planted, *crowd(count - paths, TICKS)]
        self.hosts: dict[str, Host] = {}
        super().__init__(sorted(items, key=lambda item: item.cycle), START, EVERY)

    def address_of(self, outlet: str) -> str:
        """Of the outlet's site."""
        host, port = self.hosts[outlet].server_address[:2]
        return f"http://{host}:{port}"

    @contextmanager
    def serve(self) -> Iterator[Sites]:
        """Serve them until the end of the block."""
        with ExitStack() as held:
            for n, outlet in enumerate(OUTLETS):
                self.hosts[outlet] = held.enter_context(running(Host(self, FIRST_HOST + n)))
            yield self


class Host(ThreadingHTTPServer):
    """One outlet's address, on which it shows what all know."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, sites: Sites, number: int) -> None:
        super().__init__((f"127.0.0.{number}", 0), EditionsHandler)
        self.feed, self.page = sites.feed, sites.page


@dataclass(frozen=True, slots=True)
class Servers:
    """What the streams come from and what alerts go to."""

    world: Any
    sites: Sites
    receiver: Receiver

    @property
    def addresses(self) -> list[str]:
        """Of all that workers ask."""
        return [self.world.base, *(self.sites.address_of(outlet) for outlet in OUTLETS)]


@contextmanager
def serve_all(receiver: Receiver) -> Iterator[Servers]:
    """All servers, running."""
    with serve_world(load_world()) as world, Sites(COUNT).serve() as sites, running(receiver):
        yield Servers(world, sites, receiver)


STREAMS: Mapping[str, Callable[[Path, StagesSettings, str, Servers], Outcome]] = {
    "sample world": run_world,
    "generated stream": run_generated,
}
