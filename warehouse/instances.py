"""DuckDB instances that outlive a turn: a file is attached to one for a turn, and let go.

A new instance takes 22 ms of a processor, its functions and types above all; a file attached to one
that is there 5 ms, of which its views and tables are most (measured 2026-11, DuckDB 1.5.5). A cycle
opens files a hundred times.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

Connection = duckdb.DuckDBPyConnection
Key = tuple[int, tuple[tuple[str, Any], ...]]

IDLE: Final = 2
"""Instances of one configuration that are kept while nothing is attached to them: the two of a
turn, or those of two threads. Each holds 2 MB. Chosen by hand (2026-11)."""

_idle: dict[Key, list[Connection]] = {}
_changing = threading.Lock()


class Attachment:
    """A file attached to an instance that is nobody else's meanwhile.

    `connection` has the file as its database, under the name that opening it alone would give it.
    `read_only`: others, of this process too, may have it so at the same time. Raises `duckdb.Error`
    as opening it would.
    """

    def __init__(self, path: Path, config: dict[str, Any], *, read_only: bool = False) -> None:
        self._key = (os.getpid(), tuple(sorted(config.items())))  # no fork shares an instance
        self._name = path.stem
        self._instance = _take_instance(self._key, config)
        self.connection = self._instance.cursor()
        file = str(path).replace("'", "''")
        form = "" if path.exists() else " (STORAGE_VERSION 'latest')"
        if read_only:
            form = " (READ_ONLY)"
        try:
            self.connection.execute(f"ATTACH '{file}' AS \"{self._name}\"{form}")
            self.connection.execute(f'USE "{self._name}"')
        except duckdb.Error:
            self.close(whole=False)
            raise

    def close(self, *, whole: bool) -> None:
        """Let the file go; `whole`: the instance is as it was, and serves again."""
        try:
            self.connection.close()
            if whole:
                self._instance.execute(f'DETACH "{self._name}"')
                _give_back_instance(self._key, self._instance)
                return
        except duckdb.Error:
            pass  # after a fatal error the file itself is what counts
        with suppress(duckdb.Error):
            self._instance.close()


def release_memory() -> None:
    """Let the allocators of DuckDB and Arrow give the system what they hold without use.

    DuckDB's does so for a whole process when any instance of it ends, else for hardly anything: a
    statement's memory stays with the thread that ran it (measured 2026-11, DuckDB 1.5.5).
    """
    duckdb.connect(":memory:", config={"threads": 1}).close()
    pa.default_memory_pool().release_unused()


def _take_instance(key: Key, config: dict[str, Any]) -> Connection:
    with _changing:
        if found := _idle.get(key):
            return found.pop()
    return duckdb.connect(":memory:", config=config)


def _give_back_instance(key: Key, instance: Connection) -> None:
    with _changing:
        kept = _idle.setdefault(key, [])
        if len(kept) < IDLE:
            kept.append(instance)
            return
    instance.close()
