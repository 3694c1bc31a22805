"""changes: what became known since a cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import Refusal, open_warehouse, parse_time, print_json, print_table

if TYPE_CHECKING:
    from flows.reports.changes import ChangesReport
    from pipeline.records import Development
    from warehouse.warehouse import Warehouse


def register(app: typer.Typer) -> None:
    """Add this module's command to the app."""
    app.command()(changes)


def changes(
    ctx: typer.Context,
    *,
    since: Annotated[
        str, typer.Option(help="A cursor that an earlier call gave; or 2026-03-01, or 2d.")
    ] = "",
    most: Annotated[
        int, typer.Option(min=1, max=10_000, help="At most so many of each kind, the oldest first.")
    ] = 200,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List stories begun, developments told, merges and splits since a cursor, and the next one."""
    from flows.reports.changes import report_changes

    warehouse = open_warehouse(ctx, must_exist=True)
    report = report_changes(warehouse, _cursor(warehouse, since.strip()), most)
    if json:
        print_json(report)
    else:
        _print_changes(report)


def _cursor(warehouse: Warehouse, since: str) -> str:
    """Give the cursor that `since` is, or that a reader had at the time that it is."""
    from flows.reports.changes import CursorError, cursor_at, read_cursor

    try:
        read_cursor(warehouse, since)
    except CursorError as fault:
        try:
            at = parse_time(since)
        except Refusal:
            raise Refusal(f"--since {fault}, or write a time: 2026-03-01 or 2d") from None
        return cursor_at(warehouse, at)
    return since


def _print_changes(report: ChangesReport) -> None:
    stories = [{"at": s.first_at, "id": s.id, "title": s.title} for s in report.stories]
    developments = [
        {
            "at": told.development.at,
            "title": told.story_title,
            "outlet": told.development.outlet,
            "text": text,
        }
        for told in report.developments
        for text in _lines(told.development)
    ]
    moves: list[dict[str, Any]] = [
        {
            "at": move.change.at,
            "kind": move.change.kind,
            "title": f"{move.story_title} → {move.other_title}",
            "why": move.change.reason,
        }
        for move in report.moves
    ]
    for title, rows in (
        ("Stories begun", stories),
        ("Developments", developments),
        ("Merges and splits", moves),
    ):
        if rows:
            print_table(rows, list(rows[0]), title=title)
            typer.echo("")
    if not (stories or developments or moves):
        typer.echo("nothing new")
    rest = " (there is more)" if report.more else ""
    typer.echo(f"next{rest}: newsthread changes --since {report.cursor}")


def _lines(development: Development) -> list[str]:
    """Give the changed figures, then the quotes of a development, a line each."""
    changed = [f"{change.counts}: {change.old} → {change.new}" for change in development.changes]
    return changed + [f"“{quote.text}”" for quote in development.quotes]
