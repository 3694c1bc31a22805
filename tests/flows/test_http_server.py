"""The page's server ends when it is told to, whatever is under way."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

from flows.http_server import PATIENCE_S
from warehouse.locks import locked
from warehouse.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
BOMB = quote("SELECT count(*) FROM range(10000000000000)")
UNDER_WAY = {
    "nothing": b"",
    "a request half sent": b"GET /stories HTT",
    "a question in SQL": f"GET /ask.json?sql={BOMB} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
    "a page that waits for the files": b"GET /stories HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


def threads_of(process):
    return list(Path(f"/proc/{process.pid}/task").iterdir())


def settled_threads_of(process):
    """When it has made its pages and no thread begins or ends any more."""
    counts = [0]
    while len(counts) < 10 or len(set(counts[-10:])) > 1:
        time.sleep(0.1)
        counts.append(len(threads_of(process)))
    return counts[-1]


@pytest.fixture
def page(tmp_path):
    """The page over an empty warehouse in a process of its own, its port and the folder."""
    Warehouse(tmp_path).publish()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "flows.cli", "--folder", tmp_path, "web", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=-1, stderr=-1, text=True) as process:
        assert "newsthread is at" in process.stdout.readline()
        yield process, port, tmp_path
        process.kill()


def test_it_ends_within_seconds_of_sigterm_whatever_is_under_way(page):
    """Asked for are five seconds; on a busy machine twice as many pass."""
    assert PATIENCE_S < 4
    process, port, folder = page
    with ExitStack() as held:
        before = settled_threads_of(process)
        held.enter_context(locked(folder, "warehouse.lock", 10.0, "a test"))
        for sent in UNDER_WAY.values():
            asked = held.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            asked.sendall(sent)
        while len(threads_of(process)) < before + 2:  # one for each that takes time
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(30) == -signal.SIGTERM
        assert time.monotonic() - began < 10
    assert "Traceback" not in process.stderr.read()
