"""The lake: what readers on other machines see of a warehouse, cycle by cycle."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from builders import NOW, article, batch
from lakes import instance, postgres, reader, require_extensions, sqlite_lake

from warehouse.batch import Batch, Cycle
from warehouse.errors import LakeError, WarehouseError
from warehouse.lake.account import FILE
from warehouse.lake.address import load_extensions, open_lake, read_address
from warehouse.lake.compaction import compact_lake
from warehouse.lake.copying import copy_published
from warehouse.lake.publishing import append_to_lake, snapshot_of_cycle
from warehouse.migrations import VIEWS
from warehouse.warehouse import Warehouse

require_extensions()


@pytest.fixture(scope="module")
def dsn():
    with postgres() as dsn:
        yield dsn


@pytest.fixture(params=["sqlite", "postgres"])
def lake(request, tmp_path):
    if request.param == "sqlite":
        return sqlite_lake(tmp_path / "there")
    dsn = request.getfixturevalue("dsn")
    name = f"lake{abs(hash(str(tmp_path)))}"
    with duckdb.connect() as con:
        load_extensions(con, "postgres_scanner")
        con.execute(f"ATTACH '{dsn}' AS pg (TYPE postgres)")
        create = f"'CREATE DATABASE {name}', use_transaction = false"
        con.execute(f"CALL postgres_execute('pg', {create})")
    dsn = dsn.replace("dbname=postgres", f"dbname={name}")
    return read_address(f"ducklake:postgres:{dsn}", str(tmp_path / "data"), tmp_path)


def load(house: Warehouse, n: int) -> str:
    """Load a batch of six articles as a cycle's; its id."""
    cycle = Cycle(id=f"cycle{n}", kind="run", started_at=NOW + timedelta(minutes=n))
    house.load(replace(batch(n), cycle=cycle))
    return cycle.id


def rows(con: duckdb.DuckDBPyConnection, view: str) -> list[tuple]:
    return sorted(con.execute(f"FROM {view}").fetchall(), key=repr)


def test_a_lake_shows_what_the_published_copy_shows_in_every_view(house, lake):
    load(house, 1)
    house.lake = lake
    house.publish()
    load(house, 7)
    house.load(Batch(at=NOW, edits=[article(2, version=2, title="Dam 2 breaks", digest="second")]))
    house.publish()
    with duckdb.connect(str(house.public_path), read_only=True) as copy, reader(lake) as there:
        names = [path.stem for path in sorted(VIEWS.glob("*.sql"))]
        for view in names if lake.kind == "sqlite" else ["stories", "memberships", "cycles"]:
            assert rows(there, view) == rows(copy, view), view
        assert there.execute("SELECT count(*) FROM articles").fetchone() == (12,)
        assert there.execute("SELECT title FROM articles WHERE version = 2").fetchall()


def test_a_cycle_is_a_snapshot_to_go_back_to_and_an_idle_one_is_none(house, tmp_path):
    lake = sqlite_lake(tmp_path)
    cycles = [load(house, 1)]
    first = append_to_lake(house.store, lake)
    assert first.rows > 6
    idle = Cycle(id="idle", kind="run", started_at=NOW + timedelta(minutes=1, seconds=1))
    house.load(Batch(at=NOW, cycle=idle))
    assert append_to_lake(house.store, lake) is None
    cycles.append(load(house, 7))
    (house.path / FILE).unlink()  # the account of what the lake holds is read from the lake again
    second = append_to_lake(house.store, lake)
    assert second.snapshot == first.snapshot + 1
    with instance().cursor() as con, open_lake(con, lake, read_only=True):
        numbers = [snapshot_of_cycle(con, lake, cycle) for cycle in cycles]
        with pytest.raises(LakeError, match="no snapshot of cycle nowhen"):
            snapshot_of_cycle(con, lake, "nowhen")
    assert numbers == [first.snapshot, second.snapshot]
    for number, n in zip(numbers, (6, 12), strict=True):
        with reader(lake, number) as there:
            assert there.execute("SELECT count(*) FROM articles").fetchone() == (n,)


def test_a_snapshot_bears_the_cycle_loaded_last_though_a_clock_ahead_dated_another(house, tmp_path):
    lake = sqlite_lake(tmp_path)
    ahead = Cycle(id="ahead", kind="run", started_at=NOW + timedelta(days=900))
    house.load(replace(batch(1), cycle=ahead))
    append_to_lake(house.store, lake)
    right = load(house, 7)
    second = append_to_lake(house.store, lake)
    with instance().cursor() as con, open_lake(con, lake, read_only=True):
        assert snapshot_of_cycle(con, lake, right) == second.snapshot


def test_a_row_that_comes_back_is_there_once_and_worn_tables_are_written_anew(house, tmp_path):
    lake = sqlite_lake(tmp_path)
    load(house, 1)
    append_to_lake(house.store, lake)
    feed = house.feeds.all()[0]
    for step in (house.feeds.pause, house.feeds.resume):
        step([feed.id])
        append_to_lake(house.store, lake)
    with reader(lake) as there:
        assert there.execute("SELECT count(*) FROM feeds").fetchone() == (1,)
        assert there.execute("SELECT count(*) FROM gone.feed_states").fetchone() == (2,)
    assert compact_lake(house.store, lake, NOW, None).tables >= 1
    with reader(lake) as there:
        assert there.execute("SELECT count(*) FROM gone.feed_states").fetchone() == (0,)
        assert there.execute("SELECT count(*) FROM rows.feed_states").fetchone() == (1,)
    assert append_to_lake(house.store, lake) is None


