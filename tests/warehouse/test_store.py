"""Turns: processes and threads wait for one another, or are told for whom."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from builders import batch

from warehouse import store
from warehouse.instances import Attachment
from warehouse.rows import to_dicts
from warehouse.store import execute, fetch_table
from warehouse.warehouse import Busy, Loaded, Warehouse

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"


def test_questions_asked_together_share_one_turn(house):
    house.load(batch(1))
    other = Warehouse(house.path, wait_s=0.1)
    with house.together(), house.together():
        assert len(house.feeds.all()) == 1
        assert house.window.history([]).texts == ()
        with pytest.raises(Busy):
            other.feeds.all()
        with pytest.raises(RuntimeError, match="inside another's"), house.store.news():
            house.feeds.all()
    assert len(other.feeds.all()) == 1
    with pytest.raises(KeyError), house.together():
        raise KeyError
    assert house.load(batch(1)) == Loaded()


def test_processes_and_threads_take_turns(house):
    failures: list[BaseException] = []

    def write(first: int) -> None:
        try:
            for n in range(3):
                house.load(batch(first + 6 * n))
        except BaseException as error:  # noqa: BLE001 - the test reports it
            failures.append(error)

    threads = [threading.Thread(target=write, args=(1000 * (n + 1),)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(house.window.read()) == 3 * 3 * 6


def test_a_notebook_on_the_main_file_is_named_in_one_line(house):
    holder = (
        f"import duckdb, time; c = duckdb.connect({str(house.store.news_path)!r})\n"
        "print(1, flush=True); time.sleep(60)"
    )
    house.feeds.all()
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True
    ) as notebook:
        notebook.stdout.readline()
        house.store.wait_s = 0.3
        with pytest.raises(Busy) as caught:
            house.feeds.all()
        notebook.kill()
    assert f"process {notebook.pid}" in str(caught.value)
    assert "public.duckdb" in str(caught.value)
    assert "\n" not in str(caught.value)
    house.store.wait_s = 10
    assert len(house.feeds.all()) == 1


def test_calls_together_open_each_file_once(house, monkeypatch):
    opened: list[str] = []

    def counted(path: Path, config: dict) -> Attachment:
        opened.append(path.name)
        return Attachment(path, config)

    house.feeds.all()
    monkeypatch.setattr(store, "Attachment", counted)
    with house.together():
        for _ in range(3):
            house.feeds.all()
            house.window.read()
    assert sorted(opened) == ["news.duckdb", "vectors.duckdb"]
    opened.clear()
    house.feeds.all()
    house.feeds.all()
    assert opened == ["news.duckdb", "news.duckdb"]


def test_an_exception_rolls_the_transaction_back(house):
    with pytest.raises(ZeroDivisionError), house.store.news() as con:
        execute(con, "remove_feeds", ids=["feed"])
        assert to_dicts(fetch_table(con, "feeds")) == []
        raise ZeroDivisionError
    assert len(house.feeds.all()) == 1
