"""Google-News sitemaps read as feeds: many papers have no other complete list of their news.

The format is sitemaps.org's 0.9; dates and titles stand in Google's news extension of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from pipeline.feeds import dates
from pipeline.feeds.document import MAX_ITEMS, MAX_TITLE, Document, Item, plain_text
from pipeline.reasons import Reason

_ROOTS = (b"<urlset", b"<sitemapindex")


def looks_like_sitemap(body: bytes) -> bool:
    """Whether the first kilobytes open a sitemap."""
    head = body[:4096]
    return any(root in head for root in _ROOTS) or b":urlset" in head


def parse_sitemap(body: bytes, url: str) -> Document:
    """A sitemap's addresses as items, in their order.

    A sitemap index is no feed; its Document names the sitemaps it lists in `links`.
    """
    nodes: list[tuple[str, dict[str, str]]] = []
    whole = True
    try:
        nodes.extend(_sitemap_nodes(body))
    except etree.XMLSyntaxError:  # list.extend keeps what came before
        whole = False
    links = tuple(fields.get("loc", "") for name, fields in nodes if name == "sitemap")
    items = [fields for name, fields in nodes if name == "url" and fields.get("loc")]
    if links and not items:
        return Document(problem=Reason.SITEMAP_INDEX, detail=" ".join(links[:5]), links=links)
    if not items:
        return Document(problem=Reason.NOT_A_FEED, detail="a sitemap without addresses")
    return Document(
        format="sitemap",
        link=url,
        items=tuple(_parse_item(fields) for fields in items[:MAX_ITEMS]),
        tossed=max(len(items) - MAX_ITEMS, 0),
        faulty=not whole,
        cut=not whole,
    )


def _sitemap_nodes(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Each <url> and <sitemap>: its local name and its texts."""
    parser = etree.iterparse(
        BytesIO(body),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, node in parser:
        yield etree.QName(node).localname, _node_fields(node)
        node.clear()


def _node_fields(node: etree._Element) -> dict[str, str]:
    """The texts below a <url>, by local name; the first of each name."""
    texts: dict[str, str] = {}
    for part in node.iter():
        if isinstance(part.tag, str) and part.text:
            texts.setdefault(etree.QName(part).localname, part.text.strip())
    return texts


def _parse_item(fields: dict[str, str]) -> Item:
    lang = fields.get("language", "")
    raw = fields.get("publication_date", "") or fields.get("lastmod", "")
    return Item(
        link=fields.get("loc", ""),
        title=plain_text(fields.get("title", ""), MAX_TITLE),
        lang=lang,
        published_raw=raw[:200],
        published_at=dates.parse_date(raw, lang),
    )
