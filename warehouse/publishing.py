"""The published copy: whole, consistent, open to any number of readers; it costs what changed.

    public.duckdb   views, small tables, and what is new of the large ones; replaced whole
    public/         what is settled of the large ones, in Parquet parts that the views read

The copy is in DuckDB's oldest storage form, which version 1.1 and later open. Views name parts by
absolute paths: in a view a relative one is taken from its reader's working folder.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from warehouse import migrations
from warehouse.errors import as_warehouse_error
from warehouse.parts import PartFolder, is_whole
from warehouse.published_months import read_month_sums
from warehouse.published_state import PublishedState, Sums, read_state, write_state
from warehouse.store import Connection, Store, read_query, transaction

PUBLISHED: Final = Path(__file__).parent / "published"
"""What is published of each noun; one that has a `row_key` grows, and its rows go into parts."""

KEPT: Final = timedelta(days=1)
"""For how long a part stays after the last copy that named it: who opened that may still read."""

HEIRS: Final = "034_heirs.sql"

IDLE: Final = frozenset({"cycles"})
"""Nouns whose changes alone are no news: a cycle in which nothing was due publishes nothing."""


def publish_copy(store: Store, *, anew: bool = False) -> Path:
    """Put a fresh copy in place if anything changed since the last; its path.

    Parts first, then the file: written beside it, synced, renamed over it. A reader with the old
    copy open keeps it, whole, and delays nothing; its parts stay for a day. Addresses of channels
    and passwords of feeds are in neither. `anew`: from nothing, whatever there is. Raises `Busy`
    when another process has the main file, `Full` when the copy has no room.
    """
    with store.turn(), store.news_connection() as con:
        try:
            _publish(store, con, anew=anew)
        except (OSError, duckdb.IOException) as error:
            raise as_warehouse_error(error, store.public_path) from error
        finally:
            for half in store.path.glob(f"public*/*.{os.getpid()}.half"):
                half.unlink(missing_ok=True)
            for half in store.path.glob(f"public.duckdb.{os.getpid()}.new*"):
                half.unlink(missing_ok=True)
    return store.public_path


def _publish(store: Store, con: Connection, *, anew: bool) -> None:
    before, now = read_state(con, store.public_path), _now()
    parted, whole = create_published_views(con)
    sums = read_sums(con, parted, whole)
    about = _about(store, con, parted)
    folder = PartFolder(con, store.parts_path)
    if not anew and _form(about) == _form(before.about):
        there = {path.name for path in store.parts_path.glob("*.parquet")}
        folder.parts = [part for part in before.parts if part.name in there]
    same = not anew and len(folder.parts) == len(before.parts) and before.about == about
    if same and _news(sums) == _news(before.sums):
        _drop_old_parts(store, before, now)
        return
    con.register("incoming", before.gone if folder.parts else before.gone.slice(0, 0))
    con.execute("CREATE OR REPLACE TEMP TABLE gone AS FROM incoming")
    con.unregister("incoming")
    fresh = store.path / f"{store.public_path.name}.{os.getpid()}.new"
    fresh.unlink(missing_ok=True)
    with _attached(con, fresh), transaction(con):
        con.execute("CREATE SCHEMA public.store")
        con.execute("CREATE SCHEMA public.rows")
        for noun in parted:
            folder.settle(noun, {m: s for (of, m), s in sums.items() if of == noun})
            con.execute(
                f"CREATE TABLE public.rows.{noun} AS " + _of_noun(read_query("loose_rows"), noun)
            )
        for noun in whole:
            con.execute(f"CREATE TABLE public.store.{noun} AS FROM published_{noun}")
        state = _next_state(before, folder, about, sums, now)
        write_state(con, state)
        _create_views(con, parted, folder)
    _put_in_place(store, fresh)
    _drop_old_parts(store, state, now)


def _now() -> datetime:
    return datetime.now(UTC)


def create_published_views(con: Connection) -> tuple[list[str], list[str]]:
    """Temporary views `published_NOUN`; the nouns whose rows go into parts, and the others."""
    parted: list[str] = []
    whole: list[str] = []
    for path in sorted(PUBLISHED.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        con.execute(f"CREATE OR REPLACE TEMP VIEW published_{path.stem} AS {text}")
        (parted if " AS row_key" in text else whole).append(path.stem)
    return parted, whole


def read_sums(con: Connection, parted: list[str], whole: list[str]) -> dict[tuple[str, str], Sums]:
    """What there is to publish, by noun and month: rows, and the sum of their keys."""
    sums: dict[tuple[str, str], Sums] = {}
    for noun in parted:
        months = read_month_sums(con, f"published_{noun}")
        sums |= {(noun, month): one for month, one in months.items()}
    for noun in whole:
        query = _of_noun(read_query("published_whole"), noun)
        ((month, n, keys),) = con.execute(query).fetchall()
        sums[noun, month] = (int(n), int(keys))
    return sums


@dataclass(frozen=True, slots=True)
class CopyInspection:
    """A published copy read to its last row, against the main file.

    `stale`: of another form or program; `damaged` parts; nouns that read otherwise than in the main
    file now (`differing`).
    """

    stale: bool = False
    damaged: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    n: int = 0


def inspect_copy(store: Store, con: Connection) -> CopyInspection:
    """Read the copy and all of its parts. Raises `duckdb.Error` where it cannot be read."""
    state = read_state(con, store.public_path)
    parted, whole = create_published_views(con)
    about = _about(store, con, parted)
    if _form(state.about) != _form(about):
        return CopyInspection(stale=True)
    if state.parts and state.about != about:
        return CopyInspection(damaged=(f"{store.public_path} was made in another folder",))
    paths = [store.parts_path / part.name for part in state.parts]
    if damaged := tuple(path.name for path in paths if not (path.is_file() and is_whole(path))):
        return CopyInspection(damaged=damaged)
    differing, total = [], 0
    with duckdb.connect(str(store.public_path), read_only=True) as public:
        for noun in [*parted, *whole]:
            (n, keys), (columns,) = _content(public, noun)
            query = read_query("published_content").replace("columns_of", columns)
            if con.execute(_of_noun(query, noun)).fetchall() != [(n, keys)]:
                differing.append(noun)
            total += n
    return CopyInspection(differing=tuple(differing), n=total)


def _content(public: Connection, noun: str) -> tuple[tuple[int, str], tuple[str]]:
    """Rows of a noun in the copy with the sum of their hashes, and its columns."""
    columns = ", ".join(
        f'"{name}"' for name, *_ in public.execute(f"DESCRIBE store.{noun}").fetchall()
    )
    query = read_query("checksum").replace("store.table_name", f"store.{noun}")
    ((n, keys),) = public.execute(query).fetchall()
    return (int(n), str(keys)), (columns,)


def _news(sums: dict[tuple[str, str], Sums]) -> dict[tuple[str, str], Sums]:
    return {place: one for place, one in sums.items() if place[0] not in IDLE}


def _about(store: Store, con: Connection, parted: list[str]) -> dict[str, str]:
    """What a copy depends on besides its rows. Keys are DuckDB's hashes: another version, other
    keys."""
    columns = {noun: con.execute(f"DESCRIBE published_{noun}").fetchall() for noun in parted}
    return {
        "folder": str(store.path.resolve()),
        "duckdb": duckdb.__version__,
        "columns": hashlib.sha256(repr(columns).encode()).hexdigest(),
        "statements": statements_sha256(),
    }


def _form(about: dict[str, str]) -> dict[str, str]:
    """What of a copy's account must be equal for its parts to be of use."""
    return {key: value for key, value in about.items() if key != "folder"}


