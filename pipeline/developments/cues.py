"""What the wording of a sentence tells: event or background, fact or opinion, heading or text.

Which words tell it stands in `pipeline/language/data/*/cues.toml`, one list a cue. A cue that a
language does not list stays 0; in a language without the file English cues mostly do, and novelty
alone decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.developments.specifics import Reading
from pipeline.developments.timeline import date_expression
from pipeline.language.load import ENGLISH, alternatives, any_of, filled, load_language
from pipeline.language.records import Language
from pipeline.language.scripts import as_words
from pipeline.language.sentences import is_caption

_LISTED = (  # searched by the expressions of `cues.toml`
    "boiler", "now", "past", "event", "state", "firm", "hedge", "opinion", "first_person",
    "official", "sequel", "recall", "past_verb", "present", "future", "said_now", "passive",
    "analyst", "no_comment", "percent", "general", "contrast", "new_word", "pronoun", "appeal",
    "address",
)  # fmt: skip
CUES = (
    "heading", "question", "boiler", "now", "past", "event", "state", "firm", "hedge", "opinion",
    "first_person", "verbless", "official", "sequel", "recall", "speech", "colon_end", "past_verb",
    "present", "future", "said_now", "passive", "bare", "analyst", "no_comment", "percent",
    "general", "contrast", "new_word", "pronoun", "dated_now", "dated_old", "dated_ahead",
    "appeal", "address", "capitals", "within_quote",
)  # fmt: skip
"""Names of the columns that `cues` gives, in the order of the fitted coefficients."""

_BARE_WORDS = 14  # a bare attribution has fewer
# Days before the article. A sentence is recent from three days ahead (an event announced) to ten
# past, old after a month; chosen by hand on the project's own labelled threads (2026-11).
_AHEAD, _RECENT, _OLD = -3, 10, 31
_LONG_AGO = 100.0  # days that "last year" or "months ago" stands for, at least
_MONTH_DAYS, _YEAR_DAYS = 30.4, 365.0
_LETTERS = 3  # of a month's name tell it from the others
_QUOTES = re.compile(r"[\"“”«»„]|(?:^|[\s:])['‘]\w")
_MARKS = re.compile('["“”]')
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Wording:
    """A language's cues, compiled."""

    listed: dict[str, re.Pattern[str]]  # searched in lower case, by cue
    verb: re.Pattern[str]  # likewise
    bare: re.Pattern[str]  # who spoke, to whom and where, without what
    explains: re.Pattern[str]
    month: re.Pattern[str]  # stands in every text that `month_day` matches in
    month_day: re.Pattern[str]
    month_numbers: dict[str, int]  # by the first three letters
    months_or_words: frozenset[str]
    near: re.Pattern[str]
    far: re.Pattern[str]


@cache
def _wording(language: Language) -> _Wording:
    dates, cues = language.dates, language.cues
    names = {
        "weekday": f"(?:{alternatives(dates.weekday_numbers)})",
        "month": f"(?:{alternatives(dates.month_names)})",
    }

    def joined(lines: Sequence[str]) -> str:
        return filled(any_of(lines), **names)

    listed = {cue: re.compile(joined(())) for cue in (*_LISTED, "verb")}
    for cue, lines in cues.whole.items():
        listed[cue] = re.compile(as_words(joined(lines), language))
    for cue, lines in cues.opening.items():
        listed[cue] = re.compile("^" + as_words(joined(lines), language))
    for cue, lines in cues.anywhere.items():
        listed[cue] = re.compile(joined(lines))
    month, month_day, numbers = _months(language)
    return _Wording(
        listed=listed,
        verb=listed["verb"],
        bare=re.compile(joined(cues.cased.get("bare", ()))),
        explains=re.compile(any_of(language.titles.explains), re.IGNORECASE),
        month=re.compile(month),
        month_day=re.compile(month_day),
        month_numbers=numbers,
        months_or_words=dates.months_or_words,
        near=re.compile(as_words(joined(dates.near), language)),
        far=re.compile(as_words(joined(dates.far), language)),
    )


def _months(language: Language) -> tuple[str, str, dict[str, int]]:
    """What stands in every date with a month, such a date, and the months' numbers.

    English months are known by their first three letters with a capital.
    """
    dates = language.dates
    if language.code != ENGLISH:
        month = alternatives(dates.month_numbers)
        return f"(?i:{month})", f"(?i:{date_expression(language)})", dates.month_numbers
    starts = "|".join(name[:_LETTERS].title() for name in dates.month_names)
    numbers = {name[:_LETTERS]: i for i, name in enumerate(dates.month_names, 1)}
    return (
        starts,
        rf"\b(?:(?P<before>\d{{1,2}})\.? )?(?P<month>(?:{starts})[a-z]*)\.?"
        r"(?: (?P<day>\d{1,2})\b(?!\d))?(?:,? (?P<year>(?:19|20)\d\d))?",
        numbers,
    )


