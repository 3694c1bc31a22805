"""Bodies off the wire: gzip and deflate undone as they come, never more than a cap in memory."""

from __future__ import annotations

import zlib

MAX_LAYERS = 4
"""Encodings undone one inside the other; two were seen. Chosen by hand (2026-11)."""

_PACKED = ("gzip", "x-gzip", "deflate")
_OTHERS = ("br", "zstd", "compress", "x-compress", "dcb", "dcz")  # IANA's, never asked for
_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP = b"\x1f\x8b"


class TooLargeError(Exception):
    """The body is larger than the cap once unpacked."""


class BadEncodingError(Exception):
    """The compression is broken, or of a kind that was not asked for."""


class Unpacker:
    """Takes a body's chunks as they come; `body()` is their unpacked bytes, at most `cap` of them.

    `encoding` is the Content-Encoding in lower case (RFC 9110, 8.4.1), also a list: "gzip, gzip".
    What is no encoding ("none", "utf-8") means none. No more than `cap` + 1 bytes are ever
    unpacked, however small the bomb.

    gzip that nobody announced is unpacked too: its first two bytes tell. gzip that was announced
    and is none passes as it is. Raises TooLargeError as soon as the cap is passed, and
    BadEncodingError.
    """

    def __init__(self, encoding: str, cap: int) -> None:
        names = [name.strip() for name in encoding.split(",")]
        if others := [name for name in names if name in _OTHERS]:
            raise BadEncodingError(f"Content-Encoding {others[0]!r}")
        names = [name for name in names if name in _PACKED][:MAX_LAYERS]
        self._cap, self._encoding = cap, names[-1] if names else ""
        self._inner = Unpacker(", ".join(names[:-1]), cap) if len(names) > 1 else None
        self._parts: list[bytes] = []
        self._inflater: zlib._Decompress | None = None
        self._begun = False
        self.size = 0

    def add_chunk(self, chunk: bytes) -> None:
        """Take the next bytes. Raises TooLargeError, BadEncodingError."""
        if not self._begun and chunk:
            self._begun = True
            if chunk.startswith(_ZSTD):
                raise BadEncodingError("zstd that nobody announced")
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
        if self._inner is not None and data:
            self._inner.add_chunk(data)
        else:
            self._parts.append(data)

    @property
    def finished(self) -> bool:
        """False while a compressed stream has not come to its end."""
        own = self._inflater is None or self._inflater.eof
        return own and (self._inner is None or self._inner.finished)

    def body(self) -> bytes:
        """The bytes unpacked so far."""
        return b"".join(self._parts) if self._inner is None else self._inner.body()


def _new_inflater(encoding: str, head: bytes) -> zlib._Decompress | None:
    if head.startswith(_GZIP):
        return zlib.decompressobj(31)
    if encoding == "deflate":  # with a zlib header as RFC 9110 says, or without, as some servers do
        wrapped = len(head) > 1 and head[0] & 15 == 8 and (head[0] << 8 | head[1]) % 31 == 0
        return zlib.decompressobj(15 if wrapped else -15)
    return None
