"""Work that may hang or crash, done in processes that can be killed.

One hostile document (16,000 attributes on one tag, 100,000 nested ones, a parser bug) may burn a
core for minutes or end the process that reads it. Each document is therefore handed to a worker
process with a deadline, and what it costs is that document alone: its result is a `Lost`.

    with Workers(2, deadline_s=10, preload=("trafilatura",)) as workers:
        for result in workers.map(extract_page, pages):   # in order; Lost where one was lost
            ...
        future = workers.submit(extract_page, page)       # await asyncio.wrap_future(future)

The deadline counts CPU seconds, so that a busy machine loses no document that a quiet one reads;
sleeping ends after `WALL_PER_CPU_S` times as long. Both are kernel timers set inside the worker: it
dies on time even when its parent is gone. Workers are forks of one process that has loaded what
they need (`forkserver`). An idle worker ends when its parent's end of the socket closes, which also
happens at `kill -9`.
"""

from __future__ import annotations

import pickle
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pipeline.forkserver import ForkServer, find_server, receive_message, send_message

A = TypeVar("A")
R = TypeVar("R")

WALL_PER_CPU_S = 4.0
"""Wall seconds granted per CPU second of the deadline: a quarter of a core is enough to keep up.
Chosen by hand (2026-11)."""

GRACE_S = 60.0
"""How long over the worker's own timers the parent waits before it kills: start and imports.
Chosen by hand (2026-11)."""

MEMORY_MB = 2048
"""Address space of a worker. With trafilatura loaded it is 240 MB, with a 3 MB page 280 MB
(measured 2026-11); the rest is room for hostile documents that still end."""

TARGET = "pipeline.workers:answer_calls"
"""What a worker process runs."""

_SIGNALS = {-signal.SIGPROF, -signal.SIGALRM}


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a call has no result: it ran over its deadline, or it raised or ended its process."""

    reason: Literal["timeout", "crashed"]
    detail: str = ""


class Workers:
    """`n` worker processes, started when first needed, replaced when lost; threads may share it.

    `deadline_s` is CPU seconds per call, `memory_mb` the address space of a worker (0: no limit),
    `preload` names modules, or functions as "module:name" to be called, outside any deadline,
    `calls_each` how many calls a worker answers before a fresh one takes its place (parsers'
    caches grow). Raises ValueError when `n` or `deadline_s` is not positive.
    """

    def __init__(
        self,
        n: int = 2,
        *,
        deadline_s: float = 10.0,
        memory_mb: int = MEMORY_MB,
        preload: Sequence[str] = (),
        calls_each: int = 5000,
    ) -> None:
        if n < 1 or deadline_s <= 0:
            raise ValueError(f"Workers(n={n}, deadline_s={deadline_s}): both must be positive")
        self.n, self.deadline_s, self.calls_each = n, deadline_s, calls_each
        self._preload, self._memory_mb = tuple(preload), memory_mb
        self._threads = ThreadPoolExecutor(n, thread_name_prefix="worker")
        self._local = threading.local()
        self._alive: set[_Worker] = set()
        self._closed = False
        self._server: ForkServer | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(
        self, function: Callable[[A], R], argument: A, *, deadline_s: float | None = None
    ) -> Future[R | Lost]:
        """Run `function(argument)` in a worker: its result, or `Lost`, in a future.

        The function must be importable by name, the argument picklable; else the future raises
        what pickle raises. `deadline_s` (CPU seconds) stands in for the workers' own. RuntimeError
        after `close`.
        """
        return self._threads.submit(self._call, function, argument, deadline_s or self.deadline_s)

    def map(
        self,
        function: Callable[[A], R],
        arguments: Iterable[A],
        *,
        deadline_s: float | None = None,
    ) -> Iterator[R | Lost]:
        """`function` of each argument, in order, `n` at a time; all are submitted at once."""
        futures = [self.submit(function, a, deadline_s=deadline_s) for a in arguments]
        return (future.result() for future in futures)

    def close(self) -> None:
        """End every worker; calls under way come back `Lost`."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._alive):
            worker.end()
        self._threads.shutdown(wait=True)

    def _call(self, function: Callable[[A], R], argument: A, deadline_s: float) -> R | Lost:
        task = pickle.dumps((function, argument))
        worker = getattr(self._local, "worker", None)
        if worker is None or worker.gone:
            try:
                worker = self._start_worker()
            except OSError as error:
                return Lost("crashed", f"no worker process: {error}")
        result: R | Lost = worker.call(task, deadline_s)
        if worker.ended or worker.calls >= self.calls_each:
            worker.end()
            self._alive.discard(worker)
            self._local.worker = None
        return result

    def _start_worker(self) -> _Worker:
        """A new worker of this thread. OSError when it cannot be had."""
        if (old := getattr(self._local, "worker", None)) is not None:
            old.end()
            self._alive.discard(old)
        if self._server is None or self._server.ended:
            self._server = find_server(self._preload, TARGET)
        worker = self._local.worker = _Worker(self._server, self._memory_mb)
        self._alive.add(worker)
        if self._closed:  # closed while this worker started
            worker.end()
        return worker


