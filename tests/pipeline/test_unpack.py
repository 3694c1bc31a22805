"""Bodies come out as they were packed, and never larger than allowed."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.web.unpack import BadEncodingError, TooLargeError, Unpacker


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "": lambda body: body,
    "identity": lambda body: body,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
}


def unpack(encoding: str, sent: bytes, cap: int, chunk: int = 1 << 16) -> Unpacker:
    unpacker = Unpacker(encoding, cap)
    for start in range(0, len(sent), chunk):
        unpacker.add_chunk(sent[start : start + chunk])
    return unpacker


bodies = st.binary(max_size=300).map(lambda b: b"<rss>" + b)  # plain ones must not begin like gzip


@given(st.sampled_from(sorted(PACKERS)), bodies, st.integers(1, 80))
def test_what_was_packed_comes_out_however_it_was_cut(encoding: str, body: bytes, chunk: int):
    unpacker = unpack(encoding, PACKERS[encoding](body), cap=1000, chunk=max(chunk, 2))
    assert unpacker.body() == body
    assert unpacker.finished


@given(
    st.sampled_from(sorted(PACKERS)),
    st.integers(0, 5000),
    st.integers(1, 5000),
    st.integers(2, 400),
)
def test_no_more_than_the_cap_ever_comes_out(encoding: str, size: int, cap: int, chunk: int):
    sent = PACKERS[encoding](b"x" * size)
    if size > cap:
        with pytest.raises(TooLargeError, match="unpacked"):
            unpack(encoding, sent, cap, chunk)
    else:
        assert len(unpack(encoding, sent, cap, chunk).body()) == size


@given(st.binary(max_size=400), st.sampled_from(["", "gzip", "deflate"]), st.integers(1, 50))
def test_whatever_is_sent_ends_in_a_body_or_in_one_of_two_errors(sent: bytes, encoding: str, cap):
    try:
        body = unpack(encoding, sent, cap, chunk=7).body()
    except (BadEncodingError, TooLargeError):
        return
    assert len(body) <= cap


def test_a_bomb_is_not_held_in_memory_before_it_is_refused():
    unpacker = Unpacker("gzip", cap=1000)
    with pytest.raises(TooLargeError):
        unpacker.add_chunk(gzip.compress(bytes(50_000_000)))
    assert unpacker.size <= 1001
    assert unpacker.body() == b""


def test_a_stream_without_its_end_says_so():
    sent = gzip.compress(b"news " * 500)
    assert not unpack("gzip", sent[:-9], cap=10_000).finished


def test_deflate_without_header_and_two_gzip_members_are_read():
    assert unpack("deflate", deflated(b"<rss>news"), cap=100).body() == b"<rss>news"
    assert unpack("gzip", gzip.compress(b"<rss>") + gzip.compress(b"news"), 100).body() == (
        b"<rss>news"
    )


def test_packed_twice_and_announced_twice_is_unpacked_twice():
    sent = gzip.compress(gzip.compress(b"<rss>news"))
    assert unpack("gzip, gzip", sent, 100).body() == b"<rss>news"
    with pytest.raises(TooLargeError):
        unpack("gzip, gzip", gzip.compress(gzip.compress(b"x" * 10_000)), 1000)


def test_zstd_that_nobody_announced_is_named():
    with pytest.raises(BadEncodingError, match="zstd"):
        unpack("", b"\x28\xb5\x2f\xfd" + b"x" * 40, 100)


def test_a_compression_that_nobody_asked_for_is_named():
    with pytest.raises(BadEncodingError, match="'br'"):
        Unpacker("br", 100)
