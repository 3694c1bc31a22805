"""OPML in and out: the list of feeds as other readers write and read it, folders kept.

A folder inside a folder is written with a slash: "World/Europe".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.feeds.document import without_controls, without_entities
from pipeline.records import Feed
from pipeline.web import urls

NAMESPACE = "urn:newsthread:opml"
"""Namespace of what OPML has no attribute for: outlet, and the fixed interval in seconds."""


def read_opml(body: bytes) -> list[Feed]:
    """The feeds of an OPML document, each address once. ValueError when it is no OPML.

    Outlines without an http(s) xmlUrl are folders or nothing. Malformed XML is read as far as a
    lenient parser gets, because many exported lists have a bare "&".
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(without_entities(body), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise ValueError("not an OPML document; export the list from your reader as OPML")
    feeds: dict[str, Feed] = {}
    for feed in _outline_feeds(root, ()):
        feeds.setdefault(feed.id, feed)
    return list(feeds.values())


def _outline_feeds(node: etree._Element, folders: tuple[str, ...]) -> Iterator[Feed]:
    for child in node:
        if not isinstance(child.tag, str):
            continue
        if etree.QName(child).localname.lower() != "outline":
            yield from _outline_feeds(child, folders)
            continue
        attributes = {
            str(name).lower(): without_controls(str(value)).strip()
            for name, value in child.attrib.items()
        }
        name = attributes.get("title") or attributes.get("text") or ""
        if url := attributes.get("xmlurl", ""):
            if urls.canonical(url):
                name = "" if name == url else name
                yield _outline_feed(url, name, attributes, folders)
            yield from _outline_feeds(child, folders)
        else:
            yield from _outline_feeds(
                child, (*folders, name.replace("/", "-")) if name else folders
            )


def _outline_feed(
    url: str, name: str, attributes: dict[str, str], folders: tuple[str, ...]
) -> Feed:
    every = attributes.get(f"{{{NAMESPACE}}}every_s", "")
    return Feed(
        id=urls.feed_id(url),
        url=url,
        title=name,
        outlet=attributes.get(f"{{{NAMESPACE}}}outlet", ""),
        lang=attributes.get("language", ""),
        folder="/".join(folders) or attributes.get("category", "").strip("/").split(",")[0],
        every_s=int(every) if every.isdigit() else None,
    )


def write_opml(feeds: Sequence[Feed], title: str = "newsthread feeds") -> bytes:
    """An OPML 2.0 document that `read_opml` reads back to the same feeds, UTF-8."""
    root = etree.Element("opml", version="2.0", nsmap={"newsthread": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    places = {"": body}
    for feed in feeds:
        outline = etree.SubElement(_folder_outline(places, feed.folder), "outline", type="rss")
        for key, value in (
            (
                "text",
                without_controls(feed.title) or urls.mask_passwords(feed.url),
            ),  # OPML demands a text
            ("title", without_controls(feed.title)),
            ("xmlUrl", feed.url),
            ("language", without_controls(feed.lang)),
            (f"{{{NAMESPACE}}}outlet", without_controls(feed.outlet)),
            (f"{{{NAMESPACE}}}every_s", str(feed.every_s or "")),
        ):
            if value:
                outline.set(key, value)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _folder_outline(places: dict[str, etree._Element], path: str) -> etree._Element:
    """The outline of a folder, made with its parents when first needed."""
    if path not in places:
        parent, _, name = path.rpartition("/")
        places[path] = etree.SubElement(
            _folder_outline(places, parent), "outline", text=without_controls(name)
        )
    return places[path]
