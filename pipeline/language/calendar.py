"""Names of weekdays and months in every language that the Unicode CLDR has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

from pipeline.language.words import tokens

WIDE, ABBREVIATED = "wide", "abbreviated"


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """The words of a language's names, case folded, in every form that CLDR has."""

    weekdays: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()


@cache
def calendar_words(lang: str, widths: Sequence[str] = (WIDE, ABBREVIATED)) -> CalendarWords:
    """Of a language, in names of these widths; none where CLDR has no such language."""
    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return CalendarWords()
    weekdays, months = (
        frozenset(
            word
            for width in widths
            for form in ("format", "stand-alone")
            for name in calendar[form][width].values()
            for word in tokens(name)
            if len(word) > 1 and not word.isdigit()
        )
        for calendar in (locale.days, locale.months)
    )
    return CalendarWords(weekdays, months)
