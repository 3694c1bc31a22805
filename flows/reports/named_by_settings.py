"""What the settings name beside the warehouse's folder: other folders, files, a lake, workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.refusal import SettingsError
from flows.reports.stage_workers import workers_state
from flows.services import Services, open_warehouse
from flows.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a cycle needs. `detail` is its state: a version, a path, or what to mend."""

    what: str
    ok: bool
    detail: str


def examine_settings(settings: Settings) -> Iterator[Finding]:
    """A finding for everything of this kind that the settings name; raises nothing."""
    far = settings.stages.workers != "local"
    for what, folder in (
        ("archive", settings.extract.archive),
        ("alert feeds", settings.alerts.feeds),
        ("workers' folder", settings.stages.folder if far else ""),
    ):
        if folder and "://" not in folder:
            yield folder_finding(what, Path(folder))
    yield from _file_findings(settings)
    yield from _lake_findings(settings)
    if far:
        yield Finding("workers", *workers_state(settings.stages))


def folder_finding(what: str, folder: Path) -> Finding:
    """Whether a folder is there and can be written, or can be made."""
    above = nearest(folder)
    writable = above.is_dir() and os.access(above, os.R_OK | os.W_OK | os.X_OK)
    fault = "not writable by this user" if above.is_dir() else f"{above} is no folder"
    return Finding(what, writable, f"{folder.resolve()} ({'writable' if writable else fault})")


def nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there to be seen."""
    whole = folder.resolve()
    return next(path for path in (whole, *whole.parents) if os.access(path, os.F_OK))


def _file_findings(settings: Settings) -> Iterator[Finding]:
    """Whether files of coefficients can be read, and fit the encoder."""
    files: tuple[tuple[str, str, Callable[[Services], object]], ...] = (
        ("coefficients", settings.place.coefficients, lambda services: services.coefficients),
        ("developments", settings.place.developments, lambda services: services.classifiers),
    )
    for what, file, read in files:
        if not file:
            continue
        try:
            with Services(settings) as services:
                read(services)
        except (SettingsError, ValueError) as fault:
            yield Finding(what, ok=False, detail=str(fault))
        else:
            yield Finding(what, ok=True, detail=file)


def _lake_findings(settings: Settings) -> Iterator[Finding]:
    """Whether the lake's catalog answers and its data can be written; makes none."""
    from warehouse.errors import LakeError  # noqa: PLC0415 - duckdb
    from warehouse.lake.address import check_catalog  # noqa: PLC0415 - duckdb

    try:
        lake = open_warehouse(settings).lake
        if lake is None:
            return
        check_catalog(lake)
    except LakeError as fault:
        yield Finding("lake", ok=False, detail=str(fault))
        return
    if lake.kind == "sqlite":
        yield folder_finding("lake", Path(lake.catalog).parent)
    else:
        yield Finding("lake", ok=True, detail=f"{lake} answers")
    yield folder_finding("lake's data", lake.data)