def statements_sha256() -> str:
    """Of all statements that say what is published."""
    paths = [*sorted(PUBLISHED.glob("*.sql")), *sorted(migrations.VIEWS.glob("*.sql"))]
    return hashlib.sha256(
        "\0".join(p.read_text(encoding="utf-8") for p in paths).encode()
    ).hexdigest()


class _attached:  # noqa: N801 - a block, as `contextmanager` makes them
    """The new file as the database `public`, checkpointed and closed at the end.

    What is loose lies plain: to find out how it is best packed costs more than to write it.
    """

    def __init__(self, con: Connection, path: Path) -> None:
        self._con, self._path = con, str(path).replace("'", "''")

    def __enter__(self) -> None:
        self._main = self._con.execute("SELECT current_database()").fetchall()[0][0]
        self._con.execute(f"ATTACH '{self._path}' AS public (STORAGE_VERSION 'v1.0.0')")
        self._con.execute("SET force_compression = 'uncompressed'")

    def __exit__(self, *_: object) -> None:
        with suppress(duckdb.Error):
            self._con.execute(f'USE "{self._main}"')
        self._con.execute("DETACH public")
        self._con.execute("RESET force_compression")


def _create_views(con: Connection, parted: list[str], folder: PartFolder) -> None:
    """The tables that the program knows as `store.NOUN`, then everybody's views over them."""
    con.execute("USE public")
    for noun in parted:
        rows = con.execute(f"DESCRIBE rows.{noun}").fetchall()
        columns = ", ".join(f'"{name}"' for name, *_ in rows if name != "row_key")
        view = f"CREATE VIEW store.{noun} AS SELECT {columns} FROM rows.{noun}"  # noqa: S608 - our own names
        if files := folder.files_of(noun):
            listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
            view += (
                f" UNION ALL SELECT {columns} FROM read_parquet([{listed}]) "  # noqa: S608
                f"WHERE row_key NOT IN (SELECT row_key FROM copy.gone WHERE noun = '{noun}')"
            )
        con.execute(view)
    con.execute((migrations.SCHEMA / HEIRS).read_text(encoding="utf-8"))
    for path in sorted(migrations.VIEWS.glob("*.sql")):
        con.execute(path.read_text(encoding="utf-8"))


def _next_state(
    before: PublishedState,
    folder: PartFolder,
    about: dict[str, str],
    sums: dict[tuple[str, str], Sums],
    now: datetime,
) -> PublishedState:
    names = {part.name for part in folder.parts}
    retired = {n: at for n, at in before.retired.items() if n not in names and at > now - KEPT}
    retired |= {part.name: now for part in before.parts if part.name not in names}
    gone: pa.Table = folder.con.execute("FROM gone").to_arrow_table()
    return PublishedState(about, sums, tuple(folder.parts), gone, retired)


def _put_in_place(store: Store, fresh: Path) -> None:
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    if store.parts_path.exists():
        _sync_folder(store.parts_path)
    fresh.replace(store.public_path)
    _sync_folder(store.path)


def _drop_old_parts(store: Store, state: PublishedState, now: datetime) -> None:
    """Delete parts that no copy of the last day names, and what a killed publisher left."""
    named = {part.name for part in state.parts}
    named |= {name for name, at in state.retired.items() if at > now - KEPT}
    for path in store.parts_path.glob("*"):
        old = path.stat().st_mtime < (now - KEPT).timestamp()
        if path.name not in named and (old or path.name in state.retired):
            path.unlink(missing_ok=True)


def _of_noun(text: str, noun: str) -> str:
    return text.replace("published_noun", f"published_{noun}")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
