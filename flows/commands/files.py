"""import, export, reextract: articles in and out as files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import (
    Refusal,
    existing,
    moment,
    now,
    say_json,
    settings_of,
    warehouse_of,
)

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.records import Article, Entry
    from warehouse.warehouse import Warehouse

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

MOST_COMPLAINTS = 20
"""Bad lines told one by one; more of them are one mistake in the file."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    app.command("import")(import_)
    app.command()(export)
    app.command()(reextract)


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON lines, plain or gzip.")],
    *,
    json: Json = False,
) -> None:
    """Place articles extracted elsewhere: id, title, text, published, lang, outlet, url a line."""
    from flows.tools.article_import import read_lines

    entries, articles, bad = read_lines(existing(file), now())
    for line in bad[:MOST_COMPLAINTS]:
        typer.echo(f"{file} line {line.number}: {line.why}", err=True)
    if len(bad) > MOST_COMPLAINTS:
        typer.echo(f"{file}: {len(bad) - MOST_COMPLAINTS} more bad lines", err=True)
    if not articles:
        raise Refusal(f"{file}: no article in it")
    started = time.monotonic()
    done = _bring(warehouse_of(ctx), settings_of(ctx), entries, articles)
    seconds = time.monotonic() - started
    report = {
        "articles": len(articles),
        "new": done.counts.get("articles", 0),
        "edits": done.counts.get("edits", 0),
        "copies": done.counts.get("copies", 0),
        "bad_lines": len(bad),
        "seconds": round(seconds, 2),
        "articles_per_s": round(len(articles) / seconds, 1),
    }
    if json:
        say_json(report)
    else:
        typer.echo(", ".join(f"{v:,} {k.replace('_', ' ')}" for k, v in report.items()))


def _bring(
    warehouse: Warehouse, settings: Settings, entries: list[Entry], articles: list[Article]
) -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from flows.services import Services
    from flows.tools.article_import import bring

    columns = (
        TextColumn("importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]:.0f} articles/s"),
        TimeRemainingColumn(),
    )
    started = time.monotonic()
    done: Any = None
    with Services(settings) as services, Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("import", total=len(articles), speed=0.0)
        for done in bring(warehouse, services, entries, articles, now()):
            if isinstance(done, int):
                speed = done / (time.monotonic() - started)
                bar.update(task, completed=done, speed=speed)
    return done


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to: .jsonl, or .jsonl.gz.")],
    *,
    since: Annotated[str, typer.Option(help="Told since: 2026-03-01, or 2d.")] = "",
) -> None:
    """Write the articles with their stories as JSON lines that `import` and `eval` read."""
    from flows.tools.article_export import write_lines

    written = write_lines(
        warehouse_of(ctx, must_exist=True), file, moment(since) if since else None
    )
    typer.echo(f"{written:,} articles")


def reextract(
    ctx: typer.Context,
    archive: Annotated[Path | None, typer.Argument(help="Archive; else the settings'.")] = None,
    *,
    json: Json = False,
) -> None:
    """Read the archived pages again with today's rules; what changes becomes a new version."""
    from flows.tools.reextract import reread

    settings = settings_of(ctx)
    folder = archive or (Path(settings.extract.archive) if settings.extract.archive else None)
    if folder is None:
        raise Refusal("no archive: name one, or set extract.archive before the pages are fetched")
    report = reread(warehouse_of(ctx, must_exist=True), settings, folder, now())
    if json:
        say_json(report)
    else:
        typer.echo(", ".join(f"{v:,} {k}" for k, v in report.items()))
