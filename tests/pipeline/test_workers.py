import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.workers import Lost, Workers


def double(x):
    return 2 * x


def spin(_):
    while True:
        pass


def spin_in_c(_):
    return sum(range(10**12))


def segfault(_):
    return ctypes.string_at(0)


def leave(code):
    os._exit(code)


def grow(mb):
    return len(bytearray(mb << 20))


def shout(x):
    print("noise on stdout" * 10_000)
    return x


def either(x):
    return spin(x) if x == "hang" else segfault(x) if x == "crash" else x


def pid(_):
    return os.getpid()


def spin_after(fifo):
    """Tell whoever reads the named pipe, then hang."""
    Path(fifo).write_text("begun")
    return spin(0)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ends(pid, within_s=30):
    """Whether a process, a child or not, ends; woken by the kernel when it does."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within_s)[0])
    finally:
        os.close(handle)


@pytest.fixture(scope="module")
def workers():
    with Workers(2, deadline_s=0.5) as workers:
        yield workers


def test_results_come_in_order(workers):
    assert list(workers.map(double, range(50))) == [2 * i for i in range(50)]


def test_large_arguments_and_results_pass(workers):
    assert workers.submit(double, b"x" * 5_000_000).result() == b"x" * 10_000_000


@pytest.mark.parametrize("endless", [spin, spin_in_c, time.sleep])
def test_a_hang_is_a_timeout_and_the_next_call_works(workers, endless):
    lost = workers.submit(endless, 1000).result(timeout=30)
    assert isinstance(lost, Lost)
    assert lost.reason == "timeout"
    assert workers.submit(double, 4).result() == 8


def test_a_crash_costs_its_document_alone(workers):
    tasks = ["a", "hang", "b", "crash", "c"]
    results = list(workers.map(either, tasks))
    assert [r if isinstance(r, str) else r.reason for r in results] == [
        *("a", "timeout", "b", "crashed", "c")
    ]


def test_an_exit_code_is_told(workers):
    assert workers.submit(leave, 7).result() == Lost("crashed", "worker ended with exit code 7")


def test_an_exception_is_a_value(workers):
    lost = workers.submit(double, None).result()
    assert lost.reason == "crashed"
    assert "TypeError" in lost.detail


def test_memory_is_limited():
    with Workers(1, memory_mb=400) as workers:
        assert workers.submit(grow, 10).result() == 10 << 20
        lost = workers.submit(grow, 1000).result()
        assert (lost.reason, "MemoryError" in lost.detail) == ("crashed", True)


def test_what_libraries_print_is_no_result(workers):
    assert workers.submit(shout, 3).result() == 3


def test_workers_stay_and_are_renewed():
    with Workers(1, calls_each=3) as workers:
        pids = list(workers.map(pid, range(6)))
    assert len(set(pids[:3])) == 1
    assert len(set(pids)) == 2


def test_a_worker_killed_while_idle_costs_nothing():
    with Workers(1) as workers:
        first = workers.submit(pid, 0).result()
        os.kill(first, signal.SIGKILL)
        assert ends(first)
        assert workers.submit(pid, 0).result() not in {first, None}


def test_closing_leaves_no_process_even_in_the_middle_of_a_hang(tmp_path):
    os.mkfifo(fifo := tmp_path / "begun")
    workers = Workers(2, deadline_s=60)
    pids = set(workers.map(pid, range(8)))
    hang = workers.submit(spin_after, fifo)
    assert fifo.read_text() == "begun"
    workers.close()
    assert hang.result().reason == "crashed"
    assert not any(alive(p) for p in pids)


PARENT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
sys.path[:] = {path!r}
from tests.pipeline.test_workers import pid, spin_after
from pipeline.workers import Workers
workers = Workers(1, deadline_s=1)
print(workers.submit(pid, 0).result(), flush=True)
if {hang}:
    workers.submit(spin_after, {fifo!r})
signal.pause()
"""


@pytest.mark.parametrize("hang", [False, True])
@pytest.mark.parametrize("sig", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_their_parent(sig, hang, tmp_path):
    os.mkfifo(fifo := tmp_path / "begun")
    code = PARENT.format(path=[*sys.path, str(Path.cwd())], hang=hang, fifo=str(fifo))
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    child = int(parent.stdout.readline())
    if hang:
        assert fifo.read_text() == "begun"
    parent.send_signal(sig)
    parent.wait(20)
    parent.stdout.close()
    assert ends(child)


@pytest.mark.parametrize("bad", [{"n": 0}, {"deadline_s": 0}])
def test_bad_settings_are_named(bad):
    with pytest.raises(ValueError, match="must be positive"):
        Workers(**bad)
