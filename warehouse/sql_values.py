"""Values of an answer: from Arrow's columns to Python, and on to what JSON and CSV have."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import pyarrow as pa

LISTS: Final = (pa.ListType, pa.LargeListType, pa.FixedSizeListType)


def to_python_values(column: pa.ChunkedArray) -> list[Any]:
    """Python values; maps as dicts, intervals as text, decimals, as sums are, as numbers.

    The same holds for what stands in lists, structs and maps.
    """
    try:
        values: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        values = _texts_of(column)  # a date of the year 5877641 and its like
    convert = _conversion(column.type)
    return values if convert is None else [_converted(value, convert) for value in values]


def with_text_intervals(table: pa.Table) -> pa.Table:
    """Give the table with its columns of intervals as text: Parquet has no type for them."""
    for i, field in enumerate(table.schema):
        if pa.types.is_interval(field.type):
            texts = pa.array(to_python_values(table.column(i)), pa.string())
            table = table.set_column(i, field.name, texts)
    return table


def to_json_value(value: Any) -> Any:
    """What JSON has for the value: times in ISO 8601, UTC as Z; bytes as base64; else text."""
    match value:
        case float() if not math.isfinite(value):
            plain: Any = str(value)
        case None | bool() | int() | float() | str():
            plain = value
        case datetime():
            moment = value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
            plain = moment.isoformat().replace("+00:00", "Z")
        case date():
            plain = value.isoformat()
        case bytes():
            plain = base64.b64encode(value).decode()
        case list() | tuple():
            plain = [to_json_value(item) for item in value]
        case dict():
            plain = {_json_key(key): to_json_value(item) for key, item in value.items()}
        case _:
            plain = str(value)
    return plain


def to_csv_cell(value: Any) -> Any:
    """What CSV has for the value: lists, structs and maps as JSON."""
    if isinstance(value, list | tuple | dict):
        return json.dumps(to_json_value(value), ensure_ascii=False)
    return to_json_value(value) if isinstance(value, datetime) else value


def _json_key(key: Any) -> str:
    """What a JSON object is asked by: a text as it is, all else as its JSON."""
    value = to_json_value(key)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _converted(value: Any, convert: Callable[[Any], Any]) -> Any:
    """Convert a value that is there, and that is not one of `_texts_of`."""
    return value if value is None or isinstance(value, str) else convert(value)


def _conversion(kind: pa.DataType) -> Callable[[Any], Any] | None:
    """What makes values of the type those of an answer; None: they are already."""
    if pa.types.is_decimal(kind):
        return float if kind.scale else int
    if pa.types.is_interval(kind):
        return _interval_text
    if isinstance(kind, pa.MapType):
        key, item = _of_part(kind.key_type), _of_part(kind.item_type)
        return lambda pairs: {_hashable(key(k)): item(v) for k, v in pairs}
    if isinstance(kind, pa.StructType):
        fields = {field.name: _of_part(field.type) for field in kind}
        return lambda value: {name: fields[name](item) for name, item in value.items()}
    if isinstance(kind, LISTS):
        element = _conversion(kind.value_type)
        if element is not None:
            return lambda values: [_converted(value, element) for value in values]
    return None


def _of_part(kind: pa.DataType) -> Callable[[Any], Any]:
    convert = _conversion(kind)
    return (lambda value: value) if convert is None else lambda value: _converted(value, convert)


def _hashable(key: Any) -> Any:
    return _json_key(key) if isinstance(key, list | dict) else key


def _interval_text(value: Any) -> str:
    """An interval as DuckDB writes it: "1 year 2 months 3 days 04:05:06.5"."""
    months, days, nanoseconds = value
    years = int(months / 12)  # towards zero
    named = ((years, "year"), (months - 12 * years, "month"), (days, "day"))
    parts = [f"{n} {name}{'' if abs(n) == 1 else 's'}" for n, name in named if n]
    if nanoseconds or not parts:
        microseconds = abs(nanoseconds) // 1000
        seconds, fraction = divmod(microseconds, 1_000_000)
        sign = "-" if nanoseconds < 0 else ""
        text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        parts.append(text + (f".{fraction:06}".rstrip("0") if fraction else ""))
    return " ".join(parts)


def _texts_of(column: pa.ChunkedArray) -> list[Any]:
    """Values as text, one by one; "?" for what has none either."""
    values: list[Any] = []
    for cell in (cell for chunk in column.chunks for cell in chunk):
        try:
            values.append(cell.as_py())
        except (OverflowError, ValueError):
            try:
                values.append(cell.cast(pa.string()).as_py())
            except (pa.ArrowException, ValueError, OverflowError):
                values.append("?")
    return values
