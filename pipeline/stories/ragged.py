"""Rows of unequal length in two arrays: where each row starts, and all values on end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from pipeline.stories.columns import Column


class Ragged:
    """Row i is `values[offsets[i]:offsets[i + 1]]`. A value: no array of it ever changes."""

    __slots__ = ("_offsets", "_values")

    def __init__(self, offsets: NDArray[np.int64] | Column, values: NDArray[Any] | Column) -> None:
        """Of arrays as they are stored, or of columns that have room to grow."""
        self._offsets = offsets if isinstance(offsets, Column) else Column(offsets)
        self._values = values if isinstance(values, Column) else Column(values)

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any] | NDArray[Any]], dtype: DTypeLike) -> Ragged:
        """Rows in order, cast to `dtype`."""
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=offsets[1:])
        values = np.empty(int(offsets[-1]), dtype)
        for start, row in zip(offsets, rows, strict=False):
            values[start : start + len(row)] = row
        return cls(offsets, values)

    @property
    def offsets(self) -> NDArray[np.int64]:
        """Where each row starts and the last one ends, `[n + 1]`, from 0."""
        return self._offsets.filled

    @property
    def values(self) -> NDArray[Any]:
        """All values on end, `[offsets[n]]`."""
        return self._values.filled

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> NDArray[Any]:
        return self.values[self.offsets[row] : self.offsets[row + 1]]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Values per row, `[n]`."""
        return np.diff(self.offsets)

    def sizes(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Values of each of the rows named."""
        return np.asarray(self.offsets[rows + 1] - self.offsets[rows])

    def reach(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """New offsets of the rows named, and where their values stand: for aligned columns."""
        starts, lengths = self.offsets[rows], self.sizes(rows)
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return offsets, np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])

    def span(self, start: int, end: int) -> Ragged:
        """Rows from `start` to before `end`, as views."""
        offsets = self.offsets[start : end + 1]
        return Ragged(offsets - offsets[0], self.values[offsets[0] : offsets[-1]])

    def take(self, rows: NDArray[np.int64]) -> Ragged:
        """The rows named, in that order."""
        offsets, places = self.reach(rows)
        return Ragged(offsets, self.values[places])

    def append(self, other: Ragged) -> Ragged:
        """These rows, then the other's; in amortised time of the other's, see `Column`."""
        return Ragged(
            self._offsets.append(other.offsets[1:] + self.offsets[-1]),
            self._values.append(other.values),
        )
