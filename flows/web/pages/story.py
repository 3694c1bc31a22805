"""Story: how one event was told, and what the reader may do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.past import count_pending
from flows.reports.coverage import StoryCoverage, report_coverage
from flows.reports.explanation import NearestArticle, explain_membership
from flows.reports.following import (
    DecisionStatus,
    FollowedTrack,
    list_decisions_on,
    list_story_tracks,
)
from flows.reports.stories import StorySummary, list_stories
from flows.reports.story import TimelineArticle, find_story
from flows.reports.syndication import SyndicatedFeed, feed_item
from flows.services import Services
from flows.web.page import Elsewhere, NotHere, Page
from flows.web.site import Site
from pipeline.records import Article, Development

MOST_OTHERS = 60
"""Stories offered for a merge, the latest (chosen by hand, 2026-11); any id may be typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryQuestion:
    """`id`: of the story."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story, the tracks that follow it, the decisions that touch it, stories to merge it with."""

    coverage: StoryCoverage
    unread: int  # articles of which nothing was asked yet what they added; 0 for one followed
    reading: bool = False  # what they added is being read beside
    tracks: tuple[FollowedTrack, ...]
    decisions: tuple[DecisionStatus, ...]  # in force
    others: tuple[StorySummary, ...]


def read_story(site: Site, question: StoryQuestion) -> StoryPage:
    """Read a story's page. Raises NotHere, and Elsewhere for one that was merged away."""
    page = site.remembered(("story", question), lambda: _report(site, question.id))
    return replace(page, reading=True) if site.is_reading(page.coverage.story.id) else page


def _report(site: Site, story_id: str) -> StoryPage:
    warehouse = site.warehouse
    with site.together():
        story = find_story(warehouse, story_id)
        if story is None:
            raise NotHere(f"{story_id[:40]}: no such story")
        if story.id != story_id:
            raise Elsewhere(f"/story/{story.id}")
        members = warehouse.stories.members([story.id])[story.id]
        coverage = report_coverage(warehouse, story, members=members)
        articles = [a for step in coverage.steps for a in (step.article, *step.copies)]
        titles = {article.id: article.title for article in articles}
        tracks = list_story_tracks(warehouse, story, titles, site.now())
        decisions = list_decisions_on(warehouse, {story.id, *titles})
        others = list_stories(warehouse, most=MOST_OTHERS + 1)
        told = any(step.developments for step in coverage.steps)
        unread = 0 if tracks or told else count_pending(warehouse, story.id, members)
    return StoryPage(
        coverage=coverage,
        unread=unread,
        tracks=tracks,
        decisions=decisions,
        others=tuple(other for other in others if other.id != story.id)[:MOST_OTHERS],
    )


def story_feed(_site: Site, page: StoryPage) -> SyndicatedFeed:
    """Give what the story's articles added as a feed."""
    story = page.coverage.story
    return SyndicatedFeed(
        id=story.id,
        title=story.title,
        items=[
            feed_item(development, story.title)
            for step in page.coverage.steps
            for development in step.developments
            if development.alert
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleQuestion:
    """`story` and `id`: of a story, and of an article in it. `compare`: with the article that
    brought it in, sentence by sentence, for which the encoder is needed (seconds)."""

    story: str
    id: str
    compare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article's text with what of it was new, and why it stands in its story."""

    article: Article
    story_title: str
    developments: tuple[Development, ...]
    member: TimelineArticle
    nearest_title: str  # of the article that brought it in; "": it founded the story
    nearest_outlet: str
    comparison: NearestArticle | None  # where it was asked for


def read_article(site: Site, question: ArticleQuestion) -> ArticlePage:
    """Read an article in its story. Raises NotHere, and Elsewhere where it moved."""
    return site.remembered(("article", question), lambda: _article_report(site, question))


def _article_report(site: Site, question: ArticleQuestion) -> ArticlePage:
    warehouse = site.warehouse
    with site.together():
        story_id = warehouse.stories.of([question.id]).get(question.id, "")
        if not story_id:
            raise NotHere(f"{question.id[:40]}: no such article")
        if story_id != question.story:
            raise Elsewhere(f"/story/{story_id}/article/{question.id}")
        story = find_story(warehouse, story_id)
        rows = {row["id"]: row for row in warehouse.stories.timeline(story_id)}
        developments = warehouse.stories.developments(story_id)
        member = TimelineArticle(**rows[question.id])
        wanted = warehouse.articles.get([question.id, member.nearest_id])
    articles = {article.id: article for article in wanted}
    nearest = articles.get(member.nearest_id)
    return ArticlePage(
        article=articles[question.id],
        story_title=story.title if story else "",
        developments=tuple(d for d in developments if d.article_id == question.id),
        member=member,
        nearest_title=nearest.title if nearest else "",
        nearest_outlet=nearest.outlet if nearest else "",
        comparison=_comparison(site, story_id, member) if question.compare and nearest else None,
    )


def _comparison(site: Site, story_id: str, member: TimelineArticle) -> NearestArticle | None:
    with Services(site.settings) as services:
        explanation = explain_membership(site.warehouse, services, story_id, member.id)
    return explanation.nearest if explanation else None


PAGE = Page(
    path="/story/{id}",
    section="today",
    summary="How a story was told: timeline, developments, figures, voices, citations",
    query=StoryQuestion,
    record=StoryPage,
    read=read_story,
    template="story.html",
    feed=story_feed,
)

ARTICLE_PAGE = Page(
    path="/story/{story}/article/{id}",
    section="today",
    summary="An article's text, what of it was new, and why it belongs to its story",
    query=ArticleQuestion,
    record=ArticlePage,
    read=read_article,
    template="article.html",
)
