"""Titles freed of their outlets, days and agencies read off a text."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.language.day_names import day_names
from pipeline.stories.days import days_of
from pipeline.stories.features import credited_agency
from pipeline.stories.titles import bare_title


@pytest.mark.parametrize(
    ("title", "outlet", "wanted"),
    [
        (
            "Storm reaches the coast at dawn - The Karbuk Times",
            "",
            "Storm reaches the coast at dawn",
        ),
        (
            "Sports | Hosts win the final on penalties | Oneday",
            "",
            "Hosts win the final on penalties",
        ),
        (
            "Ferry runs aground off Lindale - Quayside",
            "quayside.test",
            "Ferry runs aground off Lindale",
        ),
        ("Orsk - Marr talks collapse again", "", "Orsk - Marr talks collapse again"),
        ("Minister quits - and then comes back", "", "Minister quits - and then comes back"),
    ],
)
def test_titles_lose_their_outlet_and_nothing_else(title: str, outlet: str, wanted: str) -> None:
    assert bare_title(title, outlet) == wanted


def test_days_are_those_a_reader_would_name() -> None:
    told = date(2026, 3, 5)  # a Thursday
    found = days_of("It sank on Tuesday. A hearing on Dec. 14, 2025 and one on Jan. 3.", told)
    assert {date.fromordinal(day) for day in found} == {
        date(2026, 3, 3), date(2025, 12, 14), date(2026, 1, 3),
    }  # fmt: skip
    assert not days_of("It sank on Tuesday.", None)


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        ("de", "Am Dienstag sank sie; die Anhörung war am 14. Dezember 2025.", "2025-12-14 03-03"),
        ("es", "El ferri se hundió el 3 de marzo; ayer siguió la búsqueda.", "03-03 03-04"),
        ("fr", "Le ferry a coulé lundi. L'enquête a commencé le 1er février 2026.", "02-01 03-02"),
        ("ru", "Паром затонул во вторник, 3 марта.", "03-03"),
        ("ar", "غرقت العبارة يوم الثلاثاء 3 مارس", "03-03"),
        (
            "ja",
            "フェリーは28日に沈没し、3月2日に捜索が終わった。18日間の捜索だった。",
            "02-28 03-02",
        ),
        ("zh", "渡轮于2026年3月2日沉没，周二开始搜救。", "03-02 03-03"),
        ("ko", "여객선은 3월 2일 침몰했다.", "03-02"),
        ("pl", "Prom zatonął we wtorek, 2 marca.", "03-02 03-03"),
        ("tr", "Feribot 2 Mart Salı günü battı.", "03-02 03-03"),
    ],
)
def test_days_are_known_in_every_language(lang: str, text: str, days: str) -> None:
    found = {date.fromordinal(day).isoformat() for day in days_of(text, date(2026, 3, 5), lang)}
    assert found == {day if len(day) > 5 else f"2026-{day}" for day in days.split()}


def test_a_language_that_nobody_knows_names_days_in_numbers() -> None:
    assert not day_names("xx").weekdays
    assert days_of("xx 12日", date(2026, 3, 5), "xx") == {date(2026, 2, 12).toordinal()}
    assert not days_of("12日, 31日", None, "ja")


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("LINDALE, March 3 (Reuters) - A ferry sank.", ["Reuters"]),
        ("By The Associated Press\nA ferry sank.", ["AP"]),
        ("Officials told Reuters on Monday that a ferry sank.", []),
        ("A ferry sank.\nReporting by AFP.", ["AFP"]),
    ],
)
def test_agencies_are_read_from_credits_alone(text: str, agency: list[str]) -> None:
    assert credited_agency(text) == agency
