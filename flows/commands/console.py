"""What commands share: settings and warehouse, tables and JSON out, values and files in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from flows.refusal import Refusal
from flows.tools.values import now, parse_duration, parse_time

if TYPE_CHECKING:
    from rich.table import Table

    from flows.settings import Settings
    from warehouse.warehouse import Warehouse

__all__ = [
    "GlobalOptions", "Refusal", "Row", "existing_file", "format_cell", "input_refusals", "now",
    "open_warehouse", "parse_duration", "parse_time", "print_json", "print_table", "settings_from",
]  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GlobalOptions:
    """The options before the command's name; `typer.Context.obj`."""

    settings: Path | None = None
    folder: Path | None = None
    verbosity: int = 0  # 1: log info, 2: log debug


def settings_from(ctx: typer.Context) -> Settings:
    """Read the settings, `--folder` winning over the file's, and set the log up as they say.

    Raises SettingsError.
    """
    from flows.logs import configure_logging
    from flows.settings import read_settings

    options: GlobalOptions = ctx.find_root().obj or GlobalOptions()
    settings = read_settings(options.settings).at(options.folder)
    configure_logging(settings.log, options.verbosity)
    return settings


def open_warehouse(ctx: typer.Context, *, must_exist: bool = False) -> Warehouse:
    """Give the warehouse in the settings' folder. Raises Refusal: `must_exist`, and does not."""
    from flows import services

    settings = settings_from(ctx)
    folder = settings.folder
    if must_exist and not _holds_warehouse(folder):  # a folder of another's is left alone
        raise Refusal(
            f"{folder}: no warehouse here yet; start with `newsthread demo` or `feeds add`", 1
        )
    return services.open_warehouse(settings)


def _holds_warehouse(folder: Path) -> bool:
    """Whether files of a warehouse are there. Raises PermissionError where it cannot be seen."""
    return folder.is_dir() and any(path.suffix == ".duckdb" for path in folder.iterdir())


def print_json(value: Any) -> None:
    """Print `value` as JSON: records as objects, times as ISO 8601."""
    typer.echo(json.dumps(value, default=_json_value, ensure_ascii=False, indent=2))


def _json_value(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)


WRAPPED = frozenset({"title", "track", "text", "why", "detail", "url", "description", "value"})
"""Columns of prose, which may break; ids, times and numbers stay on one line."""

LEAST_PROSE = 12
"""Columns of a terminal that prose can be read in (chosen by hand, 2026-11)."""


def print_table(rows: Iterable[Row], columns: Sequence[str], title: str = "") -> None:
    """Print rows as a table of `columns`: numbers to the right, times to the minute.

    140 columns wide where the output is no terminal. Where the table would cut values off, each row
    stands as a line per value that it has.
    """
    from rich.console import Console

    rows = list(rows)
    console = Console(width=None if sys.stdout.isatty() else 140)
    if not rows or _least_width(rows, columns) <= console.width:
        console.print(_table(rows, columns, title))
        return
    if title:
        console.print(title, style="italic", markup=False, highlight=False)
    for i, row in enumerate(rows):
        cells = [(name.replace("_", " "), format_cell(row[name])) for name in columns]
        lines = [{"column": name, "value": cell} for name, cell in cells if cell]
        if i:
            console.print()
        console.print(_table(lines, ["column", "value"], header=False))


def _least_width(rows: Sequence[Row], columns: Sequence[str]) -> int:
    """The columns of a terminal in which the table cuts nothing off and prose can be read."""
    from rich.cells import cell_len

    total = 2 * (len(columns) - 1)
    for name in columns:
        width = max(cell_len(name), *(cell_len(format_cell(row[name])) for row in rows))
        total += min(width, LEAST_PROSE) if name in WRAPPED else width
    return total


def _table(
    rows: Sequence[Row], columns: Sequence[str], title: str = "", *, header: bool = True
) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title or None, title_justify="left", box=None, pad_edge=False, show_header=header
    )
    for column in columns:
        numeric = all(isinstance(row[column], (int, float)) for row in rows) and bool(rows)
        table.add_column(
            column.replace("_", " "),
            justify="right" if numeric else "left",
            no_wrap=column not in WRAPPED,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(format_cell(row[column])) for column in columns))
    return table


def format_cell(value: Any) -> str:
    """Give one value as a table shows it: times to the minute, numbers to three digits."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 10 else f"{value:,.0f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value)
    return str(value)


@contextmanager
def input_refusals() -> Iterator[None]:
    """Turn a ValueError, by which readers of files refuse their input, into a Refusal."""
    try:
        yield
    except ValueError as fault:
        raise Refusal(" ".join(str(fault).split())) from fault


def existing_file(path: Path) -> Path:
    """Give the path if it is a file. Raises Refusal."""
    if path.is_dir():
        raise Refusal(f"{path}: a folder; name a file")
    if not path.exists():
        raise Refusal(f"{path}: no such file")
    if not path.is_file():
        raise Refusal(f"{path}: not a file of its own; what comes through a pipe is read from -")
    return path
