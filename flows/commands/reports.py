"""stories, story, alerts, sql: what the warehouse tells."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flows.commands.console import (
    Refusal,
    cell,
    moment,
    say_json,
    say_table,
    settings_of,
    warehouse_of,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

VIEWS = "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY view_name"


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    for command in (stories, story, alerts, sql):
        app.command()(command)


def stories(
    ctx: typer.Context,
    *,
    since: Annotated[str, typer.Option(help="Told since: 2026-03-01, or 2d for two days.")] = "",
    least: Annotated[int, typer.Option(min=1, help="Of at least so many articles.")] = 1,
    most: Annotated[int, typer.Option(min=1, help="At most so many, the latest first.")] = 100,
    json: Json = False,
) -> None:
    """List the stories, the latest told first."""
    asked: dict[str, Any] = {"since": moment(since)} if since else {}
    warehouse = warehouse_of(ctx, must_exist=True)
    found = warehouse.stories.latest(least=least, most=most, **asked)
    rows = [
        {
            "id": s.id,
            "title": s.title,
            "n_articles": s.n_articles,
            "first_at": s.first_at,
            "last_at": s.last_at,
            "terms": s.terms,
            "names": s.names,
        }
        for s in found
    ]
    if json:
        say_json(rows)
    else:
        say_table(rows, ["id", "n_articles", "first_at", "last_at", "title"])


def story(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="A story's id, from `stories`.")],
    *,
    why: Annotated[str, typer.Option(help="Say why this article belongs to the story.")] = "",
    json: Json = False,
) -> None:
    """Tell one story: its timeline, developments, figures and independent voices."""
    from flows.reports import story as story_report
    from flows.services import Services

    warehouse = warehouse_of(ctx, must_exist=True)
    found = warehouse.stories.get(id_)
    if found is None:
        raise Refusal(f"{id_}: no such story; see `newsthread stories`", 1)
    if why:
        with Services(settings_of(ctx)) as services:
            reasons = story_report.why(warehouse, services, found.id, why)
        if reasons is None:
            raise Refusal(f"{why}: no article of story {found.id}", 1)
        _say_why(reasons, json=json)
        return
    told = story_report.retell(warehouse, found)
    if json:
        say_json(told)
    else:
        _say_story(told)


def _say_why(reasons: dict[str, Any], *, json: bool) -> None:
    if json:
        say_json(reasons)
    else:
        say_table([{"what": k, "value": cell(v)} for k, v in reasons.items()], ["what", "value"])


def _say_story(told: dict[str, Any]) -> None:
    head = told["story"]
    typer.echo(f"{head.title}\n{head.id}, {head.n_articles} articles")
    if told["ended"]:
        typer.echo(f"({told['ended']})")
    sections = (
        ("timeline", ["at", "outlet", "title", "copy_of", "id"]),
        ("developments", ["at", "outlet", "text"]),
        ("figures", ["at", "counts", "value", "outlet", "text"]),
        ("voices", ["first_at", "name", "articles"]),
        ("changes", ["at", "kind", "story_id", "other_id", "why"]),
    )
    for name, columns in sections:
        if told[name]:
            typer.echo("")
            say_table(told[name], columns, title=name.capitalize())


def alerts(
    ctx: typer.Context,
    *,
    story_id: Annotated[str, typer.Option("--story", help="Of this story.")] = "",
    since: Annotated[str, typer.Option(help="Made since: 2026-03-01, or 2d for two days.")] = "",
    json: Json = False,
) -> None:
    """List the alerts with what became of each, the newest first."""
    asked: dict[str, Any] = {"since": moment(since)} if since else {}
    rows = warehouse_of(ctx, must_exist=True).outbox.alerts(story_id=story_id, **asked)
    if json:
        say_json(rows)
    else:
        say_table(rows, ["id", "created_at", "channel", "state", "title"])


def sql(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(help="A question over the published views.")] = VIEWS,
    *,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask the published copy in SQL; with no question, list the views."""
    answer = warehouse_of(ctx, must_exist=True).sql.query(question)
    if json or csv:
        typer.echo(answer.json() if json else answer.csv(), nl=json)
    else:
        say_table(answer.dicts(), answer.columns)
    if answer.cut:
        typer.echo(f"only the first {len(answer.rows):,} rows; add a LIMIT or a filter", err=True)
