"""Opening, locking, one short transaction, closing."""

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

from warehouse.errors import Busy, WarehouseError, explain, held_elsewhere, of_the_machine
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
"""Vectors and features hardly shrink: 52 MB or 48, for 2/3 of the time to write and to read."""

PAUSE_S: Final = 0.02
"""Between tries for a lock. Short writers hold it 10-25 ms, open and close included."""


@cache
def question(name: str) -> str:
    """The statement of `queries/NAME.sql`."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def ask(con: Connection, name: str, /, **params: object) -> pa.Table:
    """The answer to `queries/NAME.sql`, all of it.

    Aware times become what the columns hold, naive UTC. A list of texts is no parameter but a
    table of its name: 500 of them cost 0.4 s as a parameter, nothing as a table. `con.sql` with
    parameters takes thirty times as long as `con.execute` (both measured 2026-11, DuckDB 1.5.5).
    """
    return con.execute(question(name), _plain(con, params)).to_arrow_table()


def tell(con: Connection, name: str, /, **params: object) -> int:
    """Run the statement of `queries/NAME.sql`; the number of rows it changed."""
    row = con.execute(question(name), _plain(con, params)).fetchone()
    return int(row[0]) if row else 0


def _plain(con: Connection, params: dict[str, object]) -> dict[str, object] | None:
    for name, value in params.items():
        if isinstance(value, list):
            con.register(name, pa.table({"id": pa.array(value, pa.string())}))
    plain = {name: _naive(v) for name, v in params.items() if not isinstance(v, list)}
    return plain or None


def _naive(value: object) -> object:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


class Store:
    """A warehouse folder: `news.duckdb`, `vectors.duckdb`, `public.duckdb` and a lock file.

    Every method of the subclasses opens, runs one short transaction and closes. Processes and
    threads take turns by an advisory lock on `warehouse.lock`, which ends with its process, so that
    nothing needs clearing after `kill -9`. A foreign client that holds a file is waited for too.

    `wait_s`: how long to wait for either before `Busy` is raised.
    """

    def __init__(self, path: str | os.PathLike[str], *, wait_s: float = 30.0) -> None:
        self.path = Path(path)
        self.wait_s = wait_s
        self.news_path = self.path / "news.duckdb"
        self.vectors_path = self.path / "vectors.duckdb"
        self.public_path = self.path / "public.duckdb"
        self._ready = False
        self._held = threading.local()

    @contextmanager
    def news(self) -> Iterator[Connection]:
        """One transaction on `news.duckdb`: committed at the end, rolled back on an exception."""
        with self._turn(), self._open(self.news_path) as con, transaction(con):
            yield con

    @contextmanager
    def both(self) -> Iterator[tuple[Connection, Connection]]:
        """Connections to the main and the vectors file under one turn; the caller transacts."""
        with (
            self._turn(),
            self._open(self.news_path) as news,
            self._open(self.vectors_path) as vectors,
        ):
            yield news, vectors

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the calls in the block share one turn and the files, opened once: 20-35 ms a file.

        For a few questions on end; everybody else waits meanwhile.
        """
        with self._turn():
            pass  # the files are up to date
        if getattr(self._held, "files", None):
            yield  # the block around this one holds them
            return
        with locked(self.path, "warehouse.lock", self.wait_s), ExitStack() as files:
            self._held.files, self._held.open = files, {}
            try:
                yield
            finally:
                self._held.files = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """This process's turn; both files are up to date once it has come."""
        if getattr(self._held, "now", False):
            raise RuntimeError("a warehouse method was called inside another's open transaction")
        shared = getattr(self._held, "files", None)
        with nullcontext() if shared else locked(self.path, "warehouse.lock", self.wait_s):
            self._held.now = True
            try:
                if not shared:
                    self._prepare()
                yield
            finally:
                self._held.now = False

    def _prepare(self) -> None:
        if self._ready and self.news_path.exists() and self.vectors_path.exists():
            return
        for path, schema in ((self.news_path, "."), (self.vectors_path, "vectors")):
            with self._open(path) as con:
                migrate(con, schema, datetime.now(UTC).replace(tzinfo=None), path)
        for leftover in self.path.glob("public.duckdb.*.new"):
            leftover.unlink()  # of a publisher that was killed: we hold the lock, so none runs
        self._ready = True

    @contextmanager
    def _open(self, path: Path) -> Iterator[Connection]:
        if not (files := getattr(self._held, "files", None)):
            with self._opened(path) as con:
                yield con
            return
        if path not in self._held.open:
            self._held.open[path] = files.enter_context(self._opened(path))
        yield self._held.open[path]

    @contextmanager
    def _opened(self, path: Path) -> Iterator[Connection]:
        config = CONFIG | (UNCOMPRESSED if path == self.vectors_path else {})
        con = _connect(path, config, self.wait_s)
        try:
            yield con
        except duckdb.Error as error:
            if of_the_machine(error):
                raise explain(error, path) from error
            raise
        finally:
            with suppress(duckdb.Error):  # after a fatal error the file itself is what counts
                con.close()


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
def locked(folder: Path, name: str, wait_s: float) -> Iterator[None]:
    """Hold the advisory lock `folder/name`, waiting up to `wait_s` seconds for its holder."""
    file = _lock_file(folder, name)
    try:
        _take(file, folder / name, wait_s)
        yield
    finally:
        os.close(file)


def _lock_file(folder: Path, name: str) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise WarehouseError(
            f"{folder}: not a folder that may be written ({error.strerror})"
        ) from error


def _take(file: int, path: Path, wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                holder = os.pread(file, 32, 0).decode(errors="replace").strip() or "unknown"
                raise Busy(
                    f"{path}: process {holder} has held it for over {wait_s:g} s; wait or stop it"
                ) from None
            time.sleep(PAUSE_S)
        else:
            with suppress(OSError):  # a full disk: the number only serves the message above
                os.ftruncate(file, 0)
                os.pwrite(file, str(os.getpid()).encode(), 0)
            return


def _connect(path: Path, config: dict[str, Any], wait_s: float) -> Connection:
    until = time.monotonic() + wait_s
    while True:
        try:
            return duckdb.connect(str(path), config=config)
        except duckdb.Error as error:
            if not held_elsewhere(error) or time.monotonic() >= until:
                raise explain(error, path) from error
            time.sleep(PAUSE_S)
