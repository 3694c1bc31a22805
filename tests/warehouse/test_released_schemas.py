"""Every schema that was ever released, filled with rows, comes up to the newest with all of them.

Released statements are never edited: a file that had the first N of them is what a program of that
time left behind. Rows are those of a filled warehouse, in the columns that the tables had then.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest
from builders import FEED, NOW, article, batch, placement, track

from pipeline.records import Attribution, Decision, Figure
from warehouse import migrations
from warehouse.warehouse import Warehouse

MAIN = {int(path.name[:3]): path for path in migrations.SCHEMA.glob("*.sql")}
VECTORS = {int(path.name[:3]): path for path in (migrations.SCHEMA / "vectors").glob("*.sql")}
FIRST_WHOLE = 24
"""The first schema with a table for every noun: what the first program made."""

QUOTE = "Engineers counted cracks."


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A warehouse with rows of every noun, its files closed."""
    house = Warehouse(tmp_path_factory.mktemp("released") / "house")
    house.feeds.add([FEED], NOW)
    quoted = [article(n, text=f"{article(n).text} {QUOTE}") for n in range(13)]
    house.load(batch(1, articles=quoted[1:7]))
    a = article(1)
    edit = replace(
        a, version=2, text=a.text + f" More. {QUOTE}", digest="second", first_seen_at=NOW
    )
    moved = placement([article(2)]).memberships[0]
    later = NOW + timedelta(hours=1)
    made = replace(
        batch(7, at=later, articles=quoted[7:13]),
        edits=[edit],
        figures=[Figure(article_id=a.id, sentence="s", value=2.0, unit="", counts="cracks",
                        hedge="", raw="2", at=NOW)],
        attributions=[Attribution(article_id=a.id, source="R", kind="agency", sentence="x")],
    )  # fmt: skip
    more = made.placement
    moves = [*more.memberships, replace(moved, story_id=more.stories[0].id)]
    house.load(replace(made, placement=replace(more, memberships=moves)))
    house.tracks.save(track(article(1).id))
    decision = Decision(kind="merge", a=article(1).id, b=article(4).id, at=later)
    house.stories.add_decisions([decision])
    return house.path


def rows(con, table: str, columns: str = "*") -> list[str]:
    names = [c for c, *_ in con.execute(f"DESCRIBE store.{table}").fetchall()]
    chosen = ", ".join(f'"{c}"' for c in (names if columns == "*" else columns.split()))
    return sorted(map(repr, con.execute(f"SELECT {chosen} FROM store.{table}").fetchall()))


@contextmanager
def both(one, other):
    """Open both files to read."""
    with (
        duckdb.connect(str(one), read_only=True) as first,
        duckdb.connect(str(other), read_only=True) as second,
    ):
        yield first, second


def old_file(path, source, steps, upto: int) -> dict[str, list[str]]:
    """Make the file as a program of that schema left it; its tables, each with its columns."""
    with duckdb.connect(str(path)) as con:
        for number in sorted(steps):
            if number <= upto:
                con.execute(steps[number].read_text(encoding="utf-8"))
                if number >= 2:
                    con.execute(
                        "INSERT INTO store.schema_version VALUES ($1, $2, $3)",
                        [number, steps[number].stem, NOW.replace(tzinfo=None)],
                    )
        con.execute(f"ATTACH '{source}' AS newest (READ_ONLY)")
        found = con.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "WHERE database_name = current_database() AND schema_name = 'store' "
            "AND table_name NOT IN ('schema_version', 'view_version', 'revisions') "
            "AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = "
            "current_database()) GROUP BY 1"
        ).fetchall()
        tables = {}
        for table, columns in found:
            if table == "features_before":  # between two statements of one release
                continue
            newest = {c for c, *_ in con.execute(f"DESCRIBE newest.store.{table}").fetchall()}
            kept = [c for c in columns if c in newest]
            listed = ", ".join(f'"{c}"' for c in kept)
            con.execute(
                f"INSERT INTO store.{table} BY NAME SELECT {listed} FROM newest.store.{table}"
            )
            tables[table] = kept
    return tables


@pytest.mark.parametrize("upto", range(FIRST_WHOLE, max(MAIN) + 1))
def test_a_main_file_of_every_schema_loses_nothing(filled, tmp_path, upto):
    shutil.copytree(filled, tmp_path / "house")
    path = tmp_path / "house" / "news.duckdb"
    path.unlink()
    tables = old_file(path, filled / "news.duckdb", MAIN, upto)
    house = Warehouse(tmp_path / "house")
    house.feeds.all()
    assert set(tables) >= {"articles", "stories", "developments", "alerts", "decisions", "tracks"}
    with both(path, filled / "news.duckdb") as (old, new):
        for table, columns in tables.items():
            # Until 35 a development's score was an expected number, and is made a probability.
            same = [c for c in columns if not (table == "developments" and c == "score")]
            listed = " ".join(same)
            assert rows(old, table, listed) == rows(new, table, listed), table
            assert rows(old, table) != [] or rows(new, table) == [], table
        scores = [float(s.strip("(),")) for s in rows(old, "developments", "score")]
    assert all(0 <= score <= 1 for score in scores) and scores
    if upto == FIRST_WHOLE:
        assert [proof.what for proof in house.inspect() if not proof.ok] == []
        house.publish()
        assert house.sql.query("SELECT count(*) FROM articles").rows == [(12,)]


@pytest.mark.parametrize("upto", range(4, max(VECTORS) + 1))
def test_a_vectors_file_of_every_schema_loses_nothing(filled, tmp_path, upto):
    shutil.copytree(filled, tmp_path / "house")
    path = tmp_path / "house" / "vectors.duckdb"
    path.unlink()
    tables = old_file(path, filled / "vectors.duckdb", VECTORS, upto)
    Warehouse(tmp_path / "house").feeds.all()
    assert "vectors" in tables
    with both(path, filled / "vectors.duckdb") as (old, new):
        for table in tables.keys() - {"features", "features_before"}:  # derived: made again
            listed = " ".join(tables[table])
            assert rows(old, table, listed) == rows(new, table, listed), table