class _Worker:
    """One process and our end of its socket. OSError where none can be had."""

    def __init__(self, server: ForkServer, memory_mb: int) -> None:
        self.socket, theirs = socket.socketpair()
        self._server = server
        try:
            self._pid = server.fork(theirs, memory_mb)
        except OSError:
            self.socket.close()
            raise
        finally:
            theirs.close()
        self.calls = 0
        self.ended = False
        self._code = 0
        self._ending = threading.Lock()

    @property
    def gone(self) -> bool:
        """Whether it ended while nothing was asked of it: no one's fault."""
        if self.ended:
            return True
        try:
            self.socket.settimeout(0)
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            pass
        return True

    def call(self, task: bytes, deadline_s: float) -> Any:
        """The result of one task; afterwards `ended` says whether the process is gone."""
        self.calls += 1
        until = time.monotonic() + deadline_s * WALL_PER_CPU_S + GRACE_S
        try:
            send_message(self.socket, struct.pack("<d", deadline_s) + task, until)
            done, value = pickle.loads(receive_message(self.socket, until))  # noqa: S301 - our own child
        except TimeoutError:
            self.end()
            return Lost("timeout", f"worker did not end within {deadline_s:g} CPU seconds")
        except OSError:
            code = self.end()
            if code in _SIGNALS:
                return Lost("timeout", f"over {deadline_s:g} CPU seconds")
            return Lost("crashed", f"worker ended with {_exit_name(code)}")
        return value if done else Lost("crashed", value)

    def end(self) -> int:
        """Close, kill if still there, reap; the exit code."""
        with self._ending:  # a thread that waits on it, and who closes all
            if not self.ended:
                self.ended = True
                with suppress(OSError):
                    self.socket.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits on it
                self._code = self._server.end(self._pid)
                self.socket.close()
            return self._code


def _exit_name(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


# --- inside the worker ---------------------------------------------------------------------


def answer_calls(sock: socket.socket, memory_mb: int) -> None:
    """Answer calls on the socket until it closes: the whole life of a worker process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the timers end the process, in C code too
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit_memory(memory_mb)
    with suppress(ConnectionError):
        while True:
            message = receive_message(sock)
            (deadline_s,) = struct.unpack_from("<d", message)
            send_message(sock, _run_task(message[8:], deadline_s))


def _run_task(task: bytes, deadline_s: float) -> bytes:
    """Run one task between its timers; (True, result) or (False, what was raised), pickled."""
    try:
        function, argument = pickle.loads(task)  # noqa: S301 - sent by our parent; imports happen here
        signal.setitimer(signal.ITIMER_PROF, deadline_s)
        signal.setitimer(signal.ITIMER_REAL, deadline_s * WALL_PER_CPU_S)
        return pickle.dumps((True, function(argument)))
    except Exception as error:  # noqa: BLE001 - whatever a document raises is its outcome
        return pickle.dumps((False, f"{type(error).__name__}: {error}"[:500]))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory(memory_mb: int) -> None:
    if memory_mb:
        import resource  # noqa: PLC0415 - POSIX only

        with suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
