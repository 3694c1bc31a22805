"""import, export, reextract: articles from and to files."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import (
    Refusal,
    existing_file,
    now,
    open_warehouse,
    print_json,
    settings_from,
)
from flows.commands.options import STANDARD, parse_since, standard_input, writable_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from flows.settings import Settings
    from flows.tools.article_import import BadLine, ImportedArticles
    from warehouse.batch import Cycle
    from warehouse.warehouse import Warehouse

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

MOST_BAD_LINES = 20
"""Bad lines printed one by one (chosen by hand, 2026-11); more are one mistake in the file."""


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    app.command("import")(import_)
    app.command()(export)
    app.command()(backup)
    app.command()(restore)
    app.command()(reextract)


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON lines, plain or gzip; - is standard input.")],
    *,
    json: Json = False,
) -> None:
    """Place articles extracted elsewhere: id, title, text, published, lang, outlet, url a line."""
    batch = _read_articles(file)
    _say_lines(file, batch.bad_lines, "bad lines")
    _say_lines(file, batch.left_out, "fields left out", ", imported without ")
    _say_unread(file, batch.unread)
    if batch.repeated:
        said = f"{batch.repeated:,} of its lines stand again later, as the same article"
        typer.echo(f"{file}: {said}; the last one counts", err=True)
    if not batch.articles:
        raise Refusal(f"{file}: no article in it")
    warehouse, begun, started = open_warehouse(ctx), now(), time.monotonic()
    cycle = _import_with_progress(warehouse, settings_from(ctx), batch, begun)
    seconds = time.monotonic() - started
    report = {
        "articles": len(batch.articles),
        "new": cycle.counts.get("articles", 0),
        "edits": cycle.counts.get("edits", 0),
        "stories": warehouse.stories.count_new(begun),
        "copies": cycle.counts.get("copies", 0),
        "developments": cycle.counts.get("developments", 0),
        "alerts": cycle.counts.get("alerts", 0),
        "bad_lines": len(batch.bad_lines),
        "fields_left_out": len(batch.left_out),
        "seconds": round(seconds, 2),
        "articles_per_s": round(len(batch.articles) / seconds, 1),
    }
    if json:
        print_json(report)
    else:
        typer.echo(", ".join(f"{v:,} {k.replace('_', ' ')}" for k, v in report.items()))


def _say_lines(file: Path, lines: Sequence[BadLine], what: str, means: str = ": ") -> None:
    """Name the first lines on stderr, and count the others."""
    for line in lines[:MOST_BAD_LINES]:
        typer.echo(f"{file} line {line.number}{means}{line.reason}", err=True)
    if len(lines) > MOST_BAD_LINES:
        typer.echo(f"{file}: {len(lines) - MOST_BAD_LINES} more {what}", err=True)


def _say_unread(file: Path, unread: Mapping[str, int]) -> None:
    """Name the keys that an import knows nothing of, and in how many lines each stands."""
    from flows.tools.article_import import KEYS

    shown = [f"{key} ({lines:,})" for key, lines in list(unread.items())[:MOST_BAD_LINES]]
    if len(unread) > len(shown):
        shown.append("...")
    if shown:
        reads = f"an import reads {', '.join(KEYS)}"
        typer.echo(f"{file}: not read (lines): {', '.join(shown)}; {reads}", err=True)


def _read_articles(file: Path) -> ImportedArticles:
    """Read a file of articles, or standard input: whole, before the first is placed."""
    from flows.tools.article_import import read_articles

    if file != STANDARD:
        return read_articles(existing_file(file), now())
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(standard_input())
        copy.flush()
        return read_articles(Path(copy.name), now())


def _import_with_progress(
    warehouse: Warehouse, settings: Settings, batch: ImportedArticles, begun: datetime
) -> Cycle:
    """Import under a progress bar on stderr; give the cycle."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from flows.services import Services
    from flows.tools.article_import import import_articles

    columns = (
        TextColumn("importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]:.0f} articles/s"),
        TimeRemainingColumn(),
    )
    started = time.monotonic()
    progress: Any = None
    with Services(settings) as services, Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("import", total=len(batch.articles), speed=0.0)
        for progress in import_articles(warehouse, services, batch, begun):
            if isinstance(progress, int):
                speed = progress / (time.monotonic() - started)
                bar.update(task, completed=progress, speed=speed)
    cycle: Cycle = progress
    return cycle


def export(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Where to: .jsonl, or .jsonl.gz; - is standard output.")
    ] = None,
    *,
    parquet: Annotated[
        Path | None,
        typer.Option(help="Instead: all published views as Parquet, into this new folder."),
    ] = None,
    since: Annotated[str, typer.Option(help="Told since: 2026-03-01, or 2d.")] = "",
) -> None:
    """Write the articles with their stories as JSON lines that `import` and `eval` read."""
    if (file is None) == (parquet is None):
        raise Refusal("name a file, or --parquet and a folder")
    if parquet is not None:
        _export_parquet(ctx, parquet)
    elif file is not None:
        _export_lines(ctx, file, since)


def _export_parquet(ctx: typer.Context, folder: Path) -> None:
    from warehouse.parquet_export import export_parquet

    rows = export_parquet(open_warehouse(ctx, must_exist=True).store, folder)
    typer.echo(f"{sum(rows.values()):,} rows of {len(rows)} views in {folder}")


def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
) -> None:
    """Write the warehouse into a new folder, with checksums; the monitor may go on running."""
    made = open_warehouse(ctx, must_exist=True).back_up(folder)
    typer.echo(f"{sum(made.files.values()) / 1e6:,.1f} MB in {folder}")


def restore(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A folder that `backup` has written.")],
) -> None:
    """Put a backup in the place of a warehouse that is gone, and publish it."""
    warehouse = open_warehouse(ctx)
    made = warehouse.restore(folder)
    warehouse.publish(anew=True)
    typer.echo(f"restored to {warehouse.path}, as of {made.made_at:%Y-%m-%d %H:%M} UTC")


def _export_lines(ctx: typer.Context, file: Path, since: str) -> None:
    from flows.tools.article_export import export_articles, write_articles

    start = parse_since(since)
    warehouse = open_warehouse(ctx, must_exist=True)
    if file == STANDARD:
        written = write_articles(warehouse, sys.stdout.buffer, start)
    else:
        written = export_articles(warehouse, writable_file(file), start)
    typer.echo(f"{written:,} articles", err=file == STANDARD)


def reextract(
    ctx: typer.Context,
    archive: Annotated[Path | None, typer.Argument(help="Archive; else the settings'.")] = None,
    *,
    json: Json = False,
) -> None:
    """Read the archived pages again with today's rules; what changes becomes a new version."""
    from flows.tools.reextract import reextract_archive

    settings = settings_from(ctx)
    folder = archive or (Path(settings.extract.archive) if settings.extract.archive else None)
    if folder is None:
        raise Refusal("no archive: name one, or set extract.archive before the pages are fetched")
    if not folder.is_dir():
        raise Refusal(f"{folder}: no such folder; name that of an archive of pages")
    warehouse = open_warehouse(ctx, must_exist=True)
    report = reextract_archive(warehouse, settings, folder, now())
    counts = {name.replace("_", " "): n for name, n in asdict(report).items()}
    if json:
        print_json(counts)
    else:
        typer.echo(", ".join(f"{n:,} {name}" for name, n in counts.items()))
