"""The published copy: there for every reader at every moment, and nobody waits for anybody."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from builders import FEED, NOW, alert, article, batch, development

from pipeline.records import Article, Entry
from warehouse.warehouse import Batch, Busy, Loaded, Warehouse, WarehouseError

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"


def count(con: duckdb.DuckDBPyConnection) -> int:
    return con.execute("SELECT count(*) FROM articles").fetchone()[0]


def test_an_open_reader_keeps_its_view_and_delays_nothing(house):
    house.load(batch(1))
    house.publish()
    with duckdb.connect(str(house.public_path), read_only=True) as reader:
        slow = reader.execute("SELECT * FROM articles, range(100000)")  # a query left open
        slow.fetchone()
        started = time.monotonic()
        house.load(batch(7))
        house.publish()
        assert time.monotonic() - started < 15
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
    assert not house.news_path.with_name("news.duckdb.wal").exists()
    with duckdb.connect(str(house.public_path), read_only=True) as reader:
        assert count(reader) == 6
    assert [path.name for path in house.path.glob("*.new")] == []


def test_what_a_killed_publisher_left_is_cleared(house):
    leftover = house.path / "public.duckdb.12345.new"
    leftover.write_bytes(b"half a copy")
    house.feeds()
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
    (row,) = house.alerts()
    assert row["channel"] == "mailto"


# --- waiting for one another ---------------------------------------------------------------


def test_no_passwords_of_feeds_are_shown_by_the_views(house):
    url = "https://me:s3cret@feed.example/rss"
    house.add_feeds([replace(FEED, id="closed", url=url)], NOW)
    assert "s3cret" in house.feeds()[0].url  # it is polled with it
    house.publish()
    for view in ("feeds", "feed_health"):
        rows = house.sql(f"SELECT url FROM {view}").rows
        assert ("https://me:***@feed.example/rss",) in [tuple(row) for row in rows]
        assert "s3cret" not in repr(rows)


def test_questions_asked_together_share_one_turn(house):
    house.load(batch(1))
    other = Warehouse(house.path, wait_s=0.1)
    with house.together(), house.together():
        assert len(house.feeds()) == 1
        assert house.told([]).texts == ()
        with pytest.raises(Busy):
            other.feeds()
        with pytest.raises(RuntimeError, match="inside another's"), house.news():
            house.feeds()
    assert len(other.feeds()) == 1
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
    assert len(house.window()) == 3 * 3 * 6


def test_a_notebook_on_the_main_file_is_named_in_one_line(house):
    holder = (
        f"import duckdb, time; c = duckdb.connect({str(house.news_path)!r})\n"
        "print(1, flush=True); time.sleep(60)"
    )
    house.feeds()
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True
    ) as notebook:
        notebook.stdout.readline()
        house.wait_s = 0.3
        with pytest.raises(Busy) as caught:
            house.feeds()
        notebook.kill()
    assert f"process {notebook.pid}" in str(caught.value)
    assert "public.duckdb" in str(caught.value)
    assert "\n" not in str(caught.value)
    house.wait_s = 10
    assert len(house.feeds()) == 1


# --- files that cannot be used -------------------------------------------------------------


def test_a_folder_that_is_a_file_is_one_clear_line(tmp_path):
    (tmp_path / "house").write_text("not a folder")
    with pytest.raises(WarehouseError, match="house: not a folder that may be written") as caught:
        Warehouse(tmp_path / "house").feeds()
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_clear_line(house):
    house.feeds()
    house.news_path.write_bytes(b"these are not the bytes of a database" * 1000)
    with pytest.raises(WarehouseError, match=r"news\.duckdb: .*not a valid DuckDB") as caught:
        house.feeds()
    assert "\n" not in str(caught.value)


def test_a_full_disk_loses_nothing_that_was_loaded(house):
    house.load(batch(1))
    script = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from builders import batch
from warehouse.warehouse import Warehouse, WarehouseError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
house = Warehouse({str(house.path)!r})
house.feeds()
size = max(path.stat().st_size for path in house.path.glob("*.duckdb")) + 250_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # what a full disk does
try:
    for n in range(1, 30):
        house.load(batch(1 + 300 * n, 300))
        print(n, flush=True)
except WarehouseError as error:
    print("refused:", error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    *loaded, refused = done.stdout.splitlines()
    assert refused.startswith("refused:"), done.stdout + done.stderr
    assert "free space" in refused, loaded
    assert len(house.window()) == 6 + 300 * len(loaded)
    house.load(batch(1 + 300 * (len(loaded) + 1), 300))
    assert len(house.window()) == 306 + 300 * len(loaded)


def test_entries_may_be_large_and_texts_odd(house):
    odd = "\x00 nul, \ud83d lone half, 😀 'quote' \"double\" ; -- DROP".encode(
        "utf-8", "replace"
    ).decode()
    article = Article(id="odd", title=odd, text=odd * 1000, first_seen_at=NOW, digest="d")
    entry = Entry(id="odd", feed_id="feed", outlet="", url="", content=odd * 10_000,
                  first_seen_at=NOW, digest="d")  # fmt: skip
    house.load(Batch(at=NOW, entries=[entry], articles=[article]))
    assert house.articles(["odd"])[0].text == odd * 1000
    assert house.wanted(NOW)[0].content == odd * 10_000
