"""What changed since the last cycle, appended to the lake as one snapshot.

A snapshot bears the message `cycle ID`, so that readers attach the lake as any cycle left it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from warehouse import migrations
from warehouse.errors import LakeError
from warehouse.lake.account import Account, of_noun, open_account
from warehouse.lake.address import NAME, LakeAddress, lake_error, open_lake
from warehouse.published_months import read_month_keys, read_month_sums
from warehouse.publishing import HEIRS, IDLE, create_published_views, statements_sha256
from warehouse.store import Connection, Store, read_query, transaction

SCHEMAS: Final = ("rows", "gone", "store")
AUTHOR: Final = "newsthread"


@dataclass(frozen=True, slots=True)
class Appended:
    """A snapshot of the lake: its number, rows appended, rows that are gone."""

    snapshot: int
    rows: int
    gone: int


@dataclass(frozen=True, slots=True)
class _Lake:
    """An open lake with its account: what one appending works on."""

    con: Connection
    account: Account
    address: LakeAddress
    nouns: tuple[str, ...]

    def snapshot(self) -> int:
        """The newest."""
        ((number,),) = self.con.execute(f"FROM {NAME}.current_snapshot()").fetchall()
        return int(number)


def append_to_lake(store: Store, address: LakeAddress, *, anew: bool = False) -> Appended | None:
    """Append to the lake what is new in the main file; None where nothing is.

    All of it in one transaction, so that readers see whole cycles only. `anew`: every row, into
    fresh tables. Raises `Busy` when another process has the main file, `LakeError` where an
    extension is missing, the lake cannot be opened or written, or is another warehouse's.
    """
    with (
        store.publishing_turn(),
        store.settled_news() as con,
        open_lake(con, address),
        open_account(con, store.path) as account,
    ):
        parted, whole = create_published_views(con)
        for query, nouns in (("lake_keyed", parted), ("lake_keyed_whole", whole)):
            for noun in nouns:
                con.execute(of_noun(query, noun))
        return _append(_Lake(con, account, address, (*parted, *whole)), anew=anew)


def _append(lake: _Lake, *, anew: bool) -> Appended | None:
    form, before = _form(lake), _read_about(lake)
    if before.get("owner", form["owner"]) != form["owner"]:
        raise LakeError(f"{lake.address}: holds the rows of another warehouse; name a new one")
    anew = anew or {k: before.get(k) for k in ("rows", "duckdb")} != {
        k: form[k] for k in ("rows", "duckdb")
    }
    last = lake.snapshot()
    known = {"lake": str(lake.address), "snapshot": str(last)}
    if anew:
        lake.account.clear()
    elif lake.account.read_about() != known:
        lake.account.read_lake(lake.nouns, known)
    _note_changes(lake)
    counts = {
        table: dict(
            lake.con.execute(f"SELECT noun, count(*) FROM {table} GROUP BY 1").fetchall()  # noqa: S608 - our own names
        )
        for table in ("appended", "ended")
    }
    news = {noun for table in counts.values() for noun in table} - IDLE
    if not news and not anew and form == before:
        return None
    with transaction(lake.con):
        if anew or form != before:
            _create_tables(lake, form, anew=anew)
        for noun in counts["appended"]:
            lake.con.execute(of_noun("lake_append_rows", noun), {"since": last + 1})
        for noun in counts["ended"]:
            lake.con.execute(of_noun("lake_append_gone", noun), {"since": last + 1})
        lake.con.execute(
            f"CALL {NAME}.set_commit_message($author, $message)",
            {"author": AUTHOR, "message": f"cycle {_newest_cycle(lake.con)}"},
        )
    last = lake.snapshot()
    lake.account.record({**known, "snapshot": str(last)})
    return Appended(last, sum(counts["appended"].values()), sum(counts["ended"].values()))


def _note_changes(lake: _Lake) -> None:
    """Fill the temporary tables `appended` and `ended`, from the months whose sums differ."""
    con, held = lake.con, lake.account.read_sums()
    con.execute(read_query("lake_new_appended"))
    con.execute(read_query("lake_new_ended"))
    for noun in lake.nouns:
        now = read_month_sums(con, f"keyed_{noun}")
        kept = {month: sums for (of, month), sums in held.items() if of == noun}
        months = sorted(m for m in now.keys() | kept.keys() if now.get(m) != kept.get(m))
        if not months:
            continue
        read_month_keys(con, f"keyed_{noun}", months)
        con.execute(read_query("lake_appended"), {"noun": noun})
        con.execute(read_query("lake_ended"), {"noun": noun, "months": months})


def _newest_cycle(con: Connection) -> str:
    rows = con.execute(read_query("newest_cycle")).fetchall()
    return str(rows[0][0]) if rows else "none"


def _form(lake: _Lake) -> dict[str, str]:
    """What a lake's tables depend on, and whose they are. Keys are DuckDB's hashes."""
    columns = {
        noun: lake.con.execute(f"DESCRIBE keyed_{noun}").fetchall() for noun in sorted(lake.nouns)
    }
    ((born_at,),) = lake.con.execute(read_query("born_at")).fetchall()
    return {
        "owner": hashlib.sha256(str(born_at).encode()).hexdigest()[:16],
        "rows": hashlib.sha256(repr(columns).encode()).hexdigest(),
        "duckdb": duckdb.__version__,
        "views": statements_sha256(),
    }


def _read_about(lake: _Lake) -> dict[str, str]:
    """The lake's own account of its form; nothing where it is new."""
    schemas = lake.con.execute(read_query("lake_schemas"), {"lake": NAME}).fetchall()
    if ("rows",) not in schemas:
        if ("store",) in schemas:
            raise LakeError(f"{lake.address}: a copy, which is not appended to; name a new one")
        return {}
    return dict(lake.con.execute(f"FROM {NAME}.rows.about").fetchall())


