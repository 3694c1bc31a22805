"""The date line that some outlets put at the head of a text: when it was told, not what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from pipeline.language.calendar import Kind, calendar_names
from pipeline.language.words import tokens
from pipeline.records import Article

# A whole date ("June 09, 2020", "9. Juni 2020", "2020-06-09", "2020年6月9日") and what shows it to
# be no part of a sentence: an hour, a dash or bar, the end of the line. Nothing stands before it
# but the name of the day.
_NUMERIC = (
    r"(?P<y1>\d{4})[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)"
    r"|(?P<y2>\d{4})年(?P<m2>\d\d?)月(?P<d2>\d\d?)日"
)
_DAY_FIRST = r"(?P<d3>\d\d?)[-/.](?P<m3>\d\d?)[-/.](?P<y3>\d{4})"
_ZONE = r"(?:GMT|UTC|[BIJHK]ST|SGT|HKT|MSK|CES?T|[ECMP][SD]T|Uhr)"
_HOUR = rf"\d\d?[:.]\d\d(?::\d\d)?(?:\s*[ap]\.?m\b\.?)?(?:\s*{_ZONE}\b\.?)?"
_BREAK = r"\s*(?:[|–—]|-\s|\n|$)"
_READ = 80  # characters
# Days between a date line and publication: time zones, and feeds that tell it late; by hand
# (2026-11).
_NEAR = 1


def text_without_date_line(article: Article) -> str:
    """The article's text, see `without_date_line`."""
    published = article.published_at and article.published_at.date()
    return without_date_line(article.text, article.lang, published)


def without_date_line(text: str, lang: str = "en", published: date | None = None) -> str:
    """The text without a date line at its head; as it is where it has none.

    A date that is not that of publication, where this is known, is news and stays.
    """
    match = _date_line(lang).match(text[:_READ]) if text[:1] else None
    if match is None:
        return text
    day = _day(match, lang)
    if day is None or (published and abs((day - published).days) > _NEAR):
        return text
    rest = text[match.end() :].lstrip()
    return text if rest[:1].islower() else rest  # a sentence that goes on


def _day(match: re.Match[str], lang: str) -> date | None:
    """The date of a match; one in digits alone may have its day first or its month."""
    found = {name[0]: value for name, value in match.groupdict().items() if value}
    month = _months(lang).get(found["m"].lower()) or int(found["m"])
    try:
        return date(int(found["y"]), month, int(found["d"]))
    except ValueError:
        return None


@cache
def _date_line(lang: str) -> re.Pattern[str]:
    """The pattern of a language's date lines, English ones among them."""
    names = "|".join(sorted(map(re.escape, _months(lang)), key=len, reverse=True))
    dates = (
        rf"{_NUMERIC}|{_DAY_FIRST}"
        rf"|(?P<m4>{names})\b\.?\s+(?P<d4>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y4>\d{{4}})"
        rf"|(?P<d5>\d\d?)\.?(?:\s+de)?\s+(?P<m5>{names})\b\.?(?:\s+de)?,?\s+(?P<y5>\d{{4}})"
    )
    weekdays = "|".join(sorted(map(re.escape, _names(lang, "days")), key=len, reverse=True))
    weekday, hour = (
        rf"(?:(?:{weekdays})\b\.?,?\s+)?",
        rf"(?:(?:,|\s+(?:at|à|um)|\s*[|–—-])?\s+{_HOUR})",
    )
    return re.compile(
        rf"\s*{weekday}(?:{dates})(?!\d)(?:{hour}(?:{_BREAK})?|{_BREAK})", re.IGNORECASE
    )


def _months(lang: str) -> Mapping[str, int]:
    """Names of months in a language and in English -> their numbers."""
    return _names(lang, "months")


@cache
def _names(lang: str, kind: Kind) -> Mapping[str, int]:
    """Names of `months` or `days` in a language and in English -> their numbers, from CLDR."""
    found: dict[str, int] = {}
    for name in ("en", lang or "en"):
        for number, word in calendar_names(name, kind):
            plain = word.rstrip(".").lower()
            if tokens(plain) and not plain[:1].isdigit():
                found[plain] = number
    return found
