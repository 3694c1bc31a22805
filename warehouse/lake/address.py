"""Addresses of lakes, and the DuckDB extensions that open them, loaded by path from their wheels.

The extensions fit one version of DuckDB and are signed: nothing is downloaded, ever.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from warehouse.errors import LakeError
from warehouse.store import Connection

NAME: Final = "lake"
"""What an open lake is called in the program's own connections."""

PREFIX: Final = "ducklake:"

_EXTENSIONS: Final = {"sqlite": "sqlite_scanner", "postgres": "postgres_scanner"}
_FORM: Final = re.compile(r"ducklake:(sqlite|postgres):(.+)", re.DOTALL)
_SECRET: Final = re.compile(r"(password\s*=\s*)('[^']*'|\S+)|(//[^:/@\s]*:)[^@\s]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """A lake: the kind of its catalog, the catalog's path or DSN, the folder of its data."""

    kind: str
    catalog: str
    data: Path

    def __str__(self) -> str:
        return without_secrets(f"{PREFIX}{self.kind}:{self.catalog}")


def read_address(text: str, data: str, default: Path) -> LakeAddress:
    """The lake that `text` names; its data in `data`, else beside a sqlite file or in `default`.

    Raises `LakeError` for text that is no address of a lake.
    """
    found = _FORM.fullmatch(text)
    if not found:
        raise LakeError(
            f"{without_secrets(text)[:100]}: no lake; write ducklake:sqlite:PATH or "
            "ducklake:postgres:DSN"
        )
    kind, catalog = found[1], found[2]
    if kind == "sqlite":
        catalog = str(Path(catalog).absolute())
        default = Path(f"{catalog}.files")
    return LakeAddress(kind, catalog, Path(data or default).absolute())


def without_secrets(text: str) -> str:
    """The text with each password in a DSN or URL as ***."""
    return _SECRET.sub(lambda m: f"{m[1]}***" if m[1] else f"{m[3]}***@", text)


def load_extensions(con: Connection, *names: str) -> None:
    """Load DuckDB extensions from their wheels. Raises `LakeError` for one that is missing."""
    for name in names:
        package = f"duckdb-extension-{name.replace('_', '-')}"
        version = duckdb.__version__
        spec = importlib.util.find_spec(f"duckdb_extension_{name}")
        home = Path(spec.origin).parent if spec and spec.origin else Path("nowhere")
        file = home / "extensions" / f"v{version}" / f"{name}.duckdb_extension"
        if not file.is_file():
            raise LakeError(
                f"a lake needs {package}=={version}, the version of duckdb here; "
                "pip install 'newsthread[lake]'"
            )
        con.execute(f"LOAD '{quoted(file)}'")


@contextmanager
def open_lake(
    con: Connection,
    address: LakeAddress,
    name: str = NAME,
    *,
    read_only: bool = False,
    snapshot: int | None = None,
) -> Iterator[None]:
    """The lake as the database `name` of the connection, made where there is none yet.

    `snapshot`: as it was then. Raises `LakeError`, without a password, for what the catalog,
    the data's folder or DuckLake refuse within the block too.
    """
    load_extensions(con, "ducklake", _EXTENSIONS[address.kind])
    if address.kind == "sqlite" and not read_only:
        _make_folder(address)
    options = [f"DATA_PATH '{quoted(address.data)}/'", "DATA_INLINING_ROW_LIMIT 0"]
    if read_only:
        options = ["READ_ONLY"]
    if snapshot is not None:
        options.append(f"SNAPSHOT_VERSION {snapshot}")
    try:
        place = f"{PREFIX}{address.kind}:{quoted(address.catalog)}"
        con.execute(f"ATTACH '{place}' AS {name} ({', '.join(options)})")
        yield
    except duckdb.Error as error:
        raise lake_error(error, address) from None  # its words hold the password
    finally:
        with suppress(duckdb.Error):  # not attached, or a transaction that broke
            con.execute(f"DETACH {name}")


def _make_folder(address: LakeAddress) -> None:
    try:
        Path(address.catalog).parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise LakeError(f"{address}: its folder cannot be made ({error.strerror})") from error


def check_catalog(address: LakeAddress) -> None:
    """Open the catalog for reading; a sqlite file that is not there yet is none to open.

    Raises `LakeError`, without a password, where the extensions are missing or it does not open.
    """
    with duckdb.connect() as con:
        load_extensions(con, "ducklake", _EXTENSIONS[address.kind])
        if address.kind == "sqlite" and not Path(address.catalog).exists():
            return
        try:
            place = quoted(address.catalog)
            con.execute(f"ATTACH '{place}' AS catalog_ (TYPE {address.kind}, READ_ONLY)")
            con.execute("FROM duckdb_tables() WHERE database_name = 'catalog_' LIMIT 1").fetchall()
        except duckdb.Error as error:
            raise lake_error(error, address) from None


def lake_error(error: duckdb.Error, address: LakeAddress) -> LakeError:
    """`error` as one line without a password, at most 300 characters of it DuckDB's."""
    line = " ".join(without_secrets(str(error)).split())
    return LakeError(f"{address}: {line[:300]}")


def quoted(text: object) -> str:
    """Text for between single quotes in a statement that takes no parameters."""
    return str(text).replace("'", "''")
