"""Records to Arrow tables and back. The SQL schema is the one place that names the columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import pyarrow as pa

from warehouse.store import Connection, tell

Record = TypeVar("Record")


def incoming(
    con: Connection, table: str, records: Sequence[Any], /, **sources: str | Sequence[Any] | None
) -> pa.Table:
    """An Arrow table with the columns and types of `table`, one row per record.

    A column is the attribute of its name; `sources` names another attribute for it, or gives the
    values themselves.
    """
    schema = con.table(table).limit(0).to_arrow_table().schema
    return pa.table(
        [_column(records, sources.get(part.name, part.name), part.type) for part in schema],
        schema=schema,
    )


def append(con: Connection, name: str, table: pa.Table, /, **params: object) -> int:
    """Run `queries/NAME.sql`, which reads `table` as `incoming`; the number of rows it changed."""
    con.register("incoming", table)
    try:
        return tell(con, name, **params)
    finally:
        con.unregister("incoming")


def _column(records: Sequence[Any], source: object, kind: pa.DataType) -> pa.Array:
    if isinstance(source, str):
        values = [getattr(record, source) for record in records]
    else:
        values = list(source) if isinstance(source, Iterable) else [source] * len(records)
    if _nested(kind):
        values = [[_plain(item) for item in value] for value in values]
    if pa.types.is_map(kind):
        values = [list(value.items()) for value in values]
    return pa.array(values, type=kind)


def _nested(kind: pa.DataType) -> bool:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return bool(is_list and pa.types.is_struct(kind.value_type))


def _plain(item: Any) -> Any:
    return asdict(item) if is_dataclass(item) and not isinstance(item, type) else item


def records(kind: type[Record], answer: pa.Table, **nested: type) -> list[Record]:
    """One `kind` per row; columns carry its field names, others are left out.

    Times become aware UTC, lists tuples, NULL text "" stays None only where the field allows it;
    `nested` names the record type of a list-of-struct column.
    """
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    rows = answer.to_pylist()
    return [
        kind(**{k: _value(v, nested.get(k)) for k, v in row.items() if k in names}) for row in rows
    ]


def plain_rows(answer: pa.Table) -> list[dict[str, Any]]:
    """Each row as a dict; times aware UTC, lists tuples."""
    return [{key: _value(value, None) for key, value in row.items()} for row in answer.to_pylist()]


def pairs(answer: pa.Table) -> dict[Any, Any]:
    """Two columns as keys and values."""
    keys, values = answer.itercolumns()
    return dict(zip(keys.to_pylist(), values.to_pylist(), strict=True))


def utc_list(column: Any) -> list[datetime | None]:
    """A column of naive UTC times as aware ones."""
    return [value.replace(tzinfo=UTC) if value else None for value in column.to_pylist()]


def _value(value: Any, kind: type | None) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if isinstance(value, list):
        return tuple(kind(**item) if kind else _value(item, None) for item in value)
    return value
