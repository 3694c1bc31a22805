"""Today: a finite front page, first what is new since the reader's last visit."""

from __future__ import annotations

from dataclasses import dataclass

from flows.reports.changes import CursorError, latest_cursor, read_cursor
from flows.reports.front import FrontPage, report_front
from flows.reports.syndication import FeedItem, SyndicatedFeed
from flows.web.page import Page
from flows.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayQuestion:
    """`since`: the cursor of the reader's last visit; "": none."""

    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The front page; what is new is counted from `since`, the next visit's is `cursor`."""

    since: str
    cursor: str
    n_new: int  # stories with news since
    followed: tuple[str, ...]  # ids of stories that a track follows
    front: FrontPage


def read_today(site: Site, question: TodayQuestion) -> Today:
    """Read the front page; an unusable cursor counts as none."""
    return site.remembered(("today", question), lambda: _report(site, question))


def _report(site: Site, question: TodayQuestion) -> Today:
    with site.together():
        try:
            seen = read_cursor(site.warehouse, question.since) if question.since else None
        except CursorError:
            seen = None
        front = report_front(site.warehouse, seen, site.now())
        cursor = latest_cursor(site.warehouse)
        follows = site.warehouse.tracks.follows()
    return Today(
        since=question.since if seen else "",
        cursor=cursor,
        n_new=sum(bool(s.n_new_articles or s.n_new_developments) for s in front.stories),
        followed=tuple(sorted({follow.story_id for follow in follows})),
        front=front,
    )


def today_feed(_site: Site, today: Today) -> SyndicatedFeed:
    """Give the front page as a feed: a story with its newest quote is an item."""
    return SyndicatedFeed(
        id="today",
        title="newsthread: today",
        items=[
            FeedItem(
                id=story.id,
                url=f"/story/{story.id}",
                at=story.last_at,
                story_title=story.title,
                outlet=story.quote.outlet if story.quote else "",
                quotes=(story.quote.text,) if story.quote else (),
                changes=(),
            )
            for story in today.front.stories
        ],
    )


PAGE = Page(
    path="/today",
    section="today",
    summary="The stories being told, first those with news since a cursor",
    query=TodayQuestion,
    record=Today,
    read=read_today,
    template="today.html",
    feed=today_feed,
)
