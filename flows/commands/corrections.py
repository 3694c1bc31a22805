"""merge, cut, apart, rethread: the user's corrections of stories, and placing the past again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from flows.commands.console import (
    Refusal,
    existing_file,
    input_refusals,
    now,
    open_warehouse,
    parse_time,
    print_json,
    settings_from,
)
from flows.commands.ids import find_article_id, find_story_id
from flows.commands.options import check_span, parse_since

if TYPE_CHECKING:
    from flows.tools.rethread import RethreadReport

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Article = Annotated[str, typer.Argument(help="An article's id, from `story ID`.")]
MOST_MOVES = 20  # moved articles printed one by one

Story = Annotated[str, typer.Argument(help="A story's id, from `stories`.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    for command in (merge, cut, apart, rethread):
        app.command()(command)


def merge(ctx: typer.Context, story: Story, other: Story) -> None:
    """Say that two stories are one; it holds until taken back with `decisions undo`."""
    if story == other:
        raise Refusal("a story cannot be merged with itself")
    warehouse = open_warehouse(ctx, must_exist=True)
    story, other = find_story_id(warehouse, story), find_story_id(warehouse, other)
    if story == other:
        raise Refusal("a story cannot be merged with itself")
    _correct(ctx, "merge", story, other)


def cut(ctx: typer.Context, article: Article, story: Story) -> None:
    """Take an article out of a story; it holds until taken back with `decisions undo`."""
    warehouse = open_warehouse(ctx, must_exist=True)
    story, article = find_story_id(warehouse, story), find_article_id(warehouse, article)
    _correct(ctx, "cut", article, story)


def apart(ctx: typer.Context, article: Article, other: Article) -> None:
    """Keep two articles in different stories, until taken back with `decisions undo`."""
    if article == other:
        raise Refusal("an article cannot be kept apart from itself")
    warehouse = open_warehouse(ctx, must_exist=True)
    article, other = find_article_id(warehouse, article), find_article_id(warehouse, other)
    if article == other:
        raise Refusal("an article cannot be kept apart from itself")
    _correct(ctx, "apart", article, other)


def _correct(ctx: typer.Context, kind: Literal["merge", "cut", "apart"], a: str, b: str) -> None:
    from flows.tools.corrections import apply_decision
    from pipeline.records import Decision

    decision = Decision(kind=kind, a=a, b=b, at=now())
    correction = apply_decision(open_warehouse(ctx), settings_from(ctx), decision)
    if not correction.is_new:
        typer.echo("said before; nothing to change")
    elif not correction.n_moved:
        typer.echo("remembered; nothing in the window had to move")
    else:
        plural = "" if correction.n_moved == 1 else "s"
        typer.echo(f"remembered; {correction.n_moved} article{plural} moved")


def rethread(  # noqa: PLR0913 - one option per field of a Span
    ctx: typer.Context,
    *,
    since: Annotated[str, typer.Option(help="Only what was told since: 2026-03-01, or 30d.")] = "",
    until: Annotated[str, typer.Option(help="Only what was told before.")] = "",
    coefficients: Annotated[
        Path | None, typer.Option(help="From `fit`, not the shipped ones.")
    ] = None,
    by_time: Annotated[
        bool, typer.Option("--by-time", help="In the order told, not in that of arrival.")
    ] = False,
    adopt: Annotated[bool, typer.Option("--adopt", help="Put the result in place.")] = False,
    json: Json = False,
) -> None:
    """Place a span of the past again and print the difference; --adopt puts it in place."""
    from flows.tools.rethread import Span
    from flows.tools.rethread import rethread as rethread_span

    span = Span(
        since=parse_since(since),
        until=parse_time(until) if until else None,
        coefficients=coefficients,
        adopt=adopt,
        by_time=by_time,
    )
    check_span(span.since, span.until)
    if coefficients:
        existing_file(coefficients)
    with input_refusals():
        warehouse = open_warehouse(ctx, must_exist=True)
        report = rethread_span(warehouse, settings_from(ctx), span, now())
    rows = _rethread_json(report)
    if json:
        print_json(rows)
        return
    for name, value in rows.items():
        count = value if isinstance(value, int) else len(value)
        typer.echo(f"{count:>8,} {name.replace('_', ' ')}")
    for article_id, was, to in report.moved[:MOST_MOVES]:
        typer.echo(f"  {article_id}: {was} -> {to}")
    if len(report.moved) > MOST_MOVES:
        typer.echo(f"  ... and {len(report.moved) - MOST_MOVES:,} more; all with --json")
    if not adopt and report.moved:
        typer.echo("nothing changed yet; --adopt puts it in place")


def _rethread_json(report: RethreadReport) -> dict[str, Any]:
    """Give the report as `rethread --json` prints it; `adopted` only where it was put in place."""
    rows = asdict(report)
    if report.adopted is None:
        del rows["adopted"]
    return rows
