"""feeds remove | pause | resume | set: the upkeep of what is polled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.console import Refusal, open_warehouse
from flows.commands.ids import find_id
from flows.commands.options import parse_interval, parse_language, parse_name
from pipeline.bounds import MAX_TITLE

if TYPE_CHECKING:
    from pipeline.records import Feed
    from warehouse.warehouse import Warehouse

FeedNames = Annotated[list[str], typer.Argument(metavar="URL|ID...", help="From `feeds list`.")]
FeedName = Annotated[str, typer.Argument(metavar="URL|ID", help="From `feeds list`.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    app.command()(remove)
    app.command()(pause)
    app.command()(resume)
    app.command("set")(set_)


def remove(ctx: typer.Context, feeds: FeedNames) -> None:
    """Poll these feeds no longer; what they brought stays."""
    warehouse = open_warehouse(ctx, must_exist=True)
    removed = _find_feeds(warehouse, feeds)
    warehouse.feeds.remove([feed.id for feed in removed])
    for feed in removed:
        typer.echo(f"removed {_line(feed)}")


def pause(ctx: typer.Context, feeds: FeedNames) -> None:
    """Stop polling these feeds until `feeds resume`."""
    warehouse = open_warehouse(ctx, must_exist=True)
    chosen = _find_feeds(warehouse, feeds)
    warehouse.feeds.pause([feed.id for feed in chosen])
    for feed in chosen:
        before = f", already ({feed.state.paused})" if feed.state.paused else ""
        typer.echo(f"paused{before} {_line(feed)}")


def resume(ctx: typer.Context, feeds: FeedNames) -> None:
    """Poll these feeds again, from the next cycle on."""
    warehouse = open_warehouse(ctx, must_exist=True)
    chosen = _find_feeds(warehouse, feeds)
    warehouse.feeds.resume([feed.id for feed in chosen])
    for feed in chosen:
        typer.echo(f"{'resumed' if feed.state.paused else 'not paused'} {_line(feed)}")


def set_(  # noqa: PLR0913 - one option per field of a Feed
    ctx: typer.Context,
    feed: FeedName,
    *,
    title: Annotated[str | None, typer.Option(help='What to call it; "": what it says.')] = None,
    outlet: Annotated[str | None, typer.Option(help='Who publishes; "": its site.')] = None,
    lang: Annotated[str | None, typer.Option(help='Language: en, de ...; "": as it says.')] = None,
    group: Annotated[str | None, typer.Option(help='Folder; "": none.')] = None,
    every: Annotated[str | None, typer.Option(help="Fixed interval: 10m, or adaptive.")] = None,
) -> None:
    """Change what a feed is called, where it is filed and how often it is polled."""
    changes: dict[str, object] = {}
    if title is not None:
        changes["title"] = parse_name(title, "--title", MAX_TITLE)
    for field, option, name in (("outlet", "--outlet", outlet), ("folder", "--group", group)):
        if name is not None:
            changes[field] = parse_name(name, option)
    if lang is not None:
        changes["lang"] = parse_language(lang) if lang.strip() else ""
    if every is not None:
        changes["every_s"] = parse_interval(every)
    if not changes:
        raise Refusal("say what to set: --title, --outlet, --lang, --group or --every")
    warehouse = open_warehouse(ctx, must_exist=True)
    (known,) = _find_feeds(warehouse, [feed])
    changed = replace(known, **changes)  # type: ignore[arg-type]
    warehouse.feeds.change(changed, due=every is not None)
    typer.echo(f"set {_line(changed)}")


def _find_feeds(warehouse: Warehouse, names: Sequence[str]) -> list[Feed]:
    """Give the feeds of these URLs or ids, each once. Raises Refusal for the first unknown."""
    feeds = {feed.id: feed for feed in warehouse.feeds.all()}
    chosen = [feeds[_find_feed_id(warehouse, feeds.values(), name)] for name in names]
    return list({feed.id: feed for feed in chosen}.values())


def _find_feed_id(warehouse: Warehouse, feeds: Iterable[Feed], name: str) -> str:
    from pipeline.web.urls import canonical, feed_id, mask_passwords

    hint = "no such feed; see `newsthread feeds list`"
    if "/" not in name and "." not in name:
        return find_id(warehouse.feeds.ids_starting, name, hint)
    address = canonical(name.strip()) or name.strip()
    for feed in feeds:
        if address in (feed.url, canonical(feed.url)) or feed.id == feed_id(name.strip()):
            return feed.id
    raise Refusal(f"{mask_passwords(name)}: {hint}", 1)


def _line(feed: Feed) -> str:
    from pipeline.web.urls import mask_passwords

    return f"{feed.id}  {feed.title or feed.outlet or '(untitled)'}  {mask_passwords(feed.url)}"
