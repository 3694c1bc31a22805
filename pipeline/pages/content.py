"""One document read: a page's bytes and the feed's own words in, an article's parts out.

Runs inside a worker (`pipeline.workers`), for it may meet anything; knows nothing of records.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from lxml import html

from pipeline.bounds import bounded_date, clean_text
from pipeline.language.detection import language
from pipeline.pages import markup
from pipeline.pages.authors import author_names, credited_agencies, page_byline
from pipeline.pages.boilerplate import LONGEST, TAIL, without_boilerplate
from pipeline.pages.gate import LEAST, Candidate, Refusal, find_refusal
from pipeline.pages.headline import choose_headline, is_site_name, site_keys
from pipeline.pages.layout import simplify_layout
from pipeline.pages.prune import prune_tree
from pipeline.pages.standfirst import find_standfirst
from pipeline.pages.structured import PageMetadata, read_metadata
from pipeline.pages.words import text_weight
from pipeline.reasons import Reason

FULL = 250
"""Weight (`gate.text_weight`) from which a feed's own content is taken for the article when the
page gives none. This, `SURELY_FULL` and `FULLER` were chosen by hand (2026-11)."""

MAX_VISIBLE = 2000
"""Characters looked at to name the reason why a page holds no article. Chosen by hand (2026-11)."""

_UNTOLD = {"application/octet-stream", "application/unknown", "unknown/unknown", "*/*"}
"""Content types that servers send for what they do not know (WHATWG MIME Sniffing, 7)."""
_HTML = (b"<!doctype html", b"<html")
_UNSEEN = {"script", "style", "template", "svg"}

SURELY_FULL = 1500
"""Weight from which a text that ends in dots has merely a writer who likes them."""

_BROKEN_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;)\]?|(?:continue reading|read (?:more|the (?:full|rest))"
    r"|weiterlesen|lire la suite|leer más|seguir leyendo|leggi tutto|continua a leggere"
    r"|czytaj dalej|читать далее|lees (?:meer|verder)|leia mais|les mer)[^\n]{0,80})\W*$",
    re.IGNORECASE,
)

EMBEDDED = 2.0
"""How much longer JSON-LD's articleBody must be than the page's text: on the gold the one at 2.2
was the article (F1 .64 -> .99), the one at 1.8 was not (.99 -> .70)."""

FULLER = 1.5
"""How much longer the feed's content must be than the page's text to be preferred: a teaser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """What is known of one entry: its page (b"" when there is none) and what its feed said."""

    url: str = ""  # of the entry
    page_url: str = ""  # after redirects
    body: bytes = b""
    content_type: str = ""
    title: str = ""
    content: str = ""  # HTML of the feed
    langs: tuple[str, ...] = ()
    now: datetime | None = None  # no date can lie far ahead of it


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """An article's parts. `published` is aware, in the page's own offset; None without an hour."""

    title: str = ""
    text: str = ""  # paragraphs separated by "\\n"
    lang: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    day: str = ""  # "2026-02-18", of the page
    source: Literal["page", "feed"] = "page"


def extract_content(document: RawArticle) -> PageContent | Refusal:
    """The article in `document`: from its page, else from its feed, else why there is none.

    May raise or hang on hostile bytes: call it in a worker. The feed's own text is taken when it
    weighs `FULL` at least and `FULLER` times the page's.
    """
    page = extract_page(document) if document.body else Refusal(Reason.NO_TEXT, "no page")
    content = _feed_text(document)
    enough = text_weight(page.text) * FULLER if isinstance(page, PageContent) else FULL
    if text_weight(content) < max(enough, FULL):
        return page
    base = page if isinstance(page, PageContent) else PageContent(title=document.title)
    return replace(
        base,
        text=without_boilerplate(content, (base.title, document.title)),
        lang=language(content, document.langs),
        source="feed",
    )


def _feed_text(document: RawArticle) -> str:
    """The feed's own text, "" when it is the beginning of one."""
    text = markup.html_to_text(document.content) if document.content else ""
    return "" if text_weight(text) < SURELY_FULL and _BROKEN_OFF.search(text[-200:]) else text


