"""Stories: all that live, the latest told first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from flows.refusal import Refusal
from flows.reports.stories import ALWAYS, StorySummary, list_stories
from flows.tools.values import parse_time
from flows.web.page import Page
from flows.web.site import LATE_S, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesQuestion:
    """Told `since` a time ("2d", "2026-03-01"; "": ever), of `least` articles, `most` of them."""

    since: str = ""
    least: int = 2
    most: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesPage:
    """The stories, the latest told first; `more`: there are others."""

    question: StoriesQuestion
    stories: tuple[StorySummary, ...]
    more: bool


def read_stories(site: Site, question: StoriesQuestion) -> StoriesPage:
    """Read the list. Raises Refusal for a value that cannot be meant."""
    if not (1 <= question.least <= 1_000_000 and 1 <= question.most <= 1000):
        raise Refusal("least, most: write numbers from 1 on, most up to 1000")
    since = parse_time(question.since) if question.since else ALWAYS
    most_s = LATE_S if question.since else math.inf  # "2d" is another time by and by
    return site.remembered(
        ("stories", question), lambda: _report(site, question, since), most_s=most_s
    )


def _report(site: Site, question: StoriesQuestion, since: datetime) -> StoriesPage:
    with site.together():
        stories = list_stories(site.warehouse, since, question.least, question.most + 1)
    return StoriesPage(
        question=question,
        stories=stories[: question.most],
        more=len(stories) > question.most,
    )


PAGE = Page(
    path="/stories",
    section="today",
    summary="Living stories, the latest told first",
    query=StoriesQuestion,
    record=StoriesPage,
    read=read_stories,
    template="stories.html",
)
