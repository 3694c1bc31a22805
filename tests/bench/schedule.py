"""Half an hour on schedule under a Prefect server, with a run killed, beside `run --every`.

    python -m tests.bench.schedule [sqlite|postgres] [MINUTES] [EVERY_S]      sqlite 30 60

A server of its own, `newsthread serve` and `newsthread run --every` over two warehouses, the same
generated stream for both. After a third of the time the run under way dies by `kill -9`; after
two thirds run and `serve` together, and `serve` is started again. Prints JSON: flow runs by state,
cycles, how many of them overlapped, what became of the killed runs, and whether both warehouses
hold the same articles, copies and stories in the end.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.processes import descendants
from sampleworld.loopback import running
from tests.bench.outlets import Outlets
from tests.bench.stream import stream
from tests.warehouse.lakes import postgres
from warehouse.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
PLAIN = {"opening", "report", "copy", "rewrite"}  # who polls when must not matter: no edits
NO_CYCLE = {"Skipped", "Cancelled"}  # states of runs that found another at work, or two
NEWSTHREAD = [sys.executable, "-m", "flows.cli"]
SAME = "SELECT article_id, story_id FROM memberships ORDER BY ALL"
COPIES = "SELECT article_id, original_id FROM copies ORDER BY ALL"


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server and the environment in which it is found."""

    url: str
    env: Mapping[str, str]

    def runs(self) -> list[dict[str, Any]]:
        """All runs of the monitor that were due."""
        body = {"flows": {"name": {"any_": ["monitor"]}}, "sort": "START_TIME_ASC"}
        found: list[dict[str, Any]] = self._ask("flow_runs/filter", body)
        return [run for run in found if run["state_type"] != "SCHEDULED"]

    def _ask(self, path: str, body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.url}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def started(command: list[str], env: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen]:
    """A process, ended with the block by SIGTERM and then by force."""
    with log.open("ab") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=file, stderr=file)
    try:
        yield process
    finally:
        below = list(descendants(process.pid))
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        for pid in (process.pid, *below):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


@contextmanager
def prefect_server(database: str, folder: Path) -> Iterator[Server]:
    """A server on a database of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    env = os.environ | {
        "PREFECT_HOME": str(folder / "prefect"), "PREFECT_API_URL": url, "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }  # fmt: skip
    with ExitStack() as held:
        if database == "postgres":
            words = dict(word.split("=") for word in held.enter_context(postgres()).split())
            env["PREFECT_API_DATABASE_CONNECTION_URL"] = (
                f"postgresql+asyncpg://{words['user']}@{words['host']}:{words['port']}"
                f"/{words['dbname']}"
            )
        command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
        held.enter_context(started(command, env, folder / "server.log"))
        for _ in range(300):
            with suppress(OSError), urllib.request.urlopen(f"{url}/health", timeout=5):
                break
            time.sleep(1)
        automations = [sys.executable, "deploy/automations.py"]
        subprocess.run(automations, cwd=ROOT, env=env, check=True, capture_output=True)
        yield Server(url, env)


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def kill_run(server: Server, serve: subprocess.Popen[bytes], *, runner: bool) -> str:
    """Kill the run under way as soon as it works, `serve` with it if so wanted; the run's id."""
    while True:  # a run is there for seconds of each tick
        under_way = [run for run in server.runs() if run["state_type"] == "RUNNING"]
        pids = [pid for pid in descendants(serve.pid) if b"prefect.engine" in _command(pid)]
        if under_way and pids:
            break
        time.sleep(0.5)
    for pid in ([serve.pid] if runner else []) + pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return str(under_way[-1]["id"])


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def new_house(folder: Path, outlets: Outlets) -> Warehouse:
    """A warehouse with the outlets' feeds, and its settings file beside it."""
    folder.mkdir()
    lines = "[network]\nloopback = true\nspacing_s = 0.0\nper_host = 16\ncontact = 'bench'\n"
    (folder / "newsthread.toml").write_text(f"{lines}[warehouse]\nfolder = '{folder}'\n")
    warehouse = Warehouse(folder)
    warehouse.feeds.add(outlets.feeds(30), datetime.now(UTC))
    return warehouse


