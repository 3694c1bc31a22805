"""Lakes for tests: a sqlite file, or a private Postgres on loopback where there is one."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import pytest

from warehouse.lake.address import LakeAddress, open_lake, read_address

EXTENSIONS = ("ducklake", "sqlite_scanner", "postgres_scanner")


def programs() -> Path | None:
    """The folder of Postgres's programs; None where it is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def unprivileged() -> dict[str, object]:
    """Postgres does not run as root: the arguments of `Popen` that make it somebody else."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            return {"user": pwd.getpwnam(name).pw_uid, "group": pwd.getpwnam(name).pw_gid}
        except KeyError:
            continue
    return {}


@contextmanager
def postgres() -> Iterator[str]:
    """The DSN of a server of our own, ended with the block. Skips where there is none."""
    home = programs()
    if home is None:
        pytest.skip("no Postgres here")
    folder = tempfile.TemporaryDirectory(prefix="newsthread-pg")  # pytest's are its user's alone
    data, who = Path(folder.name), unprivileged()
    if who:
        shutil.chown(data, who["user"], who["group"])
    initdb = [home / "initdb", "-D", data, "-U", "news", "-A", "trust", "-N"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=data, **who)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "fsync=off"]
    server = subprocess.Popen(
        [home / "postgres", "-D", data, *options], cwd=data, stderr=subprocess.DEVNULL, **who
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        time.sleep(0.3)  # it listens a little before it answers
        yield f"host=127.0.0.1 port={port} user=news dbname=postgres"
    finally:
        server.terminate()
        server.wait()
        folder.cleanup()


def sqlite_lake(folder: Path) -> LakeAddress:
    """A lake in this folder."""
    return read_address(f"ducklake:sqlite:{folder}/lake.sqlite", "", folder)


def require_extensions() -> None:
    """Skip where DuckDB's extensions are not installed."""
    for name in EXTENSIONS:
        pytest.importorskip(f"duckdb_extension_{name}", reason="pip install 'newsthread[lake]'")


@cache
def instance() -> duckdb.DuckDBPyConnection:
    """The readers' own DuckDB, with the extensions loaded: they take .4 s of a processor."""
    return duckdb.connect()


@contextmanager
def reader(lake: LakeAddress, snapshot: int | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Somebody's own connection with the lake in use."""
    with (
        instance().cursor() as con,
        open_lake(con, lake, "somebodys", read_only=True, snapshot=snapshot),
    ):
        con.execute("USE somebodys")
        try:
            yield con
        finally:
            con.execute("USE memory")
