"""Floors of extraction on real pages; they may only rise."""

import json
from pathlib import Path

import pytest

from pipeline.evaluation.pages import eval_pages, token_overlap
from pipeline.pages.boilerplate import without_boilerplate

DATA = Path(__file__).parents[3] / "shared" / "data" / "pages"
GOLD, OPEN = DATA / "gold.jsonl", DATA / "gold_cc.jsonl"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not GOLD.exists(), reason=f"no gold pages in {DATA}"),
]


@pytest.fixture(scope="module")
def found():
    return eval_pages(GOLD, bare=False)


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("body_f1", 0.970),
        ("body_precision", 0.959),
        ("body_recall", 0.985),
        ("title_exact", 0.81),
        ("date_day", 0.98),
        ("author_any", 0.87),
    ],
)
def test_figures_stay_above_their_floors(found, figure, floor):
    assert found[figure] >= floor


def test_next_to_no_page_is_lost(found):
    assert found["pages_below_half"] <= 1
    assert found["refused"] <= 1


def test_pages_of_another_kind_keep_their_text_and_lose_their_dirt():
    found = eval_pages(OPEN, bare=False)
    assert found["segments_kept"] >= 0.93
    assert found["segments_dirt"] <= 0.03


def test_it_costs_no_more_than_extraction_alone():
    found = eval_pages(GOLD, 40)
    assert found["pages_per_s"] >= 0.85 * found["bare_pages_per_s"]


def test_trimming_leaves_clean_text_alone():
    golds = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    kept = [
        token_overlap(without_boilerplate(g["text"], [g["title"]], g["authors"]), g["text"])[1]
        for g in golds
    ]
    assert sum(kept) / len(kept) > 0.999
    assert min(kept) > 0.96
