"""What every page works with: settings, warehouse, encoder; and what is known of one request."""

from __future__ import annotations

import logging
import math
import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flows.cycle_lock import is_cycle_at_work
from flows.settings import Settings, is_zone
from flows.web.page import Elsewhere, NotHere

if TYPE_CHECKING:
    from pipeline.channels.sending import Channel
    from pipeline.encoders import Encoder
    from warehouse.warehouse import Warehouse

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

MOST_REMEMBERED = 128
"""Reports kept until the warehouse changes (chosen by hand, 2026-11)."""

MOST_BYTES = 16_000_000
"""Of the reports kept, pickled: 50 MB in memory (measured 2026-11). A usual one has 10-50 KB, one
of a thousand changes 1 MB: 128 of these would take 400 MB."""

LATE_S = 30.0
"""Seconds for which a report is given again while a cycle is at work, which changes the warehouse
again and again and lets readers wait for their turn; and at any time the monitor's status. Chosen
by hand (2026-11)."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A report, the state of the warehouse that it is of, and the monotonic time of its making."""

    state: Any
    made_s: float
    value: Any
    size: int  # bytes, pickled


@dataclass(slots=True)
class Site:
    """The warehouse that the pages show, and what is kept between two requests."""

    settings: Settings
    warehouse: Warehouse
    token: str = ""  # that every request has to bring; "": none, for loopback alone
    hosts: frozenset[str] = frozenset({"localhost"})  # names it is asked for by, besides addresses
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    served: bool = False  # by a server: what takes seconds is done beside the answers
    _reports: OrderedDict[Hashable, _Kept] = field(default_factory=OrderedDict)
    _changed_s: float = 0.0  # monotonic, when a form or what it began last changed the warehouse
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _expected: bool = False
    _busy: set[Hashable] = field(default_factory=set)  # reports and stories: what is made beside

    def remembered(
        self,
        key: Hashable,
        report: Callable[[], T],
        *,
        for_good: bool = False,
        most_s: float = math.inf,
    ) -> T:
        """Give what `report` gave for this key, while the warehouse is as it was then.

        `for_good`: whatever becomes of the warehouse. `most_s`: for so long, of what the clock
        changes too.

        Writing changes the main file's time or size; opening it does not. So a page asked for
        again costs the monitor nothing. While a cycle is at work the last report may be up to
        `LATE_S` old, and is made anew beside; what a form changed is always seen.
        """
        state = () if for_good else self.warehouse.store.stamp()
        with self._lock:
            kept = self._reports.get(key)
            if kept:
                self._reports.move_to_end(key)
        if kept and kept.state == state and kept.made_s > time.monotonic() - most_s:
            return cast("T", kept.value)
        if kept and self._may_be_late(kept):
            self._renew(key, report)
            return cast("T", kept.value)
        return self._made(key, report, state)

    def _made(self, key: Hashable, report: Callable[[], T], state: Any) -> T:
        made_s, value = time.monotonic(), report()
        kept = _Kept(state, made_s, value, len(pickle.dumps(value)))
        with self._lock:
            self._reports[key] = kept
            self._reports.move_to_end(key)
            size = sum(each.size for each in self._reports.values())
            while len(self._reports) > (MOST_REMEMBERED if size <= MOST_BYTES else 1):
                size -= self._reports.popitem(last=False)[1].size
        return value

    def _may_be_late(self, kept: _Kept) -> bool:
        return (
            self.served
            and kept.made_s > max(self._changed_s, time.monotonic() - LATE_S)
            and is_cycle_at_work(self.warehouse)
        )

    def _renew(self, key: Hashable, report: Callable[[], object]) -> None:
        """Make a report anew beside the answers."""

        def work(_: list[Hashable]) -> None:
            try:
                self._made(key, report, self.warehouse.store.stamp())
            except Exception as fault:
                with self._lock:
                    self._reports.pop(key, None)  # whoever asks next is told
                if not isinstance(fault, NotHere | Elsewhere):
                    raise

        self._once_beside([key], work)

    def note_change(self) -> None:
        """Let no report be given that is older than now: the reader has changed something."""
        self._changed_s = time.monotonic()

    def channels(self) -> dict[str, Channel]:
        """Give the channels by name: those of the settings and those that were added."""
        from flows.channels import known_channels  # noqa: PLC0415 - it needs the warehouse

        return self.remembered(("channels",), lambda: known_channels(self.settings, self.warehouse))

    @contextmanager
    def together(self) -> Iterator[None]:
        """One turn for the report of a page that also names the channels, to follow a story."""
        with self.warehouse.together():
            self.channels()
            yield

    def encoder(self) -> Encoder:
        """Give the encoder of the settings; loaded once, in seconds. Raises SettingsError."""
        from flows.services import load_settings_encoder  # noqa: PLC0415 - as a page needs it

        return load_settings_encoder(self.settings)

    def expect_encoder(self) -> None:
        """Load the encoder beside, where the site is served: while a form is filled in."""
        if self.served and not self._expected:
            self._expected = True
            self.beside(self.encoder)

    def is_reading(self, story_id: str) -> bool:
        """Say whether what the story told before is being read beside the answers."""
        with self._lock:
            return story_id in self._busy

    def read_beside(self, story_ids: Sequence[str], read: Callable[[list[str]], object]) -> None:
        """Read what stories told before, beside the answers."""

        def work(mine: list[str]) -> None:
            try:
                read(mine)
            finally:
                self.note_change()

        self._once_beside(story_ids, work)

    def _once_beside(self, keys: Sequence[K], work: Callable[[list[K]], object]) -> None:
        """Do something beside the answers for those keys for which it is not being done."""
        with self._lock:
            mine = [key for key in dict.fromkeys(keys) if key not in self._busy]
            self._busy.update(mine)

        def work_on_mine() -> None:
            try:
                work(mine)
            finally:
                with self._lock:
                    self._busy.difference_update(mine)

        if mine:
            self.beside(work_on_mine)

    def beside(self, work: Callable[[], object]) -> None:
        """Do what no answer waits for: in a thread where the site is served, else at once.

        What it raises is logged: whoever needs what it makes asks again, and so does a cycle.
        """
        if self.served:
            threading.Thread(target=_logged, args=(work,), daemon=True).start()
        else:
            work()


def _logged(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        logging.getLogger("newsthread.web").exception("what was done beside the answers failed")


def read_zone(name: str, default: str) -> ZoneInfo:
    """Give the reader's time zone by its name; that of the settings where there is no such."""
    return ZoneInfo(name if name and is_zone(name) else default)
