"""The process that answers a question in SQL: started for it, or waiting for the next one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Process = subprocess.Popen[bytes]


@dataclass(slots=True)
class _Spare:
    """One process that has started and waits for its question; each answers a single one."""

    process: Process | None = None
    kept: int = 0  # blocks of `spare_process` that are open
    lock: threading.Lock = field(default_factory=threading.Lock)


_spare = _Spare()


@contextmanager
def spare_process() -> Iterator[None]:
    """Keep a process waiting while the block runs, for servers: a question then costs no start.

    A start is half a second of a processor. The process ends with this one, whose end closes its
    input.
    """
    with _spare.lock:
        _spare.kept += 1
        _spare.process = _spare.process or _start_process()
    try:
        yield
    finally:
        with _spare.lock:
            _spare.kept -= 1
            if not _spare.kept and _spare.process:
                _spare.process.kill()
                _spare.process.communicate()
                _spare.process = None


def run_process(request: bytes, seconds: float) -> tuple[int, bytes, bytes]:
    """Give exit code, output and errors of a process that is handed the request.

    Raises subprocess.TimeoutExpired after `seconds`; the process is killed then.
    """
    process = _take_process()
    try:
        out, errors = process.communicate(request, timeout=seconds)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return process.returncode, out, errors


def _take_process() -> Process:
    with _spare.lock:
        process, _spare.process = _spare.process, None
        if _spare.kept:
            _spare.process = _start_process()
    return process if process and process.poll() is None else _start_process()


def _start_process() -> Process:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "warehouse.sql"], stdin=pipe, stdout=pipe, stderr=pipe
    )
