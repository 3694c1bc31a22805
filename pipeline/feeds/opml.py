"""OPML in and out: the list of feeds as other readers write and read it, folders kept.

A folder inside a folder is written with a slash: "World/Europe".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.bounds import clean_detail, clean_line, clean_name, clean_url, visible_text
from pipeline.feeds.lenient import decode_xml, xml_parts
from pipeline.records import Feed
from pipeline.web import urls
from pipeline.web.urls import MAX_URL

NAMESPACE = "urn:newsthread:opml"
"""Namespace of what OPML has no attribute for: outlet, and the fixed interval in seconds."""

MAX_FOLDERS = 50
"""Folders one inside the other; real lists have two. Chosen by hand (2026-11)."""

_FEED_SCHEME = re.compile(r"^(?:feed|pcast|itpc|podcast):(?://)?(?=\S)", re.IGNORECASE)
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)")
_NO_FEED_TYPES = {"link", "include"}  # OPML 2.0: their `url` is a page's or another list's


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something in a list that became no feed: the line it stands in, what it says, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """A list of feeds as read, each address once, and what was left out of it."""

    feeds: tuple[Feed, ...]
    left_out: tuple[LeftOut, ...] = ()


def read_opml(body: bytes) -> list[Feed]:
    """The feeds of an OPML document, each address once. ValueError when it is no OPML."""
    return list(parse_opml(decode_xml(body)).feeds)


def parse_opml(text: str) -> FeedList:
    """An OPML document's feeds, and the outlines that name none. ValueError when it is no OPML.

    Malformed documents are read as far as `lenient` gets. Outlines without an address are folders.
    """
    feeds: dict[str, Feed] = {}
    left_out: list[LeftOut] = []
    folders: list[str] = []  # of the outlines that are open, "" for one that is no folder
    opened = closed = False
    line, rest = 1, ""
    for part in xml_parts(text):
        line, rest = part.line, part.text
        opened |= part.kind == "open" and part.name in {"opml", "outline"}
        closed |= part.kind == "close" and part.name == "opml"
        if part.name != "outline":
            continue
        if part.kind == "close":
            del folders[-1:]
            continue
        address, why = outline_address(part.attributes)
        name = clean_line(part.attributes.get("title") or part.attributes.get("text") or "")
        if address:
            feed = _outline_feed(address, name, part.attributes, _folder_path(folders))
            feeds.setdefault(feed.id, feed)
        elif why:
            left_out.append(_left_out(part.line, name or _first_address(part), why))
        folders.append("" if address or why else name.replace("/", "-"))
    if not opened:
        raise ValueError("not an OPML document; export the list from your reader as OPML")
    if not closed:
        left_out.append(_left_out(line, rest[:200], "the list is cut off here"))
    return FeedList(feeds=tuple(feeds.values()), left_out=tuple(left_out))


def _folder_path(folders: Sequence[str]) -> str:
    """Open folders as a path; those below `MAX_FOLDERS` are one with the last."""
    return "/".join([folder for folder in folders if folder][:MAX_FOLDERS])


def _left_out(line: int, text: str, why: str) -> LeftOut:
    return LeftOut(line=line, text=clean_detail(urls.mask_passwords(text)), why=clean_detail(why))


def outline_address(attributes: dict[str, str]) -> tuple[str, str]:
    """An outline's feed address and "", or "" and why it has none; twice "" for a folder."""
    kind = attributes.get("type", "").lower()
    given = next((attributes[n] for n in ("xmlurl", "xml_url", "feedurl") if attributes.get(n)), "")
    if not given and kind not in _NO_FEED_TYPES:
        given = attributes.get("url", "")
    if given:
        address = feed_address(given)
        return address, "" if address else f"no http address: {urls.mask_passwords(given)[:200]}"
    if site := attributes.get("htmlurl") or attributes.get("url", ""):
        site = urls.mask_passwords(site)[:200]
        return "", f"names no feed; try: newsthread feeds discover {site}"
    return "", ""


def feed_address(given: str) -> str:
    """The http(s) address meant by "feed://h/rss", "feed:https://h/rss", "//h/rss", "h.org/rss".

    "" when none is meant.
    """
    given = "".join(visible_text(given).split())
    plain = _FEED_SCHEME.sub("", given)
    if plain != given and not _SCHEME.match(plain):
        plain = f"http://{plain.lstrip('/')}"
    if plain.startswith("//"):
        plain = f"https:{plain}"
    elif not _SCHEME.match(plain) and _HOST.match(plain):
        plain = f"https://{plain}"
    return plain if len(plain) <= MAX_URL and clean_url(plain) else ""


def _first_address(part: object) -> str:
    attributes: dict[str, str] = getattr(part, "attributes", {})
    return urls.mask_passwords(attributes.get("htmlurl") or attributes.get("url") or "")[:200]


def _outline_feed(url: str, name: str, attributes: dict[str, str], folder: str) -> Feed:
    ours = {name.rpartition(":")[2]: value for name, value in attributes.items() if ":" in name}
    every = ours.get("every_s", "")
    category = attributes.get("category", "").strip("/").split(",")[0]
    return Feed(
        id=urls.feed_id(url),
        url=url,
        title="" if name == url else name,
        outlet=clean_name(ours.get("outlet", "")),
        lang=clean_name(attributes.get("language", "")),
        folder=folder or clean_name(category),
        every_s=int(every) if every.isascii() and every.isdigit() and len(every) < 10 else None,
    )


def write_opml(feeds: Sequence[Feed], title: str = "newsthread feeds") -> bytes:
    """An OPML 2.0 document that `read_opml` reads back to the same feeds, UTF-8."""
    root = etree.Element("opml", version="2.0", nsmap={"newsthread": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    places = {"": body}
    for feed in feeds:
        outline = etree.SubElement(_folder_outline(places, feed.folder), "outline", type="rss")
        text = visible_text(feed.title)
        for key, value in (
            ("text", text or urls.mask_passwords(feed.url)),  # OPML demands a text
            ("title", text),
            ("xmlUrl", feed.url),
            ("language", visible_text(feed.lang)),
            (f"{{{NAMESPACE}}}outlet", visible_text(feed.outlet)),
            (f"{{{NAMESPACE}}}every_s", str(feed.every_s or "")),
        ):
            if value:
                outline.set(key, value)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _folder_outline(places: dict[str, etree._Element], path: str) -> etree._Element:
    """The outline of a folder, made with its parents when first needed."""
    missing = []
    while path not in places:
        missing.append(path)
        path = path.rpartition("/")[0]
    outline = places[path]
    for path in reversed(missing):
        name = visible_text(path.rpartition("/")[2])
        places[path] = outline = etree.SubElement(outline, "outline", text=name)
    return outline
