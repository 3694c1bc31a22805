"""Lists of feeds, in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bounds import clean_line
from pipeline.feeds.opml import read_opml, write_opml
from pipeline.records import Feed
from pipeline.web import urls

SHARED = Path(__file__).parents[3] / "shared/data/opml"


def test_folders_are_kept() -> None:
    feeds = read_opml(
        b'<opml version="2.0"><head><title>x</title></head><body>'
        b'<outline text="World"><outline text="Europe">'
        b'<outline type="rss" text="A" xmlUrl="https://a.example/feed" language="de"/></outline>'
        b'<outline text="B" XMLURL="https://b.example/feed"/></outline>'
        b'<outline text="C" xmlUrl="https://c.example/feed"/>'
        b'<outline text="again" xmlUrl="http://a.example/feed"/>'
        b'<outline text="D" xmlUrl="file:///etc/passwd"/></body></opml>'
    )
    assert [(f.title, f.folder, f.lang) for f in feeds] == [
        ("A", "World/Europe", "de"),
        ("B", "World", ""),
        ("C", "", ""),
    ]


def test_a_bare_ampersand_loses_nothing() -> None:
    body = b'<opml><body><outline text="A & B" xmlUrl="https://a.example/?x=1&y=2"/></body></opml>'
    assert len(read_opml(body)) == 1


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"feeds", b"<rss/>"])
def test_what_is_no_opml_is_said_so(body: bytes) -> None:
    with pytest.raises(ValueError, match="not an OPML"):
        read_opml(body)


def test_no_entity_is_fetched_or_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    for declared in (f'SYSTEM "{secret.as_uri()}"', '"SECRET"'):
        body = (
            f"<!DOCTYPE opml [<!ENTITY x {declared}>]><opml><body>"
            '<outline text="&x;" xmlUrl="https://a.example/feed"/>&x;</body></opml>'
        ).encode()
        assert "SECRET" not in repr(read_opml(body))


names = st.text("abcé&<>\"' ", max_size=12).map(clean_line)


@given(
    st.lists(
        st.builds(
            lambda n, title, folder, outlet, every: Feed(
                id=urls.feed_id(f"https://{n}.example/feed?a=1&b=2"),
                url=f"https://{n}.example/feed?a=1&b=2",
                title=title,
                folder="/".join(part for part in folder if part),
                outlet=outlet,
                every_s=every,
            ),
            st.integers(0, 99),
            names,
            st.lists(names, max_size=2),
            names,
            st.none() | st.integers(1, 9999),
        ),
        unique_by=lambda feed: feed.id,
        max_size=6,
    )
)
def test_what_is_written_is_read_back(feeds: list[Feed]) -> None:
    back = read_opml(write_opml(feeds))
    assert sorted(back, key=lambda f: f.id) == sorted(feeds, key=lambda f: f.id)


@pytest.mark.skipif(not SHARED.exists(), reason="real OPML lists are not here")
def test_real_lists_survive_a_round() -> None:
    for path in SHARED.rglob("*.opml"):
        feeds = read_opml(path.read_bytes())
        assert feeds, path
        assert {f.id: f for f in read_opml(write_opml(feeds))} == {f.id: f for f in feeds}