def extract_page(document: RawArticle, *, gate: bool = True) -> PageContent | Refusal:
    """The article on a page; what the feed said is seen by the gate alone.

    `gate=False` gives back whatever text there is. Of `document`, `body` must not be empty.
    """
    if not _is_html(document):
        return Refusal(Reason.NOT_HTML, document.content_type)
    tree = markup.parse_html(markup.decode_page(document.body, document.content_type))
    if tree is None:
        return Refusal(Reason.NO_TEXT, "no markup")
    simplify_layout(tree)
    metadata = read_metadata(tree, document.page_url, document.title)
    title = choose_headline(metadata, document.page_url)
    authors = _page_authors(tree, metadata, document.page_url)
    prune_tree(tree, metadata, document.page_url)
    raw = _main_text(tree, metadata, document.page_url)
    text = _clean_text(tree, metadata, raw, titles=(document.title, title), authors=authors)
    candidate = Candidate(
        text=text,
        raw=raw if text_weight(raw) >= LEAST else _visible_text(tree),
        feed_title=document.title,
        headline=title,
        entry_url=document.url,
        url=document.page_url,
        metadata=metadata,
    )
    if gate and (refused := find_refusal(candidate)):
        return refused
    dates = (time for time in metadata.published if bounded_date(time, document.now))
    published = next(dates, None)
    return PageContent(
        title=title,
        text=text,
        lang=language(text, (*metadata.langs, *document.langs)),
        authors=tuple(dict.fromkeys((*authors, *_trimmed_agencies(raw, text)))),
        published=published,
        day=published.date().isoformat() if published else _page_day(tree, document.page_url),
    )


def _page_authors(tree: html.HtmlElement, metadata: PageMetadata, url: str) -> tuple[str, ...]:
    """Writers as the metadata names them, or where these name but the site, as the page shows."""
    sites = site_keys(metadata, url)
    named = author_names(metadata.authors, sites)
    if named and not all(is_site_name(name, sites) for name in named):
        return named
    return author_names((page_byline(tree),), sites) or named


def _clean_text(
    tree: html.HtmlElement,
    metadata: PageMetadata,
    raw: str,
    *,
    titles: tuple[str, ...],
    authors: tuple[str, ...],
) -> str:
    """The text with its standfirst and without its boilerplate."""
    if not raw:
        return ""
    lead = find_standfirst(tree, metadata, raw)
    return without_boilerplate(
        f"{lead}\n{raw}" if lead else raw,
        (*titles, metadata.og_title, *metadata.h1s, *metadata.headlines),
        (*authors, *metadata.authors, *metadata.sites),
        ("".join(a.itertext()) for a in tree.iter("a")),
    )


def _trimmed_agencies(raw: str, text: str) -> tuple[str, ...]:
    """Agencies named in the last lines that were taken out: their credit outlives the trimming."""
    left = set(text.split("\n"))
    last = raw.split("\n")[-TAIL:]
    return credited_agencies(line for line in last if line not in left and len(line) <= LONGEST)


def _visible_text(tree: html.HtmlElement) -> str:
    """What a page without an article shows, enough of it to tell why."""
    parts = (part for e in tree.iter() if e.tag not in _UNSEEN for part in (e.text, e.tail) if part)
    return " ".join(" ".join(islice(parts, 400)).split())[:MAX_VISIBLE]


def _is_html(document: RawArticle) -> bool:
    """By content type and by the first bytes: a PDF sent as text/html is one all the same."""
    kind = document.content_type.partition(";")[0].strip().lower()
    start = document.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if kind in _UNTOLD or "/" not in kind:
        kind = "" if not kind or start[:14].lower().startswith(_HTML) else kind
    if kind and "html" not in kind and "xml" not in kind and not kind.startswith("text/"):
        return False
    return not start.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"))


def _main_text(tree: html.HtmlElement, metadata: PageMetadata, url: str) -> str:
    """The page's main text; JSON-LD's articleBody where it has far less, or no paragraphs."""
    text = _run_trafilatura(tree, url)
    body = markup.html_to_text(metadata.body) if metadata.body else ""
    fuller = text_weight(body) > FULL and text_weight(body) > EMBEDDED * text_weight(text)
    parted = "\n" in body and "\n" not in text and text_weight(body) >= 0.9 * text_weight(text)
    return body if fuller or parted else text


def _run_trafilatura(tree: html.HtmlElement, url: str) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second to import

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # refusals are told as values
    with _without_bodies(tree):
        extracted: Any = bare_extraction(tree, url=url or None, include_comments=False)
    return clean_text(extracted.text or "") if extracted else ""


@contextmanager
def _without_bodies(tree: html.HtmlElement) -> Iterator[None]:
    """The tree without the JSON-LD that holds texts: trafilatura takes any of them for the page's.

    `structured` has read the page's own.
    """
    scripts = [s for s in tree.iter("script") if "ld+json" in s.get("type", "").lower()]
    texts = [(script, script.text) for script in scripts if "articleBody" in (script.text or "")]
    for script, _ in texts:
        script.text = ""
    try:
        yield
    finally:
        for script, text in texts:
            script.text = text


def _page_day(tree: html.HtmlElement, url: str) -> str:
    """The day as htmldate reads it off the page, "" when it finds none."""
    from htmldate import find_date  # noqa: PLC0415 - comes with trafilatura

    return find_date(tree, url=url or None, original_date=True) or ""


def load_extractors() -> None:
    """Load what reading needs, a second's work, before any document's deadline runs."""
    paragraph = "<p>The council will vote on the bridge in March, the mayor said on Tuesday.</p>"
    extract_page(RawArticle(body=f"<html><body>{paragraph * 5}</body></html>".encode()), gate=False)
