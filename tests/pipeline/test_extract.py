from datetime import UTC, datetime, timedelta

import pytest

from pipeline.extract import PRELOAD, extract_articles
from pipeline.records import Entry, Page
from pipeline.workers import Workers

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
PARAGRAPHS = [
    "The harbour council voted on Tuesday night to close the old swing bridge for eleven months.",
    "Engineers found cracks in two of the four bearings during an inspection in January.",
    "Ferries will carry foot passengers across the inlet every ten minutes, the mayor said.",
    "Lorries must take the motorway, which adds about forty minutes to the trip to the docks.",
    "The repair will cost 18 million crowns, two thirds of it paid by the state.",
]
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)


def html(body=BODY, head="", title="Swing bridge in the harbour to close for eleven months"):
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>All rights reserved</footer>"
        "</body></html>"
    ).encode()


def entry(i=0, **change):
    fields = {
        "id": f"{i:016x}",
        "feed_id": "f" * 16,
        "outlet": "Harbour Post",
        "url": f"https://post.example/news/{i}",
        "title": "Swing bridge in the harbour to close for eleven months",
        "first_seen_at": NOW,
    }
    return Entry(**fields | change)


def page(i=0, body=None, **change):
    fields = {
        "entry_id": f"{i:016x}",
        "url": f"https://post.example/news/{i}",
        "status": 200,
        "content_type": "text/html; charset=utf-8",
        "body": html() if body is None else body,
        "fetched_at": NOW,
    }
    return Page(**fields | change)


@pytest.fixture(scope="module")
def workers():
    with Workers(1, deadline_s=5, preload=PRELOAD) as workers:
        yield workers


def test_a_page_becomes_an_article(workers):
    articles, failures = extract_articles([entry(authors=("Ada Berg",))], [page()], NOW, workers)
    assert failures == []
    (article,) = articles
    assert article.text == "\n".join(PARAGRAPHS)
    assert (article.title, article.lang) == (entry().title, "en")
    assert (article.authors, article.source) == (("Ada Berg",), "page")
    assert article.digest


def test_the_hour_comes_from_the_page_when_the_feed_tells_only_the_day(workers):
    head = """<script type="application/ld+json">{"@type": "NewsArticle",
        "headline": "Bridge", "datePublished": "2026-02-18T09:30:00+01:00"}</script>"""
    entries = [
        entry(0),
        entry(1, published_at=datetime(2026, 2, 18, tzinfo=UTC)),
        entry(2, published_at=datetime(2026, 2, 17, 22, 15, tzinfo=UTC)),
    ]
    articles, _ = extract_articles(
        entries, [page(i, html(head=head)) for i in range(3)], NOW, workers
    )
    told = datetime(2026, 2, 18, 8, 30, tzinfo=UTC)
    assert [a.published_at for a in articles] == [told, told, entries[2].published_at]


def test_without_a_page_the_feeds_full_content_is_the_article(workers):
    full, summary = entry(0, content=BODY), entry(1, content="<p>The bridge will close.</p>")
    articles, failures = extract_articles([full, summary, entry(2)], [], NOW, workers)
    assert [(a.id, a.source, a.text) for a in articles] == [
        (full.id, "feed", "\n".join(PARAGRAPHS))
    ]
    assert failures == []


@pytest.mark.parametrize(
    "end", ["[…]", "...", "<a href='/1'>Continue reading</a>", "Lire la suite →"]
)
def test_the_beginning_of_a_text_in_the_feed_is_no_article(workers, end):
    begun = f"{BODY[:-4]} {end}</p>"
    assert extract_articles([entry(content=begun)], [], NOW, workers) == ([], [])


def test_what_a_blog_adds_to_its_feed_is_no_part_of_the_text(workers):
    added = "<p>The post <a href='/1'>Swing bridge</a> appeared first on <a href='/'>Post</a>.</p>"
    articles, _ = extract_articles([entry(content=BODY + added)], [], NOW, workers)
    assert articles[0].text == "\n".join(PARAGRAPHS)


def test_a_teaser_gives_way_to_the_feeds_full_content(workers):
    teaser = html(f"<p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading.</p>")
    articles, failures = extract_articles([entry(content=BODY)], [page(body=teaser)], NOW, workers)
    assert [a.source for a in articles] == ["feed"]
    assert failures == []
    articles, failures = extract_articles([entry()], [page(body=teaser)], NOW, workers)
    assert (articles, [f.reason for f in failures]) == ([], ["paywall"])


def test_a_document_that_hangs_costs_itself_alone():
    hang = html(body="<p>x</p>" * 600_000)
    entries = [entry(0), entry(1), entry(2, content=BODY), entry(3)]
    pages = [page(0), page(1, hang), page(2, hang), page(3)]
    with Workers(1, deadline_s=0.6, preload=PRELOAD) as workers:
        articles, failures = extract_articles(entries, pages, NOW, workers)
    assert [(a.id, a.source) for a in articles] == [
        (entries[0].id, "page"),
        (entries[2].id, "feed"),
        (entries[3].id, "page"),
    ]
    assert [(f.entry_id, f.reason) for f in failures] == [(entries[1].id, "deadline")]


def test_an_unchanged_page_read_later_has_the_same_digest(workers):
    (first,), _ = extract_articles([entry()], [page()], NOW, workers)
    (second,), _ = extract_articles([entry()], [page()], NOW + timedelta(days=1), workers)
    (edited,), _ = extract_articles([entry()], [page(body=html(BODY + BODY))], NOW, workers)
    assert first.digest == second.digest != edited.digest


@pytest.mark.parametrize(
    ("line", "agency"),
    [("(dpa)", "dpa"), ("With files from The Associated Press", "Associated Press")],
)
def test_an_agencys_credit_outlives_the_line_that_gave_it(workers, line, agency):
    articles, _ = extract_articles(
        [entry()], [page(body=html(f"{BODY}<p>{line}</p>"))], NOW, workers
    )
    assert articles[0].authors == (agency,)
    assert line not in articles[0].text
