"""The installation, the machine, the files: what a cycle needs, what must hold; with the mend."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flows.channels import known_channels
from flows.reports.channels import dead_letter_lines
from flows.reports.disk import path_size
from flows.reports.named_by_settings import (
    Finding,
    examine_settings,
    folder_finding,
    nearest,
)
from flows.services import Services
from flows.settings import Settings
from pipeline.channels.sending import Channel
from pipeline.encoders.devices import CPU
from pipeline.encoders.shapes import bf16_products
from pipeline.stories.outsized import outsized_stories
from pipeline.stories.window import Window

PACKAGES = ("prefect", "duckdb", "torch", "sentence-transformers", "trafilatura", "feedparser",
            "aiohttp", "apprise")  # fmt: skip

LEAST_FREE_GB = 1.0
"""Free disk, GB. Below it a cycle may not finish (chosen by hand, 2026-11)."""


CLOCK_SLACK = timedelta(minutes=1)
"""What a clock that is kept by NTP may step back; chosen by hand (2026-11)."""

UPKEEP = "upkeep.json"
"""File in the warehouse's folder: what the last upkeep deleted."""

OPENED = ("news.duckdb*", "vectors.duckdb*", "*.lock", "outbox.room", "public", "search/**/*")
"""What of a warehouse's folder is opened to be written; `public` holds what is only ever added."""

_PARTS = 3  # of a story that is larger than likely: as many as a line holds


def examine_installation(settings: Settings) -> tuple[Finding, ...]:
    """Examine everything that a cycle needs; loads the model (seconds). Raises nothing."""
    return (
        Finding("python", sys.version_info >= (3, 11), platform.python_version()),
        Finding("settings", ok=True, detail=str(settings.source or "defaults and environment")),
        *_package_findings(),
        *_folder_findings(settings.folder),
        *_cycle_findings(settings.folder, datetime.now(UTC)),
        _processor_finding(),
        _model_finding(settings),
        *_channel_findings(settings),
        _prefect_finding(),
        *examine_settings(settings),
    )


def examine_warehouse(folder: Path) -> tuple[Finding, ...]:
    """Read every row of the files of this folder and prove what must hold of them.

    Names stories that are larger than likely, too. Makes no warehouse where there is none. Raises
    nothing about the files.
    """
    from warehouse.warehouse import Warehouse  # noqa: PLC0415 - duckdb

    warehouse = Warehouse(folder)
    proofs = tuple(Finding(proof.what, proof.ok, proof.detail) for proof in warehouse.inspect())
    if not all(proof.ok for proof in proofs) or not warehouse.store.news_path.exists():
        return proofs
    return (*proofs, *_outsized_findings(warehouse.window.read()))


def _outsized_findings(window: Window) -> Iterator[Finding]:
    """Stories to look over, nothing to mend: whether they are one is for people to say."""
    titles = dict(zip(window.ids, window.titles, strict=True))
    for story in outsized_stories(window):
        parts = "; ".join(f"{len(part)}: {titles[part[0]]}" for part in story.parts[:_PARTS])
        detail = f"{story.articles} articles, {story.likely} likely; most separate parts {parts}"
        yield Finding(f"story {story.story_id}", ok=True, detail=detail)


def _package_findings() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding(name, ok=True, detail=version(name))
        except PackageNotFoundError:
            yield Finding(name, ok=False, detail=f"not installed: pip install {name}")


def _folder_findings(folder: Path) -> Iterator[Finding]:
    yield folder_finding("warehouse", folder)
    free = shutil.disk_usage(nearest(folder)).free / 1e9
    seen = os.access(folder, os.R_OK | os.X_OK)
    parts = sizes(folder) if seen else {}
    used = "".join(f"; {name} {size:,.1f} MB" for name, size in parts.items())
    yield Finding("disk", free > LEAST_FREE_GB, f"{free:.1f} GB free{used}")
    if seen:
        yield from _owner_findings(folder)
        yield from _retention_findings(folder)


def _owner_findings(folder: Path) -> Iterator[Finding]:
    """Files that the monitor opens and this user may not; nothing where there are none.

    Not those that are put in place whole (the copy, notes): the next one replaces them.
    """
    from warehouse.errors import OWNER  # noqa: PLC0415 - duckdb

    shut = [
        path
        for pattern in OPENED
        for path in sorted(folder.glob(pattern))
        if not os.access(path, os.R_OK | os.W_OK)
    ]
    if shut:
        more = f" and {len(shut) - 1} more" if len(shut) > 1 else ""
        yield Finding("files", ok=False, detail=f"{shut[0]}{more}: {OWNER}")


