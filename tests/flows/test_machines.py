"""Workers in other processes: minutes, so `make machines` alone runs these."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from builders import NOW
from loopback_pages import gaps, sites

from flows.cycle import cycle
from flows.services import Services
from flows.settings import NetworkSettings, Settings, StagesSettings
from flows.stateless.engines import stateless_stages
from flows.stateless.files import read_file
from sampleworld.compose import load_world
from sampleworld.receiver import run_receiver
from sampleworld.replay import Environment, replay, replay_settings
from sampleworld.server import serve_world
from warehouse.warehouse import Warehouse

pytestmark = pytest.mark.machines
ROOT = str(Path(__file__).parents[2])


@pytest.fixture(scope="module")
def outlets():
    with serve_world(load_world()) as server, run_receiver() as receiver:
        yield server, receiver


VIEWS = {
    "copies": "* EXCLUDE (outlet, original_outlet)",
    "memberships": "article_id, story_id",
    "stories": "id, title, n_articles, n_copies, n_developments",
    "developments": "story_id, article_id, quotes",
    "failures": "stage, url, reason",
}


def told(alert):
    return alert["story"]["id"], alert["article"], alert["quotes"], alert["changes"]


def outcome(folder, stages, outlets):
    """Copies, stories, developments, failures and alerts of three cycles of the sample world."""
    server, receiver = outlets
    settings = replay_settings(folder, receiver)
    settings = replace(settings, stages=stages, place=replace(settings.place, model="minilm"))
    warehouse, began = Warehouse(folder), len(receiver.received)
    with Services(settings) as services:
        environment = Environment(warehouse, services, server, receiver)
        list(replay(environment, cycle, timedelta(hours=24)))
    rows = {
        view: warehouse.sql.query(f"SELECT {columns} FROM {view} ORDER BY ALL").rows
        for view, columns in VIEWS.items()
    }
    return rows, [told(alert) for alert in receiver.received[began:]]


@pytest.fixture(scope="module")
def here(tmp_path_factory, outlets):
    """What this process alone makes of it."""
    return outcome(tmp_path_factory.mktemp("here") / "house", StagesSettings(), outlets)


def check_same(there, here):
    for view, rows in here[0].items():
        assert there[0][view] == rows, view
    assert there[1] == here[1]
    assert here[0]["copies"] and here[0]["developments"] and here[1]


@contextmanager
def dask_workers(folder):
    """Two worker processes; the address of their scheduler, and what kills one of them."""
    distributed = pytest.importorskip("distributed", reason="pip install 'newsthread[dask]'")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        host="127.0.0.1", local_directory=str(folder),
    ) as cluster:  # fmt: skip

        def kill(worker):
            os.kill(int(worker.rpartition(":")[2]), signal.SIGKILL)

        yield cluster.scheduler_address, kill


@contextmanager
def prefect_workers(folder):
    """A Prefect server and two process workers, in folders of their own."""
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ, "PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": ROOT,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }  # fmt: skip

    def start(*words, **more):
        folder.mkdir(exist_ok=True)
        home = folder / more.pop("home", "server")
        home.mkdir()
        command = [sys.executable, "-m", "prefect", *words]
        with (home / "log").open("wb") as log:
            return subprocess.Popen(
                command, env=environment | more, cwd=home, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    processes = [start("server", "start", "--host", "127.0.0.1", "--port", str(port))]
    try:
        for _ in range(240):
            try:
                urlopen(f"{api}/health", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        with temporary_settings({PREFECT_API_URL: api}):
            for n in range(2):
                words = ("worker", "start", "--pool", "news", "--type", "process", "--limit", "1")
                processes.append(start(*words, home=f"worker{n}", PREFECT_API_URL=api))

            def kill(worker):
                os.kill(int(worker.rpartition(":")[2]), signal.SIGKILL)

            yield "news", kill
    finally:
        for process in reversed(processes):
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


KINDS = {"dask": dask_workers, "prefect": prefect_workers}


@pytest.fixture(scope="module", params=KINDS)
def workers(request, tmp_path_factory):
    with KINDS[request.param](tmp_path_factory.mktemp(request.param)) as (at, kill):
        yield request.param, at, kill


@pytest.mark.timeout(1200)
def test_workers_give_the_same_as_this_process(workers, tmp_path, here, outlets):
    kind, at, _ = workers
    shared = tmp_path / "shared"
    keys = StagesSettings(workers=kind, at=at, folder=str(shared))
    check_same(outcome(tmp_path / "house", keys, outlets), here)
    assert list(shared.iterdir()) == []


@pytest.mark.timeout(600)
def test_a_killed_workers_part_is_done_elsewhere_once_and_politely(workers, tmp_path):
    kind, at, kill = workers
    settings = replace(
        Settings(),
        network=NetworkSettings(loopback=True, contact="test", spacing_s=1.0),
        stages=StagesSettings(workers=kind, at=at, folder=str(tmp_path / "shared")),
    )
    with sites(2, 3, delay_s=0.5) as places, Services(settings) as services:
        entries = [each for place in places for each in place.entries(range(1, 6))]

        def kill_one():
            while not (begun := list((tmp_path / "shared").glob("*.begun"))):
                time.sleep(0.05)
            while not places[0].asked:
                time.sleep(0.05)
            kill(read_file(str(begun[0]))[1])

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
