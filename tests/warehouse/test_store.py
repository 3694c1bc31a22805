"""Turns: processes and threads wait for one another, or are told for whom."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from builders import batch

from warehouse import publishing, store
from warehouse.instances import Attachment
from warehouse.rows import to_dicts
from warehouse.store import execute, fetch_table
from warehouse.warehouse import Busy, Loaded, Warehouse

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"


def test_who_reads_shares_the_turn_and_who_writes_waits(house):
    house.load(batch(1))
    other = Warehouse(house.path, wait_s=0.1)
    with house.together(), house.together():
        assert len(house.feeds.all()) == 1
        assert house.window.history([]).texts == ()
        assert len(other.feeds.all()) == 1
        with pytest.raises(Busy):
            other.load(batch(7))
        with pytest.raises(RuntimeError, match="writes was called among those that read"):
            house.load(batch(7))
        with pytest.raises(RuntimeError, match="inside another's"), house.store.reading():
            house.feeds.all()
    with pytest.raises(Busy), house.store.news():
        other.feeds.all()
    with pytest.raises(KeyError), house.together():
        raise KeyError
    assert house.load(batch(1)) == Loaded()


def test_pages_are_read_while_the_copy_is_written(house, monkeypatch):
    house.load(batch(1))
    read = []
    other = Warehouse(house.path, wait_s=0.1)
    place = publishing._put_in_place

    def place_after_reading(*paths) -> None:
        read.append(len(other.stories.latest()))
        with pytest.raises(Busy):
            other.load(batch(7))
        with pytest.raises(Busy, match=r"publish\.lock"):
            other.publish()
        place(*paths)

    monkeypatch.setattr(publishing, "_put_in_place", place_after_reading)
    house.publish()
    assert read == [len(house.stories.latest())]


def test_readers_that_overlap_keep_nobody_from_writing(house):
    """Each reader holds its turn until the next has one, or gets none within a second."""
    turns: list[int] = []
    done = threading.Event()

    def read() -> None:
        reader = Warehouse(house.path)
        while not done.is_set():
            with reader.together():
                turns.append(mine := len(turns))
                until = time.monotonic() + 1
                while len(turns) == mine + 1 and time.monotonic() < until:
                    done.wait(0.001)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        while len(turns) < 4:
            done.wait(0.01)
        house.store.wait_s = 10
        assert house.load(batch(1)).articles == 6
    finally:
        done.set()
        for reader in readers:
            reader.join()


def test_what_a_killed_writer_left_in_the_log_is_read_and_published(house):
    house.feeds.all()
    killed = (
        f"import duckdb, os; c = duckdb.connect({str(house.store.news_path)!r})\n"
        "c.execute(\"SET checkpoint_threshold = '1 GB'\")\n"
        "c.execute(\"UPDATE store.feeds SET title = 'as the log says'\"); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    log = house.store.news_path.with_suffix(".duckdb.wal")
    assert log.exists()
    assert [feed.title for feed in house.feeds.all()] == ["as the log says"]
    house.publish()
    assert not log.exists()
    assert house.sql.query("SELECT title FROM feeds").rows == [("as the log says",)]


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

    def counted(path: Path, config: dict, *, read_only: bool) -> Attachment:
        opened.append(path.name)
        return Attachment(path, config, read_only=read_only)

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
