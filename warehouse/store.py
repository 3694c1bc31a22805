"""The one connection keeper: opening files, taking turns, transactions, statements by name."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.errors import (
    BACKUP,
    Damaged,
    as_warehouse_error,
    is_lock_conflict,
    is_machine_fault,
)
from warehouse.instances import Attachment
from warehouse.locks import PAUSE_S, PUBLISHING, locked, turn_at
from warehouse.migrations import is_up_to_date, migrate

Connection = duckdb.DuckDBPyConnection

QUERIES: Final = Path(__file__).parent / "queries"
CONFIG: Final[dict[str, Any]] = {
    "storage_compatibility_version": "latest",  # new files: 184 MB against 266
    "threads": 1,  # the 25 small statements of a load: 0.30 CPU s on one thread, 0.48 on two
    "arrow_large_buffer_size": True,  # a window's text may exceed 2 GB
}
"""Of every connection (measured 2026-11, DuckDB 1.5.5 on two cores)."""

UNCOMPRESSED: Final[dict[str, Any]] = {"force_compression": "uncompressed"}
"""Of the vectors file. Vectors and features hardly shrink: 52 MB or 48, for 2/3 of the time to
write and to read (measured 2026-11, DuckDB 1.5.5)."""

REVISED: Final = ["noun", "part_at"]
"""What a statement returns of the published rows that it changes: whose they are, and when."""


@cache
def read_query(name: str) -> str:
    """The statement of `queries/NAME.sql`; raises `FileNotFoundError` for an unknown name."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def fetch_table(con: Connection, name: str, /, **params: object) -> pa.Table:
    """The whole result of `queries/NAME.sql`.

    Aware times become what the columns hold, naive UTC. A list of texts is no parameter but a
    table of its name with one column `id`: 500 of them cost 0.4 s as a parameter, nothing as a
    table. `con.sql` with parameters takes thirty times as long as `con.execute` (both measured
    2026-11, DuckDB 1.5.5). Raises `duckdb.Error`.
    """
    return con.execute(read_query(name), _bind_parameters(con, params)).to_arrow_table()


def execute(con: Connection, name: str, /, **params: object) -> int:
    """Run the statement of `queries/NAME.sql`; the number of rows it changed.

    Parameters as in `fetch_table`. One that returns `noun` and `part_at` of what it changed (all
    that change or delete published rows do) has that noted, for the next publishing to look at.
    Raises `duckdb.Error`.
    """
    done = con.execute(read_query(name), _bind_parameters(con, params))
    if [column for column, *_ in done.description] != REVISED:
        row = done.fetchone()
        return int(row[0]) if row else 0
    revised = done.to_arrow_table()
    if len(revised):
        con.register("revised", revised)
        con.execute(read_query("add_revisions"))
        con.unregister("revised")
    return len(revised)


def fetch_ids_starting(con: Connection, noun: str, prefix: str) -> list[str]:
    """Ids of `noun` (story, article, track, feed, decision) that begin so; ten at most."""
    ids: list[str] = fetch_table(con, f"{noun}_ids_starting", prefix=prefix).column(0).to_pylist()
    return ids


def _bind_parameters(con: Connection, params: dict[str, object]) -> dict[str, object] | None:
    for name, value in params.items():
        if isinstance(value, list):
            ids = [whole_characters(text) for text in value]
            con.register(name, pa.table({"id": pa.array(ids, pa.string())}))
    scalars = {name: _to_parameter(v) for name, v in params.items() if not isinstance(v, list)}
    return scalars or None


