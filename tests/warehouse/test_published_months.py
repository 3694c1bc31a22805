"""Rows by month: every row is in one, and the keys of a month are those that its sum is of."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.published_months import read_month_keys, read_month_sums

TIMES = ("0001-01-01", "1999-12-31 23:59:59.999999", "2026-01-01", "2026-01-31", "2026-02-01",
         "9999-12-31 23:00:00", "infinity", None)  # fmt: skip


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute("CREATE TABLE told (part_at TIMESTAMP)")
        con.executemany("INSERT INTO told VALUES (?::TIMESTAMP)", [(time,) for time in TIMES])
        con.execute(
            "CREATE VIEW published_told AS SELECT *, rowid AS row, hash(rowid) AS row_key FROM told"
        )
        yield con


def test_every_row_is_in_one_month(con):
    sums = read_month_sums(con, "published_told")
    assert {month: n for month, (n, _) in sums.items()} == {
        "0001-01": 1, "1999-12": 1, "2026-01": 2, "2026-02": 1, "9999-12": 1, "": 2
    }  # fmt: skip


def test_the_keys_of_a_month_are_those_of_its_sum(con):
    sums = read_month_sums(con, "published_told")
    for months in ([month] for month in sums):
        read_month_keys(con, "published_told", months)
        rows = con.execute(
            "SELECT month, count(*), sum(row_key::HUGEINT) FROM present GROUP BY 1"
        ).fetchall()
        assert [(month, (n, int(keys))) for month, n, keys in rows] == [
            (months[0], sums[months[0]])
        ]
    read_month_keys(con, "published_told", sorted(sums))
    assert con.execute("SELECT count(DISTINCT row) FROM present").fetchone() == (len(TIMES),)
