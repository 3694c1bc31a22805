"""The cycle under Prefect: stages as named tasks, a table of counts, an event per development."""

import os

import pytest
from crashes import QuickServices
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.states import Running
from prefect.testing.utilities import prefect_test_harness

from flows.cycle_lock import LOCK
from flows.monitor import monitor, run_cycle_flow, task_caller
from flows.serve import crash_dead_runs
from pipeline.reasons import STAGES
from sampleworld.compose import load_world
from sampleworld.receiver import run_receiver
from sampleworld.replay import cycle_times, outlet_feeds, replay_settings
from sampleworld.server import serve_world
from sampleworld.stories import START
from warehouse.errors import Busy
from warehouse.locks import lock_holder, locked
from warehouse.warehouse import Warehouse

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def harness():
    with prefect_test_harness(server_startup_timeout=120):
        yield


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """One cycle under Prefect, and what the server knows of it."""
    folder = tmp_path_factory.mktemp("watched")
    warehouse, now = Warehouse(folder), cycle_times()[1]
    with serve_world(load_world()) as server, run_receiver() as receiver:
        warehouse.feeds.add(outlet_feeds(server), START)
        server.set_time(now)
        with QuickServices(replay_settings(folder, receiver)) as services:
            done = run_cycle_flow(warehouse, services, now)
    with get_client(sync_client=True) as client:
        return done, client.read_task_runs(), client.read_flow_runs(), client.read_artifacts()


def test_the_run_shows_each_stage_as_a_named_task(seen):
    _, runs, *_ = seen
    names = {run.name for run in runs}
    assert {f"{stage}-1" for stage in STAGES} | {"load-2"} == names
    assert {run.state_name for run in runs} == {"Completed"}


def test_the_run_carries_a_table_of_the_counts(seen):
    done, _, (run,), (artifact,) = seen
    assert run.state_name == "Completed"
    assert (artifact.type, artifact.key) == ("table", "cycle")
    assert f'"articles", "count": {done.counts["articles"]}' in artifact.data.replace("'", '"')


def test_a_busy_warehouse_is_tried_again_a_mistake_is_not():
    calls = []

    def busy():
        calls.append("busy")
        raise Busy("held")

    def wrong():
        calls.append("wrong")
        raise KeyError("ours")

    @flow
    def both(name, do):
        return task_caller(waits=[0, 0, 0])(name, do)

    with pytest.raises(Busy):
        both("load", busy)
    with pytest.raises(KeyError):
        both("load", wrong)
    assert calls == ["busy"] * 4 + ["wrong"]


def test_a_run_that_finds_another_at_work_is_skipped_and_says_which(tmp_path):
    ran = monitor(folder=str(tmp_path), return_state=True)
    assert ran.name == "Completed"
    with get_client(sync_client=True) as client:
        name = client.read_flow_run(ran.state_details.flow_run_id).name
    assert lock_holder(tmp_path / LOCK) == f"{os.getpid()} (run {name})"
    with locked(tmp_path, LOCK, 1.0, "run quick-otter"):
        skipped = monitor(folder=str(tmp_path), return_state=True)
    assert (skipped.type.value, skipped.name) == ("COMPLETED", "Skipped")
    assert skipped.message.startswith(f"process {os.getpid()} (run quick-otter) is at work")


def test_a_run_that_died_with_its_runner_is_crashed_by_the_next_serve(tmp_path):
    with get_client(sync_client=True) as client:

        def begun(folder):
            run = client.create_flow_run(monitor, parameters={"folder": str(folder)})
            client.set_flow_run_state(run.id, Running(), force=True)
            return run.id

        dead, elsewhere = begun(tmp_path), begun(tmp_path / "another")
        with locked(tmp_path, LOCK, 1.0):
            assert crash_dead_runs(client, tmp_path) == 0  # it may be the one at work
        assert crash_dead_runs(client, tmp_path) == 1
        assert client.read_flow_run(dead).state_name == "Crashed"
        assert client.read_flow_run(elsewhere).state_name == "Running"
