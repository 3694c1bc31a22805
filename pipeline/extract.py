"""Pages and feeds' own words -> articles: the extract stage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from pipeline.pages.authors import author_names
from pipeline.pages.content import PageContent, RawArticle, extract_content
from pipeline.pages.gate import Refusal
from pipeline.poison import is_machine_fault, poison_failure
from pipeline.reasons import Reason
from pipeline.records import Article, Entry, Failure, Page
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
    results = workers.map(extract_content, [_raw_article(e, page_of.get(e.id)) for e in wanted])
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
    content = _content_of_feed(entry, workers) if isinstance(result, Lost) and page else result
    if isinstance(content, PageContent):
        return _article(entry, page, content)
    if page and not isinstance(result, PageContent):
        return _failure(entry, page, result, now)
    return None


def _raw_article(entry: Entry, page: Page | None) -> RawArticle:
    return RawArticle(
        url=entry.url,
        page_url=page.url if page else entry.url,
        body=page.body if page else b"",
        content_type=page.content_type if page else "",
        title=entry.title,
        content=entry.content,
        langs=(entry.lang,),
    )


def _content_of_feed(entry: Entry, workers: Workers) -> PageContent | Refusal | Lost:
    """The feed's own text of an entry whose page ended its worker."""
    return workers.submit(extract_content, _raw_article(entry, None)).result()


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
    page = page.astimezone(UTC) if page else None
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
        detail=result.detail[:300],
        at=now,
        feed_id=entry.feed_id,
        entry_id=entry.id,
    )
