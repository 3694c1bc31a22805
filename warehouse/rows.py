"""Records to Arrow tables and back. The SQL schema is the one place that names the columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import pyarrow as pa

from warehouse.store import Connection, execute, whole_characters

Record = TypeVar("Record")


def to_arrow(
    con: Connection, table: str, records: Sequence[Any], /, **sources: str | Sequence[Any] | None
) -> pa.Table:
    """An Arrow table with the columns and types of the database's `table`, one row per record.

    A column is the attribute of its name; `sources` names another attribute for it, gives the
    values themselves, or None for NULL in every row. Half a surrogate pair, which no text that is
    stored can hold, becomes U+FFFD. Raises `AttributeError` for a record that lacks a column,
    `pyarrow.ArrowException` for a value of another type.
    """
    schema = con.table(table).limit(0).to_arrow_table().schema
    return pa.table(
        [_to_column(records, sources.get(part.name, part.name), part.type) for part in schema],
        schema=schema,
    )


def execute_on_rows(con: Connection, name: str, table: pa.Table, /, **params: object) -> int:
    """Run `queries/NAME.sql`, which reads `table` as `incoming`; the number of rows it changed."""
    con.register("incoming", table)
    try:
        return execute(con, name, **params)
    finally:
        con.unregister("incoming")


def to_records(kind: type[Record], table: pa.Table, **nested: type) -> list[Record]:
    """One `kind` per row; columns carry its field names, others are left out.

    Times become aware UTC, lists tuples, NULL text "" stays None only where the field allows it;
    `nested` names the record type of a list-of-struct column.
    """
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return [
        kind(**{k: _from_column(v, nested.get(k)) for k, v in row.items() if k in names})
        for row in table.to_pylist()
    ]


def to_dicts(table: pa.Table) -> list[dict[str, Any]]:
    """Each row as a dict; times aware UTC, lists tuples."""
    return [
        {key: _from_column(value, None) for key, value in row.items()} for row in table.to_pylist()
    ]


def to_mapping(table: pa.Table) -> dict[Any, Any]:
    """A table of two columns: the first -> the second. Raises `ValueError` for other tables."""
    keys, values = table.itercolumns()
    return dict(zip(keys.to_pylist(), values.to_pylist(), strict=True))


def to_aware_times(column: Any) -> list[datetime | None]:
    """A column of naive UTC times as aware ones."""
    return [value.replace(tzinfo=UTC) if value else None for value in column.to_pylist()]


def _to_column(records: Sequence[Any], source: object, kind: pa.DataType) -> pa.Array:
    if isinstance(source, str):
        values = [getattr(record, source) for record in records]
    else:
        values = list(source) if isinstance(source, Iterable) else [source] * len(records)
    if _is_list_of_structs(kind):
        values = [[_to_struct(item) for item in value] for value in values]
    if pa.types.is_map(kind):
        values = [list(value.items()) for value in values]
    try:
        return pa.array(values, type=kind)
    except UnicodeEncodeError:
        return pa.array([_with_whole_characters(value) for value in values], type=kind)


def _with_whole_characters(value: Any) -> Any:
    """The value with each lone surrogate in its texts replaced, however deep they stand."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, dict):
        return {key: _with_whole_characters(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_whole_characters(item) for item in value]
    return value


def _is_list_of_structs(kind: pa.DataType) -> bool:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return bool(is_list and pa.types.is_struct(kind.value_type))


def _to_struct(item: Any) -> Any:
    return asdict(item) if is_dataclass(item) and not isinstance(item, type) else item


def _from_column(value: Any, kind: type | None) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if isinstance(value, list):
        return tuple(kind(**item) if kind else _from_column(item, None) for item in value)
    return value
