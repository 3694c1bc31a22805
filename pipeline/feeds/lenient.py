"""Bytes of XML, well-formed or not, to its tags and texts: the one reader of lists and sitemaps.

What real files get wrong is read as it was meant: a bare "&", entities that nobody declared, "<" in
a title, quotes in an attribute, another encoding than declared, prefixes without a namespace, tags
in capitals, tags that are never closed, words before the declaration, an end that is missing.
Nothing is fetched or expanded. Time grows with the size: no pattern looks for an end past the next
tag, but those that take all the rest where there is none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from lxml import etree

from pipeline.bounds import clean_charset
from pipeline.mojibake import decoded_but_for_few

WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""First bytes of documents in UTF-16 and UTF-32."""
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']\s*([\w.-]{1,40})""", re.I)
_HIGH_PAIR = re.compile(rb"[\x80-\xff]{2}")
_HIGH = re.compile(rb"[\x80-\xff]")
MAX_ODD = 4000
"""Characters of a tag with broken attributes that are read: the time is quadratic in them. Chosen
by hand (2026-11)."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_NAME = r"[a-zA-Z_][\w:.-]*+"
_VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++)"
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<![a-zA-Z][^<>\[\]]*[>\[]|<\?[^<>]*>"
    rf"|<(?P<close>/)?(?P<name>{_NAME})(?P<rest>(?:\s++{_NAME}\s*+=\s*+{_VALUE})*+)\s*+(?P<alone>/)?>"
    rf"|<(?P<odd>{_NAME})(?P<oddrest>\s[^<>]*?)(?P<oddalone>/)?>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rf"({_NAME})\s*+=\s*+({_VALUE})")
_ODD_ATTRIBUTE = re.compile(
    rf"({_NAME})\s*=\s*(?:\"(.*?)\"|'(.*?)')(?=\s+{_NAME}\s*=|\s*$)", re.DOTALL
)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_NUMBERED = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,400})|([0-9]{1,400}));?")
_CDATA_BYTES = re.compile(rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][\w.:-]{0,60});)")


class Part(NamedTuple):
    """A tag opened or closed, or text between tags. Names and attributes in lower case."""

    kind: Literal["open", "close", "text"]
    name: str = ""  # without prefix
    prefix: str = ""
    text: str = ""  # entities resolved
    attributes: dict[str, str] = {}  # noqa: RUF012 - never written to
    line: int = 0  # in the document, from 1


def decode_xml(body: bytes) -> str:
    """The text of a document: by its BOM, as UTF-8 where it is that, as it declares, by its looks.

    Characters that XML forbids are left out.
    """
    return _NO_XML.sub("", _decoded(body))


def _decoded(body: bytes) -> str:
    for start, encoding in WIDE:
        if body.startswith(start):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    declared = _ENCODING.search(body[:1000])
    name = clean_charset(declared[1].decode("ascii", "replace")) if declared else ""
    try:
        return body.decode(name if name.startswith("iso2022") else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    if (text := decoded_but_for_few(body, "utf-8-sig")) is not None:
        return text
    known = name if name not in {"", "utf-8", "utf-8-sig", "cp1252"} else ""
    if known and (text := decoded_but_for_few(body, known)) is not None:
        return text
    return body.decode(_likely_encoding(body), "replace")


def _likely_encoding(body: bytes) -> str:
    """Western where bytes over 127 stand alone, as accents do; else what a detector says."""
    if 3 * len(_HIGH_PAIR.findall(body)) < len(_HIGH.findall(body)):
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - comes with trafilatura, seldom used

    best = from_bytes(body[:20_000]).best()
    return best.encoding if best else "cp1252"


def is_well_formed(body: bytes) -> bool:
    """Whether a strict parser would take the document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def xml_parts(text: str) -> Iterator[Part]:
    """Tags and texts in their order; an element without content opens and closes.

    Text that is white space alone is left out. Comments, declarations and instructions too.
    """
    at, line, counted = 0, 1, 0
    for token in _TOKEN.finditer(text):
        if words := text[at : token.start()].strip():
            yield Part("text", text=resolve_references(words), line=line)
        line, counted = line + text.count("\n", counted, token.start()), token.start()
        at = token.end()
        if token["cdata"] is not None:
            yield Part("text", text=token["cdata"], line=line)
        elif name := token["name"] or token["odd"]:
            yield from _tag_parts(token, name.lower(), line)
    if words := text[at:].strip():
        line += text.count("\n", counted, text.index(words[:1], at))
        yield Part("text", text=resolve_references(words), line=line)


def _tag_parts(token: re.Match[str], full: str, line: int) -> Iterator[Part]:
    prefix, _, name = full.rpartition(":")
    if token["close"]:
        yield Part("close", name, prefix, line=line)
        return
    yield Part("open", name, prefix, attributes=_attributes(token), line=line)
    if token["alone"] or token["oddalone"]:
        yield Part("close", name, prefix, line=line)


def _attributes(token: re.Match[str]) -> dict[str, str]:
    if token["odd"]:
        rest = token["oddrest"][:MAX_ODD]
        found = [(m[1], m[2] or m[3] or "") for m in _ODD_ATTRIBUTE.finditer(rest)]
    else:
        found = [(m[1], m[2]) for m in _ATTRIBUTE.finditer(token["rest"])]
        found = [(n, v[1:-1] if v[0] in "\"'" else v) for n, v in found]
    values: dict[str, str] = {}
    for name, value in found:
        values.setdefault(name.lower(), " ".join(resolve_references(value).split()))
    return values


def resolve_references(text: str) -> str:
    """Character and entity references as what they stand for; without its ";" none is one.

    So "?id=1&copy=2" stays as it is (HTML's rule for attributes).
    """
    return _REFERENCE.sub(lambda m: html.unescape(m[0]), text) if "&" in text else text


def escape_ampersands(body: bytes) -> bytes:
    """The document with each "&" that begins no reference written as one, CDATA left as it is.

    References to what is no character ("&#xD800;", "&#99999999;") are left out, as XML forbids them
    and no parser survives them.
    """
    body = _NUMBERED.sub(_character_or_nothing, body)
    if b"\x1b$" in body or not _BARE_AMPERSAND.search(body):  # ISO-2022: half of a character
        return body
    parts = _CDATA_BYTES.split(body)
    parts[::2] = [_BARE_AMPERSAND.sub(b"&amp;", part) for part in parts[::2]]
    return b"".join(parts)


def _character_or_nothing(reference: re.Match[bytes]) -> bytes:
    digits = (reference[1] or reference[2])[:12]  # those of a character are eight at most
    number = int(digits, 16 if reference[1] else 10)
    known = number <= 0x10FFFF and not _NO_XML.match(chr(number))
    return reference[0] if known else b""
