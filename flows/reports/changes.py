"""What changed since a cursor: stories begun, developments told, merges and splits.

A cursor says how far its reader has come, by ordinals that are stored with the rows: it holds over
restarts and upkeep, and reading on from it gives nothing twice and leaves nothing out.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flows.reports.stories import StorySummary, summarized
from flows.reports.story import story_change
from pipeline.records import Development, StoryChange
from warehouse.changes import BEGINNING, Positions

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

MOST = 200
"""Rows of each kind in one report; `more` says that there are others (chosen by hand, 2026-11)."""

_FORM = "1"  # of what a cursor holds; another number is another form


class CursorError(ValueError):
    """What was given is no cursor of this warehouse; its message is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDevelopment:
    """A development with the title of the story that it now belongs to."""

    story_title: str
    development: Development


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMove:
    """A merge or a split, with the titles of both stories."""

    story_title: str
    other_title: str
    change: StoryChange


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesReport:
    """What became known between two cursors, each sequence in the order it did."""

    since: str  # the cursor asked with; "": the beginning
    cursor: str  # to ask on from
    more: bool  # not all fitted: ask on at once
    stories: tuple[StorySummary, ...]  # begun, and living
    developments: tuple[ToldDevelopment, ...]
    moves: tuple[StoryMove, ...]


def report_changes(warehouse: Warehouse, since: str = "", most: int = MOST) -> ChangesReport:
    """Report what became known after the cursor `since`, at most `most` rows of each kind.

    Raises CursorError for what is no cursor of this warehouse.
    """
    with warehouse.together():
        head = warehouse.changes.positions()
        start = _positions(since, head)
        stories = warehouse.changes.stories(start.articles, most + 1)
        developments = warehouse.changes.developments(start.developments, most + 1)
        moves = warehouse.changes.moves(start.changes, most + 1)
    end = Positions(
        articles=stories[most - 1][0] if len(stories) > most else head.articles,
        developments=developments[most - 1][0] if len(developments) > most else head.developments,
        changes=moves[most - 1]["seq"] if len(moves) > most else head.changes,
    )
    return ChangesReport(
        since=since,
        cursor=_cursor(end),
        more=end != head,
        stories=tuple(summarized(story) for _, story in stories[:most]),
        developments=_told(developments[:most]),
        moves=tuple(
            StoryMove(
                story_title=row["story_title"],
                other_title=row["other_title"],
                change=story_change(row),
            )
            for row in moves[:most]
        ),
    )


def latest_developments(warehouse: Warehouse, most: int = MOST) -> tuple[ToldDevelopment, ...]:
    """Give the developments that became known last, at most `most`, in the order they did."""
    with warehouse.together():
        known = warehouse.changes.positions().developments
        return _told(warehouse.changes.developments(max(0, known - most), most))


def _told(rows: Iterable[tuple[int, str, Development]]) -> tuple[ToldDevelopment, ...]:
    return tuple(
        ToldDevelopment(story_title=title, development=development)
        for _, title, development in rows
    )


def latest_cursor(warehouse: Warehouse) -> str:
    """Give the cursor after everything that is known."""
    return _cursor(warehouse.changes.positions())


def cursor_at(warehouse: Warehouse, at: datetime) -> str:
    """Give the cursor that a reader would have had at a time."""
    return _cursor(warehouse.changes.positions_at(at))


def read_cursor(warehouse: Warehouse, cursor: str) -> Positions:
    """Give what the cursor stands for. Raises CursorError: see `report_changes`."""
    return _positions(cursor, warehouse.changes.positions())


def _cursor(positions: Positions) -> str:
    parts = (_FORM, positions.articles, positions.developments, positions.changes)
    return base64.urlsafe_b64encode(".".join(map(str, parts)).encode()).decode().rstrip("=")


def _positions(cursor: str, head: Positions) -> Positions:
    if not cursor:
        return BEGINNING
    refusal = CursorError(f"{cursor[:40]!r}: no cursor of this warehouse; begin without one")
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
        form, *numbers = text.split(".")
        articles, developments, changes = map(int, numbers)
    except (ValueError, binascii.Error):
        raise refusal from None
    positions = Positions(articles=articles, developments=developments, changes=changes)
    known = (
        -1 <= articles <= head.articles
        and 0 <= developments <= head.developments
        and 0 <= changes <= head.changes
    )
    if form != _FORM or not known or _cursor(positions) != cursor:
        raise refusal
    return positions
