"""Whom a process has started. Read from /proc (Linux); elsewhere nobody is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def descendants(pid: int, without: Collection[int] = ()) -> Iterator[int]:
    """Numbers of those whom a process and they have started, as far as they still run.

    Those in `without` are left out with theirs.
    """
    for children in PROC.glob(f"{pid}/task/*/children"):
        with suppress(OSError):
            for child in map(int, children.read_text().split()):
                if child not in without:
                    yield child
                    yield from descendants(child, without)
