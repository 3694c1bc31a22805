"""Google-News sitemaps read as feeds: many papers have no other complete list of their news."""

from __future__ import annotations

from io import BytesIO

from lxml import etree

from pipeline import dates
from pipeline.document import MAX_ITEMS, MAX_TITLE, Document, Item, plain
from pipeline.reasons import Reason

_ROOTS = (b"<urlset", b"<sitemapindex")


def looks_like(body: bytes) -> bool:
    """Whether the first kilobytes open a sitemap."""
    head = body[:4096]
    return any(root in head for root in _ROOTS) or b":urlset" in head


def parse(body: bytes, url: str) -> Document:
    """A sitemap's items: those with a news title first of all, else every address with a date.

    A sitemap index is no feed; its Document names the sitemaps it lists in `links`.
    """
    items: list[Item] = []
    links: list[str] = []
    tossed = 0
    whole = True
    parser = etree.iterparse(
        BytesIO(body),
        events=("end",),
        tag=("{*}url", "{*}sitemap"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, node in parser:
            fields = _fields(node)
            node.clear()
            if str(node.tag).endswith("}sitemap") or node.tag == "sitemap":
                links.append(fields.get("loc", ""))
            elif len(items) < MAX_ITEMS:
                items.append(_item(fields))
            else:
                tossed += 1
    except etree.XMLSyntaxError:
        whole = False
    if links and not items:
        return Document(
            problem=Reason.SITEMAP_INDEX, detail=" ".join(links[:5]), links=tuple(links[:1000])
        )
    if not items:
        return Document(problem=Reason.NOT_A_FEED, detail="a sitemap without addresses")
    return Document(
        format="sitemap",
        title="",
        link=url,
        items=tuple(i for i in items if i.link),
        tossed=tossed,
        faulty=not whole,
        cut=not whole,
    )


def _fields(node: etree._Element) -> dict[str, str]:
    """The texts below a <url>, by local name; the first of each name."""
    found: dict[str, str] = {}
    for part in node.iter():
        if isinstance(part.tag, str) and part.text:
            found.setdefault(etree.QName(part).localname, part.text.strip())
    return found


def _item(fields: dict[str, str]) -> Item:
    lang = fields.get("language", "")
    raw = fields.get("publication_date", "") or fields.get("lastmod", "")
    return Item(
        link=fields.get("loc", ""),
        title=plain(fields.get("title", ""), MAX_TITLE),
        lang=lang,
        published_raw=raw[:200],
        published_at=dates.read(raw, lang),
    )
