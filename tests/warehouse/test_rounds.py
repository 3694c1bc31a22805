"""Placing from the stored window is placing from the window in memory: restarts change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from builders import NOW, article

from pipeline.embed import exact
from pipeline.place import place, slide
from pipeline.records import Article, Matrix
from pipeline.stories.window import Window
from warehouse.warehouse import Batch, Warehouse

TOPICS = (
    "The river dam above Norbeck cracked after the storm and {n} engineers were sent to the wall",
    "Voters in Ostrava province chose a new council and {n} seats went to the farmers' list",
    "A recall of {n} thousand Lumen kettles began after handles melted in three countries",
    "The freight tunnel under Mount Kess reopened with {n} trains a day and new fire doors",
)


def stream(n: int) -> tuple[list[Article], Matrix]:
    """Articles of four stories in turn, every fifth a reprint of the one four before it."""
    chance = np.random.default_rng(4)
    centres = chance.standard_normal((len(TOPICS), 768))
    articles, rows = [], []
    for i in range(n):
        topic = i % len(TOPICS)
        text = TOPICS[topic].format(n=10 + i) + ". " + f"Officials spoke on day {i}. " * 3
        if i % 5 == 4:
            text = articles[i - 4].text + " Reprinted."
        articles.append(
            article(i, outlet=f"Paper {i % 7}", title=text[:50], text=text,
                    published_at=NOW + timedelta(hours=i), first_seen_at=NOW + timedelta(hours=i))
        )  # fmt: skip
        halves = (centres[topic] + 0.6 * chance.standard_normal(768)).reshape(2, 384)
        rows.append((halves / np.linalg.norm(halves, axis=1, keepdims=True)).ravel())
    return articles, exact(np.array(rows, np.float32))


def said(placement) -> tuple:
    return (
        list(placement.articles),
        [
            (m.article_id, m.story_id, m.score, m.nearest_id, m.reason)
            for m in placement.memberships
        ],
        [(c.article_id, c.original_id, c.kind, c.share) for c in placement.copies],
        sorted((s.id, s.n_articles, s.merged_into) for s in placement.stories),
    )


@pytest.mark.slow
def test_a_stored_window_places_as_the_one_in_memory(house):
    articles, rows = stream(90)
    memory = Window.empty()
    for start in range(0, 90, 18):
        part = slice(start, start + 18)
        stored = Warehouse(house.path).window.read("m", "s")
        first = place(articles[part], rows[part], memory)
        again = place(articles[part], rows[part], stored)
        assert said(first) == said(again), f"after {start} articles"
        memory = slide(memory, first, articles[part], rows[part])
        house.load(
            Batch(at=NOW, articles=articles[part], embeddings=rows[part], model="m", sha256="s",
                  placement=replace(again, after=None))
        )  # fmt: skip
    assert len(house.stories.latest()) >= len(TOPICS)
    assert house.stories.copies([story.id for story in house.stories.latest()])