def _cycle_findings(folder: Path, now: datetime) -> Iterator[Finding]:
    """Whether the main file opens, and the last cycle; nothing where there is no warehouse."""
    from warehouse.errors import WarehouseError  # noqa: PLC0415 - duckdb
    from warehouse.warehouse import Warehouse  # noqa: PLC0415 - duckdb

    if not os.access(folder, os.R_OK | os.X_OK) or not any(folder.glob("*.duckdb")):
        return
    try:
        begun = [cycle.started_at for cycle in Warehouse(folder).cycles()]
    except WarehouseError as fault:
        yield Finding("main file", ok=False, detail=str(fault))
        return
    if begun:
        yield _last_cycle(begun, now)
    else:
        yield Finding("last cycle", ok=True, detail="none yet: newsthread run")


def _last_cycle(begun: Sequence[datetime], now: datetime) -> Finding:
    """Say when the last cycle began, of those that began then, the newest first."""
    last, latest = begun[0], max(begun)
    if last - now > CLOCK_SLACK:
        ahead = f"{last - now}".partition(".")[0]
        detail = f"began {ahead} from now: the clock has stepped back; set it right (NTP)"
        return Finding("last cycle", ok=False, detail=f"{detail}; feeds are asked all the same")
    detail = f"began {last:%Y-%m-%d %H:%M} UTC"
    if latest - now > CLOCK_SLACK:
        detail += f"; before, the clock was ahead, or it is behind now: one began {latest:%Y-%m-%d}"
    return Finding("last cycle", ok=True, detail=detail)


def _retention_findings(folder: Path) -> Iterator[Finding]:
    """What the last upkeep let go; nothing where there was none."""
    try:
        noted = dict(json.loads((folder / UPKEEP).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return
    told = ", ".join(f"{n:,} {noun}" for noun, n in noted.items() if noun != "at" and n)
    yield Finding("retention", ok=True, detail=f"{noted.get('at', '')}: {told or 'nothing old'}")


def sizes(folder: Path) -> dict[str, float]:
    """Megabytes of each part of a warehouse's folder: files, the copy's parts, the index."""
    parts = [path for path in sorted(folder.glob("*")) if path.suffix == ".duckdb" or path.is_dir()]
    return {part.name: path_size(part) / 1e6 for part in parts}


def _processor_finding() -> Finding:
    """What embedding is computed with: see `bf16_products`."""
    products = bf16_products()
    detail = f"{os.cpu_count()} cores, {f'bf16 in {products}' if products else 'float32'}"
    return Finding("processor", ok=True, detail=detail)


def _model_finding(settings: Settings) -> Finding:
    try:
        with Services(settings) as services:
            encoder = services.encoder
            vectors = encoder.encode(["newsthread"])
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with it is the finding
        return Finding("model", ok=False, detail=f"{settings.place.model}: {fault}")
    device = settings.stages.device
    where = "" if device == CPU else f" on {device}"
    detail = f"{encoder.name} {vectors.shape[1]}d{where} sha256 {encoder.sha256}"
    return Finding("model", ok=True, detail=detail)


def _channel_findings(settings: Settings) -> Iterator[Finding]:
    import apprise  # noqa: PLC0415 - 0.4 s

    dead = dead_letter_lines(settings, datetime.now(UTC))
    for channel in _known_channels(settings):
        ok = bool(channel.webhook or apprise.Apprise.instantiate(channel.url))
        state = "readable" if ok else "Apprise cannot read its URL"
        letters = dead.pop(channel.name, "")
        detail = f"{state}; {letters}" if letters else state
        yield Finding(f"channel {channel.name}", ok and not letters, detail)
    for name, letters in dead.items():  # given with tracks by address, or gone from the settings
        yield Finding(f"channel {name.partition('://')[0]}", ok=False, detail=letters)


def _known_channels(settings: Settings) -> list[Channel]:
    """Those of the settings and those that were added, if the warehouse can be read."""
    from warehouse.errors import WarehouseError  # noqa: PLC0415 - duckdb
    from warehouse.warehouse import Warehouse  # noqa: PLC0415 - duckdb

    try:
        return [*known_channels(settings, Warehouse(settings.folder, wait_s=5)).values()]
    except WarehouseError:
        return [*settings.channels]  # another finding's matter


def _prefect_finding() -> Finding:
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - 1.8 s
    from prefect.settings import get_current_settings  # noqa: PLC0415

    url = get_current_settings().api.url
    if not url:
        return Finding("prefect server", ok=True, detail="none set; none needed")
    with get_client(sync_client=True) as client:
        fault = client.api_healthcheck()
    return Finding("prefect server", fault is None, f"{url} {fault or 'answers'}")
