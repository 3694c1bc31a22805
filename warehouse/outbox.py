"""The outbox: alerts due, handed over message by message, marked as accepted or failed.

No protocol makes "the channel accepted" and "we remember that it did" one event. What can be done
is done here: the row is written before the sending and committed right after the acceptance, so
that only a kill within that commit (one sync of the disk, 1-5 ms) sends an alert twice, and then
under the same idempotency key. Room is kept for it: on a disk that fills up meanwhile it is written
all the same, and on one that is full nothing is sent. The files stay locked while a message is on
its way, so that two processes never send the same alert.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import duckdb

from pipeline.channels.messages import DigestAlert
from pipeline.records import Alert, Delivery
from warehouse.errors import Full, as_warehouse_error
from warehouse.room import give_room, keep_room
from warehouse.rows import execute_on_rows, to_arrow, to_dicts, to_mapping, to_records
from warehouse.store import Connection, Store, execute, fetch_table, transaction
from warehouse.stories import LONG_AGO
from warehouse.tracks import WITHDRAWN

HOLD_S: Final = 1.0
"""Seconds for which the files stay open from one message to the next. To open and close them takes
35 ms of a processor, a message without that 7 (measured 2026-11, 121 messages)."""


@dataclass(slots=True)
class Attempt:
    """What is still to be sent of the alerts of one message, and what came of it."""

    alerts: tuple[Alert, ...]
    tries: dict[str, int]  # earlier attempts by alert id
    deliveries: list[Delivery] = field(default_factory=list)

    def record(self, delivery: Delivery) -> None:
        """Record how one alert went; an alert without a record stays due."""
        self.deliveries.append(delivery)


@dataclass(slots=True)
class Handover:
    """Messages handed over one by one; after each `HOLD_S` other processes get their turn."""

    store: Store
    held: ExitStack  # the turn and the open file
    ids: list[str]  # of all alerts that are going to be handed over
    now: datetime
    con: Connection | None = None
    since: float = 0.0  # monotonic seconds: when the file was opened
    tries: dict[str, int] = field(default_factory=dict)  # of those still due

    @contextmanager
    def attempt(self, message: Sequence[Alert]) -> Iterator[Attempt]:
        """Hand one message over: send `attempt.alerts`, `record` each delivery.

        Alerts that another process has handed over meanwhile are left out. An exception from the
        body marks nothing: the alerts stay due.
        """
        con = self._open_connection()
        due = tuple(alert for alert in message if alert.id in self.tries)
        tries = {alert.id: self.tries[alert.id] for alert in due}
        attempt = Attempt(due, {id_: n for id_, n in tries.items() if n})
        con.begin()
        try:
            for id_, n in tries.items():  # one by one: one alert, one message, is the rule
                execute(con, "add_accepted_delivery", alert_id=id_, now=self.now, attempt=n + 1)
            yield attempt
        except BaseException:
            con.rollback()
            raise
        whole = {d.alert_id for d in attempt.deliveries if d.accepted} == set(tries)
        try:
            _remember(con, attempt.deliveries, written=whole)
        except duckdb.Error as error:
            full = isinstance(as_warehouse_error(error, self.store.news_path), Full)
            if not (full and give_room(self.store.path)):
                raise
            _remember(con, attempt.deliveries, written=False)
        for delivery in attempt.deliveries:
            self.tries.pop(delivery.alert_id, None)

    def _open_connection(self) -> Connection:
        """The open file, in whose alerts nobody else can change anything."""
        if self.con and time.monotonic() - self.since < HOLD_S:
            return self.con
        if self.con:
            self.con = None
            self.held.close()  # whoever waits for a turn has the next one
        self.con = self.held.enter_context(self.store.news_file())
        keep_room(self.store.path)
        self.since = time.monotonic()
        self.tries = to_mapping(fetch_table(self.con, "alerts_still_due", ids=self.ids))
        return self.con


@dataclass(frozen=True, slots=True)
class Outbox:
    """Alerts and their deliveries. Every method is one turn: see `Store`."""

    store: Store

    def alerts(
        self, story_id: str = "", since: datetime = LONG_AGO, most: int | None = None
    ) -> list[dict[str, Any]]:
        """Alerts, the newest first, all or so many: `id, track_id, development_id, story_id,
        channel, created_at, due_at, title, text, state, delivered_at, attempts`; see the view
        `alerts`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "alerts", story_id=story_id, since=since, most=most))

    def channels(self) -> list[dict[str, Any]]:
        """What became of each channel's alerts: `channel, waiting, delivered, given_up,
        delivered_at, refused_at, refusal`."""
        with self.store.reading() as con:
            return to_dicts(fetch_table(con, "channel_deliveries", withdrawn=WITHDRAWN))

    def due(self, now: datetime, most: int = 10_000) -> list[Alert]:
        """Alerts to hand over now, the longest due first, at most `most`.

        Due are those whose `due_at` has come and that are neither accepted, given up nor waiting
        for their next try. Those that are left of a digest in several parts are `DigestAlert`s.
        """
        with self.store.reading() as con:
            due = fetch_table(con, "alerts_due", now=now, most=most)
        cut = due.column("part_id").is_valid()
        parts = iter(to_records(DigestAlert, due.filter(cut)))
        return [
            next(parts) if in_part else alert
            for alert, in_part in zip(to_records(Alert, due), cut.to_pylist(), strict=True)
        ]

    def add_digest_parts(self, alerts: Sequence[DigestAlert]) -> None:
        """Keep how a digest was cut into messages, before the first of them is sent."""
        if alerts:
            with self.store.news() as con:
                table = to_arrow(con, "store.digest_parts", alerts, alert_id="id")
                execute_on_rows(con, "add_digest_parts", table)

    @contextmanager
    def handover(self, alerts: Sequence[Alert], now: datetime) -> Iterator[Handover]:
        """Hand alerts over, message by message, each marked as soon as it is accepted.

            with warehouse.outbox.handover(alerts, now) as handover:
                with handover.attempt([alert]) as attempt:
                    for delivery in send(attempt.alerts, channels, now):
                        attempt.record(delivery)

        All alerts of one message belong into one `attempt`, one message into each. No other method
        of the warehouse may be called before the block ends.
        """
        with ExitStack() as held:
            yield Handover(self.store, held, [alert.id for alert in alerts], now)


def _remember(con: Connection, deliveries: Sequence[Delivery], *, written: bool) -> None:
    """Commit what is `written` already, else write how each alert went."""
    if written:
        con.commit()
        return
    with suppress(duckdb.Error):  # a commit that failed has rolled back already
        con.rollback()
    with transaction(con):
        _add_deliveries(con, deliveries)


def _add_deliveries(con: Connection, deliveries: Sequence[Delivery]) -> None:
    if deliveries:
        table = to_arrow(con, "store.deliveries", deliveries, tried_at="at")
        execute_on_rows(con, "add_deliveries", table)
