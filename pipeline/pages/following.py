"""Articles that follow a page's own: sites with endless scrolling append the next ones to it."""

from __future__ import annotations

from collections.abc import Sequence, Set

from lxml import html

from pipeline.pages.headline import title_key
from pipeline.pages.structured import PageMetadata

OWN = 800
"""Characters of paragraphs an article must have of its own for those after it to be others; less is
a teaser, and the article may be any. Chosen by hand (2026-11)."""

OWN_BESIDE_H1 = 200
"""As many where the articles after it have an h1 of their own, as whole pages do: then it need not
be long. Chosen by hand (2026-11)."""

MOST_HEADS = 50
"""Headlines after ours that are looked at; no site appends so many articles to a page it sends."""

_HEADS = ("h1", "h2", "h3")


def following_articles(tree: html.HtmlElement, metadata: PageMetadata) -> list[html.HtmlElement]:
    """Elements with an article each that has a headline of its own and follows the page's.

    `metadata`, read from the whole page, tells the page's own headline. None in live pages.
    """
    if "liveblogposting" in metadata.types:
        return []
    titles = (*metadata.h1s[:1], metadata.og_title, *metadata.headlines)
    ours = {title_key(title) for title in titles} - {""}
    found = _articles_after(tree, ours)
    taken = set(found)
    return found + [
        e for e in _parts_after(tree, ours) if not taken & {e, *e.iterancestors(), *e.iter()}
    ]


def prose_length(element: html.HtmlElement) -> int:
    """Characters in paragraphs."""
    return sum(len("".join(p.itertext()).strip()) for p in element.iter("p"))


def _articles_after(tree: html.HtmlElement, ours: Set[str]) -> list[html.HtmlElement]:
    """`article` elements after the one with our headline."""
    tops = [a for a in tree.iter("article") if next(a.iterancestors("article"), None) is None]
    for place, article in enumerate(tops):
        heads = {_head_key(head) for head in article.iter(*_HEADS)}
        if heads & ours and (own := prose_length(article)) >= OWN_BESIDE_H1:
            headed = _HEADS if own >= OWN else ("h1",)
            return [a for a in tops[place + 1 :] if next(a.iter(*headed), None) is not None]
    return []


def _parts_after(tree: html.HtmlElement, ours: Set[str]) -> list[html.HtmlElement]:
    """Elements of any kind after the one with our headline that are built like it, with an h1.

    A text whose sections have an h1 each is not built so: its headline stands outside of them. What
    follows an `article` of ours need not be like it.
    """
    heads = list(tree.iter("h1"))
    place = next((i for i, head in enumerate(heads) if _head_key(head) in ours), len(heads))
    others = [head for head in heads[place + 1 :] if _head_key(head) not in ours | {""}]
    others = others[:MOST_HEADS]
    if not others:
        return []
    path = [heads[place], *heads[place].iterancestors()]
    parts: dict[html.HtmlElement, None] = {}
    for head in others:
        part = head
        while (parent := part.getparent()) is not None and parent not in path:
            part = parent
        if parent is not None and part not in parts:
            alone = path[: path.index(parent)]
            if _follows(part, alone):
                parts[part] = None
    return list(parts)


def _follows(part: html.HtmlElement, ours: Sequence[html.HtmlElement]) -> bool:
    """Whether it is an article after another; `ours` are our headline and what holds it alone."""
    own = ours[-1]
    if min(prose_length(own), prose_length(part)) < OWN_BESIDE_H1:
        return False
    whole = any(element.tag == "article" and prose_length(element) >= OWN for element in ours)
    return whole or _are_alike(own, part)


def _are_alike(one: html.HtmlElement, other: html.HtmlElement) -> bool:
    """Of one kind: the same tag, and a word of their classes in common."""
    common = set(one.get("class", "").split()) & set(other.get("class", "").split())
    return one.tag == other.tag and bool(common)


def _head_key(head: html.HtmlElement) -> str:
    return title_key("".join(head.itertext()))
