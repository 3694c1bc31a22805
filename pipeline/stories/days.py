"""Days that an English text names: two reports of one event name the same ones."""

from __future__ import annotations

import re
from datetime import date

from pipeline.language.load import alternatives, load_language

_NAMED = load_language().dates
_WEEKDAYS = {name: at for at, name in enumerate(_NAMED.weekday_names)}
_MONTHS = {name[:3]: at for at, name in enumerate(_NAMED.month_names, 1)}


def _starting(*words: str) -> str:
    """One of the words, at the start of a word: patterns with a known first sign are found fast."""
    return "(" + "|".join(rf"{word[0]}(?<=\b.){word[1:]}" for word in words) + ")"


_WEEKDAY = re.compile(_starting(*(name.title() for name in _WEEKDAYS)) + r"\b")
_DATE = re.compile(
    _starting(*(month.title() for month in _MONTHS))
    + rf"[a-z]*\.?\s+(\d{{1,2}})(?:{alternatives(_NAMED.ordinal_endings)})?\b"
    + r"(?:,?\s+((?:19|20)\d\d))?"
)
# Chosen by hand (2026-11).
_READ = 3000  # characters; the day of the event stands near the top
_HALF_YEAR = 180  # days ahead: a later date without a year is last year's


def days_of(text: str, published: date | None) -> set[int]:
    """Ordinals (`date.toordinal`) of the days named in the first 3,000 characters (English).

    "Tuesday" is the last one on or before publication; a date without a year is the last such date
    not more than half a year ahead. Without a publication date weekdays say nothing, and a date
    without a year counts as of year 1, so that it only ever meets its like.
    """
    days = set()
    head = text[:_READ]
    if published is not None:
        today = published.toordinal()
        for match in _WEEKDAY.finditer(head):
            days.add(today - (published.weekday() - _WEEKDAYS[match[1].lower()]) % 7)
        low = head.lower()
        if any(word in low for word in _NAMED.today):
            days.add(today)
        if any(word in low for word in _NAMED.yesterday):
            days.add(today - 1)
    for match in _DATE.finditer(head):
        day = _day(match, published)
        if day is not None:
            days.add(day)
    return days


def _day(match: re.Match[str], published: date | None) -> int | None:
    year = int(match[3]) if match[3] else published.year if published else 1
    try:
        day = date(year, _MONTHS[match[1].lower()], int(match[2])).toordinal()
    except ValueError:  # "Feb. 30" is no day
        return None
    if published and not match[3] and day > published.toordinal() + _HALF_YEAR:
        return day - 365
    return day
