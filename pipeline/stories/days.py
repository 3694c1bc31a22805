"""Days that a text names, in any language: two reports of one event name the same ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pipeline.language.day_names import day_names
from pipeline.language.load import ENGLISH

# Chosen by hand (2026-11).
_READ = 3000  # characters; the day of the event stands near the top
_HALF_YEAR = 180  # days ahead: a later date without a year is last year's
_MONTH = 31  # days in which every number stands


def days_of(text: str, published: date | None, lang: str = ENGLISH) -> set[int]:
    """Ordinals (`date.toordinal`) of the days named in the first 3,000 characters.

    "Tuesday" is the last one on or before publication, a bare "18日" the last 18th; a date without
    a year is the last such date not more than half a year ahead. Without a publication date
    weekdays and bare days say nothing, and a date without a year counts as of year 1, so that it
    only ever meets its like.

    Args:
        text: Title and text.
        published: Where known.
        lang: ISO 639-1, any that the CLDR has; "today" and "yesterday" are known in those that
            have a `dates.toml`.
    """
    names, low = day_names(lang), text[:_READ].lower()
    days: set[int | None] = set()
    if published is not None:
        today = published.toordinal()
        for match in names.weekday.finditer(low):
            days.add(today - (published.weekday() - names.weekdays[match[0]]) % 7)
        if any(word in low for word in names.today):
            days.add(today)
        if any(word in low for word in names.yesterday):
            days.add(today - 1)
    for pattern in names.dates:
        days.update(_day(match, names.months, published) for match in pattern.finditer(low))
    return {day for day in days if day is not None}


def _day(match: re.Match[str], months: Mapping[str, int], published: date | None) -> int | None:
    month, number = match["month"], int(match["day"])
    if not month:
        return _last(number, published) if published else None
    year = int(match["year"]) if match["year"] else published.year if published else 1
    try:
        day = date(year, months[month], number).toordinal()
    except (KeyError, ValueError):  # "13月1日", "Feb. 30": no day
        return None
    if published and not match["year"] and day > published.toordinal() + _HALF_YEAR:
        return day - 365
    return day


def _last(number: int, published: date) -> int | None:
    """The last day of that number in its month, not after publication."""
    today = published.toordinal()
    days = range(today, today - _MONTH, -1)
    return next((day for day in days if date.fromordinal(day).day == number), None)