def test_another_warehouse_is_refused(house, tmp_path, from_nothing):
    lake = sqlite_lake(tmp_path / "there")
    load(house, 1)
    append_to_lake(house.store, lake)
    other = Warehouse(tmp_path / "other")
    with pytest.raises(LakeError, match="rows of another warehouse; name a new one"):
        append_to_lake(other.store, lake)


def test_a_missing_extension_is_one_line_with_its_mend(house, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(LakeError, match=r"pip install 'newsthread\[lake\]'"):
        append_to_lake(house.store, sqlite_lake(tmp_path))


def test_a_password_is_never_said(house, tmp_path):
    text = "ducklake:postgres:host=127.0.0.1 port=1 user=news password=hush"
    lake = read_address(text, "", tmp_path)
    with pytest.raises(LakeError) as refusal:
        append_to_lake(house.store, lake)
    assert "hush" not in str(refusal.value)
    assert "127.0.0.1" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert "hush" not in str(read_address("ducklake:postgres:postgres://a:hush@h/d", "", tmp_path))


def test_what_is_no_lake_is_refused(tmp_path):
    with pytest.raises(LakeError, match="write ducklake:sqlite:PATH"):
        read_address("ducklake:oracle:x", "", tmp_path)


@pytest.mark.parametrize(
    "lake", ["sqlite", pytest.param("postgres", marks=pytest.mark.machines)], indirect=True
)
def test_readers_see_whole_cycles_while_a_writer_appends(house, lake):
    load(house, 1)
    append_to_lake(house.store, lake)
    script = f"""
import sys
sys.path.insert(0, {str(__file__.rsplit("/", 1)[0])!r})
from lakes import reader
from warehouse.lake.address import LakeAddress
from pathlib import Path
lake = LakeAddress({lake.kind!r}, {lake.catalog!r}, Path({str(lake.data)!r}))
while True:
    with reader(lake) as con:
        print(*con.execute('''SELECT (SELECT count(*) FROM articles),
            (SELECT count(*) FROM memberships)''').fetchone(), flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "6 6\n", other.stderr.read()
        for n in range(1, 3):
            load(house, 1 + 6 * n)
            append_to_lake(house.store, lake)
        while (line := other.stdout.readline()) != "18 18\n":
            articles, members = map(int, line.split())
            assert articles == members
            assert articles % 6 == 0
        other.kill()
        assert other.stderr.read() == ""


def test_upkeep_merges_files_and_ends_old_snapshots(house, tmp_path):
    lake = sqlite_lake(tmp_path)
    house.lake = lake
    for n in range(3):
        load(house, 1 + 6 * n)
        append_to_lake(house.store, lake)
    before = len(list(lake.data.rglob("*.parquet")))
    later = datetime.now(UTC) + timedelta(days=2)
    with reader(lake) as there:
        expected = {view: rows(there, view) for view in ("stories", "articles", "feeds")}
    done = house.compact_lake(later, None)
    assert done["lake expired"] == 0
    assert done["lake merged"] > 10
    assert len(list(lake.data.rglob("*.parquet"))) < before / 2
    with reader(lake, 2) as there:
        assert there.execute("SELECT count(*) FROM articles").fetchone() == (12,)
    done = house.compact_lake(later, datetime.now(UTC))
    assert done["lake expired"] >= 3
    with reader(lake) as there:
        assert {view: rows(there, view) for view in expected} == expected
    assert append_to_lake(house.store, lake) is None


@pytest.mark.machines
@pytest.mark.parametrize("lake", ["postgres"], indirect=True)
def test_a_copy_into_a_lake_and_back_is_the_same(house, lake, tmp_path):
    load(house, 1)
    house.publish()
    there = copy_published(house.path, lake)
    back = copy_published(lake, tmp_path / "back")
    assert there == back
    assert all(noun.same for noun in back)
    assert {noun.noun: noun.rows for noun in back}["articles"] == 6
    with (
        duckdb.connect(str(house.public_path), read_only=True) as one,
        duckdb.connect(str(tmp_path / "back" / "public.duckdb"), read_only=True) as other,
    ):
        assert rows(one, "stories") == rows(other, "stories")
    with pytest.raises(WarehouseError, match="holds rows already; name a new lake"):
        copy_published(house.path, lake)
    with pytest.raises(LakeError, match="a copy, which is not appended to"):
        append_to_lake(house.store, lake)


def test_a_lake_is_copied_as_a_cycle_left_it(house, tmp_path):
    lake = sqlite_lake(tmp_path)
    cycle = load(house, 1)
    append_to_lake(house.store, lake)
    load(house, 7)
    append_to_lake(house.store, lake)
    copied = copy_published(lake, tmp_path / "copy", cycle)
    assert {noun.noun: noun.rows for noun in copied}["articles"] == 6
