"""Hostile requests to the page and the assistant's tools for as long as asked: are they as before?

    python -m tests.bench.siege FOLDER [--minutes 60] [--seed 1] [--attackers 4]

`newsthread web` serves one copy of FOLDER that may not change and one that forms may write to,
`newsthread mcp --http` the first, each a process of its own on loopback. Attackers ask in turns
what `hostile_requests` makes; every half minute twenty bombs come at once; a reader asks for the
front page and for the sum of 20 and 22 all the while. Prints, as JSON: requests and status codes by
kind, the slowest answer of each, faults of ours (5xx, no answer, what should have been refused and
was not), what the reader saw, the memory of each server before and after, files that changed.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.hostile_requests import BOMBS, Hostile, make_request, sql_request

WAIT_S = 30.0
BURST, BURST_EVERY_S, PROBE_EVERY_S = 20, 30.0, 3.0
MOST_FAULTS = 40  # that are printed


@dataclass(slots=True)
class Tally:
    """What was asked and answered, by kind."""

    asked: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    over_5_s: Counter[str] = field(default_factory=Counter)
    largest: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: Hostile, code: int, body: bytes, seconds: float) -> None:
        """Count one answer; code 0: none came."""
        wrong = code == 0 or (code >= 500 and code != 503) or b"Traceback" in body
        if request.refused and 200 <= code < 300 and not was_refused(body):
            wrong = True
        with self.lock:
            self.asked[request.kind] += 1
            self.answers[f"{request.kind}: {code}"] += 1
            self.slowest[request.kind] = max(seconds, self.slowest.get(request.kind, 0))
            self.over_5_s[request.kind] += seconds > 5
            self.largest[request.kind] = max(len(body), self.largest.get(request.kind, 0))
            if wrong and len(self.faults) < MOST_FAULTS:
                what = f"{request.method} {request.path[:300]} {request.body[:300]!r}"
                self.faults.append(f"{code} {what}: {body[:200]!r}")


def was_refused(body: bytes) -> bool:
    """Say whether an answer with 200 tells that nothing was answered."""
    answer = json.loads(body)
    return bool(answer.get("problem")) or answer.get("result", {}).get("isError", False)


@dataclass(slots=True)
class Server:
    """A process that is asked on its port of loopback."""

    process: subprocess.Popen[bytes]
    port: int

    def ask(self, request: Hostile) -> tuple[int, bytes]:
        """Give status and body; 0 with the reason where no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        try:
            connection.request(request.method, request.path, request.body or None, request.headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as fault:
            return 0, repr(fault).encode()
        finally:
            connection.close()

    def memory_mb(self) -> int:
        """Resident memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[Server]:
    """The command as a process on a free port, until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "flows.cli", "--folder", str(folder), *words]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(30)


def main() -> None:
    """Besiege them, then print what became of it."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.siege", description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--attackers", type=int, default=4)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        read, written = (
            Path(shutil.copytree(given.folder, Path(place) / name)) for name in ("read", "written")
        )
        with (
            serving(read, "web") as web,
            serving(written, "web") as forms,
            serving(read, "mcp", "--http") as mcp,
        ):
            servers = {"read": web, "written": forms, "mcp": mcp}
            report = besiege(servers, read, given)
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


def besiege(
    servers: dict[str, Server], folder: Path, given: argparse.Namespace
) -> dict[str, object]:
    """Ask until the time is over; the report."""
    tally, probes, until = Tally(), Tally(), time.monotonic() + 60 * given.minutes
    for path in ("/today", "/search?mode=words&words=police", "/sources"):
        warm = Hostile("warm", "read", "GET", path)
        for name in ("read", "written"):
            servers[name].ask(warm)
    before = {name: server.memory_mb() for name, server in servers.items()}
    sums = file_sums(folder)
    threads = [
        threading.Thread(target=attack, args=(servers, tally, until, folder, given.seed + n))
        for n in range(given.attackers)
    ]
    threads.append(threading.Thread(target=burst, args=(servers["read"], tally, until)))
    for thread in threads:
        thread.start()
    probe(servers["read"], probes, until)
    for thread in threads:
        thread.join()
    peak = {name: server.memory_mb() for name, server in servers.items()}
    changed = sorted({name for name, _ in sums.items() ^ file_sums(folder).items()})
    return {
        "minutes": given.minutes,
        "requests": sum(tally.asked.values()),
        "answers": dict(sorted(tally.answers.items())),
        "slowest_s": {kind: round(s, 2) for kind, s in tally.slowest.items()},
        "over_5_s": dict(tally.over_5_s),
        "largest_bytes": tally.largest,
        "faults": tally.faults,
        "reader": {
            "answers": dict(probes.answers),
            "slowest_s": {kind: round(s, 2) for kind, s in probes.slowest.items()},
            "faults": probes.faults,
        },
        "alive": {name: server.process.poll() is None for name, server in servers.items()},
        "memory_mb_before": before,
        "memory_mb_after": peak,
        "files_changed": changed,
    }


def attack(servers: dict[str, Server], tally: Tally, until: float, folder: Path, seed: int) -> None:
    """One attacker: a request after the other."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        ask(servers, tally, make_request(chance, str(folder)))


def burst(server: Server, tally: Tally, until: float) -> None:
    """Many bombs at once, again and again."""
    chance = random.Random(0)
    while time.monotonic() < until:
        requests = [sql_request("burst", chance.choice(BOMBS)) for _ in range(BURST)]
        threads = [
            threading.Thread(target=ask, args=({"read": server}, tally, request))
            for request in requests
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        time.sleep(max(0.0, min(BURST_EVERY_S, until - time.monotonic())))


def probe(server: Server, tally: Tally, until: float) -> None:
    """The reader among the attackers."""
    while time.monotonic() < until:
        ask({"read": server}, tally, Hostile("front page", "read", "GET", "/today"))
        ask({"read": server}, tally, sql_request("question", "SELECT 20 + 22 AS n"))
        time.sleep(PROBE_EVERY_S)


def ask(servers: dict[str, Server], tally: Tally, request: Hostile) -> None:
    """Send one request and count what comes back."""
    started = time.perf_counter()
    code, body = servers[request.server].ask(request)
    tally.add(request, code, body, time.perf_counter() - started)


def file_sums(folder: Path) -> dict[str, str]:
    """The sha256 of every file but the locks'."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


if __name__ == "__main__":
    main()
