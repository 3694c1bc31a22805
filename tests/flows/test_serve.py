"""`newsthread serve` without a server to register at: one line that says how to get one."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.refusal import SettingsError
from flows.serve import serve
from flows.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (None, "no Prefect server set; start one with `prefect server start`"),
        ("http://127.0.0.1:9/api", "http://127.0.0.1:9/api: no Prefect server answers there"),
    ],
)
def test_a_server_that_is_not_there_is_said_at_once(url, line):
    with (
        temporary_settings({PREFECT_API_URL: url}),
        pytest.raises(SettingsError, match="^" + line) as refusal,
    ):
        serve(Settings(), timedelta(minutes=5))
    assert "\n" not in str(refusal.value)


STUCK = """
import asyncio, os, signal, subprocess
from flows.serve import EndingRunner

class Stuck(EndingRunner):
    async def astop(self):
        await asyncio.sleep(60)  # a server that does not answer

async def main():
    signal.signal(signal.SIGTERM, Stuck().handle_sigterm)
    print(subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 60"]).pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_it_ends_within_seconds_of_sigterm_whatever_prefect_waits_for():
    """And its runs with it. Asked for are five seconds; on a busy machine twice as many pass."""
    with subprocess.Popen([sys.executable, "-c", STUCK], cwd=ROOT, stdout=-1, text=True) as process:
        run = int(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        process.wait(30)
        assert time.monotonic() - began < 10
        while Path(f"/proc/{run}").exists() and "State:\tZ" not in status_of(run):
            assert time.monotonic() - began < 20
            time.sleep(0.05)


def status_of(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/status").read_text()
    return "State:\tZ"
