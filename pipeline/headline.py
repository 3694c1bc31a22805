"""An article's title from its page alone: what several of the page's own voices agree on."""

from __future__ import annotations

from pipeline.structured import Structured


def headline(said: Structured) -> str:
    """The most agreed-on of og:title, JSON-LD headline, h1 and title, without the site's name."""
    for candidate in (*said.h1s[:1], said.og_title, *said.headlines[:1], said.title_tag):
        if candidate:
            return candidate
    return ""
