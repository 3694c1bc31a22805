from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipeline.pages.archive import ArchiveError, read_archive, write_archive
from pipeline.records import Page

NOW = datetime(2026, 2, 18, 12, tzinfo=UTC)


def page(i=0, body=b"<html><p>Hello</p></html>", **change):
    fields = {
        "entry_id": f"{i:016x}",
        "url": f"https://a.example/{i}?q=1&r=%C3%A4",
        "status": 200,
        "content_type": "text/html; charset=utf-8",
        "body": body,
        "fetched_at": NOW,
    }
    return Page(**fields | change)


def test_pages_come_back_as_they_were_oldest_batch_first(tmp_path):
    first = [page(1, etag='"x"', last_modified="Wed, 18 Feb 2026 10:00:00 GMT"), page(2)]
    second = [page(1, b"changed", fetched_at=NOW + timedelta(hours=1))]
    write_archive(first, tmp_path, NOW)
    write_archive(second, tmp_path, NOW + timedelta(hours=1))
    assert list(read_archive(tmp_path)) == first + second


@settings(max_examples=25, deadline=None)
@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=5))
def test_any_bytes_survive(tmp_path_factory, bodies):
    folder = tmp_path_factory.mktemp("archive")
    pages = [page(i, body) for i, body in enumerate(bodies)]
    write_archive(pages, folder, NOW)
    assert list(read_archive(folder)) == pages


def test_other_tools_can_read_it(tmp_path):
    with write_archive([page()], tmp_path, NOW).open("rb") as file:
        read = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(file)
        ]
    assert read == [(page().url, page().body)]


def test_nothing_to_keep_makes_no_file(tmp_path):
    assert write_archive([], tmp_path / "new", NOW) is None
    assert list(read_archive(tmp_path / "new")) == []


def test_a_batch_that_was_not_finished_is_not_there(tmp_path):
    write_archive([page()], tmp_path, NOW)
    (tmp_path / ".pages-20260218T130000-0.warc.gz.part").write_bytes(b"\x1f\x8b half")
    assert list(read_archive(tmp_path)) == [page()]


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda _: b"not a WARC file"])
def test_a_damaged_file_is_named(tmp_path, damage):
    path = write_archive([page(body=bytes(range(256)) * 200)], tmp_path, NOW)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ArchiveError, match=path.name):
        assert [p.body for p in read_archive(tmp_path)] == [bytes(range(256)) * 200]
