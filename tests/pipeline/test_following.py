"""Of a page to which other articles were appended, the first alone is read."""

from __future__ import annotations

import pytest
from lxml import html

from pipeline.pages.following import following_articles, prose_length
from pipeline.pages.structured import PageMetadata

OURS, THEIRS = "Ferry sinks off Skarv", "Council of Morna votes on the bridge"
FERRY = PageMetadata(h1s=(OURS, THEIRS))
LINES = "<p>The ferry left the inlet at six and had forty people on board, it was said.</p>"
OTHER = "<p>The council votes on Monday on 12 million for the bridge, said the mayor.</p>"


def kept(body: str, metadata: PageMetadata = FERRY) -> str:
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    for element in following_articles(tree, metadata):
        element.drop_tree()
    return tree.text_content()


def story(title: str, lines: str, head: str = "h1") -> str:
    return f"<header><{head}>{title}</{head}></header><div class='body'>{lines}</div>"


@pytest.mark.parametrize(
    "page",
    [
        '<div class="story first">{ours}</div><div class="story">{theirs}</div>',
        '<main><section class="post a">{ours}</section><section class="post b">{theirs}</section>'
        "</main>",
        '<ul><li class="item"><div>{ours}</div></li><li class="item"><p>x</p>{theirs}</li></ul>',
        '<article>{ours}</article><div id="infinite"><div class="feed">{theirs}</div></div>',
        '<main><article>{ours}</article></main><section class="more">{theirs}</section>',
    ],
)
def test_the_next_article_goes_whatever_it_stands_in(page: str) -> None:
    text = kept(page.format(ours=story(OURS, LINES * 12), theirs=story(THEIRS, OTHER * 9)))
    assert text.count("forty people") == 12
    assert "mayor" not in text


@pytest.mark.parametrize(
    "page",
    [
        # sections of one text, with an h1 each
        f"<div><h1>{OURS}</h1><div class='part'>{LINES * 12}</div>"
        f"<div class='part'><h1>What the council says</h1>{OTHER * 9}</div></div>",
        f"<article><h1>{OURS}</h1>{LINES * 12}<h1>What the council says</h1>{OTHER * 9}</article>",
        # a teaser above the text
        f"<div class='x'><h1>{OURS}</h1><p>Forty people were aboard.</p></div>"
        f"<div class='x'><h1>The whole story</h1>{OTHER * 9}</div>",
        # the headline said twice
        f"<div class='x'><h1>{OURS}</h1>{LINES * 12}</div>"
        f"<div class='x'><h1>{OURS}</h1>{OTHER * 9}</div>",
        # what stands before it is no matter of ours
        f"<div class='x'><h1>{THEIRS}</h1>{OTHER * 9}</div><div class='x'><h1>{OURS}</h1></div>",
    ],
)
def test_what_may_be_of_the_same_article_stays(page: str) -> None:
    assert kept(page, PageMetadata(h1s=(OURS,))).count("mayor") == 9


def test_a_live_page_is_all_its_own() -> None:
    page = f"<div class='x'>{story(OURS, LINES * 12)}</div><div class='x'>{story('16:40', OTHER)}"
    live = PageMetadata(h1s=(OURS,), types=frozenset({"liveblogposting"}))
    assert "mayor" in kept(f"{page}</div>", live)


def test_the_length_of_prose_is_that_of_paragraphs() -> None:
    assert prose_length(html.fromstring("<div>out<p> in <b>side</b></p><p>two</p></div>")) == 10
