"""Arrays that grow at their end: a window's columns, appended to for every 64 articles placed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAST_ROOM = 64  # rows of a new buffer: one chunk of `place`


class _Buffer:
    """Rows of memory, of which the first `used` belong to some column."""

    __slots__ = ("rows", "used")

    def __init__(self, rows: NDArray[Any]) -> None:
        self.rows = rows
        self.used = 0


class Column:
    """Rows of one kind, `[n, ...]`: a value, of which `append` gives a longer one.

    Appending takes amortised time of the new rows alone: the longest of the columns that share a
    buffer writes into its room, any other is copied first. No row of any column ever changes.
    """

    __slots__ = ("_buffer", "filled")

    def __init__(self, filled: NDArray[Any], buffer: _Buffer | None = None) -> None:
        """Of an array, which is copied at the first `append`."""
        self.filled = (
            filled  # the rows, `[n, ...]`: a view of the buffer's first n where it has one
        )
        self._buffer = buffer

    def __len__(self) -> int:
        return len(self.filled)

    def append(self, rows: NDArray[Any]) -> Column:
        """These rows, then `rows`, `[k, ...]`, cast to this column's type.

        A column without rows takes the width of those appended.
        """
        start, end = len(self.filled), len(self.filled) + len(rows)
        buffer = self._buffer
        if buffer is None or buffer.used != start or end > len(buffer.rows):
            width = (self.filled if start else rows).shape[1:]
            room = max(2 * start, end, _LEAST_ROOM)
            buffer = _Buffer(np.empty((room, *width), self.filled.dtype))
            if start:
                buffer.rows[:start] = self.filled
        buffer.rows[start:end] = rows
        buffer.used = end
        return Column(buffer.rows[:end], buffer)
