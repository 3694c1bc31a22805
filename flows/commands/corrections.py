"""merge, cut, apart, rethread: the user's word on stories, and placing the past again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.console import (
    Refusal,
    moment,
    now,
    plainly,
    say_json,
    settings_of,
    warehouse_of,
)
from pipeline.records import Decision

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Article = Annotated[str, typer.Argument(help="An article's id, from `story ID`.")]
MOVES = 20  # told one by one

Story = Annotated[str, typer.Argument(help="A story's id, from `stories`.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    for command in (merge, cut, apart, rethread):
        app.command()(command)


def merge(ctx: typer.Context, story: Story, other: Story) -> None:
    """Say that two stories are one; it sticks through every later cycle and re-threading."""
    if story == other:
        raise Refusal("a story cannot be merged with itself")
    _know_stories(ctx, story, other)
    _decide(ctx, Decision(kind="merge", a=story, b=other, at=now()))


def cut(ctx: typer.Context, article: Article, story: Story) -> None:
    """Take an article out of a story, for good."""
    _know_stories(ctx, story)
    _know_articles(ctx, article)
    _decide(ctx, Decision(kind="cut", a=article, b=story, at=now()))


def apart(ctx: typer.Context, article: Article, other: Article) -> None:
    """Keep two articles in different stories, for good."""
    if article == other:
        raise Refusal("an article cannot be kept apart from itself")
    _know_articles(ctx, article, other)
    _decide(ctx, Decision(kind="apart", a=article, b=other, at=now()))


def _know_stories(ctx: typer.Context, *ids: str) -> None:
    warehouse = warehouse_of(ctx, must_exist=True)
    for id_ in ids:
        if warehouse.stories.get(id_) is None:
            raise Refusal(f"{id_}: no such story; see `newsthread stories`", 1)


def _know_articles(ctx: typer.Context, *ids: str) -> None:
    known = {a.id for a in warehouse_of(ctx, must_exist=True).articles.get(list(ids))}
    for id_ in ids:
        if id_ not in known:
            raise Refusal(f"{id_}: no such article; see `newsthread story ID`", 1)


def _decide(ctx: typer.Context, decision: Decision) -> None:
    from flows.tools.corrections import decide

    said = decide(warehouse_of(ctx), settings_of(ctx), decision)
    typer.echo(said)


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
    from flows.tools.rethread import rethread as place_again

    span = Span(
        since=moment(since) if since else None,
        until=moment(until) if until else None,
        coefficients=coefficients,
        adopt=adopt,
    )
    with plainly():
        found = place_again(warehouse_of(ctx, must_exist=True), settings_of(ctx), span, now())
    if json:
        say_json(found)
        return
    for name, value in found.items():
        count = value if isinstance(value, int) else len(value)
        typer.echo(f"{count:>8,} {name.replace('_', ' ')}")
    for article_id, was, to in found["moved"][:MOVES]:
        typer.echo(f"  {article_id}: {was} -> {to}")
    if len(found["moved"]) > MOVES:
        typer.echo(f"  ... and {len(found['moved']) - MOVES:,} more; all with --json")
    if not adopt and found["moved"]:
        typer.echo("nothing changed yet; --adopt puts it in place")
