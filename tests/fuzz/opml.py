"""Lists of feeds: the bytes of a file that `newsthread feeds import` is given, and export back."""

from __future__ import annotations

from pipeline.feeds.opml import read_opml, write_opml
from tests.fuzz import bounds, seeds

KIND = "xml"
SEEDS = seeds.opml_seeds
DEADLINE_S = 0.0
REFUSAL = "not an OPML document"


def check(data: bytes) -> None:
    """Raise what is a finding; the documented refusal is none."""
    try:
        feeds = read_opml(data)
    except ValueError as refusal:
        if type(refusal) is not ValueError or not str(refusal).startswith(REFUSAL):
            raise
        bounds.check_line("refusal", str(refusal), bounds.MAX_DETAIL)
        return
    for feed in feeds:
        bounds.check_feed(feed)
    ids = [feed.id for feed in feeds]
    bounds.require(len(set(ids)) == len(ids), "a feed comes twice", ids)
    again = [feed.url for feed in read_opml(write_opml(feeds))]
    lost = {feed.url for feed in feeds} - set(again)
    bounds.require(not lost, "exported and imported, feeds are lost", lost)
