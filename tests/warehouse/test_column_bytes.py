"""Lists of numbers as bytes and back: the same numbers, whatever part of a table they come from."""

from __future__ import annotations

import pyarrow as pa

from warehouse.column_bytes import packed, stored_names, unpacked

COLUMNS = {
    "terms": pa.array([[1, 2, 3], [], [4]], pa.large_list(pa.uint32())),
    "weights": pa.array([[0.5], [1.5, 2.5], []], pa.large_list(pa.float32())),
    "labels": pa.array([["dam"], [], ["a", "b"]], pa.large_list(pa.string())),
}


def test_a_stored_name_tells_the_type_of_its_numbers():
    assert stored_names(COLUMNS) == {
        "terms": "terms_uint32", "weights": "weights_float", "labels": "labels",
    }  # fmt: skip


def test_columns_come_back_as_they_were_packed():
    table = pa.table(packed(COLUMNS))
    assert pa.types.is_large_binary(table.schema.field("terms_uint32").type)
    back = unpacked(table, COLUMNS)
    for name, column in COLUMNS.items():
        assert back[name].to_pylist() == column.to_pylist()


def test_rows_taken_from_a_packed_table_keep_their_numbers():
    table = pa.table(packed(COLUMNS))
    parts = pa.concat_tables([table.slice(2), table.slice(0, 1), table.slice(1, 0)])
    back = unpacked(parts, COLUMNS)
    assert back["terms"].to_pylist() == [[4], [1, 2, 3]]
    assert back["weights"].to_pylist() == [[], [0.5]]


def test_columns_without_rows_are_packed_too():
    none = {name: column.slice(0, 0) for name, column in COLUMNS.items()}
    back = unpacked(pa.table(packed(none)), COLUMNS)
    assert [len(column) for column in back.values()] == [0, 0, 0]
