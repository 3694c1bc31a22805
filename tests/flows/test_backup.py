"""Backup, destruction, restore; and an export that any engine reads."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading

import duckdb
import pyarrow.parquet as pq
import pytest
from builders import FEED, NOW, batch, contents
from terminal import Terminal

from warehouse.backup import back_up, restore
from warehouse.parquet_export import export_parquet
from warehouse.warehouse import Full, Warehouse, WarehouseError


@pytest.fixture
def house(tmp_path):
    house = Warehouse(tmp_path / "house")
    house.feeds.add([FEED], NOW)
    for n in range(3):
        house.load(batch(6 * n, developments=[], alerts=[]))
    house.publish()
    return house


@pytest.fixture
def type_(house, capsys, monkeypatch):
    monkeypatch.chdir(house.path.parent)
    return Terminal(house.path, capsys)


def test_backup_destroy_restore_and_nothing_is_missing(house, type_, tmp_path):
    before = contents(house)
    assert type_("backup", tmp_path / "safe")[0] == 0
    shutil.rmtree(house.path)
    code, out, _ = type_("restore", tmp_path / "safe")
    assert code == 0 and "restored" in out
    restored = Warehouse(house.path)
    assert contents(restored) == before
    assert [proof.detail for proof in restored.inspect() if not proof.ok] == []
    assert len(restored.sql.query("FROM articles").rows) == 18
    code, _, err = type_("restore", tmp_path / "safe")
    assert code == 1 and "vectors.duckdb and news.duckdb there already; move them away" in err


def test_a_backup_is_whole_while_a_monitor_loads(house, tmp_path):
    done = threading.Event()

    def load():
        for n in range(10, 1000):
            if done.is_set():
                return
            Warehouse(house.path).load(batch(6 * n, developments=[], alerts=[]))

    loader = threading.Thread(target=load)
    loader.start()
    try:
        for n in range(3):
            back_up(house.store, tmp_path / f"safe{n}")
    finally:
        done.set()
        loader.join()
    for n in range(3):
        other = Warehouse(tmp_path / f"other{n}")
        restore(other.store, tmp_path / f"safe{n}")
        assert [proof.detail for proof in other.inspect() if not proof.ok] == []
        rows = contents(other)
        assert len(rows["articles"]) == len(rows["vectors"]) == len(rows["memberships"])


@pytest.mark.parametrize("harm", ["bit", "missing", "manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_written(house, tmp_path, harm):
    back_up(house.store, tmp_path / "safe")
    path = tmp_path / "safe" / ("manifest.json" if harm == "manifest" else "news.duckdb")
    if harm == "missing":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content if harm == "bit" else b"{")
    other = Warehouse(tmp_path / "other")
    with pytest.raises(WarehouseError, match=r"damaged|no backup"):
        restore(other.store, tmp_path / "safe")
    assert not list((tmp_path / "other").glob("*.duckdb"))


def test_a_log_of_the_files_moved_away_is_not_written_into_the_restored_ones(house, tmp_path):
    back_up(house.store, tmp_path / "safe")
    before = contents(house)
    killed = """
import duckdb, os, sys
con = duckdb.connect()
con.execute(f"ATTACH '{sys.argv[1]}' AS news")
con.execute("DELETE FROM news.store.entries")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", killed, str(house.store.news_path)], check=False)
    log = house.store.news_path.with_name("news.duckdb.wal")
    assert log.exists()
    house.store.news_path.rename(tmp_path / "news.duckdb")
    house.store.vectors_path.rename(tmp_path / "vectors.duckdb")
    with pytest.raises(WarehouseError, match=r"news\.duckdb\.wal there already; move it away"):
        Warehouse(house.path).restore(tmp_path / "safe")
    log.rename(tmp_path / "news.duckdb.wal")
    Warehouse(house.path).restore(tmp_path / "safe")
    assert contents(Warehouse(house.path)) == before


def test_a_restoring_that_the_disk_is_too_full_for_leaves_nothing(house, tmp_path, monkeypatch):
    back_up(house.store, tmp_path / "safe")
    other = Warehouse(tmp_path / "other")

    def full(source, target):
        if target.name.startswith("news"):
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        target.write_bytes(source.read_bytes())

    with monkeypatch.context() as patched:
        patched.setattr("warehouse.backup._copy_file", full)
        with pytest.raises(Full):
            other.restore(tmp_path / "safe")
    assert {path.suffix for path in other.path.iterdir()} == {".lock"}
    other.restore(tmp_path / "safe")
    assert contents(other) == contents(house)


def test_what_a_killed_backup_left_goes_with_a_later_one(house, tmp_path):
    backups = tmp_path / "backups"
    old, young = backups / ".monday.4711.half", backups / ".tuesday.4712.half"
    theirs = backups / ".theirs.half"
    for left in (old, young, theirs):
        left.mkdir(parents=True)
        (left / "vectors.duckdb").write_bytes(b"cut short")
    for left in (old, theirs):
        os.utime(left, (0, 0))
    back_up(house.store, backups / "wednesday")
    assert {path.name for path in backups.iterdir()} == {young.name, theirs.name, "wednesday"}


def test_a_folder_that_is_there_is_left_alone(house, tmp_path):
    (tmp_path / "safe").mkdir()
    with pytest.raises(WarehouseError, match="there already"):
        back_up(house.store, tmp_path / "safe")
    with pytest.raises(WarehouseError, match="there already"):
        export_parquet(house.store, tmp_path / "safe")
    assert not list((tmp_path / "safe").iterdir())


def test_an_export_is_read_by_any_engine(house, type_, tmp_path):
    code, out, _ = type_("export", "--parquet", tmp_path / "out")
    assert code == 0 and "views" in out
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    with duckdb.connect(str(house.public_path), read_only=True) as con:
        for view, one in manifest["views"].items():
            rows = 0
            for file in one["files"]:
                content = (tmp_path / "out" / file["path"]).read_bytes()
                assert hashlib.sha256(content).hexdigest() == file["sha256"]
                table = pq.read_table(tmp_path / "out" / file["path"])
                assert list(table.column_names) == list(one["columns"])
                rows += len(table)
            assert rows == con.execute(f"SELECT count(*) FROM {view}").fetchone()[0]
            assert one["files"], "what has no rows yet is there to be read too"
    assert [file["path"] for file in manifest["views"]["articles"]["files"]] == [
        "articles/2026-03.parquet"
    ]
    assert type_("export")[0] == 2
