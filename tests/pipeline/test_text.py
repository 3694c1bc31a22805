"""Titles freed of their outlets, days and agencies read off a text."""

from __future__ import annotations

from datetime import date

import pytest

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
