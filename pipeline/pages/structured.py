"""What a page says of itself for machines: JSON-LD, Open Graph, meta tags, `<time>`, `<h1>`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from itertools import islice
from typing import Any

from lxml import html

from pipeline.bounds import bounded_date, clean_line
from pipeline.pages.own_node import own_articles

MAX_NODES = 2000
"""JSON-LD nodes looked at; real pages hold under 300."""

ARTICLES = {
    *("article", "newsarticle", "reportagenewsarticle", "opinionnewsarticle"),
    *("analysisnewsarticle", "backgroundnewsarticle", "askpublicnewsarticle", "reviewnewsarticle"),
    *("satiricalarticle", "advertisercontentarticle", "liveblogposting", "blogposting"),
    *("socialmediaposting", "techarticle", "scholarlyarticle", "report", "review"),
}
"""schema.org's Article and its kin (https://schema.org/Article), lower case."""

_PUBLISHED = (  # in order of trust
    *("article:published_time", "og:article:published_time", "datepublished", "article.published"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publishdate"),
    *("publish-date", "publication_date", "pubdate", "dc.date.issued", "dcterms.created"),
    *("dc.date", "dcterms.date", "dc.terms.issued", "date"),
)
_TOPS = {"@graph", "mainEntity", "mainEntityOfPage"}
_AUTHOR = ("author", "article:author", "parsely-author", "byl", "dc.creator", "sailthru.author")
_DESCRIPTION = ("description", "og:description", "twitter:description")
_BAD_JSON = re.compile(r",\s*([}\]])|(\\[\\\"/bfnrtu])|\\")
"""A comma before a bracket, a backslash that JSON does not know; whole escapes are passed by."""
_RFC_822 = re.compile(r"\s*(?:[A-Za-z]{3},)?\s*\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}")
_BEFORE_JSON = re.compile(r"(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)(?:\s*\*/)?")
_AFTER_JSON = re.compile(r"(?://|/\*)?\s*(?:\]\]>|-->)(?:\s*\*/)?\Z")
"""What keeps a script from old browsers."""
_AFTER = 40  # characters at the end in which the latter is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """Everything as the page gives it, whitespace folded and entities resolved; nothing chosen."""

    headlines: tuple[str, ...] = ()  # JSON-LD, articles only
    og_title: str = ""
    meta_title: str = ""  # twitter:title and the like
    title_tag: str = ""
    h1s: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()  # names of the site or publisher
    authors: tuple[str, ...] = ()
    published: tuple[datetime, ...] = ()  # aware, in the page's own offset; best first
    langs: tuple[str, ...] = ()
    body: str = ""  # JSON-LD articleBody, may hold markup
    types: frozenset[str] = frozenset()  # of JSON-LD nodes and og:type, lower case
    free: bool | None = None  # isAccessibleForFree


def read_metadata(tree: html.HtmlElement, url: str = "", title: str = "") -> PageMetadata:
    """Metadata of a whole page's tree, which is left as it is. Broken JSON-LD is passed over.

    `url` of the page and `title` as its feed has it tell the page's own article from others.
    """
    metas = _meta_tags(tree)
    h1s = _unique(clean_line("".join(e.itertext())) for e in tree.iter("h1"))
    title_tag = clean_line(tree.findtext(".//title") or "")
    placed = list(_json_ld_nodes(tree))
    nodes = [node for node, _ in placed]
    articles = [n for n in nodes if _node_types(n) & ARTICLES]
    tops = [n for n, top in placed if top and _node_types(n) & ARTICLES]
    own = own_articles(tops, url, (title, metas.get("og:title", ""), *h1s[:1], title_tag))
    articles = own or articles
    bodies = [_as_text(n.get("articleBody")) for n in own]
    described = [_as_text(n.get("description")) for n in articles]
    free = [n["isAccessibleForFree"] for n in articles if "isAccessibleForFree" in n]
    return PageMetadata(
        headlines=_unique(clean_line(_as_text(n.get("headline"))) for n in articles),
        og_title=clean_line(metas.get("og:title", "")),
        meta_title=clean_line(metas.get("twitter:title", "") or metas.get("title", "")),
        title_tag=title_tag,
        h1s=h1s,
        descriptions=_unique(
            clean_line(d) for d in (*(metas.get(k, "") for k in _DESCRIPTION), *described)
        ),
        sites=_unique(clean_line(site) for site in _site_names(nodes, metas)),
        authors=_author_names(articles, nodes, metas),
        published=_publication_times(articles, metas, tree),
        langs=_unique(
            tag for tag in (tree.get("lang", ""), metas.get("og:locale", "")) if tag.strip()
        ),
        body=max(bodies, key=len, default=""),
        types=frozenset({metas.get("og:type", "").lower()} - {""}).union(*map(_node_types, nodes)),
        free=None if not free else str(free[0]).lower().rpartition("/")[2] not in {"false", "0"},
    )


def _meta_tags(tree: html.HtmlElement) -> dict[str, str]:
    """Content of `<meta>` by its lower-cased property, name or itemprop; the first one wins."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            metas.setdefault(name.strip().lower(), content)
    return metas


def _json_ld_nodes(tree: html.HtmlElement) -> Iterator[tuple[dict[str, Any], bool]]:
    """Every JSON-LD object, nested ones too, in document order; and whether it is at the top.

    At the top is what lies in no other node but a graph or what a page is about.
    """
    for script in tree.iter("script"):
        if "ld+json" in script.get("type", "").lower() and script.text:
            stack = [(_lenient_json(script.text), True)]
            for _ in range(MAX_NODES):
                if not stack:
                    break
                node, top = stack.pop()
                if isinstance(node, dict):
                    yield node, top
                    stack.extend(
                        (value, top and key in _TOPS)
                        for key, value in reversed(node.items())
                        if isinstance(value, dict | list)
                    )
                elif isinstance(node, list):
                    stack.extend((value, top) for value in reversed(node))


def _lenient_json(text: str) -> Any:  # what json makes of it; None when beyond mending
    text = text.strip()
    if before := _BEFORE_JSON.match(text):
        text = text[before.end() :]
    if after := _AFTER_JSON.search(text[-_AFTER:]):
        text = text[: len(text) - len(after[0])]
    text = text.strip().rstrip(";")
    if '"' not in text:  # escaped as if it were text of the page
        text = unescape(text)
    for attempt in (text, _BAD_JSON.sub(r"\1\2", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _node_types(node: dict[str, Any]) -> set[str]:
    kinds = _as_list(node.get("@type"))
    return {k.rpartition("/")[2].lower() for k in kinds if isinstance(k, str)}


def _site_names(nodes: Sequence[dict[str, Any]], metas: dict[str, str]) -> Iterator[str]:
    yield from (metas[k] for k in ("og:site_name", "application-name", "publisher") if k in metas)
    for node in nodes:
        publisher = node.get("publisher")
        if isinstance(publisher, dict):
            yield _as_text(publisher.get("name"))
        if _node_types(node) & {"website", "newsmediaorganization"}:
            yield _as_text(node.get("name"))


def _author_names(
    articles: Sequence[dict[str, Any]], nodes: Sequence[dict[str, Any]], metas: dict[str, str]
) -> tuple[str, ...]:
    """Writers of the first article, named in it or in the node that it refers to by its @id."""
    elsewhere = {_as_text(node.get("@id")): found for node in nodes if (found := _names_of(node))}
    authors = [author for article in articles[:1] for author in _as_list(article.get("author"))]
    names = [
        name
        for author in authors
        for name in _names_of(author) or elsewhere.get(_reference(author), [])
    ]
    return _unique(clean_line(n) for n in names or [metas[k] for k in _AUTHOR if k in metas])


def _names_of(author: object) -> list[str]:
    """Names of a person, of several in one node, or of a node's given and family name."""
    if not isinstance(author, dict):
        return [_as_text(author)] if author else []
    parts = (_as_text(author.get(key)).strip() for key in ("givenName", "familyName"))
    named = [_as_text(name) for name in _as_list(author.get("name"))]
    return list(filter(None, named)) or list(filter(None, [" ".join(filter(None, parts))]))


def _reference(author: object) -> str:
    return _as_text(author.get("@id")) if isinstance(author, dict) else ""


def _publication_times(
    articles: Sequence[dict[str, Any]], metas: dict[str, str], tree: html.HtmlElement
) -> tuple[datetime, ...]:
    raw = [_as_text(a.get(key)) for key in ("datePublished", "dateCreated") for a in articles]
    raw += [metas[key] for key in _PUBLISHED if key in metas]
    stated = tree.iterfind(".//*[@itemprop='datePublished']")  # other times may be others'
    times = [*islice(stated, 3), *islice(tree.iter("time"), 3)]
    raw += [e.get("datetime") or e.get("content") or "" for e in times]
    return tuple(dict.fromkeys(t for t in map(parse_moment, raw) if t))


def parse_moment(raw: str) -> datetime | None:
    """A time of ISO 8601 or RFC 822 with its offset (UTC when it names none), else None.

    Also None before 1990 (`bounds.bounded_date`).
    """
    read = parsedate_to_datetime if _RFC_822.match(raw) else datetime.fromisoformat
    try:
        time = read(raw.strip())
    except ValueError:
        return None
    time = time if time.tzinfo else time.replace(tzinfo=UTC)
    return time if bounded_date(time) else None


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _unique(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in texts if t))
