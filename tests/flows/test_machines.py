"""Workers in other processes: minutes, so `make machines` alone runs these.

The generated stream has 20,000 articles; NEWSTHREAD_STREAM=1000 makes it short.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from builders import NOW
from clusters import CLUSTERS, create_database
from lakes import postgres, require_extensions
from loopback_pages import gaps, sites
from whole_streams import COUNT, STREAMS, differences, serve_all

from flows.services import Services
from flows.settings import NetworkSettings, Settings, StagesSettings
from flows.stateless.engines import stateless_stages
from flows.stateless.files import read_file
from sampleworld.receiver import Receiver

pytestmark = pytest.mark.machines

PUBLISHED = {"dask": "ducklake:sqlite:", "prefect": "ducklake:postgres:"}
BATCH = 6_000
"""Entries at once, here and elsewhere: a run of Prefect's takes 10-25 s to begin."""


@pytest.fixture(scope="module")
def servers():
    with serve_all(Receiver(lambda _: None)) as servers:
        yield servers


class Runs:
    """Streams on their way; what this process alone makes of one, published as files, is kept."""

    def __init__(self, servers, folder):
        self.servers, self.folder, self.known = servers, folder, {}

    def here(self, name):
        if name not in self.known:
            stages = StagesSettings(batch=BATCH)
            self.known[name] = self.there(name, self.folder / name, stages, "files")
        return self.known[name]

    def there(self, name, folder, stages, publish):
        return STREAMS[name](folder, stages, publish, self.servers)


@pytest.fixture(scope="module")
def runs(servers, tmp_path_factory):
    return Runs(servers, tmp_path_factory.mktemp("here"))


@pytest.fixture(scope="module", params=CLUSTERS)
def cluster(request, tmp_path_factory, servers):
    with CLUSTERS[request.param](tmp_path_factory.mktemp(request.param)) as cluster:
        for address in servers.addresses:
            cluster.open_door(address)
        yield cluster


@pytest.fixture
def lake(cluster, tmp_path):
    """Where the cluster's outcome is published besides: a new lake, its catalog of either kind."""
    require_extensions()
    if cluster.workers == "dask":
        yield f"{PUBLISHED['dask']}{tmp_path}/lake.sqlite"
        return
    with postgres() as dsn:
        yield PUBLISHED["prefect"] + create_database(dsn, "lake")


def print_line(capsys, name, where, outcome):
    with capsys.disabled():
        counts = ", ".join(f"{n} {view}" for view, n in outcome.counts.items())
        print(f"\n{name}, {where}: {outcome.took_s:.0f} s; {len(outcome.alerts)} told; {counts}")


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_gives_the_same_wherever_it_runs_and_is_published(
    name, cluster, lake, runs, tmp_path, capsys
):
    """Copies, stories, developments and alerts: in one process published as files, in two Dask
    workers with a lake in sqlite, in four Prefect workers with a lake in Postgres."""
    here = runs.here(name)
    print_line(capsys, name, "one process", here)
    shared = tmp_path / "shared"
    stages = StagesSettings(
        workers=cluster.workers, at=cluster.at, folder=str(shared), parts=cluster.count,
        batch=BATCH,
    )  # fmt: skip
    there = runs.there(name, tmp_path / "house", stages, lake)
    print_line(capsys, name, f"{cluster.count} {cluster.workers} workers", there)
    assert set(there.seen) == {"files", "lake"}
    assert differences(here, there) == []
    assert here.counts["copies"] and here.counts["developments"] and here.alerts
    assert list(shared.iterdir()) == []
    if name == "generated stream":
        assert here.counts["articles"] > 0.9 * COUNT


@pytest.mark.timeout(600)
def test_a_killed_workers_part_is_done_elsewhere_once_and_politely(cluster, tmp_path):
    settings = replace(
        Settings(),
        network=NetworkSettings(loopback=True, contact="test", spacing_s=1.0),
        stages=StagesSettings(
            workers=cluster.workers, at=cluster.at, folder=str(tmp_path / "shared")
        ),
    )
    with sites(2, 3, delay_s=0.5) as places, Services(settings) as services:
        for place in places:
            cluster.open_door("http://{}:{}".format(*place.server_address))
        entries = [each for place in places for each in place.entries(range(1, 6))]

        def kill_one():
            while not (begun := list((tmp_path / "shared").glob("*.begun"))):
                time.sleep(0.05)
            while not places[0].asked:
                time.sleep(0.05)
            cluster.kill(read_file(str(begun[0]))[1])

        killer = threading.Thread(target=kill_one)
        killer.start()
        stages = stateless_stages(services)
        pages, failures = stages.fetch(entries, NOW, lambda _: ())
        killer.join()
        assert not failures
        assert [page.entry_id for page in pages] == [each.id for each in entries]
        articles, _ = stages.extract(entries, pages, NOW)
        assert [article.id for article in articles] == [each.id for each in entries]
    asked = [len(place.asked) for place in places]
    assert sum(asked) > 10  # some of one site's pages were asked for again
    for place in places:
        assert min(gaps(place)) > 0.95
