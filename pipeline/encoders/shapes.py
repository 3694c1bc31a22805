"""Passes of fixed shape through a model, so that a text's vector does not depend on its company.

What a matrix product rounds depends on the shape of the whole, so each text is padded to the next
multiple of `TOKENS`, which is its own affair, and every pass has `ROWS` rows, empty ones added.
Measured (2026-11): no bit differs between a text alone and in company, in float32 and in bf16; with
shapes as they come a third of the cells did, and cosines by up to .003.

Without tiles passes of fewer rows give the same bits where the machine's products do, which is
looked at when a model is first used: half of what a cycle of 20 articles computed was empty rows.

A pass is computed by one thread, several passes at once: against all threads sharing each pass 1.2
(float32) to 1.3 times (bf16) as fast on two cores, and more beside other work, as none waits for
one that was put aside (2026-11). So a vector does not depend on the number of cores either.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pipeline.encoders.devices import CPU
from pipeline.records import Matrix

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

    from pipeline.encoders.layers import FolderTokenizer

# Rows of a pass, and the steps of its length. More rows leave more of them empty in small batches,
# fewer make poor use of the processor; chosen by hand (2026-11).
ROWS, TOKENS = 8, 16
_FEWER = (4, 2, 1)  # rows of a pass that leave none empty
_PRODUCTS = ("amx_bf16", "tiles"), ("avx512_bf16", "vectors")  # the processor's flags, best first
# On an accelerator, which a pass of eight would leave idle; chosen by hand (2026-11), not measured.
_ROWS_ELSEWHERE = 64

# A tokenizer that is told how much to read while it reads for another thread raises; passes through
# the model need no turns.
_tokenizing = threading.Lock()


class SentenceModel(Protocol):
    """What passes go through: tokens of texts, and vectors of tokens; hashed by identity."""

    padding: int  # id of the token that fills a row
    device: str  # where it computes, in torch's words

    def __hash__(self) -> int: ...

    def tokens(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Ids of each text's first `most` tokens, the special ones among them."""
        ...

    def vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        """One vector a row, `[rows, d]`; both arguments `[rows, tokens]`, int64."""
        ...


class Sentences:
    """A `SentenceModel` of sentence-transformers."""

    def __init__(
        self,
        model: SentenceTransformer,
        tokenizer: FolderTokenizer | None = None,
        device: str = CPU,
    ) -> None:
        """Over the model's own tokenizer, or one that is loaded already."""
        self._model, self._tokenizer, self.device = model, tokenizer, device
        self.padding: int = tokenizer.padding if tokenizer else model.tokenizer.pad_token_id

    def tokens(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Ids of each text's first `most` tokens, the special ones among them."""
        if self._tokenizer:
            return self._tokenizer.tokens(texts, most)
        ids: list[list[int]] = self._model.tokenizer(list(texts), truncation=True, max_length=most)[
            "input_ids"
        ]
        return ids

    def vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        """One vector a row, `[rows, d]`; both arguments `[rows, tokens]`, int64."""
        inputs = {"input_ids": ids.to(self.device), "attention_mask": mask.to(self.device)}
        vectors: Tensor = self._model(inputs)["sentence_embedding"]
        return vectors


def encode_in_fixed_shapes(
    model: SentenceModel, texts: Sequence[str], most_tokens: int, dimension: int
) -> Matrix:
    """Unit rows, `[n, dimension]` float32, of the first `most_tokens` tokens of each text.

    An empty row where the model gives a vector without length.
    """
    rows = np.zeros((len(texts), dimension), np.float32)
    if not texts:
        return rows
    with _tokenizing:
        tokens = model.tokens(texts, most_tokens)
        threads = _at_once(model.device)  # before any thread is told to compute alone
    sizes = _pass_sizes(model)

    def forward(one: tuple[list[int], int]) -> tuple[list[int], Matrix]:
        places, length = one
        shape = _rows(len(places), sizes), length
        return places, _forward(model, [tokens[i] for i in places], shape)[: len(places)]

    passes = _passes([len(row) for row in tokens], sizes)
    with ThreadPoolExecutor(threads, initializer=_compute_alone) as pool:
        for places, vectors in pool.map(forward, passes):
            rows[places] = vectors
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows


@cache
def _at_once(device: str) -> int:
    """Passes at once: as many as torch would give threads to one, which it knows when it is asked
    first. An accelerator takes one after the other."""
    import torch  # noqa: PLC0415 - loaded with the model

    return torch.get_num_threads() if device == CPU else 1


def _compute_alone() -> None:
    """Let this thread compute without help: threads that share a product wait for each other."""
    import torch  # noqa: PLC0415 - loaded with the model

    torch.set_num_threads(1)


def prepare_torch() -> None:
    """Set what torch and tokenizers read when they are imported; what is set already stays."""
    # Threads that wait by spinning take the processor from each other: five times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    _load_library()


def _load_library() -> None:
    """Load torch's library while other threads run: its import would hold all up for .4 s.

    Python's own `dlopen` does, a call of the C library's does not. Where it is not found, the
    import finds it.
    """
    torch = None if "torch" in sys.modules else importlib.util.find_spec("torch")
    for folder in (torch and torch.submodule_search_locations) or ():
        library = Path(folder) / "lib" / "libtorch_cpu.so"
        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).dlopen(os.fsencode(library), os.RTLD_LAZY)


