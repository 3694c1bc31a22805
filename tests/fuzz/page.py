"""Pages: bytes as a server gives them, and the feed's own words, to articles (`extract_articles`).

Headers: Content-Type, Title (the feed's), Content (the feed's HTML).
"""

from __future__ import annotations

import pickle
from dataclasses import replace

from pipeline.extract import extract_articles
from pipeline.records import Entry, Page
from tests.fuzz import bounds, seeds
from tests.fuzz.case import NOW, InlineWorkers, split_case

KIND = "html"
SEEDS = seeds.page_seeds
DEADLINE_S = 10.0
"""`settings.extract.deadline_s`."""

URL = "https://news.example/2026/03/01/ferry"
ENTRY = Entry(
    id="0123456789abcdef",
    feed_id="f" * 16,
    outlet="News",
    url=URL,
    first_seen_at=NOW,
    digest="0" * 16,
)


def check(data: bytes) -> None:
    """Raise what is a finding; refusals are failures with a reason."""
    headers, body = split_case(data)
    entry = replace(
        ENTRY,
        title=" ".join(headers.get("title", "").split())[:500],
        content=headers.get("content", ""),
    )
    page = Page(
        entry_id=entry.id,
        url=URL,
        status=200,
        content_type=headers.get("content-type", ""),
        body=body,
        fetched_at=NOW,
    )
    articles, failures = extract_articles([entry], [page], NOW, InlineWorkers())
    pickle.dumps((articles, failures))
    for article in articles:
        if not entry.title:  # else it is the case's own
            bounds.check_line("article title", article.title)
        bounds.check_article(replace(article, title=""), NOW)
        bounds.require(article.text.strip(), "article without text", article)
    for failure in failures:
        bounds.check_failure(failure)
    bounds.require(len(articles) + len(failures) == 1, "neither article nor failure", failures)
