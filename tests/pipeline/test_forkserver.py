"""Processes that share what one has loaded."""

import os
import signal
import socket
from pathlib import Path

import pytest

from pipeline.forkserver import ForkServer, find_server
from pipeline.workers import TARGET, Workers

PRELOAD = ("tests.pipeline.test_forkserver:note_loading",)


def note_loading():
    """Leave a file named by the process that has loaded."""
    if folder := os.environ.get("NOTED_IN"):
        (Path(folder) / str(os.getpid())).touch()


def both_numbers(_):
    return os.getppid(), os.getpid()


@pytest.fixture
def noted(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTED_IN", str(tmp_path))
    return tmp_path


def test_many_workers_load_once(noted):
    for _ in range(3):
        with Workers(2, preload=PRELOAD, calls_each=2) as workers:
            seen = set(workers.map(both_numbers, range(12)))
    (loaded,) = noted.iterdir()
    assert {server for server, _ in seen} == {int(loaded.name)}
    assert len({worker for _, worker in seen}) > 2


def test_a_server_that_is_killed_is_followed_by_another():
    with Workers(1, calls_each=1) as workers:
        server, _ = workers.submit(both_numbers, 0).result()
        os.kill(server, signal.SIGKILL)
        found = [workers.submit(both_numbers, n).result() for n in range(3)]
    assert isinstance(found[-1], tuple)
    assert found[-1][0] != server


def test_what_cannot_be_loaded_is_said():
    with Workers(1, preload=("no_such_module",)) as workers:
        lost = workers.submit(both_numbers, 0).result()
    assert lost.reason == "crashed"
    assert lost.detail.startswith("no worker process")


def test_others_get_another_server_and_the_same_one_again():
    first = find_server((), TARGET)
    assert find_server((), TARGET) is first
    assert find_server(("json",), TARGET) is not first


def test_a_fork_that_ended_by_itself_tells_its_code():
    server = ForkServer((), TARGET)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = server.fork(theirs, 0)
    assert server.end(process) == 0  # its socket closed, so its work was done
