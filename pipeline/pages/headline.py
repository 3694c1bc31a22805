"""An article's title from its page alone: what the page's own voices agree on."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Set
from urllib.parse import urlsplit

from pipeline.pages.structured import PageMetadata

HEADLINE, FIRST_H1, OG, OTHER_H1, META, TITLE = 1.5, 1.0, 1.0, 0.5, 0.3, 0.3
"""Votes: JSON-LD headline, h1, og:title, h1 among several, twitter:title, title. Exact on .82 of
258 news pages (titles as the Fundus project reads them); h1 alone .70, headline .69, og:title .67.
A grid of 576 other weights, .8 to 1.5 for the first three, 0 to .8 for the last two: .77 to .83."""

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[-–—|¦│•·»«/:~]+\s+|(?<=\S)[|¦│]\s*|\s*--\s*")
_SITE_REST = 12  # letters by which a segment may be longer than the site's name: "news.", ".co.uk"


def choose_headline(metadata: PageMetadata, url: str = "") -> str:
    """The title most voices agree on, letters and digits compared; "" when the page has none.

    Names of the site are cut off (" | The Post", "Post - "), and so is anything that follows what
    an h1 or headline says whole. Among spellings of the winner the most frequent is taken.
    """
    sites = site_keys(metadata, url)
    voices = [
        (t, v)
        for t, v in _title_votes(metadata, sites)
        if title_key(t) and _letters_key(t) not in sites
    ]
    votes: defaultdict[str, float] = defaultdict(float)
    spellings: defaultdict[str, float] = defaultdict(float)
    for title, vote in voices:
        votes[title_key(title)] += vote
        spellings[title] += vote
    if not voices:
        return ""
    best = max(votes, key=lambda k: votes[k])  # the first of equals, in order of trust
    return max((t for t, _ in voices if title_key(t) == best), key=lambda t: spellings[t])


def _title_votes(metadata: PageMetadata, sites: Set[str]) -> Iterator[tuple[str, float]]:
    """Titles with their votes, most trusted first."""
    whole = {title_key(title) for title in (*metadata.h1s, *metadata.headlines)} - {""}
    for title in metadata.headlines[:1]:
        yield title, HEADLINE
    yield without_site_name(metadata.og_title, sites, whole), OG
    for title in metadata.h1s:
        yield title, FIRST_H1 if len(metadata.h1s) == 1 else OTHER_H1
    yield without_site_name(metadata.meta_title, sites, whole), META
    yield (
        without_site_name(metadata.title_tag, sites, whole | {title_key(metadata.og_title)}),
        TITLE,
    )


def without_site_name(title: str, sites: Set[str], whole: Set[str] = frozenset()) -> str:
    """`title` without the site's name at either end, or down to one of the `whole` keys."""
    for match in _SEPARATOR.finditer(title):
        if title_key(title[: match.start()]) in whole:
            return title[: match.start()].strip()
    while matches := list(_SEPARATOR.finditer(title)):
        if is_site_name(title[matches[-1].end() :], sites):
            title = title[: matches[-1].start()].strip()
        elif is_site_name(title[: matches[0].start()], sites):
            title = title[matches[0].end() :].strip()
        else:
            break
    return title


def is_site_name(segment: str, sites: Set[str]) -> bool:
    """Whether a segment of a title is a name of the site, give or take "news" or ".com"."""
    name = _letters_key(segment)
    return not name or any(
        name == site
        or (len(name) >= 4 and name in site)
        or (
            len(site) >= 4
            and len(name) <= len(site) + _SITE_REST
            and _starts_or_ends_with(name, site)
        )
        for site in sites
    )


def _starts_or_ends_with(name: str, site: str) -> bool:
    return name.startswith(site) or name.endswith(site)


def site_keys(metadata: PageMetadata, url: str) -> frozenset[str]:
    """The site's names and the labels of its host, letters and digits only."""
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    labels = [label for label in host.split(".")[:-1] if len(label) > 2]
    return frozenset({_letters_key(n) for n in (*metadata.sites, host, *labels)} - {""})


def title_key(title: str) -> str:
    """Words of a title, letter case, punctuation and kinds of quotes aside."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", title).casefold()))


def _letters_key(title: str) -> str:
    return title_key(title).replace(" ", "")
