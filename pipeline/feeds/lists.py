"""A file with a list of feeds: OPML, newsboat's `urls`, an address a line, live bookmarks."""

from __future__ import annotations

import re
import shlex

from pipeline.bounds import clean_line, clean_name
from pipeline.feeds.lenient import decode_xml, xml_parts
from pipeline.feeds.opml import FeedList, LeftOut, feed_address, parse_opml
from pipeline.records import Feed
from pipeline.web import urls

_OPML = re.compile(r"<(?:\w+:)?(?:opml|outline)\b", re.IGNORECASE)
_BOOKMARKS = re.compile(r"<a\s[^<>]*feedurl\s*=", re.IGNORECASE)
_NOTES = ("#", ";", "//")


def read_feed_list(body: bytes) -> FeedList:
    """The feeds of a file, and what in it became none, with its line. Any bytes.

    ValueError, in one line, when the file is no list of feeds.
    """
    text = decode_xml(body)
    if _OPML.search(text):
        return parse_opml(text)
    listed = _bookmarked_feeds(text) if _BOOKMARKS.search(text) else _listed_feeds(text)
    if not listed.feeds:
        raise ValueError(
            "not an OPML document; export the list from your reader as OPML, "
            "or write one address a line"
        )
    return listed


def _bookmarked_feeds(text: str) -> FeedList:
    """Live bookmarks in Netscape's format: FEEDURL beside HREF."""
    feeds: dict[str, Feed] = {}
    for part in xml_parts(text):
        if part.kind == "open" and (address := feed_address(part.attributes.get("feedurl", ""))):
            feeds.setdefault(urls.feed_id(address), Feed(id=urls.feed_id(address), url=address))
    return FeedList(feeds=tuple(feeds.values()))


def _listed_feeds(text: str) -> FeedList:
    """An address a line, as newsboat writes them: with tags behind, "~" before a title."""
    feeds: dict[str, Feed] = {}
    left_out: list[LeftOut] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = _line_words(line)
        if not words or (words[0].startswith(_NOTES) and not words[0].startswith("//")):
            continue
        address = feed_address(words[0])
        if address:
            titles = [clean_line(w[1:]) for w in words[1:] if w.startswith("~")]
            tags = [clean_name(w) for w in words[1:] if w[:1] not in {"~", "!", "#"}]
            feed = Feed(
                id=urls.feed_id(address), url=address, title=next(iter(titles), ""),
                folder=next(iter(tags), ""),
            )  # fmt: skip
            feeds.setdefault(feed.id, feed)
        else:
            shown = urls.mask_passwords(clean_line(line, 120))
            left_out.append(LeftOut(line=number, text=shown, why="no http address of a feed"))
    return FeedList(feeds=tuple(feeds.values()), left_out=tuple(left_out))


def _line_words(line: str) -> list[str]:
    """Words of a line, quoted ones whole."""
    line = line[:4000]
    try:
        return shlex.split(line) if '"' in line else line.split()
    except ValueError:
        return line.split()
