"""Inputs out of inputs, by their structure: XML, HTML, JSON, JSON lines, TOML; and bytes at last.

Every function takes bytes and a source of chance and gives bytes; none fails, whatever the bytes.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.fuzz import nasty
from tests.fuzz.case import join_case, split_case

MAX_BYTES = 200_000
"""Longer inputs are cut: they cost time and find what shorter ones find."""

Mutation = Callable[[bytes, Random], bytes]

_TOKEN = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[^<>]*>|[^<]+|<", re.DOTALL)
_ATTRIBUTE = re.compile(rb"([\w:.-]+)(\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
_NAME = re.compile(rb"</?([\w:.-]+)")
_VALUE = re.compile(rb"\d[\d:T.+/Z -]{3,40}|https?://[^\s<>\"']{3,200}|\b\d+\b")
_ENCODING = re.compile(rb"(encoding\s*=\s*[\"']|charset\s*=\s*[\"']?)([\w-]+)")
_LD_JSON = re.compile(rb"(<script[^>]*ld\+json[^>]*>)(.*?)(</script)", re.DOTALL | re.IGNORECASE)


def mutated(data: bytes, chance: Random, kind: str, others: Sequence[bytes] = ()) -> bytes:
    """The input after one to six mutations of its kind."""
    for _ in range(chance.choice((1, 1, 2, 2, 3, 6))):
        if others and chance.random() < 0.08:
            data = spliced(data, chance.choice(others), chance)
            continue
        table = ANY if chance.random() < 0.2 else KINDS[_kind_of(data, kind)]
        data = chance.choice(table)(data, chance)[:MAX_BYTES]
    return data


def _kind_of(data: bytes, kind: str) -> str:
    """A feed may be JSON."""
    return "json" if kind == "xml" and split_case(data)[1].lstrip().startswith(b"{") else kind


def encoded(text: str) -> bytes:
    """UTF-8, lone surrogates as their three bytes."""
    return text.encode("utf-8", "surrogatepass")


def nasty_value(chance: Random) -> bytes:
    """Any value that readers stumble over."""
    return encoded(
        chance.choice(chance.choice((nasty.DATES, nasty.URLS, nasty.NUMBERS, nasty.WORDS)))
    )


# --- bytes ---------------------------------------------------------------------------------


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


# --- XML and HTML ----------------------------------------------------------------------------


def _tokens(data: bytes) -> list[bytes]:
    return _TOKEN.findall(data)


def with_tokens_moved(data: bytes, chance: Random) -> bytes:
    """Some tags and texts taken out, doubled or put elsewhere."""
    tokens = _tokens(data)
    for _ in range(chance.randint(1, 4) if tokens else 0):
        start = chance.randrange(len(tokens))
        piece = tokens[start : start + chance.choice((1, 1, 2, 3, 8, 20))]
        if chance.random() < 0.6:
            del tokens[start : start + len(piece)]
        if chance.random() < 0.6:
            at = chance.randint(0, len(tokens))
            tokens[at:at] = piece * chance.choice((1, 1, 2, 40))
        if not tokens:
            break
    return b"".join(tokens)


def with_nesting(data: bytes, chance: Random) -> bytes:
    """A tag opened many times over, closed or not."""
    tokens = _tokens(data)
    opened = [i for i, t in enumerate(tokens) if _NAME.match(t) and not t.startswith(b"</")]
    if not opened:
        return data
    at, times = chance.choice(opened), chance.choice((2, 10, 60, 300, 1200, 5000))
    name = _NAME.match(tokens[at])[1]
    inner = tokens[at] * times
    if chance.random() < 0.5:
        inner += nasty_value(chance) + (b"</" + name + b">") * times
    tokens[at] = inner
    return b"".join(tokens)


def with_other_attributes(data: bytes, chance: Random) -> bytes:
    """Attributes' names and values exchanged, doubled, left out."""
    matches = [m[0] for m in _ATTRIBUTE.finditer(data)]
    if not matches:
        return data

    def other(match: re.Match[bytes]) -> bytes:
        if chance.random() > 0.25:
            return match[0]
        return chance.choice(
            (
                match[1] + b'="' + nasty_value(chance).replace(b'"', b"") + b'"',
                match[1] + b"=" + nasty_value(chance),
                chance.choice(matches),
                b"",
                match[0] + b" " + match[0],
                encoded(chance.choice(nasty.NAMES)) + match[2] + match[3],
                match[1],
                match[0] * 600,
                match[1].upper() + match[2] + match[3],
            )
        )

    return _ATTRIBUTE.sub(other, data)


