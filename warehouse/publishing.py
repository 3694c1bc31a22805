"""The published copy: whole, consistent, open to any number of readers; it costs what changed.

    public.duckdb   views, small tables, and what is new of the large ones; replaced whole
    public/         what is settled of the large ones, in Parquet parts that the views read

The copy is in DuckDB's oldest storage form, which version 1.1 and later open. Views name parts by
absolute paths: in a view a relative one is taken from its reader's working folder.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import migrations
from warehouse.errors import Busy, WarehouseError, as_warehouse_error
from warehouse.parts import PartFolder, is_whole
from warehouse.published_state import PublishedState, attached, read_state, write_state
from warehouse.published_sums import PublishedSums, differing_periods, fold_days, read_sums
from warehouse.store import Connection, Store, read_query, transaction

PUBLISHED: Final = Path(__file__).parent / "published"
"""What is published of each noun; one that has a `row_key` grows, and its rows go into parts."""

KEPT: Final = timedelta(days=1)
"""For how long a part stays after the last copy that named it: who opened that may still read."""

HEIRS: Final = "045_heirs_of_merged_stories.sql"

OWN: Final = {"row_key", "part_at"}
"""Columns of parts and loose rows that no view shows."""

COMPARED: Final = timedelta(days=1)
"""For how long settled rows are believed to be as `store.revisions` says. A hand that changes them
in place without it is seen after that, and at once by a process that begins."""

IDLE: Final = frozenset({"cycles"})
"""Nouns whose changes alone are no news: a cycle in which nothing was due publishes nothing."""


def publish_copy(store: Store, *, anew: bool = False) -> Path:
    """Put a fresh copy in place if anything changed since the last; its path.

    Parts first, then the file: written beside it, synced, renamed over it. A reader with the old
    copy open keeps it, whole, and delays nothing; its parts stay for a day. Addresses of channels
    and passwords of feeds are in neither. `anew`: from nothing, whatever there is. Raises `Busy`
    when another process has the main file, `Full` when the copy has no room.
    """
    with store.publishing_turn():
        try:
            try:
                _publish(store, anew=anew)
            except Busy:
                raise
            except (duckdb.Error, WarehouseError):  # such as a last copy that cannot be read
                store.compared_at = None
                _publish(store, anew=anew, last=False)
        except (OSError, duckdb.IOException) as error:
            raise as_warehouse_error(error, store.public_path) from error
        finally:
            for pattern in ("public*/*.half", f"{store.public_path.name}.*.new*"):
                for half in store.path.glob(pattern):  # ours, or of a publisher that was killed
                    half.unlink(missing_ok=True)
    return store.public_path


def _publish(store: Store, *, anew: bool, last: bool = True) -> None:
    """`last`: take what is loose still from the last copy, not from the main file."""
    with store.settled_news() as con:
        before, now = read_state(con, store.public_path), _now()
        parted, whole = create_published_views(con)
        about = _about(store, con, parted)
        of_use = not anew and _form(about) == _form(before.about)
        due = store.compared_at is None or now - store.compared_at >= COMPARED
        known = before.sums if of_use else PublishedSums()
        sums = read_sums(con, parted, whole, None if due or not of_use else known)
        folder = PartFolder(con, store.parts_path, last=of_use and last)
        if of_use:
            there = {path.name for path in store.parts_path.glob("*.parquet")}
            folder.parts = [part for part in before.parts if part.name in there]
        differing = _differing(known, sums)
        lost = {part.noun for part in before.parts} if not of_use else {
            part.noun for part in before.parts if part not in folder.parts
        }  # fmt: skip
        if of_use and before.about == about and not lost and not (differing.keys() - IDLE):
            _drop_old_parts(store, before, now)
        else:
            if not folder.last:
                lost = set(parted)
            differing |= {noun: list(sums.nouns[noun]) for noun in lost & set(parted)}
            _write(store, before, folder, _Next(about, sums, differing, whole, now))
        store.compared_at = now if due else store.compared_at


@dataclass(frozen=True, slots=True)
class _Next:
    """What the next copy is of."""

    about: dict[str, str]
    sums: PublishedSums
    differing: dict[str, list[str]]
    whole: list[str]
    now: datetime


def _differing(before: PublishedSums, now: PublishedSums) -> dict[str, list[str]]:
    """Periods of which rows came, went or changed, by noun; nouns without one are left out."""
    differing = {}
    for noun, periods in now.nouns.items():
        known = fold_days(before.nouns.get(noun, {}), now.open_from)
        if periods_ := differing_periods(known, periods):
            differing[noun] = periods_
    return differing


def _write(store: Store, before: PublishedState, folder: PartFolder, new: _Next) -> None:
    con = folder.con
    names = pa.array([part.name for part in folder.parts], pa.string())
    con.register("incoming", before.gone.filter(pc.is_in(before.gone["part"], names)))
    con.execute("CREATE OR REPLACE TEMP TABLE gone AS FROM incoming")
    con.unregister("incoming")
    fresh = store.path / f"{store.public_path.name}.{os.getpid()}.new"
    fresh.unlink(missing_ok=True)
    parted = [noun for noun in new.sums.nouns if noun not in new.whole]
    with (
        attached(con, store.public_path, "before") if folder.last else nullcontext(),
        _attached(con, fresh),
        transaction(con),
    ):
        con.execute("CREATE SCHEMA public.store")
        con.execute("CREATE SCHEMA public.rows")
        for noun in parted:
            folder.settle(noun, new.sums.nouns[noun], new.differing.get(noun, ()))
        for noun in new.whole:
            con.execute(f"CREATE TABLE public.store.{noun} AS FROM published_{noun}")
        state = _next_state(before, folder, new)
        write_state(con, state)
        _create_views(con, parted, folder)
    _put_in_place(store, fresh)
    _drop_old_parts(store, state, new.now)


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
    if state.about | {"folder": ""} != about | {"folder": ""}:
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


def _about(store: Store, con: Connection, parted: list[str]) -> dict[str, str]:
    """What a copy depends on besides its rows. Keys are DuckDB's hashes: another version, other
    keys."""
    columns = {noun: con.execute(f"DESCRIBE published_{noun}").fetchall() for noun in parted}
    return {
        "folder": str(store.path.resolve()),
        "duckdb": duckdb.__version__,
        "columns": hashlib.sha256(repr(columns).encode()).hexdigest(),
        "statements": migrations.files_sha256(PUBLISHED.glob("*.sql")),
        "views": statements_sha256(),
    }


def _form(about: dict[str, str]) -> dict[str, str]:
    """What of a copy's account must be equal for its parts to be of use."""
    return {key: value for key, value in about.items() if key not in {"folder", "views"}}


def statements_sha256() -> str:
    """Of all statements that say what is published."""
    heirs = migrations.SCHEMA / HEIRS
    views = migrations.VIEWS.glob("*.sql")
    return migrations.files_sha256([*PUBLISHED.glob("*.sql"), heirs, *views])


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
        columns = ", ".join(f'"{name}"' for name, *_ in rows if name not in OWN)
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


def _next_state(before: PublishedState, folder: PartFolder, new: _Next) -> PublishedState:
    names = {part.name for part in folder.parts}
    retired = {n: at for n, at in before.retired.items() if n not in names and at > new.now - KEPT}
    retired |= {part.name: new.now for part in before.parts if part.name not in names}
    gone: pa.Table = folder.con.execute("FROM gone").to_arrow_table()
    return PublishedState(new.about, new.sums, tuple(folder.parts), gone, retired)


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
