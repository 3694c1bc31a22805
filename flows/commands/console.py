"""What every command shares: settings, tables and JSON out, plain words about bad input."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.warehouse import Warehouse

Row = Mapping[str, Any]


class Refusal(Exception):  # noqa: N818 - it says no to a person, it is not an error of ours
    """One line for the person at the terminal. `code` 1: cannot be done; 2: cannot be meant."""

    def __init__(self, line: str, code: Literal[1, 2] = 2) -> None:
        super().__init__(line)
        self.code = code


@dataclass(frozen=True, slots=True)
class Given:
    """What was given before the command's name; `typer.Context.obj`."""

    settings: Path | None = None
    folder: Path | None = None


def settings_of(ctx: typer.Context) -> Settings:
    """Read the settings, with `--folder` winning over the file's."""
    from flows.settings import read_settings

    given: Given = ctx.find_root().obj or Given()
    return read_settings(given.settings).at(given.folder)


def warehouse_of(ctx: typer.Context, *, must_exist: bool = False) -> Warehouse:
    """Open the warehouse of the settings' folder; a reader asks for one that exists."""
    from warehouse.warehouse import Warehouse

    folder = settings_of(ctx).folder
    if must_exist and not folder.exists():
        raise Refusal(
            f"{folder}: no warehouse here yet; start with `newsthread demo` or `feeds add`", 1
        )
    return Warehouse(folder)


def now() -> datetime:
    """Tell the time, aware UTC: the one clock of the command line."""
    return datetime.now(UTC)


def say_json(value: Any) -> None:
    """Print `value` as JSON: records as objects, times as ISO 8601."""
    typer.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)


def say_table(rows: Iterable[Row], columns: Sequence[str], title: str = "") -> None:
    """Print rows as a table of `columns`; numbers to the right, times to the minute."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        numeric = all(isinstance(row[column], (int, float)) for row in rows) and bool(rows)
        wraps = column in {"title", "text", "why", "detail", "url", "description", "value"}
        table.add_column(
            column.replace("_", " "),
            justify="right" if numeric else "left",
            no_wrap=not wraps,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(cell(row[column])) for column in columns))
    Console(width=None if sys.stdout.isatty() else 140).print(table)


def cell(value: Any) -> str:
    """Give one value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 10 else f"{value:,.0f}"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(v) for v in value)
    return str(value)


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def duration(text: str) -> timedelta:
    """Read "90s", "5m", "2h", "1d", "1w". Raises Refusal."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhdw])", text.strip())
    if not found or not float(found[1]):
        raise Refusal(f"{text!r} is no length of time; write 90s, 5m, 2h, 1d or 1w")
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])


def moment(text: str) -> datetime:
    """Read a time: ISO 8601 (UTC where it names no zone), or "2d" for two days ago."""
    if re.fullmatch(r"\d+(\.\d+)?[smhdw]", text.strip()):
        return now() - duration(text)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(f"{text!r} is no time; write 2026-03-01, 2026-03-01T12:30 or 2d") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@contextmanager
def plainly() -> Iterator[None]:
    """Let what a reader of files says about its input (ValueError) be the one line to see."""
    try:
        yield
    except ValueError as fault:
        raise Refusal(" ".join(str(fault).split())) from fault


def existing(path: Path) -> Path:
    """Give the path of a readable file. Raises Refusal."""
    if not path.is_file():
        raise Refusal(f"{path}: no such file")
    return path
