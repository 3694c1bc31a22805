"""Is it an article? Pages that answer 200 and are none, by what they say and how they are built.

Every rule here is checked against 258 real articles of 41 countries, none of which it may refuse,
and against made-up pages of each kind, all of which it must (`tests/pipeline/test_gate.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.pages import walls
from pipeline.pages.structured import ARTICLES, PageMetadata
from pipeline.pages.words import text_weight, word_overlap, word_stems
from pipeline.reasons import Reason

SHORT = 900
"""Characters under which a phrase can condemn a page: interstitials have a few lines, articles that
quote such a phrase have more, or take up their title's words."""

LEAST = 140
"""Weight under which a text is no article. The shortest of 258 real ones has 302 characters."""

TEASER = 400
"""Weight up to which a text behind a paywall counts as its teaser. Chosen by hand (2026-11)."""


RELATED = 0.1
"""Share of the feed title's words found in the text below which the two have nothing in common. Of
258 real articles three lie below (plays on words); of 986 pairs of a title with another article of
the same country 45 %. The page's own headline must disagree too, which clears those three."""

TITLE_WORDS = 5
"""Fewer words in the feed's title prove nothing. Chosen by hand (2026-11)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page is no article."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A text that may be an article, and what is known of where it stood."""

    text: str  # clean
    raw: str = ""  # as the page shows it, with what trimming takes out
    feed_title: str = ""
    headline: str = ""  # the page's own
    entry_url: str = ""
    url: str = ""  # of the page, after redirects
    metadata: PageMetadata = field(default_factory=PageMetadata)


def find_refusal(candidate: Candidate) -> Refusal | None:
    """None for an article, otherwise the first reason that holds, with its evidence."""
    for reason, rule in _RULES:
        if evidence := rule(candidate):
            return Refusal(reason, evidence)
    return None


def _challenge_evidence(c: Candidate) -> str:
    title = c.metadata.title_tag or c.headline
    if len(c.raw) < SHORT and walls.CHALLENGE_TITLE.search(title):
        return title
    return _phrase_evidence(walls.CHALLENGE, c)


def _javascript_evidence(c: Candidate) -> str:
    return _phrase_evidence(walls.JAVASCRIPT, c)


def _consent_evidence(c: Candidate) -> str:
    """On a consent manager's host, or one phrase in a short text, three in a longer one."""
    host = urlsplit(c.url).netloc
    if walls.WALL_HOST.search(host):
        return host
    phrases = len(walls.CONSENT.findall(c.raw)) if len(c.raw) < 3 * SHORT else 0
    needed = 1 if len(c.raw) < SHORT else 3
    return f"{phrases} consent phrases" if phrases >= needed and not _on_topic(c) else ""


def _paywall_evidence(c: Candidate) -> str:
    walled = text_weight(c.text) < TEASER and (
        c.metadata.free is False or walls.PAYWALL.search(c.raw)
    )
    return f"{len(c.text)} characters are open" if walled else ""


def _missing_evidence(c: Candidate) -> str:
    """A page that says there is none: by its title or address, in a short text about nothing else.

    An article about a missing page carries its title in the feed, too.
    """
    path, asked = urlsplit(c.url).path, urlsplit(c.entry_url).path
    moved = walls.MISSING_PATH.search(path) and not walls.MISSING_PATH.search(asked)
    titles = [t for t in (c.headline, *c.metadata.h1s[:1], c.metadata.title_tag) if t]
    saying = next((t for t in titles if len(t) <= 120 and walls.MISSING_TITLE.search(t)), "")
    if not (moved or saying) or len(c.raw) >= 2 * SHORT:
        return ""
    if word_stems(c.feed_title):
        told = max(word_overlap(c.feed_title, t) for t in (saying or c.headline, c.text)) >= 0.5
    else:
        told = bool(c.feed_title) and c.feed_title.casefold() in f"{saying}\n{c.text}".casefold()
    return "" if told else saying or c.url


def _index_evidence(c: Candidate) -> str:
    """A front or section page: the address lost its path, or there are lines but no sentences."""
    page, entry = urlsplit(c.url), urlsplit(c.entry_url)
    if entry.path.strip("/") and not page.path.strip("/") and not page.query:
        return f"{c.url} instead of {c.entry_url}"
    if (
        not c.feed_title
        or c.metadata.types & ARTICLES
        or word_overlap(c.feed_title, c.headline) >= 0.5
    ):
        return ""
    lines = [line for line in c.text.split("\n") if line.strip()]
    prose = sum(len(line) for line in lines if text_weight(line) >= 120)
    return f"{len(lines)} short lines" if len(lines) >= 12 and prose < 0.25 * len(c.text) else ""


def _empty_evidence(c: Candidate) -> str:
    return f"{len(c.text)} characters" if text_weight(c.text) < LEAST else ""


def _unrelated_evidence(c: Candidate) -> str:
    """Neither the text nor the page's own headline has to do with the feed's title."""
    if len(word_stems(c.feed_title)) < TITLE_WORDS or word_overlap(c.feed_title, c.text) >= RELATED:
        return ""
    return "" if word_overlap(c.feed_title, c.headline) >= 0.5 else c.headline or "no headline"


_RULES: tuple[tuple[Reason, Callable[[Candidate], str]], ...] = (
    (Reason.CHALLENGE, _challenge_evidence),
    (Reason.JAVASCRIPT, _javascript_evidence),
    (Reason.CONSENT, _consent_evidence),
    (Reason.NOT_FOUND_PAGE, _missing_evidence),
    (Reason.PAYWALL, _paywall_evidence),
    (Reason.INDEX_PAGE, _index_evidence),
    (Reason.NO_TEXT, _empty_evidence),
    (Reason.UNRELATED, _unrelated_evidence),
)
"""Most telling first; each rule gives its evidence, or "" when it does not hold."""


def _phrase_evidence(phrase: re.Pattern[str], c: Candidate) -> str:
    match = phrase.search(c.raw) if len(c.raw) < SHORT else None
    return match[0] if match and not _on_topic(c) else ""


def _on_topic(c: Candidate) -> bool:
    """An article about the very thing (CAPTCHAs, cookies): it takes up its title's words."""
    return bool(c.feed_title) and word_overlap(c.feed_title, c.text) >= 0.5
