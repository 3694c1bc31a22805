"""feeds add | list | import | export | health | discover: what is polled.

`subscriptions` adds remove, pause, resume and set.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.console import (
    Refusal,
    existing_file,
    input_refusals,
    now,
    open_warehouse,
    print_json,
    print_table,
    settings_from,
)
from flows.commands.options import STANDARD, parse_language, writable_file
from pipeline.reasons import PAUSED_BY_USER
from pipeline.records import Feed

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

app = typer.Typer(help="What is polled.", no_args_is_help=True)


@app.command()
def add(  # noqa: PLR0913 - one option per field of a Feed
    ctx: typer.Context,
    urls: Annotated[list[str], typer.Argument(help="Addresses of feeds.")],
    *,
    title: Annotated[str, typer.Option(help="What to call it; else what the feed says.")] = "",
    outlet: Annotated[str, typer.Option(help="Who publishes; else its site.")] = "",
    lang: Annotated[str, typer.Option(help="Language: en, de ...")] = "",
    group: Annotated[str, typer.Option(help="Folder to sort it under.")] = "",
    every: Annotated[str, typer.Option(help="Fixed interval: 10m; else adaptive.")] = "",
) -> None:
    """Poll these feeds from now on; one known already keeps its state."""
    from flows.tools.subscriptions import feed_of

    lang = parse_language(lang) if lang.strip() else ""
    feeds = [
        feed_of(url, title=title, outlet=outlet, lang=lang, folder=group, every=every)
        for url in urls
    ]
    warehouse = open_warehouse(ctx)
    added = warehouse.feeds.add(feeds, now())
    typer.echo(f"{added} added, {len(feeds) - added} known already")


@app.command("list")
def list_(ctx: typer.Context, *, json: Json = False) -> None:
    """List the feeds with when each was last read and is due."""
    from pipeline.web.urls import mask_passwords

    warehouse = open_warehouse(ctx, must_exist=True)
    known = warehouse.feeds.all()
    feeds = [replace(feed, url=mask_passwords(feed.url)) for feed in known]
    if json:
        print_json(feeds)
        return
    print_table(
        [
            {
                "id": f.id,
                "title": f.title or f.outlet,
                "url": f.url,
                "last_good": f.state.good_at,
                "next": _next_poll(f),
            }
            for f in feeds
        ],
        ["id", "title", "url", "last_good", "next"],
    )


def _next_poll(feed: Feed) -> datetime | str:
    """When a feed is polled next; for one that is not, why: "paused", or what ended it."""
    if feed.state.paused:
        return "paused" if feed.state.paused == PAUSED_BY_USER else f"paused: {feed.state.paused}"
    return feed.state.next_at or "now"


@app.command("import")
def import_(
    ctx: typer.Context, file: Annotated[Path, typer.Argument(help="OPML, or an address a line.")]
) -> None:
    """Add the feeds of an OPML file, with its folders, or of a plain list; say what is left out."""
    from pipeline.feeds.lists import read_feed_list

    with input_refusals():
        listed = read_feed_list(existing_file(file).read_bytes())
    for left in listed.left_out:
        text = f"{left.text}: " if left.text else ""
        typer.echo(f"{file} line {left.line}: {text}{left.why}", err=True)
    if not listed.feeds:
        raise Refusal(f"{file}: no feed in it")
    added = open_warehouse(ctx).feeds.add(listed.feeds, now())
    typer.echo(f"{added} added, {len(listed.feeds) - added} known already")


@app.command()
def export(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to; else to the terminal.")] = None,
) -> None:
    """Write the feeds as OPML, with folders."""
    from pipeline.feeds.opml import write_opml

    warehouse = open_warehouse(ctx, must_exist=True)
    document = write_opml(warehouse.feeds.all())
    if file and file != STANDARD:
        writable_file(file).write_bytes(document)
    else:
        typer.echo(document.decode())


@app.command()
def health(ctx: typer.Context, *, json: Json = False) -> None:
    """Say per feed: last good poll, items a day, failures by reason, share that became articles."""
    from flows.reports.health import list_feed_health

    feeds = list_feed_health(open_warehouse(ctx, must_exist=True))
    if json:
        print_json(feeds)
        return
    print_table(
        [
            asdict(feed)
            | {
                "title": feed.title or feed.url,
                "why": ", ".join(f"{n} {reason}" for reason, n in feed.reasons.items()),
            }
            for feed in feeds
        ],
        [
            "title",
            "good_at",
            "paused",
            "polls",
            "failures",
            "entries_per_day",
            "article_share",
            "delay_min",
            "gaps",
            "why",
        ],
    )


@app.command()
def discover(
    ctx: typer.Context,
    site: Annotated[str, typer.Argument(help="Address of a site: example.org.")],
    *,
    keep: Annotated[bool, typer.Option("--add", help="Add what is found.")] = False,
    json: Json = False,
) -> None:
    """Find the feeds of a site."""
    from flows.tools.subscriptions import discover_site
    from pipeline.web.urls import mask_passwords

    found = discover_site(settings_from(ctx), site, now())
    if keep:
        warehouse = open_warehouse(ctx)
        warehouse.feeds.add(found, now())
    shown = [replace(feed, url=mask_passwords(feed.url)) for feed in found]
    if json:
        print_json(shown)
    else:
        print_table([{"url": f.url, "title": f.title} for f in shown], ["url", "title"])
    if not found:
        raise Refusal(f"{site}: no feed found", 1)
