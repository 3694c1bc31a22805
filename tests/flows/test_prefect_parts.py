"""Parts as Prefect flow runs: one whose run ends without a result is run again."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from prefect.states import Completed, Crashed, Running

from flows.refusal import SettingsError
from flows.stateless import files, prefect_flow
from flows.stateless.prefect_flow import PrefectEngine


class Server:
    """Stands in for Prefect's: each run meets the next of some fates."""

    def __init__(self, *fates, fault=None):
        self.fates, self.fault, self.runs, self.cancelled = list(fates), fault, {}, []

    def api_healthcheck(self):
        return self.fault

    def create_work_pool(self, pool):
        assert pool.type == "process"

    def create_flow_run_from_deployment(self, _, parameters):
        run = SimpleNamespace(id=uuid4())
        self.runs[run.id] = self.fates.pop(0)(parameters["reference"])
        return run

    def read_flow_run(self, id_):
        return SimpleNamespace(state=self.runs[id_])

    def set_flow_run_state(self, id_, state, force):
        self.cancelled.append(id_)


def finished(reference):
    files.write_file(f"{reference}.out", "result")
    return Completed()


@pytest.fixture
def engine_on(monkeypatch):
    def make(*fates, **keys):
        server = Server(*fates, **keys)
        monkeypatch.setattr(prefect_flow, "get_client", lambda sync_client: server)
        monkeypatch.setattr(prefect_flow.RunnerDeployment, "apply", lambda _: uuid4())
        monkeypatch.setattr(prefect_flow, "ASK_S", 0.0)
        return PrefectEngine("news"), server

    return make


def test_a_run_that_crashed_is_run_again_and_nothing_is_left(engine_on, tmp_path):
    engine, server = engine_on(lambda _: Crashed(), finished, finished)
    engine.map([f"{tmp_path}/a-0", f"{tmp_path}/a-1"])
    assert len(server.runs) == 3
    assert server.cancelled == []


def test_a_part_that_loses_every_worker_ends_the_batch_and_cancels_the_rest(engine_on, tmp_path):
    fates = [lambda _: Crashed(), lambda _: Running()] + [lambda _: Crashed()] * 3
    engine, server = engine_on(*fates)
    with pytest.raises(RuntimeError, match="4 workers were lost over this part"):
        engine.map([f"{tmp_path}/a-0", f"{tmp_path}/a-1"])
    assert len(server.cancelled) == 2


def test_no_server_is_said_in_one_line(engine_on):
    with pytest.raises(SettingsError, match="no Prefect server answers"):
        engine_on(fault=OSError("refused"))