def bf16_products() -> str:
    """What this processor multiplies bf16 with: "tiles" (AMX), "vectors" (AVX-512) or nothing, "".

    Against float32 tiles were four times as fast with multilingual-e5-small, vectors 1.7 times (AMD
    Zen 4); where there is neither, bf16 is 1.4-7 times slower (2026-11).
    """
    cpu = Path("/proc/cpuinfo")
    flags = set(cpu.read_text().split()) if cpu.exists() else set[str]()
    return next((name for flag, name in _PRODUCTS if flag in flags), "")


def in_bf16(device: str) -> bool:
    """Whether a model computes in bf16 there. On an accelerator float32, the nearest to all."""
    return device == CPU and bool(bf16_products())


@lru_cache(maxsize=4)
def _pass_sizes(model: SentenceModel) -> tuple[int, ...]:
    """Rows that a pass may have, most first: those that give the bits of `ROWS` rows.

    Looked at in the smallest products there are, 16 tokens a row, where kernels differ if anywhere:
    a seventh of a second. In tiles, where it was not measured, `ROWS` alone.
    """
    if model.device != CPU:
        return (_ROWS_ELSEWHERE,)
    if bf16_products() == "tiles":
        return (ROWS,)
    texts = [f"{number} reports came in from the coast" for number in range(ROWS)]
    with _tokenizing:
        tokens = model.tokens(texts, TOKENS)

    def forward(rows: int) -> Matrix:
        return _forward(model, tokens[:rows], (rows, TOKENS))

    with ThreadPoolExecutor(1, initializer=_compute_alone) as thread:
        whole, *fewer = thread.map(forward, (ROWS, *_FEWER))
    same = [len(part) for part in fewer if np.array_equal(part, whole[: len(part)])]
    return (ROWS, *same)


def _rows(count: int, sizes: Sequence[int]) -> int:
    """The fewest rows that hold so many texts."""
    return min(size for size in sizes if size >= count)


def _passes(
    lengths: Sequence[int], sizes: Sequence[int] = (ROWS,)
) -> Iterator[tuple[list[int], int]]:
    """Places in `lengths` of one padded length, as many as a pass has rows or fewer where no size
    fits, and that length; longest first."""
    padded = [-(-length // TOKENS) * TOKENS for length in lengths]
    order = sorted(range(len(padded)), key=lambda i: -padded[i])
    for length, group in groupby(order, key=padded.__getitem__):
        places = list(group)
        while places:
            count = max((s for s in sizes if s <= len(places)), default=len(places))
            yield places[:count], length
            places = places[count:]


def _forward(
    model: SentenceModel, tokens: Sequence[Sequence[int]], shape: tuple[int, int]
) -> Matrix:
    """One pass of a shape, `[rows, d]`, of which the first rows are those of `tokens`."""
    import torch  # noqa: PLC0415 - loaded with the model

    padded = np.full(shape, model.padding, np.int64)
    mask = np.zeros(shape, np.int64)
    mask[len(tokens) :, 0] = 1  # a row without any token would have no mean
    for row, ids in enumerate(tokens):
        padded[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    with torch.inference_mode():
        vectors = model.vectors(torch.from_numpy(padded), torch.from_numpy(mask))
    return np.asarray(vectors.float().cpu().numpy(), np.float32)
