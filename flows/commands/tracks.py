"""track, untrack, tracks: the wishes to follow stories."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Annotated

import typer

from flows.commands.console import Refusal, now, say_json, say_table, settings_of, warehouse_of
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
    made = Track(
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
        digest_at=_clock(digest, "--digest"),
        min_outlets=min_outlets,
        langs=tuple(lang or ()),
        quiet=_span(quiet),
        budget=budget,
        mute_until=mute_until,
    )
    from flows.tools.tracks import begin

    kept = _checked(ctx, made)
    found = begin(warehouse_of(ctx), settings_of(ctx), kept)
    if json:
        say_json({**asdict(kept), "stories": [one.id for one in found]})
        return
    typer.echo(f"tracking {kept.name}: {kept.id}")
    for one in found:
        typer.echo(f"  {one.id}  {one.title} ({one.n_articles} articles so far)")
    if not found:
        typer.echo("  no story answers it yet; the first one that does will be followed")


def _checked(ctx: typer.Context, made: Track) -> Track:
    """Give the track with name and id. Raises Refusal where it names what is not there."""
    from flows.tools.tracks import article_id
    from pipeline.web.urls import hash_id

    wishes = (made.story_id, made.query, made.example, *made.any_of, *made.all_of)
    if not any(wishes):
        raise Refusal("say what to follow: words, --story ID, --example URL, --any or --all WORD")
    known = {c.name for c in settings_of(ctx).channels}
    for channel in made.channels:
        if channel not in known and "://" not in channel:
            listed = ", ".join(sorted(known)) or "none yet"
            raise Refusal(f"--channel {channel}: no such channel in the settings ({listed})")
    warehouse = warehouse_of(ctx)
    title = ""
    if made.story_id:
        found = warehouse.stories.get(made.story_id)
        if found is None:
            raise Refusal(f"--story {made.story_id}: no such story; see `newsthread stories`", 1)
        title = found.title
    if made.example and not warehouse.articles.get([article_id(made.example)]):
        raise Refusal(f"--example {made.example}: no such article here; poll or import it first", 1)
    name = made.name or made.query or title or " ".join(w for w in wishes if w)
    return replace(made, id=hash_id("track", name, made.created_at.isoformat()), name=name)


def untrack(
    ctx: typer.Context, track_id: Annotated[str, typer.Argument(help="Id, from `tracks`.")]
) -> None:
    """Stop following; what was alerted stays in the warehouse."""
    warehouse = warehouse_of(ctx, must_exist=True)
    found = next((t for t in warehouse.tracks.all() if t.id == track_id), None)
    if found is None:
        raise Refusal(f"{track_id}: no such track; see `newsthread tracks`", 1)
    warehouse.tracks.save(replace(found, active=False))
    typer.echo(f"no longer tracking {found.name}")


def tracks(ctx: typer.Context, *, json: Json = False) -> None:
    """List what is followed."""
    rows = [t for t in warehouse_of(ctx, must_exist=True).tracks.all() if t.active]
    if json:
        say_json(rows)
        return
    say_table(
        [
            {
                "id": t.id,
                "title": t.name,
                "story": t.story_id or "(none yet)",
                "channels": t.channels,
                "since": t.created_at,
            }
            for t in rows
        ],
        ["id", "title", "story", "channels", "since"],
    )


def _clock(text: str, option: str) -> str:
    if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise Refusal(f"{option} {text}: write a time of day as 07:30")
    return text


def _span(text: str) -> str:
    if text:
        start, _, end = text.partition("-")
        _clock(start, "--quiet")
        _clock(end or "-", "--quiet")
    return text
