"""What a person asks to follow, as text, made a track: names found, values checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flows.channels import known_channels
from flows.refusal import Refusal
from flows.tools.ids import find_id, find_story_id
from flows.tools.tracks import example_article_id
from flows.tools.values import (
    check_channels,
    check_length,
    is_apprise_url,
    parse_clock,
    parse_language,
    parse_mute,
    parse_name,
    parse_quiet,
)
from pipeline.bounds import MAX_NAME, clean_name
from pipeline.channels.sending import Channel
from pipeline.records import Track
from pipeline.web.urls import hash_id

if TYPE_CHECKING:
    from datetime import datetime

    from flows.settings import Settings
    from warehouse.warehouse import Warehouse

MAX_QUERY = 5_000
"""Characters of words to follow: an article's first paragraphs. Chosen by hand (2026-11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRequest:
    """A track as a person asks for it; ids may be their first characters."""

    name: str = ""
    story: str = ""
    query: str = ""
    example: str = ""
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    digest: str = ""
    min_outlets: int = 1
    langs: tuple[str, ...] = ()
    quiet: str = ""
    budget: int = 0
    mute_until: str = ""


def read_track(
    warehouse: Warehouse, settings: Settings, request: TrackRequest, now: datetime
) -> Track:
    """Give the track that is asked for, with name and id; nothing is saved.

    The id is that of the active track that asks for the same already, where there is one: followed
    twice, by a form sent twice, a story would be told twice. Name and muting are as asked now.

    Raises Refusal where a value is not of its form, or names what is not there.
    """
    check_length(request.query.strip(), MAX_QUERY, "words to follow")
    track = Track(
        id="",
        name=parse_name(request.name, "--name"),
        created_at=now,
        story_id=request.story.strip(),
        query=request.query.strip(),
        example=request.example.strip(),
        any_of=_words(request.any_of, "--any"),
        all_of=_words(request.all_of, "--all"),
        none_of=_words(request.none_of, "--none"),
        channels=tuple(dict.fromkeys(request.channels)),
        digest_at=parse_clock(request.digest, "--digest"),
        min_outlets=request.min_outlets,
        langs=tuple(dict.fromkeys(map(parse_language, request.langs))),
        quiet=parse_quiet(request.quiet),
        budget=request.budget,
        mute_until=parse_mute(request.mute_until, settings.alerts.zone),
    )
    _check_channels(settings, known_channels(settings, warehouse), track.channels)
    return _as_asked_before(warehouse, _with_name(warehouse, track))


def _as_asked_before(warehouse: Warehouse, track: Track) -> Track:
    """Give the track with id and date of the active one that asks for the same, if any does."""
    example = example_article_id(track.example) if track.example else ""
    asked = replace(track, example=example)
    for known in warehouse.tracks.active():
        who: dict[str, Any] = {"id": known.id, "created_at": known.created_at}
        if replace(asked, **who) == replace(known, name=track.name, mute_until=track.mute_until):
            return replace(track, **who)
    return track


def _words(given: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Give the words of a rule, each once. Raises Refusal for one that is empty or too long."""
    words = tuple(dict.fromkeys(word.strip() for word in given))
    if "" in words:
        raise Refusal(f"{option} is empty; write a word after it")
    for word in words:
        check_length(word, MAX_NAME, option)
        if not any(sign.isalnum() for sign in word):
            raise Refusal(f"{option} {word}: no letter or digit in it, so it is never found")
    return words


def _check_channels(
    settings: Settings, known: Mapping[str, Channel], channels: tuple[str, ...]
) -> None:
    """Raise Refusal for a channel that is neither a known one nor an Apprise URL."""
    for name in channels:
        if name not in known and "://" not in name:
            listed = ", ".join(sorted(known)) or "none yet"
            raise Refusal(f"--channel {name}: no such channel ({listed})")
        if name not in known and not is_apprise_url(name):
            scheme = name.partition("://")[0]
            raise Refusal(f"--channel {scheme}://...: Apprise cannot read this URL; see its form")
    check_channels(replace(settings, channels=tuple(known[n] for n in channels if n in known)))


def _with_name(warehouse: Warehouse, track: Track) -> Track:
    """Give the track with name and id. Raises Refusal where it names what is not there."""
    terms = (track.story_id, track.query, track.example, *track.any_of, *track.all_of)
    if not any(terms):
        raise Refusal("say what to follow: words, --story ID, --example URL, --any or --all WORD")
    if track.query and not any(sign.isalnum() for sign in track.query):
        raise Refusal("words to follow: no letter or digit in them, so nothing is found")
    title = ""
    if track.story_id:
        story_id = find_story_id(warehouse, track.story_id, "--story")
        story = warehouse.stories.get(story_id)
        title, track = story.title if story else "", replace(track, story_id=story_id)
    if track.example:
        track = _with_example(warehouse, track)
    words = " ".join(term for term in terms if term)
    name = track.name or clean_name(track.query) or title or clean_name(words) or words[:MAX_NAME]
    id_ = hash_id("track", name, track.created_at.isoformat())
    return replace(track, id=id_, name=name)


def _with_example(warehouse: Warehouse, track: Track) -> Track:
    example = track.example
    if "://" in example:
        if not warehouse.articles.get([example_article_id(example)]):
            raise Refusal(f"--example {example}: no such article here; poll or import it first", 1)
        return track
    hint = "no such article here; poll or import it first"
    found = find_id(warehouse.articles.ids_starting, example, hint, "--example")
    return replace(track, example=found)
