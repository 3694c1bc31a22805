"""demo, bench, run, status, serve, upkeep, doctor, weights: cycles, and their care."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.console import (
    Refusal,
    format_cell,
    now,
    open_warehouse,
    parse_duration,
    print_json,
    print_table,
    settings_from,
)
from flows.commands.options import check_channels
from pipeline.reasons import STAGES

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Deep = Annotated[
    bool, typer.Option("--deep", help="Read the files whole, and prove that they hold together.")
]
WithPrefect = Annotated[
    bool, typer.Option("--prefect", help="Run through the Prefect flow even where no API is set.")
]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    for command in (demo, bench, run, status, serve, publish, upkeep, doctor, weights):
        app.command()(command)


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo's files go.")] = Path(
        "newsthread-demo"
    ),
    *,
    prefect: WithPrefect = False,
    web: Annotated[
        bool, typer.Option("--web", help="Then serve the page on what it left, until Ctrl-C.")
    ] = False,
) -> None:
    """Run the whole pipeline over a bundled world of sample outlets, offline, in under a minute."""
    from sampleworld.demo import demo as run_demo
    from sampleworld.demo import serve

    run_demo(folder, prefect=prefect)
    if web:
        typer.echo("")
        serve(folder)


def bench(
    pages: Annotated[int, typer.Option(min=1, help="Pages of the measured cycle.")] = 200,
    kb: Annotated[int, typer.Option(min=2, help="Size of a page, thousand bytes.")] = 300,
    feeds: Annotated[int, typer.Option(min=1, help="Feeds of the idle cycle.")] = 1000,
    *,
    table: Annotated[bool, typer.Option("--table", help="A table, not JSON.")] = False,
) -> None:
    """Measure a whole cycle on this machine beside bare extraction and bare encoding."""
    from sampleworld.bench import Workload
    from sampleworld.bench import bench as run_bench

    workload = Workload(pages=pages, page_kb=kb, feeds=feeds)
    report = run_bench(workload, lambda line: typer.echo(line, err=True))
    if table:
        rows = [{"what": name, "value": format_cell(v)} for name, v in asdict(report).items()]
        print_table(rows, ["what", "value"])
    else:
        print_json(report)


def run(
    ctx: typer.Context,
    every: Annotated[str, typer.Option(help="Repeat after this long: 90s, 5m, 1h.")] = "",
    until: Annotated[str, typer.Option(help=f"Last stage: {', '.join(STAGES)}.")] = STAGES[-1],
    *,
    prefect: WithPrefect = False,
    json: Json = False,
) -> None:
    """Run one cycle over the feeds that are due, or one after another with --every."""
    from flows import runner

    if until not in STAGES:
        raise Refusal(f"--until {until}: no such stage; one of {', '.join(STAGES)}")
    check_channels(settings_from(ctx))
    options = runner.RunOptions(
        settings=settings_from(ctx),
        every=parse_duration(every) if every else None,
        until=until,
        prefect=prefect,
    )
    for cycle in runner.cycles(open_warehouse(ctx), options):
        if json:
            print_json(cycle)
        else:
            typer.echo(runner.cycle_line(cycle))


def status(ctx: typer.Context, *, json: Json = False) -> None:
    """Say where the monitor stands: cycles, what waits, what the disk holds."""
    from flows.reports.status import report_status

    report = report_status(open_warehouse(ctx, must_exist=True), now())
    if json:
        print_json(report)
        return
    nouns = ("feeds", "articles", "stories", "developments")
    waiting = ("feeds_due", "entries_wanted", "alerts_waiting")
    counts = [(name.replace("_", " "), getattr(report, name)) for name in (*nouns, *waiting)]
    size = sum(file.size for file in report.files)
    rows = [{"what": name, "value": f"{value:,}"} for name, value in counts]
    rows += [
        {"what": "next feed due", "value": format_cell(report.next_at) or "none"},
        {"what": "files", "value": f"{size / 1e6:,.0f} MB, {report.free / 1e9:,.1f} GB free"},
    ]
    print_table(rows, ["what", "value"])
    print_table(
        [
            {
                "began": cycle.started_at,
                "kind": cycle.kind if cycle.ended_at else f"{cycle.kind}, not ended",
                "articles": cycle.counts.get("articles", 0),
                "failures": cycle.counts.get("failures", 0),
                "seconds": round(cycle.wall_s, 1),
            }
            for cycle in report.cycles[:5]
        ],
        ["began", "kind", "articles", "failures", "seconds"],
        title="Cycles",
    )


def serve(
    ctx: typer.Context,
    every: Annotated[str, typer.Option(help="Time between two cycles.")] = "5m",
) -> None:
    """Register the monitor and nightly upkeep with a Prefect server, and run them when due."""
    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")  # before Prefect reads it
    from flows.serve import serve as serve_deployments

    settings = settings_from(ctx)
    check_channels(settings)
    tell = partial(typer.echo, f"a cycle every {every}, upkeep nightly  (Ctrl-C ends it)")
    serve_deployments(settings, parse_duration(every), tell)


def upkeep(ctx: typer.Context, *, json: Json = False) -> None:
    """Apply retention, checkpoint the files, publish and report; once a night is right."""
    from flows.tools.upkeep import upkeep as apply_upkeep

    report = apply_upkeep(open_warehouse(ctx, must_exist=True), settings_from(ctx), now())
    if json:
        print_json(report)
    else:
        print_table(
            [{"what": k, "value": format_cell(v)} for k, v in report.items()], ["what", "value"]
        )


def publish(
    ctx: typer.Context,
    *,
    anew: Annotated[
        bool, typer.Option("--anew", help="Write all of it again, whatever is there.")
    ] = False,
) -> None:
    """Bring the published copy up to date, as the end of each cycle does."""
    typer.echo(open_warehouse(ctx, must_exist=True).publish(anew=anew))


def doctor(ctx: typer.Context, *, deep: Deep = False, json: Json = False) -> None:
    """Say what is installed, found and writable, and which model by which hash."""
    from flows.reports.doctor import examine_installation, examine_warehouse

    settings = settings_from(ctx)
    findings = examine_installation(settings)
    if deep:
        findings += examine_warehouse(settings.folder)
    if json:
        print_json(findings)
    else:
        rows = [
            {"ok": "yes" if f.ok else "NO", "what": f.what, "detail": f.detail} for f in findings
        ]
        print_table(rows, ["ok", "what", "detail"])
    if not all(f.ok for f in findings):
        raise Refusal(f"{sum(not f.ok for f in findings)} thing(s) to mend, marked NO above", 1)


def weights() -> None:
    """Read the language model's weights out into the cache folder and compile the loops that are
    compiled, as the first use would."""
    from pipeline.encoders.weights import read_out_weights
    from pipeline.place import compile_loops

    try:
        typer.echo(read_out_weights())
    except RuntimeError as fault:
        raise Refusal(str(fault)) from fault
    compile_loops()
