"""Rows of unequal length in two arrays: where each row starts, and all values on end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Row i is `values[offsets[i]:offsets[i + 1]]`."""

    offsets: NDArray[np.int64]  # [n + 1], from 0
    values: NDArray[Any]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any] | NDArray[Any]], dtype: DTypeLike) -> Ragged:
        """Rows in order, cast to `dtype`."""
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=offsets[1:])
        values = np.empty(int(offsets[-1]), dtype)
        for start, row in zip(offsets, rows, strict=False):
            values[start : start + len(row)] = row
        return cls(offsets, values)

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
        """These rows, then the other's."""
        return Ragged(
            grown(self.offsets, other.offsets[1:] + self.offsets[-1]),
            grown(self.values, other.values),
        )


class _Room(np.ndarray[Any, Any]):
    """A buffer with room at its end; `used` rows of it belong to some array."""

    used: int = 0


def grown(array: NDArray[Any], more: NDArray[Any]) -> NDArray[Any]:
    """`array` with `more` rows after it, in amortised time of `more` alone.

    The result is a view of a buffer with room to spare. Appending to the longest view writes into
    that room; appending to any other copies. No row of any array ever changes.
    """
    room, start = getattr(array.base, "base", None), len(array)  # array -> view -> room
    if not (isinstance(room, _Room) and room.used == start and start + len(more) <= len(room)):
        shape = (max(2 * start, start + len(more), 64), *array.shape[1:])
        room = np.empty(shape, array.dtype).view(_Room)
        room[:start] = array
    room[start : start + len(more)] = more
    room.used = start + len(more)
    return np.asarray(room[: room.used])
