"""The vectors file: columns declared once, whatever the first rows lack; rows replaced."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from builders import NOW, article, batch, placement, vectors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.stories.features import Features, article_features
from warehouse.column_bytes import stored_names
from warehouse.vectors import replace_sentences, replace_vectors
from warehouse.warehouse import Batch, Warehouse


def columns_of(path, table: str) -> dict[str, str]:
    with duckdb.connect(str(path)) as con:
        rows = con.execute(f"DESCRIBE store.{table}").fetchall()
    return {name: kind for name, kind, *_ in rows}


def articles_batch(first: int, texts: list[tuple[str, str]]) -> Batch:
    articles = [
        article(first + i, title=title, text=text, url=f"http://feed.example/{first + i}")
        for i, (title, text) in enumerate(texts)
    ]
    return Batch(
        at=NOW, articles=articles, embeddings=vectors(len(articles)), model="model", sha256="hash",
        placement=placement(articles, first),
    )  # fmt: skip


def test_the_table_has_the_columns_that_the_program_computes(house):
    """Other features need another migration: this test says so before a warehouse does."""
    house.load(batch(1))
    kinds = columns_of(house.store.vectors_path, "features")
    assert set(kinds) == {"article_id", *stored_names(Features.empty().columns()).values()}
    assert {kind for name, kind in kinds.items() if name in {"labels", "agency"}} == {"VARCHAR[]"}


TEXTS = st.lists(
    st.tuples(
        st.sampled_from(["", "Dam holds", "Mayor of Norbeck resigns after 12 days", "\ud83d dam"]),
        st.sampled_from(
            [
                "", "a", "NORBECK (Reuters) - The Dam of Norbeck held on May 3, 2026.",
                "The dam of Lower Norbeck held. Engineers counted 12 cracks.\n(AP)",
                "\x00 nul and \ud83d half a sign",
            ]
        ),
    ),
    min_size=1,
    max_size=3,
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=TEXTS, second=TEXTS)
def test_whatever_the_first_batch_lacks_any_other_follows_it(tmp_path_factory, first, second):
    house = Warehouse(tmp_path_factory.mktemp("house"))
    told = [*articles_batch(1, first).articles, *articles_batch(10, second).articles]
    house.load(articles_batch(1, first))
    house.load(articles_batch(10, second))
    window = house.window.read("model", "hash")
    assert len(window) == len(told)
    for name in ("terms", "agency", "days", "shingles"):
        stored = getattr(window.features, name)
        computed = getattr(article_features(told), name)
        assert [list(stored[i]) for i in range(len(told))] == [
            list(computed[i]) for i in range(len(told))
        ]


@pytest.mark.parametrize("wrong", ["INTEGER[]", "VARCHAR[]"])
def test_a_warehouse_whose_first_rows_gave_the_types_takes_every_article_again(tmp_path, wrong):
    house = Warehouse(tmp_path / "house")
    first = articles_batch(1, [("Dam holds", "The dam held.")])
    house.load(first)
    with duckdb.connect(str(house.store.vectors_path)) as con:
        con.execute(f"ALTER TABLE store.features ALTER agency TYPE {wrong} USING []::{wrong}")
        con.execute("DELETE FROM store.schema_version WHERE number > 4")
    again = Warehouse(house.path)
    again.load(articles_batch(10, [("Dam holds", "NORBECK (Reuters) - The dam held.")]))
    assert len(again.window.read("model", "hash")) == 2
    assert columns_of(house.store.vectors_path, "features")["agency"] == "VARCHAR[]"


def test_features_of_an_older_program_are_computed_again(house):
    one = batch(1)
    house.load(one)
    with duckdb.connect(str(house.store.vectors_path)) as con:
        con.execute("ALTER TABLE store.features RENAME COLUMN labels TO tags")
        con.execute("DELETE FROM store.schema_version WHERE number > 4")
    newer = Warehouse(house.path)
    assert len(newer.window.read("model", "hash")) == 0
    articles = newer.window.incomplete("model", "hash")
    assert [a.id for a in articles] == [a.id for a in one.articles]
    newer.window.complete(
        [a.id for a in articles], one.embeddings, one.placement.features, "model", "hash"
    )
    assert len(newer.window.read("model", "hash")) == 6


def test_half_a_character_is_stored_as_one_that_stands_for_it(house):
    odd = replace(batch(1).articles[0], title="half \ud83d", text="whole \ud83d\ude00 \x00")
    house.load(Batch(at=NOW, articles=[odd]))
    (stored,) = house.articles.get([odd.id])
    assert (stored.title, stored.text) == ("half \ufffd", "whole \U0001f600 \x00")
    assert house.articles.known(["\ud83d"]) == set()


def test_rows_written_again_are_replaced(house):
    one = batch(1)
    house.load(one)
    with house.store.both() as (_, file):
        replace_vectors(file, [article(1).id], vectors(1, seed=5), "model", "hash")
        replace_sentences(file, one.told, "hash")
    rows = house.window.vectors([article(1).id], "model", "hash")
    assert (rows[article(1).id] == vectors(1, seed=5)[0]).all()
    assert len(house.window.history([article(1).id])) == 1
