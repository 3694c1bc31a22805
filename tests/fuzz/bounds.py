"""What every reader's result must keep: the bounds that a user of the warehouse relies on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from pipeline.reasons import Reason
from pipeline.records import Article, Entry, Failure, Feed
from pipeline.web.urls import canonical

MAX_LINE, MAX_SUMMARY, MAX_TEXT, MAX_NAME, MAX_URL, MAX_AUTHORS = (
    500,
    10_000,
    500_000,
    200,
    2048,
    20,
)
MAX_DETAIL = 500
"""Characters of a failure's detail: a few words, not the document."""
FIRST = datetime(1990, 1, 1, tzinfo=UTC)

# Controls but tab and line ends, overrides of direction, lone surrogates, no characters.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_REASONS = {str(reason) for reason in Reason}


class OutOfBoundsError(AssertionError):
    """A result that no reader may give."""


def require(kept: object, what: str, value: object) -> None:
    """Raise OutOfBoundsError unless `kept`."""
    if not kept:
        raise OutOfBoundsError(f"{what}: {str(value)[:200]!a}")


def check_text(what: str, text: str, limit: int = MAX_TEXT) -> None:
    """Characters and length."""
    require(isinstance(text, str), f"{what} is no text", type(text))
    require(len(text) <= limit, f"{what} over {limit} characters", text)
    if not text.isascii() or not text.isprintable():
        require(not (bad := _NO_TEXT.search(text)), f"{what} has {bad and bad[0]!a}", text)


def check_line(what: str, text: str, limit: int = MAX_LINE) -> None:
    """One line of text."""
    check_text(what, text, limit)
    require(len(text.splitlines()) <= 1, f"{what} has several lines", text)


def check_id(what: str, text: str) -> None:
    """16 hex digits."""
    require(re.fullmatch(r"[0-9a-f]{16}", text), f"{what} is no id", text)


def check_time(what: str, moment: datetime | None, now: datetime) -> None:
    """None, or aware UTC between 1990 and tomorrow."""
    if moment is not None:
        require(moment.tzinfo is UTC, f"{what} is not in UTC", moment)
        require(FIRST <= moment <= now + timedelta(days=1), f"{what} out of bounds", moment)


def check_url(what: str, url: str) -> None:
    """ "" or a canonical address that is its own canonical address."""
    check_line(what, url, MAX_URL)
    page = url if "#!" in url else url.partition("#")[0]  # a fragment names a part of the page
    require(not url or canonical(page) == page, f"{what} is not canonical", url)


def check_names(what: str, names: Iterable[str]) -> None:
    """Of authors."""
    names = tuple(names)
    require(len(names) <= MAX_AUTHORS, f"over {MAX_AUTHORS} {what}", len(names))
    for name in names:
        check_line(what, name, MAX_NAME)
        require(name.strip(), f"empty name among {what}", names)


def check_entry(entry: Entry, now: datetime) -> None:
    """An entry as polled or imported."""
    check_id("entry id", entry.id)
    check_id("entry digest", entry.digest)
    check_url("entry url", entry.url)
    check_line("entry title", entry.title)
    check_line("entry summary", entry.summary, MAX_SUMMARY)
    check_text("entry content", entry.content)
    check_line("entry guid", entry.guid)
    check_line("entry lang", entry.lang, MAX_NAME)
    check_line("entry outlet", entry.outlet, MAX_NAME)
    check_line("entry published_raw", entry.published_raw, MAX_NAME)
    check_names("entry authors", entry.authors)
    check_time("entry published_at", entry.published_at, now)
    require(entry.first_seen_at == now, "entry first_seen_at", entry.first_seen_at)


def check_article(article: Article, now: datetime) -> None:
    """An article as extracted or imported."""
    check_id("article id", article.id)
    check_id("article digest", article.digest)
    check_url("article url", article.url)
    check_line("article title", article.title)
    check_text("article text", article.text)
    check_line("article summary", article.summary, MAX_SUMMARY)
    check_line("article lang", article.lang, MAX_NAME)
    check_line("article outlet", article.outlet, MAX_NAME)
    check_names("article authors", article.authors)
    check_time("article published_at", article.published_at, now)
    check_time("article at", article.at, now)


def check_feed(feed: Feed) -> None:
    """A feed as a list or its first poll gives it."""
    check_id("feed id", feed.id)
    check_line("feed url", feed.url, 4 * MAX_URL)
    require(canonical(feed.url), "feed url is no address", feed.url)
    check_line("feed title", feed.title)
    check_line("feed outlet", feed.outlet, MAX_NAME)
    check_line("feed lang", feed.lang, MAX_NAME)
    check_line("feed folder", feed.folder, MAX_TEXT)
    require(feed.every_s is None or 0 <= feed.every_s < 2**31, "feed every_s", feed.every_s)


def check_failure(failure: Failure) -> None:
    """A failure: a reason of the closed list and a few words."""
    require(failure.reason in _REASONS, "reason not in the list", failure.reason)
    check_line("failure detail", failure.detail, MAX_DETAIL)
