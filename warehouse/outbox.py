"""Alerts: due, handed over, marked.

No protocol makes "the channel accepted" and "we remember that it did" one event. What can be done
is done here: the row is written before the sending and committed right after the acceptance, so
that only a kill within that commit (one sync of the disk, 1-5 ms) sends an alert twice, and then
under the same idempotency key. The files stay locked while a message is on its way, so that two
processes never send the same alert.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.records import Alert, Delivery
from warehouse.rows import append, incoming, pairs, records
from warehouse.store import Connection, Store, ask, transaction


@dataclass(slots=True)
class Attempt:
    """What is still to be sent of the alerts asked for, and what came of it."""

    alerts: tuple[Alert, ...]
    tries: dict[str, int]  # earlier attempts by alert id
    deliveries: list[Delivery] = field(default_factory=list)

    def record(self, delivery: Delivery) -> None:
        """Say how one alert went; an alert of which nothing is said stays due."""
        self.deliveries.append(delivery)


class Outbox(Store):
    """The alerts that wait for their channel."""

    def alerts_due(self, now: datetime, most: int = 10_000) -> list[Alert]:
        """Alerts to hand over now, the longest due first."""
        with self.news() as con:
            return records(Alert, ask(con, "alerts_due", now=now, most=most))

    def attempts(self, ids: Sequence[str]) -> dict[str, int]:
        """How often each of these alerts has been tried; untried ones are left out."""
        with self.news() as con:
            return pairs(ask(con, "attempts", ids=list(ids)))

    @contextmanager
    def delivering(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Attempt]:
        """Hand alerts over: send those of `attempt.alerts`, `record` each delivery.

            with warehouse.delivering([alert], now) as attempt:
                for delivery in notify(attempt.alerts, channels, now):
                    attempt.record(delivery)

        All alerts of one message belong into one call, one message into each call. Alerts that
        another process has handed over meanwhile are left out. An exception from the body marks
        nothing: the alerts stay due.
        """
        ids = [alert.id for alert in alerts]
        with self._turn(), self._open(self.news_path) as con:
            due = records(Alert, ask(con, "alerts_still_due", ids=ids))
            tries = pairs(ask(con, "attempts", ids=ids))
            attempt = Attempt(tuple(due), tries)
            foreseen = [
                Delivery(alert_id=a.id, at=now, accepted=True, attempt=tries.get(a.id, 0) + 1)
                for a in due
            ]
            con.begin()
            try:
                _add(con, foreseen)
                yield attempt
            except BaseException:
                con.rollback()
                raise
            if {d.alert_id for d in attempt.deliveries if d.accepted} == {a.id for a in due}:
                con.commit()
                return
            con.rollback()
            with transaction(con):
                _add(con, attempt.deliveries)

    def mark(self, deliveries: Sequence[Delivery]) -> int:
        """Record attempts made elsewhere; how many were new."""
        with self.news() as con:
            return _add(con, deliveries)


def _add(con: Connection, deliveries: Sequence[Delivery]) -> int:
    if not deliveries:
        return 0
    table = incoming(con, "store.deliveries", deliveries, tried_at="at")
    return append(con, "add_deliveries", table)
