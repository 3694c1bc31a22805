"""Who runs a cycle on a warehouse: one process at a time, by an advisory lock."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from flows.logs import log_event
from warehouse.errors import Busy
from warehouse.locks import lock_holder, locked

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

LOCK = "cycle.lock"
"""File in the warehouse's folder, locked by the process that runs a cycle; holds its number, and
under Prefect the name of the run."""


class CycleAtWork(Busy):
    """Another process runs a cycle on this warehouse, or places articles otherwise.

    `holder`: its number, with the name of its run under Prefect.
    """

    def __init__(self, message: str, holder: str = "unknown") -> None:
        super().__init__(message)
        self.holder = holder


@contextmanager
def cycle_lock(warehouse: Warehouse, wait_s: float = 1.0, what: str = "") -> Iterator[None]:
    """Hold the warehouse's cycle lock: two that place at once would not see each other's stories.

    It ends with its process, so that nothing needs clearing after `kill -9`. A wait is logged.
    `what` is held it for, as those who wait in vain are told. Raises CycleAtWork when another
    process holds it for `wait_s` seconds.
    """
    with ExitStack() as held:
        try:
            held.enter_context(locked(warehouse.path, LOCK, 0.0, what))
        except Busy:
            holder = lock_holder(warehouse.path / LOCK)
            log_event(logging.INFO, f"waiting for the lock held by process {holder}")
            try:
                held.enter_context(locked(warehouse.path, LOCK, wait_s, what))
            except Busy as busy:
                raise CycleAtWork(str(busy), holder) from None
        yield


def is_cycle_at_work(warehouse: Warehouse) -> bool:
    """Whether any process runs a cycle on this warehouse now."""
    try:
        with locked(warehouse.path, LOCK, 0.0):
            return False
    except Busy:
        return True
