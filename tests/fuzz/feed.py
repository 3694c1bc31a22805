"""Feeds: bytes as a server gives them, unpacked, parsed and made entries of by `poll_feeds`."""

from __future__ import annotations

import asyncio
import pickle
from datetime import timedelta

from pipeline import poll
from pipeline.poll import poll_feeds
from pipeline.records import Feed, Poll
from pipeline.web import urls
from pipeline.web.client import Response
from pipeline.web.unpack import BadEncodingError, TooLargeError, Unpacker
from tests.fuzz import bounds, seeds
from tests.fuzz.case import NOW, InlineWorkers, split_case

KIND = "xml"
DEADLINE_S = poll.DEADLINE_S
SEEDS = seeds.feed_seeds
URL = "https://news.example/feeds/world.xml"
FEED = Feed(id=urls.feed_id(URL), url=URL)
CAP = 15_000_000  # settings.network.feed_mb


class _Client:
    """Gives one answer to every request."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer

    async def get(self, url: str, **_: object) -> Response:
        return self.answer


def check(data: bytes) -> None:
    """Raise what is a finding; refusals of the transport are none."""
    headers, body = split_case(data)
    try:
        unpacker = Unpacker(headers.pop("content-encoding", "").lower(), CAP) if headers else None
        for start in range(0, len(body), 65536):
            if unpacker:
                unpacker.add_chunk(body[start : start + 65536])
    except (TooLargeError, BadEncodingError):
        return
    whole = unpacker.finished if unpacker else True
    body = unpacker.body() if unpacker else body
    poll_body(body, headers.get("content-type", ""), whole=whole)


def poll_body(body: bytes, content_type: str = "", *, whole: bool = True) -> Poll:
    """One poll whose server answers `body`, checked."""
    answer = Response(
        url=URL,
        requested_url=URL,
        status=200,
        headers={"content-type": content_type} if content_type else {},
        body=body,
        whole=whole,
    )
    client, workers = _Client(answer), InlineWorkers()
    (answered,) = asyncio.run(poll_feeds([FEED], client, NOW, {}, workers=workers))
    check_poll(answered)
    again = asyncio.run(
        poll_feeds([FEED], client, NOW, {e.id: e.digest for e in answered.entries}, workers=workers)
    )[0]
    bounds.require(not again.entries, "polled again, it has news", again.entries)
    return answered


def check_poll(poll: Poll) -> None:
    """A poll within bounds, with all its entries."""
    pickle.dumps(poll)
    bounds.check_feed(poll.feed)
    for entry in poll.entries:
        bounds.check_entry(entry, NOW)
    ids = [entry.id for entry in poll.entries]
    bounds.require(len(set(ids)) == len(ids), "an entry comes twice", ids)
    bounds.require(len(ids) <= 2000, "over 2000 entries", len(ids))
    if poll.failure is not None:
        bounds.check_failure(poll.failure)
    bounds.require(poll.outcome != "failed" or poll.failure, "failed without a failure", poll)
    due = poll.feed.state.next_at
    bounds.require(
        due is None or NOW <= due <= NOW + timedelta(days=370), "feed is due out of bounds", due
    )