def cues(
    readings: Sequence[Reading], at: datetime | None, lang: str = ENGLISH
) -> dict[str, NDArray[np.float32]]:
    """One column per cue, each `[n]`, 0 or 1; by the names of `CUES`.

    Args:
        readings: The sentences.
        at: When the article was told; None where nobody knows, then no date is old or recent.
        lang: ISO 639-1; whose wording.
    """
    wording = _wording(load_language(lang))
    columns = {cue: _column(wording.listed[cue], readings) for cue in _LISTED}
    columns["boiler"] = np.maximum(columns["boiler"], [is_caption(r.text) for r in readings])
    columns["verbless"] = 1.0 - _column(wording.verb, readings)
    for cue, tells in _SHAPES.items():
        columns[cue] = np.array([tells(r) for r in readings], np.float32)
    bare = [r.length < _BARE_WORDS and wording.bare.search(r.text) is not None for r in readings]
    columns["bare"] = np.array(bare, np.float32)
    columns["within_quote"] = _within_quote(readings)
    ages = [_age(r, at, wording) for r in readings]
    recent = [age is not None and _AHEAD <= age <= _RECENT for age in ages]
    columns["dated_now"] = np.array(recent, np.float32)
    columns["dated_old"] = np.array([a is not None and a > _OLD for a in ages], np.float32)
    columns["dated_ahead"] = np.array([a is not None and a < _AHEAD for a in ages], np.float32)
    return columns


def _column(pattern: re.Pattern[str], readings: Sequence[Reading]) -> NDArray[np.float32]:
    """Whether a pattern, all in lower case, stands in each sentence, whatever its case.

    To search the lowered text takes a third of the time that `re.IGNORECASE` takes.
    """
    return np.array([pattern.search(r.low) is not None for r in readings], np.float32)


def _heading(reading: Reading) -> float:
    """No end mark and few words, or mostly capitals."""
    text = reading.text.strip()
    words = text.split()
    capital = sum(1 for w in words if w[:1].isupper() or not w[:1].isalpha())
    if len(words) < 3 or text.isupper():
        return 1.0
    open_end = text[-1] not in ".!?…\"”’'。"
    return float(open_end and (len(words) < 12 or capital > 0.6 * len(words)))


def _capitals(reading: Reading) -> float:
    """Share of words in capitals."""
    words = reading.text.split()
    return sum(word.isupper() for word in words) / max(len(words), 1)


def _within_quote(readings: Sequence[Reading]) -> NDArray[np.float32]:
    """Whether a sentence begins inside quotation marks that an earlier one opened."""
    open_now, columns = False, []
    for reading in readings:
        columns.append(float(open_now))
        for mark in _MARKS.findall(reading.text):
            open_now = not open_now if mark == '"' else mark == "“"
    return np.array(columns, np.float32)


_SHAPES: dict[str, Callable[[Reading], float]] = {  # cues that no words tell
    "heading": _heading,
    "question": lambda r: float("?" in r.text),
    "speech": lambda r: float(r.text.lstrip("- ")[:1] in "\"“'‘«"),
    "colon_end": lambda r: float(r.text.rstrip().endswith((":", ":-"))),
    "capitals": _capitals,
}


def explains(title: str, lang: str = ENGLISH) -> bool:
    """Whether a title announces an explanation or a portrait: "Why ...", a question."""
    return _wording(load_language(lang)).explains.search(title) is not None


def quotes(title: str) -> bool:
    """Whether a title holds quotation marks."""
    return _QUOTES.search(title) is not None


def _age(reading: Reading, at: datetime | None, wording: _Wording) -> float | None:
    """How many days before the article the youngest date of a sentence lies; None without one."""
    if wording.near.search(reading.low):
        return 1.0
    if at is None:
        return None
    text = reading.text
    dates = wording.month_day.finditer(text) if wording.month.search(text) else ()
    ages = [age for match in dates if (age := _month_age(match, at, wording)) is not None]
    if ages:
        return min(ages, key=abs)
    if wording.far.search(reading.low):
        return _LONG_AGO
    years = [(at.year - int(year)) * _YEAR_DAYS for year in _YEAR.findall(text)]
    return min(years, key=abs) or None if years else None


def _month_age(match: re.Match[str], at: datetime, wording: _Wording) -> float | None:
    name = match["month"].lower()
    month = wording.month_numbers.get(name) or wording.month_numbers[name[:_LETTERS]]
    alone = not (match["day"] or match["year"]) and match.start() == 0
    if alone and name in wording.months_or_words:
        return None  # a verb or a modal at the sentence's start
    months = (at.month - month + 2) % 12 - 2  # of undated months the past one is meant
    if match["year"]:
        months = (at.year - int(match["year"])) * 12 + at.month - month
    day = match["day"] or match["before"]
    if day:
        return months * _MONTH_DAYS + at.day - int(day)
    return months * _MONTH_DAYS
