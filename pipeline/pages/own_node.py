"""Which of a page's JSON-LD articles is the page's own, and which are others that it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.pages.words import word_overlap
from pipeline.web.urls import canonical

SAME_HEADLINE = 0.6
"""Share of words that the page's title and its node's headline have in common at least; papers
write other headlines for search engines. Chosen by hand (2026-11)."""

Node = dict[str, Any]


def own_articles(nodes: Sequence[Node], url: str, titles: Iterable[str]) -> list[Node]:
    """Those of a page's article nodes that are the page's: by address, by headline, or alone.

    `nodes` are those at the top, not inside lists, comments and other articles; `titles` what else
    names the page's article. A node with neither address nor headline is the page's where it is
    the only one.
    """
    titles = [title for title in titles if title]
    return [node for node in nodes if _is_own(node, url, titles, alone=len(nodes) == 1)]


def _is_own(node: Node, url: str, titles: Sequence[str], *, alone: bool) -> bool:
    page = _without_scheme(url)
    if page and page in {_without_scheme(address) for address in _addresses(node)}:
        return True
    headlines = [text for key in ("headline", "name") if isinstance(text := node.get(key), str)]
    if not headlines or not titles:
        return alone
    return any(
        max(word_overlap(one, other), word_overlap(other, one)) >= SAME_HEADLINE
        for one in headlines
        for other in titles
    )


def _addresses(node: Node) -> Iterable[str]:
    """What a node says of its address: url, @id and mainEntityOfPage, as text or as a node."""
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        values = (value.get("@id"), value.get("url")) if isinstance(value, dict) else (value,)
        yield from (v for v in values if isinstance(v, str))


def _without_scheme(url: str) -> str:
    return canonical(url).partition("://")[2].removeprefix("www.").rstrip("/")
