"""Asides go before extraction, the article never."""

from __future__ import annotations

import pytest
from lxml import html

from pipeline.pages.prune import prune_tree
from pipeline.pages.structured import PageMetadata

LINE = "The ferry left the inlet at six and had forty people on board, the harbour master said. "
ARTICLE = f"<article><h1>Ferry sinks off Skarv</h1>{f'<p>{LINE}</p>' * 12}</article>"
FERRY = PageMetadata(h1s=("Ferry sinks off Skarv",))


def pruned(body: str, metadata: PageMetadata = FERRY) -> str:
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    prune_tree(tree, metadata)
    return tree.text_content()


@pytest.mark.parametrize(
    "aside",
    [
        '<div class="c-Newsletter__box"><p>Sign up here</p></div>',
        '<ul id="most_read"><li>Sign up here</li></ul>',
        "<div hidden><p>Sign up here</p></div>",
        '<section role="dialog"><p>Sign up here</p></section>',
        '<div aria-modal="true"><p>Sign up here</p></div>',
        '<blockquote class="twitter-tweet"><p>Sign up here</p></blockquote>',
    ],
)
def test_asides_go_and_the_text_around_them_stays(aside: str) -> None:
    text = pruned(ARTICLE + aside + "<p>After it.</p>")
    assert "Sign up here" not in text
    assert text.count("harbour master") == 12
    assert "After it." in text


def test_what_holds_much_of_the_page_is_no_aside() -> None:
    assert pruned(f"<div hidden>{ARTICLE}</div>").count("harbour master") == 12


def test_the_next_articles_of_an_endless_page_go() -> None:
    after = f"<article><h2>Council votes on bridge</h2><p>{'The council. ' * 40}</p></article>"
    assert "The council." not in pruned(ARTICLE + after)
    assert "The council." in pruned(after + ARTICLE)
    assert "The council." in pruned(ARTICLE + after, PageMetadata(h1s=("Another",)))
    live = PageMetadata(h1s=FERRY.h1s, types=frozenset({"liveblogposting"}))
    assert "The council." in pruned(ARTICLE + after, live)


CARD = "Port of the north coast, with a lighthouse of 1871 and a fish market."


@pytest.mark.parametrize(
    "card",
    [
        f'<span class="tooltip-content">{CARD}</span>',
        f'<span class="c-tooltip__text">{CARD}</span>',
        f'<span role="tooltip">{CARD}</span>',
        f'<span class="author_hovercard">{CARD}</span>',
        f'<span class="link-popup"><span class="x">{CARD}</span></span>',
        f'<span popover id="skarv">{CARD}</span>',
    ],
)
def test_a_card_that_pops_up_over_a_term_goes_and_the_term_stays(card: str) -> None:
    line = f'<p>It left <span class="tooltip">Skarv{card}</span> at six, with 40 on board.</p>'
    text = pruned(ARTICLE + line)
    assert "It left Skarv at six, with 40 on board." in text


def test_a_card_in_a_block_of_its_own_goes() -> None:
    card = f'<div class="popover"><a href="/skarv">Skarv</a><p>{CARD}</p></div>'
    text = pruned(ARTICLE.replace("</article>", f"{card}<p>After it.</p></article>"))
    assert CARD not in text
    assert "After it." in text


def test_a_text_that_only_has_cards_stays() -> None:
    lines = (f"{LINE}<br>" * 12) + f'<span class="tooltip">{CARD}</span>'
    text = pruned(f'<h1>Ferry sinks off Skarv</h1><div class="has-popovers">{lines}</div>')
    assert text.count("harbour master") == 12
    assert CARD not in text


def test_a_text_without_paragraphs_stays_whatever_it_is_called() -> None:
    text = pruned(f'<div class="newsletter-item">{f"{LINE}<br>" * 30}</div>')
    assert text.count("harbour master") == 30
