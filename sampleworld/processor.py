"""Processor seconds of this process and all it has started: what a busy machine alters least.

Read from /proc (Linux); elsewhere those of this process and of ended children.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress

from pipeline.processes import PROC, descendants


def processor_seconds(without: Collection[int] = ()) -> float:
    """Seconds so far, user and system; those of processes in `without`, and of theirs, left out."""
    own = os.times()
    spent = own.user + own.system + own.children_user + own.children_system
    if not PROC.exists():
        return spent
    tick = os.sysconf("SC_CLK_TCK")
    return spent + sum(_ticks(pid) for pid in descendants(os.getpid(), without)) / tick


def _ticks(pid: int) -> int:
    with suppress(OSError):
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15]))
    return 0
