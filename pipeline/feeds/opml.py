"""OPML in and out: the list of feeds as other readers write and read it, folders kept.

A folder inside a folder is written with a slash: "World/Europe".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.feeds.document import clean, undeclared
from pipeline.records import Feed
from pipeline.web import urls

OURS = "urn:newsthread:opml"
"""Namespace of what OPML has no attribute for: outlet, and the fixed interval in seconds."""


def read_opml(body: bytes) -> list[Feed]:
    """The feeds of an OPML document, each address once. ValueError when it is no OPML.

    Outlines without an http(s) xmlUrl are folders or nothing. Malformed XML is read as far as a
    lenient parser gets, because many exported lists have a bare "&".
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(undeclared(body), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise ValueError("not an OPML document; export the list from your reader as OPML")
    found: dict[str, Feed] = {}
    for feed in _feeds(root, ()):
        found.setdefault(feed.id, feed)
    return list(found.values())


def _feeds(node: etree._Element, folders: tuple[str, ...]) -> Iterator[Feed]:
    for child in node:
        if not isinstance(child.tag, str):
            continue
        if etree.QName(child).localname.lower() != "outline":
            yield from _feeds(child, folders)
            continue
        said = {
            str(name).lower(): clean(str(value)).strip() for name, value in child.attrib.items()
        }
        name = said.get("title") or said.get("text") or ""
        if url := said.get("xmlurl", ""):
            if urls.canonical(url):
                name = "" if name == url else name
                yield _feed(url, name, said, folders)
            yield from _feeds(child, folders)
        else:
            yield from _feeds(child, (*folders, name.replace("/", "-")) if name else folders)


def _feed(url: str, name: str, said: dict[str, str], folders: tuple[str, ...]) -> Feed:
    every = said.get(f"{{{OURS}}}every_s", "")
    return Feed(
        id=urls.feed_id(url),
        url=url,
        title=name,
        outlet=said.get(f"{{{OURS}}}outlet", ""),
        lang=said.get("language", ""),
        folder="/".join(folders) or said.get("category", "").strip("/").split(",")[0],
        every_s=int(every) if every.isdigit() else None,
    )


def write_opml(feeds: Sequence[Feed], title: str = "newsthread feeds") -> bytes:
    """An OPML 2.0 document that `read_opml` reads back to the same feeds, UTF-8."""
    root = etree.Element("opml", version="2.0", nsmap={"newsthread": OURS})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    places = {"": body}
    for feed in feeds:
        outline = etree.SubElement(_folder(places, feed.folder), "outline", type="rss")
        for key, value in (
            ("text", clean(feed.title) or urls.shown(feed.url)),  # OPML demands a text
            ("title", clean(feed.title)),
            ("xmlUrl", feed.url),
            ("language", clean(feed.lang)),
            (f"{{{OURS}}}outlet", clean(feed.outlet)),
            (f"{{{OURS}}}every_s", str(feed.every_s or "")),
        ):
            if value:
                outline.set(key, value)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _folder(places: dict[str, etree._Element], path: str) -> etree._Element:
    """The outline of a folder, made with its parents when first needed."""
    if path not in places:
        parent, _, name = path.rpartition("/")
        places[path] = etree.SubElement(_folder(places, parent), "outline", text=clean(name))
    return places[path]
