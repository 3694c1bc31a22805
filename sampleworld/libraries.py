"""The libraries of reading and encoding alone, called as their own documentation calls them.

What a cycle is measured against: trafilatura's `bare_extraction` of a page, and the `encode` of
sentence-transformers over the same texts, weights and number format.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from pipeline.embed import embed
from pipeline.encoders.devices import CPU
from pipeline.encoders.e5 import MOST_TOKENS, PREFIX
from pipeline.encoders.shapes import in_bf16
from pipeline.encoders.weights import read_out_weights
from pipeline.records import Article, Matrix


def extract_alone(page: bytes) -> tuple[str, str]:
    """Title and text as trafilatura gives them. Runs in a worker."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - in the worker

    document: Any = bare_extraction(page, with_metadata=True)
    return (document.title or "", document.text or "") if document else ("", "")


def encode_alone(articles: Sequence[Article]) -> None:
    """Encode them as the embed stage would with the library alone, which this process keeps."""
    embed(articles, _library())


@cache
def _library() -> SentenceTransformersAlone:
    return SentenceTransformersAlone()


class SentenceTransformersAlone:
    """multilingual-e5-small as the library loads it, batches it and pads it.

    On two cores that takes 1.15-1.2 times what `pipeline.encoders` does for the same (2026-11).
    """

    name, sha256, dimension = "sentence-transformers", "", 384

    def __init__(self) -> None:
        """Loads it: some seconds, 700 MB."""
        import torch  # noqa: PLC0415 - seconds to import
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
        from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
            Pooling,
            Transformer,
        )
        from transformers.utils import logging  # noqa: PLC0415

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        dtype = torch.bfloat16 if in_bf16(CPU) else torch.float32
        loading = {"dtype": dtype, "add_pooling_layer": False}
        transformer = Transformer(
            str(read_out_weights()), max_seq_length=MOST_TOKENS, model_kwargs=loading
        )
        pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
        self._model = SentenceTransformer(modules=[transformer, pooling], device=CPU).eval()

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]` float32."""
        prefixed = [PREFIX + text for text in texts]
        rows = np.asarray(self._model.encode(prefixed, show_progress_bar=False), np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
