"""Lists of feeds: the bytes of a file that `newsthread feeds import` is given, and export back."""

from __future__ import annotations

from pipeline.feeds.lists import read_feed_list
from pipeline.feeds.opml import write_opml
from tests.fuzz import bounds, seeds

KIND = "xml"
SEEDS = seeds.opml_seeds
DEADLINE_S = 0.0
REFUSAL = "not an OPML document"


def check(data: bytes) -> None:
    """Raise what is a finding; the documented refusal is none."""
    try:
        listed = read_feed_list(data)
    except ValueError as refusal:
        if type(refusal) is not ValueError or not str(refusal).startswith(REFUSAL):
            raise
        bounds.check_line("refusal", str(refusal), bounds.MAX_DETAIL)
        return
    feeds = listed.feeds
    for feed in feeds:
        bounds.check_feed(feed)
    for left in listed.left_out:
        bounds.check_line("text of what is left out", left.text, bounds.MAX_DETAIL)
        bounds.check_line("why it is left out", left.why, bounds.MAX_DETAIL)
        bounds.require(left.why and left.line > 0, "nothing said of what is left out", left)
    ids = [feed.id for feed in feeds]
    bounds.require(len(set(ids)) == len(ids), "a feed comes twice", ids)
    again = [feed.url for feed in read_feed_list(write_opml(feeds)).feeds] if feeds else []
    lost = {feed.url for feed in feeds} - set(again)
    bounds.require(not lost, "exported and imported, feeds are lost", lost)
