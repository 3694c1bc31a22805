"""Changes: what became known since a cursor, for programs and for who wants it all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.refusal import Refusal
from flows.reports.changes import (
    ChangesReport,
    CursorError,
    latest_developments,
    report_changes,
)
from flows.reports.syndication import MOST_ITEMS, SyndicatedFeed, feed_item
from flows.web.page import Page
from flows.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesQuestion:
    """`since`: a cursor that an earlier answer gave; "": from the beginning."""

    since: str = ""
    most: int = 100


def read_changes(site: Site, question: ChangesQuestion) -> ChangesReport:
    """Read what changed. Raises Refusal for what is no cursor, and for a size out of bounds."""
    if not 1 <= question.most <= 1000:
        raise Refusal("most: write a number from 1 to 1000")
    try:
        return site.remembered(("changes", question), lambda: _report(site, question))
    except CursorError as fault:
        raise Refusal(f"since: {fault}") from None


def _report(site: Site, question: ChangesQuestion) -> ChangesReport:
    with site.together():
        return report_changes(site.warehouse, question.since, question.most)


def changes_feed(site: Site, report: ChangesReport) -> SyndicatedFeed:
    """Give the developments as a feed; a fact that several stories tell is an item of each.

    Readers of feeds bring no cursor: without one the feed holds the newest.
    """
    developments = report.developments
    if report.more and not report.since:
        developments = site.remembered(
            ("latest developments",), lambda: latest_developments(site.warehouse, MOST_ITEMS)
        )
    told = [
        replace(
            feed_item(each.development, each.story_title),
            id=f"{each.development.id}:{each.development.article_id}",
        )
        for each in developments
    ]
    return SyndicatedFeed(id="changes", title="newsthread: developments", items=told)


PAGE = Page(
    path="/changes",
    section="today",
    summary="Stories begun, developments, merges and splits since a cursor, each once",
    query=ChangesQuestion,
    record=ChangesReport,
    read=read_changes,
    template="changes.html",
    feed=changes_feed,
)