def with_other_texts(data: bytes, chance: Random) -> bytes:
    """Texts between tags exchanged, escaped, put into CDATA, left out, made long."""
    tokens = _tokens(data)
    texts = [i for i, t in enumerate(tokens) if t.strip() and not t.startswith(b"<")]
    for at in chance.sample(texts, min(len(texts), chance.randint(1, 6))):
        text = tokens[at]
        tokens[at] = chance.choice(
            (
                nasty_value(chance),
                nasty_value(chance),
                text + nasty_value(chance),
                b"<![CDATA[" + text + b"]]>",
                b"",
                text.replace(b"&", b"&amp;").replace(b"<", b"&lt;"),
                text.replace(b"&", b"&amp;amp;"),
                b"<p>" + text + b"</p>",
                text * chance.choice((2, 50, 400)),
                b"&lt;b&gt;" + text + b"&lt;/b&gt;",
                b"&#" + text,
                text.upper(),
                b"<!--" + text,
            )
        )
    return b"".join(tokens)


def with_other_names(data: bytes, chance: Random) -> bytes:
    """An element renamed after another, its prefix gone, in capitals, unclosed, closed at once."""
    names = sorted({m[1] for m in _NAME.finditer(data)})
    if not names:
        return data
    name, other = chance.choice(names), chance.choice(names)
    choice = chance.randrange(6)
    if choice == 0:
        return data.replace(b"</" + name + b">", b"")
    if choice == 1:
        return re.sub(rb"(<" + re.escape(name) + rb"\b[^<>]*)>", rb"\1/>", data)
    new = (other, name.rpartition(b":")[2], name.upper(), b"x:" + name)[choice - 2]
    return re.sub(rb"(</?)" + re.escape(name) + rb"(?=[\s/>])", lambda m: m[1] + new, data)


def with_document_type(data: bytes, chance: Random) -> bytes:
    """Entities declared, expanded, fetched; instructions and comments in front."""
    front = chance.choice(
        (
            b'<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
            b'<!DOCTYPE r SYSTEM "file:///etc/passwd">',
            b'<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>',
            b"<?xml version='1.1' standalone='yes'?>",
            b"<!--",
            b"<!-- -- -->",
            b'<?xml-stylesheet href="a.xsl"?>',
            b"\xef\xbb\xbf",
            b"\n\n",
            b"<!DOCTYPE r [<!ATTLIST item title CDATA 'x'>]>",
            b"junk ",
        )
    )
    headers, body = split_case(data)
    body = front + body if chance.random() < 0.7 else body.replace(b">", b">" + front, 1)
    texts = body.replace(b"</", b"&c;</", chance.choice((0, 1, 5)))
    return join_case({name.title(): value for name, value in headers.items()}, texts)


def with_other_ld_json(data: bytes, chance: Random) -> bytes:
    """The JSON inside a page changed as JSON."""
    return _LD_JSON.sub(lambda m: m[1] + with_other_json(m[2], chance) + m[3], data)


# --- JSON ------------------------------------------------------------------------------------


