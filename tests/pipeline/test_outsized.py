"""A story of more articles than its outlets and days make likely is named with its parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from streams import START, stream

from pipeline.stories.compare import with_rows
from pipeline.stories.features import article_features
from pipeline.stories.outsized import LEAST, outsized_stories
from pipeline.stories.ragged import Ragged
from pipeline.stories.window import Window


def window_of(outlets: int, days: int, count: int = 20) -> Window:
    """One story whose first half hangs together, and its second, by one weak link."""
    articles, rows = stream(1, count)
    articles = [
        replace(a, outlet=f"outlet{k % outlets}", published_at=START + timedelta(days=k % days))
        for k, a in enumerate(articles)
    ]
    window = with_rows(Window.empty(), articles, rows, article_features(articles))
    half = count // 2
    links = [[other for other in range(k) if (other < half) == (k < half)] for k in range(count)]
    strengths = [[0.9] * len(row) for row in links]
    links[half], strengths[half] = [0], [0.2]
    features = window.features.linked(Ragged.of(links, np.int64), Ragged.of(strengths, np.float32))
    return replace(window, features=features, story_ids=[articles[0].id] * count)


def test_twenty_articles_of_one_outlet_in_a_day_are_named_with_both_parts() -> None:
    window = window_of(1, 1)
    (story,) = outsized_stories(window)
    assert (story.story_id, story.articles) == (window.ids[0], 20)
    assert story.likely < LEAST
    assert {frozenset(part) for part in story.parts} == {
        frozenset(window.ids[:10]), frozenset(window.ids[10:])
    }  # fmt: skip
    assert story.link < 0.9


def test_as_many_of_eight_outlets_in_five_days_are_likely() -> None:
    assert outsized_stories(window_of(8, 5)) == []


def test_a_small_story_is_never_looked_over() -> None:
    assert outsized_stories(window_of(1, 1, LEAST - 2)) == []
