"""Names of weekdays and months in every language that the Unicode CLDR has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError

from pipeline.language.words import tokens

WIDE, ABBREVIATED = "wide", "abbreviated"
Kind = Literal["days", "months"]
KINDS: tuple[Kind, Kind] = ("days", "months")


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """The words of a language's names, case folded, in every form that CLDR has."""

    weekdays: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()


@cache
def calendar_words(lang: str, widths: Sequence[str] = (WIDE, ABBREVIATED)) -> CalendarWords:
    """Of a language, in names of these widths; none where CLDR has no such language."""
    weekdays, months = (
        frozenset(
            word
            for _, name in calendar_names(lang, kind, widths)
            for word in tokens(name)
            if len(word) > 1 and not word.isdigit()
        )
        for kind in KINDS
    )
    return CalendarWords(weekdays, months)


def calendar_names(
    lang: str, kind: Kind, widths: Sequence[str] = (WIDE, ABBREVIATED)
) -> Iterator[tuple[int, str]]:
    """Numbers and names as CLDR writes them, weekdays from Monday (0), months from January (1)."""
    try:
        calendar = getattr(Locale.parse(lang), kind)
    except (UnknownLocaleError, ValueError):
        return
    for form in ("format", "stand-alone"):
        for width in widths:
            yield from calendar[form][width].items()
