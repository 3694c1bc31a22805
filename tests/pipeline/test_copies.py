"""Copies found through `place`, with vectors that do not help: shared text must."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from pipeline.embed import exact, halves
from pipeline.evaluation.stories import placements
from pipeline.evaluation.synthetic_copies import EDITS, templated
from pipeline.records import Article, Copy
from pipeline.stories.copies import LEAST

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
WORDS = [
    "harbour", "ferry", "engine", "captain", "deck", "storm", "rescue", "crew", "night", "coast",
    "police", "inquiry", "fire", "bridge", "council", "minister", "report", "winter", "school",
    "river", "market", "village", "doctor", "train", "signal", "station", "garden", "border",
]  # fmt: skip


def article(number: int, outlet: str = "") -> Article:
    rng = random.Random(number)
    said = [" ".join(rng.choices(WORDS, k=12)).capitalize() + "." for _ in range(14)]
    return Article(
        id=f"{number:016x}",
        title=" ".join(rng.choices(WORDS, k=7)).capitalize(),
        text="\n".join(said),
        lang="en",
        outlet=outlet or f"outlet{number}.test",
        published_at=NOW,
        first_seen_at=NOW,
    )


def copies(articles: list[Article]) -> list[Copy]:
    rows = np.random.default_rng(0).normal(size=(len(articles), 768)).astype(np.float32)
    rows /= np.linalg.norm(halves(rows)[0], axis=1, keepdims=True)
    return [copy for p in placements(articles, exact(rows), batch=40) for copy in p.copies]


@pytest.mark.parametrize("kind", EDITS)
def test_each_kind_of_edit_is_found_by_shared_text_alone(kind: str) -> None:
    originals = [article(n) for n in range(80)]
    rng = random.Random(2)
    made = replace(
        EDITS[kind](originals[5], rng, originals[20:23]), id="f" * 16, outlet="other.test"
    )
    found = {c.article_id: c for c in copies([*originals, made])}
    assert set(found) == {made.id}
    near = found[made.id]
    assert near.original_id in {originals[5].id, *(o.id for o in originals[20:23])}
    assert max(near.share, near.share_back) > 0.4


def test_updates_of_one_outlet_are_versions_and_templates_are_nobodys_copy() -> None:
    first = article(1, "daily.test")
    update = replace(first, id="e" * 16, text=first.text + "\nMore was said later in the day.")
    rng = random.Random(3)
    reports = [
        replace(templated(article(n), rng, n), id=f"t{n:015d}", outlet=f"o{n}.test")
        for n in range(12)
    ]
    assert copies([first, update, *reports]) == []


def test_a_copy_of_a_copy_names_the_first_and_the_agency() -> None:
    first = article(1)
    first = replace(first, text="LINDALE (Reuters) - " + first.text)
    second = replace(first, id="d" * 16, outlet="b.test", text=first.text + "\nThe town will help.")
    third = replace(second, id="e" * 16, outlet="c.test", title="Another title")
    found = copies([first, second, third])
    assert [(c.article_id, c.original_id, c.agency) for c in found] == [
        (second.id, first.id, "Reuters"), (third.id, first.id, "Reuters"),
    ]  # fmt: skip
    assert found[0].share_back > found[0].share


def test_of_a_text_too_short_nothing_is_said() -> None:
    """Two flashes of one wording are no evidence: everybody writes them so."""
    long = article(1)
    words = long.text.split()[: LEAST + 2]  # one shingle fewer than it takes
    flash = replace(long, id="a" * 16, text=" ".join(words))
    again = replace(flash, id="b" * 16, outlet="other.test")
    assert copies([flash, again]) == []
    more = " ".join(long.text.split()[: 2 * LEAST])
    assert len(copies([replace(flash, text=more), replace(again, text=more)])) == 1
