"""Bytes of a page to a tree, whatever the bytes: charset, control characters, size, depth."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from html import unescape

from lxml import etree, html

from pipeline.bounds import clean_charset, clean_text
from pipeline.mojibake import decoded_but_for_few
from pipeline.plain import with_brackets_escaped

MAX_BYTES = 3_000_000
"""Longer pages are cut here: the largest of 258 real news pages has 1.26 MB, while 10 MB cost the
extractor over 45 s (its time grows faster than size)."""

MAX_DEPTH = 2048
"""libxml2's own limit for `huge_tree`; without it the text below 256 elements is lost silently."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w-]{3,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
# Soft hyphens, zero-width spaces, marks, and what is no character; and their names.
_UNSEEN = "\xad\u200b\u2060\ufeff\ufffe\uffff"
_UNSEEN_NAMES = b"&shy;", b"&ZeroWidthSpace;", b"&#173;", b"&#8203;"
_UNSEEN_NAME = re.compile(b"|".join(_UNSEEN_NAMES))
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*>")
_WRAPPERS = re.compile(
    rb"</?(?:div|span|font|center|section|article|main|b|i|em|strong|u|small|big|tt|a|ul|ol|li"
    rb"|table|tbody|tr|td|blockquote|dl|dd)\b[^>]*>",
    re.IGNORECASE,
)


def decode_page(body: bytes, content_type: str = "") -> str:
    """Text of a page. UTF-8 if it is that, then what it declares, then what it looks like.

    A few broken bytes make no other charset of it.

    `content_type` is the header, with or without a charset. Always gives a text, of at most
    `MAX_BYTES`.

    Three of 258 news pages declare another charset and are UTF-8.
    """
    body = body[:MAX_BYTES]
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    header = _HEADER_CHARSET.search(content_type)
    meta = _CHARSET.search(body[:4096])
    labels = (header and header[1], meta and meta[1].decode("ascii", "replace"))
    names = [clean_charset(label or "") for label in labels]
    if b"\x1b$" in body and (seven_bit := [n for n in names if n.startswith("iso2022")]):
        return body.decode(seven_bit[0], "replace")  # all ASCII, and so UTF-8 as well
    text = _as_utf8(body)
    return _by_charset(body, [n for n in names if n not in {"", "utf-8"}]) if text is None else text


def _by_charset(body: bytes, names: Sequence[str]) -> str:
    """Text of a page that is no UTF-8, or not all of it; `names` are the charsets it declares."""
    if (text := decoded_but_for_few(body, "utf-8")) is not None:
        return text
    for name in names:
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    for name in names:
        if (text := decoded_but_for_few(body, name)) is not None:
            return text
    from trafilatura.utils import decode_file  # noqa: PLC0415 - only for undeclared charsets

    return str(decode_file(body))


def _as_utf8(body: bytes) -> str | None:
    """Valid UTF-8, allowing for a character cut in half at the very end."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        return body[: error.start].decode("utf-8") if error.start > len(body) - 4 else None


def parse_html(text: str) -> html.HtmlElement | None:
    """The tree of an HTML document, or None where there is no markup to read.

    Elements nested deeper than `MAX_DEPTH` are read a second time without their wrappers.
    """
    source = _XML_DECLARATION.sub(b"", visible_bytes(text), count=1)
    tree, too_deep = _parse_once(source)
    if too_deep:
        tree, _ = _parse_once(_WRAPPERS.sub(b" ", source))
    return tree


def visible_bytes(text: str) -> bytes:
    """UTF-8 without control characters and what no reader sees. On bytes it costs a tenth.

    To look for a sign in a text is a tenth of looking for its bytes, which few pages have.
    """
    source = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    unseen = [sign.encode() for sign in _UNSEEN if sign in text]
    for sign in unseen:
        source = source.replace(sign, b"")
    for name in _UNSEEN_NAMES if _UNSEEN_NAME.search(source) else ():
        source = source.replace(name, b"")
    return source


# lxml.html asks a Python function for the class of every element that is touched, for the sake of
# forms: a tenth of a page's time, in trafilatura too.
_CLASSES = etree.ElementDefaultClassLookup(
    element=html.HtmlElement,
    comment=html.HtmlComment,
    pi=html.HtmlProcessingInstruction,
    entity=html.HtmlEntity,
)


def _parse_once(source: bytes) -> tuple[html.HtmlElement | None, bool]:
    parser = html.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = html.document_fromstring(source, parser=parser)
    except etree.LxmlError:
        return None, False
    deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return tree, deep


_BLOCKS = (
    *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure"),
    *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav"),
    *("ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
)
_SILENT = (
    *("script", "style", "noscript", "iframe", "form", "button", "svg", "video", "audio"),
    *("figcaption", "rt", "rp"),
)


def html_to_text(fragment: str) -> str:
    """Text of a piece of HTML that is all content: one line per block, no scripts and captions.

    An angle bracket that opens no markup is text.
    """
    fragment = fragment[:MAX_BYTES]
    if "<" not in fragment:
        fragment = unescape(fragment)
    if "<" not in fragment:
        return clean_text(fragment)
    tree = parse_html(f"<div>{with_brackets_escaped(fragment)}</div>")
    if tree is None:
        return ""
    for element in tree.iter(*_SILENT):
        element.text = ""
        for child in element:
            element.remove(child)
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return clean_text(tree.text_content())
