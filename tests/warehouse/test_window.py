"""The window and its vectors, read back as they were placed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from builders import NOW, article, batch, vectors

from pipeline.records import Decision
from pipeline.stories.window import Placement
from warehouse.warehouse import Batch
from warehouse.window import StoredWindow


def test_window_is_what_was_placed(house):
    made = [batch(1), batch(7)]
    for one in made:
        house.load(one)
    window = house.window.read("model", "hash")
    articles = [a for one in made for a in one.articles]
    assert list(window.ids) == [a.id for a in articles]
    assert window.seqs.tolist() == list(range(1, 13))
    assert window.placed == 13
    assert window.times.tolist() == [int(a.at.timestamp()) for a in articles]
    assert list(window.titles) == [a.title for a in articles]
    assert list(window.copy_of)[:3] == ["", articles[0].id, ""]
    assert window.dated.all()
    np.testing.assert_array_equal(window.embeddings, np.vstack([one.embeddings for one in made]))
    for mine, theirs in zip(made, (0, 6), strict=True):
        features = mine.placement.features
        for name in ("terms", "title_tf", "zipf", "names", "shingles", "labels"):
            for row in range(6):
                expected = getattr(features, name)[row]
                np.testing.assert_array_equal(
                    getattr(window.features, name)[theirs + row], expected
                )


def test_a_fraction_of_a_second_is_told_as_when_it_was_placed(house):
    """Times that are milliseconds too are whole seconds where articles are compared."""
    made = batch(1)
    exact = [replace(a, published_at=NOW - timedelta(milliseconds=100)) for a in made.articles]
    house.load(replace(made, articles=exact))
    times = house.window.read("model", "hash").times.tolist()
    assert times == [int(NOW.timestamp()) - 1] * len(exact)


def test_an_article_without_a_title_is_known_by_its_first_line(house):
    made = batch(1)
    untitled = replace(made.articles[2], title="", text="A first line\nand a second")
    house.load(replace(made, articles=[*made.articles[:2], untitled, *made.articles[3:]]))
    titles = list(house.window.read("model", "hash").titles)
    assert titles == [*(a.title for a in made.articles[:2]), "A first line",
                      *(a.title for a in made.articles[3:])]  # fmt: skip


def test_vectors_of_another_model_are_never_compared(house):
    house.load(batch(1))
    assert len(house.window.read("other", "hash")) == 0
    lacking = house.window.incomplete("other", "hash")
    assert [a.id for a in lacking] == [article(n).id for n in range(1, 7)]
    features = batch(1).placement.features
    house.window.complete([a.id for a in lacking], vectors(6, seed=9), features, "other", "hash")
    assert house.window.incomplete("other", "hash") == []
    np.testing.assert_array_equal(house.window.read("other", "hash").embeddings, vectors(6, seed=9))


def test_lost_vectors_file_can_be_made_again(house):
    house.load(batch(1))
    house.store.vectors_path.unlink()
    assert len(house.window.read("model", "hash")) == 0
    assert len(house.window.incomplete("model", "hash")) == 6


def test_articles_leave_the_window_and_stay_as_representatives(house):
    house.load(batch(1))
    gone = Placement(left=[article(1).id, article(2).id], kept=[article(3).id])
    house.load(Batch(at=NOW, placement=gone))
    window = house.window.read()
    assert list(window.ids) == [article(n).id for n in (3, 4, 5, 6)]
    assert window.kept.tolist() == [True, False, False, False]
    assert window.placed == 7


def test_vectors_and_stories_of_articles_are_read_by_id(house):
    house.load(batch(1))
    ids = ["unknown", *(article(n).id for n in (4, 3, 2))]
    rows = house.window.vectors(ids, "model", "hash")
    assert set(rows) == set(ids[1:])
    np.testing.assert_array_equal([rows[id] for id in ids[1:]], batch(1).embeddings[[3, 2, 1]])
    assert house.window.vectors(ids, "other", "hash") == {}
    assert house.stories.of(ids) == {
        article(n).id: article(1 if n < 4 else 4).id for n in (2, 3, 4)
    }


def test_the_users_word_reaches_placing_once(house):
    word = Decision(kind="apart", a="x", b="y", at=NOW)
    assert house.stories.add_decisions([word]) == 1
    assert house.stories.add_decisions([replace(word, at=NOW + timedelta(days=1))]) == 0
    assert list(house.window.read().decisions) == [word]


def test_a_warehouse_without_articles_gives_an_empty_window(house):
    stored = StoredWindow(house.store)
    assert len(stored.read()) == stored.read().placed == 0
    assert stored.incomplete("model", "hash") == []
    assert stored.vectors(["unknown"], "model", "hash") == {}
    assert len(stored.history(["unknown"])) == 0
