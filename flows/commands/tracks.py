"""track, untrack, tracks: what stories a user follows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.console import (
    now,
    open_warehouse,
    print_json,
    print_table,
    settings_from,
)
from flows.commands.ids import find_id
from flows.commands.options import MOST

if TYPE_CHECKING:
    from pipeline.records import Track

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to the app."""
    for command in (track, untrack, tracks):
        app.command()(command)


def track(  # noqa: PLR0913 - one option per field of a Track, as the terminal wants them
    ctx: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="What to follow, in words.")] = None,
    *,
    story: Annotated[str, typer.Option(help="Follow this story.")] = "",
    example: Annotated[
        str, typer.Option(help="Follow what this article (id or URL) is about.")
    ] = "",
    any_of: Annotated[
        list[str] | None, typer.Option("--any", help="At least one of these.")
    ] = None,
    all_of: Annotated[list[str] | None, typer.Option("--all", help="All of these.")] = None,
    none_of: Annotated[list[str] | None, typer.Option("--none", help="None of these.")] = None,
    channel: Annotated[
        list[str] | None, typer.Option(help="Channel of the settings, or an Apprise URL.")
    ] = None,
    name: Annotated[str, typer.Option(help="What to call it; else its words.")] = "",
    digest: Annotated[str, typer.Option(help="Once a day at this time, 07:30; else at once.")] = "",
    min_outlets: Annotated[
        int, typer.Option(min=1, max=MOST, help="Independent outlets it takes.")
    ] = 1,
    lang: Annotated[list[str] | None, typer.Option(help="Only these languages: en, de.")] = None,
    quiet: Annotated[str, typer.Option(help="Hold alerts at night: 22:00-07:00.")] = "",
    budget: Annotated[
        int, typer.Option(min=0, max=MOST, help="Alerts a day at most, most novel first.")
    ] = 0,
    mute_until: Annotated[
        str,
        typer.Option(
            help="Only developments of this kind: figure; or none until: 2026-12-01, or 3d."
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Follow a story: by id, by words, by example or by rules; alerts go to its channels."""
    from flows.tools.track_requests import TrackRequest, read_track
    from flows.tools.tracks import start_track

    settings, warehouse = settings_from(ctx), open_warehouse(ctx)
    request = TrackRequest(
        name=name,
        story=story,
        query=" ".join(query or ()),
        example=example,
        any_of=tuple(any_of or ()),
        all_of=tuple(all_of or ()),
        none_of=tuple(none_of or ()),
        channels=tuple(channel or ()),
        digest=digest,
        min_outlets=min_outlets,
        langs=tuple(lang or ()),
        quiet=quiet,
        budget=budget,
        mute_until=mute_until,
    )
    track_ = read_track(warehouse, settings, request, now())
    stories = start_track(warehouse, settings, track_)
    if json:
        print_json({**asdict(track_), "stories": [story.id for story in stories]})
        return
    typer.echo(f"tracking {track_.name}: {track_.id}{_muted(track_)}")
    for each in stories:
        typer.echo(f"  {each.id}  {each.title} ({each.n_articles} articles so far)")
    if not stories:
        typer.echo("  no story answers it yet; the first one that does will be followed")


def untrack(
    ctx: typer.Context, track_id: Annotated[str, typer.Argument(help="Id, from `tracks`.")]
) -> None:
    """Stop following: nothing more is sent; what was alerted stays in the warehouse."""
    warehouse = open_warehouse(ctx, must_exist=True)
    tracks = {track.id: track for track in warehouse.tracks.all()}
    hint = "no such track; see `newsthread tracks`"
    track = tracks[find_id(warehouse.tracks.ids_starting, track_id, hint)]
    if not track.active:
        typer.echo(f"{track.name} was no longer tracked; nothing to change")
        return
    warehouse.tracks.end(track, now())
    typer.echo(f"no longer tracking {track.name}")


def tracks(ctx: typer.Context, *, json: Json = False) -> None:
    """List what is followed, and the stories that each track follows."""
    warehouse = open_warehouse(ctx, must_exist=True)
    active = warehouse.tracks.active()
    stories: dict[str, list[dict[str, Any]]] = {track.id: [] for track in active}
    for row in warehouse.tracks.followed_stories():
        if row["track_id"] in stories:
            stories[row.pop("track_id")].append(row)
    if json:
        print_json([{**asdict(track), "stories": stories[track.id]} for track in active])
        return
    muted = ["muted"] if any(map(_muted, active)) else []
    print_table(
        [
            {
                "id": t.id,
                "title": t.name,
                "story": t.story_id
                or ", ".join(row["id"] for row in stories[t.id][:1])
                or "(none yet)",
                "channels": t.channels,
                "since": t.created_at,
                "muted": _muted(t).removeprefix(", "),
            }
            for t in active
        ],
        ["id", "title", "story", "channels", "since", *muted],
    )
    rows = [
        {**row, "track": track.name, "why": _why(row)}
        for track in active
        for row in stories[track.id]
    ]
    if rows:
        typer.echo("")
        print_table(rows, ["track", "id", "title", "since", "why"], title="Stories followed")


def _why(row: dict[str, Any]) -> str:
    """Say why a track follows a story: named, or by what it matched and in which article."""
    if not row["article_id"]:
        return "named" if row["why"] == "story" else "story of the example"
    return f"{row['why']}, in “{row['article_title'] or row['article_id']}”"


def _muted(track: Track) -> str:
    """Say of what a track is silent, for the end of a line; "": of nothing."""
    from pipeline.alerts.tracks import mute_end

    until = mute_end(track.mute_until)
    if until is None:
        return f", muted but for: {track.mute_until}" if track.mute_until else ""
    return f", muted until {until:%Y-%m-%d %H:%M} UTC" if until > now() else ""