def bench(database: str, minutes: float, every_s: int) -> dict[str, Any]:
    """Measure."""
    steps = max(20, int(minutes * 60 / every_s))
    whole = stream(steps, 6, each=3)
    items = [item for item in whole.items if item.what in PLAIN]
    outlets = Outlets(items, datetime.now(UTC) - timedelta(hours=1), timedelta(minutes=1))
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="newsthread-bench")))
        held.enter_context(running(outlets))
        houses = [new_house(folder / name, outlets) for name in ("plain", "prefect")]
        server = held.enter_context(prefect_server(database, folder))
        plain, under_prefect = (
            [*NEWSTHREAD, "--settings", f"{h.path}/newsthread.toml", verb, "--every", f"{every_s}s"]
            for verb, h in zip(("run", "serve"), houses, strict=True)
        )
        held.enter_context(started(plain, os.environ, folder / "run.log"))
        killed: list[str] = []
        serve = held.enter_context(started(under_prefect, server.env, folder / "serve.log"))
        began, step = time.monotonic(), 0
        while (part := (time.monotonic() - began) / (60 * minutes)) < 1:
            outlets.at(step := max(step, int(part * (steps + 1))))
            if part > (len(killed) + 1) / 3 and len(killed) < 2:
                killed.append(kill_run(server, serve, runner=bool(killed)))
                if len(killed) == 2:
                    log = folder / "serve.log"
                    serve = held.enter_context(started(under_prefect, server.env, log))
            time.sleep(1)
        outlets.at(steps)
        runs, cycles = settled(server, houses)
        size = sum(path.stat().st_size for path in (folder / "prefect").glob("prefect.db*"))
        logs = {name: faults(folder / f"{name}.log") for name in ("run", "serve", "server")}
    return report(runs, cycles, killed, houses_alike=cycles["alike"]) | {
        "database": database, "minutes": minutes, "every_s": every_s, "sqlite_mb": size / 1e6,
        "logged": logs,
    }  # fmt: skip


def settled(server: Server, houses: list[Warehouse]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The runs, and what the warehouses hold once it is the same, or after ten minutes."""
    for _ in range(60):
        time.sleep(10)
        held = [house.sql.query(SAME).rows + house.sql.query(COPIES).rows for house in houses]
        if held[0] == held[1]:
            break
    query = "SELECT started_at, ended_at FROM cycles WHERE kind = 'run' ORDER BY 1"
    spans = [house.sql.query(query).rows for house in houses]
    rows = [len(each) for each in held]
    return server.runs(), {"alike": held[0] == held[1], "rows": rows, "spans": spans}


def report(
    runs: list[dict[str, Any]], cycles: Mapping[str, Any], killed: list[str], *, houses_alike: bool
) -> dict[str, Any]:
    """What is printed."""
    plain, prefect = cycles["spans"]
    ends = [(a, b) for a, b in prefect if b is not None]
    states = {run["id"]: run["state_name"] for run in runs}
    begun = [run for run in runs if run["start_time"] and run["state_name"] not in NO_CYCLE]
    spans = [(run["start_time"], run["end_time"]) for run in begun]
    return {
        "flow_runs": dict(Counter(run["state_name"] for run in runs)),
        "runs_overlapping": _overlaps([s for s in spans if s[1]]),
        "cycles": {"plain": len(plain), "prefect": len(prefect)},
        "cycles_overlapping": _overlaps(ends),
        "cycles_killed": len(prefect) - len(ends),
        "killed_runs": [states.get(run, "gone") for run in killed],
        "same_articles_copies_stories": houses_alike,
        "articles_and_copies": cycles["rows"],
    }


def _overlaps(spans: list[tuple[Any, Any]]) -> int:
    ordered = sorted(spans)
    return sum(second[0] < first[1] for first, second in pairwise(ordered))


def faults(log: Path) -> list[str]:
    """Lines of a log that tell of a fault, each kind once."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    found = [x for x in lines if any(w in x for w in ("ERROR", "Traceback", "WARNING", "error:"))]
    return list(dict.fromkeys(line[:200] for line in found))[:12]


if __name__ == "__main__":
    given = sys.argv[1:]
    chosen = given + ["sqlite", "30", "60"][len(given) :]
    print(json.dumps(bench(chosen[0], float(chosen[1]), int(chosen[2])), indent=1))
