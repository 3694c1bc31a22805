"""Alerts: due, handed over, marked.

No protocol makes "the channel accepted" and "we remember that it did" one event. What can be done
is done here: the row is written before the sending and committed right after the acceptance, so
that only a kill within that commit (one sync of the disk, 1-5 ms) sends an alert twice, and then
under the same idempotency key. The files stay locked while a message is on its way, so that two
processes never send the same alert.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pipeline.records import Alert, Delivery
from warehouse.rows import append, incoming, pairs, records
from warehouse.store import PAUSE_S, Connection, Store, ask, tell, transaction

HOLD_S: Final = 1.0
"""Seconds for which the files stay open from one message to the next. To open and close them takes
35 ms of a processor, a message without that 7 (measured 2026-11, 121 messages)."""


@dataclass(slots=True)
class Attempt:
    """What is still to be sent of the alerts asked for, and what came of it."""

    alerts: tuple[Alert, ...]
    tries: dict[str, int]  # earlier attempts by alert id
    deliveries: list[Delivery] = field(default_factory=list)

    def record(self, delivery: Delivery) -> None:
        """Say how one alert went; an alert of which nothing is said stays due."""
        self.deliveries.append(delivery)


@dataclass(slots=True)
class Handover:
    """Messages handed over one by one; after each `HOLD_S` other processes get their turn."""

    outbox: Outbox
    held: ExitStack  # the turn and the open file
    ids: list[str]  # of all alerts that are going to be handed over
    now: datetime
    con: Connection | None = None
    since: float = 0.0  # monotonic seconds: when the file was opened
    tries: dict[str, int] = field(default_factory=dict)  # of those still due

    @contextmanager
    def delivering(self, message: Sequence[Alert]) -> Iterator[Attempt]:
        """Hand one message over: send `attempt.alerts`, `record` each delivery.

        Alerts that another process has handed over meanwhile are left out. An exception from the
        body marks nothing: the alerts stay due.
        """
        con = self._opened()
        due = tuple(alert for alert in message if alert.id in self.tries)
        tries = {alert.id: self.tries[alert.id] for alert in due}
        attempt = Attempt(due, {id_: n for id_, n in tries.items() if n})
        con.begin()
        try:
            for id_, n in tries.items():  # one by one: one alert, one message, is the rule
                tell(con, "foresee_delivery", alert_id=id_, now=self.now, attempt=n + 1)
            yield attempt
        except BaseException:
            con.rollback()
            raise
        if {d.alert_id for d in attempt.deliveries if d.accepted} == set(tries):
            con.commit()
        else:
            con.rollback()
            with transaction(con):
                _add(con, attempt.deliveries)
        for delivery in attempt.deliveries:
            self.tries.pop(delivery.alert_id, None)

    def _opened(self) -> Connection:
        """The open file, in whose alerts nobody else can change anything."""
        if self.con and time.monotonic() - self.since < HOLD_S:
            return self.con
        if self.con:
            self.con = None
            self.held.close()
            time.sleep(2 * PAUSE_S)  # whoever waits for the lock looks every PAUSE_S
        self.con = self.held.enter_context(self.outbox.alone())
        self.since = time.monotonic()
        self.tries = pairs(ask(self.con, "alerts_still_due", ids=self.ids))
        return self.con


class Outbox(Store):
    """The alerts that wait for their channel."""

    def alerts_due(self, now: datetime, most: int = 10_000) -> list[Alert]:
        """Alerts to hand over now, the longest due first."""
        with self.news() as con:
            return records(Alert, ask(con, "alerts_due", now=now, most=most))

    @contextmanager
    def handing_over(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Handover]:
        """Hand alerts over, message by message, each marked as soon as it is accepted.

            with warehouse.handing_over(alerts, now) as handover:
                with handover.delivering([alert]) as attempt:
                    for delivery in send(attempt.alerts, channels, now):
                        attempt.record(delivery)

        All alerts of one message belong into one call of `delivering`, one message into each call.
        No other method may be called before the block ends.
        """
        with ExitStack() as held:
            yield Handover(self, held, [alert.id for alert in alerts], now)

    @contextmanager
    def delivering(self, message: Sequence[Alert], now: datetime) -> Iterator[Attempt]:
        """Hand a single message over: see `Handover.delivering`."""
        with self.handing_over(message, now) as handover, handover.delivering(message) as attempt:
            yield attempt

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """The main file under this process's turn; the caller transacts."""
        with self._turn(), self._open(self.news_path) as con:
            yield con

    def mark(self, deliveries: Sequence[Delivery]) -> int:
        """Record attempts made elsewhere; how many were new."""
        with self.news() as con:
            return _add(con, deliveries)


def _add(con: Connection, deliveries: Sequence[Delivery]) -> int:
    if not deliveries:
        return 0
    table = incoming(con, "store.deliveries", deliveries, tried_at="at")
    return append(con, "add_deliveries", table)
