"""Google-News sitemaps read as feeds: many papers have no other complete list of their news.

The format is sitemaps.org's 0.9; dates and titles stand in Google's news extension of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.bounds import clean_line, clean_name
from pipeline.feeds import dates
from pipeline.feeds.document import MAX_ITEMS, Document, Item, newest
from pipeline.feeds.lenient import decode_xml, is_well_formed, xml_parts
from pipeline.reasons import Reason

_ROOTS = (b"<urlset", b"<sitemapindex", b":urlset", b":sitemapindex")
_NODES = {"url", "sitemap"}
_FIELDS = {"loc", "lastmod", "language", "publication_date", "title"}
_MEDIA = {"image", "video"}  # have titles and addresses of their own


def looks_like_sitemap(body: bytes) -> bool:
    """Whether the first kilobytes open a sitemap."""
    head = body[:4096].lower()
    return any(root in head for root in _ROOTS)


def parse_sitemap(body: bytes, url: str) -> Document:
    """A sitemap's addresses as items, in their order.

    Those without an address, and over `MAX_ITEMS`, are counted in `tossed`. A sitemap index is no
    feed; its Document names the sitemaps it lists in `links`.
    """
    text = decode_xml(body)
    nodes = list(_sitemap_nodes(text))
    lower = text.lower()
    whole = any(f"{root}>" in "".join(lower[-2000:].split()) for root in ("urlset", "sitemapindex"))
    links = tuple(fields["loc"] for name, fields in nodes if name == "sitemap" and "loc" in fields)
    items = [fields for name, fields in nodes if name == "url" and fields.get("loc")]
    if links and not items:
        return Document(problem=Reason.SITEMAP_INDEX, detail=" ".join(links[:5]), links=links)
    if not items:
        return Document(problem=Reason.NOT_A_FEED, detail="a sitemap without addresses")
    return Document(
        format="sitemap",
        link=url,
        items=tuple(_parse_item(f) for f in newest(items, lambda f: _parse_item(f).published_at)),
        tossed=len(nodes) - len(links) - min(len(items), MAX_ITEMS),
        faulty=not (whole and is_well_formed(body)),
        cut=not whole,
    )


def _sitemap_nodes(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each <url> and <sitemap>: its name and the texts below it by their names, the first of each.

    One that is not closed ends where the next begins; at the document's end it is left out.
    """
    node, fields, inside = "", dict[str, str](), list[str]()
    for part in xml_parts(text):
        if part.kind == "open" and part.name in _NODES:
            if node:
                yield node, fields
            node, fields, inside = part.name, {}, []
        elif part.kind == "close" and node and part.name in {node, "urlset", "sitemapindex"}:
            yield node, fields
            node = ""
        elif part.kind == "open":
            inside.append(part.name)
        elif part.kind == "close" and part.name in inside:
            del inside[_last(inside, part.name) :]
        elif part.kind == "text" and inside and not _MEDIA.intersection(inside):
            name = next((n for n in reversed(inside) if n in _FIELDS), inside[-1])
            fields[name] = " ".join((fields.get(name, ""), part.text)).strip()


def _last(names: list[str], name: str) -> int:
    return len(names) - 1 - names[::-1].index(name)


def _parse_item(fields: dict[str, str]) -> Item:
    lang = clean_name(fields.get("language", ""))
    raw = fields.get("publication_date", "") or fields.get("lastmod", "")
    return Item(
        link=fields.get("loc", ""),
        title=clean_line(fields.get("title", "")),
        lang=lang,
        published_raw=clean_name(raw),
        published_at=dates.parse_date(raw, lang),
    )
