"""Channels that were added by page or command, beside those of the settings file."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.channels.sending import Channel
from warehouse.rows import execute_on_rows, to_arrow, to_records
from warehouse.store import Store, execute, fetch_table


@dataclass(frozen=True, slots=True)
class Channels:
    """Where alerts go. Every method is one turn: see `Store`.

    Addresses hold passwords: they stay in the main file, and no view shows them.
    """

    store: Store

    def all(self) -> list[Channel]:
        """The channels that were added, by name."""
        with self.store.reading() as con:
            return to_records(Channel, fetch_table(con, "channels"))

    def save(self, channel: Channel) -> None:
        """Add a channel, or give that of its name another address."""
        with self.store.news() as con:
            table = to_arrow(con, "store.channels", [channel])
            execute(con, "remove_channel", name=channel.name)
            execute_on_rows(con, "add_channels", table)

    def remove(self, name: str) -> bool:
        """Take a channel away; whether there was one."""
        with self.store.news() as con:
            return bool(execute(con, "remove_channel", name=name))
