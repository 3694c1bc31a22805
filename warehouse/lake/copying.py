"""All published rows from a copy in a folder or a lake into another, compared by checksums."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from warehouse.errors import WarehouseError, as_warehouse_error
from warehouse.lake.account import of_noun
from warehouse.lake.address import LakeAddress, open_lake, quoted
from warehouse.lake.publishing import create_views, snapshot_of_cycle, using
from warehouse.store import Connection, read_query, transaction

Place = Path | LakeAddress
"""A folder with `public.duckdb`, or a lake."""

COPY: Final = "public.duckdb"


@dataclass(frozen=True, slots=True)
class CopiedNoun:
    """Rows of a noun in the source and in the target, with the sums of their hashes."""

    noun: str
    rows: int
    checksum: str
    same: bool


def copy_published(source: Place, target: Place, cycle: str = "") -> tuple[CopiedNoun, ...]:
    """Copy every row and view; what was copied, each noun read back from the target.

    `cycle`: the source, a lake, as that cycle left it. The target must hold nothing yet. Raises
    `WarehouseError` for a source without a published copy, a target that is there, a cycle that
    the source has no snapshot of, and `LakeError` for what a lake refuses.
    """
    with duckdb.connect() as con:
        snapshot = _snapshot(con, source, cycle) if cycle else None
        with _opened(con, source, "source", snapshot=snapshot):
            nouns = [n for (n,) in con.execute(read_query("copied_nouns")).fetchall()]
            _check_empty(con, target)
            with _opened(con, target, "target", new=True):
                with transaction(con):
                    con.execute("CREATE SCHEMA target.store")
                    for noun in nouns:
                        con.execute(of_noun("copy_noun", noun))
                    with using(con, "target"):
                        create_views(con)
                return tuple(_compare(con, noun) for noun in nouns)


def _snapshot(con: Connection, source: Place, cycle: str) -> int:
    if isinstance(source, Path):
        raise WarehouseError(f"{source}: a published copy holds its last cycle alone; name a lake")
    with open_lake(con, source, read_only=True):
        return snapshot_of_cycle(con, source, cycle)


def _check_empty(con: Connection, target: Place) -> None:
    if isinstance(target, Path):
        if (target / COPY).exists():
            raise WarehouseError(f"{target / COPY}: there already; name a new folder")
        return
    with open_lake(con, target, "target"):
        query = read_query("lake_schemas")
        if ("store",) in con.execute(query, {"lake": "target"}).fetchall():
            raise WarehouseError(f"{target}: holds rows already; name a new lake")


@contextmanager
def _opened(
    con: Connection, place: Place, name: str, *, snapshot: int | None = None, new: bool = False
) -> Iterator[None]:
    """The place as the database `name`; `new`: to be written."""
    if isinstance(place, LakeAddress):
        with open_lake(con, place, name, read_only=not new, snapshot=snapshot):
            yield
        return
    path = place / COPY
    if not new and not path.is_file():
        raise WarehouseError(f"{path}: nothing published yet; run a cycle first")
    half = path.with_suffix(".half") if new else path
    try:
        half.parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True) if new else None
        options = "STORAGE_VERSION 'v1.0.0'" if new else "READ_ONLY"
        con.execute(f"ATTACH '{quoted(half)}' AS {name} ({options})")
        yield
        con.execute(f"DETACH {name}")
        half.replace(path)
    except (OSError, duckdb.Error) as error:
        raise as_warehouse_error(error, path) from error
    finally:
        with suppress(duckdb.Error):
            con.execute(f"DETACH {name}")


def _compare(con: Connection, noun: str) -> CopiedNoun:
    sums = [
        con.execute(of_noun("copied_sums", noun).replace("a_place", place)).fetchall()[0]
        for place in ("source", "target")
    ]
    return CopiedNoun(noun, int(sums[0][0]), f"{int(sums[0][1]):x}", sums[0] == sums[1])
