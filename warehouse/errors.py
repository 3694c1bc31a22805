"""Errors of the files, each with a message of one line that says what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import duckdb

BACKUP: Final = "put back a backup: `newsthread restore FOLDER`"
ANEW: Final = "`newsthread publish --anew` mends it"
DEEP: Final = "`newsthread doctor --deep` says which file it is, and what to do"
OWNER: Final = "another user's, as a command run by root leaves it; as root: `chown -R USER FOLDER`"
FILES: Final = ("news.duckdb", "vectors.duckdb", "public.duckdb")
VECTORS: Final = "move vectors.duckdb away: the next cycle computes its rows anew"


class WarehouseError(Exception):
    """The warehouse cannot do what was asked; the message is one line for the user."""


class Busy(WarehouseError):  # noqa: N818 - it names a state of the files
    """Another process holds the files for longer than the caller wanted to wait."""


class Full(WarehouseError):  # noqa: N818 - it names a state of the disk
    """The disk is full or the files may not be written; every loaded batch is safe."""


class Damaged(WarehouseError):  # noqa: N818 - it names a state of the files
    """A file cannot be read: cut short, overwritten, or missing beside what belongs to it."""


class LakeError(WarehouseError):
    """The lake cannot be read or appended to; the warehouse and its published copy are whole."""


_HOLDER = re.compile(r"\(PID (\d+)\)")


# What DuckDB 1.5 says of files cut short, overwritten, or of none of its own.
_DAMAGED = (
    "read enough bytes",
    "not a valid DuckDB",
    "orrupt",
    "hecksum",
    "erializ",
    "INTERNAL Error",
    "metadata pointer",
    "has been invalidated",
)


def is_lock_conflict(error: duckdb.Error) -> bool:
    """Whether DuckDB could not open a file because another process has it open."""
    return "lock on file" in str(error)


def is_machine_fault(error: duckdb.Error) -> bool:
    """Whether the disk, the memory or another process is at fault, and not a query of ours."""
    kinds = (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.OutOfMemoryException,
        duckdb.SerializationException,
    )
    return isinstance(error, kinds) or "Could not write" in str(error)


def mend_of(path: object) -> str:
    """What to do about a file of the warehouse that cannot be read."""
    return {"vectors.duckdb": VECTORS, "public.duckdb": ANEW}.get(Path(str(path)).name, BACKUP)


def as_warehouse_error(
    error: BaseException, path: object, *, alone: bool = False
) -> WarehouseError:
    """`error` of DuckDB or the file system about `path` as `Busy`, `Full` or a `WarehouseError`;
    `Damaged`, with the mend, where one of the warehouse's files cannot be read: another that is
    open too may be meant, unless the file was read `alone`.

    The message is one line, at most 300 characters of it the original's.
    """
    message = " ".join(str(error).split())
    if isinstance(error, duckdb.Error) and is_lock_conflict(error):
        holder = _HOLDER.search(message)
        owner = f"process {holder[1]}" if holder else "another process"
        return Busy(
            f"{path}: {owner} holds it open; close that connection (readers use public.duckdb)"
        )
    if any(
        word in message for word in ("No space left", "File too large", "not write", "Out of disk")
    ):
        return Full(
            f"{path}: cannot write ({message[:160]}); "
            "what was loaded is safe; free space, run again"
        )
    if any(word in message for word in _DAMAGED):
        mend = mend_of(path) if alone else DEEP
        return Damaged(f"{path}: damaged or half copied ({message[:200]}); {mend}")
    if "Permission denied" in message and Path(str(path)).name in FILES:
        return WarehouseError(f"{path}: {OWNER}")
    return WarehouseError(f"{path}: {message[:300]}")
