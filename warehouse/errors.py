"""What can be wrong with the files, each said in one line that names the mend."""

from __future__ import annotations

import re

import duckdb


class WarehouseError(Exception):
    """The warehouse cannot do what was asked; the message is one line for the user."""


class Busy(WarehouseError):  # noqa: N818 - it names a state of the files
    """Another process holds the files for longer than the caller wanted to wait."""


class Full(WarehouseError):  # noqa: N818 - it names a state of the disk
    """The disk is full or the files may not be written; every loaded batch is safe."""


_HOLDER = re.compile(r"\(PID (\d+)\)")


def held_elsewhere(error: duckdb.Error) -> bool:
    """Whether DuckDB could not open a file because another process has it open."""
    return "lock on file" in str(error)


def of_the_machine(error: duckdb.Error) -> bool:
    """Whether the disk, the memory or another process is at fault, and not a query of ours."""
    kinds = (duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException)
    return isinstance(error, kinds) or "Could not write" in str(error)


def explain(error: BaseException, path: object) -> WarehouseError:
    """One line for what DuckDB or the file system said about `path`."""
    said = " ".join(str(error).split())
    if isinstance(error, duckdb.Error) and held_elsewhere(error):
        who = _HOLDER.search(said)
        holder = f"process {who[1]}" if who else "another process"
        return Busy(
            f"{path}: {holder} holds it open; close that connection (readers use public.duckdb)"
        )
    if any(
        word in said for word in ("No space left", "File too large", "not write", "Out of disk")
    ):
        return Full(
            f"{path}: cannot write ({said[:160]}); what was loaded is safe; free space, run again"
        )
    return WarehouseError(f"{path}: {said[:300]}")
