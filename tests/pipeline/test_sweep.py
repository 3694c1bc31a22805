"""What leaves the window, and what stays on to wake a sleeping story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from streams import START, stream

from pipeline.place import place
from pipeline.records import Article
from pipeline.stories.sweep import LAST, SLEEP_DAYS, sweep
from pipeline.stories.window import Window


def window_of(ages: list[float], story: list[str]) -> Window:
    """Articles of given ages in days, under given stories."""
    articles, rows = stream(1, len(ages))
    aged: list[Article] = [
        replace(a, published_at=START - timedelta(days=age))
        for a, age in zip(articles, ages, strict=True)
    ]
    window = place(aged, rows, Window.empty()).after
    assert window is not None
    return replace(window, story_ids=story, clustering=None)


def test_a_sleeping_story_keeps_its_first_article_and_its_last_three() -> None:
    ages = [200.0] * 10 + [0.0] * 40
    window = window_of(ages, ["old"] * 10 + ["new"] * 40)
    swept, left, kept = sweep(window, window.copy_clustering())
    assert kept == [window.ids[0], *window.ids[10 - LAST : 10]]
    assert left == list(window.ids[1 : 10 - LAST])
    assert list(swept.ids) == [*kept, *window.ids[10:]]
    assert swept.kept.tolist() == [True] * (1 + LAST) + [False] * 40


def test_a_story_asleep_for_too_long_leaves_with_all_its_articles() -> None:
    ages = [SLEEP_DAYS + 5.0] * 4 + [0.0] * 40
    window = window_of(ages, ["old"] * 4 + ["new"] * 40)
    swept, left, kept = sweep(window, window.copy_clustering())
    assert (left, kept) == (list(window.ids[:4]), [])
    assert len(swept) == 40


def test_a_story_that_is_awake_keeps_an_old_article_as_its_representative() -> None:
    window = window_of([100.0] + [0.0] * 40, ["one"] * 41)
    _, left, kept = sweep(window, window.copy_clustering())
    assert (left, kept) == ([], [window.ids[0]])


def test_nothing_leaves_a_window_of_articles_of_today() -> None:
    window = window_of([0.0] * 30, ["one"] * 30)
    swept, left, kept = sweep(window, window.copy_clustering())
    assert (left, kept) == ([], [])
    assert list(swept.ids) == list(window.ids)


def test_word_counts_after_a_sweep_are_those_of_the_rows_that_stay() -> None:
    window = window_of([500.0] * 64 + [0.0] * 64, ["old"] * 64 + ["new"] * 64)
    swept, _, _ = sweep(window, window.copy_clustering())
    anew = replace(swept, document_frequency=None).count_documents()
    carried = swept.count_documents()
    assert (carried.articles, carried.upto) == (anew.articles, anew.upto)
    for name, counts in anew.counts.items():
        assert np.array_equal(carried.counts[name], counts)
