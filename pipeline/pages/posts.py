"""Posts of social networks within a page: which are quotes that its text announces."""

from __future__ import annotations

import re
from functools import cache

from lxml import html

from pipeline.language.load import any_of, load_pages

POSTS = ("twitter-tweet", "instagram-media", "tiktok-embed", "bluesky-embed", "fb-post")
"""Parts of the classes that the networks' own code for embedding gives."""

BEFORE = 250
"""Characters before a post in which it is announced: a sentence or two. By hand (2026-11)."""

_STEPS = 40  # elements before a post that are looked at: scripts, empty ones, other posts
_BLOCKS = {"p", "div", "section", "ul", "ol", "li", "blockquote"}
_UNSEEN = {"script", "style", "noscript", "template", "iframe"}
_QUOTED = re.compile('["”»“’]$')
_COLON = re.compile(r"[:：]\W*$")


def is_post(element: html.HtmlElement) -> bool:
    """Whether an element is a network's post."""
    return any(word in element.get("class", "").lower().replace("_", "-") for word in POSTS)


def is_announced(post: html.HtmlElement) -> bool:
    """Whether what stands right before it names a network, or ends in a colon.

    What ends in a quotation has said what was posted.
    """
    before = _text_before(post)
    named = not _QUOTED.search(before) and _networks().search(before)
    return bool(_COLON.search(before) or named)


def release_post(post: html.HtmlElement) -> None:
    """Take off what would keep a post from being read: a figure about it, names of embeds."""
    if next(post.iterancestors("figure"), None) is None:
        return
    for element in post.iterancestors():
        element.attrib.pop("class", None)
        if element.tag == "figure":
            element.tag = "div"
            return


def _text_before(post: html.HtmlElement) -> str:
    """The end of the paragraph before a post, or before the posts that it follows."""
    node = post
    for _ in range(_STEPS):
        previous, parent = node.getprevious(), node.getparent()
        if previous is None and parent is None:
            break
        beside = parent.text if previous is None else previous.tail
        if (beside or "").strip():
            return _end(beside or "")
        node = parent if previous is None else previous
        if previous is not None and previous.tag not in _UNSEEN and not holds_post(previous):
            block = _last_block(previous)
            if text := "".join(block.itertext()).strip():
                return _end(text)
    return ""


def holds_post(element: html.HtmlElement) -> bool:
    """Whether an element is a post or holds one."""
    return any(map(is_post, element.iter("blockquote", "div", "section")))


def _last_block(element: html.HtmlElement) -> html.HtmlElement:
    """The last paragraph or the like of an element; the element itself where it holds none."""
    last = element
    while len(last) and last[-1].tag in _BLOCKS and not (last[-1].tail or "").strip():
        last = last[-1]
    return last


def _end(text: str) -> str:
    return " ".join(text.split())[-BEFORE:]


@cache
def _networks() -> re.Pattern[str]:
    return re.compile(any_of(load_pages().networks))
