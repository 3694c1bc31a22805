"""Search: by words and by meaning, in any language; the URL holds the question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from flows.refusal import Refusal
from flows.reports.search import SearchQuestion, SearchReport
from flows.reports.search import search as search_articles
from flows.reports.syndication import FeedItem, SyndicatedFeed
from flows.tools.ids import find_story_id
from flows.tools.values import check_span, parse_language, parse_time
from flows.web.page import Page
from flows.web.site import Site
from pipeline.web.urls import hash_id

MOST = 100
"""Hits on the page, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchForm:
    """What is looked for, as its form sends it; "" narrows nothing."""

    words: str = ""
    since: str = ""
    until: str = ""
    outlet: str = ""
    lang: str = ""
    story: str = ""
    mode: Literal["both", "words", "meaning"] = "both"
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The question, and its answer: None without words, or where there is a `problem`."""

    form: SearchForm
    problem: str
    report: SearchReport | None


def read_search(site: Site, form: SearchForm) -> SearchPage:
    """Answer the form; by meaning the encoder is needed, which takes seconds the first time."""
    page = SearchPage(form=form, problem="", report=None)
    if not form.words.strip():
        site.expect_encoder()
        return page
    try:
        question = _question(site, form)
    except Refusal as refusal:
        return replace(page, problem=str(refusal).removeprefix("--"))
    encode = None if form.mode == "words" else site.encoder().encode
    report = site.remembered(
        ("search", question), lambda: search_articles(site.warehouse, question, encode)
    )
    return replace(page, report=report)


def _question(site: Site, form: SearchForm) -> SearchQuestion:
    if not 1 <= form.limit <= MOST:
        raise Refusal(f"limit: write a number from 1 to {MOST}")
    since = parse_time(form.since) if form.since.strip() else None
    until = parse_time(form.until) if form.until.strip() else None
    check_span(since, until)
    return SearchQuestion(
        words=form.words.strip(),
        since=since,
        until=until,
        outlet=form.outlet.strip() or None,
        lang=parse_language(form.lang) if form.lang.strip() else None,
        story=find_story_id(site.warehouse, form.story) if form.story.strip() else None,
        mode=form.mode,
        limit=form.limit,
    )


def search_feed(_site: Site, page: SearchPage) -> SyndicatedFeed:
    """Give the hits as a feed: a search that a feed reader asks again."""
    hits = page.report.hits if page.report else ()
    words = "".join(sign for sign in page.form.words if sign.isprintable())  # XML has no others
    return SyndicatedFeed(
        id=f"search/{hash_id(page.form.words)}",
        title=f"newsthread: {words}",
        items=[
            FeedItem(
                id=hit.article_id,
                url=f"/story/{hit.story_id}/article/{hit.article_id}",
                at=hit.at,
                story_title=hit.title,
                outlet=hit.outlet,
                quotes=(hit.snippet,),
                changes=(),
            )
            for hit in hits
            if hit.story_id
        ],
    )


PAGE = Page(
    path="/search",
    section="search",
    summary="Articles that answer words, by their words and their meaning, in any language",
    query=SearchForm,
    record=SearchPage,
    read=read_search,
    template="search.html",
    feed=search_feed,
)
