"""Floors of stories and copies on a shared set, through the real model; they may only rise.

Ten sets, each with coefficients fitted on the other nine: `folds.py` beside this file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.encoders import load_encoder
from pipeline.evaluation.copies import evaluate_copies
from pipeline.evaluation.stories import evaluate_stories

SET = Path(__file__).parents[2].parent / "shared/data/stories/storychains.jsonl.gz"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SET.exists(), reason=f"needs the shared data: {SET}"),
]


def test_stories_of_a_labelled_set() -> None:
    found = evaluate_stories(SET, load_encoder())
    assert found["b3_f1"] >= 0.97
    assert found["pairwise_f1"] >= 0.92


def test_copies_made_from_a_labelled_set() -> None:
    found = evaluate_copies(SET, load_encoder())
    assert found["precision"] >= 0.995
    assert found["recall"] >= 0.97
    assert min(found["recall_by_edit"].values()) >= 0.95
