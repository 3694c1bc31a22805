"""Placing one batch: what is given stays as it is, and what the user decided is carried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from streams import START, stream

from pipeline.place import place
from pipeline.records import Article, Decision
from pipeline.stories.compare import lead_cosines, with_rows
from pipeline.stories.decisions import apply_decisions
from pipeline.stories.features import article_features
from pipeline.stories.pair_features import Pairing, Spread, pair_features
from pipeline.stories.placer import Placer
from pipeline.stories.ragged import Ragged
from pipeline.stories.score import shipped_coefficients
from pipeline.stories.window import Window


def placed(count: int = 70) -> Window:
    articles, rows = stream(6, count)
    window = place(articles, rows, Window.empty()).after
    assert window is not None
    return window


def test_a_batch_placed_in_pieces_is_the_batch() -> None:
    articles, rows = stream(9, 90)
    whole, pieces = (Placer(Window.empty(), shipped_coefficients()) for _ in range(2))
    whole.place(articles, rows, article_features(articles))
    for part in (slice(0, 30), slice(30, 90)):
        pieces.place(articles[part], rows[part], article_features(articles[part]))
    assert pieces.placement(articles).memberships == whole.placement(articles).memberships


def test_placing_leaves_the_given_window_as_it_was() -> None:
    window, (articles, rows) = placed(), stream(7, 20)
    articles = [replace(a, id=f"n{number}") for number, a in enumerate(articles)]
    before = list(window.ids), list(window.story_ids)
    placer = Placer(window, shipped_coefficients())
    placer.place(articles, rows, article_features(articles))
    assert (list(window.ids), list(window.story_ids)) == before
    assert placer.window.placed == window.placed + len(articles)


def test_decisions_on_what_the_window_does_not_know_change_nothing() -> None:
    window = placed()
    unknown = [
        Decision(kind="merge", a="nothing", b="nowhere", at=START),
        Decision(kind="cut", a="nobody", b="nothing", at=START),
        Decision(kind="apart", a="nobody", b="noone", at=START),
    ]
    before = window.copy_clustering()
    after = apply_decisions(window.copy_clustering(), replace(window, decisions=unknown))
    assert after.story == before.story and not after.moves


def test_a_decision_applied_again_moves_nothing_more() -> None:
    window = placed()
    one, other = sorted({s for s in window.story_ids if list(window.story_ids).count(s) > 1})[:2]
    window = replace(window, decisions=[Decision(kind="merge", a=one, b=other, at=START)])
    once = apply_decisions(window.copy_clustering(), window)
    n_moves = len(once.moves)
    assert n_moves > 0
    assert len(apply_decisions(once, window).moves) == n_moves


@pytest.fixture
def reports() -> list[Article]:
    """An article, one that says the same three days later, one of something else, undated."""
    articles, _ = stream(1, 1)
    first = replace(articles[0], text="The Karbuk ferry Alma sank. Ines Corvo survived.")
    later = START + timedelta(days=3)
    return [
        replace(first, published_at=START),
        replace(first, id="b", published_at=later),
        replace(first, id="c", title="Markets rise", text="Shares rose by 3%.", published_at=None),
    ]


def test_features_of_a_pair_say_what_two_articles_share(reports: list[Article]) -> None:
    _, vectors = stream(1, 1)
    rows = np.vstack([vectors, vectors, np.roll(vectors, 7, axis=1)])
    window = with_rows(Window.empty(), reports, rows, article_features(reports)).with_norms()
    pairs = Pairing(first=0, others=Ragged.of([[], [0], [0]], np.int64))
    leads = lead_cosines(rows, Window.empty(), rows)[[1, 2], [0, 0]]
    spread = Spread.of(np.empty((3, 0), np.float32))  # nothing seen yet: the prior alone
    values = pair_features(window, pairs, (leads, leads), (spread, spread))
    assert values["undated"].tolist() == [0.0, 1.0]
    assert values["apart"].tolist() == [pytest.approx(np.log1p(3.0)), 0.0]
    for name in ("title_gap", "title_root", "lead_z", "lead_mass", "name_log"):
        assert values[name][0] > values[name][1], name
