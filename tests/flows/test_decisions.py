"""A merge names articles: what its stories' ids come to mean later does not change what it says."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pytest
from builders import FEED, NOW, article, batch, placement

from flows.settings import Settings, WarehouseSettings
from flows.tools.corrections import apply_decision
from pipeline.records import Decision, Membership
from warehouse.warehouse import Batch, Warehouse

FIRST, SECOND, FOURTH, FIFTH, LATER = (f"{n:016x}" for n in (1, 2, 4, 5, 9))
SIDES = (
    tuple(f"{n:016x}" for n in (1, 2, 3)),
    tuple(f"{n:016x}" for n in (4, 5, 6)),
)


@pytest.fixture
def warehouse(tmp_path) -> Warehouse:
    """Two stories of three articles, 1, 2, 3 and 4, 5, 6, that a user made one."""
    filled = Warehouse(tmp_path / "house")
    filled.feeds.add([FEED], NOW)
    filled.load(batch(1))
    decide(filled, Decision(kind="merge", a=FIRST, b=FOURTH, at=NOW + timedelta(minutes=1)))
    return filled


def decide(warehouse: Warehouse, decision: Decision) -> None:
    """As another process does: the window is read anew."""
    settings = Settings(warehouse=WarehouseSettings(folder=str(warehouse.path)))
    apply_decision(Warehouse(warehouse.path), settings, decision)


def stories(warehouse: Warehouse) -> dict[str, str]:
    members = warehouse.stories.members([story.id for story in warehouse.stories.latest()])
    return {a.id: id_ for id_, articles in members.items() for a in articles}


def test_a_merge_names_the_articles_that_its_stories_had(warehouse: Warehouse) -> None:
    (merge,) = warehouse.stories.decisions()
    assert (merge.a_articles, merge.b_articles) == SIDES


def test_a_story_that_the_cut_out_article_began_is_not_merged_after_a_restart(
    warehouse: Warehouse,
) -> None:
    decide(warehouse, Decision(kind="cut", a=FOURTH, b=FIRST, at=NOW + timedelta(minutes=2)))
    assert stories(warehouse)[FOURTH] == FOURTH
    came = placement([article(9)], first_seq=6)
    joins = Membership(
        article_id=LATER, story_id=FOURTH, score=0.9, nearest_id=FOURTH, reason="joined"
    )
    object.__setattr__(came, "memberships", [joins])
    object.__setattr__(came, "stories", [])
    warehouse.load(
        Batch(at=NOW + timedelta(minutes=3), articles=[article(9)], placement=came,
              embeddings=batch(9, 1).embeddings, model="model", sha256="hash")
    )  # fmt: skip
    apart = Decision(kind="apart", a=SECOND, b=LATER, at=NOW + timedelta(minutes=4))
    decide(warehouse, apart)
    now = stories(warehouse)
    assert now[LATER] == now[FOURTH] == FOURTH
    assert now[FIRST] == now[FIFTH] == FIRST


def test_merges_of_an_older_file_are_given_their_articles(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.store.news_path)) as con:
        con.execute(
            "CREATE OR REPLACE TABLE store.decisions AS"
            " SELECT * EXCLUDE (a_articles, b_articles) FROM store.decisions"
        )
        for column in ("n_copies", "n_outlets"):
            con.execute(f"ALTER TABLE store.stories DROP COLUMN {column}")
        con.execute("ALTER TABLE store.tracks DROP COLUMN ended_at")
        con.execute("DROP TABLE store.gaps")
        con.execute("DROP TABLE store.digest_parts")
        con.execute("DROP TABLE store.channels")
        con.execute("DROP TABLE store.revisions")
        con.execute("DELETE FROM store.schema_version WHERE number > 38")
    (merge,) = Warehouse(warehouse.path).stories.decisions()
    assert (merge.a_articles, merge.b_articles) == SIDES