def whole_characters(text: str) -> str:
    """The text with each half of a surrogate pair as U+FFFD: DuckDB and Arrow hold only UTF-8."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _to_parameter(value: object) -> object:
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


class Store:
    """The files of a warehouse folder: `news.duckdb`, `vectors.duckdb`, `public.duckdb`, a lock.

    Every method of the nouns over it opens, looks or runs one short transaction, and closes.
    Processes and threads take turns by an advisory lock, those that write alone, those that read
    together. It ends with its process, so that nothing needs clearing after `kill -9`. A foreign
    client that holds a file is waited for too.

    `wait_s`: seconds to wait for either before `Busy` is raised. All connections raise `Full` when
    the disk is full, `WarehouseError` when a file cannot be used at all, and `RuntimeError` when
    one is asked for inside another's block, or for writing inside `together`.
    """

    def __init__(self, path: str | os.PathLike[str], *, wait_s: float = 30.0) -> None:
        self.path = Path(path)
        self.wait_s = wait_s
        self.news_path = self.path / "news.duckdb"
        self.vectors_path = self.path / "vectors.duckdb"
        self.public_path = self.path / "public.duckdb"
        self.parts_path = self.path / "public"
        self._schemas = ((self.news_path, "."), (self.vectors_path, "vectors"))
        self.compared_at: datetime | None = (
            None  # when all published rows last were, by this process
        )
        self._migrated = False
        self._thread = threading.local()  # .in_turn; .files and .connections within `together`

    def stamp(self) -> tuple[tuple[int, ...], ...]:
        """What of the main file and its log changes with every write, and with nothing else."""
        return tuple(file_stamp(self.path / name) for name in ("news.duckdb", "news.duckdb.wal"))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A look at `news.duckdb`, read only, at the same time as others who read."""
        with self.together(), self._in_turn(), self._connection(self.news_path) as con:
            yield con

    @contextmanager
    def reading_both(self) -> Iterator[tuple[Connection, Connection]]:
        """A look at the main and the vectors file."""
        with self.reading() as news, self._connection(self.vectors_path) as vectors:
            yield news, vectors

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the looks in the block share one turn and the files, opened once: 5-10 ms a file.

        For a few questions on end; everybody who writes waits meanwhile.
        """
        self._refuse_nesting()
        if self._files is not None:
            yield  # the block around this one holds them
            return
        self._migrate()
        with turn_at(self.path, self.wait_s, shared=True), ExitStack() as files:
            self._thread.files, self._thread.connections = files, {}
            try:
                yield
            finally:
                self._thread.files = None

    @contextmanager
    def news(self) -> Iterator[Connection]:
        """One transaction on `news.duckdb`: committed at the end, rolled back on an exception."""
        with self.news_file() as con, transaction(con):
            yield con

    @contextmanager
    def news_file(self) -> Iterator[Connection]:
        """A connection to `news.duckdb` for one turn, to write; the caller transacts."""
        with self.turn(), self._connection(self.news_path) as con:
            yield con

    @contextmanager
    def both(self) -> Iterator[tuple[Connection, Connection]]:
        """Connections to the main and the vectors file for one turn; the caller transacts."""
        with self.news_file() as news, self._connection(self.vectors_path) as vectors:
            yield news, vectors

    @contextmanager
    def turn(self) -> Iterator[None]:
        """This process's turn, nobody else's; both files are up to date once it has come."""
        self._refuse_nesting()
        if self._files is not None:
            raise RuntimeError("a warehouse method that writes was called among those that read")
        with turn_at(self.path, self.wait_s), self._in_turn():
            self._migrate_files()
            yield

    @contextmanager
    def publishing_turn(self) -> Iterator[None]:
        """The turn of who publishes, which those who read share: the main file stays as it is,
        what was in its log written into it before."""
        self._migrate()
        if self.news_path.with_suffix(".duckdb.wal").exists():  # of a process that was killed
            with self.turn():
                self.checkpoint()
        with (
            locked(self.path, PUBLISHING, self.wait_s),
            turn_at(self.path, self.wait_s, shared=True),
            self._in_turn(),
        ):
            yield

    @contextmanager
    def settled_news(self) -> Iterator[Connection]:
        """A connection of its own to `news.duckdb`, read only, within a `publishing_turn`."""
        with self._new_connection(self.news_path, read_only=True) as con:
            yield con

    @property
    def _files(self) -> ExitStack | None:
        """What this thread's `together` has open; None outside of one."""
        return getattr(self._thread, "files", None)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        self._refuse_nesting()
        self._thread.in_turn = True
        try:
            yield
        finally:
            self._thread.in_turn = False

    def _refuse_nesting(self) -> None:
        if getattr(self._thread, "in_turn", False):
            raise RuntimeError("a warehouse method was called inside another's open transaction")

    def checkpoint(self) -> None:
        """Write the logs of both files into them and close them; within a `turn`."""
        for path in (self.news_path, self.vectors_path):
            with self._connection(path) as con:
                con.execute("CHECKPOINT")

    def check_main_file(self) -> None:
        """Raise `Damaged` where the main file is gone: an empty one must not take its place."""
        if self.vectors_path.exists() and not self.news_path.exists():
            raise Damaged(
                f"{self.news_path}: missing beside its vectors; move vectors.duckdb away, "
                f"then {BACKUP}, or begin anew"
            )

    def _migrate(self) -> None:
        """Bring the files up to date, if they are not: only that takes a turn of its own."""
        if self._is_migrated():
            return
        if self._is_up_to_date():
            self._migrated = True
            return
        with self.turn():
            pass

    def _is_up_to_date(self) -> bool:
        """Whether both files are there and nothing is to be done to them."""
        if not all(file_stamp(path) for path, _ in self._schemas):
            return False
        with turn_at(self.path, self.wait_s, shared=True):
            for path, schema in self._schemas:
                with self._new_connection(path, read_only=True) as con:
                    if not is_up_to_date(con, schema):
                        return False
        return True

    def _is_migrated(self) -> bool:
        return self._migrated and all(file_stamp(path) for path, _ in self._schemas)

    def _migrate_files(self) -> None:
        """Within a `turn`."""
        if self._is_migrated():
            return
        self.check_main_file()
        for path, schema in self._schemas:
            with self._connection(path) as con:
                migrate(con, schema, datetime.now(UTC).replace(tzinfo=None), path)
        self._migrated = True

    @contextmanager
    def _connection(self, path: Path) -> Iterator[Connection]:
        """A connection for this block, to write; or that of the `together` block around it."""
        if (files := self._files) is None:
            with self._new_connection(path) as con:
                yield con
            return
        if path not in self._thread.connections:
            new = self._new_connection(path, read_only=True)
            self._thread.connections[path] = files.enter_context(new)
        yield self._thread.connections[path]

    @contextmanager
    def _new_connection(self, path: Path, *, read_only: bool = False) -> Iterator[Connection]:
        config = CONFIG | (UNCOMPRESSED if path == self.vectors_path else {})
        file = _attach_when_free(path, config, self.wait_s, read_only=read_only)
        whole = False
        try:
            yield file.connection
            whole = True
        except duckdb.Error as error:
            if is_machine_fault(error):
                raise as_warehouse_error(error, path) from error
            raise
        finally:
            file.close(whole=whole)


def file_stamp(path: Path) -> tuple[int, ...]:
    """Inode, time (ns) and size of a file; empty where there is none, or none to be seen."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """Committed at the end, rolled back on an exception."""
    con.begin()
    try:
        yield
    except BaseException:
        with suppress(duckdb.Error):  # a commit that failed has rolled back already
            con.rollback()
        raise
    con.commit()


def _attach_when_free(
    path: Path, config: dict[str, Any], wait_s: float, *, read_only: bool
) -> Attachment:
    until = time.monotonic() + wait_s
    while True:
        try:
            return Attachment(path, config, read_only=read_only)
        except duckdb.Error as error:
            if not is_lock_conflict(error) or time.monotonic() >= until:
                raise as_warehouse_error(error, path, alone=True) from error
            time.sleep(PAUSE_S)
