"""Anyone's SQL: answered from the published copy, harmless whatever it says."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from builders import batch

from warehouse.sql_process import run_process, start_early
from warehouse.sql_values import to_json_value
from warehouse.warehouse import Warehouse, WarehouseError


@pytest.fixture(scope="module")
def public(template, tmp_path_factory):
    """A published warehouse that nobody writes to."""
    house = Warehouse(shutil.copytree(template, tmp_path_factory.mktemp("public") / "house"))
    house.load(batch(1))
    house.publish()
    return house


def test_an_answer_is_a_table_json_and_csv(public):
    answer = public.sql.query(
        "SELECT outlet, count(*) AS n, sum(version) AS total, max(told_at) AS last, "
        "['a', 'b'] AS l "
        "FROM articles GROUP BY outlet"
    )
    assert answer.columns == ("outlet", "n", "total", "last", "l")
    assert answer.rows[0][:3] == ("Example News", 6, 6)
    assert json.loads(answer.json()) == [
        {"outlet": "Example News", "n": 6, "total": 6, "last": "2026-03-01T10:06:00Z",
         "l": ["a", "b"]}
    ]  # fmt: skip
    assert list(csv.reader(io.StringIO(answer.csv())))[1] == [
        "Example News", "6", "6", "2026-03-01T10:06:00Z", '["a", "b"]',
    ]  # fmt: skip


def test_a_long_answer_is_cut_and_says_so(public):
    answer = public.sql.query("FROM range(1000000)", most=50)
    assert (len(answer.rows), answer.cut) == (50, True)
    assert not public.sql.query("FROM range(50)", most=50).cut


@pytest.mark.parametrize(
    "question",
    [
        "COPY articles TO '{tmp}/stolen.csv'",
        "ATTACH '{tmp}/other.duckdb'",
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT * FROM '/etc/hosts'",
        "SELECT * FROM glob('/*')",
        "EXPORT DATABASE '{tmp}/all'",
        "INSTALL httpfs",
        "LOAD '{tmp}/evil.duckdb_extension'",
        "SET enable_external_access = true",
        "DELETE FROM store.articles",
        "DROP VIEW articles",
        "CREATE TABLE mine (a INTEGER)",
        "SELECT 1; DROP VIEW articles",
    ],
)
def test_nothing_can_be_changed_or_reached(public, tmp_path, question):
    before = public.public_path.read_bytes()
    files = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(WarehouseError) as caught:
        public.sql.query(question.replace("{tmp}", str(tmp_path)))
    assert "\n" not in str(caught.value)
    assert public.public_path.read_bytes() == before
    assert sorted(path.name for path in tmp_path.rglob("*")) == files


def test_a_wrong_question_is_answered_in_one_helpful_line(public):
    with pytest.raises(WarehouseError, match=r'"titel" not found.*"title"') as caught:
        public.sql.query("SELECT titel FROM articles")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "question",
    ["SELECT sum(a.range * b.range) FROM range(10000000) a, range(1000000) b",
     "SELECT repeat('x', 2000000000) FROM range(100)"],
)  # fmt: skip
def test_a_question_without_end_is_ended(public, question):
    with pytest.raises(WarehouseError, match=r"ask for less|Out of Memory|memory"):
        public.sql.query(question, seconds=3)


def test_values_that_python_has_none_for_are_texts(public):
    answer = public.sql.query("SELECT * FROM test_all_types()")
    assert len(answer.rows) == 3
    assert answer.csv() and answer.json()
    (row,) = public.sql.query("SELECT DATE '200000-01-01' AS far, 1 AS n").rows
    assert isinstance(row[0], str) and row[1] == 1


def test_spans_sums_and_maps_are_plain_values_wherever_they_stand(public):
    answer = public.sql.query(
        "SELECT max(told_at) - min(told_at) AS span, "
        "INTERVAL '14 months 1 day -90 minutes' AS long, "
        "[1.5, 2] AS halves, {'sum': sum(version), 'm': MAP {'k': 0.5}} AS s, 1 / 0 AS none, "
        "histogram(told_at::DATE) AS days, MAP {[1]: 2} AS lists, [INTERVAL 2 DAY, NULL] AS spans "
        "FROM articles WHERE told_at < '2026-03-02'"
    )
    assert json.loads(answer.json(), parse_constant=pytest.fail) == [
        {"span": "00:05:00", "long": "1 year 2 months 1 day -01:30:00", "halves": [1.5, 2.0],
         "s": {"sum": 6, "m": {"k": 0.5}}, "none": "inf", "days": {"2026-03-01": 6},
         "lists": {"[1]": 2}, "spans": ["2 days", None]}
    ]  # fmt: skip
    assert next(csv.DictReader(io.StringIO(answer.csv())))["days"] == '{"2026-03-01": 6}'
    assert answer.table is not None and str(answer.table.schema.field("span").type) == "string"


def test_times_with_a_zone_are_told_in_utc():
    noon = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=-5)))
    assert to_json_value([noon, noon.replace(tzinfo=None), noon.date()]) == [
        "2026-03-01T17:00:00Z", "2026-03-01T12:00:00Z", "2026-03-01",
    ]  # fmt: skip


def test_the_zone_of_the_machine_moves_no_time(public):
    asked = "SELECT now() AS now, TIMESTAMP '2026-03-01 12:00:00'::TIMESTAMPTZ AS noon"
    code = (
        "import sys, pathlib; from warehouse.warehouse import Warehouse; "
        "print(Warehouse(pathlib.Path(sys.argv[1])).sql.query(sys.argv[2]).json())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(public.path), asked],
        env=os.environ | {"TZ": "America/New_York"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (row,) = json.loads(run.stdout)
    assert row["noon"] == "2026-03-01T12:00:00Z"
    assert abs(datetime.fromisoformat(row["now"]) - datetime.now(UTC)) < timedelta(minutes=10)


def test_before_the_first_publishing_the_way_forward_is_named(house):
    with pytest.raises(WarehouseError, match="nothing published yet; run a cycle first"):
        house.sql.query("SELECT 1")


def test_columns_of_one_name_are_all_there(public):
    """Called as a table that is made of the question would call them."""
    answer = public.sql.query("SELECT 1 AS n, 2 AS n, 3 AS n_1, 4 AS n, 5 AS m")
    assert answer.columns == ("n", "n_2", "n_1", "n_3", "m")
    assert [*answer.dicts()[0].values()] == [1, 2, 3, 4, 5]
    assert answer.table.column_names == [*answer.columns]
    assert answer.csv().splitlines() == ["n,n_2,n_1,n_3,m", "1,2,3,4,5"]


def test_what_questions_need_is_loaded_once(public):
    server = start_early()
    assert public.sql.query("SELECT 1").rows == [(1,)]
    with pytest.raises(WarehouseError, match=r"took over|used up"):
        public.sql.query("SELECT count(*) FROM range(1000000000000)", seconds=1.5)
    assert public.sql.query("SELECT 2").rows == [(2,)], "one that is cut spoils no other"
    assert start_early() is server
    with pytest.raises(ConnectionError):
        run_process(b"nonsense", 30)


def test_a_process_that_died_waiting_spoils_no_question(public):
    server = start_early()
    os.kill(server.pid, signal.SIGKILL)
    while not server.ended:
        pass
    assert public.sql.query("SELECT 3").rows == [(3,)]
