"""The tools: typed questions in, records out, each of a size that a context holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from flows.past import AT_ONCE, detect_past_unkept, read_past
from flows.refusal import Refusal
from flows.reports.answer import SqlAnswer, answer_sql
from flows.reports.changes import ChangesReport, report_changes
from flows.reports.coverage import Citation, FigureSeries, TimelineStep, report_coverage
from flows.reports.search import SearchQuestion, SearchReport
from flows.reports.search import search as search_articles
from flows.reports.stories import ALWAYS, StorySummary, list_stories
from flows.reports.story import StoryVoice, find_story
from flows.services import Services, load_settings_encoder
from flows.tools.ids import find_story_id
from flows.tools.track_requests import TrackRequest, read_track
from flows.tools.tracks import start_track
from flows.tools.values import check_span, parse_language, parse_time
from pipeline.records import Story

if TYPE_CHECKING:
    from flows.settings import Settings
    from pipeline.detect import Detection
    from warehouse.warehouse import Warehouse

# What one answer holds at most: some ten thousand tokens (chosen by hand, 2026-11).
MOST_HITS = 20
MOST_STORIES = 50
MOST_STEPS = 30
MOST_ROWS = 200
MOST_SIGNS = 40_000  # of an SQL answer as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesAnswer:
    """Stories, the latest told first; `more`: there are others."""

    stories: tuple[StorySummary, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAnswer:
    """How a story was told: its newest steps, in the order told; `n_earlier` are left out."""

    story: Story
    n_outlets: int
    n_copies: int
    n_earlier: int
    steps: tuple[TimelineStep, ...]
    figures: tuple[FigureSeries, ...]
    voices: tuple[StoryVoice, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackAnswer:
    """What is followed from now on: the track, and the stories that it follows already."""

    id: str
    name: str
    stories: tuple[StorySummary, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools over one warehouse. All raise Refusal, CursorError or WarehouseError, one line."""

    settings: Settings
    warehouse: Warehouse
    write: bool = False  # nothing is kept without

    def search(
        self,
        words: str,
        since: str = "",
        until: str = "",
        lang: str = "",
        mode: Literal["both", "words", "meaning"] = "both",
    ) -> SearchReport:
        """Find articles by their words and meaning, in any language; the best first, 20 at most.

        words: may hold "phrases" and -barred words. since, until: 2026-03-01, or 2d for two days
        ago. lang: ISO 639-1. Each hit names its story: ask `story` for the whole of it.
        """
        if not words.strip():
            raise Refusal("words: nothing to search for")
        question = SearchQuestion(
            words=words,
            since=parse_time(since) if since else None,
            until=parse_time(until) if until else None,
            lang=parse_language(lang) if lang else None,
            mode=mode,
            limit=MOST_HITS,
        )
        check_span(question.since, question.until)
        encode = None if mode == "words" else load_settings_encoder(self.settings).encode
        return search_articles(self.warehouse, question, encode)

    def stories(self, since: str = "", least: int = 2, most: int = 20) -> StoriesAnswer:
        """List stories, the latest told first: threads of articles about one event.

        since: told since 2026-03-01, or 2d for two days ago. least: articles that a story has.
        most: up to 50.
        """
        start = parse_time(since) if since else ALWAYS
        most = max(1, min(most, MOST_STORIES))
        stories = list_stories(self.warehouse, start, max(1, min(least, 1_000_000)), most + 1)
        return StoriesAnswer(stories=stories[:most], more=len(stories) > most)

    def story(self, id: str) -> StoryAnswer:
        """Tell one story: what each article added, in verbatim quotes; figures old to new;
        independent voices; who cites whom.

        id: of the story, whole or its first characters. Copies hang under their original.
        """
        story = find_story(self.warehouse, find_story_id(self.warehouse, id))
        if story is None:
            raise Refusal(f"{id[:40]}: no such story", 1)
        coverage = report_coverage(self.warehouse, story, self._past(story.id))
        return StoryAnswer(
            story=story,
            n_outlets=coverage.n_outlets,
            n_copies=coverage.n_copies,
            n_earlier=max(0, len(coverage.steps) - MOST_STEPS),
            steps=tuple(_short(step) for step in coverage.steps[-MOST_STEPS:]),
            figures=tuple(
                replace(series, values=series.values[-10:]) for series in coverage.figures[:20]
            ),
            voices=coverage.voices[:30],
            citations=coverage.citations[:30],
        )

    def _past(self, story_id: str) -> Detection | None:
        """Read what the story told that is not recorded; kept where this server may write."""
        with Services(self.settings) as services:
            if not self.write:
                return detect_past_unkept(self.warehouse, services, story_id, AT_ONCE)
            read_past(self.warehouse, services, [story_id], datetime.now(UTC), AT_ONCE)
        return None

    def changes_since(self, cursor: str = "", most: int = 20) -> ChangesReport:
        """Tell what became known since a cursor: stories begun, developments, merges and splits.

        cursor: that an earlier answer gave; empty: from the beginning. Ask on with the answer's
        cursor: nothing comes twice, nothing is left out. most: of each kind, up to 50.
        """
        return report_changes(self.warehouse, cursor, max(1, min(most, MOST_STORIES)))

    def sql(self, question: str) -> SqlAnswer:
        """Answer one SELECT (DuckDB) over the published views, 200 rows at most, in 5 seconds.

        `SELECT view_name, comment FROM duckdb_views() WHERE NOT internal` lists the views,
        `SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'stories'` a view's
        columns.
        """
        answer = answer_sql(self.warehouse, question, MOST_ROWS)
        return bounded(answer, MOST_SIGNS)

    def track(
        self,
        query: str = "",
        story: str = "",
        any_of: Sequence[str] = (),
        none_of: Sequence[str] = (),
        name: str = "",
    ) -> TrackAnswer:
        """Follow a story, or what words and rules describe; new developments then become alerts.

        query: in words, matched by meaning and terms. story: the id of one story. any_of, none_of:
        words of which one, and none, must stand in an article.
        """
        request = TrackRequest(
            query=query, story=story, any_of=tuple(any_of), none_of=tuple(none_of), name=name
        )
        track = read_track(self.warehouse, self.settings, request, datetime.now(UTC))
        begun = start_track(self.warehouse, self.settings, track, AT_ONCE)
        stories = {story.id for story in begun}
        known = list_stories(self.warehouse, most=1_000_000)
        return TrackAnswer(
            id=track.id,
            name=track.name,
            stories=tuple(story for story in known if story.id in stories)[:MOST_STORIES],
        )


def bounded(answer: SqlAnswer, most: int) -> SqlAnswer:
    """Give the answer's first rows, as many as fit `most` characters of JSON; `cut` says so."""
    total, rows = 0, 0
    for row in answer.rows:
        total += len(json.dumps(row, ensure_ascii=False))
        if total > most:
            break
        rows += 1
    return replace(answer, rows=answer.rows[:rows], cut=answer.cut or rows < len(answer.rows))


def _short(step: TimelineStep) -> TimelineStep:
    """Give the step with as much of its edits and copies as a reader of it needs."""
    edits = tuple(
        replace(edit, passages=edit.passages[:6], more=edit.more or len(edit.passages) > 6)
        for edit in step.edits[-2:]
    )
    return replace(step, edits=edits, copies=step.copies[:10])
