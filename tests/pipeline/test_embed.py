"""Texts become vectors in their own order, whatever stands beside them."""

import numpy as np

from pipeline.encoders import load_encoder

TEXTS = [
    "Dock workers began a strike over pay.",
    "",
    "Dock workers " + "in the port of Rotterdam and in many other ports of the country " * 30,
    "Rain.",
    *(f"The ferry left pier {n} at noon, " + "late as on every day, " * n for n in range(0, 60, 3)),
]


def test_texts_of_all_lengths_keep_their_places():
    encoder = load_encoder()
    rows = encoder.encode(TEXTS)
    assert rows.shape == (len(TEXTS), 384)
    assert not rows[1].any()
    held = [i for i, text in enumerate(TEXTS) if text]
    assert np.allclose(np.linalg.norm(rows[held], axis=1), 1.0, atol=1e-5)
    for i in (0, 2, 3, 12):
        assert np.array_equal(rows[i], encoder.encode([TEXTS[i]])[0])
    assert encoder.encode([]).shape == (0, 384)
