"""The front page: a finite list of stories, first those with news since the reader's last visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.language.sentences import sentences
from warehouse.changes import BEGINNING

if TYPE_CHECKING:
    from warehouse.changes import Positions
    from warehouse.warehouse import Warehouse

MOST = 24
"""Stories on the front page: what is read in one sitting (chosen by hand, 2026-11)."""

SPAN = timedelta(hours=36)
"""Before the latest article: how far the front page looks back (chosen by hand, 2026-11)."""

BINS = 24  # of a sparkline

LEAST_QUOTE = 40  # characters of a first sentence that says something (chosen by hand, 2026-11)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontQuote:
    """A sentence as its outlet has it."""

    text: str
    outlet: str
    at: datetime
    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontStory:
    """A story on the front page. `volume` counts its articles in equal parts of its life."""

    id: str
    title: str
    first_at: datetime
    last_at: datetime
    n_articles: int
    n_copies: int
    outlets: tuple[str, ...]  # each once, the first to tell it first
    n_new_articles: int  # since the reader's cursor; 0 where there is none
    n_new_developments: int
    quote: FrontQuote | None
    volume: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The stories of the last day and a half before the latest article."""

    at: datetime | None  # of the latest article; None: there is none yet
    since: datetime | None
    stories: tuple[FrontStory, ...]
    more: bool  # there are others in that time


def report_front(
    warehouse: Warehouse, seen: Positions | None, now: datetime, most: int = MOST
) -> FrontPage:
    """Report the stories that are being told; `seen`: how far the reader has come, None: new."""
    with warehouse.together():
        at = warehouse.coverage.latest_at(now)
        if at is None:
            return FrontPage(at=None, since=None, stories=(), more=False)
        since = at - SPAN
        rows = warehouse.coverage.front(since, at, seen or BEGINNING, most + 1)
        quotes = story_quotes(warehouse, [row["id"] for row in rows[:most]])
    stories = tuple(_front_story(row, quotes, new=seen is not None) for row in rows[:most])
    return FrontPage(at=at, since=since, stories=stories, more=len(rows) > most)


def story_quotes(warehouse: Warehouse, story_ids: Sequence[str]) -> dict[str, FrontQuote]:
    """Give by story its newest quote; where it has no developments its newest article's first
    sentence."""
    developments = warehouse.coverage.newest_developments(story_ids)
    quotes = {row["story_id"]: _quote(row, row["text"]) for row in developments}
    if rest := [id_ for id_ in story_ids if id_ not in quotes]:
        for row in warehouse.coverage.newest_originals(rest):
            if row["text"]:
                text = _first_sentence(row["text"], row["lang"])
                quotes[row["story_id"]] = _quote(row, text)
    return quotes


def volume_bins(times: Sequence[datetime], n: int = BINS) -> tuple[int, ...]:
    """Count times in `n` equal parts from the first to the last; nothing for no times."""
    if not times:
        return ()
    start, span = min(times), (max(times) - min(times)).total_seconds()
    bins = [0] * n
    for time in times:
        share = (time - start).total_seconds() / span if span else 1.0
        bins[min(n - 1, int(share * n))] += 1
    return tuple(bins)


def _front_story(row: dict[str, Any], quotes: dict[str, FrontQuote], *, new: bool) -> FrontStory:
    return FrontStory(
        id=row["id"],
        title=row["title"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        n_articles=row["n_articles"],
        n_copies=row["n_copies"],
        outlets=tuple(dict.fromkeys(row["outlets"])),
        n_new_articles=row["n_new_articles"] if new else 0,
        n_new_developments=row["n_new_developments"] if new else 0,
        quote=quotes.get(row["id"]),
        volume=volume_bins(row["times"]),
    )


def _quote(row: dict[str, Any], text: str) -> FrontQuote:
    return FrontQuote(text=text, outlet=row["outlet"], at=row["at"], article_id=row["article_id"])


def _first_sentence(text: str, lang: str) -> str:
    """Give the first sentence that is no heading or byline, else the first line."""
    lines = [s for line in text.splitlines() for s in sentences(line, lang or "en")]
    return next((line for line in lines if len(line) >= LEAST_QUOTE), lines[0] if lines else "")
