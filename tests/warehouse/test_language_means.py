"""Stored and read again, rows are compared as if they had never left memory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from builders import NOW
from test_rounds import said, stream

from pipeline.encoders import ENCODERS
from pipeline.encoders.language_means import initial_means
from pipeline.place import place, slide
from pipeline.stories.window import Window
from warehouse.language_means import read_means, replace_means
from warehouse.warehouse import Batch, Warehouse

E5 = ENCODERS["e5"]
COUNT, CUT = 150, 37


def test_a_window_read_from_the_store_has_the_rows_of_the_one_in_memory(house: Warehouse) -> None:
    """Means are frozen at 16, 32, 64 and 128 articles; batches end elsewhere."""
    articles, rows = stream(COUNT)
    langs = ["en", "de", "zh", "xx"]
    articles = [replace(a, lang=langs[i % 3 + (i % 11 == 0)]) for i, a in enumerate(articles)]
    memory = Window.empty(means=initial_means(E5.sha256))
    for start in range(0, COUNT, CUT):
        part = slice(start, start + CUT)
        stored = Warehouse(house.path).window.read(E5.name, E5.sha256)
        assert np.array_equal(stored.embeddings, memory.embeddings), f"after {start} articles"
        first = place(articles[part], rows[part], memory)
        again = place(articles[part], rows[part], stored)
        assert said(first) == said(again), f"after {start} articles"
        memory = slide(memory, first, articles[part], rows[part])
        house.load(
            Batch(at=NOW, articles=articles[part], embeddings=rows[part], model=E5.name,
                  sha256=E5.sha256, placement=replace(again, after=None))
        )  # fmt: skip
    raw = house.window.vectors([a.id for a in articles], E5.name, E5.sha256)
    assert all(np.array_equal(raw[a.id], row) for a, row in zip(articles, rows, strict=True))
    assert not np.array_equal(memory.embeddings, rows)


def test_means_of_a_batch_that_was_never_loaded_are_forgotten(house: Warehouse) -> None:
    """A crash between the two files leaves means of articles that the main file does not have."""
    articles, rows = stream(40)
    placement = place(articles, rows, Window.empty(means=initial_means(E5.sha256)))
    assert {mean.upto for mean in placement.means} == {16, 32}
    with house.store.both() as (_, vectors):
        replace_means(vectors, placement.means, E5.sha256, 0)
        replace_means(vectors, [], E5.sha256, 20)
        left = read_means(vectors, E5.sha256)
        assert [mean.upto for mean in left] == [16]
        assert np.array_equal(left[0].sums, placement.means[0].sums)
        assert read_means(vectors, ENCODERS["minilm"].sha256) == []
