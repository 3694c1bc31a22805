"""Columns and ragged rows are values: appending to one never shows in another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stories.columns import Column
from pipeline.stories.ragged import Ragged

PIECES = st.lists(st.lists(st.integers(0, 99), max_size=40), min_size=1, max_size=12)
ROWS = st.lists(st.lists(st.integers(0, 99), max_size=5), max_size=8)


@given(pieces=PIECES, data=st.data())
def test_every_column_keeps_its_rows_whatever_is_appended_to_it(
    pieces: list[list[int]], data: st.DataObject
) -> None:
    grown = [(Column(np.empty(0, np.int64)), list[int]())]
    for piece in pieces:  # to any of those there are: the longest has room, the others are copied
        column, values = data.draw(st.sampled_from(grown))
        grown.append((column.append(np.array(piece, np.int64)), values + piece))
    for column, values in grown:
        assert column.filled.tolist() == values


def test_appending_again_and_again_copies_seldom() -> None:
    column = Column(np.arange(64))
    moves, place = 0, 0
    for number in range(1000):
        column = column.append(np.array([number]))
        now = column.filled.__array_interface__["data"][0]
        moves, place = moves + (now != place), now
    assert moves < 10


def test_a_column_without_rows_takes_the_width_of_the_first() -> None:
    column = Column(np.empty((0, 0), np.float32)).append(np.ones((2, 6)))
    assert column.filled.shape == (2, 6)
    assert column.filled.dtype == np.float32


def test_an_array_that_a_column_was_made_of_stays_as_it_is() -> None:
    array = np.arange(3)
    Column(array).append(np.array([9]))
    assert array.tolist() == [0, 1, 2]


@given(one=ROWS, other=ROWS, data=st.data())
def test_ragged_rows_are_lists_of_lists(
    one: list[list[int]], other: list[list[int]], data: st.DataObject
) -> None:
    rows = Ragged.of(one, np.int64).append(Ragged.of(other, np.int64))
    both = one + other
    assert [rows[k].tolist() for k in range(len(rows))] == both
    assert rows.lengths.tolist() == [len(row) for row in both]
    start = data.draw(st.integers(0, len(both)))
    end = data.draw(st.integers(start, len(both)))
    span = rows.span(start, end)
    assert [span[k].tolist() for k in range(len(span))] == both[start:end]
    if both:
        chosen = data.draw(st.lists(st.integers(0, len(both) - 1), max_size=9))
        taken = rows.take(np.array(chosen, np.int64))
        assert [taken[k].tolist() for k in range(len(taken))] == [both[k] for k in chosen]
