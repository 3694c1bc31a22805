"""Files made from nothing, brought up to date once, and refused when they are from the future."""

from __future__ import annotations

import shutil

import duckdb
import pytest
from builders import NOW, batch

from warehouse import migrations
from warehouse.warehouse import Warehouse, WarehouseError


def versions(path) -> list[tuple]:
    with duckdb.connect(str(path)) as con:
        return con.execute("FROM store.schema_version ORDER BY number").fetchall()


def test_from_nothing_and_again(tmp_path, from_nothing):
    house = Warehouse(tmp_path / "deep" / "down")
    assert house.feeds.all() == []
    first = versions(house.store.news_path), versions(house.store.vectors_path)
    assert [n for n, *_ in first[0]] == list(range(1, len(first[0]) + 1))
    Warehouse(house.path).feeds.all()
    assert (versions(house.store.news_path), versions(house.store.vectors_path)) == first


def test_an_older_file_gets_only_what_it_lacks(house, tmp_path, monkeypatch):
    house.load(batch(1))
    schema = tmp_path / "schema"
    shutil.copytree(migrations.SCHEMA, schema)
    last = max(int(path.name[:3]) for path in schema.glob("*.sql"))
    (schema / f"{last + 1:03}_notes.sql").write_text(
        "-- Remarks.\nCREATE TABLE store.notes AS SELECT count(*) AS n FROM store.articles\n"
    )
    monkeypatch.setattr(migrations, "SCHEMA", schema)
    newer = Warehouse(house.path)
    assert len(newer.window.read()) == 6
    assert versions(house.store.news_path)[-1][1] == f"{last + 1:03}_notes"
    with duckdb.connect(str(house.store.news_path)) as con:
        assert con.table("store.notes").fetchall() == [(6,)]
    assert not house.store.news_path.with_name("news.duckdb.wal").exists()


def test_a_file_from_a_newer_program_is_refused_untouched(house):
    with duckdb.connect(str(house.store.news_path)) as con:
        con.execute("INSERT INTO store.schema_version VALUES (999, '999_future', $1)", [NOW])
    with pytest.raises(WarehouseError, match=r"made by a newer newsthread.*upgrade"):
        Warehouse(house.path).feeds.all()
    assert versions(house.store.news_path)[-1][0] == 999


def test_a_migration_that_fails_leaves_the_file_as_it_was(house, tmp_path, monkeypatch):
    before = versions(house.store.news_path)
    schema = tmp_path / "schema"
    shutil.copytree(migrations.SCHEMA, schema)
    last = max(int(path.name[:3]) for path in schema.glob("*.sql"))
    (schema / f"{last + 1:03}_good.sql").write_text(
        "-- Good.\nCREATE TABLE store.good (a INTEGER)\n"
    )
    (schema / f"{last + 2:03}_bad.sql").write_text(
        "-- Bad.\nCREATE TABLE store.articles (a INTEGER)\n"
    )
    monkeypatch.setattr(migrations, "SCHEMA", schema)
    with pytest.raises(duckdb.CatalogException):
        Warehouse(house.path).feeds.all()
    assert versions(house.store.news_path) == before


def test_views_are_made_anew_when_they_change(house, tmp_path, monkeypatch):
    views = tmp_path / "views"
    shutil.copytree(migrations.VIEWS, views)
    (views / "cycles.sql").write_text(
        "-- Changed.\nCREATE OR REPLACE VIEW cycles AS SELECT id FROM store.cycles;\n"
    )
    monkeypatch.setattr(migrations, "VIEWS", views)
    changed = Warehouse(house.path)
    changed.publish()
    assert changed.sql.query("SELECT * FROM cycles").columns == ("id",)


def test_every_sql_file_is_one_statement_with_a_comment_above():
    folders = (migrations.SCHEMA, migrations.SCHEMA / "vectors", migrations.QUERIES)
    for path in (path for folder in folders for path in folder.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("-- "), path
        assert len(duckdb.extract_statements(text)) == 1, path
