"""Publishing by what changed: settled rows in parts, nothing written twice, nothing torn."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from builders import NOW, article, batch, contents
from builders import alert as build_alert
from builders import development as build_development
from killed_publishing import publish_on

import warehouse.parts
from warehouse.batch import Batch, Cycle
from warehouse.parts import is_whole
from warehouse.published_state import read_state
from warehouse.warehouse import Warehouse, WarehouseError


@pytest.fixture
def small(house, monkeypatch):
    """A warehouse whose parts are of few rows."""
    monkeypatch.setattr(warehouse.parts, "LOOSE", {})
    monkeypatch.setattr(warehouse.parts, "LOOSE_OTHERS", 3)
    return house


def state_of(house):
    with duckdb.connect() as con:
        return read_state(con, house.public_path)


def parts(house) -> set[str]:
    return {path.name for path in house.parts_path.glob("*.parquet")}


def wrong(house):
    found = {proof.what: proof.detail for proof in house.inspect() if not proof.ok}
    return {what: detail for what, detail in found.items() if what == "published copy"}


def published(house):
    with duckdb.connect(str(house.public_path), read_only=True) as con:
        return {
            view: sorted(map(repr, con.table(view).fetchall()))
            for (view,) in con.execute(
                "SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
            ).fetchall()
        }


def test_settled_rows_go_into_parts_and_the_views_stay_the_same(small):
    for n in range(5):
        at = NOW + timedelta(days=9 * n)
        articles = [article(6 * n + i, first_seen_at=at, published_at=at) for i in range(6)]
        small.load(batch(6 * n, at=at, articles=articles))
        small.publish()
    names = {part.name.rsplit("-", 1)[0] for part in state_of(small).parts}
    assert {"articles-2026-03", "articles-2026-04", "memberships-2026-03"} <= names
    assert all(is_whole(small.parts_path / part.name) for part in state_of(small).parts)
    assert not os.access(next(iter(small.parts_path.iterdir())), os.W_OK) or os.getuid() == 0
    seen = published(small)
    assert len(seen["articles"]) == 30 and wrong(small) == {}
    shutil.rmtree(small.parts_path)
    small.public_path.unlink()
    warehouse.parts.LOOSE_OTHERS = 10_000
    small.publish()  # all in one file
    assert not parts(small) and published(small) == seen


def test_changes_of_settled_rows_are_seen(small):
    for n in range(4):
        small.load(batch(6 * n))
        small.publish()
    edit = article(2, version=2, title="Dam breaks", text="It broke.", digest="other")
    small.load(batch(100, edits=[edit]))
    small.publish()
    with duckdb.connect(str(small.public_path), read_only=True) as con:
        assert con.execute(
            f"SELECT title, version FROM articles WHERE id = '{edit.id}'"
        ).fetchall() == [("Dam breaks", 2)]
        assert con.execute("SELECT count(*), count(DISTINCT id) FROM articles").fetchone() == (
            30,
            30,
        )
        assert con.execute(f"SELECT count(*) FROM versions WHERE id = '{edit.id}'").fetchone() == (
            2,
        )
    assert wrong(small) == {}


def test_nothing_changed_nothing_written(small):
    small.load(batch(1))
    small.publish()
    before = small.public_path.stat()
    small.publish()
    small.load(Batch(at=NOW, cycle=Cycle(id="empty", started_at=NOW, ended_at=NOW)))
    small.publish()
    after = small.public_path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    small.load(batch(50))
    small.publish()
    assert small.public_path.stat().st_ino != after.st_ino


def test_small_parts_are_merged_and_old_ones_kept_for_a_day(small, monkeypatch):
    monkeypatch.setattr(warehouse.parts, "MERGED", 5)
    seen: set[str] = set()
    for n in range(10):
        small.load(batch(6 * n, polls=[], told=batch(0, developments=[]).told))
        small.publish()
        seen |= parts(small)
        assert {part.name for part in state_of(small).parts} <= parts(small)
    state = state_of(small)
    named = {part.name for part in state.parts}
    assert len([p for p in state.parts if p.noun == "articles"]) == 2  # of ten sealed
    assert set(state.retired) and set(state.retired) | named <= seen
    later = datetime.now(UTC) + timedelta(days=1, hours=1)
    monkeypatch.setattr("warehouse.publishing._now", lambda: later)
    small.publish()
    assert parts(small) == named and wrong(small) == {}


def test_a_moved_folder_is_mended_and_says_so_until_then(small, tmp_path):
    for n in range(3):
        small.load(batch(6 * n))
        small.publish()
    seen = published(small)
    small.path.rename(tmp_path / "moved")
    moved = Warehouse(tmp_path / "moved")
    with pytest.raises(duckdb.IOException, match="No files found"):
        published(moved)
    with pytest.raises(WarehouseError, match="newsthread publish"):
        moved.sql.query("SELECT count(*) FROM articles")
    inodes = {path.stat().st_ino for path in moved.parts_path.iterdir()}
    moved.publish()
    assert published(moved) == seen
    assert {path.stat().st_ino for path in moved.parts_path.iterdir()} == inodes


@pytest.mark.parametrize("harm", ["part missing", "part damaged", "copy missing", "copy damaged"])
def test_what_is_broken_is_published_anew(small, harm):
    for n in range(3):
        small.load(batch(6 * n))
        small.publish()
    seen = published(small)
    part = small.parts_path / state_of(small).parts[0].name
    if harm == "part missing":
        part.unlink()
    elif harm == "part damaged":
        part.chmod(0o644)
        part.write_bytes(part.read_bytes()[:-20])
    elif harm == "copy missing":
        small.public_path.unlink()
    else:
        small.public_path.write_bytes(b"x" * 20_000)
    if "damaged" in harm:
        assert "--anew" in wrong(small)["published copy"]
    small.publish(anew=harm == "part damaged")
    assert published(small) == seen and wrong(small) == {}


def test_no_address_and_no_password_is_in_the_copy(small):
    secret = build_alert(build_development(article(1)), "mailto://me:s3cret@example.org", id="one")
    small.load(batch(1, alerts=[secret]))
    small.load(batch(20))
    small.publish()
    files = [small.public_path, *small.parts_path.iterdir()]
    assert not [path for path in files if b"s3cret" in path.read_bytes()]


def test_killed_at_many_moments_readers_see_whole_states(small):
    small.load(batch(0))
    small.publish()
    whole = "SELECT (SELECT count(*) FROM articles), (SELECT sum(n_articles) FROM stories), "
    whole += "(SELECT count(*) FROM memberships)"
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["warehouse.warehouse", "builders"])
    for n in range(20):
        begun = processes.Event()
        process = processes.Process(
            target=publish_on, args=(str(small.path), 1000 * (n + 1), begun)
        )
        process.start()
        begun.wait(30)
        time.sleep(0.05 + n * 0.037)
        process.kill()
        process.join()
        with duckdb.connect(str(small.public_path), read_only=True) as con:
            articles, counted, members = con.execute(whole).fetchone()
        assert articles == counted == members and articles % 6 == 0
    Warehouse(small.path).publish()
    assert wrong(Warehouse(small.path)) == {}
    assert len(contents(small)["articles"]) == len(published(small)["articles"])
