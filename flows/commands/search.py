"""search: articles by words and by meaning."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import Refusal, open_warehouse, parse_time, print_json, settings_from
from flows.commands.ids import find_story_id
from flows.commands.options import check_span, parse_language, parse_since

if TYPE_CHECKING:
    from flows.reports.search import Mode, SearchHit, SearchReport


def register(app: typer.Typer) -> None:
    """Add this module's command to the app."""
    app.command()(search)


def search(  # noqa: PLR0913 - one option per field of a question
    ctx: typer.Context,
    words: Annotated[str, typer.Argument(help='Words, "a phrase" in quotes, -not this word.')] = "",
    *,
    since: Annotated[str, typer.Option(help="Told since: 2026-03-01, or 2d for two days.")] = "",
    until: Annotated[str, typer.Option(help="Told until.")] = "",
    outlet: Annotated[str | None, typer.Option(help="Of this outlet.")] = None,
    lang: Annotated[str, typer.Option(help="In this language: en, de, ar ...")] = "",
    story: Annotated[str | None, typer.Option(help="Of this story.")] = None,
    meaning: Annotated[bool, typer.Option("--meaning", help="By meaning alone.")] = False,
    words_only: Annotated[bool, typer.Option("--words", help="By words alone.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index anew from the warehouse first.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Search the articles by words and by meaning, in any language; the best first."""
    from flows.reports.search import SearchQuestion
    from flows.reports.search import search as search_articles
    from flows.services import Services

    if meaning and words_only:
        raise Refusal("--meaning and --words: choose one")
    if not _has_wanted(words) and not rebuild:
        raise Refusal("nothing to search for; write words, or --rebuild")
    mode: Mode = "meaning" if meaning else "words" if words_only else "both"
    warehouse = open_warehouse(ctx, must_exist=True)
    question = SearchQuestion(
        words=words,
        since=parse_since(since),
        until=parse_time(until) if until else None,
        outlet=outlet,
        lang=parse_language(lang) if lang else None,
        story=find_story_id(warehouse, story, "--story") if story is not None else None,
        mode=mode,
        limit=limit,
    )
    check_span(question.since, question.until)
    with Services(settings_from(ctx)) as services:
        if rebuild:
            indexed = warehouse.search.rebuild(*services.model)
            line = f"{indexed.articles:,} articles and {indexed.vectors:,} vectors indexed"
            typer.echo(line, err=bool(words.strip()))
        if words.strip():
            encode = None if mode == "words" else services.encoder.encode
            _print_report(search_articles(warehouse, question, encode), json=json)


def _print_report(report: SearchReport, *, json: bool) -> None:
    if json:
        print_json(report_json(report))
        return
    for hit in report.hits:
        _print_hit(hit)
    if not report.hits:
        typer.echo("nothing found", err=True)
    elif report.total is not None and report.total > len(report.hits):
        typer.echo(f"{report.total:,} articles match; --limit shows more", err=True)


def report_json(report: SearchReport) -> dict[str, Any]:
    """Give the report as `search --json` prints it."""
    return {
        "question": asdict(report.question),
        "total": report.total,
        "hits": [asdict(hit) for hit in report.hits],
    }


def _print_hit(hit: SearchHit) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    head = f"{format_time(hit.at)}  {hit.outlet}  {hit.article_id}"
    console.print(Text(hit.title or "untitled", style="bold"))
    console.print(Text(head, style="dim"))
    passage = Text(hit.snippet)
    for start, end in hit.spans:
        passage.stylize("bold yellow", start, end)
    console.print(passage)
    console.print()


def format_time(at: datetime) -> str:
    """Give a time to the minute, UTC."""
    return f"{at:%Y-%m-%d %H:%M}"


def _has_wanted(words: str) -> bool:
    """Whether a question holds a word that is to stand, not only such as must not."""
    from warehouse.search.analysis import parse_terms

    return any(not term.barred for term in parse_terms(words))
