"""The nearest earlier articles: exactly those, or nearly all of them by an index."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streams import stream

from pipeline.place import place, slide
from pipeline.stories.candidates import NEAREST
from pipeline.stories.neighbours import ApproximateNeighbours, nearest_by_cosine
from pipeline.stories.window import Window


def placed(count: int, neighbours, batch: int = 50):
    articles, rows = stream(seed=3, count=count)
    window = Window.empty()
    for start in range(0, count, batch):
        part = slice(start, start + batch)
        if neighbours is not None:
            window = replace_neighbours(window, neighbours)
        placement = place(articles[part], rows[part], window)
        window = slide(window, placement, articles[part], rows[part])
    return dict(zip(window.ids, window.story_ids, strict=True)), window


def replace_neighbours(window: Window, neighbours) -> Window:
    return replace(window, neighbours=neighbours)


def test_the_nearest_are_the_highest_cosines_before_each_row() -> None:
    rng = np.random.default_rng(1)
    cosines = rng.normal(size=(5, 200)).astype(np.float32)
    near = nearest_by_cosine(cosines, 150)
    for row in range(5):
        best = np.argsort(-cosines[row, : 150 + row], kind="stable")[:NEAREST]
        assert near[row].tolist() == sorted(best.tolist())


def test_an_index_gives_the_same_stories_on_a_small_stream() -> None:
    pytest.importorskip("usearch", reason="pip install 'newsthread[neighbours]'")
    exact, _ = placed(300, None)
    for batch in (1, 50, 300):
        found, window = placed(300, ApproximateNeighbours(least=0), batch)
        assert found == exact
        assert len(window.neighbours) >= len(window)  # it was asked, and took every row in


def test_what_was_given_up_is_not_found() -> None:
    pytest.importorskip("usearch", reason="pip install 'newsthread[neighbours]'")
    articles, rows = stream(seed=4, count=120)
    window = replace_neighbours(Window.empty(), ApproximateNeighbours(least=0))
    window = slide(window, place(articles[:60], rows[:60], window), articles[:60], rows[:60])
    place(articles[90:], rows[90:], window)  # a batch that is never loaded
    after = place(articles[60:90], rows[60:90], window)
    alone, bare = place(articles[60:90], rows[60:90], replace_neighbours(window, None)), after
    assert bare.memberships == alone.memberships


def test_small_windows_need_no_index() -> None:
    index = ApproximateNeighbours(least=1000)
    assert not index.serves(999)
    assert index.serves(1000)
    found, _ = placed(100, index)  # would import usearch otherwise
    assert found
