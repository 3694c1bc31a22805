"""Coefficients fit the encoder that they were fitted with, and no other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.encoders import DEFAULT, ENCODERS
from pipeline.stories.score import (
    FULL,
    TITLES,
    check_encoder,
    read_coefficients,
    shipped_coefficients,
    write_coefficients,
)

MINILM = ENCODERS["minilm"].sha256
OTHER = "ab" * 32


def test_coefficients_of_another_encoder_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    write_coefficients(path, replace(shipped_coefficients(), encoder_sha256=OTHER))
    assert read_coefficients(path, OTHER).encoder_sha256 == OTHER
    with pytest.raises(ValueError, match=r"mine\.json") as refusal:
        read_coefficients(path, MINILM)
    line = str(refusal.value)
    assert "\n" not in line
    for part in (OTHER[:12], MINILM[:12], "newsthread fit", "place.model"):
        assert part in line


def test_a_file_that_names_no_encoder_counts_as_fitted_with_the_first_one(tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    write_coefficients(path, shipped_coefficients(MINILM))
    data = json.loads(path.read_text())
    assert data.pop("encoder_sha256") == MINILM
    path.write_text(json.dumps(data))
    assert read_coefficients(path, MINILM) == shipped_coefficients(MINILM)
    with pytest.raises(ValueError, match=r"old\.json"):
        read_coefficients(path, OTHER)


def test_coefficients_come_with_every_encoder() -> None:
    for name, encoder in ENCODERS.items():
        check_encoder(shipped_coefficients(encoder.sha256), encoder.sha256, f"{name}.json")
    assert shipped_coefficients() == shipped_coefficients(ENCODERS[DEFAULT].sha256)


def test_a_pair_without_a_text_is_scored_by_its_own_weights() -> None:
    coefficients = replace(
        shipped_coefficients(),
        full={"bias": 2.0, **dict.fromkeys(FULL, 0.0)},
        titles={"bias": -2.0, **dict.fromkeys(TITLES, 0.0)},
    )
    features = {name: np.zeros(2) for name in {*FULL, *TITLES}}
    p = coefficients.probabilities(features, np.array([False, True]))
    assert p[0] > 0.5 > p[1]
