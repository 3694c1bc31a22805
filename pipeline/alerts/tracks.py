"""Wishes to stories, and when a wish wants its alerts: pure functions, time and zone given.

A wish is a story's id, words, an example article, or rules; what is given of words, example and
rules must all hold. A wish may find several stories; it follows each of them through merges.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Literal

import numpy as np

from pipeline.developments.specifics import read_sentence
from pipeline.embed import Encoder
from pipeline.language.demonyms import forms
from pipeline.language.names import names
from pipeline.language.stems import light_stem
from pipeline.language.words import normal, tokens
from pipeline.records import Article, Development, Matrix, Story, Track
from pipeline.stories.merges import resolve

Reason = Literal["story", "words", "example", "rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """`track_id` follows `story_id`, because of `article_id` ("" when the story was named)."""

    track_id: str
    story_id: str
    article_id: str = ""
    score: float = 1.0  # how well the words or the example fit, 0..1
    reason: Reason = "story"


def match(  # noqa: PLR0913 - the batch in columns, and what the wishes are compared through
    tracks: Sequence[Track],
    stories: Sequence[Story],
    articles: Sequence[Article],
    embeddings: Matrix,
    encoder: Encoder,
    *,
    stories_of: Mapping[str, str],
    examples: Mapping[str, Matrix] | None = None,
) -> list[Assignment]:
    """Which stories the active tracks follow, as far as these articles and stories tell.

    Args:
        tracks: All wishes; a paused one is passed over.
        stories: Known stories, ended ones too: a track by id is led through their merges.
        articles: The batch.
        embeddings: Its rows, `[n, 768]`.
        encoder: Encodes the wishes in words, in one call.
        stories_of: Article id -> story id, for the batch and for example articles.
        examples: Track id -> the example article's row `[768]`, where it is no longer in a story.
    """
    found: dict[tuple[str, str], Assignment] = {}
    active = [track for track in tracks if track.active]
    merged = {story.id: story.merged_into for story in stories if story.merged_into}
    for track in active:
        named = track.story_id or stories_of.get(track.example, "")
        if named:
            story_id = resolve(named, merged)
            reason: Reason = "story" if track.story_id else "example"
            found[track.id, story_id] = Assignment(
                track_id=track.id, story_id=story_id, reason=reason
            )
    wishing = [t for t in active if t.query or t.example or t.any_of or t.all_of]
    wants = _wants(wishing, encoder, examples or {})
    for i, article in enumerate(articles if wishing else ()):
        if article.id not in stories_of:
            continue
        story_id = resolve(stories_of[article.id], merged)
        held = _holding(article)
        for track in wishing:
            if (track.id, story_id) in found or not _rules(track, article, held):
                continue
            score = _likeness(track, wants.get(track.id), held, embeddings[i])
            if score is not None:
                found[track.id, story_id] = Assignment(
                    track_id=track.id,
                    story_id=story_id,
                    article_id=article.id,
                    score=score,
                    reason=_reason(track),
                )
    return list(found.values())


def _reason(track: Track) -> Reason:
    return "words" if track.query else "example" if track.example else "rules"


def _wants(
    tracks: Sequence[Track], encoder: Encoder, examples: Mapping[str, Matrix]
) -> dict[str, Matrix]:
    """The vector that each wish in words or by example asks for: `[384]` or `[768]`."""
    worded = [track for track in tracks if track.query]
    rows = encoder.encode([track.query for track in worded])
    return dict(examples) | {track.id: row for track, row in zip(worded, rows, strict=True)}


@dataclass(frozen=True)
class _Held:
    """What an article holds to answer wishes with: stems of all its words, and its plain text."""

    stems: frozenset[str]
    text: str

    @cached_property
    def plain(self) -> str:
        """Lower case."""
        return self.text.lower()

    @cached_property
    def names(self) -> frozenset[str]:
        """Stems of the words written as names."""
        return names(self.text)

    def names_one(self, name: str) -> bool:
        """Whether a name of a wish stands here, as it is or as adjective, or place, of the same."""
        if name in self.stems:
            return True
        others = forms(name) & self.stems
        return bool(others) and not others.isdisjoint(self.names)


def _holding(article: Article) -> _Held:
    text = normal(f"{article.title}\n{article.summary}\n{article.text}")
    return _Held(frozenset(map(light_stem, tokens(text))), text)


def _rules(track: Track, article: Article, held: _Held) -> bool:
    """Whether language and the any, all and none rules let the article through."""
    if track.langs and article.lang and article.lang not in track.langs:
        return False
    if any(_holds(held, term) for term in track.none_of):
        return False
    if track.any_of and not any(_holds(held, term) for term in track.any_of):
        return False
    return all(_holds(held, term) for term in track.all_of)


def _holds(held: _Held, term: str) -> bool:
    """Whether the term stands there as whole words, whatever its case."""
    pattern = rf"(?<!\w){re.escape(normal(term).strip().lower())}(?!\w)"
    return bool(term.strip()) and re.search(pattern, held.plain) is not None


def _likeness(track: Track, want: Matrix | None, held: _Held, row: Matrix) -> float | None:
    """How well the article answers words or example, None when not; 1 for rules alone."""
    if track.query:
        return _answers(track.query, want, held, row)
    if track.example:
        if want is None:
            return None
        half = len(row) // 2
        cosine = float(np.mean([row[:half] @ want[:half], row[half:] @ want[half:]]))
        return cosine if cosine >= _EXAMPLE else None
    return 1.0


# An example's own story is found by its id; this is for stories told elsewhere. Mean of title and
# lead cosines; unrelated news lie below .35, one story's articles mostly above .6 (2026-11).
_EXAMPLE = 0.6


def _answers(query: str, want: Matrix | None, held: _Held, row: Matrix) -> float | None:
    """Meaning and terms together; every name in the wish must stand in the article, or its like."""
    reading = read_sentence(query)
    total = sum(reading.words.values())
    if want is None or not total:
        return None
    half = len(row) // 2
    cosine = max(float(row[:half] @ want), float(row[half:] @ want))
    if cosine < _MEANING or not all(held.names_one(name) for name in reading.names):
        return None
    common = held.stems | reading.names
    shared = sum(w for word, w in reading.words.items() if word in common) / total
    fits = 0.5 * shared + 0.5 * cosine
    return max(fits, cosine) if fits >= _ANSWER or cosine >= _ALIKE else None


# Half the weighted share of the wish's words in the article, half the cosine to its title or lead.
# On wishes written for the tests: answers .55-.95, look-alikes of another place or matter below .5.
_ANSWER = 0.52
_MEANING = 0.3
_ALIKE = 0.58  # the meaning alone: other words for the same

# --- when ------------------------------------------------------------------------------------


def due_at(track: Track, now: datetime, zone: tzinfo) -> datetime:
    """When an alert made `now` is to be handed over: at once, after quiet hours, or at the digest.

    `digest_at` and `quiet` are times of day in `zone`; the answer is in UTC like `now`.
    """
    due = _next(track.digest_at, now, zone) if track.digest_at else now
    return _after_quiet(track.quiet, due, zone)


def held_until(track: Track, now: datetime, zone: tzinfo) -> datetime:
    """When what the budget left over is told: the next digest, midnight where there is none."""
    return _after_quiet(track.quiet, _next(track.digest_at or "00:00", now, zone), zone)


def _next(clock: str, now: datetime, zone: tzinfo) -> datetime:
    """The next time the clock in `zone` shows `clock`, strictly after `now`."""
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), time.fromisoformat(clock), tzinfo=zone)
    if at.astimezone(now.tzinfo) <= now:
        at = datetime.combine(local.date() + timedelta(days=1), at.timetz())
    return at.astimezone(now.tzinfo)


def _after_quiet(quiet: str, due: datetime, zone: tzinfo) -> datetime:
    """`due`, or the end of the quiet hours that it falls into; "22:00-07:00" spans midnight."""
    if not quiet:
        return due
    start, end = (time.fromisoformat(part.strip()) for part in quiet.split("-"))
    clock = due.astimezone(zone).time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    return _next(end.isoformat("minutes"), due, zone) if inside and start != end else due


def day_start(now: datetime, zone: tzinfo) -> datetime:
    """Midnight before `now` in `zone`, in UTC: what a day's budget counts from."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    return midnight.astimezone(now.tzinfo)


def within_budget(
    track: Track, developments: Sequence[Development], told_today: int
) -> tuple[list[Development], list[Development]]:
    """The developments to tell now and those to hold: the most novel first, `budget` a day."""
    ranked = sorted(developments, key=lambda d: (-d.score, d.at, d.id))
    if not track.budget:
        return ranked, []
    left = max(0, track.budget - told_today)
    return ranked[:left], ranked[left:]


KINDS = ("any", "figure", "quote", "person", "edit")


def kinds(development: Development) -> frozenset[str]:
    """What a development holds, in the words that `mute_until` uses: see `KINDS`."""
    found = {"any"}
    if development.changes:
        found.add("figure")
    if any('"' in normal(quote.text) for quote in development.quotes):
        found.add("quote")
    if any(_PERSON.search(quote.text) for quote in development.quotes):
        found.add("person")
    if development.version > 1:
        found.add("edit")
    return frozenset(found)


_PERSON = re.compile(r"\b[A-ZÀ-Þ][\w'’\-]+ (?:[A-Z]\. )?[A-ZÀ-Þ][\w'’\-]+\b")
