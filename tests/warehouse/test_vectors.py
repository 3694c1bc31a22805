"""The vectors file: rows replaced, features of another program's columns never mixed in."""

from __future__ import annotations

from builders import article, batch, vectors

from warehouse.vectors import feature_columns, replace_sentences, replace_vectors


def test_features_under_other_columns_are_computed_again(house):
    one = batch(1)
    house.load(one)
    with house.store.both() as (_, file):
        file.execute("ALTER TABLE store.features RENAME COLUMN labels TO tags")
    assert len(house.window.read("model", "hash")) == 0
    articles = house.window.incomplete("model", "hash")
    assert [a.id for a in articles] == [a.id for a in one.articles]
    house.window.complete(
        [a.id for a in articles], one.embeddings, one.placement.features, "model", "hash"
    )
    assert len(house.window.read("model", "hash")) == 6
    with house.store.both() as (_, file):
        assert {"article_id", "labels"} < feature_columns(file)
        assert "tags" not in feature_columns(file)


def test_rows_written_again_are_replaced(house):
    one = batch(1)
    house.load(one)
    with house.store.both() as (_, file):
        replace_vectors(file, [article(1).id], vectors(1, seed=5), "model", "hash")
        replace_sentences(file, one.told)
    rows = house.window.vectors([article(1).id], "model", "hash")
    assert (rows[article(1).id] == vectors(1, seed=5)[0]).all()
    assert len(house.window.history([article(1).id])) == 1
