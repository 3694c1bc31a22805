"""Names of writers out of what pages give for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from lxml import html

from pipeline.language.load import alternatives, load_pages
from pipeline.language.sources import byline_agencies
from pipeline.pages.headline import is_site_name, title_key

MAX_NAMES = 12
"""Names kept; live blogs name up to nine."""

MAX_NAME = 60
"""Characters of a name; what is longer is a biography. Chosen by hand (2026-11)."""

_WORDS = load_pages()
_AND = alternatives((*_WORDS.conjunctions, *_WORDS.author_conjunctions))
_SPLIT = re.compile(rf"\s*(?:[;|&•/、]|,|\s(?:{_AND})\s)\s*")
_BY = re.compile(rf"^(?:{'|'.join(_WORDS.author_labels)})[\s:]+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S*|www\.\S*|\S*@\S*|\([^)]{0,40}\)")
_AGENCY = byline_agencies()
_LETTER = re.compile(r"[^\W\d_]")


def author_names(given: Iterable[str], sites: Set[str] = frozenset()) -> tuple[str, ...]:
    """People's names in order, each once; the site's own name only where no one else is named.

    Splits lists, drops addresses, initials in brackets and "by". `sites`: keys of the site's names
    (`headline.site_keys`).
    """
    candidates = [
        name
        for text in given
        for part in _SPLIT.split(_without_addresses(text))
        if (name := _clean_name(part))
    ]
    people = [name for name in candidates if not is_site_name(name, sites)]
    names: dict[str, str] = {}
    for name in people or candidates:  # "ANN BELL" in the feed is "Ann Bell" on the page
        known = names.setdefault(title_key(name), name)
        if known.isupper():
            names[title_key(name)] = name
    return tuple(names.values())[:MAX_NAMES]


def page_byline(tree: html.HtmlElement) -> str:
    """Names as the page shows them, "" when it names none: where its metadata are silent."""
    from trafilatura.metadata import extract_author  # noqa: PLC0415 - half a second to import

    return extract_author(tree) or ""


def credited_agencies(lines: Iterable[str]) -> tuple[str, ...]:
    """News agencies that lines such as "With files from the AP" or "(dpa)" credit, each once."""
    return tuple(dict.fromkeys(name for line in lines for name in _AGENCY.findall(line)))


def _without_addresses(text: str) -> str:
    return " ".join(_ADDRESS.sub(" ", text).split())


def _clean_name(part: str) -> str:
    name = _BY.sub("", part).strip(" .,:;-–—|*\"'")
    return name if 1 < len(name) <= MAX_NAME and _LETTER.search(name) else ""
