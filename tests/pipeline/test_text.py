"""How text is cut, and titles freed of their outlets."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.text import sentences, shingles, stem, tokens
from pipeline.stories.days import days_of
from pipeline.stories.features import credited_agency
from pipeline.stories.titles import bare_title


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mr. Orsk met the U.S. Senate at 3 p.m. Tuesday. He left.", 2),
        ('She said "No." Then J. Marr came in! Why? Nobody knew.', 4),
        ("Rates rose 3.5 percent. One line\nAnother line", 3),
        ("Prices fell … and rose again. Yes.", 2),
        ("港で船が沈んだ。三人が救助された。", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, wanted: int) -> None:
    assert len(sentences(text)) == wanted


@given(st.text(max_size=300))
def test_cutting_never_fails_and_loses_no_word(text: str) -> None:
    assert tokens(" ".join(sentences(text))) == tokens(text) or not text.isascii()
    found = shingles(text)
    assert (np.diff(found.astype(object)) > 0).all() if len(found) > 1 else True


def test_tokens_drop_possessives_and_stems_drop_plurals() -> None:
    assert tokens("The mayor’s o'clock, dogs' 3.5") == ["the", "mayor", "o'clock", "dogs", "3.5"]
    assert [stem(t) for t in ("cities", "fires", "press", "virus", "gas")] == [
        "city", "fire", "press", "virus", "gas",
    ]  # fmt: skip


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
