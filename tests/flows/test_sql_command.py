"""Answers of `sql` as a person reads them: whole times, wide rows as records, files."""

from __future__ import annotations

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from builders import FEED, NOW, batch
from terminal import Terminal

from flows.commands.sql import complete, completions
from warehouse.warehouse import Warehouse


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    house = Warehouse(tmp_path_factory.mktemp("sql") / "house")
    house.feeds.add([FEED], NOW)
    house.load(batch(1))
    house.publish()
    return house.path


@pytest.fixture
def type_(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Terminal(folder, capsys)


def test_times_are_whole_and_narrow_answers_are_tables(type_):
    _, out, _ = type_("sql", "SELECT TIMESTAMP '2026-03-01 12:30:05.25' AS at, 1 AS n")
    assert "2026-03-01 12:30:05.250000" in out and out.splitlines()[0].split() == ["at", "n"]


def test_wide_answers_are_records(type_):
    _, out, _ = type_("sql", "SELECT *, first_seen_at AS seen FROM articles ORDER BY id LIMIT 2")
    lines = out.splitlines()
    assert sum(line.startswith("-- ") for line in lines) == 2
    assert any(line.strip() == "seen  2026-03-01 12:00:00" for line in lines)
    assert any("The dam held on day 1. Engineers counted 1 cracks." in line for line in lines)


def test_an_answer_is_written_as_its_file_is_named(type_, tmp_path):
    question = "SELECT id, authors, told_at FROM articles ORDER BY id"
    for name in ("a.csv", "a.parquet", "a.json"):
        code, out, _ = type_("sql", question, "--out", tmp_path / name)
        assert code == 0 and "6 rows" in out
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text())))
    assert [row["id"] for row in rows] == [
        row["id"] for row in json.loads((tmp_path / "a.json").read_text())
    ]
    table = pq.read_table(tmp_path / "a.parquet")
    assert len(table) == 6 and str(table.schema.field("told_at").type) == "timestamp[us]"
    assert type_("sql", question, "--out", tmp_path / "a.xlsx")[0] == 2
    assert type_("sql", question, "--out", tmp_path / "a.csv", "--json")[0] == 2


def test_a_span_of_time_is_written_as_text(type_, tmp_path):
    span = "SELECT told_at - told_at AS span FROM articles"
    assert type_("sql", span, "--out", tmp_path / "a.parquet")[0] == 0
    assert pq.read_table(tmp_path / "a.parquet").column("span").to_pylist() == ["00:00:00"] * 6
    code, _, err = type_("sql", "SELECT [INTERVAL 1 DAY] AS s", "--out", tmp_path / "b.parquet")
    assert code == 2 and "cast it to text, or write .json" in err
    assert [path.name for path in tmp_path.iterdir() if "b.parquet" in path.name] == []


def test_a_wide_answer_without_rows_names_its_columns(type_):
    _, out, _ = type_("sql", "SELECT * FROM articles WHERE false")
    assert out.startswith("no rows; columns: id, version, feed_id, outlet")


def test_questions_are_asked_one_after_another(type_, monkeypatch):
    typed = iter(["SELECT count(*) AS n", "FROM articles;", "SELECT nonsense;", ";", "exit"])
    monkeypatch.setattr("builtins.input", lambda _: next(typed))
    code, out, err = type_("sql", "--interactive")
    assert code == 0 and out.split() == ["n", "6"] and "nonsense" in err


def test_words_are_completed(folder):
    words = completions(Warehouse(folder))
    assert complete(words, "sel") == ["SELECT"] and "articles" in complete(words, "arti")
    assert "told_at" in complete(words, "TOLD") and complete(words, "") == []
