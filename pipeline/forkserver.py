"""Processes that start in milliseconds: forks of one that has loaded what they need.

    server = find_server(("feedparser",), "pipeline.workers:answer_calls")
    pid = server.fork(theirs, 2048)    # runs answer_calls(theirs, 2048)
    code = server.end(pid)             # killed if it is still there, and reaped

Loading the extractors takes 1.7 CPU seconds (measured 2026-11); a fork of a process that has loaded
them takes 2 ms and shares its memory. That process does nothing else and has no thread but those of
allocators, which know forks, so that forking it is safe. It ends when its parent's end of the
socket closes, which also happens at `kill -9`, and its forks with it.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

_HEAD = struct.Struct("<Q")

START_S = 120.0
"""How long a server may take to start, imports included, before it is killed. Chosen by hand
(2026-11)."""

DYING_S = 0.05
"""Seconds in which a dying process may tell its own reason before it is killed. Chosen by hand
(2026-11)."""


class ForkServer:
    """Our end of one server, started at once; threads may share it.

    `preload` names modules, or functions as "module:name" to be called; `target` the function that
    a fork runs, with the socket and the number that `fork` was given. Its end, and that of this
    process, ends the server.
    """

    def __init__(self, preload: Sequence[str], target: str) -> None:
        self.loaded = (tuple(preload), target)
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._socket, theirs = socket.socketpair()
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; "
            f"from pipeline.forkserver import serve_forks; "
            f"serve_forks({theirs.fileno()}, *{self.loaded!r})"
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-c", code],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what a library prints is not a result
            start_new_session=True,  # Ctrl-C is the parent's to handle
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        theirs.close()
        self._close = weakref.finalize(self, _end_process, self._process, self._socket)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether the server is gone, or that of the process which this one is a fork of."""
        return self._owner != os.getpid() or self._process.poll() is not None

    def fork(self, theirs: socket.socket, memory_mb: int) -> int:
        """The number of a new process that runs the target on `theirs` and `memory_mb`.

        OSError where the server has ended, or does not start in time.
        """
        return int(self._ask(("fork", memory_mb, sys.path, os.getcwd()), theirs))  # noqa: PTH109

    def end(self, pid: int) -> int:
        """The exit code of a process of ours, killed if it is still there."""
        try:
            return int(self._ask(("end", pid)))
        except OSError:  # whoever has inherited the process reaps it
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            return -signal.SIGKILL

    def _ask(self, request: tuple[Any, ...], passed: socket.socket | None = None) -> Any:
        with self._lock:
            if not self._close.alive:
                raise ConnectionError("closed")
            try:
                data = pickle.dumps(request)
                fds = [] if passed is None else [passed.fileno()]
                self._socket.settimeout(START_S)
                socket.send_fds(self._socket, [_HEAD.pack(len(data))], fds)
                self._socket.sendall(data)
                return pickle.loads(receive_message(self._socket, time.monotonic() + START_S))  # noqa: S301 - our own child
            except OSError:
                self._close()  # half a message may be under way: nothing more can be asked
                raise


def _end_process(process: subprocess.Popen[bytes], sock: socket.socket) -> None:
    sock.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(DYING_S)
    process.kill()
    process.wait()


_newest: dict[str, ForkServer] = {}
_finding = threading.Lock()


def find_server(preload: Sequence[str], target: str) -> ForkServer:
    """The server that has loaded these: the target's newest one where it fits, else a new one.

    The newest is kept for who comes next; an older one ends with its last user.
    """
    with _finding:
        found = _newest.get(target)
        if not found or found.loaded != (tuple(preload), target) or found.ended:
            found = _newest[target] = ForkServer(preload, target)
        return found


def send_message(sock: socket.socket, data: bytes, until: float | None = None) -> None:
    """Send one message. TimeoutError after `until`, a time of `time.monotonic`."""
    sock.settimeout(None if until is None else max(until - time.monotonic(), 0.001))
    sock.sendall(_HEAD.pack(len(data)) + data)


def receive_message(sock: socket.socket, until: float | None = None) -> bytes:
    """One message. ConnectionError when the other end is gone, TimeoutError after `until`."""
    return _receive_exactly(sock, _HEAD.unpack(_receive_exactly(sock, _HEAD.size, until))[0], until)


def _receive_exactly(sock: socket.socket, n: int, until: float | None = None) -> bytes:
    parts = bytearray()
    while len(parts) < n:
        sock.settimeout(None if until is None else max(until - time.monotonic(), 0.001))
        part = sock.recv(min(n - len(parts), 1 << 20))
        if not part:
            raise ConnectionError("closed")
        parts += part
    return bytes(parts)


# --- inside the server and its forks -------------------------------------------------------


def serve_forks(fd: int, preload: Sequence[str], target: str) -> None:
    """Load, then fork and reap as asked on socket `fd` until it closes: the life of a server."""
    sock = socket.socket(fileno=fd)
    for name in preload:
        if callable(loaded := _load(name)):
            loaded()
    run = _load(target)
    gc.collect()
    gc.freeze()  # what was loaded stays shared: no collection writes into it
    forks: set[int] = set()
    try:
        with suppress(ConnectionError):
            while answer_request(sock, run, forks):
                pass
    finally:
        for pid in forks:  # nobody is left to end them, and what they compute
            os.kill(pid, signal.SIGKILL)


def answer_request(
    sock: socket.socket, run: Callable[[socket.socket, int], None], forks: set[int]
) -> bool:
    """Fork or reap as the next request says, and keep count in `forks`; False: there is none."""
    head, fds, _, _ = socket.recv_fds(sock, _HEAD.size, 1)
    if not head:
        return False
    head += _receive_exactly(sock, _HEAD.size - len(head))
    request = pickle.loads(_receive_exactly(sock, _HEAD.unpack(head)[0]))  # noqa: S301 - sent by our parent
    if request[0] == "fork":
        reply = _fork(sock, fds[0], request[1:], run)
        forks.add(reply)
    else:
        forks.discard(request[1])
        reply = _reap(request[1])
    send_message(sock, pickle.dumps(reply))
    return True


def _load(name: str) -> Any:
    module, _, function = name.partition(":")
    loaded = importlib.import_module(module)
    return getattr(loaded, function) if function else loaded


def _fork(
    control: socket.socket,
    fd: int,
    setup: tuple[int, list[str], str],
    run: Callable[[socket.socket, int], None],
) -> int:
    if pid := os.fork():
        os.close(fd)
        return pid
    code = 1
    try:
        control.close()
        memory_mb, sys.path[:], folder = setup
        with suppress(OSError):  # a folder that is gone holds nothing to import
            os.chdir(folder)
        run(socket.socket(fileno=fd), memory_mb)
        code = 0
    except BaseException:  # noqa: BLE001 - no way leads back into the server
        traceback.print_exc()
    finally:
        os._exit(code)


def _reap(pid: int) -> int:
    until = time.monotonic() + DYING_S
    while (ended := os.waitpid(pid, os.WNOHANG))[0] == 0 and time.monotonic() < until:
        time.sleep(0.001)
    if ended[0] == 0:
        os.kill(pid, signal.SIGKILL)
        ended = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(ended[1])
