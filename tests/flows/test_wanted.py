"""Several batches are fetched at once; what is known of each does not depend on who is first."""

from datetime import UTC, datetime

from flows.wanted import WantedEntries
from pipeline.records import Entry

AT = datetime(2026, 3, 2, tzinfo=UTC)
ENTRIES = [
    Entry(id=i, feed_id="f", outlet="o", url="", title=f"title {i}", first_seen_at=AT)
    for i in "abcdef"
]


def test_a_batch_knows_the_entries_before_it_and_none_of_its_own_or_after():
    wanted = WantedEntries(ENTRIES)
    assert wanted.titles_before(ENTRIES[2:4], "abcdefx") == {"a": "title a", "b": "title b"}
    assert wanted.titles_before(ENTRIES[:2], "abcdef") == {}


def test_entries_that_nobody_asked_for_come_after_all():
    stranger = Entry(id="s", feed_id="f", outlet="o", url="", title="", first_seen_at=AT)
    assert set(WantedEntries(ENTRIES).titles_before([stranger], "abx")) == {"a", "b"}
    assert WantedEntries().titles_before([stranger], "ab") == {}
