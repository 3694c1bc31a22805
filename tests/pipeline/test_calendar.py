"""Names of weekdays and months are known in many languages, and count for little as words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.language.calendar import WIDE, calendar_names, calendar_words
from pipeline.stories.features import day_words, vocabulary


@pytest.mark.parametrize(
    ("lang", "weekday", "month"),
    [
        ("en", "tuesday", "november"),
        ("de", "dienstag", "märz"),
        ("sv", "tisdag", "mars"),
        ("ru", "вторник", "ноября"),
        ("ar", "الثلاثاء", "نوفمبر"),
    ],
)
def test_names_are_known(lang: str, weekday: str, month: str) -> None:
    known = calendar_words(lang, (WIDE,))
    assert weekday in known.weekdays and month in known.months


def test_a_language_without_a_calendar_has_none() -> None:
    assert not calendar_words("klingon").weekdays


def test_a_name_that_is_a_word_too_stays_one() -> None:
    assert {"may", "march"}.isdisjoint(day_words("en"))


def test_a_weekday_tells_less_of_what_a_text_is_about_than_a_rare_word() -> None:
    day, town, the = (int(code) & 255 for code in vocabulary("en").codes("Tuesday Dervani the"))
    assert town < day
    assert abs(day - the) < 40


def test_a_language_has_its_own_names_whichever_was_asked_before() -> None:
    for lang in ("ja", "zh", "ar"):
        assert list(calendar_names(lang, "months"))
    assert {name for _, name in calendar_names("ko", "months", (WIDE,))} == {
        f"{number}월" for number in range(1, 13)
    }
    assert not {name for _, name in calendar_names("hi", "months")} & {"1月", "一月"}


CHINESE_FIRST = """
from pipeline.language.numbers import numbers
numbers("3 boats", "zh")
from pipeline.stories.days import days_of
from datetime import date
print([date.fromordinal(day).isoformat() for day in days_of("3월 2일", date(2026, 3, 5), "ko")])
"""


def test_days_are_the_same_in_a_process_that_has_read_chinese_numbers_before() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHINESE_FIRST], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "['2026-03-02']"
