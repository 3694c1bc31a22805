"""stories, story, alerts: reports over the warehouse as tables or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import (
    Refusal,
    format_cell,
    now,
    open_warehouse,
    print_json,
    print_table,
    settings_from,
)
from flows.commands.ids import find_article_id, find_id, find_story_id
from flows.commands.options import MOST, parse_since

if TYPE_CHECKING:
    from flows.reports.explanation import Explanation
    from flows.reports.story import LedgerFigure, StoryReport
    from pipeline.records import Development, StoryChange
    from warehouse.warehouse import Warehouse

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    for command in (stories, story, alerts):
        app.command()(command)


def stories(
    ctx: typer.Context,
    *,
    since: Annotated[str, typer.Option(help="Told since: 2026-03-01, or 2d for two days.")] = "",
    least: Annotated[int, typer.Option(min=1, max=MOST, help="Of at least so many articles.")] = 1,
    most: Annotated[
        int, typer.Option(min=1, max=MOST, help="At most so many, the latest first.")
    ] = 100,
    json: Json = False,
) -> None:
    """List the stories, the latest told first."""
    from flows.reports.stories import ALWAYS, list_stories

    start = parse_since(since) or ALWAYS
    warehouse = open_warehouse(ctx, must_exist=True)
    summaries = list_stories(warehouse, start, least, most)
    if json:
        print_json(summaries)
    else:
        columns = ["id", "n_articles", "first_at", "last_at", "title"]
        print_table(map(asdict, summaries), columns)


def story(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="A story's id, from `stories`.")],
    *,
    why: Annotated[
        str | None, typer.Option(help="Say why this article belongs to the story.")
    ] = None,
    json: Json = False,
) -> None:
    """Tell one story: its timeline, developments, figures and independent voices.

    Of a story that no track follows they are read when it is asked for, and kept.
    """
    from flows.reports.story import find_story, report_story

    warehouse = open_warehouse(ctx, must_exist=True)
    found = find_story(warehouse, find_story_id(warehouse, id_))
    if found is None:
        raise Refusal(f"{id_}: no such story; see `newsthread stories`", 1)
    if why is not None:
        why = _find_member_id(warehouse, found.id, why)
        _explain(ctx, found.id, why, json=json)
        return
    _read_past(ctx, warehouse, found.id)
    rows = story_json(report_story(warehouse, found))
    if json:
        print_json(rows)
    else:
        _print_story(rows)


def _read_past(ctx: typer.Context, warehouse: Warehouse, story_id: str) -> None:
    """Read what the story told and nobody has read yet; say so where that takes a while."""
    from flows.past import AT_ONCE, read_past
    from flows.services import Services

    def tell(n_articles: int) -> None:
        if n_articles > AT_ONCE:
            typer.echo(f"reading {n_articles} articles, once ...", err=True)

    with Services(settings_from(ctx)) as services:
        read_past(warehouse, services, [story_id], now(), tell=tell)


def _find_member_id(warehouse: Warehouse, story_id: str, given: str) -> str:
    """Give the id that `given` begins among the story's articles, else among all."""
    members = [row["id"] for row in warehouse.stories.timeline(story_id)]
    here = [id_ for id_ in members if id_.startswith(given.strip())]
    if here:
        return find_id(lambda _: here, given, "no such article", "--why")
    return find_article_id(warehouse, given, "--why")


def _explain(ctx: typer.Context, story_id: str, article_id: str, *, json: bool) -> None:
    from flows.reports.explanation import explain_membership
    from flows.services import Services

    with Services(settings_from(ctx)) as services:
        explanation = explain_membership(open_warehouse(ctx), services, story_id, article_id)
    if explanation is None:
        raise Refusal(f"{article_id}: no article of story {story_id}", 1)
    row = explanation_json(explanation)
    if json:
        print_json(row)
    else:
        print_table(
            [{"what": k, "value": format_cell(v)} for k, v in row.items()], ["what", "value"]
        )


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """Give the explanation as `story --why --json` prints it: flat, parts as "value x weight"."""
    article, nearest = explanation.article, explanation.nearest
    row: dict[str, Any] = {
        "article": article.title,
        "reason": article.reason,
        "score": article.score,
        "nearest_id": article.nearest_id,
    }
    if article.copy_of:
        row |= {"copy_of": article.copy_of, "kind": article.copy_kind, "share": article.share}
    if nearest is None:
        return row
    row |= {"nearest": nearest.title, "outlet": nearest.outlet, "sentence": nearest.sentence}
    row |= {"nearest_sentence": nearest.nearest_sentence, "cosine": nearest.cosine}
    if comparison := nearest.comparison:
        row["probability_today"] = comparison.probability
        for name, value in comparison.values.items():
            row[f"part {name}"] = f"{value:.3f} x {comparison.weights[name]:+.2f}"
    return row


