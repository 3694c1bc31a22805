"""Upkeep of a lake: few large files in place of many small ones, and the end of old snapshots.

By the one writer alone, so that nothing conflicts. Readers notice nothing: what they have open
stays for a day after the lake last named it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from warehouse.lake.account import of_noun, open_account
from warehouse.lake.address import NAME, LakeAddress, open_lake
from warehouse.parts import MOST_GONE
from warehouse.store import Connection, Store, read_query, transaction

KEPT: Final = timedelta(days=1)
"""For how long a file stays after the last snapshot that named it, as of the published copy."""


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was done: tables written anew, files merged, snapshots expired, files deleted."""

    tables: int = 0
    merged: int = 0
    expired: int = 0
    deleted: int = 0


def compact_lake(
    store: Store, address: LakeAddress, now: datetime, expire_before: datetime | None
) -> Compaction:
    """Write worn tables anew, merge small files, end snapshots from before `expire_before`.

    None: no snapshot ends. Raises `LakeError`, and `Busy` when another process has the main file.
    """
    with (
        store.publishing_turn(),
        store.settled_news() as con,
        open_lake(con, address),
        open_account(con, store.path) as account,
    ):
        about = account.read_about()
        held = about == {"lake": str(address), "snapshot": str(_snapshot(con))}
        nouns = sorted({noun for noun, _ in account.read_sums()})
        tables = sum(_rewrite_where_worn(con, noun) for noun in nouns)
        merged = _call(con, "lake_merge_files", {})
        expired = 0
        if expire_before is not None:
            expired = len(_call(con, "lake_expire_snapshots", {"before": expire_before}))
        before = {"before": now - KEPT}
        deleted = _call(con, "lake_delete_files", before)
        deleted += _call(con, "lake_delete_orphans", before)
        if held:
            account.note({**about, "snapshot": str(_snapshot(con))})
    return Compaction(tables, sum(int(row[2]) for row in merged), expired, len(deleted))


def _rewrite_where_worn(con: Connection, noun: str) -> int:
    """Write a noun's rows anew where too many are gone; the number of tables."""
    ((rows, gone),) = con.execute(of_noun("lake_wear", noun)).fetchall()
    if gone <= MOST_GONE * rows:
        return 0
    with transaction(con):
        con.execute(of_noun("lake_rewrite_rows", noun))
        con.execute(of_noun("lake_create_gone", noun))
    return 1


def _call(con: Connection, query: str, values: dict[str, Any]) -> list[Any]:
    return con.execute(read_query(query).replace("a_lake", NAME), values).fetchall()


def _snapshot(con: Connection) -> int:
    ((number,),) = con.execute(f"FROM {NAME}.current_snapshot()").fetchall()
    return int(number)
