"""Retention: what goes at its time, and what never goes."""

from __future__ import annotations

from datetime import timedelta

from builders import NOW, article, batch

from pipeline.stories.window import Placement
from warehouse.retention import Retention
from warehouse.warehouse import Batch


def test_retention_forgets_only_what_may_go(house):
    old = NOW - timedelta(days=100)
    house.load(batch(1, at=old))
    house.load(batch(7))
    gone = house.retention.delete(
        polls_before=NOW - timedelta(days=30), failures_before=NOW - timedelta(days=90)
    )
    assert (gone["polls"], gone["failures"]) == (1, 1)
    assert len(house.window.read()) == 12
    assert house.feeds.wanted_entries(NOW) == []
    assert len(house.outbox.alerts()) == 2


def test_vectors_go_when_their_article_has_left_the_window(house):
    house.load(batch(1))
    house.load(Batch(at=NOW, placement=Placement(left=[article(1).id])))
    assert house.retention.delete()["vectors"] == 0
    assert house.retention.delete(vectors_before=NOW)["vectors"] == 1
    ids = [article(n).id for n in range(1, 7)]
    assert set(house.window.vectors(ids, "model", "hash")) == set(ids[1:])
    assert len(house.articles.get(ids)) == 6


def test_without_a_time_nothing_old_goes(house):
    house.load(batch(1, at=NOW - timedelta(days=1000)))
    kept = Retention(house.store).delete()
    assert (kept["polls"], kept["failures"], kept["deliveries"], kept["vectors"]) == (0, 0, 0, 0)