def story_json(report: StoryReport) -> dict[str, Any]:
    """Give the report as `story --json` prints it: a development is a row per quote or change."""
    heir = report.story.merged_into
    return {
        "story": report.story,
        "ended": f"now part of {heir}" if heir else "",
        "timeline": [asdict(article) for article in report.timeline],
        "developments": [row for d in report.developments for row in _development_rows(d)],
        "figures": [_figure_row(figure) for figure in report.figures],
        "voices": [
            {"first_at": voice.first_at, "name": voice.name, "articles": voice.n_articles}
            for voice in report.voices
        ],
        "changes": [_change_row(change) for change in report.changes],
    }


def _development_rows(development: Development) -> Iterator[dict[str, Any]]:
    lines = [f"{change.counts}: {change.old} → {change.new}" for change in development.changes]
    lines += [f"“{quote.text}”" for quote in development.quotes]
    lines += [f"dropped: “{text}”" for text in development.dropped]
    for line in lines:
        yield {
            "at": development.at,
            "outlet": development.outlet,
            "url": development.url,
            "id": development.id,
            "alert": development.alert,
            "article_id": development.article_id,
            "text": line,
        }


def _figure_row(figure: LedgerFigure) -> dict[str, Any]:
    return {
        "at": figure.at,
        "counts": figure.counts,
        "value": figure.raw or f"{figure.value:g} {figure.unit}",
        "outlet": figure.outlet,
        "article_id": figure.article_id,
        "text": figure.sentence,
    }


def _change_row(change: StoryChange) -> dict[str, Any]:
    return {
        "at": change.at,
        "changed_at": change.at,
        "kind": change.kind,
        "story_id": change.story_id,
        "other_id": change.other_id,
        "reason": change.reason,
        "score": change.score,
        "why": change.reason,
    }


SECTIONS = (
    ("timeline", ["at", "outlet", "title", "copy_of", "id"]),
    ("developments", ["at", "outlet", "text"]),
    ("figures", ["at", "counts", "value", "outlet", "text"]),
    ("voices", ["first_at", "name", "articles"]),
    ("changes", ["at", "kind", "story_id", "other_id", "why"]),
)
"""Tables of a story and their columns, in the order printed."""


def _print_story(rows: dict[str, Any]) -> None:
    head = rows["story"]
    typer.echo(f"{head.title}\n{head.id}, {head.n_articles} articles")
    if rows["ended"]:
        typer.echo(f"({rows['ended']})")
    for name, columns in SECTIONS:
        if rows[name]:
            typer.echo("")
            print_table(rows[name], columns, title=name.capitalize())


def alerts(
    ctx: typer.Context,
    *,
    story_id: Annotated[str | None, typer.Option("--story", help="Of this story.")] = None,
    since: Annotated[str, typer.Option(help="Made since: 2026-03-01, or 2d for two days.")] = "",
    json: Json = False,
) -> None:
    """List the alerts with what became of each, the newest first."""
    from flows.reports.alerts import list_alerts
    from flows.reports.stories import ALWAYS

    start = parse_since(since) or ALWAYS
    warehouse = open_warehouse(ctx, must_exist=True)
    if story_id is not None:
        story_id = find_story_id(warehouse, story_id, "--story")
    statuses = list_alerts(warehouse, story_id or "", start)
    if json:
        print_json(statuses)
    else:
        print_table(map(asdict, statuses), ["id", "created_at", "channel", "state", "title"])
