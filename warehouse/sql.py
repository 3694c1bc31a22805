"""Anyone's SQL over the published copy: read only, locked down, in a process that can be killed.

Inside DuckDB: `read_only`, no access to files but the copy's own parts, no extensions,
configuration locked (blocks ATTACH, read_csv elsewhere, glob, export, SET). A folder that may be
read may be written too: only SELECT statements are let in. Around it, because
`repeat('x', 2e9)` outlives an interrupt by 10-17 s and ignores memory_limit (measured 2026-11,
DuckDB 1.5.5): a child process with limits on memory, CPU, time and file size.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import socket
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from pipeline.forkserver import receive_message, send_message
from warehouse.errors import WarehouseError, as_warehouse_error
from warehouse.sql_process import run_process
from warehouse.sql_values import (
    to_csv_cell,
    to_json_value,
    to_python_values,
    with_text_intervals,
)
from warehouse.store import Store, read_query

MEMORY_MB: Final = 4096
"""Address space of the child; DuckDB itself is told a quarter. The program needs 500 MB."""

MOST_BYTES: Final = 1 << 30
"""Of an answer, where the caller wants no less."""

MOST_CELLS: Final = 5_000_000
"""Of an answer: rows times columns. Columns of nothing but NULL weigh no bytes."""

UNLOCKED: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": f"{MEMORY_MB // 4}MB",
    "threads": "2",
    "temp_directory": "",
}
"""Configuration of the connection before it is locked."""

ANSWERED, REFUSED = b"+", b"-"
"""The first byte of an answer."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A table: names of `columns`, `rows` of Python values; `cut` when there were more rows.

    `table`: the same with DuckDB's types, intervals as text; None where the rows are made up.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    cut: bool = False
    table: pa.Table | None = None

    def dicts(self) -> list[dict[str, Any]]:
        """One dict per row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def json(self) -> str:
        """A JSON list of objects; times in ISO 8601, UTC as Z."""
        return json.dumps(to_json_value(self.dicts()), ensure_ascii=False, indent=1)

    def csv(self) -> str:
        """CSV with a header; lists and structs as JSON."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows([to_csv_cell(value) for value in row] for row in self.rows)
        return out.getvalue()


def _each_once(names: Sequence[str]) -> list[str]:
    """Names of columns, those used again with a number, as DuckDB names a table's: a, a_1."""
    taken, uses = set(names), Counter[str]()
    once: list[str] = []
    for name in names:
        free, n = name, uses[name]
        while n and free in taken:
            free, n = f"{name}_{n}", n + 1
        uses[name] = max(1, n)
        taken.add(free)
        once.append(free)
    return once


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of a view, its type and what it means."""

    view: str
    comment: str
    column: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL of people and programs over the published copy; needs no turn."""

    store: Store

    def query(
        self,
        statement: str,
        *,
        seconds: float = 60.0,
        most: int = 100_000,
        most_bytes: int = MOST_BYTES,
    ) -> QueryResult:
        """The result of one SELECT over the views, at most `most` rows of it.

        Raises `WarehouseError` with DuckDB's own words when the statement is wrong, takes longer
        than `seconds`, needs over 4 GB, answers with over `most_bytes`, or tries to change or reach
        anything; and when nothing has been published yet. Raises `Busy` when this process has too
        many questions under way.
        """
        paths = str(self._published()), str(self.store.parts_path.resolve())
        request = json.dumps([*paths, statement, most, most_bytes, int(seconds) + 1])
        try:
            answer = run_process(request.encode(), seconds)
        except TimeoutError:
            raise WarehouseError(f"the question took over {seconds:g} s; ask for less") from None
        except ConnectionError:
            raise WarehouseError("the question used up its time or memory; ask for less") from None
        if answer[:1] == REFUSED:
            raise WarehouseError(_error_line(answer[1:].decode()))
        whole = pa.ipc.open_stream(answer[1:]).read_all()
        whole = whole.rename_columns(_each_once(whole.column_names))
        table = whole[: min(most, MOST_CELLS // max(1, whole.num_columns))]
        columns = [to_python_values(column) for column in table.itercolumns()]
        rows = list(zip(*columns, strict=True))
        return QueryResult(
            tuple(table.column_names),
            rows,
            cut=len(whole) > len(table),
            table=with_text_intervals(table),
        )

    def view_columns(self) -> list[ViewColumn]:
        """All columns of the published copy's views, by view, in the order of their columns.

        Raises `WarehouseError` when nothing has been published yet.
        """
        path = self._published()
        try:
            with duckdb.connect(str(path), read_only=True) as con:
                rows = con.execute(read_query("view_columns")).fetchall()
        except duckdb.Error as error:
            raise as_warehouse_error(error, path) from error
        return [ViewColumn(*row) for row in rows]

    def _published(self) -> Path:
        path = self.store.public_path
        if not path.exists():
            raise WarehouseError(f"{path}: nothing published yet; run a cycle first")
        return path


def _error_line(line: str) -> str:
    moved = ".parquet" in line and ("No files found" in line or "Cannot access" in line)
    return f"{line}; the folder was moved? `newsthread publish` mends it" if moved else line


def run_statement(path: str, parts: str, statement: str, most: int, most_bytes: int) -> bytes:
    """The result as an Arrow stream; no batch follows the one that goes over `most` rows.

    `parts`: the folder that the copy's views read. Raises `WarehouseError` for over `most_bytes`.
    """
    with duckdb.connect(path, read_only=True, config=dict[str, Any](UNLOCKED)) as con:
        con.execute("SET allowed_directories = [$folder]", {"folder": parts})
        con.execute("SET TimeZone = 'UTC'")  # now() beside our times, wherever this machine stands
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        statements = con.extract_statements(statement)
        if len(statements) != 1:
            raise WarehouseError(f"one question at a time, please; these are {len(statements)}")
        if statements[0].type != duckdb.StatementType.SELECT:
            raise WarehouseError("only questions: SELECT, FROM, WITH, DESCRIBE or SUMMARIZE")
        reader = con.execute(statements[0]).to_arrow_reader(10_000)
        sink, rows = io.BytesIO(), 0
        with pa.ipc.new_stream(sink, reader.schema) as stream:
            for batch in reader:
                stream.write_batch(batch[: most + 1 - rows])
                rows += len(batch)
                if sink.tell() > most_bytes:
                    raise WarehouseError(f"an answer of over {most_bytes:,} bytes; ask for less")
                if rows > most:
                    break
    return sink.getvalue()


def answer_question(sock: socket.socket, _: int) -> None:
    """Answer one request with `ANSWERED` and an Arrow stream, or `REFUSED` and a line."""
    path, parts, statement, most, most_bytes, cpu_s = json.loads(receive_message(sock))
    megabyte = 1 << 20
    with suppress(OSError):  # Linux: where memory ends, this process goes, and no other
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB * megabyte, MEMORY_MB * megabyte))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * cpu_s, 2 * cpu_s))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = ANSWERED + run_statement(path, parts, statement, most, most_bytes)
    except (duckdb.Error, WarehouseError) as error:
        answer = REFUSED + " ".join(str(error).split())[:500].encode(errors="replace")
    except (MemoryError, pa.ArrowMemoryError):
        more = f"the question needs more than {MEMORY_MB / 1024:g} GB of memory; ask for less"
        answer = REFUSED + more.encode()
    send_message(sock, answer)
