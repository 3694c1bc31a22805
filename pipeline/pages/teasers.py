"""Cards of other articles inside an article: picture and linked headline, "read also" between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from urllib.parse import urljoin

from lxml import html

from pipeline.pages.following import prose_length
from pipeline.pages.headline import title_key
from pipeline.pages.structured import PageMetadata
from pipeline.web.urls import canonical, site

LONGEST = 600
"""Characters of a card with all that stands in it. On 258 gold pages 723 cards with a picture, or
in an `article` of their own, have headlines that the gold texts lack, and 16 stand in them: there
the gold took lists of others' headlines for text (2026-11)."""

STANDFIRST = 300
"""Characters of paragraphs in a card; more may be a section of the text. By hand (2026-11)."""

LABEL = 60
"""Characters of a heading over cards, as of a heading over others' headlines (`boilerplate`)."""

MOST_HEADS = 300
"""Headings that are looked at. Chosen by hand (2026-11)."""

DEEPEST = 12
"""Elements within each other that make a card. Chosen by hand (2026-11)."""

_STOP = re.compile(r"[.!?…。！？।؟]\W*$")
_HEADS = ("h2", "h3", "h4", "h5", "h6")
_WHOLE = {"body", "main", "html"}
_PICTURES = ("img", "picture", "svg", "video")


def teaser_cards(
    tree: html.HtmlElement, metadata: PageMetadata, url: str = ""
) -> list[html.HtmlElement]:
    """Elements that each announce another article: one heading, which is a link of this site.

    With a picture, or an `article` inside another element of the page's. `metadata` tells our own
    headline, `url` this page's address. None in live pages.
    """
    if "liveblogposting" in metadata.types:
        return []
    titles = (*metadata.h1s, metadata.og_title, *metadata.headlines)
    ours = {title_key(title) for title in titles} - {""}
    return list(dict.fromkeys(_cards(tree, ours, url)))


def drop_teasers(cards: Iterable[html.HtmlElement]) -> None:
    """Take cards out of their tree, with what is left around them alone: "More stories"."""
    for card in cards:
        parent = card.getparent()
        card.drop_tree()
        while parent is not None and parent.tag not in {*_WHOLE, "article"} and _is_label(parent):
            parent, emptied = parent.getparent(), parent
            emptied.drop_tree()


def _is_label(element: html.HtmlElement) -> bool:
    text = "".join(element.itertext()).strip() if not _is_longer(element) else "."
    return len(text) <= LABEL and not _STOP.search(text) and element.getparent() is not None


def _cards(tree: html.HtmlElement, ours: Set[str], url: str) -> Iterator[html.HtmlElement]:
    for head in islice(tree.iter(*_HEADS), MOST_HEADS):
        if _leads_elsewhere(head, url) and title_key("".join(head.itertext())) not in ours | {""}:
            card = _around(head)
            shown = card.tag == "article" or next(card.iter(*_PICTURES), None) is not None
            if shown and card is not head and prose_length(card) <= STANDFIRST:
                yield card


def _leads_elsewhere(head: html.HtmlElement, url: str) -> bool:
    """Whether a heading is a link, or within one, to another page of the same site."""
    links = [*head.iter("a"), *head.iterancestors("a")]
    href = next((a.get("href", "").strip() for a in links if a.get("href")), "")
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return False
    target = urljoin(url, href) if url else href
    if "://" not in target:
        return True
    return site(target) == site(url) and canonical(target) != canonical(url)


def _around(head: html.HtmlElement) -> html.HtmlElement:
    """The largest element about the heading with no other heading in it and no long text."""
    card = head
    for element in islice(head.iterancestors(), DEEPEST):
        if element.tag in _WHOLE or _is_longer(element):
            break
        if next((h for h in element.iter("h1", *_HEADS) if h is not head), None) is not None:
            break
        card = element
    return card


def _is_longer(element: html.HtmlElement) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text.strip())
        if length > LONGEST:
            return True
    return False
