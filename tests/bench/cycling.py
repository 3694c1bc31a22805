"""A process that runs cycles on a warehouse as it is told, some in a fork that may be killed.

    python -m tests.bench.cycling FOLDER CHANNELS     CHANNELS: JSON, name -> webhook or Apprise URL

Each line of its input is JSON: `now`, `do` ("cycle" or "rethread"), `fork`, `coefficients`. It
answers with the process's id, then with the exit status. The model is loaded once, before any
fork, and pages are read in the process itself.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flows.settings import NetworkSettings, Settings, WarehouseSettings
from pipeline.notify import Channel

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Runner:
    """The process, asked one thing at a time."""

    process: subprocess.Popen[str]

    def run(self, now: datetime, do: str = "cycle", coefficients: str = "") -> None:
        """Do it in the process itself; an exception there ends it, and raises here."""
        if code := self._ask(now, do, coefficients):
            raise RuntimeError(f"{do} at {now} ended with {code}")

    def killed(self, now: datetime, after: float, do: str = "cycle", coefficients: str = "") -> int:
        """Do it in a fork and send that SIGKILL `after` seconds; its exit status."""
        return self._ask(now, do, coefficients, after=after, fork=True)

    def ended(self, now: datetime, after: float | None = None, sent: int = signal.SIGKILL) -> int:
        """A cycle in a fork, which is sent a signal `after` seconds, if any; its exit status, that
        of a signal negative, 1 where it raised."""
        return self._ask(now, "cycle", "", after=after, fork=True, sent=sent)

    def _ask(
        self,
        now: datetime,
        do: str,
        coefficients: str,
        *,
        after: float | None = None,
        fork: bool = False,
        sent: int = signal.SIGKILL,
    ) -> int:
        request = {"now": now.isoformat(), "do": do, "fork": fork, "coefficients": coefficients}
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin and stdout
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        pid = int(stdout.readline())
        if after is not None:
            time.sleep(after)
            with suppress(ProcessLookupError):  # it had just finished
                os.kill(pid, sent)
        return int(stdout.readline() or "1")


@contextmanager
def runner(folder: Path, channels: Mapping[str, str]) -> Iterator[Runner]:
    """A running process, ended with the block."""
    command = [sys.executable, "-m", "tests.bench.cycling", str(folder), json.dumps(channels)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, cwd=ROOT) as process:
        yield Runner(process)
        assert process.stdin
        process.stdin.close()


def settings(folder: Path, channels: Mapping[str, str]) -> Settings:
    """Loopback allowed, no waiting between requests."""
    return Settings(
        warehouse=WarehouseSettings(folder=str(folder)),
        network=NetworkSettings(loopback=True, spacing_s=0.0, per_host=16, contact="bench"),
        channels=tuple(
            Channel(name=name, webhook=url, secret="soak")
            if url.startswith("http")
            else Channel(name=name, url=url)
            for name, url in channels.items()
        ),
    )


@cache
def loaded_services_type() -> type:
    """Services with their model loaded, that read pages in this process; imports all, once."""
    import apprise  # noqa: F401, PLC0415 - once, not in every fork
    import feedparser  # noqa: F401, PLC0415

    from flows.services import Services  # noqa: PLC0415
    from pipeline.encoders import load_encoder  # noqa: PLC0415
    from pipeline.pages import content  # noqa: PLC0415
    from pipeline.stories.features import vocabulary  # noqa: PLC0415
    from tests.flows.crashes import Here  # noqa: PLC0415 - the stand-in for worker processes

    content.load_extractors()
    vocabulary("en")
    model = load_encoder()
    model.encode(["warm"])

    class Ready(Services):
        encoder = model
        workers = Here()  # type: ignore[assignment]

    return Ready


def perform_request(
    request: Mapping[str, Any], warehouse: Any, chosen: Settings, services: Any
) -> None:
    """Run one cycle or re-threading."""
    from flows.cycle import cycle  # noqa: PLC0415 - after the model, once
    from flows.tools.rethread import Span, rethread  # noqa: PLC0415

    now = datetime.fromisoformat(request["now"])
    if request["do"] == "cycle":
        cycle(warehouse, services, now)
        return
    path = Path(request["coefficients"]) if request["coefficients"] else None
    report = rethread(warehouse, chosen, Span(coefficients=path, adopt=True), now)
    moved, of = len(report.moved), report.articles
    print(f"re-threaded: {moved} of {of} articles moved", file=sys.stderr)


def perform_in_fork(
    request: Mapping[str, Any], warehouse: Any, chosen: Settings, services_type: type
) -> int:
    """Run it as `newsthread run` does: SIGTERM exits; the exit status, 1 where it raised."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(-signal.SIGTERM))
    try:
        with services_type(chosen) as own:
            perform_request(request, warehouse, chosen, own)
    except SystemExit:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)  # so that the status tells of it
    except Exception as fault:  # noqa: BLE001 - trouble is what is looked for
        print(f"{type(fault).__name__}: {str(fault)[:200]}", file=sys.stderr)
        return 1
    return 0


def main() -> None:
    folder = Path(sys.argv[1])
    chosen = settings(folder, json.loads(sys.argv[2]))
    services_type = loaded_services_type()
    from warehouse.warehouse import Warehouse  # noqa: PLC0415 - after the model, once

    warehouse = Warehouse(folder)
    with services_type(chosen) as services:
        for line in sys.stdin:
            request = json.loads(line)
            if not request["fork"]:
                print(os.getpid(), flush=True)
                perform_request(request, warehouse, chosen, services)
                print(0, flush=True)
                continue
            if not (pid := os.fork()):
                os._exit(perform_in_fork(request, warehouse, chosen, services_type))
            print(pid, flush=True)
            _, status = os.waitpid(pid, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
