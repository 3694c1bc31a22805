"""An encoder is asked for by name; what is known of it needs no model."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from pipeline.encoders.minilm import MiniLM
from pipeline.encoders.registry import ENCODERS, load_encoder


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


def test_rows_have_length_one_whatever_stands_beside_them() -> None:
    """Batches are of like length, longest first: the rows come in the order asked all the same."""
    texts = ["Rain.", "", "The ferry " * 300, "A dam held.", " "]
    encoder = load_encoder("minilm")
    rows = encoder.encode(texts)
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 1, 1, 0], atol=1e-5)
    alone = np.vstack([encoder.encode([text]) for text in texts])
    assert np.array_equal(rows, alone)
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_weights_that_are_not_the_known_ones_are_refused() -> None:
    with pytest.raises(RuntimeError, match=r"expected 000000000000\.\.\.: reinstall"):
        MiniLM("all-MiniLM-L6-v2", "0" * 64, 384)


def test_torchs_library_is_loaded_before_its_import_which_holds_up_other_threads() -> None:
    lines = (
        "import sys; from pipeline.encoders.shapes import prepare_torch; prepare_torch()",
        "print('libtorch_cpu' in open('/proc/self/maps').read(), 'torch' in sys.modules)",
    )
    command = [sys.executable, "-c", "\n".join(lines)]
    assert subprocess.check_output(command, text=True) == "True False\n"
