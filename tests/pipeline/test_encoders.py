"""An encoder is asked for by name; what is known of it needs no model."""

from __future__ import annotations

import pytest

from pipeline.encoders import ENCODERS, load_encoder


def test_an_unknown_name_is_refused_in_one_line_that_names_those_that_exist() -> None:
    with pytest.raises(ValueError, match="encoder 'word2vec'") as refusal:
        load_encoder("word2vec")
    line = str(refusal.value)
    assert "\n" not in line
    assert all(repr(name) in line for name in ENCODERS)


def test_names_hashes_and_widths_are_known_before_loading() -> None:
    for encoder in ENCODERS.values():
        assert encoder.name
        assert len(encoder.sha256) == 64
        assert encoder.dimension > 0


def test_a_loaded_encoder_is_what_the_registry_says() -> None:
    known, encoder = ENCODERS["minilm"], load_encoder("minilm")
    assert (encoder.name, encoder.sha256) == (known.name, known.sha256)
    assert encoder.encode(["Rain."]).shape == (1, known.dimension) == (1, encoder.dimension)
    assert load_encoder("minilm") is encoder
