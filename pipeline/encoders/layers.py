"""The layers of a BERT model in torch alone: the vectors of sentence-transformers, bit for bit.

Importing sentence-transformers and transformers takes 7 s of a processor, which one article or one
question does not pay: the few texts of a cold process pass through the same operators, written out
here (Devlin et al. 2019, arXiv 1810.04805, as transformers' `BertModel` computes it), over the same
file. What holds is proven, not assumed: `tests/pipeline/test_layers.py` compares all bits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.encoders.devices import CPU

if TYPE_CHECKING:
    from torch import Tensor


class FolderTokenizer:
    """The tokenizer of a model's folder: 290 MB for 250,000 pieces, so one for all that read."""

    def __init__(self, folder: Path) -> None:
        """Reads it: a second."""
        from tokenizers import Tokenizer  # noqa: PLC0415 - a package only when embedding

        self.padding: int = json.loads((folder / "config.json").read_text())["pad_token_id"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def tokens(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Ids of each text's tokens, the special ones with them, `most` at most."""
        self._tokenizer.enable_truncation(most)
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]


class BertLayers:
    """A model's folder as sentence-transformers loads it: configuration, tokenizer, tensors."""

    def __init__(
        self, folder: Path, tensors: Mapping[str, Tensor], tokenizer: FolderTokenizer
    ) -> None:
        """Over `tensors`, by transformers' names for a BertModel."""
        config = json.loads((folder / "config.json").read_text())
        self.padding, self.tokens, self.device = tokenizer.padding, tokenizer.tokens, CPU
        self._tensors = tensors
        self._layers: int = config["num_hidden_layers"]
        self._heads: int = config["num_attention_heads"]
        self._epsilon: float = config["layer_norm_eps"]

    def vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Means over the tokens that `mask` holds, `[rows, d]`; both arguments `[rows, tokens]`."""
        states, attended = self._embeddings(ids), None
        if not bool(mask.all()):
            attended = mask.bool()[:, None, None, :].expand(-1, 1, ids.shape[1], -1)
        for layer in range(self._layers):
            states = self._layer(f"encoder.layer.{layer}", states, attended)
        held = mask.unsqueeze(-1)
        sums = (states * held.to(states.dtype)).sum(dim=1, dtype=held.float().dtype)
        return (sums / held.sum(dim=1).float().clamp(min=1e-9)).to(states.dtype)

    def _embeddings(self, ids: Tensor) -> Tensor:
        words, kinds, places = (
            self._tensors[f"embeddings.{name}_embeddings.weight"]
            for name in ("word", "token_type", "position")
        )
        return self._norm("embeddings", words[ids] + kinds[0] + places[: ids.shape[1]])

    def _layer(self, name: str, states: Tensor, attended: Tensor | None) -> Tensor:
        from torch.nn.functional import gelu  # noqa: PLC0415 - torch is loaded with the tensors

        attention = self._attention(f"{name}.attention.self", states, attended)
        states = self._norm(
            f"{name}.attention.output",
            self._linear(f"{name}.attention.output.dense", attention) + states,
        )
        inner = gelu(self._linear(f"{name}.intermediate.dense", states))
        return self._norm(f"{name}.output", self._linear(f"{name}.output.dense", inner) + states)

    def _attention(self, name: str, states: Tensor, attended: Tensor | None) -> Tensor:
        from torch.nn.functional import scaled_dot_product_attention  # noqa: PLC0415

        rows, tokens, width = states.shape
        query, key, value = (
            self._linear(f"{name}.{part}", states)
            .view(rows, tokens, self._heads, -1)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        mixed = scaled_dot_product_attention(query, key, value, attn_mask=attended)
        return mixed.transpose(1, 2).reshape(rows, tokens, width)

    def _linear(self, name: str, states: Tensor) -> Tensor:
        from torch.nn.functional import linear  # noqa: PLC0415

        return linear(states, self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"])

    def _norm(self, name: str, states: Tensor) -> Tensor:
        from torch.nn.functional import layer_norm  # noqa: PLC0415

        weight, bias = (self._tensors[f"{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return layer_norm(states, weight.shape, weight, bias, self._epsilon)
