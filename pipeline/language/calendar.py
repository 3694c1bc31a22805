"""Names of weekdays and months in every language that the Unicode CLDR has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from babel import Locale, UnknownLocaleError, localedata

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
    calendar = _calendar(lang)
    for form in ("format", "stand-alone") if calendar else ():
        for width in widths:
            yield from calendar[kind][form][width].items()


@cache
def _calendar(lang: str) -> Mapping[str, Any]:
    """The language's own copy of its tables; none of one that CLDR has not.

    Babel keeps what an alias of a table means, in data that languages share: `Locale("ko").months`
    has the months of whichever language was asked before.
    """
    try:
        data = localedata.load(str(Locale.parse(lang)))
    except (UnknownLocaleError, ValueError):
        return {}
    return localedata.LocaleDataDict(deepcopy({kind: data[kind] for kind in KINDS}))