def _create_tables(lake: _Lake, form: dict[str, str], *, anew: bool) -> None:
    """Tables and views of this form, within the transaction; `anew`: without their rows."""
    con = lake.con
    for schema in SCHEMAS:
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {NAME}.{schema}")
    con.execute(f"CREATE OR REPLACE TABLE {NAME}.rows.about (key VARCHAR, value VARCHAR)")
    for key, value in form.items():
        con.execute(f"INSERT INTO {NAME}.rows.about VALUES (?, ?)", [key, value])  # noqa: S608
    for noun in lake.nouns:
        if anew:
            con.execute(of_noun("lake_create_rows", noun))
            con.execute(of_noun("lake_create_gone", noun))
        con.execute(of_noun("lake_create_store", noun))
    with using(con, NAME):
        create_views(con)


def create_views(con: Connection) -> None:
    """Everybody's views in the database in use, over its `store.NOUN`.

    DuckLake keeps a comment of a view and none of its columns.
    """
    con.execute("DROP VIEW IF EXISTS store.heirs")
    con.execute((migrations.SCHEMA / HEIRS).read_text(encoding="utf-8"))
    for path in sorted(migrations.VIEWS.glob("*.sql")):
        for statement in con.extract_statements(path.read_text(encoding="utf-8")):
            if not statement.query.lstrip().startswith("COMMENT ON COLUMN"):
                con.execute(statement)


@contextmanager
def using(con: Connection, name: str) -> Iterator[None]:
    """Names without a database mean those of this one."""
    ((main,),) = con.execute("SELECT current_database()").fetchall()
    con.execute(f'USE "{name}"')
    try:
        yield
    finally:
        con.execute(f'USE "{main}"')


def snapshot_of_cycle(con: Connection, address: LakeAddress, cycle: str) -> int:
    """The last snapshot that a cycle, or a correction after it, left. Raises `LakeError`."""
    try:
        rows: list[Any] = con.execute(
            read_query("lake_snapshot_of_cycle").replace("a_lake", NAME), {"cycle": f"{cycle}%"}
        ).fetchall()
    except duckdb.Error as error:
        raise lake_error(error, address) from None
    if not rows or rows[0][0] is None:
        raise LakeError(f"{address}: no snapshot of cycle {cycle}; it may have expired")
    return int(rows[0][0])
