"""A Prefect server that is down, or goes away, costs a line in the log and no cycle."""

import os
import signal
import socket
import subprocess
import sys
import time
import traceback
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from crashes import HashedWords, QuickServices
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from flows.logs import configure_logging
from flows.monitor import run_cycle_flow
from flows.settings import LogSettings
from pipeline.reasons import STAGES
from sampleworld.compose import load_world
from sampleworld.receiver import run_receiver
from sampleworld.replay import cycle_times, outlet_feeds, replay_settings
from sampleworld.server import serve_world
from sampleworld.stories import START
from warehouse.batch import WAITING
from warehouse.warehouse import Warehouse

pytestmark = [pytest.mark.prefect, pytest.mark.slow]


def run_one(folder, url, encoder=None):
    """Run one cycle of the sample world under the Prefect server of that address."""
    warehouse, now = Warehouse(folder), cycle_times()[1]
    with serve_world(load_world()) as world, run_receiver() as receiver:
        warehouse.feeds.add(outlet_feeds(world), START)
        world.set_time(now)
        with (
            QuickServices(replay_settings(folder, receiver)) as services,
            temporary_settings({PREFECT_API_URL: url, PREFECT_CLIENT_MAX_RETRIES: 0}),
        ):
            services.encoder = encoder or HashedWords()
            configure_logging(LogSettings())
            done = run_cycle_flow(warehouse, services, now)
    assert done.counts["articles"] > 20 and set(done.took_s) == {*STAGES, WAITING}
    assert [cycle.id for cycle in warehouse.cycles()] == [done.id]  # once, and to its end
    return done


def lines(err):
    return [line for line in err.splitlines() if "Prefect fails" in line]


def test_a_server_that_is_down_costs_one_line(tmp_path, capsys):
    run_one(tmp_path, "http://127.0.0.1:9/api")
    err = capsys.readouterr().err
    assert len(lines(err)) == 1 and "Traceback" not in err


@contextmanager
def server(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    process = subprocess.Popen(
        command, env={**os.environ, "PREFECT_HOME": str(home)}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}/api"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{url}/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield process, url
    finally:
        end(process)


def end(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Ending(HashedWords):
    """An encoder whose first texts end the server."""

    def __init__(self, group):
        self.group = group

    def encode(self, texts):
        with suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)
        return super().encode(texts)


@pytest.mark.timeout(300)
def test_a_server_that_goes_away_in_the_middle_costs_one_line(tmp_path):
    """In a process of its own, which ends at once: Prefect would go on sending its events."""
    with server(tmp_path / "prefect") as (process, url):
        command = [sys.executable, __file__, str(tmp_path / "house"), url, str(process.pid)]
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        run = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert process.wait() == -signal.SIGKILL
    assert run.returncode == 0, run.stderr
    assert len(lines(run.stderr)) == 1 and "Traceback" not in run.stderr


def main(folder, url, group):
    code = 1
    try:
        run_one(Path(folder), url, Ending(int(group)))
        code = 0
    finally:
        if code:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
