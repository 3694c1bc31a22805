"""Sources: the health of feeds, why entries became no articles, feeds found on a site."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.refusal import Refusal
from flows.reports.sources import FeedReport, SourcesReport, report_feed, report_sources
from flows.tools.subscriptions import discover_site
from flows.web.page import NotHere, Page
from flows.web.site import Site
from pipeline.web.urls import mask_passwords


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesQuestion:
    """`site`: the address of a site whose feeds are looked for; "": none."""

    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that was found on a site."""

    url: str
    title: str
    known: bool  # it is polled already


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """The feeds, and with a site what was found on it."""

    site: str
    found: tuple[FoundFeed, ...]
    problem: str
    sources: SourcesReport


def read_sources(site: Site, question: SourcesQuestion) -> SourcesPage:
    """Read the feeds' health; look for feeds on the site, where one is given (seconds)."""
    sources = site.remembered(("sources",), lambda: report_sources(site.warehouse, site.now()))
    page = SourcesPage(site=question.site, found=(), problem="", sources=sources)
    if not question.site.strip():
        return page
    try:
        feeds = discover_site(site.settings, question.site, site.now())
    except Refusal as refusal:
        return replace(page, problem=str(refusal))
    known = {feed.id for feed in site.warehouse.feeds.all()}
    found = tuple(
        FoundFeed(url=mask_passwords(feed.url), title=feed.title, known=feed.id in known)
        for feed in feeds
    )
    return replace(page, found=found, problem="" if found else "no feed found there")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuestion:
    """`id`: of the feed."""

    id: str


def read_feed(site: Site, question: FeedQuestion) -> FeedReport:
    """Read one feed's page. Raises NotHere."""
    report = site.remembered(
        ("feed", question.id), lambda: report_feed(site.warehouse, question.id)
    )
    if report is None:
        raise NotHere(f"{question.id[:40]}: no such feed")
    return report


PAGE = Page(
    path="/sources",
    section="sources",
    summary="The health of every feed, and stories that one outlet tells alone",
    query=SourcesQuestion,
    record=SourcesPage,
    read=read_sources,
    template="sources.html",
)

FEED_PAGE = Page(
    path="/sources/{id}",
    section="sources",
    summary="One feed, and why entries of it became no articles",
    query=FeedQuestion,
    record=FeedReport,
    read=read_feed,
    template="feed.html",
)
