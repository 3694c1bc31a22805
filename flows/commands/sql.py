"""sql: questions over the published copy, once or one after another."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import Refusal, format_cell, open_warehouse, print_table
from flows.commands.options import writable_file

if TYPE_CHECKING:
    from warehouse.sql import QueryResult
    from warehouse.warehouse import Warehouse

VIEWS = (
    "SELECT view_name, comment FROM duckdb_views() "
    "WHERE schema_name = 'main' AND NOT internal ORDER BY view_name"
)

FORMATS = (".csv", ".parquet", ".json")

MOST_WRITTEN = 5_000_000
"""Rows that a file takes; a terminal takes 100,000. Memory of the question bounds it earlier."""

WIDTH = 140
"""Columns of what is no terminal."""


def register(app: typer.Typer) -> None:
    """Add this module's command to the app."""
    app.command()(sql)


def sql(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="A question over the published views.")] = VIEWS,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write to this file: .csv, .parquet or .json.")
    ] = None,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Ask one question after another.")
    ] = False,
) -> None:
    """Ask the published copy in SQL; with no question, list the views."""
    if not question.strip(" \t\r\n;"):
        raise Refusal("an empty question; write SQL, or nothing at all to list the views")
    if json + csv + (out is not None) + interactive > 1:
        raise Refusal("--json, --csv, --out and --interactive: choose one")
    if out is not None and out.suffix not in FORMATS:
        raise Refusal(f"--out {out}: name a file that ends in .csv, .parquet or .json")
    warehouse = open_warehouse(ctx, must_exist=True)
    if interactive:
        _ask_on(warehouse)
        return
    answer = warehouse.sql.query(question, **({"most": MOST_WRITTEN} if out else {}))
    if out is not None:
        _write_answer(answer, writable_file(out))
    elif json or csv:
        typer.echo(answer.json() if json else answer.csv(), nl=json)
    else:
        print_answer(answer)
    if answer.cut:
        typer.echo(f"only the first {len(answer.rows):,} rows; add a LIMIT or a filter", err=True)


def _write_answer(answer: QueryResult, out: Path) -> None:
    half = out.with_name(f".{out.name}.half")
    if out.suffix == ".parquet":
        _write_parquet(answer, half)
    else:
        half.write_text(answer.csv() if out.suffix == ".csv" else answer.json(), encoding="utf-8")
    half.replace(out)
    typer.echo(f"{len(answer.rows):,} rows in {out}")


def _write_parquet(answer: QueryResult, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.write_table(answer.table, path, compression="zstd")
    except pa.ArrowNotImplementedError as fault:  # intervals in lists, and their like
        path.unlink(missing_ok=True)
        raise Refusal(f"{fault}; cast it to text, or write .json") from fault


def print_answer(answer: QueryResult) -> None:
    """Print an answer as a table, or as records where a row is wider than the terminal."""
    from rich.console import Console

    width = Console().width if sys.stdout.isatty() else WIDTH
    cells = [[format_value(value) for value in row] for row in answer.rows]
    widths = [
        max([len(name), *(len(row[i]) for row in cells)]) for i, name in enumerate(answer.columns)
    ]
    if sum(widths) + 2 * len(widths) <= width:
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
        shown = [
            {name: format_value(v) if isinstance(v, datetime) else v for name, v in row.items()}
            for row in rows
        ]
        print_table(shown, list(dict.fromkeys(answer.columns)))
        return
    if not cells:
        typer.echo(f"no rows; columns: {', '.join(answer.columns)}")
        return
    name_width = max(len(name) for name in answer.columns)
    for number, row in enumerate(cells, 1):
        typer.echo(f"-- {number} ".ljust(min(width, name_width + 40), "-"))
        for name, cell in zip(answer.columns, row, strict=True):
            typer.echo(f"{name:>{name_width}}  {cell}")


def format_value(value: Any) -> str:
    """Give one value as an answer shows it: a time whole, to the second or beyond."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return format_cell(value)


def _ask_on(warehouse: Warehouse) -> None:
    """Ask until the end of the input: lines with history and completion, a question ends with `;`.

    What is wrong with a question is said, and the next is asked.
    """
    from warehouse.errors import WarehouseError

    _set_up_lines(warehouse)
    question = ""
    while True:
        try:
            line = input("...> " if question else "sql> ")
        except EOFError:
            return
        except KeyboardInterrupt:
            question = ""
            typer.echo("")
            continue
        question = f"{question}\n{line}".strip()
        if question in {"exit", "quit", "\\q"}:
            return
        if not question.endswith(";") or not question.strip("; \n"):
            question = question.strip("; \n")
            continue
        try:
            print_answer(warehouse.sql.query(question))
        except WarehouseError as fault:
            typer.echo(str(fault), err=True)
        question = ""


def _set_up_lines(warehouse: Warehouse) -> None:
    """History in the user's own state folder, completion of words of SQL, views and columns."""
    try:
        import atexit
        import os
        import readline
    except ImportError:  # no readline in this Python
        return
    state = Path(os.environ.get("XDG_STATE_HOME", "~/.local/state")).expanduser() / "newsthread"
    with suppress(OSError):
        state.mkdir(parents=True, exist_ok=True)
        (state / "sql_history").touch(mode=0o600)
        readline.read_history_file(state / "sql_history")
        atexit.register(readline.write_history_file, state / "sql_history")
    words = completions(warehouse)
    readline.set_completer(lambda text, n: [*complete(words, text), None][n])
    readline.parse_and_bind("tab: complete")


KEYWORDS = (
    "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT", "HAVING", "JOIN", "LEFT JOIN",
    "COUNT(*)", "DISTINCT", "INTERVAL", "DESCRIBE", "SUMMARIZE", "WITH", "UNION ALL", "ILIKE",
)  # fmt: skip


def completions(warehouse: Warehouse) -> list[str]:
    """Give the words that a question may hold: of SQL, and names of views and columns."""
    question = (
        "SELECT DISTINCT name FROM (SELECT table_name AS name FROM duckdb_columns() "
        "WHERE schema_name = 'main' AND NOT internal UNION ALL SELECT column_name "
        "FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal) ORDER BY name"
    )
    return [*KEYWORDS, *(str(row[0]) for row in warehouse.sql.query(question).rows)]


def complete(words: list[str], text: str) -> list[str]:
    """Give the words that begin like `text`, in whatever case."""
    return [word for word in words if word.lower().startswith(text.lower())] if text else []
