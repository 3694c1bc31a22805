"""The state of the monitor: cycles with their seconds, what waits, what the disk holds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flows.reports.disk import path_size

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

MOST_CYCLES = 20
"""Cycles listed, the newest (chosen by hand, 2026-11)."""


FOLDERS = ("public", "search")
"""Beside the files: the parts of the published copy, the index for words and meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStatus:
    """A cycle: `counts` by noun, `took_s` seconds by stage. Not ended: it runs, or was killed."""

    id: str
    kind: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, int]
    took_s: Mapping[str, float]
    wall_s: float  # from start to end


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSize:
    """A file of the warehouse, or a folder with all in it; bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """Where the monitor stands at a time."""

    at: datetime
    next_at: datetime | None  # when the next feed is due; None: there is none to poll
    feeds_due: int
    entries_wanted: int
    alerts_waiting: int
    feeds: int
    articles: int
    stories: int
    developments: int
    cycles: tuple[CycleStatus, ...]  # the newest first
    files: tuple[FileSize, ...]
    free: int  # bytes left on their disk


def report_status(warehouse: Warehouse, now: datetime) -> StatusReport:
    """Report the state of the monitor."""
    with warehouse.together():
        backlog = warehouse.coverage.backlog(now)
        cycles = warehouse.cycles(MOST_CYCLES)
    files = [path for path in sorted(warehouse.path.iterdir()) if path.suffix == ".duckdb"]
    folders = [path for name in FOLDERS if (path := warehouse.path / name).is_dir()]
    return StatusReport(
        at=now,
        **backlog,
        cycles=tuple(
            CycleStatus(
                id=cycle.id,
                kind=cycle.kind,
                started_at=cycle.started_at,
                ended_at=cycle.ended_at,
                counts=dict(cycle.counts),
                took_s=dict(cycle.took_s),
                wall_s=cycle.wall_s,
            )
            for cycle in cycles
        ),
        files=tuple(
            [FileSize(name=path.name, size=path.stat().st_size) for path in files]
            + [FileSize(name=f"{path.name}/", size=path_size(path)) for path in folders]
        ),
        free=shutil.disk_usage(warehouse.path).free,
    )
