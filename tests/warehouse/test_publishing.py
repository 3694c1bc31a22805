"""The published copy: there for every reader at every moment, and its views explained."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from builders import FEED, NOW, alert, article, batch, development

from warehouse.publishing import publish_copy
from warehouse.warehouse import WarehouseError

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"


def count(con: duckdb.DuckDBPyConnection) -> int:
    return con.execute("SELECT count(*) FROM articles").fetchone()[0]


def test_an_open_reader_keeps_its_view_and_delays_nothing(house):
    house.load(batch(1))
    house.publish()
    with duckdb.connect(str(house.public_path), read_only=True) as reader:
        slow = reader.execute("SELECT * FROM articles, range(100000)")  # a query left open
        slow.fetchone()
        house.store.wait_s = 0.0  # to wait for the reader at all would be `Busy`
        house.load(batch(7))
        house.publish()
        assert count(reader.cursor()) == 6
        assert slow.fetchone() is not None
    with duckdb.connect(str(house.public_path), read_only=True) as reader:
        assert count(reader) == 12


def test_a_plain_client_reads_every_moment_while_a_writer_writes(house):
    house.load(batch(1))
    house.publish()
    script = f"""
import duckdb, sys
while not sys.stdin.closed:
    with duckdb.connect({str(house.public_path)!r}, read_only=True) as con:
        articles = con.execute("SELECT count(*) FROM articles").fetchone()[0]
        members = con.execute("SELECT count(*) FROM memberships").fetchone()[0]
    print(articles, members, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout.readline() == "6 6\n"
        for n in range(1, 6):
            house.load(batch(1 + 6 * n))
            house.publish()
        reader.kill()
        seen = [tuple(map(int, line.split())) for line in reader.stdout.read().splitlines()]
        assert reader.stderr.read() == ""
    assert len(seen) > 3
    assert all(articles == members and articles % 6 == 0 for articles, members in seen)


def test_a_copy_holds_everything_loaded_before_it(house):
    house.load(batch(1))
    house.publish()
    assert not house.store.news_path.with_name("news.duckdb.wal").exists()
    with duckdb.connect(str(house.public_path), read_only=True) as reader:
        assert count(reader) == 6
    assert [path.name for path in house.path.glob("*.new")] == []


def test_what_a_killed_publisher_left_is_cleared(house):
    leftover = house.path / "public.duckdb.12345.new"
    leftover.write_bytes(b"half a copy")
    house.publish()
    assert not leftover.exists()


def test_every_view_and_every_column_is_explained(house):
    house.publish()
    with duckdb.connect(str(house.public_path), read_only=True) as con:
        views = con.execute(
            "SELECT view_name, comment FROM duckdb_views() "
            "WHERE schema_name = 'main' AND NOT internal"
        ).fetchall()
        columns = con.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() "
            "WHERE schema_name = 'main' AND NOT internal"
        ).fetchall()
    assert {name for name, _ in views} == {path.stem for path in VIEWS.glob("*.sql")}
    assert [name for name, comment in views if not comment] == []
    assert [(view, column) for view, column, comment in columns if not comment] == []


def test_every_view_answers(house):
    house.load(batch(1))
    house.publish()
    with duckdb.connect(str(house.public_path), read_only=True) as con:
        for path in VIEWS.glob("*.sql"):
            con.table(path.stem).fetchall()
        assert con.execute("SELECT quotes FROM developments").fetchone()[0] == [
            "Engineers counted cracks."
        ]
        assert con.execute("SELECT counts, old, new FROM figure_changes").fetchall() == [
            ("cracks", "1", "2")
        ]


def test_times_are_read_without_time_zone_extensions(house):
    house.load(batch(1))
    house.publish()
    with duckdb.connect(str(house.public_path), read_only=True) as con:
        kinds = con.execute("SELECT DISTINCT data_type FROM duckdb_columns() WHERE NOT internal")
        assert "TIMESTAMP WITH TIME ZONE" not in {kind for (kind,) in kinds.fetchall()}
        con.execute("SET TimeZone = 'Pacific/Auckland'")  # no reader's zone moves our times
        (first,) = con.execute("SELECT max(first_seen_at) FROM articles").fetchone()
    assert first == NOW.replace(tzinfo=None)


def test_no_credentials_of_channels_are_shown_by_the_views(house):
    secret = alert(development(article(1)), channel="mailto://me:secret@example.org")
    house.load(batch(1, alerts=[secret]))
    (row,) = house.outbox.alerts()
    assert row["channel"] == "mailto"


def test_no_passwords_of_feeds_are_shown_by_the_views(house):
    url = "https://me:s3cret@feed.example/rss"
    house.feeds.add([replace(FEED, id="closed", url=url)], NOW)
    assert "s3cret" in house.feeds.all()[0].url  # it is polled with it
    house.publish()
    for view in ("feeds", "feed_health"):
        rows = house.sql.query(f"SELECT url FROM {view}").rows
        assert ("https://me:***@feed.example/rss",) in [tuple(row) for row in rows]
        assert "s3cret" not in repr(rows)


def test_a_copy_that_cannot_be_put_in_place_leaves_nothing_behind(house):
    house.load(batch(1))
    house.public_path.mkdir()  # a file is never renamed over a folder
    with pytest.raises(WarehouseError, match=r"public\.duckdb") as caught:
        publish_copy(house.store)
    assert "\n" not in str(caught.value)
    assert [path.name for path in house.path.glob("*.new")] == []
    house.public_path.rmdir()
    assert publish_copy(house.store) == house.public_path
