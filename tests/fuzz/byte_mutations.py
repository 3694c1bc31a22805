"""Mutations of any bytes: flipped, cut, doubled, other values, other encodings."""

from __future__ import annotations

import gzip
import re
import zlib
from random import Random

from tests.fuzz import nasty
from tests.fuzz.case import join_case, split_case

_VALUE = re.compile(rb"\d[\d:T.+/Z -]{3,40}|https?://[^\s<>\"']{3,200}|\b\d+\b")
_ENCODING = re.compile(rb"(encoding\s*=\s*[\"']|charset\s*=\s*[\"']?)([\w-]+)")


def encoded(text: str) -> bytes:
    """UTF-8, lone surrogates as their three bytes."""
    return text.encode("utf-8", "surrogatepass")


def nasty_value(chance: Random) -> bytes:
    """Any value that readers stumble over."""
    return encoded(
        chance.choice(chance.choice((nasty.DATES, nasty.URLS, nasty.NUMBERS, nasty.WORDS)))
    )


def spliced(data: bytes, other: bytes, chance: Random) -> bytes:
    """The beginning of one input, the end of another."""
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _span(data: bytes, chance: Random, longest: int = 400) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(start + chance.randint(0, longest), len(data))


def with_flipped_bytes(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.choice(
            (0, 9, 10, 13, 27, 32, 34, 38, 60, 62, 127, 128, 160, 255)
        )
    return bytes(changed)


def without_span(data: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def with_span_again(data: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 3, 50, 1000)) + data[end:]


def cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def with_insertion(data: bytes, chance: Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + nasty_value(chance) + data[at:]


def with_repetition(data: bytes, chance: Random) -> bytes:
    """Something that opens and is never closed, again and again: n^2 steps would hang."""
    at = chance.randint(0, len(data))
    token = encoded(chance.choice(nasty.OPENED))
    return data[:at] + token * chance.choice((300, 5000, 30_000)) + data[at:]


def with_other_values(data: bytes, chance: Random) -> bytes:
    """Dates, numbers and addresses exchanged, wherever they stand."""
    share = chance.choice((0.1, 0.3, 1.0))
    table = chance.choice((nasty.DATES, nasty.URLS, nasty.NUMBERS, nasty.ALL))
    return _VALUE.sub(
        lambda m: encoded(chance.choice(table)) if chance.random() < share else m[0], data
    )


def with_other_encoding(data: bytes, chance: Random) -> bytes:
    """Written in another encoding, declared or not; or declared as one and written in another."""
    headers, body = split_case(data)
    label = chance.choice((*nasty.ENCODINGS, *nasty.LABELS))
    name = chance.choice(nasty.ENCODINGS)
    if chance.random() < 0.6:
        body = _ENCODING.sub(lambda m: m[1] + encoded(label), body, count=1)
    if chance.random() < 0.6:
        body = body.decode("utf-8", "replace").encode(name, "replace")
    if chance.random() < 0.4:
        headers["content-type"] = chance.choice(
            (
                f"text/html; charset={label}",
                f'application/xml;charset="{name}"',
                "application/octet-stream",
                "text/plain",
                ";",
                "image/png",
                label,
            )
        )
    if chance.random() < 0.15:
        headers["content-encoding"] = chance.choice(
            ("gzip", "deflate", "gzip, gzip", "none", "br", "identity, utf-8")
        )
        body = chance.choice((gzip.compress, zlib.compress, bytes))(body)
        body = body[: len(body) - chance.choice((0, 0, 1, 9, 300))]
    named = {name.title(): " ".join(value.split()) for name, value in headers.items()}
    return join_case(named, body)
