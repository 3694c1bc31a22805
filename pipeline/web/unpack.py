"""Bodies off the wire: gzip and deflate undone as they come, never more than a cap in memory."""

from __future__ import annotations

import zlib

_KNOWN = ("", "identity", "gzip", "x-gzip", "deflate")
_GZIP = b"\x1f\x8b"


class TooLargeError(Exception):
    """The body is larger than the cap once unpacked."""


class BadEncodingError(Exception):
    """The compression is broken, or of a kind that was not asked for."""


class Unpacker:
    """Takes a body's chunks as they come; `body()` is their unpacked bytes, at most `cap` of them.

    `encoding` is the Content-Encoding in lower case (RFC 9110, 8.4.1): "", identity, gzip, x-gzip
    or deflate. No more than `cap` + 1 bytes are ever unpacked, however small the bomb.

    gzip that nobody announced is unpacked too: its first two bytes tell. gzip that was announced
    and is none passes as it is. Raises TooLargeError as soon as the cap is passed, and
    BadEncodingError.
    """

    def __init__(self, encoding: str, cap: int) -> None:
        if encoding not in _KNOWN:
            raise BadEncodingError(f"Content-Encoding {encoding[:40]!r}")
        self._cap, self._encoding = cap, encoding
        self._parts: list[bytes] = []
        self._inflater: zlib._Decompress | None = None
        self._begun = False
        self.size = 0

    def add_chunk(self, chunk: bytes) -> None:
        """Take the next bytes. Raises TooLargeError, BadEncodingError."""
        if not self._begun and chunk:
            self._begun = True
            self._inflater = _new_inflater(self._encoding, chunk)
        if self._inflater is None:
            self._append(chunk)
            return
        try:
            self._inflate_chunk(chunk)
        except zlib.error as error:
            raise BadEncodingError(str(error)[:200]) from error

    def _inflate_chunk(self, chunk: bytes) -> None:
        while chunk and self._inflater is not None:
            if self._inflater.eof:  # members follow each other in one gzip file
                if not chunk.startswith(_GZIP):
                    return
                self._inflater = zlib.decompressobj(31)
            self._append(self._inflater.decompress(chunk, self._cap + 1 - self.size))
            chunk = self._inflater.unconsumed_tail or self._inflater.unused_data

    def _append(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self._cap:
            raise TooLargeError(f"over {self._cap:,} bytes unpacked")
        self._parts.append(data)

    @property
    def finished(self) -> bool:
        """False while a compressed stream has not come to its end."""
        return self._inflater is None or self._inflater.eof

    def body(self) -> bytes:
        """The bytes unpacked so far."""
        return b"".join(self._parts)


def _new_inflater(encoding: str, head: bytes) -> zlib._Decompress | None:
    if head.startswith(_GZIP):
        return zlib.decompressobj(31)
    if encoding == "deflate":  # with a zlib header as RFC 9110 says, or without, as some servers do
        wrapped = len(head) > 1 and head[0] & 15 == 8 and (head[0] << 8 | head[1]) % 31 == 0
        return zlib.decompressobj(15 if wrapped else -15)
    return None
