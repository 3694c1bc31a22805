"""Floors of stories and copies on a shared set, through the real model; they may only rise.

Ten sets, each with coefficients fitted on the other nine: `folds.py` beside this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.encoders import load_encoder
from pipeline.evaluation.copies import evaluate_copies
from pipeline.evaluation.stories import evaluate_stories
from pipeline.records import Matrix

ORIGINALS = 20
"""Half as many as `newsthread eval copies` edits: 180 copies."""

SET = Path(__file__).parents[2].parent / "shared/data/stories/storychains.jsonl.gz"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SET.exists(), reason=f"needs the shared data: {SET}"),
]


class Remembered:
    """The model, which encodes no text twice: its rows depend on their text alone."""

    def __init__(self) -> None:
        self._model = load_encoder()
        self.name, self.sha256 = self._model.name, self._model.sha256
        self.dimension = self._model.dimension
        self._rows: dict[str, Matrix] = {}

    def encode(self, texts: Sequence[str]) -> Matrix:
        new = list(dict.fromkeys(text for text in texts if text not in self._rows))
        self._rows |= dict(zip(new, self._model.encode(new), strict=True)) if new else {}
        return np.stack([self._rows[text] for text in texts])


@pytest.fixture(scope="module")
def encoder() -> Remembered:
    return Remembered()


def test_stories_of_a_labelled_set(encoder: Remembered) -> None:
    found = evaluate_stories(SET, encoder)
    assert found["b3_f1"] >= 0.97
    assert found["pairwise_f1"] >= 0.92


def test_copies_made_from_a_labelled_set(encoder: Remembered) -> None:
    found = evaluate_copies(SET, encoder, originals=ORIGINALS)
    assert found["precision"] >= 0.995
    assert found["recall"] >= 0.97
    assert min(found["recall_by_edit"].values()) >= 0.95
