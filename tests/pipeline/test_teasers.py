"""Cards of other articles inside a text go, and what only looks like one stays."""

from __future__ import annotations

import pytest
from lxml import html

from pipeline.pages.content import PageContent, RawArticle, extract_page
from pipeline.pages.posts import is_announced, is_post
from pipeline.pages.structured import PageMetadata
from pipeline.pages.teasers import teaser_cards

LINE = "The ferry had {} people on board, the harbour master of Skarv said after a search."
PARAGRAPHS = [f"<p>{LINE.format(n)}</p>" for n in range(41, 50)]
TITLE = "Ferry sinks off Skarv"
HEADLINE = "Council votes to close the old bridge"
LINK = f"<a href='/b'>{HEADLINE}</a>"
PICTURE = "<a href='/b'><img src='b.jpg'></a>"
STANDFIRST = "<p>The vote ended a dispute of nine years over its cost.</p>"
CARD = f"<article>{PICTURE}<h3>{LINK}</h3>{STANDFIRST}</article>"


def text(inside: str, *, at: int = 4, live: bool = False) -> str:
    body = "".join([*PARAGRAPHS[:at], inside, *PARAGRAPHS[at:]])
    ld = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>' if live else ""
    source = f"{ld}<main><article><h1>{TITLE}</h1>{body}</article></main>"
    page = f"<html><head><title>{TITLE}</title></head><body>{source}</body></html>".encode()
    url = "https://skarv.example/a"
    read = extract_page(RawArticle(url=url, page_url=url, body=page, title=TITLE))
    assert isinstance(read, PageContent)
    assert read.text.count("harbour master") == len(PARAGRAPHS)
    return read.text


@pytest.mark.parametrize("at", [4, 9])
@pytest.mark.parametrize(
    "card",
    [
        CARD,
        f"<article><span>Read also</span><a href='/b'><h3>{HEADLINE}</h3></a></article>",
        f"<div class='card'>{PICTURE}<div><h3>{LINK}</h3>{STANDFIRST}</div></div>",
        f"<section><h2>More on this story</h2>{CARD}{CARD.replace('/b', '/c')}</section>",
        f"<div><div>Thema</div><div>{PICTURE}<h4>{LINK}</h4></div></div>",
        f"<blockquote class='wp-embedded-content'>{LINK}</blockquote>",
    ],
    ids=["article", "label", "card", "section", "heading", "embedded"],
)
def test_a_card_of_another_article_goes(card: str, at: int) -> None:
    read = text(card, at=at)
    assert read == text("")


@pytest.mark.parametrize(
    "own",
    [
        f"<h2>{LINK}</h2>{STANDFIRST}",
        f"<div><img><h3><a href='https://shop.example/b'>{HEADLINE}</a></h3>{STANDFIRST}</div>",
        f"<div><img src='b.jpg'><h3><a href='#votes'>{HEADLINE}</a></h3>{STANDFIRST}</div>",
        f"<div><img src='b.jpg'><h3>{LINK}</h3>{STANDFIRST * 8}</div>",
    ],
    ids=["section", "product", "anchor", "long"],
)
def test_a_section_of_the_text_stays(own: str) -> None:
    assert HEADLINE in text(own)


def test_entries_of_a_live_page_stay() -> None:
    assert HEADLINE in text(CARD, live=True)


POST = "<blockquote class='{}'><p>We rebuild the pier by March.</p>Ines (@ivarga)</blockquote>"

FIGURE = "<figure class='wp-block-embed'><div class='wp-block-embed__wrapper'>{}</div></figure>"


@pytest.mark.parametrize("embed", ["twitter-tweet", "instagram-media", "bluesky-embed"])
@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("<p>The mayor announced it in a post on X.</p>", True),
        ("<p>La alcaldesa escribió en Instagram:</p>", True),
        ("<p>Die Bürgermeisterin schrieb auf Bluesky, wie es weitergeht.</p>", True),
        ("<p>وكتبت رئيسة البلدية على إكس.</p>", True),
        ("<p>The mayor had nothing to say.</p>", False),
        ("<p>“It will take years,” she wrote on X, “if not more.”</p>", False),
        ("", False),
    ],
    ids=["en", "es", "de", "ar", "other", "quoted", "none"],
)
def test_a_post_that_the_text_announces_is_kept(before: str, kept: bool, embed: str) -> None:
    for figure in (
        "{}",
        "<figure class='wp-block-embed'><div class='wp-block-embed__wrapper'>{}</div></figure>",
    ):
        read = text(before + figure.format(POST.format(embed)), at=9)
        assert ("rebuild the pier" in read) is kept


def test_posts_of_a_thread_are_announced_together() -> None:
    post = POST.format("twitter-tweet")
    tree = html.fromstring(f"<div><p>She said on X:</p>{post}{post}<p>No more.</p>{post}</div>")
    posts = [element for element in tree.iter("blockquote") if is_post(element)]
    assert [is_announced(element) for element in posts] == [True, True, False]


def test_our_own_headline_makes_no_card() -> None:
    tree = html.fromstring(f"<main>{CARD}</main>")
    assert len(teaser_cards(tree, PageMetadata(h1s=(TITLE,)), "https://skarv.example/a")) == 1
    assert not teaser_cards(tree, PageMetadata(h1s=(HEADLINE,)), "https://skarv.example/a")
    assert not teaser_cards(tree, PageMetadata(h1s=(TITLE,)), "https://skarv.example/b")
