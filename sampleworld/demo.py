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
from flows.commands.faces import serve_page
from flows.cycle import cycle
from flows.runner import prefect_configured, runner
from flows.services import Services
from pipeline.reasons import STAGES
from sampleworld import summary
from sampleworld.compose import load_world
from sampleworld.outlets import OUTLETS
from sampleworld.receiver import run_receiver
from sampleworld.replay import (
    CHANNEL,
    Environment,
    RunCycle,
    Step,
    cycle_times,
    replay,
    replay_settings,
)
from sampleworld.server import PORT, Server, serve_world
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from warehouse.batch import Cycle

T = TypeVar("T")

WIDTH = 110  # columns, where the output is no terminal

STAGE_DESCRIPTIONS = {
    "poll": "asking the feeds",
    "fetch": "fetching pages",
    "extract": "reading pages",
    "embed": "embedding articles (the first time loads the model)",
    "place": "finding copies and stories",
    "detect": "finding what is new in tracked stories",
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
        f"three simulated days; newsthread looks {len(cycle_times())} times.\n"
    )
    with serve_world(world, _port(warehouse)) as server, run_receiver() as receiver:
        _check_port(warehouse, server, folder)
        with Services(replay_settings(folder, receiver)) as services:
            _run_cycles(
                console, Environment(warehouse, services, server, receiver), prefect=prefect
            )
    path = summary.write_settings(folder)
    summary.print_summary(console, warehouse, folder, path)


def serve(folder: Path) -> None:
    """Serve the page on what the demo left until interrupted; outlets and channel answer, too."""
    console, warehouse = Console(), Warehouse(folder)

    def tell(alert: dict[str, Any]) -> None:
        console.print(f"channel {CHANNEL} got: {summary.alert_line(alert)}", markup=False)

    with serve_world(load_world(), _port(warehouse)) as server:
        server.set_time(cycle_times()[-1])
        with run_receiver(tell) as receiver:
            serve_page(warehouse, replay_settings(folder, receiver))


def _run_cycles(console: Console, environment: Environment, *, prefect: bool) -> None:
    """Run all cycles under a progress bar, with a line for each and one for each alert."""
    columns = (BarColumn(24), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("starting", total=len(cycle_times()))
        for step in replay(environment, _cycle_runner(progress, bar, prefect=prefect)):
            progress.update(bar, completed=cycle_times().index(step.now) + 1)
            for line in _step_lines(step):
                progress.console.print(line, no_wrap=True, overflow="ellipsis")


def _cycle_runner(progress: Progress, bar: TaskID, *, prefect: bool) -> RunCycle:
    """How a cycle is run: as the Prefect flow where asked for or configured, else plainly."""
    if prefect or prefect_configured():
        progress.update(bar, description="running the flow `monitor`")
        watched = runner(force_prefect=True)
        return lambda warehouse, services, now: watched(warehouse, services, now, STAGES[-1])

    def stage(name: str, do: Callable[..., T], /, *args: Any) -> T:
        progress.update(bar, description=STAGE_DESCRIPTIONS[name])
        return do(*args)

    def plain(warehouse: Warehouse, services: Services, now: datetime) -> Cycle:
        return cycle(warehouse, services, now, stage=stage)

    return plain


def _step_lines(step: Step) -> list[str]:
    """A cycle's counts in words, then a line for each alert that the receiver got in it."""
    counts = step.cycle.counts
    phrases = [f"{counts.get('articles', 0):3d} articles"]
    phrases += [
        f"{counts[noun]} {noun if counts[noun] > 1 else noun.rstrip('s')}"
        for noun in ("edits", "failures", "developments")
        if counts.get(noun)
    ]
    if copies := counts.get("copies"):
        phrases.insert(1, f"{copies} of them {'copies' if copies > 1 else 'a copy'}")
    lines = [f"[cyan]{step.now:%a %d %b %H:%M}[/]  {', '.join(phrases)}"]
    if step.track:
        lines.append(f"  [bold]now tracking[/] {escape(step.track.name)}")
    lines += [f"  [yellow]alert[/] {escape(summary.alert_line(alert))}" for alert in step.alerts]
    return lines


def _port(warehouse: Warehouse) -> int:
    """The port of the outlets of an earlier run, else the usual one."""
    ports = [urlsplit(feed.url).port for feed in warehouse.feeds.all()]
    return (ports[0] if ports else None) or PORT


def _check_port(warehouse: Warehouse, server: Server, folder: Path) -> None:
    """Raise Refusal where an earlier run's outlets had another port than the server has got."""
    wanted, actual = _port(warehouse), server.server_address[1]
    if warehouse.feeds.all() and wanted != actual:
        raise Refusal(
            f"{folder}: its sample outlets live on port {wanted}, which is taken; "
            "free it, or give another --folder",
            1,
        )
