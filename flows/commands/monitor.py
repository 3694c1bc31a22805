"""demo, run, serve, upkeep, doctor: what keeps the monitor going."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.console import (
    Refusal,
    cell,
    duration,
    now,
    say_json,
    say_table,
    settings_of,
    warehouse_of,
)
from pipeline.records import STAGES

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WithPrefect = Annotated[
    bool, typer.Option("--prefect", help="Run through the Prefect flow even where no API is set.")
]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    for command in (demo, run, serve, upkeep, doctor):
        app.command()(command)


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's files go.")] = Path(
        "newsthread-demo"
    ),
    *,
    prefect: WithPrefect = False,
) -> None:
    """Run the whole pipeline over a bundled world of sample outlets, offline, in under a minute."""
    from sampleworld.demo import demo as show

    show(folder, prefect=prefect)


def run(
    ctx: typer.Context,
    every: Annotated[str, typer.Option(help="Repeat after this long: 90s, 5m, 1h.")] = "",
    until: Annotated[str, typer.Option(help=f"Last stage: {', '.join(STAGES)}.")] = "notify",
    *,
    prefect: WithPrefect = False,
    json: Json = False,
) -> None:
    """Run one cycle over the feeds that are due, or one after another with --every."""
    from flows import runner

    if until not in STAGES:
        raise Refusal(f"--until {until}: no such stage; one of {', '.join(STAGES)}")
    plan = runner.Plan(
        settings=settings_of(ctx),
        every=duration(every) if every else None,
        until=until,
        prefect=prefect,
    )
    for done in runner.cycles(warehouse_of(ctx), plan):
        if json:
            say_json(done)
        else:
            typer.echo(runner.line(done))


def serve(
    ctx: typer.Context,
    every: Annotated[str, typer.Option(help="Time between two cycles.")] = "5m",
) -> None:
    """Register the monitor and nightly upkeep with a Prefect server, and run them when due."""
    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")  # before Prefect reads it
    from flows.serve import serve as keep_serving

    keep_serving(settings_of(ctx), duration(every))


def upkeep(ctx: typer.Context, *, json: Json = False) -> None:
    """Apply retention, checkpoint the files, publish and report; once a night is right."""
    from flows.tools.upkeep import upkeep as tidy

    report = tidy(warehouse_of(ctx), settings_of(ctx), now())
    if json:
        say_json(report)
    else:
        say_table([{"what": k, "value": cell(v)} for k, v in report.items()], ["what", "value"])


def doctor(ctx: typer.Context, *, json: Json = False) -> None:
    """Say what is installed, found and writable, and which model by which hash."""
    from flows.reports.doctor import examine

    findings = examine(settings_of(ctx))
    rows: list[dict[str, Any]] = [
        {"ok": "yes" if f.ok else "NO", "what": f.what, "detail": f.detail} for f in findings
    ]
    if json:
        say_json(findings)
    else:
        say_table(rows, ["ok", "what", "detail"])
    if not all(f.ok for f in findings):
        raise Refusal(f"{sum(not f.ok for f in findings)} thing(s) to mend, marked NO above", 1)
