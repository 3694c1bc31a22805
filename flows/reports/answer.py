"""A question in SQL over the published copy, and the dictionary of what may be asked."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warehouse.errors import WarehouseError
from warehouse.sql_values import to_json_value

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

SECONDS = 3.5
"""For one question, so that whoever asks hears within five; what takes longer is for the command
line. Cut after 4, on a machine with four times its work, eleven of some 5,000 bombs were answered
after 5.0 to 5.4 s (an hour of `tests.bench.siege`, 2026-11)."""

MOST_BYTES = 4_000_000
"""Of an answer that a server holds in its memory (chosen by hand, 2026-11)."""

MOST_CELLS = 50_000
"""Of an answer, rows times columns (chosen by hand, 2026-11)."""


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


def answer_sql(warehouse: Warehouse, question: str, most: int) -> SqlAnswer:
    """Answer one SELECT, at most `most` rows of it, within `SECONDS`.

    Raises WarehouseError in one line for what is wrong with it.
    """
    result = warehouse.sql.query(question, seconds=SECONDS, most=most, most_bytes=MOST_BYTES)
    if len(result.rows) * len(result.columns) > MOST_CELLS:
        raise WarehouseError(f"{len(result.columns):,} columns: too many; name those you want")
    return SqlAnswer(
        columns=result.columns,
        rows=tuple(tuple(map(to_json_value, row)) for row in result.rows),
        cut=result.cut,
    )


def render_csv(answer: SqlAnswer) -> str:
    """Render the answer as CSV with a header; lists and maps as JSON."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow(
            json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v for v in row
        )
    return out.getvalue()


def read_dictionary(warehouse: Warehouse) -> tuple[View, ...]:
    """Give the views with their columns and comments. Raises WarehouseError."""
    views: dict[str, tuple[str, list[ViewColumn]]] = {}
    for row in warehouse.sql.view_columns():
        columns = views.setdefault(row.view, (row.comment, []))[1]
        columns.append(ViewColumn(name=row.column, type=row.type, comment=row.meaning))
    return tuple(
        View(name=name, comment=comment, columns=tuple(columns))
        for name, (comment, columns) in views.items()
    )
