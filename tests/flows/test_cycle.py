"""One cycle: what it does once it does once, and readers never wait for it."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import duckdb
import pytest
from crashes import QuickServices

from flows import cycle as cycle_module
from flows.cycle import batches, cycle, with_quiet_polls
from flows.stages import FetchedPages, Stages
from pipeline.reasons import STAGES
from pipeline.records import Entry, Failure, Feed, Poll
from sampleworld.compose import load_world
from sampleworld.receiver import run_receiver
from sampleworld.replay import cycle_times, outlet_feeds, replay_settings
from sampleworld.server import serve_world
from sampleworld.stories import START
from warehouse.batch import WAITING, Batch
from warehouse.warehouse import Warehouse


@pytest.fixture
def world(tmp_path):
    """The sample world's second moment, subscribed to, nothing read yet."""
    warehouse, now = Warehouse(tmp_path), cycle_times()[1]
    with serve_world(load_world()) as server, run_receiver() as receiver:
        warehouse.feeds.add(outlet_feeds(server), START)
        server.set_time(now)
        with QuickServices(replay_settings(tmp_path, receiver)) as services:
            yield warehouse, services, now, server


def test_a_second_cycle_finds_nothing_new(world):
    warehouse, services, now, server = world
    first = cycle(warehouse, services, now)
    asked = len(server.requests)
    again = cycle(warehouse, services, now)
    assert first.counts["articles"] == first.counts["entries"] > 20
    assert not again.counts.get("articles") and not again.counts.get("feeds")
    assert len(server.requests) == asked
    assert set(first.took_s) == {*STAGES, WAITING}
    assert {c.id for c in warehouse.cycles() if c.ended_at} == {first.id, again.id}


def test_feeds_that_brought_nothing_are_loaded_together(world, monkeypatch):
    warehouse, services, now, server = world
    cycle(warehouse, services, now)
    loads = []
    load = Stages.load
    monkeypatch.setattr(
        Stages, "load", lambda self, batch: loads.append(batch) or load(self, batch)
    )
    poll = replace(services.settings.poll, batch=1)
    services.settings = replace(services.settings, poll=poll)
    later = now + timedelta(days=1)
    server.set_time(now)  # nothing new since
    done = cycle(warehouse, services, later, until="poll")
    assert done.counts["feeds"] > 2 and not done.counts["entries"]
    assert [len(batch.polls) for batch in loads] == [done.counts["feeds"]]
    assert not warehouse.feeds.due(later)


def test_quiet_polls_wait_for_the_next_that_brings_something_and_for_the_last(monkeypatch):
    monkeypatch.setattr(cycle_module, "QUIET", 4)
    entry = Entry(id="e", feed_id="f", title="t", outlet="", url="", first_seen_at=START)

    def batch(name, outcome="not_modified", **other):
        feed = Feed(id=name, url=f"http://{name}.example/")
        return Batch(at=START, polls=[Poll(feed=feed, at=START, outcome=outcome, **other)])

    failure = Failure(stage="poll", url="", reason="dns", at=START)
    polled = [batch("a"), batch("b", "ok", entries=(entry,)), batch("c", "failed", failure=failure)]
    polled += [batch(name) for name in "defghi"]
    given = [[p.feed.id for p in b.polls] for b in with_quiet_polls(iter(polled))]
    assert given == [["a", "b"], ["c"], [*"defg"], [*"hi"]]
    assert list(with_quiet_polls([])) == []


@pytest.mark.parametrize("until", ["poll", "extract", "place", "detect", "load", "publish"])
def test_any_prefix_of_the_stages_runs_alone_and_the_rest_follows(world, until):
    warehouse, services, now, _ = world
    cycle(warehouse, services, now, until=until)
    loaded = STAGES.index(until) >= STAGES.index("load")
    assert bool(warehouse.stories.latest()) == loaded
    assert warehouse.public_path.exists() == (until == "publish")
    whole = cycle(warehouse, services, now)
    assert bool(whole.counts.get("articles")) != loaded
    assert len(warehouse.sql.query("SELECT id FROM articles").rows) > 20


