"""Who an item is, and whether a later look at it is news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.feeds.document import Document, Item
from pipeline.feeds.entries import document_entries, is_new_or_changed
from pipeline.records import Feed

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)
FEED = Feed(id="f" * 16, url="https://paper.example/rss", outlet="Paper", lang="en")
FERRY = Item(link="https://paper.example/ferry", guid="1", title="Ferry sinks")
OTHER = Item(link="https://paper.example/vote", guid="2", title="Council votes")


def read(*items: Item, feed: Feed = FEED, link: str = "https://paper.example/"):
    return document_entries(feed, Document(format="rss20", link=link, items=items), NOW)


def test_an_item_repeated_in_one_document_is_one_entry() -> None:
    again = replace(FERRY, link="https://paper.example/ferry?utm_source=rss")
    entries, repeats = read(FERRY, again, replace(FERRY, link="/ferry"), OTHER)
    assert [e.url for e in entries] == [FERRY.link, OTHER.link]
    assert {(e.outlet, e.lang) for e in entries} == {("Paper", "en")}
    assert repeats == 2


def test_an_edited_items_guid_revision_does_not_make_it_another() -> None:
    (first,), _ = read(Item(guid="urn:x#0", title="A"))
    (second,), _ = read(Item(guid="urn:x#1", title="A, again"))
    assert first.id == second.id


def test_a_link_that_all_items_share_identifies_none() -> None:
    items = [Item(link="https://paper.example/live", guid=f"g{n}", title="Live") for n in range(3)]
    entries, _ = read(*items)
    assert len(entries) == 3
    assert {e.url for e in entries} == {""}  # no page of its own, so none to fetch


def test_a_guid_that_several_items_share_identifies_none() -> None:
    entries, _ = read(Item(guid="tag", title="One"), Item(guid="tag", title="Two"))
    assert len(entries) == 2


def test_an_item_with_a_title_alone_is_one_a_day() -> None:
    def told(day: int, hour: int) -> str:
        at = datetime(2026, 2, day, hour, tzinfo=UTC)
        (entry,), _ = read(Item(title="Weather", published_at=at))
        return entry.id

    assert told(17, 6) == told(17, 18) != told(18, 6)


def test_a_date_in_the_far_future_is_none_and_stays_as_it_was_written() -> None:
    ahead = NOW + timedelta(days=400)
    (entry,), _ = read(replace(FERRY, published_at=ahead, published_raw="2027"))
    assert (entry.published_at, entry.published_raw) == (None, "2027")
    (entry,), _ = read(replace(FERRY, published_at=NOW + timedelta(hours=3)))
    assert entry.published_at == NOW + timedelta(hours=3)  # a clock or zone that is wrong


def test_only_the_first_feed_can_change_an_entry() -> None:
    (entry,), _ = read(FERRY)
    (edited,), _ = read(replace(FERRY, title="Ferry sinks off Skarv"))
    (elsewhere,), _ = read(replace(FERRY, summary="Other words"), feed=replace(FEED, id="e" * 16))
    assert is_new_or_changed(entry, None)
    assert not is_new_or_changed(entry, entry.digest)
    assert is_new_or_changed(edited, entry.digest)
    assert not is_new_or_changed(elsewhere, entry.digest)
    assert not is_new_or_changed(entry, "")  # of which no more versions are wanted


LIVE = "https://paper.example/live"


def test_parts_of_one_page_are_entries_with_ids_that_stay() -> None:
    parts = [Item(link=f"{LIVE}#update-{n}", title="Vote", summary=str(n)) for n in range(3)]
    entries, _ = read(*parts)
    assert [e.url for e in entries] == [p.link for p in parts]
    assert len({e.id for e in entries}) == 3
    assert [read(part)[0][0].id for part in parts] == [e.id for e in entries]


@pytest.mark.parametrize(
    "fragment", ["comments", "xtor=RSS-1", "publisher=newsstand", "top", "", ":~:text=a"]
)
def test_a_fragment_that_counts_readers_or_scrolls_names_no_part(fragment: str) -> None:
    (entry,), _ = read(Item(link=f"{LIVE}#{fragment}", title="Vote"))
    assert entry.url == LIVE


def grown(items: list[Item]) -> list[set[str]]:
    """The ids after each poll of a document that gains an item at its head each time."""
    known: dict[str, str] = {}
    seen = []
    for n in range(1, len(items) + 1):
        document = Document(format="rss20", link="https://paper.example/", items=tuple(items[-n:]))
        entries, _ = document_entries(FEED, document, NOW, known)
        known.update({e.id: e.digest for e in entries})
        seen.append({e.id for e in entries})
    return seen


@pytest.mark.parametrize("link", ["https://paper.example/status", ""])
def test_texts_that_share_link_and_title_are_each_an_entry_as_the_feed_grows(link: str) -> None:
    items = [
        Item(link=link, title="Disruption", summary=f"Region {n}", published_at=NOW)
        for n in range(5)
    ]
    ids = grown(items)
    assert [len(each) for each in ids] == [1, 2, 3, 4, 5]
    assert all(before < after for before, after in pairwise(ids))


def test_ids_stay_as_old_items_leave_the_feed() -> None:
    known: dict[str, str] = {}
    items = [
        Item(link="https://paper.example/status", title="Disruption", summary=f"Region {n}")
        for n in range(6)
    ]
    for n in range(6):
        window = tuple(reversed(items[max(n - 2, 0) : n + 1]))
        document = Document(format="rss20", items=window)
        entries, _ = document_entries(FEED, document, NOW, known)
        known.update({e.id: e.digest for e in entries})
    assert len(known) == 6


texts = st.sampled_from(["", "a", "b", "https://paper.example/1", "https://paper.example/2"])


@given(st.lists(st.builds(Item, link=texts, guid=texts, title=texts, summary=texts), max_size=6))
def test_every_item_is_an_entry_or_repeats_one(items: list[Item]) -> None:
    entries, repeats = read(*items)
    assert len(entries) + repeats == len(items)
    assert len({e.id for e in entries}) == len(entries)
    assert read(*items) == (entries, repeats)  # ids are the same at every poll
