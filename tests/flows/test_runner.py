"""How cycles are run: once or again and again, plainly or under Prefect."""

import signal
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from crashes import QuickServices

from flows.runner import (
    RunOptions,
    cycle_line,
    cycles,
    give_memory_back,
    prefect_configured,
    runner,
)
from flows.settings import Settings
from warehouse.batch import Cycle
from warehouse.errors import Busy
from warehouse.locks import locked
from warehouse.warehouse import Warehouse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """No Prefect settings around, and the signal's handler as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_without_an_interval_there_is_one_cycle(tmp_path):
    options = RunOptions(settings=Settings(), until="poll")
    assert len(list(cycles(Warehouse(tmp_path / "house"), options))) == 1


def test_with_an_interval_there_is_one_after_another(tmp_path):
    warehouse = Warehouse(tmp_path / "house")
    options = RunOptions(settings=Settings(), until="poll", every=timedelta(milliseconds=1))
    ids = [cycle.id for cycle in islice(cycles(warehouse, options), 3)]
    assert len(set(ids)) == 3
    assert {cycle.id for cycle in warehouse.cycles()} == set(ids)


def test_memory_is_given_back_between_cycles_where_the_c_library_can(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr("flows.runner.give_memory_back", lambda: given.append(True))
    options = RunOptions(settings=Settings(), until="poll", every=timedelta(milliseconds=1))
    runs = cycles(Warehouse(tmp_path / "house"), options)
    assert next(runs).id != next(runs).id
    runs.close()
    assert given == [True]
    monkeypatch.undo()
    give_memory_back()
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())  # one without malloc_trim
    give_memory_back()


def test_a_cycle_beside_another_is_refused(tmp_path):
    warehouse = Warehouse(tmp_path / "house")
    with (
        QuickServices(Settings()) as services,
        locked(warehouse.path, "cycle.lock", 1.0),
        pytest.raises(Busy, match="has held it"),
    ):
        runner()(warehouse, services, NOW, "poll")


def test_prefect_is_used_where_an_api_is_set(monkeypatch):
    assert not prefect_configured()
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    assert prefect_configured()


def test_a_cycle_is_one_line_of_what_was_counted():
    counts = {"feeds": 1200, "articles": 3, "edits": 0}
    cycle = Cycle(
        id="c", started_at=NOW, ended_at=NOW, counts=counts, took_s={"poll": 1, "load": 2}
    )
    assert cycle_line(cycle) == "2026-03-01 12:00:00 1,200 feeds, 3 articles (3.0 s)"
    assert "nothing due" in cycle_line(Cycle(id="c", started_at=NOW))
