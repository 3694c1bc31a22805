"""The layers in torch alone are the model of sentence-transformers: same tokens, same bits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from transformers import AutoTokenizer

from pipeline.encoders import e5, shapes
from pipeline.encoders.layers import BertLayers
from pipeline.encoders.registry import ENCODERS

DATA = Path(e5.__file__).parents[1] / "language/data"
# Words of every language there is data for, of all lengths up to one that is cut.
TEXTS = [
    "",
    "Rain.",
    " \u200d\ufeff e\u0301 \U0001f30a \x00 \ud7ff",
    *(file.read_text()[: 20 + 12 * n] for n, file in enumerate(sorted(DATA.glob("*/cues.toml")))),
    "Der Damm hielt. " * 200,
]


HERE = shapes.bf16_products()


@pytest.mark.parametrize("products", ["", "vectors", "tiles"])
def test_every_bit_is_that_of_sentence_transformers(
    products: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "bf16_products", lambda: products)
    # bf16 is slow where the processor does not multiply it
    texts = TEXTS if not products or HERE else TEXTS[:3]
    known = ENCODERS["e5"]
    encoder = e5.MultilingualE5(known.name, known.sha256, known.dimension)
    rows = encoder.encode(texts)
    layers = encoder._model_for(len(texts))
    assert isinstance(layers, BertLayers)
    whole = encoder._model_for(e5._FEW + 1)
    assert isinstance(whole, shapes.Sentences) and encoder._model_for(1) is whole
    assert layers.padding == whole.padding
    read = AutoTokenizer.from_pretrained(encoder._folder)  # as sentence-transformers would
    assert layers.padding == read.pad_token_id
    expected = read(texts, truncation=True, max_length=48)["input_ids"]
    assert layers.tokens(texts, 48) == expected == whole.tokens(texts, 48)
    assert np.array_equal(rows, encoder.encode(texts))


def test_one_article_is_imported_without_the_packages_that_take_seconds(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text('{"title": "Bridge closed", "text": "The bridge was closed on Monday."}')
    program = (
        "import sys; from flows.cli import app\n"
        f"try: app(['--folder', {str(tmp_path / 'house')!r}, 'import', {str(file)!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        "print([n for n in ('sentence_transformers', 'transformers', 'sklearn', 'aiohttp')"
        " if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    assert "1 new" in done.stdout
