"""How each language writes weekdays and dates, to find the days that a text names.

Of the languages with a `dates.toml` by its lists, of all others by those of the Unicode CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.language.calendar import KINDS, WIDE, calendar_names
from pipeline.language.load import ENGLISH, any_of, load_language
from pipeline.language.scripts import is_blankless

_YEAR = r"(?P<year>(?:19|20)\d\d)"
# "2026年2月18日", "2월 18일", and the bare "18日" of newspapers, in which "18日間" is no day.
_NUMBERED = re.compile(
    rf"(?:{_YEAR}[年년] ?)?(?:(?<!\d)(?P<month>\d{{1,2}})[月월] ?)?"
    r"(?<!\d)(?P<day>\d{1,2})[日号號일](?![間间])"
)
# After a day's number, and between it and its month: "3rd", "3. Oktober", "3 de octubre".
_ORDINAL = r"(?:st|nd|rd|th|er|[.ºª]|-?го)?"
_OF = r"(?:d[eo]l? )?"


@dataclass(frozen=True, slots=True)
class DayNames:
    """A language's, all in lower case."""

    weekday: re.Pattern[str]
    weekdays: Mapping[str, int]  # name -> 0, Monday, to 6
    dates: tuple[re.Pattern[str], ...]  # with the groups `day`, `month`, `year`
    months: Mapping[str, int]  # name or number -> 1 to 12
    today: tuple[str, ...]
    yesterday: tuple[str, ...]


@cache
def day_names(lang: str = ENGLISH) -> DayNames:
    """Of a language, ISO 639-1; one that is unknown writes its days in numbers alone."""
    own = load_language(lang).dates
    listed = lang == ENGLISH or own != load_language(ENGLISH).dates
    if listed:
        weekdays, months = own.weekday_numbers, own.month_numbers
    else:
        weekdays, months = (
            {name.lower(): at for at, name in calendar_names(lang, kind, (WIDE,))} for kind in KINDS
        )
    named = [name for name in months if not name[0].isdigit()]
    # Thai writes no blanks, nor do languages that number their months, or they join particles.
    alone = "" if not named or is_blankless("".join(weekdays)) else r"\b"
    return DayNames(
        weekday=re.compile(f"{alone}(?:{_starting(weekdays)}){alone}"),
        weekdays=weekdays,
        dates=tuple(_dates(named)),
        months={**months, **{str(number): number for number in range(1, 13)}},
        today=own.today if listed else (),
        yesterday=own.yesterday if listed else (),
    )


def _dates(months: Collection[str]) -> Iterator[re.Pattern[str]]:
    """Dates with a month's name before or after the number, or numbers where it has no name."""
    if not months:
        yield _NUMBERED
        return
    month = rf"\b(?P<month>{_starting(months)})\b\.?"
    year = rf"(?:,? {_OF}{_YEAR})?"
    yield re.compile(rf"{month} (?P<day>\d{{1,2}}){_ORDINAL}\b(?![:.]\d){year}")
    yield re.compile(rf"\b(?P<day>\d{{1,2}}){_ORDINAL} {_OF}{month}{year}")


def _starting(names: Collection[str]) -> str:
    """Any of the names, by their first letters: which is found much sooner."""
    firsts = sorted({name[0] for name in names})
    return any_of(
        re.escape(first)
        + "(?:"
        + any_of(
            sorted(
                (re.escape(name[1:]) for name in names if name[0] == first), key=len, reverse=True
            )
        )
        + ")"
        for first in firsts
    )
