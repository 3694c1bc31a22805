"""`warehouse.publish`: what cycles, commands and upkeep do where a lake is set."""

from __future__ import annotations

import json
from dataclasses import replace

import duckdb
import pytest
from builders import FEED, NOW, batch
from lakes import reader, require_extensions, sqlite_lake
from terminal import Terminal

from flows.commands import warehouse as commands
from flows.sections import WarehouseSettings
from flows.services import Services, open_warehouse
from flows.settings import Settings
from flows.stages import Stages
from flows.tools.upkeep import upkeep
from pipeline.reasons import HELP, Reason
from warehouse.errors import LakeError

require_extensions()


@pytest.fixture
def settings(tmp_path):
    keys = WarehouseSettings(
        folder=str(tmp_path / "house"), publish=f"ducklake:sqlite:{tmp_path}/lake.sqlite"
    )
    return Settings(warehouse=keys)


@pytest.fixture
def house(settings):
    house = open_warehouse(settings)
    house.feeds.add([FEED], NOW)
    house.load(batch(1, developments=[], alerts=[]))
    return house


@pytest.fixture
def type_(house, capsys, monkeypatch, settings):
    monkeypatch.setenv("NEWSTHREAD_WAREHOUSE_PUBLISH", settings.warehouse.publish)
    monkeypatch.chdir(house.path.parent)
    return Terminal(house.path, capsys)


def test_publish_and_upkeep_reach_the_lake(house, type_, tmp_path):
    assert type_("publish")[0] == 0
    with reader(sqlite_lake(tmp_path)) as there:
        assert there.execute("SELECT count(*) FROM articles").fetchone() == (6,)
    code, out, _ = type_("upkeep", "--json")
    assert code == 0
    assert {"lake tables", "lake merged", "lake expired", "lake deleted"} <= json.loads(out).keys()


def test_a_lake_that_cannot_be_written_costs_the_cycle_nothing(house, settings, tmp_path, caplog):
    (tmp_path / "lake.sqlite").mkdir()
    with Services(settings) as services:
        stages = Stages(house, services, NOW)
        stages.publish()
        assert stages.close({}).counts["failures"] == 1
    (said,) = [record.numbers for record in caplog.records if record.msg == "failures"]
    assert said["reason"] == Reason.LAKE and "lake.sqlite" in said["detail"]
    with duckdb.connect(str(house.public_path), read_only=True) as copy:
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (6,)
    (tmp_path / "lake.sqlite").rmdir()
    house.publish()
    with reader(sqlite_lake(tmp_path)) as there:
        assert there.execute("SELECT count(*) FROM articles").fetchone() == (6,)
        assert there.execute("SELECT reason FROM failures WHERE stage = 'publish'").fetchall()
    assert HELP[Reason.LAKE].line


def test_a_lake_whose_folder_cannot_be_made_is_a_failure_of_the_cycle(house, settings, tmp_path):
    (tmp_path / "file").touch()
    publish = f"ducklake:sqlite:{tmp_path}/file/lake.sqlite"
    settings = replace(settings, warehouse=replace(settings.warehouse, publish=publish))
    with Services(settings) as services:
        stages = Stages(open_warehouse(settings), services, NOW)
        stages.publish()
        assert stages.close({}).counts["failures"] == 1
    with pytest.raises(LakeError, match="its folder cannot be made"):
        open_warehouse(settings).publish()


def test_copies_are_made_and_compared_from_the_command_line(house, type_, tmp_path, settings):
    house.publish()
    lake = settings.warehouse.publish
    code, out, _ = type_("warehouse", "copy", lake, tmp_path / "copy", "--json")
    copied = {row["noun"]: row for row in json.loads(out)}
    assert code == 0
    assert copied["articles"]["rows"] == 6
    assert all(row["same"] for row in copied.values())
    code, out, _ = type_("warehouse", "copy", tmp_path / "copy", f"{lake}2")
    assert code == 0 and "NO" not in out
    code, _, err = type_("warehouse", "copy", tmp_path / "nowhere", f"{lake}3")
    assert code == 1 and "nothing published yet" in err
    code, _, err = type_("warehouse", "copy", "ducklake:oracle:x", tmp_path / "copy4")
    assert code == 1 and "write ducklake:sqlite:PATH" in err
    assert commands.app.info.help


@pytest.mark.parametrize("value", ["lake", "ducklake:", "ducklake:oracle:x", "filesystem"])
def test_a_place_that_is_none_is_refused(type_, monkeypatch, value):
    monkeypatch.setenv("NEWSTHREAD_WAREHOUSE_PUBLISH", value)
    code, _, err = type_("status")
    assert code == 2
    assert err == (
        "newsthread: warehouse.publish: write files, ducklake:sqlite:PATH or "
        "ducklake:postgres:DSN (NEWSTHREAD_WAREHOUSE_PUBLISH)\n"
    )


def test_upkeep_without_a_lake_has_no_word_of_it(house, settings):
    house.lake = None
    assert not [key for key in upkeep(house, settings, NOW) if key.startswith("lake")]
