"""Whether the files can be read to their last row, and whether what they say holds together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.errors import (
    ANEW,
    BACKUP,
    Damaged,
    WarehouseError,
    as_warehouse_error,
    mend_of,
)
from warehouse.publishing import inspect_copy
from warehouse.rows import to_mapping
from warehouse.store import Connection, Store, fetch_table, read_query

Sums = Mapping[str, tuple[int, int]]
"""Table -> its rows, and a checksum over all of their columns, whatever their order."""

UPKEEP: Final = "`newsthread upkeep` mends it"
UNTRACK: Final = "`newsthread untrack` it, then track anew"

INVARIANTS: Final = {
    "articles_in_stories": ("every article in one living story", UPKEEP),
    "counts_of_stories": ("stories count their articles", UPKEEP),
    "originals_of_copies": ("copies have their originals", BACKUP),
    "merges_of_stories": ("merges end in living stories", UPKEEP),
    "quotes_of_developments": ("quotes stand in their texts", UPKEEP),
    "developments_of_alerts": ("alerts have their developments", BACKUP),
    "stories_of_tracks": (
        "tracks follow known stories",
        UNTRACK,
    ),
}
"""Query `check_NAME` of the main file -> what it proves, and the mend where it does not hold."""

SETTLED: Final = frozenset(
    ("articles", "versions", "memberships", "past_memberships", "copies", "stories", "places",
     "story_changes", "developments", "alerts")
)  # fmt: skip
"""Tables that only cycles change, each of which publishes afterwards."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One thing proved, or not. `detail` is one line: its state, or what is wrong and the mend."""

    what: str
    ok: bool
    detail: str


def inspect_warehouse(store: Store) -> list[Inspection]:
    """Read every column of every table of all files, and prove the invariants; raises nothing
    about the files. Takes seconds a gigabyte, and everybody else's turn meanwhile."""
    try:
        store.check_main_file()
        if not store.news_path.exists():
            return [Inspection("main file", ok=True, detail=f"{store.news_path}: none yet")]
        with store.reading_both() as (news, vectors):
            return list(_inspect_files(store, news, vectors))
    except (WarehouseError, OSError) as error:  # OSError: a folder that this user may not see
        return [Inspection("files", ok=False, detail=str(error))]
    except duckdb.Error as error:
        return [Inspection("files", ok=False, detail=_fault(error, store.path))]


def _inspect_files(store: Store, news: Connection, vectors: Connection) -> Iterator[Inspection]:
    sums: dict[str, Sums] = {}
    for what, con, path in (
        ("main file", news, store.news_path),
        ("vectors file", vectors, store.vectors_path),
    ):
        try:
            sums[what] = _checksums(con)
        except duckdb.Error as error:
            yield Inspection(what, ok=False, detail=_fault(error, path))
        else:
            yield Inspection(what, ok=True, detail=f"{path} ({_rows(sums[what])} rows read)")
    if "main file" in sums:
        for name, (what, mend) in INVARIANTS.items():
            yield _proved(what, fetch_table(news, f"check_{name}"), mend)
    if {"main file", "vectors file"} <= sums.keys():
        known = fetch_table(news, "all_article_ids")
        vectors.register("incoming", known)
        strangers = fetch_table(vectors, "check_articles_of_vectors")
        vectors.unregister("incoming")
        yield _proved("vectors are of known articles", strangers, UPKEEP)
    if "main file" in sums:
        yield _published(store, news)


def _proved(what: str, offenders: pa.Table, mend: str) -> Inspection:
    subjects = offenders.column("subject").to_pylist()
    if not subjects:
        return Inspection(what, ok=True, detail="holds")
    named = ", ".join(subjects[:3]) + (" ..." if len(subjects) > 3 else "")
    return Inspection(what, ok=False, detail=f"not so for {len(subjects)}: {named}; {mend}")


def _published(store: Store, news: Connection) -> Inspection:
    """Whether the published copy is the main file as it was when it was last published."""
    what, path = "published copy", store.public_path
    if not path.exists():
        return Inspection(what, ok=True, detail=f"{path}: none yet; the next cycle publishes")
    try:
        copy = inspect_copy(store, news)
        with duckdb.connect(str(path), read_only=True) as public:
            behind = _known_cycles(news) - _known_cycles(public)
    except duckdb.Error as error:
        return Inspection(what, ok=False, detail=_fault(error, path))
    if copy.stale:
        return Inspection(what, ok=True, detail="made before an upgrade; the next cycle publishes")
    if copy.damaged:
        detail = f"{copy.damaged[0]}: damaged or missing; {ANEW}"
        return Inspection(what, ok=False, detail=detail)
    differ = sorted(SETTLED & set(copy.differing))
    if differ and not behind:
        detail = f"{path}: other rows in {', '.join(differ)}; {ANEW}"
        return Inspection(what, ok=False, detail=detail)
    state = f"{len(behind)} cycle(s) behind" if differ else "equal to the main file"
    return Inspection(what, ok=True, detail=f"{path} ({copy.n} rows read, {state})")


def _checksums(con: Connection) -> dict[str, tuple[int, int]]:
    """Read a file to its last row. Raises `duckdb.Error` where it cannot be read."""
    sums = {}
    for name in fetch_table(con, "tables").column("name").to_pylist():
        statement = read_query("checksum").replace("store.table_name", f"store.{name}")
        row = con.execute(statement).fetchone()
        sums[name] = (int(row[0]), int(row[1])) if row else (0, 0)
    return sums


def _known_cycles(con: Connection) -> set[str]:
    return set(to_mapping(fetch_table(con, "cycle_kinds")))


def _rows(sums: Sums) -> int:
    return sum(rows for rows, _ in sums.values())


def _fault(error: duckdb.Error, path: Path) -> str:
    fault = as_warehouse_error(error, path, alone=True)
    return str(fault) if isinstance(fault, Damaged) else f"{fault}; {mend_of(path)}"
