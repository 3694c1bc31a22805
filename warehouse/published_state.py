"""What a published copy says of itself: its parts, and what the main file was like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.published_sums import PublishedSums
from warehouse.store import Connection

GONE: Final = pa.schema([("noun", pa.string()), ("part", pa.string()), ("row_key", pa.uint64())])
"""Rows of parts that are no longer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file of rows of one noun, all of one month ("2026-03"; "" without a time)."""

    noun: str
    month: str
    name: str
    n: int
    keys: int  # sum of the rows' keys


@dataclass(frozen=True, slots=True)
class PublishedState:
    """A copy's account of itself.

    `about`: folder, form and columns that it was made with; `sums` of the main file, `retired`
    files that it no longer names, with the time when it ceased to.
    """

    about: dict[str, str] = field(default_factory=dict)
    sums: PublishedSums = field(default_factory=PublishedSums)
    parts: tuple[Part, ...] = ()
    gone: pa.Table = field(default_factory=GONE.empty_table)
    retired: dict[str, datetime] = field(default_factory=dict)


def read_state(con: Connection, path: Path) -> PublishedState:
    """The state in the copy at `path`; an empty one where there is none, or none that is read."""
    if not path.is_file():
        return PublishedState()
    try:
        with attached(con, path, "before"):
            rows = {
                name: con.execute(f"FROM before.copy.{name}").to_arrow_table()
                for name in ("about", "sums", "settled", "progress", "parts", "gone", "retired")
            }
    except duckdb.Error:  # no copy, or one of another form
        return PublishedState()
    return PublishedState(
        about={row["key"]: row["value"] for row in rows["about"].to_pylist()},
        sums=_to_sums(rows),
        parts=tuple(Part(**row | {"keys": int(row["keys"])}) for row in rows["parts"].to_pylist()),
        gone=rows["gone"].cast(GONE),
        retired={row["name"]: row["at"].replace(tzinfo=UTC) for row in rows["retired"].to_pylist()},
    )


@contextmanager
def attached(con: Connection, path: Path, name: str) -> Iterator[None]:
    """The file at `path` as the database `name`, read only."""
    con.execute(f"ATTACH '{_quoted(path)}' AS {name} (READ_ONLY)")
    try:
        yield
    finally:
        con.execute(f"DETACH {name}")


def _to_sums(rows: Mapping[str, pa.Table]) -> PublishedSums:
    (progress,) = rows["progress"].to_pylist()
    sums = PublishedSums(**progress)
    for row in rows["sums"].to_pylist():
        sums.nouns.setdefault(row["noun"], {})[row["period"]] = (row["n"], int(row["keys"]))
    for row in rows["settled"].to_pylist():
        sums.settled[row["noun"]] = (row["n"], int(row["times"]))
    return sums


def write_state(con: Connection, state: PublishedState) -> None:
    """Write the state into the database `public` of the connection."""
    text, number = pa.string(), pa.int64()
    tables: dict[str, pa.Table] = {
        "about": _table(state.about.items(), key=text, value=text),
        "sums": _table(
            [(noun, period, n, str(keys)) for noun, periods in state.sums.nouns.items()
             for period, (n, keys) in periods.items()],
            noun=text, period=text, n=number, keys=text,
        ),
        "settled": _table(
            [(noun, n, str(times)) for noun, (n, times) in state.sums.settled.items()],
            noun=text, n=number, times=text,
        ),
        "progress": _table(
            [(state.sums.open_from, state.sums.revision)],
            open_from=pa.timestamp("us"), revision=number,
        ),
        "parts": _table(
            [(p.noun, p.month, p.name, p.n, str(p.keys)) for p in state.parts],
            noun=text, month=text, name=text, n=number, keys=text,
        ),
        "gone": state.gone,
        "retired": _table(
            [(name, at.astimezone(UTC).replace(tzinfo=None)) for name, at in state.retired.items()],
            name=text, at=pa.timestamp("us"),
        ),
    }  # fmt: skip
    con.execute("CREATE SCHEMA public.copy")
    for name, table in tables.items():
        con.register("incoming", table)
        con.execute(f"CREATE TABLE public.copy.{name} AS FROM incoming")
        con.unregister("incoming")


def _table(rows: Any, **columns: pa.DataType) -> pa.Table:
    listed: Sequence[Any] = list(rows)
    return pa.table(
        [pa.array([row[i] for row in listed], kind) for i, kind in enumerate(columns.values())],
        schema=pa.schema(list(columns.items())),
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
