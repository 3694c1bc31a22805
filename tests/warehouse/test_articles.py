"""Articles and their versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import NOW, article, batch

from warehouse.articles import Articles
from warehouse.warehouse import Batch


def test_an_edit_is_a_version_and_keeps_its_place(house):
    house.load(batch(1))
    later = NOW + timedelta(hours=3)
    new, edits = house.articles.diff(
        [article(2, text="The dam broke.", digest="second", first_seen_at=later), article(3),
         article(9), article(9)]
    )  # fmt: skip
    assert [a.id for a in new] == [article(9).id]
    assert [(a.id, a.version) for a in edits] == [(article(2).id, 2)]
    for _ in range(2):
        house.load(Batch(at=later, edits=edits))
    (now_reads,) = house.articles.get([article(2).id])
    assert (now_reads.text, now_reads.version) == ("The dam broke.", 2)
    assert [row["at"] for row in house.stories.timeline(article(1).id)][1] == article(2).at
    house.publish()
    rows = house.sql.query(
        f"SELECT version, present FROM versions WHERE id = '{article(2).id}' ORDER BY 1"
    )
    assert rows.rows == [(1, False), (2, True)]
    assert house.articles.diff(edits) == ([], [])


def test_articles_are_known_and_read_by_id(house):
    house.load(batch(1))
    ids = [article(3).id, "unknown", article(2).id]
    articles = Articles(house.store)
    assert articles.known(ids) == {article(2).id, article(3).id}
    assert articles.titles(ids) == {a.id: a.title for a in (article(2), article(3))}
    assert [a.id for a in articles.get(ids)] == [article(2).id, article(3).id]
    assert articles.get([]) == []


def test_an_imported_article_keeps_the_id_that_its_line_gave_it(house):
    imported = replace(article(1), external_id="line-1")
    house.load(Batch(at=NOW, articles=[imported]))
    house.load(Batch(at=NOW, edits=[replace(imported, version=2, text="New.", digest="second")]))
    assert house.articles.get([imported.id])[0].external_id == "line-1"
    house.publish()
    assert house.sql.query("SELECT external_id FROM articles").rows == [("line-1",)]
