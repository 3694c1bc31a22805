"""Which rows a lake holds, in a file beside the warehouse: a cycle asks the lake for nothing.

Derived: where the file is missing, or the lake has snapshots that it does not know of, it is read
anew from the lake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from warehouse.lake.address import NAME, quoted
from warehouse.published_sums import Sums
from warehouse.store import Connection, read_query, transaction

FILE: Final = "lake.duckdb"
"""In the warehouse's folder."""


@dataclass(frozen=True, slots=True)
class Account:
    """The open file, as the database `account` of the connection."""

    con: Connection

    def read_about(self) -> dict[str, str]:
        """What it says of the lake: its address and the last snapshot."""
        return dict(self.con.execute("FROM account.about").fetchall())

    def read_sums(self) -> dict[tuple[str, str], Sums]:
        """How many rows the lake holds of each noun and month, and the sums of their keys."""
        rows = self.con.execute(read_query("lake_key_sums")).fetchall()
        return {(noun, month): (int(n), int(keys)) for noun, month, n, keys in rows}

    def read_lake(self, nouns: Sequence[str], about: Mapping[str, str]) -> None:
        """Make the account anew from the lake itself."""
        with transaction(self.con):
            self.con.execute("DELETE FROM account.keys")
            for noun in nouns:
                self.con.execute(of_noun("lake_read_keys", noun), {"noun": noun})
            self.note(about)

    def record(self, about: Mapping[str, str]) -> None:
        """Take over what was appended: the temporary tables `appended` and `ended`."""
        with transaction(self.con):
            self.con.execute(read_query("lake_forget_keys"))
            self.con.execute(read_query("lake_record_keys"))
            self.note(about)

    def clear(self) -> None:
        """Let it hold nothing: the lake is made anew."""
        with transaction(self.con):
            self.con.execute("DELETE FROM account.keys")

    def note(self, about: Mapping[str, str]) -> None:
        """Say of which lake and snapshot it is the account."""
        self.con.execute("DELETE FROM account.about")
        for key, value in about.items():
            self.con.execute("INSERT INTO account.about VALUES ($key, $value)",
                             {"key": key, "value": value})  # fmt: skip


@contextmanager
def open_account(con: Connection, folder: Path) -> Iterator[Account]:
    """The account of the warehouse in this folder, made where there is none."""
    con.execute(f"ATTACH '{quoted(folder / FILE)}' AS account (STORAGE_VERSION 'latest')")
    try:
        con.execute("CREATE TABLE IF NOT EXISTS account.about (key VARCHAR, value VARCHAR)")
        con.execute(read_query("lake_create_keys"))
        yield Account(con)
    finally:
        con.execute("DETACH account")


def of_noun(query: str, noun: str) -> str:
    """The statement for this noun, whose names stand in it as `a_noun`."""
    return read_query(query).replace("a_noun", noun).replace("a_lake", NAME)