def json_value(chance: Random, depth: int = 0) -> Any:
    """A value of any type."""
    choice = chance.randrange(9 if depth < 3 else 7)
    if choice < 3:
        return chance.choice(nasty.ALL)
    if choice == 3:
        return chance.choice(
            (
                0,
                -1,
                1e20,
                1e308,
                float("inf"),
                float("nan"),
                -62135596800,
                2**63,
                10**400,
                1.5,
                1771405811,
            )
        )
    if choice < 7:
        return (None, True, False)[choice - 4]
    if choice == 7:
        return [json_value(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    return {
        chance.choice(("name", "id", "title", "@type", "", "\ud800", "url")): json_value(
            chance, depth + 1
        )
        for _ in range(chance.randint(0, 3))
    }


def with_other_json_body(data: bytes, chance: Random) -> bytes:
    """The JSON below the headers changed."""
    headers, body = split_case(data)
    return join_case({n.title(): v for n, v in headers.items()}, with_other_json(body, chance))


def with_other_json(data: bytes, chance: Random) -> bytes:
    """Some values of a JSON document exchanged, doubled, wrapped or left out."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return with_flipped_bytes(data, chance)
    for _ in range(chance.randint(1, 4)):
        holders = [h for h in _holders(document, [], 0) if h]
        if not holders:
            break
        holder = chance.choice(holders)
        key = chance.choice(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
        _change(holder, key, chance)
    try:
        text = json.dumps(document, ensure_ascii=chance.random() < 0.5)
    except (ValueError, RecursionError):
        return data
    if chance.random() < 0.03:
        times = chance.choice((500, 3000, 60_000))
        opened, closed = chance.choice((("[", "]"), ('{"a":', "}")))
        text = text.replace("null", opened * times + "1" + closed * times, 1)
    return encoded(text)


def _holders(value: Any, holders: list[Any], depth: int) -> list[Any]:
    if isinstance(value, (dict, list)) and depth < 30:
        holders.append(value)
        for inner in value.values() if isinstance(value, dict) else value:
            _holders(inner, holders, depth + 1)
    return holders


def _change(holder: Any, key: Any, chance: Random) -> None:
    choice = chance.randrange(6)
    if choice == 0:
        del holder[key]
    elif choice == 1:
        holder[key] = [holder[key]] * chance.choice((1, 2, 30))
    elif choice == 2:
        holder[key] = {"name": holder[key], "@value": holder[key]}
    elif choice == 3 and isinstance(holder, dict):
        holder[chance.choice(sorted(holder))] = holder[key]
    else:
        holder[key] = json_value(chance)


def with_other_line(data: bytes, chance: Random) -> bytes:
    """One line of JSON changed; lines doubled, emptied, packed."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    choice = chance.randrange(12)
    if choice == 0:
        lines.insert(
            at,
            chance.choice(
                (
                    b"",
                    b"null",
                    b"[]",
                    b"1",
                    b'"x"',
                    b"\xef\xbb\xbf",
                    b"{}",
                    b"[" * 90_000,
                    b'{"a":' * 40_000,
                )
            ),
        )
    elif choice == 1:
        lines[at] = b"\r".join(lines[at : at + 2])
    elif choice == 2:
        packed = gzip.compress(data)
        return packed[: len(packed) - chance.choice((0, 1, 8, 40))]
    else:
        lines[at] = with_other_json(lines[at], chance)
    return b"\n".join(lines)


# --- TOML ------------------------------------------------------------------------------------


def toml_value(chance: Random) -> bytes:
    """A value as TOML writes it, well or badly."""
    word = chance.choice(nasty.ALL)
    plain = (
        "true",
        "false",
        "1",
        "0",
        "-1",
        "1e400",
        "nan",
        "inf",
        "-inf",
        "1_000",
        "0x10",
        "0o7",
        "1979-05-27",
        "07:32:00",
        "1979-05-27T07:32:00Z",
        "0001-01-01T00:00:00+05:00",
        "[]",
        "{}",
        "[1, 'a']",
        "{a = 1}",
        "9" * 30,
        "9" * 5000,
        "''",
        '""',
        "'''\na\n'''",
        '"\\u0000"',
        '"\\uD800"',
        '"\\n"',
        '"Europe"',
        '"../Europe/Berlin"',
        '"/etc/passwd"',
        '"."',
        '"UTC\\u0000"',
        "[" * 2000,
        "{a=" * 2000,
        '"posix"',
    )
    return encoded(
        chance.choice(
            (chance.choice(plain), json.dumps(word, ensure_ascii=chance.random() < 0.5), word)
        )
    )


def with_other_lines(data: bytes, chance: Random) -> bytes:
    """Keys and values of settings exchanged, doubled, moved between sections."""
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        name, equals, _ = lines[at].partition(b"=")
        choice = chance.randrange(9)
        if choice < 5 and equals:
            raw = lines[at].startswith(b"NEWSTHREAD")
            lines[at] = name + b"=" + (nasty_value(chance) if raw else b" " + toml_value(chance))
        elif choice == 5:
            lines.insert(chance.randint(0, len(lines)), lines[at])
        elif choice == 6:
            lines.insert(at, chance.choice(_TOML_LINES))
        elif choice == 7 and equals:
            keys = (
                b'"a\\nb"',
                b"''",
                b"poll",
                b"a.b",
                b"poll.batch",
                b"channels",
                b"NEWSTHREAD_",
                b"NEWSTHREAD__",
                b"NEWSTHREAD_CHANNEL_",
                nasty_value(chance),
            )
            lines[at] = chance.choice(keys) + lines[at][len(name) :]
        else:
            del lines[at]
            lines = lines or [b""]
    return b"\n".join(lines)


_TOML_LINES = (
    b"[channels]",
    b"channels = 5",
    b"poll = 5",
    b"poll = []",
    b"log = 'x'",
    b"[[poll]]",
    b"[poll.batch]",
    b"[alerts]",
    b"zone = 'Europe'",
    b"[channels.a.b]",
    b"[channels.'']",
    b"desk = {webhook = []}",
    b"desk = {url = {a = 1}}",
    b"\n--- environment",
    b"NEWSTHREAD_SETTINGS=",
    b"NEWSTHREAD_CHANNELS_A=x",
    b"NEWSTHREAD_POLL=5",
    b"NEWSTHREAD_POLL_BATCH=\xff",
    b"NEWSTHREAD_LOG_LEVEL=DEBUG",
    b'["a\\nb"]',
    b'"a\\u0000" = 1',
    b"NEWSTHREAD_CHANNEL_DESK=",
    b"NEWSTHREAD_ALERTS_ZONE=.",
    b"NEWSTHREAD_ALERTS_ZONE=America",
    b"NEWSTHREAD_ALERTS_ZONE=\xff",
    b"a = " + b"[" * 3000,
)

ANY: tuple[Mutation, ...] = (
    with_flipped_bytes,
    without_span,
    with_span_again,
    cut,
    with_insertion,
    with_other_values,
    with_other_encoding,
    with_repetition,
)
_MARKUP: tuple[Mutation, ...] = (
    with_tokens_moved,
    with_nesting,
    with_other_attributes,
    with_other_texts,
    with_other_texts,
    with_other_names,
    with_document_type,
    with_other_values,
)
KINDS: dict[str, tuple[Mutation, ...]] = {
    "xml": _MARKUP,
    "html": (*_MARKUP, with_other_ld_json, with_other_ld_json),
    "json": (with_other_json_body,),
    "lines": (with_other_line,),
    "toml": (with_other_lines,),
}
