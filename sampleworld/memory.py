"""Memory of this process and all it has started, watched while something runs.

A page that several processes share counts once, divided among them (proportional set size, Linux);
elsewhere the largest resident size of this process and of an ended child are added up. To divide
them costs the kernel 60 ms for a process of 2 GB (2026-11), during which its memory stands still: a
thirteenth of what was measured so. Hence that is done where the resident sizes, which cost nothing,
add up to more than at any time before.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.processes import descendants

EVERY_S = 0.5
"""Between two looks at resident sizes. Chosen by hand (2026-11)."""

_MORE = 1.02
"""Times the resident sizes of the last time that memory was divided: the peak is right to about
two hundredths."""

_PROC = Path("/proc")
_SHARE = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Peak:
    """The most that was seen."""

    mb: float = 0.0


@contextmanager
def watch_memory(without: Collection[int] = ()) -> Iterator[Peak]:
    """Look again and again until the block ends, and once more then."""
    peak, over = Peak(memory_mb(without)), threading.Event()

    def look() -> None:
        most = 0
        while not over.wait(EVERY_S):
            if (resident := _sum_over_processes(_resident_pages, without)) > most * _MORE:
                most = resident
                peak.mb = max(peak.mb, memory_mb(without))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
        peak.mb = max(peak.mb, memory_mb(without))


def memory_mb(without: Collection[int] = ()) -> float:
    """Megabytes of this process and its descendants now, but those in `without`."""
    if not (_PROC / "self" / "smaps_rollup").exists():
        unit = 1 if sys.platform == "darwin" else 1024
        kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(resource.getrusage(kind).ru_maxrss * unit for kind in kinds) / 1e6
    return _sum_over_processes(_share_kb, without) * 1024 / 1e6


def _sum_over_processes(size: Callable[[int], int], without: Collection[int]) -> int:
    """The sum of this process's and its descendants'; 0 of one that has ended meanwhile."""
    total = 0
    for pid in (os.getpid(), *descendants(os.getpid(), without)):
        with suppress(OSError):
            total += size(pid)
    return total


def _resident_pages(pid: int) -> int:
    """Shared ones count in each process."""
    return int((_PROC / str(pid) / "statm").read_text().split()[1])


def _share_kb(pid: int) -> int:
    found = _SHARE.search((_PROC / str(pid) / "smaps_rollup").read_bytes())
    return int(found[1]) if found else 0
