"""Clusters of worker processes: Dask's, and Prefect's with its server on a private Postgres."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from lakes import postgres, programs
from network_namespace import Doors

ROOT = Path(__file__).parents[2]
DASK_WORKERS, PREFECT_WORKERS = 2, 4


@dataclass(frozen=True, slots=True)
class Cluster:
    """Running workers: how the settings name them, and a way to them where they are apart."""

    workers: str  # as in `stages.workers`
    at: str
    count: int
    doors: Doors | None = None

    def kill(self, worker: str) -> None:
        """End a worker's process, whose name is as `worker_name` gives it."""
        os.kill(int(worker.rpartition(":")[2]), signal.SIGKILL)

    def open_door(self, url: str) -> None:
        """Let the workers reach a loopback server of this process, wherever they are."""
        if self.doors:
            host, _, port = url.removeprefix("http://").partition(":")
            self.doors.open(host, int(port))


@contextmanager
def dask_cluster(folder: Path) -> Iterator[Cluster]:
    """Two worker processes."""
    distributed = pytest.importorskip("distributed", reason="pip install 'newsthread[dask]'")
    with distributed.LocalCluster(
        n_workers=DASK_WORKERS, threads_per_worker=1, processes=True, dashboard_address=None,
        host="127.0.0.1", local_directory=str(folder),
    ) as cluster:  # fmt: skip
        yield Cluster("dask", cluster.scheduler_address, DASK_WORKERS)


@contextmanager
def prefect_cluster(folder: Path) -> Iterator[Cluster]:
    """A Prefect server on Postgres and four process workers, each in a folder of its own, and in a
    network namespace of its own where this user may make one."""
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    with ExitStack() as held:
        database = create_database(held.enter_context(postgres()), "prefect")
        port = free_port()
        api = f"http://127.0.0.1:{port}/api"
        server = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
        url = f"postgresql+asyncpg://news@127.0.0.1:{port_of(database)}/prefect"
        held.enter_context(
            prefect_process(folder / "server", server, PREFECT_SERVER_DATABASE_CONNECTION_URL=url)
        )
        wait_until_healthy(api)
        held.enter_context(temporary_settings({PREFECT_API_URL: api}))
        doors = held.enter_context(Doors.where_allowed())
        cluster = Cluster("prefect", "news", PREFECT_WORKERS, doors)
        cluster.open_door(api.removesuffix("/api"))
        words = ("worker", "start", "--pool", "news", "--type", "process", "--limit", "1")
        inside = doors.command() if doors else ()
        processes = [
            held.enter_context(
                prefect_process(folder / f"worker{n}", words, inside, PREFECT_API_URL=api)
            )
            for n in range(PREFECT_WORKERS)
        ]
        if doors:
            doors.check_apart([process.pid for process in processes])
        try:
            yield cluster
        finally:
            for process in processes:  # all at once: each takes a while
                os.killpg(process.pid, signal.SIGTERM)


@contextmanager
def prefect_process(
    home: Path, words: tuple[str, ...], inside: tuple[str, ...] = (), **more: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A Prefect command in a folder of its own, ended with the block."""
    home.mkdir(parents=True)
    command = [*inside, sys.executable, "-m", "prefect", *words]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment(home, more), cwd=home, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """What Prefect's processes are started with."""
    return {
        **os.environ,
        "PREFECT_HOME": str(home / "prefect"),
        "PYTHONPATH": str(ROOT),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        **more,
    }


def end(process: subprocess.Popen[bytes]) -> None:
    """End the process with its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_healthy(api: str) -> None:
    """Until the server answers. Raises TimeoutError after two minutes."""
    for _ in range(240):
        try:
            urlopen(f"{api}/health", timeout=1)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(f"no Prefect server at {api}")


def create_database(dsn: str, name: str) -> str:
    """The DSN of a new database on the server."""
    home = programs()
    command = [home / "createdb" if home else shutil.which("createdb"), "-h", "127.0.0.1"]
    subprocess.run([*command, "-p", port_of(dsn), "-U", "news", name], check=True)
    return dsn.replace("dbname=postgres", f"dbname={name}")


def port_of(dsn: str) -> str:
    """The port that a DSN names."""
    return dict(part.split("=") for part in dsn.split())["port"]


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


CLUSTERS: Mapping[str, Callable[[Path], Iterator[Cluster]]] = {
    "dask": dask_cluster,
    "prefect": prefect_cluster,
}
