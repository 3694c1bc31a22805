"""merge, cut, apart, rethread: the user's corrections of stories, and placing the past again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import (
    Refusal,
    input_refusals,
    now,
    open_warehouse,
    parse_time,
    print_json,
    settings_from,
)
from pipeline.records import Decision

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
    """Say that two stories are one; it sticks through every later cycle and re-threading."""
    if story == other:
        raise Refusal("a story cannot be merged with itself")
    _check_stories(ctx, story, other)
    _correct(ctx, Decision(kind="merge", a=story, b=other, at=now()))


def cut(ctx: typer.Context, article: Article, story: Story) -> None:
    """Take an article out of a story, for good."""
    _check_stories(ctx, story)
    _check_articles(ctx, article)
    _correct(ctx, Decision(kind="cut", a=article, b=story, at=now()))


def apart(ctx: typer.Context, article: Article, other: Article) -> None:
    """Keep two articles in different stories, for good."""
    if article == other:
        raise Refusal("an article cannot be kept apart from itself")
    _check_articles(ctx, article, other)
    _correct(ctx, Decision(kind="apart", a=article, b=other, at=now()))


def _check_stories(ctx: typer.Context, *ids: str) -> None:
    warehouse = open_warehouse(ctx, must_exist=True)
    for id_ in ids:
        if warehouse.stories.get(id_) is None:
            raise Refusal(f"{id_}: no such story; see `newsthread stories`", 1)


def _check_articles(ctx: typer.Context, *ids: str) -> None:
    warehouse = open_warehouse(ctx, must_exist=True)
    known = {article.id for article in warehouse.articles.get(list(ids))}
    for id_ in ids:
        if id_ not in known:
            raise Refusal(f"{id_}: no such article; see `newsthread story ID`", 1)


def _correct(ctx: typer.Context, decision: Decision) -> None:
    from flows.tools.corrections import apply_decision

    correction = apply_decision(open_warehouse(ctx), settings_from(ctx), decision)
    if not correction.is_new:
        typer.echo("said before; nothing to change")
    elif not correction.n_moved:
        typer.echo("remembered; nothing in the window had to move")
    else:
        plural = "" if correction.n_moved == 1 else "s"
        typer.echo(f"remembered; {correction.n_moved} article{plural} moved")


def rethread(
    ctx: typer.Context,
    *,
    since: Annotated[str, typer.Option(help="Only what was told since: 2026-03-01, or 30d.")] = "",
    until: Annotated[str, typer.Option(help="Only what was told before.")] = "",
    coefficients: Annotated[
        Path | None, typer.Option(help="From `fit`, not the shipped ones.")
    ] = None,
    adopt: Annotated[bool, typer.Option("--adopt", help="Put the result in place.")] = False,
    json: Json = False,
) -> None:
    """Place a span of the past again and print the difference; --adopt puts it in place."""
    from flows.tools.rethread import Span
    from flows.tools.rethread import rethread as rethread_span

    span = Span(
        since=parse_time(since) if since else None,
        until=parse_time(until) if until else None,
        coefficients=coefficients,
        adopt=adopt,
    )
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
