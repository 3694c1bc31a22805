"""Mutations of XML and HTML, well-formed or not: by tags, attributes, texts, names."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz import nasty
from tests.fuzz.byte_mutations import encoded, nasty_value
from tests.fuzz.case import join_case, split_case
from tests.fuzz.data_mutations import with_other_json

_TOKEN = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[^<>]*>|[^<]+|<", re.DOTALL)
_ATTRIBUTE = re.compile(rb"([\w:.-]+)(\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
_NAME = re.compile(rb"</?([\w:.-]+)")
_LD_JSON = re.compile(rb"(<script[^>]*ld\+json[^>]*>)(.*?)(</script)", re.DOTALL | re.IGNORECASE)


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