def test_a_reader_asks_the_published_copy_while_cycles_run(world):
    """One connection stays open all the while, others come and go: nobody meets an error."""
    warehouse, services, now, server = world
    cycle(warehouse, services, now)
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
            server.set_time(cycle_times()[3])
            later = cycle(warehouse, services, cycle_times()[3])
        finally:
            done.set()
            reader.join()
        assert later.counts["articles"] > 0
        assert held.sql("SELECT count(*) FROM articles").fetchone()[0] == before
    assert len(seen) > 3 and set(seen) <= {before, before + later.counts["articles"]}


def test_what_was_old_when_its_feed_was_added_is_kept_but_not_asked_for(world):
    """New feeds often carry years: each of their items has its reason for being no article."""
    warehouse, services, _, server = world
    now = cycle_times()[-1]
    server.set_time(now)
    services.settings = replace(
        services.settings, poll=replace(services.settings.poll, fresh_days=1)
    )
    counts = cycle(warehouse, services, now).counts
    asked = {path for path, *_ in server.requests}
    old = warehouse.sql.query(
        "SELECT entries.url FROM failures JOIN entries ON entries.id = failures.entry_id "
        "WHERE failures.reason = 'too_old' "
        "AND entries.published_at < entries.first_seen_at - INTERVAL 1 DAY"
    ).rows
    assert len(old) > 20 and counts["articles"] > 5
    assert counts["articles"] + len(old) == counts["entries"]
    assert not [url for (url,) in old if urlsplit(url).path in asked]
    assert not cycle(warehouse, services, now).counts.get("pages")


def test_stages_are_called_by_the_given_way(world):
    warehouse, services, now, _ = world
    called = []

    def way(name, do, *args):
        called.append(name)
        return do(*args)

    cycle(warehouse, services, now, stage=way)
    assert called == [
        "poll",
        "load",
        "fetch",
        "extract",
        "embed",
        "place",
        "detect",
        "load",
        "notify",
        "publish",
    ]


def test_the_next_batch_is_fetched_while_one_is_placed_and_nothing_else_changes(world, tmp_path):
    warehouse, services, now, server = world
    whole_batches = services.settings
    services.settings = replace(whole_batches, stages=replace(whole_batches.stages, batch=5))
    second_is_fetched, fetched = threading.Event(), []

    def way(name, do, *args):
        if name == "fetch":
            fetched.append(args[0])
            if len(fetched) == 2:
                second_is_fetched.set()
        if name == "embed":
            assert second_is_fetched.wait(30)
        return do(*args)

    small = cycle(warehouse, services, now, stage=way)
    assert len(fetched) > 3 and {len(entries) for entries in fetched[:-1]} == {5}
    services.settings = whole_batches
    other = Warehouse(tmp_path / "other")
    other.feeds.add(outlet_feeds(server), START)
    whole = cycle(other, services, now)
    nouns = ("articles", "copies", "failures", "pages", "alerts")
    assert {n: small.counts.get(n) for n in nouns} == {n: whole.counts.get(n) for n in nouns}
    query = "SELECT article_id, story_id FROM memberships ORDER BY ALL"
    assert warehouse.sql.query(query).rows == other.sql.query(query).rows


def test_batches_leave_nothing_out():
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([], 3)) == []


@pytest.mark.parametrize(("reason", "articles"), [("robots", 1), ("same_article", 0)])
def test_the_feeds_own_text_stands_in_for_a_page_but_not_for_another_article(
    world, reason, articles
):
    warehouse, services, now, _ = world
    words = "<p>The harbour board met on Monday and closed the northern quay for repairs.</p>"
    entry = Entry(
        id="e1", feed_id="f1", outlet="o.test", url="http://o.test/1", title="Quay closed",
        content=words * 12, lang="en", first_seen_at=now,
    )  # fmt: skip
    why = Failure(stage="fetch", url=entry.url, reason=reason, at=now, entry_id=entry.id)
    read = Stages(warehouse, services, now).extract(
        FetchedPages(entries=[entry], pages=[], failures=[why])
    )
    assert len(read.articles) == articles
    assert read.entries == [entry]
