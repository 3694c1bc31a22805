"""What has to be published is found without reading what has not changed, and nothing is missed."""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta

import duckdb
import pytest
from builders import NOW, article, batch

import warehouse.parts
from warehouse import migrations
from warehouse.batch import Batch, Cycle
from warehouse.published_state import read_state
from warehouse.published_sums import (
    fold_days,
    meets,
    read_sums,
    time_ranges,
)
from warehouse.publishing import PUBLISHED, create_published_views
from warehouse.store import QUERIES

LATER = NOW + timedelta(days=90)


@pytest.fixture
def settled(house, monkeypatch):
    """A warehouse of which half is settled and in parts, and published so."""
    monkeypatch.setattr(warehouse.parts, "LOOSE", {})
    monkeypatch.setattr(warehouse.parts, "LOOSE_OTHERS", 3)
    for first, at in ((0, NOW), (100, LATER)):
        found = [article(first + i, first_seen_at=at, published_at=at) for i in range(12)]
        house.load(batch(first, 12, at=at, articles=found))
    house.publish()
    assert state_of(house).sums.settled["articles"][0] == 12
    assert [len(period) for period in state_of(house).sums.nouns["articles"]] == [7, 10]
    return house


def state_of(house):
    with duckdb.connect() as con:
        return read_state(con, house.public_path)


def differing(house) -> dict[str, str]:
    found = {proof.what: proof.detail for proof in house.inspect() if not proof.ok}
    return {what: detail for what, detail in found.items() if what == "published copy"}


def read_again(house, before):
    with house.store.publishing_turn(), house.store.settled_news() as con:
        return read_sums(con, *create_published_views(con), before)


def test_keys_of_settled_months_are_read_only_where_something_says_that_they_changed(settled):
    before = state_of(settled).sums
    for noun in ("articles", "stories"):
        before.nouns[noun]["2026-03"] = (12, -1)  # nobody looks whether that is so
    again = read_again(settled, before).nouns
    assert again["articles"]["2026-03"] == again["stories"]["2026-03"] == (12, -1)
    edit = article(3, version=2, digest="second", published_at=NOW)
    settled.load(Batch(at=LATER, edits=[edit]))
    again = read_again(settled, before).nouns
    assert again["articles"]["2026-03"][1] > 0 and again["stories"]["2026-03"] == (12, -1)
    assert read_again(settled, None).nouns["stories"]["2026-03"][1] > 0


def test_settled_rows_that_change_without_another_time_are_published_at_once(settled):
    edit = article(3, version=2, title="Dam breaks", digest="second", first_seen_at=LATER,
                   published_at=NOW)  # fmt: skip
    settled.load(Batch(at=LATER, edits=[edit], cycle=Cycle(id="edit", started_at=LATER)))
    settled.publish()
    rows = settled.sql.query(f"SELECT title FROM articles WHERE id = '{edit.id}'").rows
    assert [tuple(row) for row in rows] == [("Dam breaks",)] and differing(settled) == {}


def test_a_row_that_is_as_it_was_before_is_shown_again(settled):
    def edit(digest: str, version: int, seq: int) -> None:
        one = article(3, version=version, digest=digest, published_at=NOW)
        with settled.store.news() as con:
            con.execute(
                "UPDATE store.articles SET digest = $digest, version = $version WHERE id = $id",
                {"digest": digest, "version": version, "id": one.id},
            )
            con.execute("INSERT INTO store.revisions VALUES ('articles', NULL, $n)",
                        {"n": seq})  # fmt: skip
        settled.publish()

    for version, digest in enumerate(("other", "first", "third", "first")):
        edit(digest, 1 if digest == "first" else 2 + version, 1000 + version)
        assert differing(settled) == {}


def test_what_a_hand_changed_is_seen_by_the_next_process(settled):
    with settled.store.news() as con:
        con.execute("UPDATE store.articles SET digest = 'x' WHERE told_at < '2026-04-01'")
    settled.store.compared_at = None  # as in a process that begins
    settled.publish()
    kept, now = state_of(settled).sums.nouns, read_again(settled, None).nouns
    assert {noun for noun in now if kept.get(noun, {}) != now[noun]} == set()
    assert differing(settled) == {}


def test_loose_rows_that_the_last_copy_does_not_hold_are_taken_from_the_main_file(settled):
    with duckdb.connect(str(settled.public_path)) as con:
        con.execute("DELETE FROM rows.articles")
    settled.load(batch(300, at=LATER))
    settled.publish()
    assert differing(settled) == {}


def test_a_last_copy_that_is_damaged_within_is_made_anew(settled):
    with settled.public_path.open("r+b") as file:
        file.seek(settled.public_path.stat().st_size // 3)
        file.write(b"x" * (settled.public_path.stat().st_size // 3))
    settled.load(batch(300, at=LATER))
    settled.publish()
    assert differing(settled) == {}


def test_a_view_that_changes_needs_no_other_parts(settled, tmp_path, monkeypatch):
    views = shutil.copytree(migrations.VIEWS, tmp_path / "views")
    (views / "gaps_noticed.sql").write_text(
        "CREATE OR REPLACE VIEW gaps_noticed AS FROM store.gaps"
    )
    before = {path.name for path in settled.parts_path.iterdir()}
    monkeypatch.setattr(migrations, "VIEWS", views)
    settled.publish()
    assert settled.sql.query("SELECT * FROM gaps_noticed").rows == []
    assert {path.name for path in settled.parts_path.iterdir()} == before


def test_every_statement_that_changes_published_rows_says_whose_and_when():
    grown = {
        path.stem: re.search(r"(\w+) AS part_at", path.read_text())[1]
        for path in PUBLISHED.glob("*.sql")
        if " AS row_key" in path.read_text()
    }
    silent = []
    for path in QUERIES.glob("*.sql"):
        changed = re.search(r"^(?:UPDATE|DELETE FROM) store\.(\w+)", path.read_text(), re.M)
        if changed and (noun := changed[1]) in grown:
            told = rf"RETURNING '{noun}' AS noun, \w+\.{grown[noun]} AS part_at"
            if not re.search(told, path.read_text()):
                silent.append(path.stem)
    assert silent == [] and len(grown) > 15


def day_of(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001 - columns hold naive UTC


def test_periods_as_times():
    day, month = day_of(3, 31), day_of(3, 1)
    assert time_ranges(["2026-03-31", "2026-04-01", ""]) == [(day, day_of(4, 2))]
    assert time_ranges(["2026-03-31", "2026-03"]) == [(month, day_of(4, 1))]
    assert time_ranges(["9999-12-31", "9999-12"]) == [(day_of(12, 1, 9999), "infinity")]
    assert meets("2026-03", day, "infinity") and not meets("2026-02", day, "infinity")
    assert not meets("2026-04", month, day_of(4, 1))
    assert fold_days({"2026-03-01": (1, 5), "2026-03": (2, 7), "2026-03-20": (1, 1), "": (1, 3)},
                     day_of(3, 20)) == {
        "2026-03": (3, 12), "2026-03-20": (1, 1), "": (1, 3)
    }  # fmt: skip


def test_revisions_do_not_pile_up(settled):
    for n in range(3):
        settled.load(batch(200 + 10 * n, at=LATER))
    with settled.store.news() as con:
        (last,) = con.execute("SELECT max(seq) FROM store.revisions").fetchone()
    settled.retention.delete()
    with settled.store.news() as con:
        n, distinct, still = con.execute(
            "SELECT count(*), count(DISTINCT (noun, month)), max(seq) FROM store.revisions"
        ).fetchone()
    assert n == distinct and still >= last
