"""track, untrack, tracks: what stories a user follows."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Annotated

import typer

from flows.commands.console import (
    Refusal,
    now,
    open_warehouse,
    print_json,
    print_table,
    settings_from,
)
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
    min_outlets: Annotated[int, typer.Option(min=1, help="Independent outlets it takes.")] = 1,
    lang: Annotated[list[str] | None, typer.Option(help="Only these languages: en, de.")] = None,
    quiet: Annotated[str, typer.Option(help="Hold alerts at night: 22:00-07:00.")] = "",
    budget: Annotated[int, typer.Option(min=0, help="Alerts a day at most, most novel first.")] = 0,
    mute_until: Annotated[str, typer.Option(help="Until a development of this kind: figure.")] = "",
    json: Json = False,
) -> None:
    """Follow a story: by id, by words, by example or by rules; alerts go to its channels."""
    track_ = Track(
        id="",
        name=name,
        created_at=now(),
        story_id=story,
        query=" ".join(query or ()),
        example=example,
        any_of=tuple(any_of or ()),
        all_of=tuple(all_of or ()),
        none_of=tuple(none_of or ()),
        channels=tuple(channel or ()),
        digest_at=_checked_clock(digest, "--digest"),
        min_outlets=min_outlets,
        langs=tuple(lang or ()),
        quiet=_checked_span(quiet),
        budget=budget,
        mute_until=mute_until,
    )
    from flows.tools.tracks import start_track

    track_ = _with_name(ctx, track_)
    stories = start_track(open_warehouse(ctx), settings_from(ctx), track_)
    if json:
        print_json({**asdict(track_), "stories": [story.id for story in stories]})
        return
    typer.echo(f"tracking {track_.name}: {track_.id}")
    for each in stories:
        typer.echo(f"  {each.id}  {each.title} ({each.n_articles} articles so far)")
    if not stories:
        typer.echo("  no story answers it yet; the first one that does will be followed")


def _with_name(ctx: typer.Context, track: Track) -> Track:
    """Give the track with name and id. Raises Refusal where it names what is not there."""
    from flows.tools.tracks import example_article_id
    from pipeline.web.urls import hash_id

    terms = (track.story_id, track.query, track.example, *track.any_of, *track.all_of)
    if not any(terms):
        raise Refusal("say what to follow: words, --story ID, --example URL, --any or --all WORD")
    known = {c.name for c in settings_from(ctx).channels}
    for channel in track.channels:
        if channel not in known and "://" not in channel:
            listed = ", ".join(sorted(known)) or "none yet"
            raise Refusal(f"--channel {channel}: no such channel in the settings ({listed})")
    warehouse = open_warehouse(ctx)
    title = ""
    if track.story_id:
        story = warehouse.stories.get(track.story_id)
        if story is None:
            raise Refusal(f"--story {track.story_id}: no such story; see `newsthread stories`", 1)
        title = story.title
    if track.example and not warehouse.articles.get([example_article_id(track.example)]):
        raise Refusal(
            f"--example {track.example}: no such article here; poll or import it first", 1
        )
    name = track.name or track.query or title or " ".join(term for term in terms if term)
    return replace(track, id=hash_id("track", name, track.created_at.isoformat()), name=name)


def untrack(
    ctx: typer.Context, track_id: Annotated[str, typer.Argument(help="Id, from `tracks`.")]
) -> None:
    """Stop following; what was alerted stays in the warehouse."""
    warehouse = open_warehouse(ctx, must_exist=True)
    track = next((t for t in warehouse.tracks.all() if t.id == track_id), None)
    if track is None:
        raise Refusal(f"{track_id}: no such track; see `newsthread tracks`", 1)
    warehouse.tracks.save(replace(track, active=False))
    typer.echo(f"no longer tracking {track.name}")


def tracks(ctx: typer.Context, *, json: Json = False) -> None:
    """List what is followed."""
    warehouse = open_warehouse(ctx, must_exist=True)
    active = warehouse.tracks.active()
    if json:
        print_json(active)
        return
    print_table(
        [
            {
                "id": t.id,
                "title": t.name,
                "story": t.story_id or "(none yet)",
                "channels": t.channels,
                "since": t.created_at,
            }
            for t in active
        ],
        ["id", "title", "story", "channels", "since"],
    )


def _checked_clock(text: str, option: str) -> str:
    if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Refusal(f"{option} {text}: write a time of day as 07:30")
    return text


def _checked_span(text: str) -> str:
    if text:
        start, _, end = text.partition("-")
        _checked_clock(start, "--quiet")
        _checked_clock(end or "-", "--quiet")
    return text
