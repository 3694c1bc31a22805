"""What outlets always say outlives a restart, and a batch that was never loaded leaves nothing."""

from __future__ import annotations

from builders import NOW, article, vectors

from pipeline.place import place
from pipeline.stories.boilerplate import FoundSentence
from pipeline.stories.window import Window
from warehouse.boilerplate import read_boilerplate, replace_boilerplate
from warehouse.warehouse import Batch, Warehouse


def test_a_restart_goes_on_with_what_was_found(house: Warehouse) -> None:
    articles = [
        article(n, title=f"Matter {n}", text=f"Thing {n} happened. Read more at Example News.")
        for n in range(70)
    ]
    rows = vectors(70)
    placement = place(articles, rows, Window.empty())
    assert placement.after is not None and placement.boilerplate
    house.load(
        Batch(
            at=NOW, articles=articles, embeddings=rows, model="model", sha256="hash",
            placement=placement,
        )
    )  # fmt: skip
    stored = Warehouse(house.path).window.read("model", "hash")
    assert stored.boilerplate.of_outlet == placement.after.boilerplate.of_outlet
    ends = placement.after.features.ends
    assert stored.features.ends.values.tolist() == ends.values.tolist()


def test_what_a_batch_that_was_never_loaded_found_is_forgotten(house: Warehouse) -> None:
    found = [FoundSentence("daily", 2**32 - 1, 64), FoundSentence("daily", 7, 128)]
    with house.store.both() as (_, file):
        replace_boilerplate(file, found, 0)
        assert read_boilerplate(file, 100) == found[:1]
        replace_boilerplate(file, [], 64)
        assert read_boilerplate(file, 1000) == found[:1]
