"""Mutations of JSON, JSON lines and TOML: by values, keys and lines."""

from __future__ import annotations

import gzip
import json
from random import Random
from typing import Any

from tests.fuzz import nasty
from tests.fuzz.byte_mutations import encoded, nasty_value, with_flipped_bytes
from tests.fuzz.case import join_case, split_case


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
