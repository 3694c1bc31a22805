"""Pages and feeds' own words -> articles: the extract stage."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import datetime

from pipeline.bounds import bounded_date, clean_detail
from pipeline.pages.authors import author_names
from pipeline.pages.content import PageContent, RawArticle, extract_content
from pipeline.pages.gate import Refusal
from pipeline.pages.words import word_overlap
from pipeline.poison import is_machine_fault, poison_failure
from pipeline.reasons import Reason
from pipeline.records import Article, Entry, Failure, Page
from pipeline.web.urls import site
from pipeline.workers import Lost, Workers

PRELOAD = ("pipeline.pages.content:load_extractors",)
"""What `Workers(preload=...)` should load, so that no document pays for it."""

_LOST = {"timeout": Reason.DEADLINE, "crashed": Reason.CRASHED}


def extract_articles(
    entries: Sequence[Entry], pages: Sequence[Page], now: datetime, workers: Workers
) -> tuple[list[Article], list[Failure]]:
    """Articles of `entries`, in their order, and a failure for each page that gave none.

    `pages` belong to some of the entries, in any order; `workers` read them in other processes,
    each within their deadline (timeouts and crashes are failures, nothing is raised).

    An entry without a page becomes an article when its feed carries the full text; otherwise it is
    passed over here, for `fetch_pages` has said why there is no page. A title comes from the feed,
    the text from the page, and where that is refused, lost or a mere teaser, from the feed's own
    content.
    """
    page_of = {page.entry_id: page for page in pages}
    wanted = [e for e in entries if e.id in page_of or e.content]
    documents = [_raw_article(entry, page_of.get(entry.id), now) for entry in wanted]
    results: Sequence[PageContent | Refusal | Lost]
    results = list(workers.map(extract_content, documents))
    results = _without_stock_pages(wanted, results)
    articles: list[Article] = []
    failures: list[Failure] = []
    for entry, result in zip(wanted, results, strict=True):
        page = page_of.get(entry.id)
        try:
            outcome = _outcome(entry, page, result, workers, now)
        except Exception as fault:
            if is_machine_fault(fault):
                raise
            outcome = poison_failure(
                "extract", fault, now, url=entry.url, feed_id=entry.feed_id, entry_id=entry.id
            )
        if isinstance(outcome, Article):
            articles.append(outcome)
        elif outcome:
            failures.append(outcome)
    return articles, failures


def _outcome(
    entry: Entry,
    page: Page | None,
    result: PageContent | Refusal | Lost,
    workers: Workers,
    now: datetime,
) -> Article | Failure | None:
    """The article, why there is none, or None where `fetch_pages` has said why."""
    lost = page and entry.content and not isinstance(result, PageContent)
    content = _content_of_feed(entry, now, workers) if lost else result
    if isinstance(content, PageContent):
        return _article(entry, page, content)
    if page and not isinstance(result, PageContent):
        return _failure(entry, page, result, now)
    return None


def _without_stock_pages(
    entries: Sequence[Entry], results: Sequence[PageContent | Refusal | Lost]
) -> list[PageContent | Refusal | Lost]:
    """Results in their order; one text for entries of different titles is no article of theirs.

    It stays where it takes up an entry's title: live pages tell of several.
    """
    titles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry, result in zip(entries, results, strict=True):
        if isinstance(result, PageContent) and result.source == "page":
            titles[site(entry.url), result.text].add(entry.title)
    return [
        Refusal(Reason.NOT_FOUND_PAGE, "the same text under other titles")
        if isinstance(result, PageContent)
        and result.source == "page"
        and _is_stock_page(entry.title, result, titles[site(entry.url), result.text])
        else result
        for entry, result in zip(entries, results, strict=True)
    ]


def _is_stock_page(title: str, content: PageContent, titles: Set[str]) -> bool:
    """Whether neither headline nor text have to do with the title, nor that with the others."""
    others = titles - {title}
    alike = any(max(word_overlap(title, o), word_overlap(o, title)) >= 0.5 for o in others)
    told = max(word_overlap(title, words) for words in (content.title, content.text))
    return bool(others) and not alike and told < 0.5


def _raw_article(entry: Entry, page: Page | None, now: datetime) -> RawArticle:
    return RawArticle(
        url=entry.url,
        page_url=page.url if page else entry.url,
        body=page.body if page else b"",
        content_type=page.content_type if page else "",
        title=entry.title,
        content=entry.content,
        langs=(entry.lang,),
        now=now,
    )


def _content_of_feed(entry: Entry, now: datetime, workers: Workers) -> PageContent | Refusal | Lost:
    """The feed's own text of an entry whose page ended its worker."""
    return workers.submit(extract_content, _raw_article(entry, None, now)).result()


def _article(entry: Entry, page: Page | None, content: PageContent) -> Article:
    title = entry.title or content.title
    return Article(
        id=entry.id,
        feed_id=entry.feed_id,
        outlet=entry.outlet,
        url=page.canonical or page.url if page else entry.url,
        title=title,
        text=content.text,
        summary=entry.summary,
        lang=content.lang,
        authors=author_names((*entry.authors, *content.authors)),
        published_at=_publication_time(entry.published_at, content.published),
        first_seen_at=entry.first_seen_at,
        source=content.source,
        digest=article_digest(title, content.text),
    )


def _publication_time(feed: datetime | None, page: datetime | None) -> datetime | None:
    """The feed's time; the page's where the feed has none, or only the same day at midnight."""
    page = bounded_date(page)
    if feed is None or page is None:
        return feed or page
    at_midnight = (feed.hour, feed.minute, feed.second) == (0, 0, 0)
    return page if at_midnight and abs((page - feed).total_seconds()) < 86_400 else feed


def article_digest(title: str, text: str) -> str:
    """The first 16 hex digits of SHA-256 over title and text; whitespace does not count."""
    folded = "\n".join(" ".join(part.split()) for part in (title, text))
    return hashlib.sha256(folded.encode()).hexdigest()[:16]


def _failure(entry: Entry, page: Page, result: Refusal | Lost, now: datetime) -> Failure:
    reason = result.reason if isinstance(result, Refusal) else _LOST[result.reason]
    return Failure(
        stage="extract",
        url=page.url,
        reason=str(reason),
        detail=clean_detail(result.detail),
        at=now,
        feed_id=entry.feed_id,
        entry_id=entry.id,
    )
