"""One document read: a page's bytes and the feed's own words in, an article's parts out.

Runs inside a worker (`pipeline.workers`), for it may meet anything; knows nothing of records.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from lxml import html

from pipeline.language.detection import language
from pipeline.pages import markup
from pipeline.pages.authors import agencies, byline, names
from pipeline.pages.boilerplate import LONGEST, TAIL, trim
from pipeline.pages.gate import LEAST, Candidate, Refused, refuse, weight
from pipeline.pages.headline import headline, is_site, key, site_keys
from pipeline.pages.prune import prune
from pipeline.pages.standfirst import standfirst
from pipeline.pages.structured import Structured, read_structured
from pipeline.reasons import Reason

FULL = 250
"""Weight from which a feed's own content is taken for the article when the page gives none."""

MOST = 2000
"""Characters looked at to name the reason why a page holds no article."""

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
class Document:
    """What is known of one entry: its page (b"" when there is none) and what its feed said."""

    url: str = ""  # of the entry
    page_url: str = ""  # after redirects
    body: bytes = b""
    content_type: str = ""
    title: str = ""
    content: str = ""  # HTML of the feed
    langs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read. `published` is aware, in the page's own offset; None when it tells no hour."""

    title: str = ""
    text: str = ""  # paragraphs separated by "\\n"
    lang: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    day: str = ""  # "2026-02-18", of the page
    source: Literal["page", "feed"] = "page"


def read(document: Document) -> Reading | Refused:
    """The article in `document`: from its page, else from its feed, else why there is none."""
    page = read_page(document) if document.body else Refused(Reason.NO_TEXT, "no page")
    content = _content(document)
    enough = weight(page.text) * FULLER if isinstance(page, Reading) else FULL
    if weight(content) < max(enough, FULL):
        return page
    known = page if isinstance(page, Reading) else Reading(title=document.title)
    return replace(
        known,
        text=trim(content, (known.title, document.title)),
        lang=language(content, document.langs),
        source="feed",
    )


def _content(document: Document) -> str:
    """The feed's own text, "" when it is the beginning of one."""
    text = markup.plain(document.content) if document.content else ""
    return "" if weight(text) < SURELY_FULL and _BROKEN_OFF.search(text[-200:]) else text


def read_page(document: Document, *, gate: bool = True) -> Reading | Refused:
    """The article on a page; what the feed said is seen by the gate alone."""
    if not _is_html(document):
        return Refused(Reason.NOT_HTML, document.content_type)
    tree = markup.parse(markup.decode(document.body, document.content_type))
    if tree is None:
        return Refused(Reason.NO_TEXT, "no markup")
    said = read_structured(tree)
    title = headline(said, document.page_url)
    authors = _authors(tree, said, document.page_url)
    prune(tree, said)
    raw = _text(tree, said, document.page_url)
    text = _clean(tree, said, raw, titles=(document.title, title), authors=authors)
    candidate = Candidate(
        text=text,
        raw=raw if weight(raw) >= LEAST else _visible(tree),
        feed_title=document.title,
        headline=title,
        entry_url=document.url,
        url=document.page_url,
        said=said,
    )
    if gate and (refused := refuse(candidate)):
        return refused
    published = said.published[0] if said.published else None
    return Reading(
        title=title,
        text=text,
        lang=language(text, (*said.langs, *document.langs)),
        authors=tuple(dict.fromkeys((*authors, *_credited(raw, text)))),
        published=published,
        day=published.date().isoformat() if published else _day(tree, document.page_url),
    )


def _authors(tree: html.HtmlElement, said: Structured, url: str) -> tuple[str, ...]:
    """Writers as the metadata names them, or where these name but the site, as the page shows."""
    sites = site_keys(said, url)
    named = names(said.authors, sites)
    if named and not all(is_site(name, sites) for name in named):
        return named
    return names((byline(tree),), sites) or named


def _clean(
    tree: html.HtmlElement,
    said: Structured,
    raw: str,
    *,
    titles: tuple[str, ...],
    authors: tuple[str, ...],
) -> str:
    """The text with its standfirst and without its dirt."""
    if not raw:
        return ""
    lead = standfirst(tree, said, raw)
    return trim(
        f"{lead}\n{raw}" if lead else raw,
        (*titles, said.og_title, *said.h1s, *said.headlines),
        (*authors, *said.authors, *said.sites),
        frozenset(key("".join(a.itertext())) for a in tree.iter("a")),
    )


def _credited(raw: str, text: str) -> tuple[str, ...]:
    """Agencies named in the last lines that were taken out: their credit outlives the trimming."""
    left = set(text.split("\n"))
    last = raw.split("\n")[-TAIL:]
    return agencies(line for line in last if line not in left and len(line) <= LONGEST)


def _visible(tree: html.HtmlElement) -> str:
    """What a page without an article shows, enough of it to tell why."""
    parts = (part for e in tree.iter() if e.tag not in _UNSEEN for part in (e.text, e.tail) if part)
    return " ".join(" ".join(islice(parts, 400)).split())[:MOST]


def _is_html(document: Document) -> bool:
    """By content type and by the first bytes: a PDF sent as text/html is one all the same."""
    kind = document.content_type.partition(";")[0].strip().lower()
    if kind and "html" not in kind and "xml" not in kind and not kind.startswith("text/"):
        return False
    start = document.body[:1024].lstrip()
    return not start.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8"))


def _text(tree: html.HtmlElement, said: Structured, url: str) -> str:
    """The page's main text; JSON-LD's articleBody where it has far less, or no paragraphs."""
    text = _extracted(tree, url)
    body = markup.plain(said.body) if said.body else ""
    fuller = weight(body) > FULL and weight(body) > EMBEDDED * weight(text)
    parted = "\n" in body and "\n" not in text and weight(body) >= 0.9 * weight(text)
    return body if fuller or parted else text


def _extracted(tree: html.HtmlElement, url: str) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second to import

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # refusals are told as values
    found: Any = bare_extraction(tree, url=url or None, include_comments=False)
    return (found.text or "") if found else ""


def _day(tree: html.HtmlElement, url: str) -> str:
    """The day as htmldate reads it off the page, "" when it finds none."""
    from htmldate import find_date  # noqa: PLC0415 - comes with trafilatura

    return find_date(tree, url=url or None, original_date=True) or ""


def warm() -> None:
    """Load what reading needs, a second's work, before any document's deadline runs."""
    paragraph = "<p>The council will vote on the bridge in March, the mayor said on Tuesday.</p>"
    read_page(Document(body=f"<html><body>{paragraph * 5}</body></html>".encode()), gate=False)
