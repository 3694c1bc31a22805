"""Memory that the allocators of a process hold without use, given back to the system."""

from __future__ import annotations

import ctypes
import threading
import time
from contextlib import suppress

PAUSE_S = 60.0
"""Seconds between two looks at a server (chosen by hand, 2026-11)."""

LEAST_S = 0.2
"""Processor seconds of answers after which there is something to give back: a few pages."""


def give_memory_back() -> None:
    """Give the system what glibc, DuckDB and Arrow hold without use; they keep it else.

    90 MB after a cycle with articles; 590 of 866 after 40 searches by eight threads among a million
    articles. It takes 15 ms of a processor, there 140 (measured 2026-11). Without glibc its part is
    left out.
    """
    from warehouse.instances import release_memory  # noqa: PLC0415 - duckdb

    release_memory()
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def start_giving_back() -> None:
    """Give memory back after every minute in which this process computed, for as long as it is."""
    threading.Thread(target=_give_back_for_good, name="memory", daemon=True).start()


def give_back_after_work(spent_s: float) -> float:
    """Give memory back, if the process has computed for `LEAST_S` beyond `spent_s`.

    Gives its processor seconds from which the next time is counted.
    """
    if time.process_time() - spent_s < LEAST_S:
        return spent_s
    give_memory_back()
    return time.process_time()


def _give_back_for_good() -> None:
    spent_s = time.process_time()
    while True:
        time.sleep(PAUSE_S)
        spent_s = give_back_after_work(spent_s)
