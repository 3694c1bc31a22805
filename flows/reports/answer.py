"""A question in SQL over the published copy, and the dictionary of what may be asked."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlAnswer:
    """A table of plain values: texts, numbers, lists and maps of them; times in ISO 8601, UTC."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    cut: bool  # there are more rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn:
    """A column of a view, its type as DuckDB writes it, and what it holds."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view of the published copy."""

    name: str
    comment: str
    columns: tuple[ViewColumn, ...]


def answer_sql(warehouse: Warehouse, question: str, seconds: float, most: int) -> SqlAnswer:
    """Answer one SELECT, at most `most` rows of it, within `seconds`.

    Raises WarehouseError in one line for what is wrong with it.
    """
    result = warehouse.sql.query(question, seconds=seconds, most=most)
    return SqlAnswer(
        columns=result.columns,
        rows=tuple(tuple(map(_plain_value, row)) for row in result.rows),
        cut=result.cut,
    )


def read_dictionary(warehouse: Warehouse) -> tuple[View, ...]:
    """Give the views with their columns and comments. Raises WarehouseError."""
    statement = (resources.files("flows.reports") / "dictionary.sql").read_text(encoding="utf-8")
    views: dict[str, tuple[str, list[ViewColumn]]] = {}
    for view, comment, name, kind, text in warehouse.sql.query(statement).rows:
        columns = views.setdefault(view, (comment or "", []))[1]
        columns.append(ViewColumn(name=name, type=kind, comment=text or ""))
    return tuple(
        View(name=name, comment=comment, columns=tuple(columns))
        for name, (comment, columns) in views.items()
    )


def _plain_value(value: Any) -> Any:
    """Give what JSON has for the value; what it has nothing for as text."""
    match value:
        case float() if not math.isfinite(value):
            plain: Any = str(value)
        case None | bool() | int() | float() | str():
            plain = value
        case datetime():
            plain = value.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
        case date():
            plain = value.isoformat()
        case bytes():
            plain = base64.b64encode(value).decode()
        case Mapping():
            plain = {str(key): _plain_value(item) for key, item in value.items()}
        case list() | tuple():
            plain = [_plain_value(item) for item in value]
        case _:
            plain = str(value)
    return plain
