"""Files attached to instances that outlive a turn."""

import duckdb
import pytest

from warehouse import instances
from warehouse.instances import Attachment
from warehouse.store import CONFIG


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setattr(instances, "_idle", {})


def test_files_follow_each_other_in_one_instance(tmp_path):
    seen = set()
    for name in ("news", "vectors", "news"):
        file = Attachment(tmp_path / f"{name}.duckdb", CONFIG)
        file.connection.execute("CREATE TABLE IF NOT EXISTS t AS SELECT 1 AS a")
        file.connection.register("incoming", file.connection.execute("FROM t").to_arrow_table())
        assert file.connection.execute("SELECT current_database()").fetchall() == [(name,)]
        seen.add(id(file._instance))
        file.close(whole=True)
    assert len(seen) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.duckdb", "vectors.duckdb"]


def test_nothing_of_one_turn_is_left_for_the_next(tmp_path):
    file = Attachment(tmp_path / "news.duckdb", CONFIG)
    file.connection.execute("CREATE TEMP TABLE mine AS SELECT 1 AS a")
    file.connection.register("yours", file.connection.execute("FROM mine").to_arrow_table())
    file.connection.begin()
    file.connection.execute("CREATE TABLE half (a INTEGER)")
    file.close(whole=True)
    file = Attachment(tmp_path / "news.duckdb", CONFIG)
    for name in ("mine", "yours", "half"):
        with pytest.raises(duckdb.CatalogException):
            file.connection.execute(f"FROM {name}")
    file.close(whole=True)


def test_an_instance_in_which_something_failed_serves_no_longer(tmp_path):
    file = Attachment(tmp_path / "news.duckdb", CONFIG)
    file.close(whole=False)
    assert not any(instances._idle.values())
    (tmp_path / "news.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(duckdb.Error):
        Attachment(tmp_path / "news.duckdb", CONFIG)
    assert not any(instances._idle.values())


def test_a_file_in_a_folder_with_quotes_is_free_for_others_between_turns(tmp_path):
    folder = tmp_path / 'it\'s "here"'
    folder.mkdir()
    file = Attachment(folder / "news.duckdb", CONFIG)
    file.connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    file.close(whole=True)
    with duckdb.connect(str(folder / "news.duckdb")) as alone:
        assert alone.execute("FROM t").fetchall() == [(1,)]


def test_two_at_once_have_an_instance_each(tmp_path):
    files = [Attachment(tmp_path / f"{n}" / "news.duckdb", CONFIG) for n in make(tmp_path, 3)]
    assert len({id(file._instance) for file in files}) == 3
    for file in files:
        file.close(whole=True)
    assert sum(map(len, instances._idle.values())) == instances.IDLE


def make(folder, count):
    for n in range(count):
        (folder / f"{n}").mkdir()
        yield n
