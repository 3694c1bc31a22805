"""`newsthread demo`: the real cycle over the sample world, three simulated days in under a minute.

Everything shown comes from the warehouse it fills. Stopped or killed, it goes on where it was left.
Run again on the same folder it changes nothing: ids come from URLs, so the outlets keep their port.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from flows.commands.console import Refusal
from flows.cycle import cycle
from flows.runner import prefect_configured, runner
from flows.services import Services
from sampleworld import show
from sampleworld.compose import load_world
from sampleworld.outlets import OUTLETS
from sampleworld.receiver import receive
from sampleworld.replay import Cast, Run, Step, moments, replay, settings
from sampleworld.server import PORT, Server, serve
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from warehouse.batch import Cycle

T = TypeVar("T")

WIDTH = 110  # columns, where the output is no terminal

DOING = {
    "poll": "asking the feeds",
    "fetch": "fetching pages",
    "extract": "reading pages",
    "embed": "embedding articles (the first time loads the model)",
    "place": "finding copies and stories",
    "detect": "finding what is new, writing alerts",
    "load": "remembering",
    "publish": "publishing the read-only copy",
    "notify": "sending alerts",
}


def demo(folder: Path, *, prefect: bool = False) -> None:
    """Run the cycles into `folder` and show what the warehouse then knows."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # two busy cores are halved by spinning
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    warehouse, world = Warehouse(folder), load_world()
    console.print(
        f"[bold]{len(OUTLETS)} sample outlets[/] on loopback tell {len(world.pieces)} articles in "
        f"three simulated days; newsthread looks {len(moments())} times.\n"
    )
    with serve(world, _port(warehouse)) as server, receive() as receiver:
        _same_port(warehouse, server, folder)
        with Services(settings(folder, receiver)) as services:
            _play(console, Cast(warehouse, services, server, receiver), prefect=prefect)
    path = show.write_settings(folder)
    show.show(console, warehouse, folder, path)


def _play(console: Console, cast: Cast, *, prefect: bool) -> None:
    """Run all cycles under a progress bar, with a line for each and one for each alert."""
    columns = (BarColumn(24), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("starting", total=len(moments()))
        for step in replay(cast, _run(progress, bar, prefect=prefect)):
            progress.update(bar, completed=moments().index(step.now) + 1)
            for line in _lines(step):
                progress.console.print(line, no_wrap=True, overflow="ellipsis")


def _run(progress: Progress, bar: TaskID, *, prefect: bool) -> Run:
    """Give the way to run a cycle: as the Prefect flow where one is wanted, else plainly."""
    if prefect or prefect_configured():
        progress.update(bar, description="running the flow `monitor`")
        watched = runner(force_prefect=True)
        return lambda warehouse, services, now: watched(warehouse, services, now, "notify")

    def stage(name: str, do: Callable[..., T], /, *args: Any) -> T:
        progress.update(bar, description=DOING[name])
        return do(*args)

    def plain(warehouse: Warehouse, services: Services, now: datetime) -> Cycle:
        return cycle(warehouse, services, now, stage=stage)

    return plain


def _lines(step: Step) -> list[str]:
    """What a cycle brought, in words; the alerts as the receiver got them."""
    counts = step.cycle.counts
    parts = [f"{counts.get('articles', 0):3d} articles"]
    parts += [
        f"{counts[noun]} {noun if counts[noun] > 1 else noun.rstrip('s')}"
        for noun in ("edits", "failures", "developments")
        if counts.get(noun)
    ]
    if copies := counts.get("copies"):
        parts.insert(1, f"{copies} of them {'copies' if copies > 1 else 'a copy'}")
    lines = [f"[cyan]{step.now:%a %d %b %H:%M}[/]  {', '.join(parts)}"]
    if step.track:
        lines.append(f"  [bold]now tracking[/] {escape(step.track.name)}")
    lines += [f"  [yellow]alert[/] {escape(show.first_words(alert))}" for alert in step.alerts]
    return lines


def _port(warehouse: Warehouse) -> int:
    """Where the outlets of an earlier run lived, else the usual port."""
    ports = [urlsplit(feed.url).port for feed in warehouse.feeds.all()]
    return (ports[0] if ports else None) or PORT


def _same_port(warehouse: Warehouse, server: Server, folder: Path) -> None:
    wanted, got = _port(warehouse), server.server_address[1]
    if warehouse.feeds.all() and wanted != got:
        raise Refusal(
            f"{folder}: its sample outlets live on port {wanted}, which is taken; "
            "free it, or give another --folder",
            1,
        )
