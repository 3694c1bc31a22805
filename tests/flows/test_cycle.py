"""One cycle: what it does once it does once, and readers never wait for it."""

import threading
import time

import duckdb
import pytest
from crashing import QuickParts

from flows.cycle import STAGES, batches, cycle
from flows.world.compose import load_world
from flows.world.receiver import receive
from flows.world.replay import feeds, moments, settings
from flows.world.server import serve
from flows.world.stories import START
from warehouse.warehouse import Warehouse


@pytest.fixture
def world(tmp_path):
    """The sample world's second moment, subscribed to, nothing read yet."""
    warehouse, now = Warehouse(tmp_path), moments()[1]
    with serve(load_world()) as server, receive() as receiver:
        warehouse.add_feeds(feeds(server), START)
        server.at(now)
        with QuickParts(settings(tmp_path, receiver)) as parts:
            yield warehouse, parts, now, server


def test_a_second_cycle_finds_nothing_new(world):
    warehouse, parts, now, server = world
    first = cycle(warehouse, parts, now)
    asked = len(server.requests)
    again = cycle(warehouse, parts, now)
    assert first.counts["articles"] == first.counts["entries"] > 20
    assert not again.counts.get("articles") and not again.counts.get("feeds")
    assert len(server.requests) == asked
    assert set(first.took_s) == set(STAGES)
    assert {c.id for c in warehouse.cycles() if c.ended_at} == {first.id, again.id}


@pytest.mark.parametrize("until", ["poll", "extract", "load", "publish"])
def test_any_prefix_of_the_stages_runs_alone_and_the_rest_follows(world, until):
    warehouse, parts, now, _ = world
    cycle(warehouse, parts, now, until=until)
    loaded = STAGES.index(until) >= STAGES.index("load")
    assert bool(warehouse.stories()) == loaded
    assert warehouse.public_path.exists() == (until == "publish")
    whole = cycle(warehouse, parts, now)
    assert bool(whole.counts.get("articles")) != loaded
    assert len(warehouse.sql("SELECT id FROM articles").rows) > 20


def test_a_reader_asks_the_published_copy_while_cycles_run(world):
    """One connection stays open all the while, others come and go: nobody meets an error."""
    warehouse, parts, now, server = world
    cycle(warehouse, parts, now)
    path, done, seen = str(warehouse.public_path), threading.Event(), []

    def read():
        while not done.is_set():
            with duckdb.connect(path, read_only=True) as con:
                seen.append(con.sql("SELECT count(*) FROM articles").fetchone()[0])
            time.sleep(0.01)

    with duckdb.connect(path, read_only=True) as held:
        before = held.sql("SELECT count(*) FROM articles").fetchone()[0]
        reader = threading.Thread(target=read)
        reader.start()
        try:
            server.at(moments()[3])
            later = cycle(warehouse, parts, moments()[3])
        finally:
            done.set()
            reader.join()
        assert later.counts["articles"] > 0
        assert held.sql("SELECT count(*) FROM articles").fetchone()[0] == before
    assert len(seen) > 3 and set(seen) <= {before, before + later.counts["articles"]}


def test_stages_are_called_by_the_given_way(world):
    warehouse, parts, now, _ = world
    called = []

    def way(name, do, *args):
        called.append(name)
        return do(*args)

    cycle(warehouse, parts, now, stage=way)
    assert called == [
        "poll",
        "load",
        "fetch",
        "extract",
        "embed",
        "place",
        "load",
        "publish",
        "notify",
    ]


def test_batches_leave_nothing_out():
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([], 3)) == []
