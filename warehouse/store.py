"""The one connection keeper: opening files, taking turns, transactions, statements by name."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from warehouse.errors import (
    BACKUP,
    Busy,
    Damaged,
    WarehouseError,
    as_warehouse_error,
    is_lock_conflict,
    is_machine_fault,
)
from warehouse.instances import Attachment
from warehouse.migrations import migrate

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

PAUSE_S: Final = 0.02
"""Seconds between tries for a lock. Short writers hold it 10-25 ms, open and close included."""

HOLDER: Final = 200
"""Bytes that name a lock's holder, blanks at their end: written over the last ones, as ext4 writes
out at once what was cut to nothing first. On a busy disk a turn waited 85 ms for that in one of a
hundred cases, and .1 ms so (measured 2026-11)."""


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

    Every method of the nouns over it opens, runs one short transaction and closes. Processes and
    threads take turns by an advisory lock on `warehouse.lock`, which ends with its process, so that
    nothing needs clearing after `kill -9`. A foreign client that holds a file is waited for too.

    `wait_s`: seconds to wait for either before `Busy` is raised. All connections raise `Full` when
    the disk is full, `WarehouseError` when a file cannot be used at all, and `RuntimeError` when
    one is asked for inside another's block.
    """

    def __init__(self, path: str | os.PathLike[str], *, wait_s: float = 30.0) -> None:
        self.path = Path(path)
        self.wait_s = wait_s
        self.news_path = self.path / "news.duckdb"
        self.vectors_path = self.path / "vectors.duckdb"
        self.public_path = self.path / "public.duckdb"
        self.parts_path = self.path / "public"
        self.compared_at: datetime | None = (
            None  # when all published rows last were, by this process
        )
        self._migrated = False
        self._thread = threading.local()  # .in_turn; .files and .connections within `together`

    def stamp(self) -> tuple[tuple[int, ...], ...]:
        """What of the main file and its log changes with every write, and with nothing else."""
        return tuple(file_stamp(self.path / name) for name in ("news.duckdb", "news.duckdb.wal"))

    @contextmanager
    def news(self) -> Iterator[Connection]:
        """One transaction on `news.duckdb`: committed at the end, rolled back on an exception."""
        with self.news_file() as con, transaction(con):
            yield con

    @contextmanager
    def news_file(self) -> Iterator[Connection]:
        """A connection to `news.duckdb` for one turn; the caller transacts."""
        with self.turn(), self._connection(self.news_path) as con:
            yield con

    @contextmanager
    def both(self) -> Iterator[tuple[Connection, Connection]]:
        """Connections to the main and the vectors file for one turn; the caller transacts."""
        with self.news_file() as news, self._connection(self.vectors_path) as vectors:
            yield news, vectors

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the calls in the block share one turn and the files, opened once: 5-10 ms a file.

        For a few questions on end; everybody else waits meanwhile.
        """
        self._refuse_nesting()
        if getattr(self._thread, "files", None):
            yield  # the block around this one holds them
            return
        with locked(self.path, "warehouse.lock", self.wait_s), ExitStack() as files:
            self._migrate_files()
            self._thread.files, self._thread.connections = files, {}
            try:
                yield
            finally:
                self._thread.files = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """This process's turn; both files are up to date once it has come."""
        self._refuse_nesting()
        shared = getattr(self._thread, "files", None)
        with nullcontext() if shared else locked(self.path, "warehouse.lock", self.wait_s):
            self._thread.in_turn = True
            try:
                if not shared:
                    self._migrate_files()
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

    @contextmanager
    def news_connection(self) -> Iterator[Connection]:
        """A connection to `news.duckdb` within a `turn`, its log written into the file first."""
        with self._connection(self.news_path) as con:
            con.execute("CHECKPOINT")
            yield con

    def check_main_file(self) -> None:
        """Raise `Damaged` where the main file is gone: an empty one must not take its place."""
        if self.vectors_path.exists() and not self.news_path.exists():
            raise Damaged(
                f"{self.news_path}: missing beside its vectors; move vectors.duckdb away, "
                f"then {BACKUP}, or begin anew"
            )

    def _migrate_files(self) -> None:
        if self._migrated and self.news_path.exists() and self.vectors_path.exists():
            return
        self.check_main_file()
        for path, schema in ((self.news_path, "."), (self.vectors_path, "vectors")):
            with self._connection(path) as con:
                migrate(con, schema, datetime.now(UTC).replace(tzinfo=None), path)
        for leftover in self.path.glob("public.duckdb.*.new*"):
            leftover.unlink()  # of a publisher that was killed: we hold the lock, so none runs
        self._migrated = True

    @contextmanager
    def _connection(self, path: Path) -> Iterator[Connection]:
        """A connection for this block, or that of the `together` block around it."""
        if not (files := getattr(self._thread, "files", None)):
            with self._new_connection(path) as con:
                yield con
            return
        if path not in self._thread.connections:
            self._thread.connections[path] = files.enter_context(self._new_connection(path))
        yield self._thread.connections[path]

    @contextmanager
    def _new_connection(self, path: Path) -> Iterator[Connection]:
        config = CONFIG | (UNCOMPRESSED if path == self.vectors_path else {})
        file = _attach_when_free(path, config, self.wait_s)
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
    """Inode, time (ns) and size of a file; empty where there is none."""
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


@contextmanager
def locked(folder: Path, name: str, wait_s: float, what: str = "") -> Iterator[None]:
    """Hold the advisory lock `folder/name`, waiting up to `wait_s` seconds for its holder.

    Those who wait in vain are told this process's number, and `what` it does. Raises `Busy` after
    that, and `WarehouseError` when the folder cannot be written.
    """
    file = _open_lock_file(folder, name)
    try:
        _acquire_lock(file, folder / name, wait_s)
        with suppress(OSError):  # a full disk: it only serves the message to others
            holder = f"{os.getpid()} ({what})" if what else str(os.getpid())
            os.pwrite(file, holder.encode()[:HOLDER].ljust(HOLDER), 0)
        yield
    finally:
        os.close(file)


def lock_holder(path: Path) -> str:
    """Who holds a lock, or held it last: its process's number, and what it said that it does."""
    return path.read_text(errors="replace").strip() or "unknown"


def _open_lock_file(folder: Path, name: str) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise WarehouseError(
            f"{folder}: not a folder that may be written ({error.strerror})"
        ) from error


def _acquire_lock(file: int, path: Path, wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy(
                    f"{path}: process {lock_holder(path)} has held it for over {wait_s:g} s; "
                    "wait or stop it"
                ) from None
            time.sleep(PAUSE_S)
        else:
            return


def _attach_when_free(path: Path, config: dict[str, Any], wait_s: float) -> Attachment:
    until = time.monotonic() + wait_s
    while True:
        try:
            return Attachment(path, config)
        except duckdb.Error as error:
            if not is_lock_conflict(error) or time.monotonic() >= until:
                raise as_warehouse_error(error, path, alone=True) from error
            time.sleep(PAUSE_S)
