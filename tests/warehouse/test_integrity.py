"""What must hold of the files, broken by hand: it is named, and mended where it can be."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest
from builders import NOW, article, batch, contents, development, track

from pipeline.alerts.tracks import Assignment
from pipeline.records import Quote
from warehouse.integrity import INVARIANTS
from warehouse.repair import repair_main_file
from warehouse.warehouse import Batch, Cycle, Warehouse

QUOTE = Quote(text="Engineers counted 1 cracks.", score=0.7, index=1)


@pytest.fixture(scope="module")
def healthy(tmp_path_factory) -> Warehouse:
    house = Warehouse(tmp_path_factory.mktemp("healthy") / "house")
    told = replace(development(article(1)), quotes=(QUOTE,))
    house.tracks.save(track(article(1).id))
    house.load(
        batch(
            1, developments=[told],
            follows=[Assignment(track_id="track", story_id=article(1).id, reason="named")],
        )
    )  # fmt: skip
    house.publish()
    return house


@pytest.fixture
def broken(healthy, tmp_path):
    shutil.copytree(healthy.path, tmp_path / "house")
    return Warehouse(tmp_path / "house")


def wrong(house: Warehouse) -> dict[str, str]:
    return {proof.what: proof.detail for proof in house.inspect() if not proof.ok}


def change(house: Warehouse, statement: str, file: str = "news") -> None:
    with duckdb.connect(str(house.path / f"{file}.duckdb")) as con:
        con.execute(statement)


A, B = article(1).id, article(4).id


def test_nothing_is_wrong_with_what_was_loaded(healthy):
    assert wrong(healthy) == {}
    proofs = {proof.what for proof in healthy.inspect()}
    assert len(healthy.inspect()) == len(proofs) == 11
    assert {what for what, _ in INVARIANTS.values()} < proofs


def test_what_holds_needs_no_repair(broken):
    before = contents(broken)
    with broken.store.news() as con:
        repair_main_file(con, NOW + timedelta(days=1))
    assert contents(broken) == before


@pytest.mark.parametrize(
    ("statement", "what", "named"),
    [
        (f"DELETE FROM store.memberships WHERE article_id = '{article(2).id}'",
         "every article in one living story", article(2).id),
        (f"INSERT INTO store.memberships (article_id, story_id) VALUES ('{article(2).id}', '{B}')",
         "every article in one living story", article(2).id),
        ("UPDATE store.copies SET original_id = 'gone'",
         "copies have their originals", article(2).id),
        ("UPDATE store.alerts SET development_id = 'gone'",
         "alerts have their developments", "alert-desk"),
        (f"UPDATE store.alerts SET story_id = '{B}'",
         "alerts have their developments", "alert-desk"),
        ("UPDATE store.tracks SET story_id = 'gone'", "tracks follow known stories", "track gone"),
        ("UPDATE store.follows SET story_id = 'gone'", "tracks follow known stories", "track gone"),
    ],
)  # fmt: skip
def test_what_is_broken_is_named(broken, statement, what, named):
    change(broken, statement)
    assert named in wrong(broken)[what]


@pytest.mark.parametrize(
    ("statement", "what", "named"),
    [
        (f"UPDATE store.stories SET n_articles = 9 WHERE id = '{A}'",
         "stories count their articles", A),
        (f"UPDATE store.stories SET n_outlets = 9 WHERE id = '{A}'",
         "stories count their articles", A),
        (f"UPDATE store.stories SET n_copies = n_copies + 1 WHERE id = '{A}'",
         "stories count their articles", A),
        (f"UPDATE store.stories SET last_at = TIMESTAMP '2020-01-01' WHERE id = '{B}'",
         "stories count their articles", B),
        ("INSERT INTO store.stories (id, n_articles, merged_into) VALUES ('empty', 0, '')",
         "stories count their articles", "empty"),
        (f"UPDATE store.stories SET merged_into = '{A}' WHERE id = '{B}'",
         "every article in one living story", B),
        (f"DELETE FROM store.stories WHERE id = '{B}'", "every article in one living story", B),
        ("INSERT INTO store.stories (id, n_articles, merged_into) VALUES ('x', 0, 'y'), "
         "('y', 0, 'x')", "merges end in living stories", "x, y"),
        ("UPDATE store.developments SET quotes = "
         "[{'text': 'Engineers  counted 1 cracks.', 'score': 0.5, 'index': 1}]; "
         "UPDATE store.articles SET text = replace(text, 'Engineers ', 'Engineers\u00a0')",
         "quotes stand in their texts", "d-"),
    ],
)  # fmt: skip
def test_what_upkeep_mends_is_named_and_mended(broken, statement, what, named):
    change(broken, statement.replace("Engineers  counted", "Engineers counted"))
    assert named in wrong(broken)[what]
    assert "upkeep" in wrong(broken)[what]
    broken.retention.delete()
    broken.publish(anew=True)  # texts change with their versions only, but for this test
    assert wrong(broken) == {}


def test_vectors_that_no_article_names_are_named_and_swept_away(broken):
    change(broken, f"UPDATE store.vectors SET article_id = 'z' WHERE article_id = '{A}'", "vectors")
    assert "not so for 1: z;" in wrong(broken)["vectors are of known articles"]
    broken.retention.delete()
    assert wrong(broken) == {}


def test_a_published_copy_that_is_another_is_named(broken):
    change(broken, "UPDATE rows.articles SET title = 'other'", "public")
    assert "articles; `newsthread publish --anew`" in wrong(broken)["published copy"]
    broken.publish(anew=True)
    assert wrong(broken) == {}


def test_a_published_copy_may_be_a_cycle_behind(broken):
    later = NOW + timedelta(hours=1)
    broken.load(batch(7, at=later, developments=[], alerts=[]))
    broken.load(Batch(at=later, cycle=Cycle(id="later", started_at=later)))
    assert wrong(broken) == {}
    assert any("2 cycle(s) behind" in proof.detail for proof in broken.inspect())


@pytest.mark.parametrize("file", ["news", "vectors", "public"])
@pytest.mark.parametrize("damage", ["truncated", "overwritten", "header"])
def test_a_damaged_file_is_named(broken, file, damage):
    path = broken.path / f"{file}.duckdb"
    whole = bytearray(path.read_bytes())
    if damage == "truncated":
        whole = whole[: len(whole) // 2]
    elif damage == "overwritten":
        for at in range(3 * 4096, len(whole), 5000):
            whole[at : at + 64] = bytes(64)
    else:
        whole[:64] = b"x" * 64
    path.write_bytes(whole)
    faults = wrong(Warehouse(broken.path))
    assert faults
    assert all(f"{file}.duckdb" in detail for detail in faults.values())
    assert not any("\n" in detail for detail in faults.values())


def test_where_there_is_no_warehouse_none_is_made(tmp_path):
    assert wrong(Warehouse(tmp_path / "none")) == {}
    assert not (tmp_path / "none").exists()
